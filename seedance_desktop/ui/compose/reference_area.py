"""The tiles of one list with the place for the next one, and between two frames the swap."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSizePolicy, QWidget

from ...core import spec
from ..widgets.buttons import icon_button
from .reference_grid import TILE, TileGrid
from .reference_model import ReferenceModel
from .reference_view import ReferenceView

SWAP_KEY = "Alt+S"


class TileArea(QWidget):
    """As high as its tiles for its width."""

    add_asked = Signal()
    swap_asked = Signal()

    def __init__(
        self, model: ReferenceModel, table: spec.ReferenceField, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._label = model, table.label
        self.view = ReferenceView(model, table.kind, self)
        self.view.setObjectName(f"{table.kind}List")
        self.view.setAccessibleName(table.label)
        self.add = QPushButton(self)
        self.add.setObjectName(f"add{table.kind.capitalize()}")
        self.add.setProperty("kind", "drop")
        self.add.setProperty("tile", True)
        self._swap: QPushButton | None = None
        self._no_last: QLabel | None = None
        """The place of the last frame while there is no first one."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.add.clicked.connect(self.add_asked)
        self.view.setVisible(False)

    def show_state(self, limit: int) -> None:
        """Follow the number of tiles, of which ``limit`` are taken, and the mode."""
        have = len(self._model.urls)
        focused = self.view.hasFocus()
        self.view.setVisible(have > 0)
        if focused and not have:
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_words(have, limit)
        if self._model.in_slots and self._swap is None:
            self._swap = self._make_swap()
            self._no_last = self._make_no_last()
        if self._no_last is not None:
            self._no_last.setVisible(self._model.in_slots and not have)
        if self._swap is not None:
            had_focus = self._swap is QApplication.focusWidget()
            self._swap.setVisible(self._model.in_slots and have > 1)
            if had_focus and not self._swap.isVisible():
                self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._place()

    @property
    def _grid(self) -> TileGrid:
        return TileGrid(self.width(), self._model.in_slots)

    def _show_words(self, have: int, limit: int) -> None:
        spoken = self.tr("Add links to {label}").format(label=self._label)
        words = self.tr("drop or\npaste URL")
        if have >= limit:
            words, state = self.tr("full"), self.tr("{label} is full").format(label=self._label)
            spoken = f"{spoken}: {state}"
        elif self._model.in_slots:
            slot = self.tr("Last") if have else self.tr("First")
            words = self.tr("{slot}\ndrop or paste URL").format(slot=slot)
            spoken = self.tr("{slot} frame: {add}").format(slot=slot, add=spoken)
        self.add.setText(words)
        self.add.setAccessibleName(spoken)

    def _make_swap(self) -> QPushButton:
        says = self.tr("Swap first and last frame ({key})").format(key=SWAP_KEY)
        swap = icon_button("swap", says, self)
        swap.setObjectName("swapFrames")
        QWidget.setTabOrder(self.view, swap)
        QWidget.setTabOrder(swap, self.add)
        swap.clicked.connect(self.swap_asked)
        return swap

    def _make_no_last(self) -> QLabel:
        # There is no last frame without a first one: its place is shown, and waits.
        label = QLabel(self.tr("Last"), self)
        label.setObjectName("noLastFrame")
        label.setProperty("kind", "drop")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setAccessibleName(self.tr("Last frame: empty, the first one comes before"))
        return label

    def _place(self) -> None:
        grid, have = self._grid, len(self._model.urls)
        self.view.setGeometry(QRect(0, 0, self.width(), grid.height(have)))
        self.add.setGeometry(grid.cell(have))
        self.add.raise_()
        if self._swap is not None:
            self._swap.setGeometry(grid.swap())
            self._swap.raise_()
        if self._no_last is not None:
            self._no_last.setGeometry(grid.cell(1))
        # Fixed, not by heightForWidth: layouts in layouts keep the height of a former width.
        self.setFixedHeight(grid.height(have + 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(4 * TILE, TILE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

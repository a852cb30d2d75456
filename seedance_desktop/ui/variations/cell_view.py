"""The cells: switched on and off by their check boxes, chosen by selecting them."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from ...state.cell_model import CellModel, CellRow, Role
from .cell_delegate import CellDelegate, box_rect


class CellView(QListView):
    """Space switches what is selected, S stars it, Enter shows its newest clip."""

    chosen_changed = Signal()
    """Other cells are selected."""
    star_requested = Signal()
    show_requested = Signal(object)
    """Show this ``Generation``."""

    def __init__(self, model: CellModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells = model
        self.setObjectName("cellTable")
        self.setAccessibleName(self.tr("Variations: each is a clip to make"))
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().selectionChanged.connect(self.chosen_changed)
        model.modelReset.connect(self.chosen_changed)
        self.doubleClicked.connect(self._show_result)

    def chosen_keys(self) -> list[str]:
        """Keys of the selected cells, in their order, without those no longer in the plan."""
        rows = sorted(self.selectionModel().selectedIndexes(), key=lambda index: index.row())
        found = (self._cells.row(index) for index in rows)
        return [row.key for row in found if row is not None and row.key]

    def _switch_chosen(self) -> None:
        """All that are selected get what the one under the cursor has not."""
        current = self._cells.row(self.currentIndex())
        if current is None or not current.key:
            return
        state = Qt.CheckState.Unchecked if current.on else Qt.CheckState.Checked
        indexes = self.selectionModel().selectedIndexes() or [self.currentIndex()]
        for index in indexes:
            self._cells.setData(index, state, Qt.ItemDataRole.CheckStateRole)

    def _show_result(self, index: QModelIndex) -> None:
        row = index.data(Role.ROW)
        if isinstance(row, CellRow) and row.results:
            self.show_requested.emit(row.results[-1])

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # The keyboard finds a cell to act on, and does not have to leave it and come back first.
        if not self.selectionModel().hasSelection() and self.currentIndex().isValid():
            self.selectionModel().select(
                self.currentIndex(), QItemSelectionModel.SelectionFlag.Select
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if plain and event.key() == Qt.Key.Key_Space:
            self._switch_chosen()
        elif plain and event.key() == Qt.Key.Key_S:
            self.star_requested.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._show_result(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        row = self._cells.row(index)
        on_box = index.isValid() and box_rect(self.visualRect(index)).adjusted(
            -6, -6, 6, 6
        ).contains(event.position().toPoint())
        if row is not None and on_box and event.button() == Qt.MouseButton.LeftButton:
            state = Qt.CheckState.Unchecked if row.on else Qt.CheckState.Checked
            self._cells.setData(index, state, Qt.ItemDataRole.CheckStateRole)
            return
        super().mousePressEvent(event)

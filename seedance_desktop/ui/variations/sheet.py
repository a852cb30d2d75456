"""The variations, as a sheet over stage and history: the prompt beside it stays at hand."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ...core.variation_sets import SetSummary
from ...state.cell_model import CellModel
from ...state.model import Model
from ...state.notices import Notice, Offer
from ...state.set_model import SetModel
from .. import theme
from ..widgets.buttons import icon_button
from ..widgets.choices import segments
from .axis_editor import AxisEditor
from .cell_view import CellView
from .footer import VariationsFooter
from .set_list import SetList

SIDE_WIDTH, NARROW_SIDE_WIDTH = 272, 224
NARROW = 860
"""Px of the sheet's width below which its left side takes its smallest."""
AXES, SETS = "axes", "sets"


class VariationsSheet(QFrame):
    """Axes or earlier sets on the left, the cells on the right, prices and buttons below."""

    closed = Signal()
    show_requested = Signal(object)
    """Show this ``Generation`` in the history and on the stage."""

    def __init__(self, model: Model, parent: QWidget, over: Sequence[QWidget]) -> None:
        """It covers the widgets `over`, which all stand in `parent`."""
        super().__init__(parent)
        self._desk = model.variations
        self._notices = model.notices
        self._ground = parent
        self._over = tuple(over)
        self.setObjectName("variationsSheet")
        self.setProperty("kind", "panel")
        self.setAccessibleName(self.tr("Variations"))
        self._cells = CellModel(self._desk, self)
        self._view = CellView(self._cells)
        self._axes = AxisEditor(self._desk)
        self._sets = SetList(SetModel(self._desk, model.library, model.tasks, self))
        self._footer = VariationsFooter(self._desk, self._view.chosen_keys)
        self._name = QLineEdit()
        self._name.setObjectName("variationsName")
        self._name.setAccessibleName(self.tr("Name of the set"))
        self._new = QPushButton(self.tr("New set"))
        self._new.setObjectName("variationsNew")
        self._new.setToolTip(self.tr("Begin another set from the prompt as it stands"))
        self._count = QLabel()
        self._count.setObjectName("variationsCount")
        self._count.setProperty("kind", "dim")
        self._all_buttons: list[QPushButton] = []
        self._side = self._build_side()
        self._build_layout()
        self._connect()
        for widget in (parent, *self._over):
            widget.installEventFilter(self)
        self.hide()

    def open_new(self) -> None:
        """Come up with the draft, or with what was on the desk."""
        self._desk.take_up()
        self._come_up()

    def open_set(self, set_id: int) -> None:
        """Come up with a set that was kept."""
        self._desk.open(set_id)
        self._come_up()

    def close_sheet(self) -> None:
        """Go away, and say so."""
        if self.isHidden():
            return
        for widget in self._over:
            widget.setEnabled(True)
        self._desk.watch(False)
        self.hide()
        self.closed.emit()

    def _come_up(self) -> None:
        self._desk.watch(True)
        self._place()
        self._show_side(AXES)
        self.show()
        self.raise_()
        # What is covered must not take the focus.
        for widget in self._over:
            widget.setEnabled(False)
        self._axes.focus_target().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build_side(self) -> QWidget:
        choices = (
            (AXES, self.tr("This set"), self.tr("What differs from clip to clip")),
            (SETS, self.tr("Earlier sets"), self.tr("The sets that were kept")),
        )
        self._switch = segments(self.tr("Show"), choices, lambda value: f"variations_{value}")
        scroll = QScrollArea()
        scroll.setObjectName("axesScroll")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._axes.setProperty("kind", "scrolled")
        scroll.setWidget(self._axes)
        self._pages = QStackedWidget()
        self._pages.addWidget(scroll)
        self._pages.addWidget(self._sets)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, theme.space(3), 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        row.addWidget(self._switch)
        column.addLayout(row)
        column.addWidget(self._pages, 1)
        return side

    def _build_layout(self) -> None:
        title = QLabel(self.tr("Variations"))
        title.setProperty("kind", "title")
        self._close = icon_button("close", self.tr("Close the variations"))
        self._close.setObjectName("variationsClose")
        self._close.clicked.connect(self.close_sheet)
        head = QHBoxLayout()
        head.setContentsMargins(theme.MARGIN, theme.space(2), theme.space(2), theme.space(2))
        head.setSpacing(theme.space(3))
        head.addWidget(title)
        head.addWidget(self._name, 1)
        head.addWidget(self._new)
        head.addWidget(self._close)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addLayout(self._build_cells_head())
        right.addWidget(self._view, 1)
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._side)
        body.addWidget(_line("vline"))
        body.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(_line("line"))
        column.addLayout(body, 1)
        column.addWidget(self._footer)

    def _build_cells_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(theme.space(3), theme.space(2), theme.space(3), theme.space(2))
        row.setSpacing(theme.space(1))
        row.addWidget(self._count, 1)
        for name, words, on in (
            ("cellsAllOn", self.tr("All on"), True),
            ("cellsAllOff", self.tr("All off"), False),
        ):
            button = QPushButton(words)
            button.setObjectName(name)
            button.setProperty("kind", "link")
            button.setAccessibleName(
                self.tr("Switch all variations on") if on else self.tr("Switch all variations off")
            )
            button.clicked.connect(lambda _=False, on=on: self._desk.switch(self._cells.keys(), on))
            row.addWidget(button)
            self._all_buttons.append(button)
        return row

    def _connect(self) -> None:
        desk = self._desk
        self._switch.chosen.connect(self._show_side)
        self._sets.open_requested.connect(self._on_set_chosen)
        self._sets.delete_requested.connect(self._delete_set)
        self._name.editingFinished.connect(self._on_name_edited)
        self._new.clicked.connect(self._on_new)
        self._view.chosen_changed.connect(self._footer.show_now)
        self._view.star_requested.connect(self._footer.star)
        self._view.show_requested.connect(self._on_show)
        desk.changed.connect(self._show)
        desk.opened.connect(self._show)
        self._axes.rebuilt.connect(self._order_tabs)
        self._order_tabs()
        self._show()

    def _order_tabs(self) -> None:
        """Tab goes as one reads, also through widgets that were made later than those below."""
        stops = [
            self._name,
            self._new,
            self._close,
            *self._switch.findChildren(QPushButton),
            *self._axes.tab_stops(),
            self._sets.focus_target(),
            *self._all_buttons,
            self._view,
            *self._footer.findChildren(QPushButton),
        ]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _show(self) -> None:
        desk = self._desk
        if not self._name.hasFocus() or not self._name.isModified():
            self._name.setText(desk.name)
            self._name.setCursorPosition(0)
        self._new.setVisible(desk.set_id is not None)
        on = sum(cell.enabled for cell in desk.cells)
        count = len(desk.cells)
        one, many = self.tr("1 variation"), self.tr("{count} variations").format(count=count)
        cells = one if count == 1 else many
        words = self.tr("{cells} · {on} on").format(cells=cells, on=on)
        self._count.setText(self.tr("Too many variations") if desk.trouble else words)

    def _show_side(self, which: str) -> None:
        self._switch.show_value(which)
        self._pages.setCurrentIndex(0 if which == AXES else 1)

    def _on_set_chosen(self, set_id: int) -> None:
        self._desk.open(set_id)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _delete_set(self, row: SetSummary) -> None:
        desk = self._desk
        desk.hide_set(row.id)
        undo = Offer("undoDeleteSet", self.tr("Undo"), lambda: desk.hide_set(row.id, hidden=False))
        self._notices.tell(
            Notice(
                self.tr("“{name}” taken out of the sets").format(name=row.name),
                self.tr("Its clips stay in the history."),
                topic="set deleted",
                offers=(undo,),
            )
        )

    def _on_name_edited(self) -> None:
        if self._name.isModified():
            self._name.setModified(False)
            self._desk.set_name(self._name.text())

    def _on_new(self) -> None:
        self._desk.start_new()
        self._show_side(AXES)
        self._axes.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_show(self, row: object) -> None:
        self.close_sheet()
        self.show_requested.emit(row)

    def _place(self) -> None:
        """Cover what lies below, wherever the splitter put it."""
        area = QRect()
        for widget in self._over:
            corner = widget.mapTo(self._ground, widget.rect().topLeft())
            area = area.united(QRect(corner, widget.size()))
        if area != self.geometry():
            self.setGeometry(area)
        narrow = area.width() < NARROW
        self._side.setFixedWidth(NARROW_SIDE_WIDTH if narrow else SIDE_WIDTH)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.isHidden() and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_sheet()
        else:
            super().keyPressEvent(event)


def _line(kind: str) -> QFrame:
    line = QFrame()
    line.setProperty("kind", kind)
    return line

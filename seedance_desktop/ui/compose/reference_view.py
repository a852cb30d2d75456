"""The references of one kind as tiles: chosen, moved and removed by mouse and by keyboard."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from ...core.spec import Kind
from .. import theme
from ..drag import drag_reference, reference_in
from .reference_grid import SLOTS, TileGrid
from .reference_layout import TileListView
from .reference_menu import KEYS, Command
from .reference_model import ReferenceModel, Role
from .reference_tile import TileDelegate, cross_rect

_Flag = QStyle.StateFlag
_EARLIER = (Qt.Key.Key_Up, Qt.Key.Key_Left)
_LATER = (Qt.Key.Key_Down, Qt.Key.Key_Right)


class ReferenceView(TileListView):
    """What the person asks for goes out as signals; the pane scrolls, not the list."""

    command_asked = Signal(object)
    """A ``Command`` for the selected rows."""
    remove_asked = Signal(list)
    """Positions from 0."""
    move_asked = Signal(list, int)
    """Positions from 0, and before which one they are to stand."""
    menu_asked = Signal(QPoint)
    """Where on the screen."""

    def __init__(self, model: ReferenceModel, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._references, self._kind = model, kind
        self._pressed_cross = False
        self._pointed: QPoint | None = None
        self._gap = -1
        """Before which tile the dragged one would land; -1 while none is dragged here."""
        self.setModel(model)
        self.tiles = TileDelegate(self)
        self.setItemDelegate(self.tiles)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)

    @property
    def grid(self) -> TileGrid:
        return TileGrid(self.viewport().width(), self._references.in_slots)

    def select_rows(self, rows: Sequence[int]) -> None:
        """Make these rows the only selected ones, as far as they are there."""
        last = self.count() - 1
        rows = sorted({min(row, last) for row in rows}) if last >= 0 else []
        if not rows:
            return
        flag = QItemSelectionModel.SelectionFlag
        model = self.selectionModel()
        model.setCurrentIndex(self._references.index(rows[0]), flag.ClearAndSelect)
        for row in rows[1:]:
            model.select(self._references.index(row), flag.Select)

    def selected_rows(self) -> list[int]:
        """Positions, ascending; the current row where none is selected."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        current = self.currentIndex()
        return rows or ([current.row()] if current.isValid() else [])

    def _row_at(self, spot: QPoint) -> int:
        return self.grid.at(spot, self.count())

    def _move(self, later: bool) -> None:
        rows = self.selected_rows()
        if not rows:
            return
        before = rows[-1] + 2 if later else rows[0] - 1
        if 0 <= before <= self.count():
            self.move_asked.emit(rows, before)

    def _show_gap(self, gap: int) -> None:
        if gap != self._gap:
            self._gap = gap
            self.viewport().update()

    def _carried(self, data: QMimeData) -> list[int]:
        """The rows that a drag of one of these tiles moves; none for any other drag."""
        carried = reference_in(data)
        if carried is None or carried[0] is not self._kind or carried[1] >= self.count():
            return []
        selected = self.selected_rows()
        return selected if carried[1] in selected else [carried[1]]

    def _state_of(self, index: QModelIndex, rect: QRect) -> QStyle.StateFlag:
        state = _Flag.State_None
        if self.selectionModel().isSelected(index):
            state |= _Flag.State_Selected
        if index == self.currentIndex() and self.hasFocus():
            state |= _Flag.State_HasFocus
        if self._pointed is not None and rect.contains(self._pointed):
            state |= _Flag.State_MouseOver
        return state

    def _paint_waiting(self, painter: QPainter) -> None:
        painter.setFont(theme.font("tiny"))
        painter.setPen(theme.color("dim"))
        words = self.tr("Waiting: there is room for two frames")
        box = self.grid.waiting_words()
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, middle, painter.fontMetrics().elidedText(
            words, Qt.TextElideMode.ElideRight, box.width()))  # fmt: skip

    # Qt's own

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        grid = self.grid
        for row in range(self.count()):
            index = self._references.index(row)
            option.rect = grid.cell(row)
            option.state = self._state_of(index, option.rect)
            self.tiles.paint(painter, option, index)
        if grid.slots and self.count() > SLOTS:
            self._paint_waiting(painter)
        if self._gap >= 0:
            painter.fillRect(grid.mark(self._gap), theme.color("accent"))

    # Qt's own: keys and mouse

    def keyboardSearch(self, search: str) -> None:
        """Nothing: every link begins with the same letters."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == (
            Qt.KeyboardModifier.AltModifier
        )
        asked = QKeySequence(event.keyCombination())
        command = next((each for each, keys in KEYS.items() if asked in keys), None)
        if command is Command.REMOVE:
            self.remove_asked.emit(self.selected_rows())
        elif command is not None:
            self.command_asked.emit(command)
        elif alt and event.key() in (*_EARLIER, *_LATER):
            self._move(event.key() in _LATER)
        elif event.matches(QKeySequence.StandardKey.Paste):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        row = self._row_at(spot)
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed_cross = left and row >= 0 and cross_rect(self.grid.cell(row)).contains(spot)
        if self._pressed_cross:
            self.remove_asked.emit([row])
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # The second of two quick clicks on a cross must not open the tile that came after.
        if self.indexAt(event.position().toPoint()).isValid() and not self._pressed_cross:
            self.command_asked.emit(Command.REPLACE)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointed = event.position().toPoint()
        self.viewport().update()
        if not (self._pressed_cross and event.buttons()):
            super().mouseMoveEvent(event)

    def leaveEvent(self, event: object) -> None:
        self._pointed = None
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            if self.indexAt(event.pos()).isValid():
                self.menu_asked.emit(event.globalPos())
        elif self.currentIndex().isValid():
            middle = self.visualRect(self.currentIndex()).center()
            self.menu_asked.emit(self.viewport().mapToGlobal(middle))

    # Qt's own: drag and drop of these tiles; every other drag is the pane's

    def startDrag(self, supportedActions: Qt.DropAction) -> None:
        index = self.currentIndex()
        if index.isValid():
            picture = self.tiles.pixmap(index, self.visualRect(index).size())
            drag_reference(self, self._kind, index.row(), index.data(Role.URL), picture)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.setAccepted(bool(self._carried(event.mimeData())))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self._carried(event.mimeData()):
            self._show_gap(self.grid.gap_at(event.position().toPoint(), self.count()))
            event.accept()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_gap(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        rows = self._carried(event.mimeData())
        gap = self.grid.gap_at(event.position().toPoint(), self.count())
        self._show_gap(-1)
        event.setAccepted(bool(rows))
        if rows:
            self.move_asked.emit(rows, gap)

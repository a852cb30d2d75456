"""The list of the queue: moved by keys and by dragging, without a drag of the system's.

What is dragged never leaves the list, so that no event loop is nested for it.
"""

from collections.abc import Collection

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from ...state.history_model import Role
from ...state.queue_model import QueueModel
from .. import theme
from ..history.uniform_list import UniformListView
from .row import HEIGHT, QueueRowDelegate

TICK_MS = 1_000
_EDGE = 24
"""px from an end of the list within which it scrolls while something is dragged."""
_MARK = 2


class QueueList(UniformListView):
    """Shows a ``QueueModel``; what the person asks for goes out as signals."""

    move_requested = Signal(int)
    """How many places the selected ones are to go; below zero towards the front."""
    dropped = Signal(int)
    """The place, from 0, among those that wait and are not dragged."""
    cancel_requested = Signal()
    opened = Signal()
    """The current row, by Return or a double click."""

    def __init__(self, model: QueueModel, parent: QWidget | None = None) -> None:
        super().__init__(HEIGHT, parent)
        self._queue = model
        self._pressed: QPoint | None = None
        self._gap: int | None = None
        """Before which row what is dragged would go."""
        self.setObjectName("queueList")
        self.setAccessibleName(self.tr("Queue, what is sent next first"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setModel(model)
        self.setItemDelegate(QueueRowDelegate(self))
        self._clock = QTimer(self, interval=TICK_MS)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        self._scroll = QTimer(self, interval=40)
        self._scroll.timeout.connect(self._scroll_on)

    def selected_ids(self) -> list[int]:
        """Ids of the selected rows, from the top."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self._queue.id_at(row) for row in rows]

    def current_id(self) -> int | None:
        """Id of the row the keyboard is at."""
        current = self.currentIndex()
        return self._queue.id_at(current.row()) if current.isValid() else None

    def go_to_row(self, row: int) -> None:
        """Make a row the only selected one."""
        if 0 <= row < self._queue.rowCount():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(self._queue.index(row), flags)

    def _tick(self) -> None:
        # What runs counts its seconds; it stands at the top.
        for row in self.seen_rows():
            if row >= self._queue.first_waiting:
                break
            self.update(self._queue.index(row))

    def _dragged(self) -> Collection[int]:
        return self._queue.waiting(self.selected_ids())

    def _drag_to(self, position: QPoint) -> None:
        row = round((position.y() + self.verticalOffset()) / HEIGHT)
        self._gap = max(self._queue.first_waiting, min(row, self._queue.rowCount()))
        near = position.y() < _EDGE or position.y() > self.viewport().height() - _EDGE
        if near and not self._scroll.isActive():
            self._scroll.start()
        elif not near:
            self._scroll.stop()
        self.viewport().update()

    def _scroll_on(self) -> None:
        position = self.viewport().mapFromGlobal(self.cursor().pos())
        step = -HEIGHT // 4 if position.y() < _EDGE else HEIGHT // 4
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + step)
        self._drag_to(position)

    def _stop_drag(self) -> None:
        self._pressed = self._gap = None
        self._scroll.stop()
        self.viewport().update()

    def _drop(self) -> None:
        gap, moving = self._gap, set(self._dragged())
        self._stop_drag()
        if gap is None or not moving:
            return
        before = range(self._queue.first_waiting, gap)
        self.dropped.emit(sum(self._queue.id_at(row) not in moving for row in before))

    # Qt's own

    def keyboardSearch(self, search: str) -> None:
        """Nothing: letters are no way through a queue."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        alt = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == (
            Qt.KeyboardModifier.AltModifier
        )
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Home: -self._queue.rowCount(),
            Qt.Key.Key_End: self._queue.rowCount(),
        }
        if alt and event.key() in steps:
            self.move_requested.emit(steps[Qt.Key(event.key())])
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif plain and event.key() == Qt.Key.Key_Delete:
            self.cancel_requested.emit()
        elif event.key() == Qt.Key.Key_Escape and self._gap is not None:
            self._stop_drag()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self._pressed = None
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self._pressed = event.position().toPoint()
            if not event.modifiers() and self.selectionModel().isSelected(index):
                # The others stay selected: they may be dragged together.
                self.selectionModel().setCurrentIndex(
                    index, QItemSelectionModel.SelectionFlag.NoUpdate
                )
                return
        if index.isValid():
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        position = event.position().toPoint()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        far = (position - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if (far or self._gap is not None) and self._dragged():
            self._drag_to(position)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._gap is not None:
            self._drop()
            return
        if self._pressed is not None and not event.modifiers():
            self.go_to_row(self.indexAt(self._pressed).row())
        self._pressed = None
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.indexAt(event.position().toPoint()).isValid():
            self._stop_drag()
            self.opened.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._gap is not None:
            painter = QPainter(self.viewport())
            top = self._gap * HEIGHT - self.verticalOffset()
            width = self.viewport().width()
            painter.fillRect(0, max(0, top - _MARK), width, _MARK, theme.color("accent"))


def is_waiting(index: QModelIndex) -> bool:
    """Whether the row of ``index`` waits."""
    return bool(index.data(Role.PLACE))

"""The list of cards: keys, clicks, drags, and a clock for what runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from ...core.generation import ClipState, Generation, Mark, State
from ...state.history_model import HistoryModel, Role
from ...state.posters import Posters
from ..drag import drag_files
from .card import HEIGHT, Copyable, well_of
from .delegate import CardDelegate
from .uniform_list import UniformListView

SAID_MS = 1_500
"""How long a card says that something was copied."""
_TICK_MS = 1_000
_MARK_KEYS = {Qt.Key.Key_S: Mark.STAR, Qt.Key.Key_X: Mark.REJECT}
_TIMED = frozenset({State.SENDING, State.RUNNING})


class HistoryView(UniformListView):
    """Shows a ``HistoryModel``; what the person asks for goes out as signals."""

    play_requested = Signal()
    delete_requested = Signal()
    copy_requested = Signal(object, object)
    """Ids of the rows and which ``Copyable`` of them."""
    mark_requested = Signal(object, object)
    """Ids of the rows and the ``Mark`` to set or take off."""
    undo_mark_requested = Signal()
    menu_requested = Signal(QPoint)
    """Where on the screen."""

    def __init__(
        self, model: HistoryModel, posters: Posters, parent: QWidget | None = None
    ) -> None:
        super().__init__(HEIGHT, parent)
        self._history = model
        self._posters = posters
        self.cards = CardDelegate(posters, self)
        self._pressed_copy = False
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._repaint_running)
        self._said = QTimer(self, singleShot=True, interval=SAID_MS)
        self._said.timeout.connect(self._stop_saying)
        self._set_up()
        self.setModel(model)
        self.setItemDelegate(self.cards)
        posters.ready.connect(self._on_poster)

    def _set_up(self) -> None:
        self.setObjectName("historyView")
        self.setAccessibleName(self.tr("Generations, newest first"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)

    @property
    def ticking(self) -> bool:
        """Whether a row on the screen counts its seconds."""
        return self._tick.isActive()

    def selected_ids(self) -> list[int]:
        """Ids of the selected rows, from the top."""
        ranges = sorted(self.selectionModel().selection().toList(), key=lambda some: some.top())
        return [
            self._history.id_at(row)
            for some in ranges
            for row in range(some.top(), some.bottom() + 1)
        ]

    def current_id(self) -> int | None:
        """Id of the row the keyboard is at."""
        current = self.currentIndex()
        return self._history.id_at(current.row()) if current.isValid() else None

    def go_to(self, id: int | None) -> bool:
        """Make a row the only selected one; whether it is in the list."""
        row = -1 if id is None else self._history.row_of(id)
        if row < 0:
            self.selectionModel().clear()
            return False
        if self.currentIndex().row() != row:
            index = self._history.index(row)
            self.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
        return True

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Whatever happens to the selection, the same rows stay on the screen."""
        bar = self.verticalScrollBar()
        at = bar.value()
        yield
        bar.setValue(at)

    def step_off(self, ids: list[int]) -> None:
        """Before these rows go: go to the nearest one that stays, below first."""
        rows = {self._history.row_of(id) for id in ids}
        after = range(max(rows) + 1, self._history.rowCount())
        before = range(min(rows) - 1, -1, -1)
        between = range(min(rows), max(rows))
        for choice in (after, before, between):
            for row in choice:
                if row not in rows:
                    self.go_to(self._history.id_at(row))
                    return
        self.go_to(None)

    def say_copied(self, id: int, what: Copyable) -> None:
        """Show on its card that something was copied."""
        self.cards.copied = (id, what)
        self._said.start()
        self.viewport().update()

    def _stop_saying(self) -> None:
        self.cards.copied = None
        self.viewport().update()

    def _visible(self) -> Iterator[tuple[QModelIndex, Generation]]:
        """The rows on the screen whose contents are here."""
        for at in self.seen_rows():
            index = self._history.index(at)
            row: Generation | None = index.data(Role.GENERATION)
            if row is not None:
                yield index, row

    def _repaint_running(self) -> None:
        running = [index for index, row in self._visible() if row.state in _TIMED]
        for index in running:
            self.update(index)
        if not running or not self.isVisible():
            self._tick.stop()

    def _on_poster(self, path: str) -> None:
        for index, row in self._visible():
            if row.poster_path == path:
                self.update(index)

    def _copyable_at(self, position: QPoint) -> tuple[QModelIndex, Copyable | None]:
        index = self.indexAt(position)
        if not index.isValid():
            return index, None
        return index, self.cards.copy_at(self.visualRect(index), index, position)

    # Qt's own

    def startDrag(self, supportedActions: Qt.DropAction) -> None:
        rows = self._history.at_hand(self.selected_ids())
        saved = [row for row in rows if row.clip is ClipState.SAVED and row.clip_path]
        # As a reference a clip is its link, which needs no file here.
        clips = [row.id for row in rows if row in saved or row.result_url]
        if clips:
            ratio = self.devicePixelRatioF()
            size = well_of(self.viewport().rect()).size()
            poster = self._posters.pixmap(saved[0].poster_path, size, ratio) if saved else None
            drag_files(self, [Path(row.clip_path) for row in saved], poster, clips)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: it would read every row to find one that begins with the letter."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit(self.selected_ids(), Copyable.TRACE_ID)
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.play_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_mark_requested.emit()
        elif plain and event.key() in _MARK_KEYS:
            self.mark_requested.emit(self.selected_ids(), _MARK_KEYS[Qt.Key(event.key())])
        elif plain and event.key() == Qt.Key.Key_Delete:
            self.delete_requested.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index, what = self._copyable_at(event.position().toPoint())
        self._pressed_copy = event.button() == Qt.MouseButton.LeftButton and what is not None
        if self._pressed_copy:
            self.copy_requested.emit([index.data(Role.ID)], what)
        elif index.isValid():
            # A press beside the cards would only take the mark off the one being looked at.
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index, what = self._copyable_at(event.position().toPoint())
        if index.isValid() and what is None and event.button() == Qt.MouseButton.LeftButton:
            self.play_requested.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        _, what = self._copyable_at(event.position().toPoint())
        if what is None:
            self.viewport().unsetCursor()
        else:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        # A press on a copy icon is none on the card: it neither selects nor drags.
        if not (self._pressed_copy and event.buttons()):
            super().mouseMoveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            if self.indexAt(event.pos()).isValid():
                self.menu_requested.emit(event.globalPos())
        elif self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
            middle = self.visualRect(self.currentIndex()).center()
            self.menu_requested.emit(self.viewport().mapToGlobal(middle))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._tick.isActive() and any(row.state in _TIMED for _, row in self._visible()):
            self._tick.start()

"""The queue over the window: what is sent, what waits, and all that can be done about it."""

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ...core import budget_words
from ...core.generation import Generation, State
from ...core.pricing import format_credits
from ...core.wording import to_the_letter
from ...state.model import Model
from ...state.queue_model import QueueModel
from .. import icons, theme
from ..widgets.buttons import icon_button
from ..widgets.flow import FlowLayout
from .list import QueueList

WIDTH, HEIGHT = 420, 520
"""px, where the window has the room."""


class QueueView(QFrame):
    """Lives as long as it is open. Whoever opened it places it."""

    closed = Signal()
    show_requested = Signal(object)
    """Select this ``Generation`` in the history."""
    edit_requested = Signal(object)
    """Change what this waiting ``Generation`` will send."""

    def __init__(self, model: Model, parent: QWidget) -> None:
        super().__init__(parent)
        self._queue, self._dispatcher, self._pause = model.queue, model.dispatcher, model.pause
        self._budget_stop = model.budget_stop
        self._rows = QueueModel(model.dispatcher, model.board, model.usual_times, self)
        self.setObjectName("queueView")
        self.setProperty("kind", "raised")
        self.setAccessibleName(self.tr("Queue"))
        self._summary = QLabel()
        self._summary.setObjectName("queueSummary")
        self._summary.setProperty("kind", "small_dim")
        self._summary.setWordWrap(True)
        self._pause_button = QPushButton()
        self._pause_button.setObjectName("queuePause")
        self._stopped = QLabel()
        self._stopped.setObjectName("queueStopped")
        self._stopped.setTextFormat(Qt.TextFormat.PlainText)
        self._stopped.setWordWrap(True)
        self._send_anyway = QPushButton()
        self._send_anyway.setObjectName("queueSendAnyway")
        self._list = QueueList(self._rows)
        self._empty = QLabel(self.tr("Nothing waits, and nothing runs."))
        self._empty.setProperty("kind", "dim")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._note = QLabel()
        self._note.setObjectName("queueNote")
        self._note.setProperty("kind", "small_dim")
        self._note.setWordWrap(True)
        self._buttons: dict[str, QPushButton] = {}
        self._build()
        self._connect()
        self._list.go_to_row(self._rows.first_waiting)
        self._show_all()

    def open_view(self) -> None:
        """Come up, with the focus on what is next."""
        self.show()
        self.raise_()
        target = self._list if self._rows.rowCount() else self._pause_button
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_view(self) -> None:
        """Go away for good; nothing of it follows the queue any more."""
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def _build(self) -> None:
        heading = QLabel(self.tr("Queue"))
        heading.setProperty("kind", "strong")
        close = icon_button("close", self.tr("Close the queue"))
        close.setObjectName("queueClose")
        close.clicked.connect(self.close_view)
        head = QHBoxLayout()
        head.setContentsMargins(theme.MARGIN, theme.space(2), theme.space(2), 0)
        head.setSpacing(theme.space(2))
        head.addWidget(heading)
        head.addStretch(1)
        head.addWidget(self._pause_button)
        head.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, theme.space(2))
        column.setSpacing(theme.space(2))
        column.addLayout(head)
        self._summary.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        column.addWidget(self._summary)
        column.addLayout(self._build_stop())
        line = QFrame()
        line.setProperty("kind", "line")
        column.addWidget(line)
        column.addWidget(self._list, 1)
        column.addWidget(self._empty, 1)
        self._note.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        column.addWidget(self._note)
        column.addLayout(self._build_actions())
        stops = [self._pause_button, close, self._send_anyway, self._list, *self._buttons.values()]
        for one, next_one in pairwise(stops):
            self.setTabOrder(one, next_one)

    def _build_stop(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        row.setSpacing(theme.space(2))
        row.addWidget(self._stopped, 1)
        row.addWidget(self._send_anyway, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _build_actions(self) -> QHBoxLayout:
        flow = FlowLayout()
        keys = {
            "queueMoveFirst": (self.tr("To the front"), "Alt+Home"),
            "queueMoveUp": (self.tr("Up"), "Alt+↑"),
            "queueMoveDown": (self.tr("Down"), "Alt+↓"),
            "queueEdit": (self.tr("Edit…"), self.tr("Return")),
            "queueCancel": (self.tr("Do not send"), self.tr("Delete")),
        }
        for name, (text, key) in keys.items():
            button = QPushButton(text)
            button.setObjectName(name)
            button.setToolTip(f"{text.rstrip('…')} ({key})")
            self._buttons[name] = button
            flow.addWidget(button)
        row = QHBoxLayout()
        row.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        row.addLayout(flow)
        return row

    def _connect(self) -> None:
        buttons = self._buttons
        far = 1_000_000
        buttons["queueMoveFirst"].clicked.connect(lambda: self._move(-far))
        buttons["queueMoveUp"].clicked.connect(lambda: self._move(-1))
        buttons["queueMoveDown"].clicked.connect(lambda: self._move(1))
        buttons["queueEdit"].clicked.connect(self._open_current)
        buttons["queueCancel"].clicked.connect(self._cancel)
        self._pause_button.clicked.connect(self._toggle_pause)
        self._send_anyway.clicked.connect(self._budget_stop.send_anyway)
        self._budget_stop.changed.connect(self._show_all)
        self._list.move_requested.connect(self._move)
        self._list.dropped.connect(self._drop)
        self._list.cancel_requested.connect(self._cancel)
        self._list.opened.connect(self._open_current)
        self._list.selectionModel().selectionChanged.connect(self._show_actions)
        self._pause.changed.connect(self._show_all)
        self._rows.dataChanged.connect(self._show_all)
        for changed in (self._rows.rowsInserted, self._rows.rowsRemoved):
            changed.connect(self._show_all)

    # What is shown

    def _show_all(self) -> None:
        some = self._rows.rowCount() > 0
        self._list.setVisible(some)
        self._empty.setVisible(not some)
        self._summary.setText(self._summary_text())
        stopped = bool(self._pause.reason)
        self._pause_button.setText(self.tr("Go on") if stopped else self.tr("Pause"))
        self._pause_button.setAccessibleName(
            self.tr("Go on sending what waits") if stopped else self.tr("Pause the queue")
        )
        icons.set_icon(self._pause_button, "play" if stopped else "pause")
        self._show_stop()
        self._show_actions()

    def _show_stop(self) -> None:
        stop = self._budget_stop.stop
        self._stopped.setVisible(stop is not None)
        self._send_anyway.setVisible(stop is not None)
        if stop is not None:
            asked = budget_words.stopped(stop.verdict, len(stop.ids))
            self._stopped.setText(asked.title)
            self._stopped.setToolTip(to_the_letter(asked.text))
            self._stopped.setAccessibleDescription(asked.text)
            self._send_anyway.setText(asked.send_all)

    def _summary_text(self) -> str:
        running, line = len(self._dispatcher.taken), self._dispatcher.line
        parts = []
        if self._pause.paused:
            parts.append(self.tr("Paused: nothing more is sent"))
        elif self._pause.asking:
            parts.append(self.tr("Nothing is sent until you go on"))
        parts.append(self.tr("{n} running").format(n=running))
        parts.append(self.tr("{n} waiting").format(n=f"{len(line):,}"))
        rows = [row for id in line if (row := self._dispatcher.waiting_row(id)) is not None]
        known = [row.estimate for row in rows if row.estimate is not None]
        if known:
            parts.append(self.tr("≈{n} credits wait").format(n=format_credits(sum(known))))
        if rows and len(known) < len(rows):
            parts.append(self.tr("{n} of unknown cost").format(n=len(rows) - len(known)))
        return " · ".join(parts)

    def _show_actions(self) -> None:
        selected = self._list.selected_ids()
        waiting = self._rows.waiting(selected)
        for name, button in self._buttons.items():
            button.setEnabled(len(waiting) == 1 if name == "queueEdit" else bool(waiting))
        sent = len(selected) - len(waiting)
        self._note.setText(
            self.tr("What was sent cannot be cancelled: the service goes on with it.")
            if sent
            else self.tr("Drag, or Alt and an arrow key, changes the order.")
        )

    # What is done

    def _move(self, by: int) -> None:
        waiting = self._rows.waiting(self._list.selected_ids())
        if waiting:
            self._queue.move(waiting, by)

    def _drop(self, place: int) -> None:
        self._queue.move_to(self._rows.waiting(self._list.selected_ids()), place)

    def _cancel(self) -> None:
        waiting = self._rows.waiting(self._list.selected_ids())
        if not waiting:
            return
        last = max(self._rows.row_of(id) for id in waiting)
        stay = [r for r in range(self._rows.rowCount()) if self._rows.id_at(r) not in waiting]
        after = next((r for r in stay if r > last), stay[-1] if stay else -1)
        self._list.go_to_row(after)
        for id in waiting:
            self._queue.cancel_waiting(id)

    def _open_current(self) -> None:
        id = self._list.current_id()
        row: Generation | None = None if id is None else self._dispatcher.row(id)
        if row is None:
            return
        if row.state is State.WAITING:
            self.edit_requested.emit(row)
        else:
            self.show_requested.emit(row)

    def _toggle_pause(self) -> None:
        if self._pause.reason:
            self._queue.go_on()
        else:
            self._queue.pause()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_view()
        else:
            super().keyPressEvent(event)

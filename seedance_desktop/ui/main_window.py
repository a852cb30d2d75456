"""The window: the panes beside one another, and the wires between them."""

import base64
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QKeySequence,
    QMoveEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from ..core.errors import Action
from ..core.generation import Generation, State
from ..core.profile import Profile
from ..state.model import Model
from ..state.notices import Notice, Tone
from .compose.pane import ComposePane
from .header import Header
from .history.pane import HistoryPane
from .money import MoneyWires
from .notice_bar import NoticeBar
from .queue.popover import QueuePopover
from .stage.pane import StagePane

if TYPE_CHECKING:
    from .variations.sheet import VariationsSheet

SMALLEST = (1024, 680)
USUAL = (1440, 900)
TITLE_BAR = 48
"""Height the desktop needs around the window, at most, px; Qt's sizes are without it."""
COMPOSE_WIDTH, HISTORY_WIDTH = 372, 348
NARROW_COMPOSE_WIDTH, NARROW_HISTORY_WIDTH = 320, 264
LAYOUT_PAUSE_MS = 800
"""After which a change of the layout is stored, so that a crash does not lose it."""
NARROW = 1_280
"""Window width below which the side panes take their smallest width."""


class MainWindow(QMainWindow):
    """Shows the model; everything the person does goes through it to the state."""

    close_requested = Signal()
    """The person, or the system, wants the app to end. It ends once nothing can be lost."""
    own_account_requested = Signal()
    """The person wants to leave the demo."""

    def __init__(self, model: Model, *, demo: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._may_close = False
        self._variations: VariationsSheet | None = None
        self._narrow: bool | None = None
        self.setObjectName("mainWindow")
        self.setWindowTitle(self.tr("Seedance Desktop – demo") if demo else "Seedance Desktop")
        self.setMinimumSize(*SMALLEST)
        self._header = Header(model.account, model.library, model.pause, model.budgets, demo=demo)
        self._notice_bar = NoticeBar(model.notices)
        self._compose = ComposePane(model.draft, model.references, model.preset_desk)
        self._compose.add_prompt_history(model.prompts)
        self._stage = StagePane(model)
        self._history = HistoryPane(model)
        self._queue = QueuePopover(model, self._header.queue_button, self)
        self._splitter = self._build_splitter()
        self._build_layout()
        self._layout_timer = QTimer(self, singleShot=True, interval=LAYOUT_PAUSE_MS)
        self._layout_timer.timeout.connect(self._save_layout)
        self._restore_layout()
        self._connect()
        self._compose.focus_field("prompt")

    def history_is_open(self) -> None:
        """The store can be read now."""
        self._history.load()

    def warm_up(self) -> None:
        """Load what the first paint can do without."""
        self._stage.warm_up()
        self._queue.warm_up()

    def bring_forward(self) -> None:
        """Show the window above the others: somebody started the app a second time."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def show_generation(self, generation: Generation) -> None:
        """Select a generation and bring it into view."""
        if self._variations is not None:
            self._variations.close_sheet()
        self._history.show_generation(generation)

    def take_down(self) -> None:
        """Close for good: nothing can be lost any more."""
        self._may_close = True
        self.close()
        self.deleteLater()

    def show_closing(self) -> None:
        """Say what the close waits for."""
        self._layout_timer.stop()
        self._save_layout()
        self.setEnabled(False)
        waiting = self._model.sender.in_flight
        if waiting:
            what = "one answer" if waiting == 1 else f"{waiting} answers"
            text = "A request was sent; its answer must not be lost. It can take three minutes."
            self._model.notices.tell(Notice(f"Closing once {what} came", text, Tone.WARNING))
        else:
            self.hide()

    def _build_splitter(self) -> QSplitter:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setObjectName("panes")
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        for index, pane in enumerate((self._compose, self._build_middle(), self._history)):
            splitter.addWidget(pane)
            splitter.setStretchFactor(index, 1 if index == 1 else 0)
        return splitter

    def _build_middle(self) -> QWidget:
        # What is told takes its room from the picture, which has some to give: nothing that is
        # pressed or typed in moves under the hand, and nothing is covered.
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._notice_bar.stand_in(middle)
        column.addWidget(self._stage, 1)
        return middle

    def _build_layout(self) -> None:
        self._centre = QWidget()
        column = QVBoxLayout(self._centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self._splitter, 1)
        self.setCentralWidget(self._centre)

    def _connect(self) -> None:
        model = self._model
        self._splitter.splitterMoved.connect(lambda: self._layout_timer.start())
        self._compose.generate_requested.connect(model.queue.submit)
        self._compose.generate_chosen.connect(model.queue.submit)
        self._compose.braces_meant.connect(lambda: model.queue.submit(braces_meant=True))
        self._compose.variations_requested.connect(self._open_variations)
        self._compose.generate_held.connect(model.queue.tell_held)
        self._money = MoneyWires(model, self._compose, self._history, self._header.project, self)
        self._header.token_requested.connect(lambda: self._open_token_sheet())
        self._header.settings_requested.connect(self._open_settings)
        self._header.queue_requested.connect(self._queue.toggle)
        self._queue.show_requested.connect(self.show_generation)
        for part in (self._queue, self._stage, self._history):
            part.edit_requested.connect(self._edit_waiting)
        self._header.own_account_requested.connect(self.own_account_requested)
        if model.demo is not None:
            self._header.demo_script_chosen.connect(model.demo.set_script)
            model.demo.script_changed.connect(self._header.show_demo_script)
            model.demo.ended.connect(self._tell_demo_ended)
        self._notice_bar.action_requested.connect(self._on_notice_action)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self._history.focus_search)
        for pane in (self._stage, self._history):
            pane.use_settings_requested.connect(model.recall.use)
            pane.show_set_requested.connect(self._open_set)
        model.recall.taken.connect(self._compose.focus_field)
        self._stage.show_requested.connect(self.show_generation)
        self._history.play_requested.connect(self._stage.play)
        self._history.save_as_requested.connect(self._stage.save_as)
        self._history.reveal_requested.connect(self._stage.reveal)

    def _tell_demo_ended(self) -> None:
        text = "Close the demo and start it again. What it made is kept."
        self._model.notices.tell(Notice("The demo's service has ended", text, Tone.ERROR))

    # Dialogs are loaded when they are first opened, not at the start.

    def _open_token_sheet(self, profile: Profile | None = None) -> None:
        from .dialogs.token_sheet import TokenSheet

        TokenSheet(self._model.account, self._model.tasks, self, profile=profile).open()

    def _edit_waiting(self, generation: Generation) -> None:
        from .queue.edit import EditWaitingDialog

        edit = self._model.queue.edit(generation)
        dialog = EditWaitingDialog(self._model, edit, self)
        # What a save asks would stand where it cannot be pressed.
        self._notice_bar.stand_in(dialog)
        dialog.finished.connect(lambda: self._notice_bar.leave(dialog))
        dialog.open()

    def _open_settings(self) -> None:
        from .dialogs.settings_dialog import SettingsDialog

        SettingsDialog(self._model, self).open()

    def _open_variations(self) -> None:
        self._variations_sheet().open_new()

    def _open_set(self, generation: Generation) -> None:
        if generation.set_id is not None:
            self._variations_sheet().open_set(generation.set_id)

    def _variations_sheet(self) -> "VariationsSheet":
        self._stage.pause()
        if self._variations is None:
            from .variations.sheet import VariationsSheet

            over = (self._stage, self._history)
            self._variations = VariationsSheet(self._model, self._centre, over)
            self._variations.show_requested.connect(self.show_generation)
            self._variations.closed.connect(self._compose.focus_variations)
            self._variations.closed.connect(self._notices_leave_variations)
        self._notice_bar.stand_in(self._variations)
        return self._variations

    def _notices_leave_variations(self) -> None:
        if self._variations is not None:
            self._notice_bar.leave(self._variations)

    def _on_notice_action(self, notice: Notice, action: Action) -> None:
        if action is Action.OPEN_SETTINGS:
            self._open_settings()
        elif notice.generation_id is not None:
            self._model.tasks.start(self._act_on(notice.generation_id, action), "notice action")
        elif action is Action.ENTER_TOKEN:
            self._open_token_sheet()
        self._model.notices.close(notice)

    async def _act_on(self, id: int, action: Action) -> None:
        rows = await self._model.library.get([id])
        if not rows:
            return
        self.show_generation(rows[0])
        if action is Action.ENTER_TOKEN:
            # Of whoever made that clip, not of the provider in use now.
            row = rows[0]
            self._open_token_sheet(self._model.account.provider_of(row.profile, row.base_url))
        elif action is Action.TRY_AGAIN:
            if rows[0].state is State.NOT_SENT:
                self._model.queue.retry(id)
            else:
                self._model.queue.fetch_clip(id)
        elif action is Action.ATTACH_RESULT:
            self._stage.show_attach()

    def _restore_layout(self) -> None:
        settings = self._model.settings.value
        room = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(min(USUAL[0], room.width()), min(USUAL[1], room.height() - TITLE_BAR))
        if settings.window_geometry:
            self.restoreGeometry(QByteArray(base64.b64decode(settings.window_geometry)))
        sizes = settings.splitters.get(self._splitter.objectName(), ())
        self._widths_were_stored = len(sizes) == self._splitter.count()
        if self._widths_were_stored:
            self._splitter.setSizes(list(sizes))

    def _save_layout(self) -> None:
        geometry = base64.b64encode(self.saveGeometry().data()).decode()
        self._model.settings.set(
            window_geometry=geometry,
            splitters={self._splitter.objectName(): tuple(self._splitter.sizes())},
        )

    def _share_width(self) -> None:
        compose = NARROW_COMPOSE_WIDTH if self._narrow else COMPOSE_WIDTH
        history = NARROW_HISTORY_WIDTH if self._narrow else HISTORY_WIDTH
        self._splitter.setSizes([compose, self.width() - compose - history, history])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW
        if narrow != self._narrow:
            restored = self._narrow is None and self._widths_were_stored
            self._narrow = narrow
            if not restored:
                self._share_width()
        self._layout_timer.start()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._layout_timer.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            event.accept()
            return
        event.ignore()
        self.close_requested.emit()

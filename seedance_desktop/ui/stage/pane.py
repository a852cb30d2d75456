"""The stage: the selected clip, or what is going on with it, and all that is known of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ...core import telling, usual
from ...core.generation import ACTIVE, ClipState, Generation, State
from ...core.telling import Told
from ...state.history_texts import elapsed_text, fetched_text, seconds_of
from ...state.model import Model
from ...state.notices import Notice, Tone
from ...state.playback import Playback
from .. import theme
from .full_screen import FullScreen
from .sheet import Sheet
from .viewer import Viewer

if TYPE_CHECKING:
    from .answer_sheet import AnswerSheet
    from .inspector import Inspector

BELOW_WIDTH, BELOW_HEIGHT = 480, 600
"""Px from which the inspector stands below the picture; else it is a sheet over it."""
INSPECTOR_HEIGHT = 212
NARROWEST = 368


class StagePane(QFrame):
    """Follows the selection. What is done with a generation goes through the queue."""

    use_settings_requested = Signal(object)
    """Put the request of this ``Generation`` into the draft."""
    show_requested = Signal(object)
    """Select this ``Generation`` in the history."""
    edit_requested = Signal(object)
    """Change what this waiting ``Generation`` will send."""
    show_set_requested = Signal(object)
    """Show the set that this ``Generation`` belongs to."""

    def __init__(self, model: Model, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        settings = model.settings.value
        self._playback = Playback(
            loop=settings.loop, volume=settings.volume, muted=settings.muted, parent=self
        )
        self.setObjectName("stagePane")
        self.setProperty("kind", "well")
        self.setMinimumWidth(NARROWEST)
        self._viewer = Viewer(self._playback)
        self._inspector: Inspector | None = None
        self._below = QFrame()
        self._below.setProperty("kind", "footer")
        QVBoxLayout(self._below).setContentsMargins(0, 1, 0, 0)
        self._details = Sheet(self.tr("Details"), "detailsSheet", self)
        self._answer: AnswerSheet | None = None
        self._full_screen: FullScreen | None = None
        self._has_room: bool | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._viewer, 1)
        self._column.addWidget(self._below)
        self._clock = QTimer(self, interval=1_000)
        self._clock.timeout.connect(self._tick)
        self._connect()
        self._arrange()
        self._show_selected()

    def warm_up(self) -> None:
        """Load what playing needs, and what shows the details, once the window is painted."""
        self._playback.warm_up()
        self._ready_inspector()

    def play(self) -> None:
        """Play the selected clip."""
        self._playback.play()
        self._viewer.focus_picture()

    def pause(self) -> None:
        """Play no further: something else comes over the picture."""
        self._playback.pause()

    def show_attach(self) -> None:
        """Ask for the result of the selected generation."""
        self._show_details()
        self._ready_inspector().action_bar.ask_for_result()

    def save_as(self, row: Generation) -> None:
        """Ask where to, then copy the clip there."""
        from .clip_files import ask_where_to_save

        def chosen(path: Path) -> None:
            self._model.settings.set(save_folder=str(path.parent))
            self._model.queue.save_as(row.id, path)

        ask_where_to_save(self, Path(row.clip_path), self._model.settings.value.save_folder, chosen)

    def reveal(self, row: Generation) -> None:
        """Show the clip's folder in the system's file manager."""
        from .clip_files import reveal

        if not reveal(Path(row.clip_path)):
            self._model.notices.tell(
                Notice(
                    self.tr("The folder could not be opened"),
                    self.tr("The clip is here: {path}").format(path=row.clip_path),
                    Tone.WARNING,
                    topic="reveal",
                )
            )

    def _connect(self) -> None:
        selection, queue, playback = self._model.selection, self._model.queue, self._playback
        selection.changed.connect(self._on_selected)
        selection.updated.connect(self._show_selected)
        queue.progress_changed.connect(self._on_progress)
        playback.error_changed.connect(self._show_selected)
        self._model.usual_times.changed.connect(self._show_progress)
        settings = self._model.settings
        playback.loop_changed.connect(lambda loop: settings.set(loop=loop))
        playback.volume_changed.connect(lambda volume: settings.set(volume=volume))
        playback.muted_changed.connect(lambda muted: settings.set(muted=muted))
        self._viewer.full_screen_requested.connect(self._toggle_full_screen)
        self._viewer.bar.details_requested.connect(self._toggle_details)
        self._viewer.message.action_requested.connect(self._on_message_action)
        self._details.closed.connect(self._on_sheet_closed)
        self._model.ancestry.changed.connect(self._show_ancestry)

    # Nothing is selected at first: the details and the answer are made when they are wanted.

    def _ready_inspector(self) -> "Inspector":
        if self._inspector is None:
            from .inspector import Inspector

            self._inspector = Inspector()
            self._connect_inspector(self._inspector)
            self._place_inspector(self._inspector)
            self._inspector.follow_stop(self._viewer.bar.last_stop)
        return self._inspector

    def _ready_answer(self) -> "AnswerSheet":
        if self._answer is None:
            from .answer_sheet import AnswerSheet

            self._answer = AnswerSheet(self)
            self._answer.closed.connect(self._on_sheet_closed)
        return self._answer

    def _connect_inspector(self, inspector: "Inspector") -> None:
        bar, queue = inspector.action_bar, self._model.queue
        queue.adopt_refused.connect(bar.refuse)
        bar.use_settings_requested.connect(self.use_settings_requested)
        bar.show_set_requested.connect(self.show_set_requested)
        bar.send_again_confirmed.connect(queue.send_again)
        bar.adopt_confirmed.connect(queue.adopt)
        bar.dismiss_requested.connect(queue.dismiss)
        bar.retry_requested.connect(queue.retry)
        bar.cancel_waiting_requested.connect(queue.cancel_waiting)
        bar.fetch_requested.connect(queue.fetch_clip)
        bar.link_attached.connect(queue.attach_link)
        bar.file_attached.connect(queue.attach_file)
        bar.save_as_requested.connect(self.save_as)
        bar.reveal_requested.connect(self.reveal)
        bar.answer_requested.connect(self._show_answer)
        recall = self._model.recall
        bar.use_field_requested.connect(recall.use_field)
        bar.remix_requested.connect(recall.remix)
        bar.as_video_requested.connect(lambda row: self._model.references.take_clips([row]))
        bar.curl_requested.connect(self._copy_curl)
        bar.edit_requested.connect(self.edit_requested)
        bar.mark_requested.connect(lambda id, mark: self._model.marks.toggle((id,), mark))
        inspector.row_requested.connect(self.show_requested)

    def _on_selected(self) -> None:
        if self._answer is not None:
            self._answer.close_sheet()
        self._show_selected()

    def _show_selected(self) -> None:
        row = self._model.selection.current
        self._playback.set_source(_clip_of(row))
        told = self._told()
        self._viewer.show_told(told, self._message_action(told))
        if row is not None:
            self._ready_inspector().show_generation(row)
            self._show_ancestry()
        self._below.setVisible(bool(self._has_room and row is not None))
        if row is None:
            self._details.close_sheet()
        self._show_details_button()
        self._show_progress()
        self._run_clock()

    def _told(self) -> Told | None:
        row = self._model.selection.current
        if self._playback.error:
            return telling.undecodable(self._playback.error)
        progress = self._model.queue.progress_of(row.id) if row is not None else None
        return telling.told_of(row, progress.note if progress is not None else "")

    def _message_action(self, told: Told | None) -> str:
        """The one thing to do about it, as a button in the place of the clip."""
        row = self._model.selection.current
        if row is None or told is None:
            return ""
        if self._playback.error:
            return self.tr("Show in folder")
        if _can_try_again(row):
            return self.tr("Try again")
        if row.state in (State.UNCONFIRMED, State.FAILED) and not self._has_room:
            return self.tr("What you can do")
        return ""

    def _on_message_action(self) -> None:
        row = self._model.selection.current
        if row is None:
            return
        if self._playback.error:
            self.reveal(row)
        elif row.state is State.NOT_SENT:
            self._model.queue.retry(row.id)
        elif row.state is State.DONE:
            self._model.queue.fetch_clip(row.id)
        else:
            self._show_details()
            self._ready_inspector().action_bar.ask_what_to_do()

    def _on_progress(self, id: int) -> None:
        row = self._model.selection.current
        if row is not None and row.id == id:
            told = self._told()
            self._viewer.show_told(told, self._message_action(told))
            self._show_progress()

    def _show_progress(self) -> None:
        row, told = self._model.selection.current, self._told()
        if row is None or told is None:
            return
        progress = self._model.queue.progress_of(row.id)
        message = self._viewer.message
        message.show_elapsed(elapsed_text(row, progress) if told.timed else "")
        fetching = row.state is State.DONE and row.clip is ClipState.FETCHING
        share = None
        if progress is not None and progress.received is not None and progress.total:
            share = progress.received / progress.total
        words = fetched_text(progress) if fetching else ""
        if row.state is State.RUNNING:
            seconds, usually = seconds_of(row, progress), self._model.usual_times.of(row)
            share, words = usual.share(seconds, usually), usual.against_usual(seconds, usually)
        message.show_fetched(words, share)

    def _run_clock(self) -> None:
        row = self._model.selection.current
        if row is not None and row.state in ACTIVE and self.isVisible():
            self._clock.start()
        else:
            self._clock.stop()

    def _tick(self) -> None:
        row = self._model.selection.current
        if row is not None:
            self._show_progress()
            # What can be done about a task depends on its age.
            self._ready_inspector().action_bar.show_generation(row)

    def _copy_curl(self, row: Generation) -> None:
        from ...state.code_copies import curl_of

        # The demo's address moves; where it went then is no use now.
        address = self._model.account.address_of(row.profile, row.base_url)
        QGuiApplication.clipboard().setText(curl_of(row.request, address))
        text = self.tr("It holds no token: put yours in the place of the variable.")
        self._model.notices.tell(Notice(self.tr("Copied as cURL"), text, topic="copied"))

    def _show_ancestry(self) -> None:
        row, ancestry = self._model.selection.current, self._model.ancestry
        if row is not None:
            inspector = self._ready_inspector()
            inspector.show_ancestry(row, ancestry.parent_row, ancestry.made_from_it)

    def _show_answer(self, row: Generation) -> None:
        sheet = self._ready_answer()
        sheet.show_answer(row)
        self._place_sheets()
        sheet.open_sheet()

    def _arrange(self) -> None:
        """Put the inspector below the picture, or in a sheet over it."""
        has_room = self.width() >= BELOW_WIDTH and self.height() >= BELOW_HEIGHT
        if has_room != self._has_room:
            self._has_room = has_room
            self._details.close_sheet()
            if self._inspector is not None:
                self._place_inspector(self._inspector)
            self._show_selected()
        self._below.setFixedHeight(max(INSPECTOR_HEIGHT, self.height() // 4))
        self._place_sheets()

    def _place_inspector(self, inspector: "Inspector") -> None:
        if self._has_room:
            layout = self._below.layout()
            assert layout is not None
            layout.addWidget(inspector)
        else:
            self._details.hold(inspector)
        inspector.show()

    def _place_sheets(self) -> None:
        room = self._viewer.picture.rect()
        room.moveTopLeft(self._viewer.picture.mapTo(self._viewer, room.topLeft()))
        edge = theme.space(2)
        inside = room.adjusted(edge, edge, -edge, -edge)
        if self._answer is not None:
            self._answer.setGeometry(inside)
        self._details.setGeometry(inside.adjusted(0, inside.height() // 6, 0, 0))

    def _toggle_details(self) -> None:
        if self._details.isHidden():
            self._show_details()
        else:
            self._details.close_sheet()

    def _show_details(self) -> None:
        if not self._has_room and self._model.selection.current is not None:
            self._place_sheets()
            self._details.open_sheet()
            self._show_details_button()

    def _show_details_button(self) -> None:
        offered = not self._has_room and self._model.selection.current is not None
        self._viewer.bar.set_details(offered=offered, shown=not self._details.isHidden())

    def _on_sheet_closed(self) -> None:
        self._show_details_button()
        self._viewer.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggle_full_screen(self) -> None:
        if self._full_screen is not None:
            self._full_screen.leave()
            return
        self._full_screen = FullScreen(self._viewer, self)
        self._full_screen.left.connect(self._on_full_screen_left)
        self._viewer.bar.set_full_screen(True)
        self._full_screen.showFullScreen()
        self._viewer.focus_picture()

    def _on_full_screen_left(self) -> None:
        window, self._full_screen = self._full_screen, None
        if window is None:
            return
        self._column.insertWidget(0, self._viewer, 1)
        self._viewer.show()
        self._viewer.bar.set_full_screen(False)
        self._viewer.focus_picture()
        window.hide()
        window.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        sheets = (self._answer, self._details)
        open_sheet = next((sheet for sheet in sheets if sheet and not sheet.isHidden()), None)
        if event.key() == Qt.Key.Key_Escape and open_sheet is not None:
            open_sheet.close_sheet()
        elif not self._viewer.handle_key(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run_clock()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._run_clock()
        if not event.spontaneous():
            self._playback.pause()


def _clip_of(row: Generation | None) -> Path | None:
    if row is None or row.state is not State.DONE or row.clip is not ClipState.SAVED:
        return None
    return Path(row.clip_path) if row.clip_path else None


def _can_try_again(row: Generation) -> bool:
    fetch = row.state is State.DONE and row.clip is ClipState.NOT_FETCHED
    return fetch or row.state is State.NOT_SENT

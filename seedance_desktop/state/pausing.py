"""Whether the queue sends: the person's pause, and the question after a long time away."""

import logging
from collections.abc import Sequence
from time import time

from PySide6.QtCore import QObject, QTimer, Signal

from ..core.errors import StorageTrouble
from ..core.generation import Generation
from ..core.pricing import format_credits
from .keeper import SettingsKeeper
from .library import Library
from .notices import Notice, Notices, Offer, Tone
from .tasks import TaskOwner

_log = logging.getLogger(__name__)

LONG_AWAY = 3_600.0
"""Seconds the app was closed, from which on it asks before it goes on spending."""
ALIVE_EVERY_MS = 60_000
PAUSED = "waits while the queue is paused"
ASKING = "waits for you to go on"

_TOPIC = "go on"


class Pause(QObject):
    """Nothing leaves the queue while there is a ``reason``; what was sent goes on."""

    changed = Signal()

    def __init__(
        self,
        settings: SettingsKeeper,
        library: Library,
        notices: Notices,
        tasks: TaskOwner,
        parent: QObject | None = None,
        *,
        settings_lost: bool = False,
    ) -> None:
        """With ``settings_lost`` it is not known whether it was paused, nor what it may spend."""
        super().__init__(parent)
        self._settings_lost = settings_lost
        self._settings = settings
        self._library = library
        self._notices = notices
        self._tasks = tasks
        self._asking = False
        self._looked_back = False
        """Whether when the app last ran was looked up: before that it is not written over."""
        self._alive = QTimer(self, interval=ALIVE_EVERY_MS)
        self._alive.timeout.connect(self._note_alive)

    @property
    def paused(self) -> bool:
        """The person paused the queue, now or before a restart."""
        return self._settings.value.queue_paused

    @property
    def asking(self) -> bool:
        """The person is asked whether to go on, and has not answered yet."""
        return self._asking

    @property
    def reason(self) -> str:
        """Why nothing is sent; empty where something may be."""
        if self.paused:
            return PAUSED
        return ASKING if self._asking else ""

    def pause(self) -> None:
        """Send nothing more until ``go_on``, also after a restart."""
        self._set(paused=True)

    def go_on(self) -> None:
        """Send what waits."""
        self._set(paused=False)

    async def look_back(self, waiting: Sequence[Generation]) -> None:
        """At the start, before anything is sent: ask first where the app was closed for long."""
        if waiting and self._settings_lost:
            self.pause()
            self._tell(waiting, "the settings could not be read, which say what may be spent.")
        elif waiting and not self.paused:
            seen = await self._library.last_alive()
            if seen is None:
                # The app never noted that it ran: what waits was made while it did.
                seen = max(row.created_at for row in waiting)
            if time() - seen > LONG_AWAY:
                self._ask(waiting)
        self._looked_back = True
        # What was asked for meanwhile waits, too.
        self._watch(bool(waiting) or self._alive.isActive())

    def something_waits(self, some: bool) -> None:
        """Note that the app runs as long as something waits, and not a moment longer."""
        if some != self._alive.isActive():
            self._watch(some)

    def _watch(self, some: bool) -> None:
        if some:
            self._alive.start()
            self._note_alive()
        else:
            self._alive.stop()

    def _note_alive(self) -> None:
        # Unanswered, the question is put again by the next start, however soon that comes.
        if self._looked_back and not self._asking:
            self._tasks.start(self._note(), "alive", group="alive")

    async def _note(self) -> None:
        try:
            await self._library.note_alive(time())
        except StorageTrouble as trouble:
            # It is noted again in a minute, and at worst the next start asks for nothing.
            _log.info("Could not note that the app runs: %s", trouble.message)

    def _set(self, *, paused: bool) -> None:
        before = self.reason
        self._asking = False
        self._settings.set(queue_paused=paused)
        # At once: a pause must hold even if the app dies in the next moment.
        self._tasks.start(self._settings.flush(), "keep the pause", group="keep the pause")
        self._notices.close_topic(_TOPIC)
        if self._alive.isActive():
            self._note_alive()
        if self.reason != before:
            self.changed.emit()

    def _ask(self, waiting: Sequence[Generation]) -> None:
        self._asking = True
        self._tell(waiting, "the app was closed for more than an hour.")
        self.changed.emit()

    def _tell(self, waiting: Sequence[Generation], why: str) -> None:
        go_on = Offer("queueGoOn", "Go on", self.go_on)
        keep = Offer("queueKeepPaused", "Keep paused", self.pause)
        text = f"{what_waits(waiting)} Nothing is sent: {why}"
        title = "Go on sending what waits?"
        self._notices.tell(Notice(title, text, Tone.WARNING, topic=_TOPIC, offers=(go_on, keep)))


def what_waits(waiting: Sequence[Generation]) -> str:
    """How many wait and what that may cost, as one sentence."""
    count = len(waiting)
    who = "One request waits" if count == 1 else f"{count:,} requests wait"
    known = [row.estimate for row in waiting if row.estimate is not None]
    if not known:
        return f"{who}; what that costs is not known."
    cost = f"{who} and may cost about {format_credits(sum(known))} credits"
    unknown = count - len(known)
    return f"{cost}, and {unknown:,} of them an unknown sum." if unknown else f"{cost}."

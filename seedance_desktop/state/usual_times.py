"""How long clips like one usually take here, looked up once for each kind of clip."""

from PySide6.QtCore import QObject, Signal

from ..core.generation import Generation, State
from ..core.profile import service_of
from ..core.request import VideoRequest
from ..core.usual import UsualKey, usual_key, usual_seconds
from .library import Library
from .tasks import TaskOwner


class UsualTimes(QObject):
    """Answers at once with what it knows, and tells when it knows more."""

    changed = Signal()

    def __init__(self, library: Library, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._tasks = tasks
        self._known: dict[UsualKey, float | None] = {}
        library.changed.connect(self._on_changed)

    def of(self, row: Generation) -> float | None:
        """Seconds from acceptance to the end, as such tasks usually take; None for unknown."""
        return self._of(_key_of(row))

    def of_request(self, profile: str, base_url: str, request: VideoRequest) -> float | None:
        """The same for a request that is not sent yet, to the provider's profile of this id."""
        return self._of(usual_key(service_of(profile, base_url), request))

    def _of(self, key: UsualKey) -> float | None:
        if key not in self._known:
            self._known[key] = None
            self._tasks.start(self._look_up(key), "usual time", group="usual time")
        return self._known[key]

    async def _look_up(self, key: UsualKey) -> None:
        found = usual_seconds(await self._library.past_durations(key))
        if found != self._known.get(key):
            self._known[key] = found
            self.changed.emit()

    def _on_changed(self, row: Generation) -> None:
        # One more has ended; what is shown meanwhile stays until the new figure is here.
        if row.state is State.DONE and (key := _key_of(row)) in self._known:
            self._tasks.start(self._look_up(key), "usual time", group="usual time")


def _key_of(row: Generation) -> UsualKey:
    return usual_key(service_of(row.profile, row.base_url), row.request)

"""How long clips like one usually take here, looked up once for each kind of clip."""

from PySide6.QtCore import QObject, Signal

from ..core.generation import Generation, State
from ..core.profile import service_of
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
        key = _key_of(row)
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

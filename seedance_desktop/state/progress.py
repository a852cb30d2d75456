"""What is going on with a generation right now; not stored, told again after a restart."""

from dataclasses import dataclass, replace
from time import monotonic, time

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True, slots=True)
class Progress:
    """For the card and the stage."""

    since: float
    """Monotonic seconds at which its present state began."""
    note: str = ""
    """The service's last word, or what it waits for."""
    received: int | None = None
    """Bytes of the clip here so far."""
    total: int | None = None
    """Bytes of the clip in all, where the server said."""


class ProgressBoard(QObject):
    """One entry for each generation that something is going on with."""

    changed = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: dict[int, Progress] = {}

    def of(self, id: int) -> Progress | None:
        """What is going on with a generation, if anything."""
        return self._entries.get(id)

    def begin(self, id: int, note: str = "", began_at: float | None = None) -> None:
        """A new state began, now or at ``began_at`` (seconds since the epoch)."""
        ago = max(0.0, time() - began_at) if began_at is not None else 0.0
        self._entries[id] = Progress(monotonic() - ago, note)
        self.changed.emit(id)

    def note(self, id: int, note: str) -> None:
        """Another word about the same state."""
        entry = self._entries.get(id)
        if entry is not None and entry.note != note:
            self._entries[id] = replace(entry, note=note)
            self.changed.emit(id)

    def received(self, id: int, received: int, total: int | None) -> None:
        """More of the clip is here, in bytes."""
        entry = self._entries.get(id) or Progress(monotonic())
        self._entries[id] = replace(entry, received=received, total=total)
        self.changed.emit(id)

    def end(self, id: int) -> None:
        """Nothing goes on any more."""
        if self._entries.pop(id, None) is not None:
            self.changed.emit(id)

"""What the person is told in the notice bar."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from ..core.errors import Action, UserError

MOST_STANDING = 200
"""Beyond these the oldest makes room, unless it asks something: rows tell what came of them."""


class Tone(StrEnum):
    """How grave a notice is; shown by icon and word, not by colour alone."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Offer:
    """A button on a notice."""

    name: str
    """Becomes the button's objectName."""
    label: str
    call: Callable[[], None] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing told: what happened, what to do, and buttons to do it."""

    title: str
    message: str = ""
    tone: Tone = Tone.INFO
    trace_id: str = ""
    topic: str = ""
    """A newer notice of the same topic takes its place."""
    action: Action = Action.NONE
    generation_id: int | None = None
    offers: tuple[Offer, ...] = ()


class Notices(QObject):
    """The notices that stand, newest last: those that ask something, and so many others."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._standing: list[Notice] = []

    @property
    def standing(self) -> tuple[Notice, ...]:
        """All that have not been closed."""
        return tuple(self._standing)

    def tell(self, notice: Notice) -> None:
        """Show ``notice``, in the place of one of the same topic."""
        if notice.topic:
            self._standing = [n for n in self._standing if n.topic != notice.topic]
        elif notice in self._standing:
            self._standing.remove(notice)
        self._standing.append(notice)
        if len(self._standing) > MOST_STANDING:
            self._make_room()
        self.changed.emit()

    def _make_room(self) -> None:
        oldest = next((n for n in self._standing[:-1] if not n.offers), None)
        if oldest is not None:
            self._standing.remove(oldest)

    def tell_error(
        self, error: UserError, *, topic: str = "", generation_id: int | None = None
    ) -> None:
        """Show a known failure."""
        self.tell(
            Notice(
                error.title,
                error.text,
                Tone.ERROR,
                error.trace_id,
                topic or error.code,
                error.action,
                generation_id,
            )
        )

    def close(self, notice: Notice) -> None:
        """The person has read it."""
        if notice in self._standing:
            self._standing.remove(notice)
            self.changed.emit()

    def close_topic(self, topic: str) -> None:
        """What ``topic`` told is over."""
        left = [n for n in self._standing if n.topic != topic]
        if len(left) != len(self._standing):
            self._standing = left
            self.changed.emit()

"""The steps of undo for prompt and references, which no widget's own undo could hold together."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic
from types import MappingProxyType

from ..core import spec
from ..core.composition import Composition

DEPTH = 200
TYPING_PAUSE = 1.0
"""Seconds; edits of the prompt that follow one another faster are one step."""

_UNDONE = ("prompt", *(field.name for field in spec.REFERENCES))


@dataclass(frozen=True, slots=True)
class _Step:
    before: Composition
    after: Composition
    whole: bool = False
    """A whole request was taken, so that undo gives back every field, not text and lists alone."""


class Undo:
    """What was done and what was taken back."""

    def __init__(self) -> None:
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._typed_at = float("-inf")

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def note(
        self, before: Composition, after: Composition, *, typing: bool = False, whole: bool = False
    ) -> None:
        """The draft went from ``before`` to ``after``, a step where it is one."""
        if not whole and _undone(before) == _undone(after):
            return
        now = monotonic()
        step = _Step(before, after, whole)
        if typing and self._done and now - self._typed_at < TYPING_PAUSE:
            step = _Step(self._done.pop().before, after)
        self._undone.clear()
        if not whole and _undone(step.before) == _undone(step.after):
            # Typed and taken out again: to undo it would change nothing.
            self._typed_at = float("-inf")
            return
        self._typed_at = now if typing else float("-inf")
        self._done.append(step)
        del self._done[:-DEPTH]

    def undo(self, now: Composition) -> Composition:
        """``now`` with the last step taken back; there has to be one."""
        step = self._done.pop()
        self._undone.append(step)
        self._typed_at = float("-inf")
        return step.before if step.whole else _restored(now, step.after, step.before)

    def redo(self, now: Composition) -> Composition:
        """``now`` with the last step taken back done again; there has to be one."""
        step = self._undone.pop()
        self._done.append(step)
        self._typed_at = float("-inf")
        return step.after if step.whole else _restored(now, step.before, step.after)

    def rewrite(self, change: Callable[[Composition], Composition]) -> None:
        """Put all that undo and redo give back through ``change``."""
        for steps in (self._done, self._undone):
            steps[:] = [replace(s, before=change(s.before), after=change(s.after)) for s in steps]


def _undone(composition: Composition) -> tuple[object, ...]:
    """What steps are made for."""
    return tuple(getattr(composition.request, name) for name in _UNDONE)


def _restored(now: Composition, left: Composition, to: Composition) -> Composition:
    """``now`` with the prompt and the references of ``to``.

    What was filled into the prompt's fields stays, but for what the step itself rewrote.
    """
    request = now.request
    for name in _UNDONE:
        request = request.with_value(name, getattr(to.request, name))
    values = {
        name: to.values.get(name, text) if text == left.values.get(name) else text
        for name, text in now.values.items()
    }
    if values == now.values:
        return replace(now, request=request)
    return replace(now, request=request, values=MappingProxyType(values))

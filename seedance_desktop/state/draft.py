"""The request being written: its problems, its estimate, its undo."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, Signal

from ..core import spec, validation
from ..core.pricing import Estimate, Source
from ..core.request import VideoRequest
from ..core.spec import FieldName, Kind
from ..core.urls import RefusedUrl, check_url, split_urls
from ..core.validation import Problems

UNDO_DEPTH = 200
TYPING_PAUSE = 1.0
"""Seconds; edits of the prompt that follow one another faster are one step of undo."""

_UNDONE = ("prompt", *(field.name for field in spec.REFERENCES))


@dataclass(frozen=True, slots=True)
class AddResult:
    """What became of some links."""

    added: int
    refused: tuple[RefusedUrl, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    before: VideoRequest
    after: VideoRequest
    whole: bool = False
    """A whole request was taken, so that undo gives back every field, not text and lists alone."""


class Draft(QObject):
    """The one place the request is changed in. Nothing typed is ever dropped or clamped."""

    changed = Signal(object)
    """The names of the fields that changed, as a frozenset."""
    problems_changed = Signal()
    estimate_changed = Signal()
    undo_changed = Signal()

    def __init__(self, request: VideoRequest | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._request = request or VideoRequest()
        self._problems = validation.validate(self._request)
        self._estimate = Estimate(Source.UNKNOWN)
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._typed_at = float("-inf")

    @property
    def request(self) -> VideoRequest:
        """The request as it stands; it may be illegal."""
        return self._request

    @property
    def problems(self) -> Problems:
        """What is wrong with it, blocking problems first."""
        return self._problems

    @property
    def legal(self) -> bool:
        """Whether it may be sent."""
        return validation.is_legal(self._problems)

    @property
    def estimate(self) -> Estimate:
        """What it will cost, and where the figure comes from."""
        return self._estimate

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def set(self, field: FieldName, value: Any) -> None:
        """The person set ``field`` to ``value``."""
        self._apply(self._request.with_value(field, value), typing=field == "prompt")

    def replace(self, request: VideoRequest) -> None:
        """Take a whole request, as from an earlier clip: legal or not, as it is."""
        self._apply(request, whole=True)

    def add_urls(self, kind: Kind, text: str | Iterable[str]) -> AddResult:
        """Add the links in ``text``, as many as the mode takes; the rest is told, not taken."""
        candidates = split_urls(text) if isinstance(text, str) else list(text)
        field = spec.reference_field(kind)
        urls = list(self._request.urls(kind))
        refused: list[RefusedUrl] = []
        for candidate in candidates:
            checked = check_url(candidate)
            if isinstance(checked, RefusedUrl):
                refused.append(checked)
            elif len(urls) >= field.limit(self._request.function_mode):
                refused.append(RefusedUrl(candidate, self._full(field)))
            else:
                urls.append(checked)
        added = len(urls) - len(self._request.urls(kind))
        if added:
            self._apply(self._request.with_urls(kind, tuple(urls)))
        return AddResult(added, tuple(refused))

    def remove_urls(self, kind: Kind, positions: Iterable[int]) -> None:
        """Remove the links at these 0-based positions."""
        gone = set(positions)
        left = tuple(u for i, u in enumerate(self._request.urls(kind)) if i not in gone)
        self._apply(self._request.with_urls(kind, left))

    def move_url(self, kind: Kind, source: int, target: int) -> None:
        """Move the link at ``source`` so that it ends at ``target``, both 0-based."""
        urls = list(self._request.urls(kind))
        if not (0 <= source < len(urls) and 0 <= target < len(urls)):
            return
        urls.insert(target, urls.pop(source))
        self._apply(self._request.with_urls(kind, tuple(urls)))

    def undo(self) -> None:
        """Take back the last step of prompt or references."""
        if self._done:
            step = self._done.pop()
            self._undone.append(step)
            self._typed_at = float("-inf")
            self._show(step.before if step.whole else _restored(self._request, step.before))

    def redo(self) -> None:
        """Do the last step taken back again."""
        if self._undone:
            step = self._undone.pop()
            self._done.append(step)
            self._typed_at = float("-inf")
            self._show(step.after if step.whole else _restored(self._request, step.after))

    def set_estimate(self, estimate: Estimate) -> None:
        """Take a newer estimate."""
        if estimate != self._estimate:
            self._estimate = estimate
            self.estimate_changed.emit()

    def _full(self, field: spec.ReferenceField) -> str:
        mode = self._request.function_mode
        limit = field.limit(mode)
        where = f" in {spec.MODE.label_of(mode)}" if field.maximum_by_mode else ""
        return f"{field.label}: at most {limit} are taken{where}. Remove one first."

    def _apply(self, request: VideoRequest, typing: bool = False, whole: bool = False) -> None:
        before = self._request
        if request == before:
            return
        if whole or any(getattr(request, name) != getattr(before, name) for name in _UNDONE):
            self._remember(_Step(before, request, whole), typing)
        self._show(request)

    def _remember(self, step: _Step, typing: bool) -> None:
        now = monotonic()
        if typing and self._done and now - self._typed_at < TYPING_PAUSE:
            step = _Step(self._done.pop().before, step.after)
        self._typed_at = now if typing else float("-inf")
        self._done.append(step)
        del self._done[:-UNDO_DEPTH]
        self._undone.clear()

    def _show(self, request: VideoRequest) -> None:
        before, self._request = self._request, request
        names = frozenset(
            f.name
            for f in fields(VideoRequest)
            if getattr(before, f.name) != getattr(request, f.name)
        )
        problems = validation.validate(request)
        problems_differ, self._problems = problems != self._problems, problems
        self.changed.emit(names)
        if problems_differ:
            self.problems_changed.emit()
        self.undo_changed.emit()


def _restored(now: VideoRequest, step: VideoRequest) -> VideoRequest:
    """``now`` with the prompt and the references of ``step``."""
    for name in _UNDONE:
        now = now.with_value(name, getattr(step, name))
    return now

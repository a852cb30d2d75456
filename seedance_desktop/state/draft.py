"""The request being written: its problems, its estimate, its undo."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from time import monotonic
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QObject, Signal

from ..core import spec, validation
from ..core.composition import NO_VALUES, Composition
from ..core.generation import NO_BACKGROUND, Background
from ..core.pricing import Differences, Estimate, Source
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
    before: Composition
    after: Composition
    whole: bool = False
    """A whole request was taken, so that undo gives back every field, not text and lists alone."""


class Draft(QObject):
    """The one place the request is changed in. Nothing typed is ever dropped or clamped."""

    changed = Signal(object)
    """The names of the fields that changed, as a frozenset; "values" and "background" too."""
    problems_changed = Signal()
    estimate_changed = Signal()
    """The estimate, or what another choice would change of it."""
    undo_changed = Signal()

    def __init__(
        self, request: VideoRequest | Composition | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        if not isinstance(request, Composition):
            request = Composition(request or VideoRequest())
        self._composition = request
        self._problems = self._composition.problems()
        self._estimate = Estimate(Source.UNKNOWN)
        self._differences: Differences = {}
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._typed_at = float("-inf")

    @property
    def request(self) -> VideoRequest:
        """The request as it stands, its prompt as written; it may be illegal."""
        return self._composition.request

    @property
    def values(self) -> Mapping[str, str]:
        """What was filled into the prompt's fields, by their names."""
        return self._composition.values

    @property
    def background(self) -> Background:
        """Where the draft began: its preset, the generation it was made from."""
        return self._composition.background

    @property
    def composition(self) -> Composition:
        """All of it, as it is kept."""
        return self._composition

    def to_send(self) -> tuple[VideoRequest, Background]:
        """The request as it is sent and priced, and what is kept with it."""
        return self._composition.to_send()

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

    def difference(self, field: FieldName, value: str | int) -> float | None:
        """Credits that ``value`` would add or save; None where that is nothing or unknown."""
        return self._differences.get((field, value))

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def set(self, field: FieldName, value: Any) -> None:
        """The person set ``field`` to ``value``."""
        self._apply(self.request.with_value(field, value), typing=field == "prompt")

    def set_value(self, name: str, text: str) -> None:
        """The person filled ``text`` into the prompt's field ``name``; no step of undo."""
        values = MappingProxyType({**self.values, name: text})
        self._show(replace(self._composition, values=values))

    def set_background(self, background: Background) -> None:
        """What the draft is has now another origin, as when it was kept as a preset."""
        self._show(replace(self._composition, background=background))

    def replace(
        self,
        request: VideoRequest,
        background: Background = NO_BACKGROUND,
        values: Mapping[str, str] = NO_VALUES,
    ) -> None:
        """Take a whole request, as from an earlier clip: legal or not, as it is.

        ``background`` is where it comes from, ``values`` what its prompt's fields hold.
        """
        self._take(Composition(request, values, background), whole=True)

    def add_urls(self, kind: Kind, text: str | Iterable[str]) -> AddResult:
        """Add the links in ``text``, as many as the mode takes; the rest is told, not taken."""
        candidates = split_urls(text) if isinstance(text, str) else list(text)
        field = spec.reference_field(kind)
        urls = list(self.request.urls(kind))
        refused: list[RefusedUrl] = []
        for candidate in candidates:
            checked = check_url(candidate)
            if isinstance(checked, RefusedUrl):
                refused.append(checked)
            elif len(urls) >= field.limit(self.request.function_mode):
                refused.append(RefusedUrl(candidate, self._full(field)))
            else:
                urls.append(checked)
        added = len(urls) - len(self.request.urls(kind))
        if added:
            self._apply(self.request.with_urls(kind, tuple(urls)))
        return AddResult(added, tuple(refused))

    def take_links(self, links: Mapping[Kind, Iterable[str]]) -> None:
        """Put links that were sorted and counted at the ends of their lists, in one step of undo.

        A file of this computer is taken as its ``file:`` URL: it holds its place until a public
        link is put there, and keeps the request from being sent.
        """
        request = self.request
        for kind, urls in links.items():
            request = request.with_urls(kind, (*request.urls(kind), *urls))
        self._apply(request)

    def remove_urls(self, kind: Kind, positions: Iterable[int]) -> None:
        """Remove the links at these 0-based positions."""
        gone = set(positions)
        left = tuple(u for i, u in enumerate(self.request.urls(kind)) if i not in gone)
        self._apply(self.request.with_urls(kind, left))

    def move_url(self, kind: Kind, source: int, target: int) -> None:
        """Move the link at ``source`` so that it ends at ``target``, both 0-based."""
        urls = list(self.request.urls(kind))
        if not (0 <= source < len(urls) and 0 <= target < len(urls)):
            return
        urls.insert(target, urls.pop(source))
        self._apply(self.request.with_urls(kind, tuple(urls)))

    def undo(self) -> None:
        """Take back the last step of prompt or references."""
        if self._done:
            step = self._done.pop()
            self._undone.append(step)
            self._typed_at = float("-inf")
            self._show(step.before if step.whole else _restored(self._composition, step.before))

    def redo(self) -> None:
        """Do the last step taken back again."""
        if self._undone:
            step = self._undone.pop()
            self._done.append(step)
            self._typed_at = float("-inf")
            self._show(step.after if step.whole else _restored(self._composition, step.after))

    def set_estimate(self, estimate: Estimate, differences: Differences | None = None) -> None:
        """Take a newer estimate, and what other choices would change of it."""
        newer = (estimate, differences or {})
        if newer != (self._estimate, self._differences):
            self._estimate, self._differences = newer
            self.estimate_changed.emit()

    def _full(self, field: spec.ReferenceField) -> str:
        mode = self.request.function_mode
        limit = field.limit(mode)
        where = f" in {spec.MODE.label_of(mode)}" if field.maximum_by_mode else ""
        return f"{field.label}: at most {limit} are taken{where}. Remove one first."

    def _apply(self, request: VideoRequest, typing: bool = False) -> None:
        self._take(replace(self._composition, request=request), typing)

    def _take(self, after: Composition, typing: bool = False, whole: bool = False) -> None:
        before = self._composition
        if after == before:
            return
        if whole or _undone(after.request) != _undone(before.request):
            self._remember(_Step(before, after, whole), typing)
        self._show(after)

    def _remember(self, step: _Step, typing: bool) -> None:
        now = monotonic()
        if typing and self._done and now - self._typed_at < TYPING_PAUSE:
            step = _Step(self._done.pop().before, step.after)
        self._typed_at = now if typing else float("-inf")
        self._done.append(step)
        del self._done[:-UNDO_DEPTH]
        self._undone.clear()

    def _show(self, after: Composition) -> None:
        before, self._composition = self._composition, after
        names = _changed(before, after)
        if not names:
            return
        problems = after.problems()
        problems_differ, self._problems = problems != self._problems, problems
        self.changed.emit(names)
        if problems_differ:
            self.problems_changed.emit()
        self.undo_changed.emit()


def _undone(request: VideoRequest) -> tuple[object, ...]:
    """What steps of undo are made for."""
    return tuple(getattr(request, name) for name in _UNDONE)


def _changed(before: Composition, after: Composition) -> frozenset[str]:
    """The names of what differs."""
    names = {
        f.name
        for f in fields(VideoRequest)
        if getattr(before.request, f.name) != getattr(after.request, f.name)
    }
    names |= {n for n in ("values", "background") if getattr(before, n) != getattr(after, n)}
    return frozenset(names)


def _restored(now: Composition, step: Composition) -> Composition:
    """``now`` with the prompt and the references of ``step``."""
    request = now.request
    for name in _UNDONE:
        request = request.with_value(name, getattr(step.request, name))
    return replace(now, request=request)

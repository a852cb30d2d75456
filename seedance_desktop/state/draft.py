"""The request being written: its problems, its estimate, its undo."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QObject, Signal

from ..core import references, spec, validation
from ..core.beginnings import NOTHING_GIVEN, Given
from ..core.composition import NO_VALUES, Composition, TypedLinks
from ..core.generation import NO_BACKGROUND, Background
from ..core.pricing import Differences, Estimate, Source
from ..core.reference_sources import is_local
from ..core.request import VideoRequest
from ..core.spec import FieldName, Kind
from ..core.spelling import DEFAULT
from ..core.urls import RefusedUrl, check_url, split_urls
from ..core.validation import Problems
from .undo import Undo


@dataclass(frozen=True, slots=True)
class AddResult:
    """What became of some links."""

    added: int
    refused: tuple[RefusedUrl, ...]


class Draft(QObject):
    """The one place the request is changed in. Nothing typed is ever dropped or clamped."""

    changed = Signal(object)
    """The names of the fields that changed, as a frozenset; "values", "background",
    "alternatives", "typed_links" and "variations" too."""
    problems_changed = Signal()
    estimate_changed = Signal()
    """The estimate, or what another choice would change of it."""
    undo_changed = Signal()

    spelling_changed = Signal()
    """Tokens are written otherwise from now on; those in the prompt are already."""

    def __init__(
        self,
        request: VideoRequest | Composition | None = None,
        parent: QObject | None = None,
        *,
        spelling: str = DEFAULT,
    ) -> None:
        """``spelling`` is the provider's for tokens."""
        super().__init__(parent)
        if not isinstance(request, Composition):
            request = Composition(request or VideoRequest())
        self._composition = request
        self._spelling = spelling
        self._findings: Problems = ()
        self._own_problems = self._problems = self._composition.problems(spelling)
        self._estimate = Estimate(Source.UNKNOWN)
        self._differences: Differences = {}
        self._undo = Undo()

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
    def given(self) -> Given:
        """What it was given there."""
        return self._composition.given

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
        return self._undo.can_undo

    @property
    def can_redo(self) -> bool:
        return self._undo.can_redo

    @property
    def spelling(self) -> str:
        """How the provider writes the first image in a prompt."""
        return self._spelling

    def set(self, field: FieldName, value: Any) -> None:
        """The person set ``field`` to ``value``; of a list that was set, the tokens follow."""
        kind = next((f.kind for f in spec.REFERENCES if f.name == field), None)
        if kind is not None:
            self._take_urls(kind, tuple(value))
        else:
            self._apply(self.request.with_value(field, value), typing=field == "prompt")

    def set_prompt(self, text: str) -> None:
        """The prompt was changed by more than typing: a step of undo of its own."""
        self._apply(self.request.with_value("prompt", text))

    def set_typed_links(self, links: TypedLinks) -> None:
        """Keep what is typed for a list and not added yet; it is no step of undo."""
        if links != self._composition.typed_links:
            self._composition = replace(self._composition, typed_links=links)
            self.changed.emit(frozenset({"typed_links"}))

    def set_choice(self, choice: Sequence[int]) -> None:
        """This was chosen of each group of the prompt, and is asked for first; no step of undo."""
        chosen = self._composition.with_choice(choice)
        if chosen != self._composition:
            self._composition = chosen
            self.changed.emit(frozenset({"alternatives"}))

    def set_variations(self, plan: Mapping[str, Any]) -> None:
        """Keep what is planned on the variations' desk and not sent yet; it is no step of undo."""
        if plan != self._composition.variations:
            self._composition = replace(self._composition, variations=plan)
            self.changed.emit(frozenset({"variations"}))

    def set_spelling(self, spelling: str) -> None:
        """Write all tokens as another provider does.

        That is no step of undo, but goes through all of them: undo takes back what the person
        did to the draft, and the provider was not chosen there.
        """
        if spelling == self._spelling:
            return
        old, self._spelling = self._spelling, spelling

        def convert(composition: Composition) -> Composition:
            return composition.spelled(spelling, old)

        self._undo.rewrite(convert)
        self._show(convert(self._composition))
        self._weigh(self._composition.problems(spelling))
        self.spelling_changed.emit()

    def set_value(self, name: str, text: str) -> None:
        """The person filled ``text`` into the prompt's field ``name``; no step of undo."""
        values = MappingProxyType({**self.values, name: text})
        self._show(replace(self._composition, values=values))

    def set_background(self, background: Background, given: Given | None = None) -> None:
        """What the draft is has now another origin, as when it was kept as a preset.

        ``given`` is what it has from there; None for what was noted before.
        """
        given = self._composition.given if given is None else given
        self._show(replace(self._composition, background=background, given=given))

    def replace(
        self,
        request: VideoRequest,
        background: Background = NO_BACKGROUND,
        values: Mapping[str, str] = NO_VALUES,
        spelling: str = DEFAULT,
        given: Given = NOTHING_GIVEN,
    ) -> None:
        """Take a whole request, as from an earlier clip: legal or not, as it is.

        ``background`` is where it comes from, ``given`` what it has from there, ``values`` what
        its prompt's fields hold. Only its
        tokens are written as the provider does; ``spelling`` is how they may be written now,
        where that is not one of the known ways.
        """
        taken = Composition(request, values, background, given)
        self._take(taken.spelled(self._spelling, spelling), whole=True)

    def add_urls(self, kind: Kind, text: str | Iterable[str], at: int | None = None) -> AddResult:
        """Add the links in ``text``, as many as the mode takes; the rest is told, not taken.

        They go before the link at ``at``, 0-based, or to the end.
        """
        candidates = split_urls(text) if isinstance(text, str) else list(text)
        field = spec.reference_field(kind)
        room = field.limit(self.request.function_mode) - len(self.request.urls(kind))
        added: list[str] = []
        refused: list[RefusedUrl] = []
        for candidate in candidates:
            checked = check_url(candidate)
            if isinstance(checked, RefusedUrl):
                refused.append(checked)
            elif len(added) >= room:
                refused.append(RefusedUrl(candidate, self.full(kind)))
            else:
                added.append(checked)
        if added:
            order: list[int | str] = list(range(len(self.request.urls(kind))))
            place = len(order) if at is None else min(max(at, 0), len(order))
            self._arrange(kind, [*order[:place], *added, *order[place:]])
        return AddResult(len(added), tuple(refused))

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
        """Remove the links at these 0-based positions; their tokens lose their number."""
        gone = set(positions)
        self._arrange(kind, [i for i in range(len(self.request.urls(kind))) if i not in gone])

    def move_url(self, kind: Kind, source: int, target: int) -> None:
        """Move the link at ``source`` so that it ends at ``target``, both 0-based."""
        order = list(range(len(self.request.urls(kind))))
        if source in order and target in order:
            order.insert(target, order.pop(source))
            self._arrange(kind, order)

    def move_urls(self, kind: Kind, positions: Iterable[int], before: int) -> None:
        """Move links together, in their order, before the one now at ``before``.

        All 0-based; the number of links, or more, is the end.
        """
        everything = range(len(self.request.urls(kind)))
        moved = sorted(set(positions) & set(everything))
        head = [i for i in everything if i < before and i not in moved]
        tail = [i for i in everything if i >= before and i not in moved]
        self._arrange(kind, [*head, *moved, *tail])

    def swap_urls(self, kind: Kind, one: int, other: int) -> None:
        """Let two links, at 0-based positions, change places."""
        order = list(range(len(self.request.urls(kind))))
        if one in order and other in order:
            order[one], order[other] = other, one
            self._arrange(kind, order)

    def replace_url(self, kind: Kind, position: int, url: str) -> RefusedUrl | None:
        """Put another link in the place of the one at ``position``, 0-based.

        Tokens of the place mean the new one. What is no usable link is refused, but for a file of
        this computer, as in ``take_links``.
        """
        checked = url if is_local(url) else check_url(url)
        if isinstance(checked, RefusedUrl):
            return checked
        urls = list(self.request.urls(kind))
        if 0 <= position < len(urls):
            urls[position] = checked
            self._apply(self.request.with_urls(kind, tuple(urls)))
        return None

    def renumbered(self, text: str, since: VideoRequest, spelling: str) -> str:
        """``text``, written when the draft was ``since``, with its tokens for the draft of today.

        For the one text the draft does not know: what stands in the editor while an input method
        composes.
        """
        moves: dict[references.Place, references.Place | None] = {}
        for field in spec.REFERENCES:
            before, after = since.urls(field.kind), self.request.urls(field.kind)
            moves |= references.traced(field.kind, before, after)
        text = references.rewrite(text, moves, spelling)
        if spelling == self._spelling:
            return text
        return references.convert(text, self._spelling, spelling)

    def set_findings(self, findings: Problems) -> None:
        """What a look at the links says against them, until the next look says otherwise."""
        if findings != self._findings:
            self._findings = findings
            self._weigh(self._own_problems)

    def undo(self) -> None:
        """Take back the last step of prompt or references."""
        if self._undo.can_undo:
            self._show(self._undo.undo(self._composition))

    def redo(self) -> None:
        """Do the last step taken back again."""
        if self._undo.can_redo:
            self._show(self._undo.redo(self._composition))

    def set_estimate(self, estimate: Estimate, differences: Differences | None = None) -> None:
        """Take a newer estimate, and what other choices would change of it."""
        newer = (estimate, differences or {})
        if newer != (self._estimate, self._differences):
            self._estimate, self._differences = newer
            self.estimate_changed.emit()

    def _arrange(self, kind: Kind, order: Sequence[int | str]) -> None:
        """Have the links of ``kind`` in a new order, of old positions and of new links."""
        urls = self.request.urls(kind)
        after = tuple(urls[each] if isinstance(each, int) else each for each in order)
        came_from = [each if isinstance(each, int) else None for each in order]
        self._take_urls(kind, after, references.arranged(kind, len(urls), came_from))

    def _take_urls(
        self, kind: Kind, urls: tuple[str, ...], moves: references.Moves | None = None
    ) -> None:
        """Take a list and rewrite the prompt's tokens by where its links went, in one step."""
        if moves is None:
            moves = references.traced(kind, self.request.urls(kind), urls)
        self._take(self._composition.with_urls(kind, urls, moves, self._spelling))

    def full(self, kind: Kind) -> str:
        """That the list of ``kind`` takes no more, in words."""
        field = spec.reference_field(kind)
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
        self._undo.note(before, after, typing=typing, whole=whole)
        self._show(after)

    def _show(self, after: Composition) -> None:
        before = self._composition
        # What is being typed is nobody's to take but the one's who types it; so is what is planned.
        self._composition = after = replace(
            after, typed_links=before.typed_links, variations=before.variations
        )
        names = _changed(before, after)
        if not names:
            return
        self._own_problems = after.problems(self._spelling)
        problems = self._all_problems()
        problems_differ, self._problems = problems != self._problems, problems
        self.changed.emit(names)
        if problems_differ:
            self.problems_changed.emit()
        self.undo_changed.emit()

    def _weigh(self, own: Problems) -> None:
        self._own_problems = own
        problems = self._all_problems()
        if problems != self._problems:
            self._problems = problems
            self.problems_changed.emit()

    def _all_problems(self) -> Problems:
        return validation.in_order((*self._own_problems, *self._findings))


def _changed(before: Composition, after: Composition) -> frozenset[str]:
    """The names of what differs."""
    names = {
        f.name
        for f in fields(VideoRequest)
        if getattr(before.request, f.name) != getattr(after.request, f.name)
    }
    names |= {n for n in ("values", "background") if getattr(before, n) != getattr(after, n)}
    if before.given != after.given:
        names.add("background")
    return frozenset(names)

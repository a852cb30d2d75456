"""What the person is writing: the request as written, its fields, and where it began."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from . import references, template, validation
from .beginnings import NOTHING_GIVEN, Given, still_of
from .generation import NO_BACKGROUND, Background
from .groups import find_groups
from .request import VideoRequest
from .spec import Kind
from .spelling import DEFAULT
from .validation import Problem, Problems, Severity

NO_VALUES: Mapping[str, str] = MappingProxyType({})
NO_VARIATIONS: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TypedLinks:
    """Links that were typed and not added yet."""

    text: str = ""
    field: str = ""
    """Name of the list they are being typed for; empty while the entry is closed."""


UNFILLED = "placeholder-empty"
"""Code of the problem that a field of the prompt has neither value nor default."""


@dataclass(frozen=True, slots=True)
class Composition:
    """Everything the draft is, and all that is kept of it through a restart."""

    request: VideoRequest = field(default_factory=VideoRequest)
    """With the prompt as the person wrote it: comments, fields and all."""
    values: Mapping[str, str] = field(default_factory=lambda: NO_VALUES)
    """What was filled into the prompt's fields, by name; also into ones no longer there."""
    background: Background = NO_BACKGROUND
    """Where it began: its preset, the generation it was made from."""
    given: Given = NOTHING_GIVEN
    """What it got from there."""
    alternatives: tuple[str, ...] = ()
    """Which alternative of each group of the prompt was sent last; asked for first again."""
    typed_links: TypedLinks = TypedLinks()
    """In no list yet: neither sent nor part of undo."""
    variations: Mapping[str, Any] = field(default_factory=lambda: NO_VARIATIONS)
    """What was planned on the variations' desk and not sent yet, as plain data: what reads it is
    not loaded before that is opened. No part of undo either."""

    def request_as_sent(self) -> VideoRequest:
        """The request as the service gets it."""
        prompt = template.as_sent(self.request.prompt, self.values)
        return self.request.with_value("prompt", prompt)

    def with_choice(self, choice: Sequence[int]) -> "Composition":
        """It after ``choice`` was taken of the groups of its prompt; as it is where none fits."""
        found = find_groups(self.request_as_sent().prompt)
        if len(found) != len(choice):
            return self
        words = (group.alternatives[index] for group, index in zip(found, choice, strict=True))
        return replace(self, alternatives=tuple(words))

    def to_send(self) -> tuple[VideoRequest, Background]:
        """The request as it is sent and priced, and what is kept with it."""
        request = self.request_as_sent()
        written = self.request.prompt
        kept = "" if written == request.prompt else written
        background = still_of(self.background, self.given, self.request)
        return request, replace(background, written=kept)

    def with_urls(
        self, kind: Kind, urls: tuple[str, ...], moves: references.Moves, spelling: str
    ) -> "Composition":
        """It with another list of references, and its tokens rewritten by where these went."""
        after = self._rewritten(lambda text: references.rewrite(text, moves, spelling))
        return replace(after, request=after.request.with_urls(kind, urls))

    def spelled(self, spelling: str, known: str) -> "Composition":
        """It with every token as a provider writes it; ``known`` is one more way it may be now."""
        return self._rewritten(lambda text: references.convert(text, spelling, known))

    def problems(self, spelling: str = DEFAULT) -> Problems:
        """Every problem of what would be sent, and fields that want filling in.

        ``spelling`` is the provider's for tokens.
        """
        empty = template.unfilled(self.request.prompt, self.values)
        sent = validation.validate(self.request_as_sent(), spelling)
        return validation.in_order((*map(_unfilled, empty), *sent))

    def _rewritten(self, rewrite: Callable[[str], str]) -> "Composition":
        request = self.request.with_value("prompt", rewrite(self.request.prompt))
        values = {name: rewrite(text) for name, text in self.values.items()}
        if self.alternatives:
            self = replace(self, alternatives=tuple(map(rewrite, self.alternatives)))
        if values == self.values:
            return replace(self, request=request)
        return replace(self, request=request, values=MappingProxyType(values))


def _unfilled(name: str) -> Problem:
    text = f"Fill in “{name}”: the prompt has a field for it and nothing to put there."
    return Problem("prompt", UNFILLED, Severity.BLOCKS, text)

"""Whether a draft still comes of what it was begun with: the clip it was made from, its preset.

The one rule, asked when a request is sent. It comes of it as long as something is left of what it
was given: one of the references, or a quarter of the telling words of the prompt. Settings count

- for a preset, which is a recipe: one of them that is as the preset gave it is something left;
- for a clip where nothing else was taken of it: many clips that have nothing to do with each other
  have the same settings.

Else another idea was written over it: its name would be told of a clip that has nothing of it. What
is shown while the person writes stays as it is, and undo brings everything back.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from . import spec
from .generation import Background, CameFrom
from .request import VideoRequest, value_of

LEFT = 0.25
"""The part of the telling words that has to be left."""
_TELLING = 4
"""Letters of a word that says what a picture shows; most shorter ones stand in every prompt."""
# Not compiled here: the start needs none of them, and `re` keeps what it compiled.
_WORD = r"[^\W\d_]+"
_TOKEN = r"@\w+"
"""Stands for a reference, and tells nothing of what it shows."""
_WITHOUT_SPACES = "\u2e80"
"""Scripts from here on write no spaces between words: two letters tell as much as a word."""

_SHOWN: tuple[str, ...] = (spec.PROMPT.name, *(field.name for field in spec.REFERENCES))
"""The fields that say what a clip shows."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Given:
    """What a draft was given to begin with: values by the names of the request's fields.

    Empty where nobody noted it; then the name stays.
    """

    clip: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    preset: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


NOTHING_GIVEN = Given()


def fields_of(request: VideoRequest, names: Iterable[str]) -> Mapping[str, Any]:
    """The values that ``request`` has in these fields."""
    return MappingProxyType({name: getattr(request, name) for name in names})


def still_of(background: Background, given: Given, request: VideoRequest) -> Background:
    """``background`` without the clip and the preset of which nothing is left in ``request``."""
    if not _left_of_clip(given.clip, request):
        background = replace(background, parent_id=None, came_from=CameFrom.NOWHERE)
    if not _left_of_preset(given.preset, request):
        background = replace(background, preset="")
    return background


def given_from_plain(plain: Any) -> Mapping[str, Any]:
    """What was given, from plain data; what is no value of a field is passed over."""
    found = {}
    for name, value in plain.items() if isinstance(plain, dict) else ():
        try:
            found[name] = value_of(name, value)
        except (KeyError, TypeError):
            continue
    return MappingProxyType(found)


def _left_of_clip(given: Mapping[str, Any], request: VideoRequest) -> bool:
    shown = {name: given[name] for name in _SHOWN if given.get(name)}
    return _left_of_preset(shown or given, request)


def _left_of_preset(given: Mapping[str, Any], request: VideoRequest) -> bool:
    # No prompt and an empty list are nothing that could be left.
    some = {name: value for name, value in given.items() if value or name not in _SHOWN}
    return not some or any(_left(name, value, request) for name, value in some.items())


def _left(name: str, value: Any, request: VideoRequest) -> bool:
    """Whether something is left of what a field was given."""
    now = getattr(request, name)
    if name == spec.PROMPT.name:
        return _words_left(value, now)
    if name in _SHOWN:
        return not set(value).isdisjoint(now)
    return bool(now == value)


def _words_left(before: str, now: str) -> bool:
    words = _words(before)
    telling = {word for word in words if len(word) >= _TELLING or word >= _WITHOUT_SPACES} or words
    if not telling:
        return before.strip() in now
    return len(telling & _words(now)) >= LEFT * len(telling)


def _words(text: str) -> set[str]:
    found: set[str] = set()
    for word in re.findall(_WORD, re.sub(_TOKEN, " ", text.casefold())):
        if word >= _WITHOUT_SPACES:
            found.update(word[at : at + 2] for at in range(max(1, len(word) - 1)))
        else:
            found.add(word)
    return found

"""Groups in a prompt: ``{dawn|neon night}`` stands for one of its alternatives.

The rules, for people to remember:

- A group is what stands between ``{`` and ``}`` and has at least one ``|`` in it. An alternative
  may be empty: ``a {red |}car``. What it says is taken as it stands, spaces too.
- Groups do not nest: in ``{a|{b|c}}`` the inner one is a group, the outer braces are stray.
- ``{{name=default}}`` is a placeholder, not a group; it is filled before groups are looked at.
- A backslash before ``{``, ``}`` or ``|`` makes it an ordinary character, and is not sent itself.
  Any other backslash is one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_ESCAPED = r"\\[{}|]"
_PLACEHOLDER = r"\{\{[^{}]*\}\}"
_GROUP = rf"\{{(?P<inside>(?:{_ESCAPED}|[^{{}}\\]|\\(?![{{}}|]))*)\}}"
# Not compiled here: the start needs none of them, and `re` keeps what it compiled.
_PARTS = f"(?P<escaped>{_ESCAPED})|(?P<placeholder>{_PLACEHOLDER})|{_GROUP}|[{{}}]"
_BAR = r"(?<!\\)\|"
_ESCAPE = r"\\([{}|])"


MOST_TRIES = 2_000
"""Alternatives that are tried to find out what was chosen."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a text, and where it stands there."""

    start: int
    end: int
    """Just behind its closing brace."""
    alternatives: tuple[str, ...]
    """What it may become, without escapes."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A text with one alternative in the place of each group."""

    text: str
    spans: tuple[tuple[int, int], ...]
    """Where each alternative stands in ``text``: from, and just behind."""


@lru_cache(maxsize=64)
def find_groups(text: str) -> tuple[Group, ...]:
    """The groups of ``text``, from left to right."""
    return tuple(group for group in _parts(text) if isinstance(group, Group))


def stray_braces(text: str) -> tuple[int, ...]:
    """Where braces stand that belong to no group: typing mistakes, or meant as they are."""
    return tuple(part for part in _parts(text) if isinstance(part, int))


def choose(text: str, chosen: Sequence[int]) -> Chosen:
    """``text`` with alternative ``chosen[i]`` in the place of group ``i``, and no escapes.

    An empty alternative takes one of the two spaces around it along. Stray braces stay.

    Raises:
        ValueError: there is not exactly one choice for each group.
        IndexError: a group has no such alternative.
    """
    return _choose(text, tuple(chosen))


@lru_cache(maxsize=256)
def _choose(text: str, chosen: tuple[int, ...]) -> Chosen:
    # Kept: the cells of a plan choose the same from the same again and again.
    found = find_groups(text)
    if len(found) != len(chosen):
        raise ValueError(f"{len(found)} groups, {len(chosen)} choices")
    made, at = "", 0
    spans = []
    for group, index in zip(found, chosen, strict=True):
        made += re.sub(_ESCAPE, r"\1", text[at : group.start])
        alternative, at = group.alternatives[index], group.end
        if not alternative and (not made or made[-1].isspace()) and text[at : at + 1] == " ":
            at += 1
        spans.append((len(made), len(made) + len(alternative)))
        made += alternative
    return Chosen(made + re.sub(_ESCAPE, r"\1", text[at:]), tuple(spans))


def chosen_in(text: str, made: str) -> tuple[int, ...] | None:
    """The choice that makes ``made`` of ``text``; None where none does, or none is soon found."""
    found = find_groups(text)
    tries = 0

    def search(so_far: tuple[int, ...]) -> tuple[int, ...] | None:
        nonlocal tries
        if len(so_far) == len(found):
            return so_far if choose(text, so_far).text == made else None
        group = found[len(so_far)]
        for index in range(len(group.alternatives)):
            tries += 1
            tried = (*so_far, index)
            if tries <= MOST_TRIES and made.startswith(choose(text[: group.end], tried).text):
                whole = search(tried)
                if whole is not None:
                    return whole
        return None

    return search(())


def plain(text: str) -> str:
    """``text`` without escapes; groups and stray braces stay as they are."""
    kept, at = "", 0
    for group in find_groups(text):
        kept += re.sub(_ESCAPE, r"\1", text[at : group.start]) + text[group.start : group.end]
        at = group.end
    return kept + re.sub(_ESCAPE, r"\1", text[at:])


def escaped(text: str) -> str:
    """``text`` written so that it is sent as it stands: no group, no placeholder in it."""
    return re.sub(r"([{}]|(?<=\\)\|)", r"\\\1", text)


def has_braces(text: str) -> bool:
    """Whether a brace stands in ``text``: asked of what is about to be sent."""
    return "{" in text or "}" in text


def needs_choice(text: str) -> bool:
    """Whether somebody has to say what is to be sent: a group or a stray brace is in ``text``."""
    return has_braces(text) and bool(find_groups(text) or stray_braces(text))


def first_in_braces(text: str) -> str:
    """The first that stands in braces, or a brace alone; empty where there is none."""
    found = re.search(rf"{_PLACEHOLDER}|\{{[^{{}}]*\}}|[{{}}]", text)
    return found.group() if found else ""


def _parts(text: str) -> Iterator[Group | int]:
    """Groups, and the positions of stray braces. A placeholder not filled is stray."""
    if not has_braces(text):
        return
    for match in re.finditer(_PARTS, text):
        if match["escaped"]:
            continue
        alternatives = re.split(_BAR, match["inside"] or "")
        if len(alternatives) > 1:
            words = tuple(re.sub(_ESCAPE, r"\1", each) for each in alternatives)
            yield Group(match.start(), match.end(), words)
        else:
            depth = 2 if match["placeholder"] else 1
            ends = range(match.end() - depth, match.end()) if len(match[0]) > 1 else ()
            yield from (*range(match.start(), match.start() + depth), *ends)

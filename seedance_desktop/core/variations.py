"""Variations: a request, the axes it is varied along, and the cells that come of them.

A ``Plan`` is a frozen value. Its cells are the product of its axes, the last axis changing
fastest, so that their order is always the same. A cell is known by what is asked for, not by where
it stands: a value or an axis that is added later leaves the cells that were there as they were.

Repeats are not an axis: there is no seed, and each repeat is another clip of the same cell.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from itertools import product
from math import prod
from typing import Any

from . import references, spec
from .generation import CameFrom
from .groups import choose, find_groups, stray_braces
from .request import VideoRequest
from .spec import ChoiceField, Kind, Model, RangeField, ReferenceField
from .spelling import DEFAULT
from .validation import Problem, Problems, Severity, is_legal, validate

MOST_CLIPS = 100
"""Clips of one plan, repeats included."""
DRAFT: dict[str, Any] = {spec.MODEL.name: Model.SEEDANCE_2_0_FAST, spec.DURATION.name: 4}
"""What a draft is made with: the cheap model, the shortest clip."""

Value = str | int | tuple[int, ...]
"""A choice, a number, an alternative's text, or the 0-based places of the references kept."""

GROUP = "group:"
FIELDS: dict[str, ChoiceField | RangeField] = {
    field.name: field for field in (spec.RATIO, spec.DURATION, spec.MODEL, spec.MODE)
}
REFERENCES: dict[str, ReferenceField] = {field.name: field for field in spec.REFERENCES}

_USUAL = {field.name: field.default for field in fields(VideoRequest)}

STRAY = Problem(
    "prompt",
    "stray-brace",
    Severity.BLOCKS,
    "The prompt has a brace that belongs to no group {a|b}: remove it, or write \\{ or \\} for one "
    "that is meant.",
)


class TooMany(Exception):
    """The plan asks for more clips than a set may have."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One thing that is varied."""

    name: str
    """A field's name, or ``group:0`` for the first group of the prompt."""
    values: tuple[Value, ...]
    """Each once, in the order of the cells."""

    @property
    def group(self) -> int | None:
        """Which group of the prompt it stands for, from 0; None where it is a field's."""
        return int(self.name[len(GROUP) :]) if self.name.startswith(GROUP) else None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be made. Every group of the prompt has its axis: none can be sent as it is."""

    base: VideoRequest
    """The request that is varied, with groups in its prompt and placeholders filled."""
    axes: tuple[Axis, ...] = ()
    repeats: int = 1
    """Clips of each cell."""
    draft_first: bool = False
    """Make each cell as ``DRAFT`` says; its full settings wait until it is promoted."""
    off: frozenset[str] = frozenset()
    """Keys of the cells that are switched off."""
    numbers: tuple[str, ...] = ()
    """Keys of the cells that rows of the history belong to, by their number."""
    written: str = ""
    """The prompt as the person wrote it, with comments and placeholders."""
    spelling: str = DEFAULT
    """How the provider writes tokens in prompts."""
    preset: str = ""
    parent_id: int | None = None
    """The generation that the base was made from."""
    came_from: CameFrom = CameFrom.NOWHERE
    blocked: str = ""
    """Why nothing of it may be sent yet: a field of the prompt is empty. Never so once kept."""

    def axis(self, name: str) -> Axis | None:
        """The axis called ``name``."""
        return next((axis for axis in self.axes if axis.name == name), None)

    @property
    def count(self) -> int:
        """How many cells it has: the product of its axes."""
        return prod(len(axis.values) for axis in self.axes)

    @property
    def clips(self) -> int:
        """How many clips all of its cells are."""
        return self.count * self.repeats

    @property
    def drafted(self) -> dict[str, Any]:
        """The settings a draft changes: what is an axis is meant to differ, and stays."""
        if not self.draft_first:
            return {}
        return {name: value for name, value in DRAFT.items() if self.axis(name) is None}


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination of values."""

    key: str
    values: tuple[Value, ...]
    """One for each axis of the plan."""
    full: VideoRequest
    """With the plan's full settings."""
    request: VideoRequest
    """What is sent: the full one, or its draft."""
    spans: tuple[tuple[int, int], ...]
    """Where the prompt differs from that of other cells: from, and just behind."""
    problems: Problems
    on: bool = True
    """Whether the person wants it."""

    @property
    def legal(self) -> bool:
        """Whether it may be sent."""
        return is_legal(self.problems)

    @property
    def enabled(self) -> bool:
        """Whether it is going to be sent."""
        return self.on and self.legal


def plan_of(base: VideoRequest, written: str = "", spelling: str = DEFAULT) -> Plan:
    """A plan for ``base`` with an axis for each group of its prompt, every alternative taken."""
    return fitted(Plan(VideoRequest(), written=written, spelling=spelling), base)


def cells(plan: Plan) -> tuple[Cell, ...]:
    """The cells of ``plan``, in their order.

    Raises:
        TooMany: with repeats they are more than ``MOST_CLIPS``.
    """
    if plan.clips > MOST_CLIPS:
        raise TooMany(f"{plan.clips} clips, at most {MOST_CLIPS} are made at once.")
    seen: dict[str, int] = {}
    made = []
    for values in product(*(axis.values for axis in plan.axes)):
        full, spans = _full(plan, values)
        digest = _digest(full)
        seen[digest] = times = seen.get(digest, 0) + 1
        key = digest if times == 1 else f"{digest}-{times}"
        request = replace(full, **plan.drafted) if plan.drafted else full
        problems = _problems(plan, request)
        made.append(Cell(key, values, full, request, spans, problems, key not in plan.off))
    return tuple(made)


def fitted(plan: Plan, base: VideoRequest) -> Plan:
    """``plan`` on another request: what still makes sense of its axes stays.

    A group or an alternative that is new is taken; one that was left out stays out, and a cell
    that was switched off stays off.
    """
    before, now = find_groups(plan.base.prompt), find_groups(base.prompt)
    axes = []
    for position, group in enumerate(now):
        known = before[position].alternatives if position < len(before) else ()
        axis = plan.axis(f"{GROUP}{position}")
        left_out = set(known) - set(axis.values) if axis else set()
        offered = tuple(dict.fromkeys(group.alternatives))
        kept = tuple(each for each in offered if each not in left_out)
        axes.append(Axis(f"{GROUP}{position}", kept or offered))
    for axis in plan.axes:
        if axis.name in REFERENCES:
            have = len(base.urls(REFERENCES[axis.name].kind))
            fits = tuple(v for v in axis.values if not isinstance(v, tuple) or max((-1, *v)) < have)
            if have and fits:
                axes.append(Axis(axis.name, fits))
        elif axis.group is None:
            axes.append(axis)
    made = replace(plan, base=base, axes=tuple(axes))
    return replace(made, off=_still_off(plan, made)) if plan.off else made


def offered_values(plan: Plan, name: str) -> tuple[Value, ...]:
    """What an axis called ``name`` can go through.

    For references: each alone, all together, none; other sets are the person's to add.
    """
    if name in REFERENCES:
        have = tuple(range(len(plan.base.urls(REFERENCES[name].kind))))
        return tuple(dict.fromkeys([*((each,) for each in have), have, ()]))
    if name in FIELDS:
        field = FIELDS[name]
        if isinstance(field, RangeField):
            return tuple(range(field.minimum, field.maximum + 1))
        return field.values
    found = find_groups(plan.base.prompt)
    position = int(name[len(GROUP) :])
    return tuple(dict.fromkeys(found[position].alternatives)) if position < len(found) else ()


class NoSet(ValueError):
    """What was typed names no set of references; says why, in words for the person."""


def reference_set(text: str, count: int) -> tuple[int, ...]:
    """The 0-based places that ``1 3`` or ``1, 3`` names, of ``count`` references; sorted.

    Raises:
        NoSet: it names none, or one there is not.
    """
    words = text.replace(",", " ").replace("+", " ").split()
    if not words:
        raise NoSet(f"Write numbers from 1 to {count}, such as 1 3.")
    for word in words:
        digits = word.isascii() and word.isdigit() and len(word) < 4
        if not digits or not 1 <= int(word) <= count:
            raise NoSet(f"“{word}” is none of them: write numbers from 1 to {count}.")
    return tuple(sorted({int(word) - 1 for word in words}))


def addable(plan: Plan) -> tuple[str, ...]:
    """Names of the axes that can be added."""
    names = (*FIELDS, *(n for n, field in REFERENCES.items() if plan.base.urls(field.kind)))
    return tuple(name for name in names if plan.axis(name) is None)


def added(plan: Plan, name: str) -> Plan:
    """``plan`` with a new axis: the value it has and the one after it, or for references each
    alone where there are several, with and without where there is one.
    """
    offered = offered_values(plan, name)
    if name in REFERENCES:
        alone = tuple(v for v in offered if isinstance(v, tuple) and len(v) == 1)
        values = alone if len(alone) > 1 else offered
    else:
        present = getattr(plan.base, name)
        at = offered.index(present) if present in offered else -1
        values = tuple(dict.fromkeys([present, offered[(at + 1) % len(offered)]]))
    return replace(plan, axes=(*plan.axes, Axis(name, values)))


def removed(plan: Plan, name: str) -> Plan:
    """``plan`` without an axis. A group's stays: the group would be sent as it is."""
    kept = tuple(a for a in plan.axes if a.name != name or a.group is not None)
    return replace(plan, axes=kept)


def with_values(plan: Plan, name: str, values: Iterable[Value]) -> Plan:
    """``plan`` with other values of an axis, those offered in their order; never with none."""
    wanted = dict.fromkeys(values)
    offered = offered_values(plan, name)
    chosen = tuple(v for v in offered if v in wanted)
    chosen += tuple(v for v in wanted if v not in offered)
    if not chosen:
        return plan
    axes = tuple(Axis(name, chosen) if axis.name == name else axis for axis in plan.axes)
    return replace(plan, axes=axes)


def switched(plan: Plan, keys: Iterable[str], on: bool) -> Plan:
    """``plan`` with cells switched on or off."""
    off = plan.off - set(keys) if on else plan.off | set(keys)
    return replace(plan, off=off)


def numbered(plan: Plan, keys: Iterable[str]) -> Plan:
    """``plan`` in which each of ``keys`` has a number; those it had stay as they are."""
    new = tuple(dict.fromkeys(key for key in keys if key not in plan.numbers))
    return replace(plan, numbers=plan.numbers + new)


def promoted(plan: Plan, made: VideoRequest) -> VideoRequest:
    """``made`` with the plan's full settings where a draft changed them."""
    full: dict[str, Any] = {n: getattr(plan.base, n) for n in DRAFT if plan.axis(n) is None}
    return replace(made, **full)


def _still_off(before: Plan, after: Plan) -> frozenset[str]:
    """What is off in ``after``: what stands there for the cells that are off in ``before``.

    Another prompt or duration makes other keys of all cells: each is found again by its values.
    """
    if before.base == after.base or [a.name for a in before.axes] != [a.name for a in after.axes]:
        return before.off
    try:
        was, now = cells(before), cells(after)
    except TooMany:
        return before.off
    successors = [_successors(*axes) for axes in zip(before.axes, after.axes, strict=True)]
    off = {
        tuple(now_of.get(value) for now_of, value in zip(successors, cell.values, strict=True))
        for cell in was
        if not cell.on
    }
    others = before.off - {cell.key for cell in was}
    return others | {cell.key for cell in now if cell.values in off}


def _successors(before: Axis, after: Axis) -> dict[Value, Value]:
    """Which value stands now for each of an axis: the same, or one that was put in its place."""
    if len(before.values) == len(after.values) and set(before.values) != set(after.values):
        return dict(zip(before.values, after.values, strict=True))
    return {value: value for value in before.values}


def _full(plan: Plan, values: Sequence[Value]) -> tuple[VideoRequest, tuple[tuple[int, int], ...]]:
    """The full request of a cell, and where its prompt differs from the others'."""
    request = plan.base
    alternatives: dict[int, Value] = {}
    for axis, value in zip(plan.axes, values, strict=True):
        if axis.group is not None:
            alternatives[axis.group] = value
        elif isinstance(value, tuple):
            request = _with_some(request, REFERENCES[axis.name].kind, value, plan.spelling)
        else:
            changed: dict[str, Any] = {axis.name: value}
            request = replace(request, **changed)
    # Places in the written prompt's groups: the references may have changed their words.
    chosen = [
        _place(group.alternatives, alternatives.get(position))
        for position, group in enumerate(find_groups(plan.base.prompt))
    ]
    made = choose(request.prompt, chosen)
    varied = {a.group for a in plan.axes if len(a.values) > 1}
    spans = tuple(span for position, span in enumerate(made.spans) if position in varied)
    return replace(request, prompt=made.text), spans


def _with_some(
    request: VideoRequest, kind: Kind, kept: tuple[int, ...], spelling: str
) -> VideoRequest:
    """``request`` with the references of ``kind`` at the places ``kept``, in that order.

    Tokens in its prompt go on meaning the same ones; those of the others lose their number.
    """
    urls = request.urls(kind)
    moves = references.arranged(kind, len(urls), kept)
    prompt = references.rewrite(request.prompt, moves, spelling)
    return replace(request, prompt=prompt).with_urls(kind, tuple(urls[place] for place in kept))


def _place(alternatives: Sequence[str], value: Value | None) -> int:
    return alternatives.index(value) if value in alternatives else 0


def _problems(plan: Plan, request: VideoRequest) -> Problems:
    found = validate(request, plan.spelling)
    if _has_stray(plan.base.prompt):
        found = (STRAY, *found)
    if plan.blocked:
        found = (Problem("prompt", "blocked", Severity.BLOCKS, plan.blocked), *found)
    return found


@cache
def _has_stray(prompt: str) -> bool:
    return bool(stray_braces(prompt))


def _digest(request: VideoRequest) -> str:
    """What a cell is known by. Fields of a later version leave it, while at their default."""
    said = {n: v for n, usual in _USUAL.items() if (v := getattr(request, n)) != usual}
    text = json.dumps(said, sort_keys=True, ensure_ascii=True)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()

"""A plan of variations as plain data for JSON, read tolerantly: it may be of another version."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .generation import came_of
from .request import VideoRequest
from .spec import RangeField
from .spelling import DEFAULT
from .variations import FIELDS, GROUP, MOST_CLIPS, REFERENCES, Axis, Plan, Value, fitted, plan_of

VERSION = 1
_MOST_DIGITS = 4
"""Of a group's number."""
_MOST_VALUES = 1_000
"""Values of an axis, and numbers of cells, that are read; no plan of ours has as many."""


def to_plain(plan: Plan) -> dict[str, Any]:
    """Plain data for JSON, with every field."""
    return {
        "version": VERSION,
        "base": plan.base.to_plain(),
        "axes": [
            {
                "name": axis.name,
                "values": [list(v) if isinstance(v, tuple) else v for v in axis.values],
            }
            for axis in plan.axes
        ],
        "repeats": plan.repeats,
        "draft_first": plan.draft_first,
        "off": sorted(plan.off),
        "numbers": list(plan.numbers),
        "written": plan.written,
        "spelling": plan.spelling,
        "preset": plan.preset,
        "parent_id": plan.parent_id,
        "came_from": plan.came_from.value,
    }


def from_plain(data: Mapping[str, Any]) -> Plan:
    """Read plain data. What cannot be understood is passed over; groups always get their axes."""
    base = data.get("base")
    request = VideoRequest.from_plain(base if isinstance(base, Mapping) else {})
    axes: dict[str, Axis] = {}
    for entry in _list(data.get("axes")):
        axis = _axis(entry)
        if axis is not None:
            axes.setdefault(axis.name, axis)
    parent_id, came_from = came_of(data)
    plan = Plan(
        request,
        tuple(axes.values()),
        repeats=_repeats(data.get("repeats")),
        draft_first=data.get("draft_first") is True,
        off=frozenset(_texts(data.get("off"))),
        numbers=tuple(dict.fromkeys(_texts(data.get("numbers")))),
        written=_text(data.get("written")),
        spelling=_text(data.get("spelling")) or DEFAULT,
        preset=_text(data.get("preset")),
        parent_id=parent_id,
        came_from=came_from,
    )
    return fitted(plan, request)


def is_own(plan: Plan) -> bool:
    """Whether it is other than what comes of its request alone: the person made something of it."""

    def shape(of: Plan) -> tuple[object, ...]:
        return of.axes, of.repeats, of.draft_first, of.off

    return shape(plan) != shape(plan_of(plan.base))


def unsent_to_plain(plan: Plan, name: str) -> dict[str, Any]:
    """A plan that is not sent yet, and its name; empty where the person made nothing of it."""
    return {**to_plain(plan), "name": name} if name or is_own(plan) else {}


def unsent_from_plain(data: Mapping[str, Any]) -> tuple[Plan, str]:
    """Read such a plan and its name, as tolerantly; no row belongs to any cell of it."""
    return replace(from_plain(data), numbers=()), _text(data.get("name"))


def _repeats(given: Any) -> int:
    return max(1, min(given, MOST_CLIPS)) if type(given) is int else 1


def _axis(entry: Any) -> Axis | None:
    name = entry.get("name") if isinstance(entry, Mapping) else None
    if not isinstance(name, str):
        return None
    number = name.removeprefix(GROUP)
    of_group = number != name and number.isdecimal() and len(number) <= _MOST_DIGITS
    if not (of_group or name in FIELDS or name in REFERENCES):
        return None
    values = (_value(name, each) for each in _list(entry.get("values")))
    kept = tuple(dict.fromkeys(v for v in values if v is not None))
    return Axis(name, kept) if kept else None


def _value(name: str, given: Any) -> Value | None:
    if name in REFERENCES:
        places = tuple(_list(given)) if isinstance(given, list | tuple) else None
        whole = places is not None and all(type(p) is int and p >= 0 for p in places)
        return places if whole else None
    if isinstance(FIELDS.get(name), RangeField):
        return given if type(given) is int else None
    return str(given) if isinstance(given, str) else None


def _list(given: Any) -> list[Any]:
    return list(given)[:_MOST_VALUES] if isinstance(given, list | tuple) else []


def _texts(given: Any) -> list[str]:
    return [each for each in _list(given) if isinstance(each, str)]


def _text(given: Any) -> str:
    return given if isinstance(given, str) else ""

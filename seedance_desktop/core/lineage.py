"""What a generation has other than the one it was made from."""

from pathlib import PurePath

from . import spec
from .generation import CameFrom, Generation
from .request import VideoRequest

_HOW = {
    CameFrom.AGAIN: "sent again",
    CameFrom.PROMOTED: "promoted",
}


def name_of(row: Generation) -> str:
    """``bottle-0411``: the clip's file without its ending, else its number in the history."""
    # A file's name comes from its prompt and can hold anything.
    return PurePath(row.clip_path).stem if row.clip_path else f"clip {row.id}"


def changes(before: Generation, after: Generation) -> list[str]:
    """``duration 4 → 5 s``, one for each field that differs; prompts are compared as written."""
    found = ["prompt"] if before.prompt_written != after.prompt_written else []
    old, new = before.request, after.request
    found += [_choice(field, old, new) for field in (spec.MODEL, spec.MODE, spec.RATIO)]
    if old.duration != new.duration:
        found.append(f"duration {old.duration} → {new.duration} {spec.DURATION.unit}")
    found += [_references(field, old, new) for field in spec.REFERENCES]
    return [words for words in found if words]


def changed_line(parent: Generation, row: Generation) -> str:
    """``duration 4 → 5 s, since “bottle-0411”``."""
    what = ", ".join(changes(parent, row)) or "nothing"
    how = _HOW.get(row.came_from)
    return f"{what}, since “{name_of(parent)}”" + (f" ({how})" if how else "")


def _choice(field: spec.ChoiceField, old: VideoRequest, new: VideoRequest) -> str:
    before, after = getattr(old, field.name), getattr(new, field.name)
    if before == after:
        return ""
    return f"{field.label.lower()} {field.label_of(before)} → {field.label_of(after)}"


def _references(field: spec.ReferenceField, old: VideoRequest, new: VideoRequest) -> str:
    before, after = old.urls(field.kind), new.urls(field.kind)
    if before == after:
        return ""
    if len(before) != len(after):
        return f"{field.label.lower()} {len(before)} → {len(after)}"
    return f"order of {field.label.lower()}" if set(before) == set(after) else field.label.lower()

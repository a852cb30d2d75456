"""The request being written, kept through a restart and a crash."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from ..core.beginnings import NOTHING_GIVEN, Given, given_from_plain
from ..core.composition import NO_VARIATIONS, Composition, TypedLinks
from ..core.generation import Background, came_of
from ..core.request import VideoRequest
from .files import SetAside, read_limited, set_aside, set_aside_in_part, write_atomically
from .history_sql import storable, storable_plain, storable_request

MAX_BYTES = 8 * 1024 * 1024
VERSION = 1
MAX_VALUES = 200
"""Fields of the prompt that were filled in; more than these are not kept."""
MAX_BESIDE = 1024 * 1024
"""Bytes of what is kept beside the draft, each; what is larger is not, so that the draft is."""


def load_draft(path: Path) -> tuple[Composition, SetAside | None]:
    """The draft in ``path``, an empty one where there is none.

    A file that cannot be read is kept under a new name, and so is one of a newer version, which
    is used as far as it can be read.

    Raises:
        StorageTrouble: there is a file that may not be read or set aside.
    """
    data = read_limited(path, MAX_BYTES)
    if data is None:
        return Composition(), None
    try:
        plain = msgspec.json.decode(data, type=dict[str, Any])
        request = plain["request"]
        newer = plain.get("version", VERSION) != VERSION
        draft = Composition(
            VideoRequest.from_plain(request),
            _values(plain.get("values")),
            _background(plain.get("background")),
            _given(plain.get("given")),
            _texts(plain.get("alternatives")),
            _typed_links(plain.get("typed_links")),
            _variations(plain.get("variations")),
        )
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError, AttributeError):
        return Composition(), set_aside(path, "it holds no draft")
    if not newer:
        return draft, None
    return draft, set_aside_in_part(path, _encoded(draft), "a newer version wrote it")


def save_draft(path: Path, draft: Composition) -> None:
    """Write the draft, whole or not at all.

    Raises:
        StorageTrouble: it could not be written; the old file is as it was.
    """
    write_atomically(path, _encoded(draft))


def _encoded(draft: Composition) -> bytes:
    kept = draft.background
    plain: dict[str, Any] = {
        "version": VERSION,
        "request": storable_request(draft.request).to_plain(),
        "values": {storable(k): storable(v) for k, v in _newest(draft.values)},
        "background": {
            "preset": storable(kept.preset),
            "parent_id": kept.parent_id,
            "came_from": kept.came_from.value,
        },
        "typed_links": {
            "text": storable(draft.typed_links.text),
            "field": draft.typed_links.field,
        },
    }
    if draft.alternatives:
        plain["alternatives"] = storable_plain(list(draft.alternatives))
    given = {"clip": _plain(draft.given.clip), "preset": _plain(draft.given.preset)}
    for name, beside in (("given", given), ("variations", dict(draft.variations))):
        stored = storable_plain(beside)
        if any(beside.values()) and len(msgspec.json.encode(stored)) <= MAX_BESIDE:
            plain[name] = stored
    return msgspec.json.encode(plain)


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    return {n: list(v) if isinstance(v, tuple) else v for n, v in given.items()}


def _newest(values: Mapping[str, str]) -> list[tuple[str, str]]:
    return list(values.items())[-MAX_VALUES:]


def _values(plain: Any) -> dict[str, str]:
    if not isinstance(plain, dict):
        return {}
    return {k: v for k, v in plain.items() if isinstance(k, str) and isinstance(v, str)}


def _typed_links(plain: Any) -> TypedLinks:
    if not isinstance(plain, dict):
        return TypedLinks()
    text, field = plain.get("text"), plain.get("field")
    if not isinstance(text, str) or not isinstance(field, str):
        return TypedLinks()
    return TypedLinks(text, field)


def _texts(plain: Any) -> tuple[str, ...]:
    whole = isinstance(plain, list) and all(isinstance(each, str) for each in plain)
    return tuple(plain) if whole else ()


def _given(plain: Any) -> Given:
    if not isinstance(plain, dict):
        return NOTHING_GIVEN
    return Given(given_from_plain(plain.get("clip")), given_from_plain(plain.get("preset")))


def _variations(plain: Any) -> Mapping[str, Any]:
    """As it is: what cannot be used of it is passed over by what reads it."""
    return plain if isinstance(plain, dict) else NO_VARIATIONS


def _background(plain: Any) -> Background:
    """Where the draft began; what cannot be used of it is passed over."""
    if not isinstance(plain, dict):
        return Background()
    preset = plain.get("preset")
    parent_id, came_from = came_of(plain)
    return Background(
        preset=preset if isinstance(preset, str) else "", parent_id=parent_id, came_from=came_from
    )

"""Between rows and values: columns, conversions, and the SQL that searching needs."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from ..core.errors import HistoryDamaged, StorageTrouble
from ..core.generation import CameFrom, ClipState, Generation, Mark, State
from ..core.profile import service_of
from ..core.request import VideoRequest

COLUMNS = tuple(f.name for f in fields(Generation))
SELECTED = ", ".join(COLUMNS)
UNSETTLED = "state IN ('waiting', 'sending', 'running', 'unconfirmed')"
"""As the partial index says it, word for word, or SQLite does not use it."""
IS_THERE = "SELECT 1 FROM generations WHERE id = ?"
"""Whether there is such a row."""
_FIXED = frozenset({"id", "key", "state", "request", "profile", "base_url", "created_at"})
CHANGEABLE = frozenset(COLUMNS) - _FIXED

_REQUEST = COLUMNS.index("request")
_BOOLS = tuple(
    COLUMNS.index(name) for name in ("task_verified", "hidden", "dismissed", "slot_freed")
)
_FLOATS = tuple(i for i, f in enumerate(fields(Generation)) if f.type in (float, float | None))
"""SQLite keeps whole floats as integers, and gives them back so after RETURNING."""
_WORDS: tuple[tuple[int, dict[str, StrEnum], StrEnum], ...] = tuple(
    (COLUMNS.index(name), {word.value: word for word in type(unknown)}, unknown)
    for name, unknown in (
        ("state", State.UNCONFIRMED),
        ("clip", ClipState.NONE),
        ("came_from", CameFrom.NOWHERE),
        ("mark", Mark.NONE),
    )
)
"""Columns of words, and what one of a later version counts as: never as something to send."""

_decode_request = msgspec.json.Decoder(dict[str, Any]).decode
_encode = msgspec.json.encode

_MAX_INTEGER = 2**53

UNREADABLE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
"""Codes that speak of nothing but the file's contents."""

_TROUBLE = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_PERM: "this user may not write there",
    sqlite3.SQLITE_BUSY: "another program is using it",
    sqlite3.SQLITE_LOCKED: "another program is using it",
    sqlite3.SQLITE_IOERR: "the disk reports an error",
}

OF_THE_DISK = frozenset({*_TROUBLE, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PROTOCOL})
"""Codes that say nothing of the file's contents."""


def code_of(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 where there is none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


@contextmanager
def told_in_words(path: Path) -> Iterator[None]:
    """Turn what SQLite says of the disk and the file into ``StorageTrouble``; bugs stay bugs."""
    try:
        yield
    except UnicodeDecodeError as error:  # SQLite's own message, with words from the file
        raise HistoryDamaged(f"“{path.name}” cannot be read any more.") from error
    except sqlite3.DatabaseError as error:
        code = code_of(error)
        if code in UNREADABLE:
            raise HistoryDamaged(f"“{path.name}” cannot be read any more ({error}).") from error
        if code not in _TROUBLE:
            raise
        raise StorageTrouble(
            f"“{path.name}” in {path.parent} could not be used: {_TROUBLE[code]}."
        ) from error


def storable(text: str) -> str:
    """``text`` without the halves of characters that UTF-8 cannot hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def storable_plain(value: Any) -> Any:
    """Plain data, every text in it ``storable``."""
    if isinstance(value, str):
        return storable(str(value))
    if isinstance(value, list):
        return [storable_plain(each) for each in value]
    if isinstance(value, dict):
        return {storable_plain(key): storable_plain(each) for key, each in value.items()}
    return value


def storable_request(request: VideoRequest) -> VideoRequest:
    """The request as it can be written down, and so as it is sent."""
    return VideoRequest.from_plain(storable_plain(request.to_plain()))


def to_sql(value: Any) -> Any:
    """A column's value as SQLite takes it."""
    if isinstance(value, str):
        return storable(str(value))
    return int(value) if isinstance(value, bool) else value


def request_columns(request: VideoRequest, profile: str, base_url: str) -> dict[str, Any]:
    """The request, and what searching and estimating look at."""
    return {
        "request": _encode(request.to_plain()).decode(),
        "profile": profile,
        "base_url": base_url,
        "origin": service_of(profile, base_url),
        "model": request.model,
        "function_mode": request.function_mode,
        "duration": max(-_MAX_INTEGER, min(request.duration, _MAX_INTEGER)),
        "with_video": bool(request.video_urls),
        "prompt": request.prompt,
    }


def insert(db: sqlite3.Connection, columns: Mapping[str, Any]) -> int:
    """Add a row; its id."""
    names = ", ".join(columns)
    marks = ", ".join("?" * len(columns))
    cursor = db.execute(
        f"INSERT INTO generations ({names}) VALUES ({marks})",
        [to_sql(value) for value in columns.values()],
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def assignments(columns: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """``a = ?, b = ?`` and the values, for columns that may be changed.

    Raises:
        TypeError: there is no such column, or it never changes.
    """
    if wrong := columns.keys() - CHANGEABLE:
        raise TypeError(f"not to be changed: {', '.join(sorted(wrong))}")
    return ", ".join(f"{name} = ?" for name in columns), [to_sql(v) for v in columns.values()]


def generation(row: Iterable[Any]) -> Generation:
    """The value of a row."""
    values = list(row)
    for index, words, unknown in _WORDS:
        values[index] = words.get(values[index], unknown)
    values[_REQUEST] = _request(values[_REQUEST])
    for index in _BOOLS:
        values[index] = bool(values[index])
    for index in _FLOATS:
        if type(values[index]) is int:
            values[index] = float(values[index])
    return Generation(*values)


def _request(text: str) -> VideoRequest:
    try:
        return VideoRequest.from_plain(_decode_request(text))
    except (msgspec.DecodeError, RecursionError):
        return VideoRequest()

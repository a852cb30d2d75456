"""The request being written, kept through a restart and a crash."""

from pathlib import Path
from typing import Any

import msgspec

from ..core.request import VideoRequest
from .files import SetAside, keep_copy, read_limited, set_aside, write_atomically
from .history_sql import storable_request

MAX_BYTES = 8 * 1024 * 1024
VERSION = 1


def load_draft(path: Path) -> tuple[VideoRequest, SetAside | None]:
    """The draft in ``path``, an empty one where there is none.

    A file that cannot be read is kept under a new name. One of a newer version is read as far
    as it can be, and a copy is kept too.

    Raises:
        StorageTrouble: there is a file that may not be read or set aside.
    """
    data = read_limited(path, MAX_BYTES)
    if data is None:
        return VideoRequest(), None
    try:
        plain = msgspec.json.decode(data, type=dict[str, Any])
        request = plain["request"]
        newer = plain.get("version", VERSION) != VERSION
        draft = VideoRequest.from_plain(request)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError, AttributeError):
        return VideoRequest(), set_aside(path, "it holds no draft")
    return draft, keep_copy(path, data, "a newer version wrote it") if newer else None


def save_draft(path: Path, request: VideoRequest) -> None:
    """Write the draft, whole or not at all.

    Raises:
        StorageTrouble: it could not be written; the old file is as it was.
    """
    plain = {"version": VERSION, "request": storable_request(request).to_plain()}
    write_atomically(path, msgspec.json.encode(plain))

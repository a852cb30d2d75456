"""The request being written, kept through a restart and a crash."""

from pathlib import Path
from typing import Any

import msgspec

from ..core.request import VideoRequest
from .files import SetAside, read_limited, set_aside, set_aside_in_part, write_atomically
from .history_sql import storable_request

MAX_BYTES = 8 * 1024 * 1024
VERSION = 1


def load_draft(path: Path) -> tuple[VideoRequest, SetAside | None]:
    """The draft in ``path``, an empty one where there is none.

    A file that cannot be read is kept under a new name, and so is one of a newer version, which
    is used as far as it can be read.

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
    if not newer:
        return draft, None
    return draft, set_aside_in_part(path, _encoded(draft), "a newer version wrote it")


def save_draft(path: Path, request: VideoRequest) -> None:
    """Write the draft, whole or not at all.

    Raises:
        StorageTrouble: it could not be written; the old file is as it was.
    """
    write_atomically(path, _encoded(request))


def _encoded(request: VideoRequest) -> bytes:
    plain = {"version": VERSION, "request": storable_request(request).to_plain()}
    return msgspec.json.encode(plain)

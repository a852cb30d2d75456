"""Pixels of pictures, as they are shown: turned where the file says so."""

import struct
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Literal

from .spans import Found, Reader, Span

_MOST_SEGMENTS = 200
_MOST_TAGS = 500
_TURNED = (5, 6, 7, 8)
"""EXIF orientations that lie on their side."""
_WIDTH, _HEIGHT, _ORIENTATION = 256, 257, 274

_Size = tuple[int, int]


def read_png(head: bytes) -> Reader:
    """PNG: the first chunk."""
    yield from ()
    return _found("image/png", struct.unpack_from(">II", head, 16) if len(head) >= 24 else None)


def read_gif(head: bytes) -> Reader:
    """GIF: the screen it is shown on."""
    yield from ()
    return _found("image/gif", struct.unpack_from("<HH", head, 6) if len(head) >= 10 else None)


def read_bmp(head: bytes) -> Reader:
    """BMP: the old header or a newer one; a negative height tells that the top comes first."""
    yield from ()
    size: _Size | None = None
    if len(head) >= 26:
        if head[14:18] == b"\x0c\0\0\0":
            size = struct.unpack_from("<HH", head, 18)
        else:
            width, height = struct.unpack_from("<ii", head, 18)
            size = (width, abs(height))
    return _found("image/bmp", size)


def read_webp(head: bytes) -> Reader:
    """WebP: plain, lossless or extended."""
    yield from ()
    form, size = head[12:16], None
    if len(head) >= 30:
        if form == b"VP8X":
            size = (_int24(head, 24) + 1, _int24(head, 27) + 1)
        elif form == b"VP8L" and head[20] == 0x2F:
            bits = int.from_bytes(head[21:25], "little")
            size = ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        elif form == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
            width, height = struct.unpack_from("<HH", head, 26)
            size = (width & 0x3FFF, height & 0x3FFF)
    return _found("image/webp", size)


def read_jpeg(head: bytes) -> Reader:
    """JPEG: the frame's header, behind whatever metadata comes first."""
    at, orientation = 2, 1
    for _ in range(_MOST_SEGMENTS):
        part = yield Span(at, 10)
        if len(part) < 4 or part[0] != 0xFF:
            break
        marker, length = part[1], int.from_bytes(part[2:4], "big")
        if marker == 0xFF:  # a filling byte
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            if len(part) < 9:
                break
            height, width = struct.unpack_from(">HH", part, 5)
            return _found("image/jpeg", (width, height), orientation)
        if marker in (0xD9, 0xDA) or length < 2:
            break
        if marker == 0xE1 and part[4:8] == b"Exif":
            exif = yield Span(at + 10, length - 8)
            orientation = _tags(exif, 0).get(_ORIENTATION, 1)
        at += 2 + length
    return Found("image/jpeg")


def read_tiff(head: bytes) -> Reader:
    """TIFF: the first directory, wherever in the file it lies."""
    order = _order(head)
    if order is None or len(head) < 8:
        return Found("image/tiff")
    place = int.from_bytes(head[4:8], order)
    directory = yield Span(place, 2 + 12 * _MOST_TAGS)
    tags = _tags_at(directory, 0, order)
    size = (tags.get(_WIDTH, 0), tags.get(_HEIGHT, 0))
    return _found("image/tiff", size, tags.get(_ORIENTATION, 1))


READERS: dict[str, Callable[[bytes], Generator[Span, bytes, Found]]] = {
    "image/png": read_png,
    "image/gif": read_gif,
    "image/bmp": read_bmp,
    "image/webp": read_webp,
    "image/jpeg": read_jpeg,
    "image/tiff": read_tiff,
}


def _found(media_type: str, size: tuple[int, ...] | None, orientation: int = 1) -> Found:
    found = Found(media_type)
    if size is None or size[0] <= 0 or size[1] <= 0:
        return found
    width, height = (size[1], size[0]) if orientation in _TURNED else (size[0], size[1])
    return replace(found, width=width, height=height)


def _int24(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 3], "little")


def _order(data: bytes) -> Literal["little", "big"] | None:
    if data[:4] == b"II*\0":
        return "little"
    return "big" if data[:4] == b"MM\0*" else None


def _tags(data: bytes, start: int) -> dict[int, int]:
    """The tags of a whole TIFF structure, as EXIF is one."""
    order = _order(data[start:])
    if order is None or len(data) < start + 8:
        return {}
    place = int.from_bytes(data[start + 4 : start + 8], order)
    return _tags_at(data, start + place, order)


def _tags_at(data: bytes, at: int, order: str) -> dict[int, int]:
    """Those tags of a directory that are one whole number."""
    form = "<" if order == "little" else ">"
    if at + 2 > len(data):
        return {}
    (count,) = struct.unpack_from(form + "H", data, at)
    found: dict[int, int] = {}
    for entry in range(at + 2, at + 2 + 12 * min(count, _MOST_TAGS), 12):
        if entry + 12 > len(data):
            break
        tag, kind, values = struct.unpack_from(form + "HHI", data, entry)
        if values == 1 and kind in (3, 4):
            (found[tag],) = struct.unpack_from(form + ("H" if kind == 3 else "I"), data, entry + 8)
    return found

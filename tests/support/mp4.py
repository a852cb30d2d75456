"""Reads what an mp4 file says of itself, from its boxes, without any decoder."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}


@dataclass(frozen=True)
class Mp4:
    """Length in seconds, picture size in pixels, and the tracks' codecs, as four letters each."""

    seconds: float
    size: tuple[int, int]
    codecs: list[str]


def parse(content: bytes) -> Mp4:
    """Raises AssertionError or KeyError for what is no mp4 file."""
    assert content[4:8] == b"ftyp"
    boxes = list(_boxes(content))
    header = dict(boxes)[b"mvhd"]
    assert header[0] == 0
    scale, length = struct.unpack_from(">II", header, 12)
    tracks = [struct.unpack_from(">II", box, 76) for kind, box in boxes if kind == b"tkhd"]
    width, height = max(tracks)
    codecs = [box[12:16].decode() for kind, box in boxes if kind == b"stsd"]
    return Mp4(length / scale, (width >> 16, height >> 16), codecs)


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        start = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, at + 8)
            start = 16
        assert size >= start
        box = content[at + start : at + size]
        yield kind, box
        if kind in _CONTAINERS:
            yield from _boxes(box)
        at += size

"""Length, pixels and frames a second of MP4 and MOV, from the boxes that describe them."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .spans import Found, Reader, Span

_MOST_BOXES = 400
"""In one level."""
_LONGEST_INDEX = 2_000_000
"""Bytes of a ``moov`` that are looked at; that of 15 s has some ten thousand."""
_LONGEST_PIECES = 65_536
_LONGEST = 7 * 24 * 3600
"""Seconds; a header that says more is nonsense."""
_UNKNOWN = (0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF)
"""Lengths in a header that was written without knowing them."""
_MOST_FRAMES_A_SECOND = 10_000


def read_movie(media_type: str) -> Reader:
    """MP4 or MOV: from box to box to the one that describes it, at the front or at the end."""
    at, found = 0, Found(media_type)
    described = False
    for _ in range(_MOST_BOXES):
        part = yield Span(at, 32)
        box = _header(part)
        if box is None:
            break
        kind, start, length = box
        if kind == b"moov":
            wanted = _LONGEST_INDEX if length is None else min(length - start, _LONGEST_INDEX)
            index = yield Span(at + start, wanted)
            found, described = _described(index, found), True
        elif kind == b"sidx" and length is not None:
            # Cut into pieces, as streams are: only this tells how long they are together.
            pieces = yield Span(at + start, min(length - start, _LONGEST_PIECES))
            found = replace(found, seconds=found.seconds or _pieces_length(pieces))
        if length is None or kind == b"moof" or (described and found.seconds):
            break
        at += length
    return found


@dataclass(slots=True)
class _Track:
    kind: bytes = b""
    width: int = 0
    height: int = 0
    scale: int = 0
    length: int = 0
    frames: int = 0

    @property
    def seconds(self) -> float | None:
        return _seconds(self.length, self.scale)

    @property
    def frames_per_second(self) -> float | None:
        if not self.frames or not self.seconds:
            return None
        rate = self.frames / self.seconds
        return rate if rate < _MOST_FRAMES_A_SECOND else None


def _described(index: bytes, found: Found) -> Found:
    """What a ``moov`` tells, also one that is cut off."""
    seconds: float | None = None
    pieces_rate = 0
    tracks: list[_Track] = []
    for kind, body in _boxes(index):
        if kind == b"mvhd":
            seconds = _seconds(*_length_and_scale(body))
        elif kind == b"trak":
            tracks.append(_track(body))
        elif kind == b"mvex":
            pieces_rate = max((_default_length(b) for k, b in _boxes(body) if k == b"trex"),
                              default=0)  # fmt: skip
    seconds = seconds or max((t.seconds for t in tracks if t.seconds), default=None)
    video = next((track for track in tracks if track.kind == b"vide"), None)
    if video is None:
        # The same container holds sounds alone.
        media_type = "audio/mp4" if any(t.kind == b"soun" for t in tracks) else found.media_type
        return replace(found, media_type=media_type, seconds=seconds)
    rate = video.frames_per_second
    if rate is None and pieces_rate and 0 < video.scale / pieces_rate < _MOST_FRAMES_A_SECOND:
        rate = video.scale / pieces_rate
    return replace(
        found,
        width=video.width or None,
        height=video.height or None,
        seconds=seconds,
        frames_per_second=rate,
    )


def _track(body: bytes) -> _Track:
    track = _Track()
    for kind, box in _boxes(body):
        if kind == b"tkhd":
            track.width, track.height = _shown_size(box)
        elif kind == b"mdia":
            _take_media(track, box)
    return track


def _take_media(track: _Track, body: bytes) -> None:
    for kind, box in _boxes(body):
        if kind == b"mdhd":
            track.length, track.scale = _length_and_scale(box)
        elif kind == b"hdlr":
            track.kind = box[8:12]
        elif kind == b"minf":
            for inner, minf in _boxes(box):
                if inner == b"stbl":
                    _take_samples(track, minf)


def _take_samples(track: _Track, body: bytes) -> None:
    for kind, box in _boxes(body):
        if kind == b"stsz" and len(box) >= 12:
            (track.frames,) = struct.unpack_from(">I", box, 8)
        elif kind == b"stsd" and not track.width and len(box) >= 44:
            # The size in the stream, where the track itself gives none.
            track.width, track.height = struct.unpack_from(">HH", box, 40)


def _shown_size(box: bytes) -> tuple[int, int]:
    """Whole pixels, on their side where the matrix turns them so."""
    at = 88 if box[:1] == b"\x01" else 76
    if len(box) < at + 8:
        return 0, 0
    a, b, _, c, d = struct.unpack_from(">5i", box, at - 36)
    width, height = (value + 0x8000 >> 16 for value in struct.unpack_from(">II", box, at))
    return (height, width) if abs(b) > abs(a) and abs(c) > abs(d) else (width, height)


def _length_and_scale(box: bytes) -> tuple[int, int]:
    """Of ``mvhd`` and ``mdhd``, which begin alike: units, and units a second."""
    if box[:1] == b"\x01":
        if len(box) < 32:
            return 0, 0
        scale, length = struct.unpack_from(">IQ", box, 20)
    else:
        if len(box) < 20:
            return 0, 0
        scale, length = struct.unpack_from(">II", box, 12)
    return (0 if length in _UNKNOWN else length), scale


def _seconds(length: int, scale: int) -> float | None:
    seconds = length / scale if scale else 0.0
    return seconds if 0 < seconds < _LONGEST else None


def _default_length(box: bytes) -> int:
    """Units a frame lasts in the pieces of a track, from ``trex``."""
    return int.from_bytes(box[12:16], "big") if len(box) >= 16 else 0


def _pieces_length(box: bytes) -> float | None:
    """Seconds of all pieces a ``sidx`` lists."""
    wide = box[:1] not in (b"", b"\0")
    at = 28 if wide else 20
    if len(box) < at + 4:
        return None
    scale = int.from_bytes(box[8:12], "big")
    count = int.from_bytes(box[at + 2 : at + 4], "big")
    entries = range(at + 4, min(at + 4 + 12 * count, len(box) - 11), 12)
    return _seconds(sum(int.from_bytes(box[e + 4 : e + 8], "big") for e in entries), scale)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of the boxes in ``data``; the last one may be cut off."""
    at = 0
    for _ in range(_MOST_BOXES):
        box = _header(data[at : at + 32])
        if box is None:
            return
        kind, start, length = box
        end = len(data) if length is None else at + length
        yield kind, data[at + start : end]
        at = end


def _header(part: bytes) -> tuple[bytes, int, int | None] | None:
    """Kind, where its content begins, and its whole length; None for that: to the end."""
    if len(part) < 8:
        return None
    length, kind = struct.unpack_from(">I4s", part)
    start = 8
    if length == 1:
        if len(part) < 16:
            return None
        (length,) = struct.unpack_from(">Q", part, 8)
        start = 16
    if length == 0:
        return kind, start, None
    return (kind, start, length) if length >= start else None

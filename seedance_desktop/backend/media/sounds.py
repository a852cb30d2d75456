"""Seconds of sounds: WAV by its header, MP3 by its index, or estimated from its bit rate."""

import struct
from collections.abc import Callable
from dataclasses import dataclass

from .spans import Found, Reader, Span

_MOST_CHUNKS = 64
_STREAMED = (0, 0xFFFFFFFF)
"""Lengths in a WAV that was written without knowing its own."""

_SAMPLE = 32_768
"""Bytes of an MP3 whose frames are looked at."""
_LONGEST = 7 * 24 * 3600
"""Seconds; a header that says more is nonsense."""

# By version (3 is MPEG 1) and layer (1 is III), in kbit/s; index 0 is free, 15 is bad.
_RATES_1 = {
    3: (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    2: (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
}
_RATES_2 = {
    3: (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    1: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_HERTZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def read_wav(head: bytes, size: int | None) -> Reader:
    """WAV: chunk by chunk to the one that holds the sound."""
    at, rate = 12, 0
    for _ in range(_MOST_CHUNKS):
        part = yield Span(at, 20)
        if len(part) < 8:
            break
        name, length = struct.unpack_from("<4sI", part)
        if name == b"fmt " and len(part) >= 20:
            (rate,) = struct.unpack_from("<I", part, 16)
        elif name == b"data":
            return Found("audio/wav", seconds=_seconds(_held(length, at + 8, size), rate))
        at += 8 + length + length % 2
    return Found("audio/wav")


def _held(length: int, start: int, size: int | None) -> int | None:
    """Bytes of sound there are: as the header says, but never more than the file has."""
    rest = max(0, size - start) if size is not None else None
    if length in _STREAMED:
        return rest
    return length if rest is None else min(length, rest)


def _seconds(held: int | None, per_second: float) -> float | None:
    if held is None or per_second <= 0:
        return None
    seconds = held / per_second
    return seconds if 0 < seconds < _LONGEST else None


def read_mp3(head: bytes, size: int | None) -> Reader:
    """MP3: behind its tag, by its index or by the bit rate of its first frames."""
    start = _behind_tag(head)
    part = yield Span(start, _SAMPLE)
    at = _first_frame(part)
    if at is None:
        return Found("audio/mpeg" if head[:3] == b"ID3" else "")
    frame = _frame(part, at)
    assert frame is not None
    frames = _indexed_frames(part, at, frame)
    if frames:
        return Found("audio/mpeg", seconds=_seconds(frames * frame.samples, frame.hertz))
    held = size - start - at if size is not None else None
    return Found("audio/mpeg", seconds=_seconds(held, _bytes_a_second(part, at)))


READERS: dict[str, Callable[[bytes, int | None], Reader]] = {
    "audio/wav": read_wav,
    "audio/mpeg": read_mp3,
}


@dataclass(frozen=True, slots=True)
class _Frame:
    bytes: int
    samples: int
    hertz: int
    index_at: int
    """Where in it an index of the whole file would lie."""


def _behind_tag(head: bytes) -> int:
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    length = 0
    for byte in head[6:10]:
        length = length << 7 | byte & 0x7F
    return 10 + length + (10 if head[5] & 0x10 else 0)


def _first_frame(part: bytes) -> int | None:
    """Where a frame begins that another one follows: two in a row are no chance."""
    at = part.find(b"\xff")
    while at >= 0:
        frame = _frame(part, at)
        if frame is not None:
            following = at + frame.bytes
            if following + 4 > len(part) or _frame(part, following) is not None:
                return at
        at = part.find(b"\xff", at + 1)
    return None


def _frame(part: bytes, at: int) -> _Frame | None:
    if at + 4 > len(part) or part[at] != 0xFF or part[at + 1] & 0xE0 != 0xE0:
        return None
    version, layer = part[at + 1] >> 3 & 3, part[at + 1] >> 1 & 3
    rate, pace, padded = part[at + 2] >> 4, part[at + 2] >> 2 & 3, part[at + 2] >> 1 & 1
    if version == 1 or layer == 0 or rate in (0, 15) or pace == 3:
        return None
    bits = (_RATES_1 if version == 3 else _RATES_2)[layer][rate] * 1000
    hertz = _HERTZ[version][pace]
    if layer == 3:
        samples, length = 384, (12 * bits // hertz + padded) * 4
    else:
        samples = 1152 if version == 3 or layer == 2 else 576
        length = samples // 8 * bits // hertz + padded
    mono = part[at + 3] >> 6 == 3
    side = (17 if mono else 32) if version == 3 else (9 if mono else 17)
    return _Frame(length, samples, hertz, at + 4 + side)


def _indexed_frames(part: bytes, at: int, frame: _Frame) -> int:
    """How many frames the index in the first one counts; 0 without an index."""
    index = part[frame.index_at : frame.index_at + 12]
    if index[:4] in (b"Xing", b"Info") and len(index) == 12 and index[7] & 1:
        return int.from_bytes(index[8:12], "big")
    index = part[at + 36 : at + 54]
    if index[:4] == b"VBRI" and len(index) == 18:
        return int.from_bytes(index[14:18], "big")
    return 0


def _bytes_a_second(part: bytes, at: int) -> float:
    held, seconds = 0, 0.0
    while (frame := _frame(part, at)) is not None and frame.bytes > 0:
        held += frame.bytes
        seconds += frame.samples / frame.hertz
        at += frame.bytes
    return held / seconds if seconds else 0.0

"""Pictures, sounds and films as bytes, made by hand: a header that says what a test wants."""

from __future__ import annotations

import struct
import zlib


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def png(width: int, height: int) -> bytes:
    """A whole one, all black."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((1 + (width + 7) // 8) * height))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def jpeg(width: int, height: int, *, orientation: int = 0, before: int = 0) -> bytes:
    """Its markers up to the frame's; ``before`` bytes of other metadata come first."""
    parts = [b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"]
    if orientation:
        exif = b"Exif\0\0" + tiff(0, 0, "<", orientation)
        parts.append(b"\xff\xe1" + struct.pack(">H", 2 + len(exif)) + exif)
    while before > 0:
        length = min(before, 60_000)
        parts.append(b"\xff\xe2" + struct.pack(">H", 2 + length) + bytes(length))
        before -= length
    frame = struct.pack(">BHHB", 8, height, width, 3) + bytes(9)
    parts.append(b"\xff\xc2" + struct.pack(">H", 2 + len(frame)) + frame)
    return b"".join(parts)


def tiff(width: int, height: int, form: str = ">", orientation: int = 0, before: int = 0) -> bytes:
    """A directory ``before`` bytes behind the header."""
    tags = [(256, 3, width), (257, 4, height), (274, 3, orientation)]
    kept = [tag for tag in tags if tag[2]]
    order = b"II*\0" if form == "<" else b"MM\0*"
    directory = struct.pack(form + "H", len(kept))
    for tag, kind, value in kept:
        directory += struct.pack(form + "HHI", tag, kind, 1)
        directory += struct.pack(
            form + ("HH" if kind == 3 else "I"), *((value, 0) if kind == 3 else (value,))
        )
    return order + struct.pack(form + "I", 8 + before) + bytes(before) + directory


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + bytes(3)


def bmp(width: int, height: int, old: bool = False) -> bytes:
    start = b"BM" + struct.pack("<IIII", 1000, 0, 54, 12 if old else 40)
    return start + struct.pack("<HHHH" if old else "<iiHH", width, height, 1, 24) + bytes(20)


def webp(form: bytes, width: int, height: int) -> bytes:
    if form == b"VP8X":
        body = bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    elif form == b"VP8L":
        body = b"\x2f" + (width - 1 | height - 1 << 14).to_bytes(4, "little") + bytes(8)
    else:
        body = b"\x50\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height)
    return (
        b"RIFF"
        + struct.pack("<I", 12 + len(body))
        + b"WEBP"
        + form
        + struct.pack("<I", len(body))
        + body
    )


def wav(seconds: float, *, told: int | None = None, rate: int = 8_000) -> bytes:
    """Silence, 8 bits and one channel; ``told`` is a length in its header that is not true."""
    data = bytes([128]) * int(seconds * rate)
    length = len(data) if told is None else told
    form = struct.pack("<HHIIHH", 1, 1, rate, rate, 1, 8)
    other = b"LIST" + struct.pack("<I", 3) + b"abc\0"
    return (
        b"RIFF" + struct.pack("<I", 60 + len(data)) + b"WAVEfmt " + struct.pack("<I", 16) + form
        + other + b"data" + struct.pack("<I", length) + data
    )  # fmt: skip


def mp3(seconds: float, *, index: bytes = b"", tag: int = 0) -> bytes:
    """128 kbit/s at 44.1 kHz; ``index`` is Xing's or VBRI's, whose count is the truth then."""
    frames = round(seconds * 44_100 / 1152)
    frame = b"\xff\xfb\x90\x44" + bytes(413)
    sound = frame * frames
    if index:
        count = struct.pack(">I", frames)
        told = {b"Xing": b"Xing\0\0\0\1" + count, b"VBRI": b"VBRI" + bytes(10) + count}[index]
        at = 36
        sound = frame[:at] + told + bytes(len(frame) - at - len(told)) + frame * 40
    head = b""
    if tag:
        sizes = bytes(tag >> shift & 0x7F for shift in (21, 14, 7, 0))
        head = b"ID3\4\0\0" + sizes + bytes(tag)
    return head + sound


def mp4(
    width: int = 1280, height: int = 720, seconds: float = 5.0, fps: float = 24.0, *,
    turned: bool = False, brand: bytes = b"isom", handler: bytes = b"vide", data: int = 1000,
    at_end: bool = True, wide: bool = False,
) -> bytes:  # fmt: skip
    """Boxes that describe a film of ``data`` bytes of nothing; ``wide`` is the 64-bit spelling."""
    scale = 12_800
    length = round(seconds * scale)

    def times(kind: bytes) -> bytes:
        if wide:
            return box(kind, b"\1\0\0\0", struct.pack(">QQIQ", 0, 0, scale, length), bytes(80))
        return box(kind, bytes(4), struct.pack(">IIII", 0, 0, scale, length), bytes(80))

    matrix = (0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000) if turned else (
        0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)  # fmt: skip
    front = b"\1\0\0\3" + bytes(32) if wide else b"\0\0\0\3" + bytes(20)
    size = struct.pack(">9iII", *matrix, width << 16, height << 16)
    track = box(b"tkhd", front, bytes(16), size)
    samples = box(b"stsz", bytes(8), struct.pack(">I", round(seconds * fps)))
    media = box(
        b"mdia",
        times(b"mdhd"),
        box(b"hdlr", bytes(8), handler, bytes(12)),
        box(b"minf", box(b"stbl", samples)),
    )
    index = box(b"moov", times(b"mvhd"), box(b"trak", track, media))
    content = box(b"mdat", bytes(data))
    if wide:
        content = struct.pack(">I4sQ", 1, b"mdat", 16 + data) + bytes(data)
    kind = box(b"ftyp", brand, bytes(4), brand)
    return kind + (content + index if at_end else index + content)

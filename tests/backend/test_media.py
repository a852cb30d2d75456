"""Facts from the content of files: real headers of every form, and bytes that mean harm."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedance_desktop.backend.media.look import look
from seedance_desktop.backend.media.sniffing import media_type_of
from seedance_desktop.backend.media.spans import HEAD, MOST_SPANS, Found, Reader, Span
from tests.support import media


def read_from(data: bytes, reader: Reader) -> Found:
    """Run ``reader`` on bytes that are all there."""
    sent: bytes | None = None
    for _ in range(MOST_SPANS):
        try:
            span = next(reader) if sent is None else reader.send(sent)
        except StopIteration as end:
            found: Found = end.value
            return found
        sent = data[span.start : span.start + span.length]
    reader.close()
    return Found()


def read(data: bytes, claimed: str = "") -> Found:
    return read_from(data, look(len(data), claimed))


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (media.png(640, 360), "image/png"),
        (media.gif(640, 360), "image/gif"),
        (media.bmp(640, 360), "image/bmp"),
        (media.bmp(640, 360, old=True), "image/bmp"),
        (media.bmp(640, -360), "image/bmp"),
        (media.webp(b"VP8 ", 640, 360), "image/webp"),
        (media.webp(b"VP8L", 640, 360), "image/webp"),
        (media.webp(b"VP8X", 640, 360), "image/webp"),
        (media.jpeg(640, 360), "image/jpeg"),
        (media.jpeg(640, 360, orientation=3), "image/jpeg"),
        (media.jpeg(360, 640, orientation=6), "image/jpeg"),
        (media.jpeg(360, 640, orientation=8, before=300_000), "image/jpeg"),
        (media.tiff(640, 360, "<"), "image/tiff"),
        (media.tiff(640, 360, ">", before=5_000_000), "image/tiff"),
        (media.tiff(360, 640, ">", orientation=5), "image/tiff"),
    ],
)
def test_pixels_of_a_picture_as_it_is_shown(data: bytes, media_type: str) -> None:
    assert read(data) == Found(media_type, 640, 360)


@pytest.mark.parametrize(
    "film",
    [
        media.mp4(),
        media.mp4(at_end=False),
        media.mp4(data=3_000_000),
        media.mp4(wide=True, data=200_000),
        media.mp4(720, 1280, turned=True),
    ],
)
def test_a_film_tells_length_pixels_and_pace(film: bytes) -> None:
    found = read(film)
    assert (found.media_type, found.width, found.height) == ("video/mp4", 1280, 720)
    assert found.seconds == pytest.approx(5)
    assert found.frames_per_second == pytest.approx(24)


def test_a_film_of_apples_kind_and_a_sound_in_the_same_container() -> None:
    assert read(media.mp4(brand=b"qt  ")).media_type == "video/quicktime"
    assert read(media.mp4()[20:]).media_type == "video/quicktime"  # without its first box
    sound = read(media.mp4(handler=b"soun"))
    assert (sound.media_type, sound.width, sound.seconds) == ("audio/mp4", None, pytest.approx(5))


def test_a_film_in_pieces_tells_how_long_they_are_together() -> None:
    index = media.mp4(seconds=0, at_end=False, data=0)[:-8]
    entry = (1000).to_bytes(4, "big") + (1280).to_bytes(4, "big") + bytes(4)
    head = bytes(8) + (640).to_bytes(4, "big") + bytes(8) + bytes(2) + (3).to_bytes(2, "big")
    found = read(index + media.box(b"sidx", head, entry * 3) + media.box(b"moof", b"x"))
    assert (found.width, found.seconds) == (1280, pytest.approx(6))


@pytest.mark.parametrize(
    ("sound", "seconds"),
    [
        (media.wav(3.5), 3.5),
        (media.wav(3.5, told=0), 3.5),
        (media.wav(3.5, told=0xFFFFFFFF), 3.5),
        (media.wav(3.5, told=10_000_000), 3.5),
        (media.mp3(4), 4),
        (media.mp3(4, tag=200_000), 4),
        (media.mp3(9, index=b"Xing"), 9),
        (media.mp3(9, index=b"VBRI", tag=5000), 9),
    ],
)
def test_seconds_of_a_sound(sound: bytes, seconds: float) -> None:
    found = read(sound)
    assert found.media_type == ("audio/wav" if sound[:4] == b"RIFF" else "audio/mpeg")
    assert found.seconds == pytest.approx(seconds, rel=0.01)


def test_without_its_size_a_sound_of_even_rate_has_no_length() -> None:
    sound = media.mp3(4)
    assert read_from(sound, look(None)) == Found("audio/mpeg")


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"", "application/x-empty"),
        (b"\n <!DOCTYPE html><html>", "text/html"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Error>", "text/xml"),
        (b"<?xml version='1.0'?><svg>", "image/svg+xml"),
        (b'{"error": 1}', "application/json"),
        (b"not here", "text/plain"),
        (b"#EXTM3U\nhttp://127.0.0.1/", "application/vnd.apple.mpegurl"),
        (b"\0\0\0\x1cftypavif", "image/avif"),
        (b"\0\0\0\x1cftypheic", "image/heic"),
        (b"\x1a\x45\xdf\xa3....webm", "video/webm"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
        (b"\x93\0\x81", ""),
    ],
)
def test_what_a_file_is_by_how_it_begins(head: bytes, media_type: str) -> None:
    assert media_type_of(head) == media_type


def test_the_servers_word_counts_where_the_content_says_nothing() -> None:
    assert read(b"\x93\0\x81", "Image/X-New; q=1").media_type == "image/x-new"
    assert read(b"\x93\0\x81", "text/html").media_type == "application/octet-stream"
    assert read(media.png(4, 4), "video/mp4").media_type == "image/png"


SEEDS = [
    media.png(640, 360),
    media.gif(1, 1),
    media.bmp(3, 3),
    media.webp(b"VP8X", 3, 3),
    media.jpeg(3, 3, orientation=6, before=99),
    media.tiff(3, 3, "<", 6),
    media.wav(0.1),
    media.mp3(1, index=b"Xing", tag=64),
    media.mp4(data=10),
    media.mp4(data=10, wide=True, at_end=False),
]


def settles(data: bytes, size: int | None) -> None:
    """Ends within its limits, holds little, and raises nothing."""
    reader, spans, sent = look(size), 0, None
    while True:
        try:
            span = next(reader) if sent is None else reader.send(sent)
        except StopIteration as end:
            found = end.value
            break
        spans += 1
        assert spans <= MOST_SPANS
        assert 0 <= span.length <= 2_000_000
        assert span.start >= 0
        sent = data[span.start : span.start + span.length]
    assert isinstance(found, Found)
    assert found.media_type
    for value in (found.width, found.height, found.seconds, found.frames_per_second):
        assert value is None or value > 0


@settings(max_examples=300)
@given(st.sampled_from(SEEDS), st.data())
def test_damaged_files_do_no_harm(seed: bytes, data: st.DataObject) -> None:
    content = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    settles(bytes(content[:cut]), data.draw(st.none() | st.integers(0, 2**63)))


@given(st.binary(max_size=300), st.sampled_from([s[:n] for s in SEEDS for n in (4, 12, 24)]))
def test_any_bytes_do_no_harm(tail: bytes, start: bytes) -> None:
    settles(start + tail, len(start + tail))


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"\xff\xd8" + b"\xff" * 2_000_000,
        lambda: b"ID3\4\0\0\x7f\x7f\x7f\x7f" + b"\xff" * 1_000_000,
        lambda: b"\xff\xfb\x90\x44" * 500_000,
        lambda: media.box(b"ftyp", b"isom") + media.box(b"free") * 200_000,
        lambda: media.box(b"ftyp", b"isom") + media.box(b"moov", media.box(b"trak") * 200_000),
        lambda: b"RIFF....WAVE" + b"junk\0\0\0\0" * 200_000,
        lambda: b"II*\0\x08\0\0\0\xff\xff" + b"\1" * 1_000_000,
        lambda: random.Random(7).randbytes(2_000_000),
    ],
)
def test_what_repeats_without_end_is_given_up(make: Callable[[], bytes]) -> None:
    data = make()
    settles(data, None)
    tracemalloc.start()
    settles(data, len(data))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 6_000_000


def test_a_head_is_all_that_most_readers_need() -> None:
    for data in SEEDS:
        asked: list[Span] = []
        reader = look(len(data))
        span: Span | None = next(reader)
        while span is not None:
            asked.append(span)
            try:
                span = reader.send(data[span.start : span.start + span.length])
            except StopIteration:
                span = None
        assert max(span.start for span in asked) < HEAD

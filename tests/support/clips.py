"""Small real clips whose every frame can be told from the others by its colour.

Made with the encoder of Qt itself, once for a session; a broken one is made from a good one.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, QUrl
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtMultimedia import (
    QMediaCaptureSession,
    QMediaFormat,
    QMediaRecorder,
    QVideoFrame,
    QVideoFrameInput,
)

from tests.support.waiting import until

FPS = 24
SIZE = (320, 180)
_STEPS = 6
"""Levels of grey in which a frame's number is written; far apart, for the encoder loses some."""


@dataclass(frozen=True)
class Clip:
    """A clip on disk."""

    path: Path
    frames: int

    @property
    def duration(self) -> int:
        """Milliseconds."""
        return self.frames * 1000 // FPS


async def make_clip(path: Path, frames: int = FPS, size: tuple[int, int] = SIZE) -> Clip:
    """Encode a clip without sound; frame ``n`` shows ``n`` for ``number_of``."""
    kind = QMediaFormat(QMediaFormat.FileFormat.MPEG4)
    kind.setVideoCodec(QMediaFormat.VideoCodec.MPEG4)
    session, recorder, source = QMediaCaptureSession(), QMediaRecorder(), QVideoFrameInput()
    session.setVideoFrameInput(source)
    session.setRecorder(recorder)
    recorder.setMediaFormat(kind)
    recorder.setVideoResolution(*size)
    recorder.setVideoFrameRate(FPS)
    recorder.setQuality(QMediaRecorder.Quality.VeryHighQuality)
    recorder.setOutputLocation(QUrl.fromLocalFile(str(path)))
    recorder.setAutoStop(True)
    pictures = _frames(frames, size)
    held = [next(pictures)]

    def send() -> None:
        while source.sendVideoFrame(held[0]) and held[0].isValid():
            held[0] = next(pictures, QVideoFrame())

    source.readyToSendVideoFrame.connect(send)
    recorder.record()
    stopped = QMediaRecorder.RecorderState.StoppedState
    await until(lambda: recorder.recorderState() == stopped, "the clip is encoded", timeout=60)
    # Not before the objects' next turn: the recorder ends its threads in it.
    await asyncio.sleep(0)
    return Clip(path, frames)


def number_of(image: QImage) -> int:
    """Which frame of a clip of ``make_clip`` an image shows."""
    third = image.width() // 3
    digits = [image.pixelColor(third * i + third // 2, image.height() // 2) for i in range(3)]
    value = 0
    for digit in digits:
        value = value * _STEPS + round(digit.lightnessF() * (_STEPS - 1))
    return value


def as_av1(clip: Clip, path: Path) -> Clip:
    """The same file under AV1's name: like a real one where there is no decoder, no frame comes."""
    content = clip.path.read_bytes()
    path.write_bytes(content.replace(b"mp4v", b"av01").replace(b"esds", b"free"))
    return Clip(path, clip.frames)


def cut(clip: Clip, path: Path) -> Clip:
    """The first half of the file: the index at its end is gone."""
    content = clip.path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return Clip(path, clip.frames)


def cut_with_index(clip: Clip, path: Path) -> Clip:
    """The first half of the pictures, and the index of them all in front."""
    boxes = dict(_top_boxes(clip.path.read_bytes()))
    index = bytearray(boxes[b"moov"])
    table = index.find(b"stco") + 8
    (count,) = struct.unpack_from(">I", index, table)
    for entry in range(table + 4, table + 4 + 4 * count, 4):
        (offset,) = struct.unpack_from(">I", index, entry)
        struct.pack_into(">I", index, entry, offset + len(index))
    rest = boxes[b"free"] + boxes[b"mdat"]
    path.write_bytes(boxes[b"ftyp"] + bytes(index) + rest[: len(rest) // 2])
    return Clip(path, clip.frames)


def _frames(count: int, size: tuple[int, int]) -> Iterator[QVideoFrame]:
    for number in range(count):
        frame = QVideoFrame(_picture(number, size))
        frame.setStartTime(number * 1_000_000 // FPS)
        frame.setEndTime((number + 1) * 1_000_000 // FPS)
        frame.setStreamFrameRate(FPS)
        yield frame


def _picture(number: int, size: tuple[int, int]) -> QImage:
    image = QImage(*size, QImage.Format.Format_RGBX8888)
    width = size[0] / 3
    painter = QPainter(image)
    for place in range(3):
        digit = number // _STEPS ** (2 - place) % _STEPS
        grey = QColor.fromRgbF(*[digit / (_STEPS - 1)] * 3)
        painter.fillRect(QRectF(place * width, 0, width + 1, size[1]), grey)
    painter.end()
    return image


def _top_boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        yield kind, content[at : at + size]
        at += size

"""Draws and encodes one clip: a landscape in the prompt's own colours, its words, a time code.

The only file of the service that uses Qt; it runs in a process that makes one clip and ends.
"""

import json
import os
import sys
from array import array

# Before Qt is imported, which reads them then. Windows finds its fonts on its own platform only.
if sys.platform != "win32":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_LOGGING_RULES"] = "qt.multimedia.*=false"

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSizeF, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QLinearGradient,
    QPainter,
    QPolygonF,
    QRadialGradient,
    QTextLayout,
    QTextOption,
)
from PySide6.QtMultimedia import (
    QAudioBuffer,
    QAudioBufferInput,
    QAudioFormat,
    QMediaCaptureSession,
    QMediaFormat,
    QMediaRecorder,
    QVideoFrame,
    QVideoFrameInput,
)

from seedance_desktop.simulator.clip_job import FRAMES_PER_SECOND, ClipJob
from seedance_desktop.simulator.clip_look import SAMPLE_RATE, Color, Hill, Look, printable

TIME_LIMIT = 100
"""Seconds until the process gives up by itself, should nobody be left to end it."""

_FONTS = ["Inter", "Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans"]
_CJK_FONTS = ["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Droid Sans Fallback"]
_MONO_FONTS = ["JetBrains Mono", "SF Mono", "Consolas", "Noto Sans Mono", "DejaVu Sans Mono"]


def draw_from_input() -> int:
    """Makes the clip that standard input describes in JSON; returns the exit status."""
    job = ClipJob(**json.load(sys.stdin))
    if hasattr(os, "nice"):
        os.nice(10)
    app = QGuiApplication([])
    encoder = _Encoder(job)
    QTimer.singleShot(TIME_LIMIT * 1000, encoder.give_up)
    # From inside the loop, or a recorder that fails at once could not end it.
    QTimer.singleShot(0, encoder.start)
    return app.exec()


class _Encoder:
    """Feeds frames and sound to the recorder as it asks for them, then ends the process."""

    def __init__(self, job: ClipJob) -> None:
        self._picture = _Picture(job)
        self._frames = job.duration * FRAMES_PER_SECOND
        self._next_frame = 0
        self._seconds = job.duration
        self._next_second = 0
        self._sound = Look(job).sound()
        self._audio_format = QAudioFormat()
        self._audio_format.setSampleRate(SAMPLE_RATE)
        self._audio_format.setChannelCount(1)
        self._audio_format.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._video = QVideoFrameInput()
        self._video.readyToSendVideoFrame.connect(self._send_frames)
        self._audio = QAudioBufferInput(self._audio_format)
        self._audio.readyToSendAudioBuffer.connect(self._send_sound)
        self._recorder = self._make_recorder(job)
        self._session = QMediaCaptureSession()
        self._session.setVideoFrameInput(self._video)
        self._session.setAudioBufferInput(self._audio)
        self._session.setRecorder(self._recorder)

    def _make_recorder(self, job: ClipJob) -> QMediaRecorder:
        kind = QMediaFormat()
        kind.setFileFormat(QMediaFormat.FileFormat.MPEG4)
        kind.setVideoCodec(QMediaFormat.VideoCodec.MPEG4)
        kind.setAudioCodec(QMediaFormat.AudioCodec.AAC)
        recorder = QMediaRecorder()
        recorder.setMediaFormat(kind)
        recorder.setVideoResolution(*job.size())
        recorder.setVideoFrameRate(FRAMES_PER_SECOND)
        recorder.setQuality(QMediaRecorder.Quality.VeryHighQuality)
        recorder.setOutputLocation(QUrl.fromLocalFile(job.path))
        recorder.setAutoStop(True)
        recorder.recorderStateChanged.connect(self._on_state)
        recorder.errorOccurred.connect(self._on_error)
        return recorder

    def start(self) -> None:
        self._recorder.record()

    def give_up(self) -> None:
        self._end(f"gave up after {TIME_LIMIT} s")

    def _send_frames(self) -> None:
        while self._next_frame < self._frames:
            frame = QVideoFrame(self._picture.frame(self._next_frame))
            frame.setStartTime(self._next_frame * 1_000_000 // FRAMES_PER_SECOND)
            frame.setEndTime((self._next_frame + 1) * 1_000_000 // FRAMES_PER_SECOND)
            frame.setStreamFrameRate(FRAMES_PER_SECOND)
            if not self._video.sendVideoFrame(frame):
                return
            self._next_frame += 1
        self._video.sendVideoFrame(QVideoFrame())

    def _send_sound(self) -> None:
        while self._next_second < self._seconds:
            samples = QByteArray(self._second_of_sound().tobytes())
            start = self._next_second * 1_000_000
            if not self._audio.sendAudioBuffer(QAudioBuffer(samples, self._audio_format, start)):
                return
            self._next_second += 1
        self._audio.sendAudioBuffer(QAudioBuffer())

    def _second_of_sound(self) -> "array[int]":
        """The chord; it swells up in the first second and dies away in the last."""
        if 0 < self._next_second < self._seconds - 1:
            return self._sound
        length = len(self._sound)
        steps = range(length) if self._next_second == 0 else range(length, 0, -1)
        return array("h", (s * n // length for s, n in zip(self._sound, steps, strict=True)))

    def _on_state(self, state: QMediaRecorder.RecorderState) -> None:
        if state == QMediaRecorder.RecorderState.StoppedState:
            whole = self._next_frame == self._frames
            self._end(None if whole else f"stopped after {self._next_frame} frames")

    def _on_error(self, error: QMediaRecorder.Error, text: str) -> None:
        self._end(text or error.name)

    def _end(self, problem: str | None) -> None:
        if problem is not None:
            print(f"the encoder: {problem}", file=sys.stderr)
        QGuiApplication.exit(0 if problem is None else 1)


class _Picture:
    """The clip's picture, frame by frame."""

    def __init__(self, job: ClipJob) -> None:
        self._job = job
        self._look = Look(job)
        self._width, self._height = job.size()
        self._short = min(job.size())
        self._margin = round(self._short * 0.075)
        self._mono = _font(_MONO_FONTS, max(8, round(self._short * 0.032)))
        self._words = self._draw_words()

    def frame(self, number: int) -> QImage:
        time = number / (self._job.duration * FRAMES_PER_SECOND)
        image = QImage(self._width, self._height, QImage.Format.Format_RGBX8888)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        self._draw_sky(painter)
        self._draw_light(painter, time)
        for hill in self._look.hills:
            painter.setBrush(_color(hill.color))
            painter.drawPolygon(self._ridge(hill, time))
        painter.drawImage(0, 0, self._words)
        self._draw_time(painter, number, time)
        painter.end()
        return image

    def _draw_sky(self, painter: QPainter) -> None:
        sky = QLinearGradient(0, 0, self._height * 0.2, self._height * 0.8)
        sky.setColorAt(0, _color(self._look.top))
        sky.setColorAt(0.55, _color(self._look.middle))
        sky.setColorAt(1, _color(self._look.horizon))
        painter.fillRect(0, 0, self._width, self._height, sky)

    def _draw_light(self, painter: QPainter, time: float) -> None:
        across, down = self._look.light_at(time)
        center = QPointF(self._width * across, self._height * down)
        size = self._look.light_size * self._short
        glow = QRadialGradient(center, size * 6)
        for at, strength in ((0, 0.75), (0.2, 0.4), (0.5, 0.13), (1, 0)):
            glow.setColorAt(at, _color(self._look.light, strength))
        painter.setBrush(glow)
        painter.drawEllipse(center, size * 6, size * 6)
        painter.setBrush(_color(self._look.light))
        painter.drawEllipse(center, size, size)

    def _ridge(self, hill: Hill, time: float) -> QPolygonF:
        points = [QPointF(self._width, self._height), QPointF(0, self._height)]
        step = max(4, self._width // 120)
        for x in range(0, self._width + step, step):
            y = self._height * (1 - hill.height(x / self._width, time))
            points.append(QPointF(x, y))
        return QPolygonF(points)

    def _draw_time(self, painter: QPainter, number: int, time: float) -> None:
        seconds, frames = divmod(number, FRAMES_PER_SECOND)
        code = f"00:{seconds:02d}:{frames:02d}"
        painter.setFont(self._mono)
        painter.setPen(_color((1, 1, 1), 0.9))
        left = self._width - self._margin - painter.fontMetrics().horizontalAdvance(code)
        painter.drawText(QPointF(left, self._height - self._margin), code)
        bar = QRectF(0, self._height - 3, self._width * time, 3)
        painter.fillRect(bar, _color((1, 1, 1), 0.6))

    def _draw_words(self) -> QImage:
        """The words are the same in every frame, and so are drawn only once."""
        image = QImage(self._width, self._height, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        shade = QLinearGradient(0, self._height * 0.35, 0, self._height)
        shade.setColorAt(0, _color((0, 0, 0), 0))
        shade.setColorAt(1, _color((0, 0, 0), 0.6))
        painter.fillRect(image.rect(), shade)
        foot = self._height - self._margin
        painter.setFont(self._mono)
        painter.setPen(_color((1, 1, 1), 0.7))
        label = f"{self._job.ratio}   {self._job.duration} s   demo clip"
        painter.drawText(QPointF(self._margin, foot), label)
        room = QSizeF(self._width - 2 * self._margin, self._height * 0.36)
        layout = _fitted(printable(self._job.prompt), room, self._short)
        top = foot - self._short * 0.075 - layout.boundingRect().height()
        painter.setPen(_color((1, 1, 1), 0.95))
        layout.draw(painter, QPointF(self._margin, top))
        painter.end()
        return image


def _color(color: Color, strength: float = 1.0) -> QColor:
    return QColor.fromRgbF(*color, strength)


def _font(families: list[str], pixels: int) -> QFont:
    font = QFont()
    font.setFamilies([*families, *_CJK_FONTS])
    font.setPixelSize(pixels)
    return font


def _fitted(text: str, room: QSizeF, short_side: int) -> QTextLayout:
    """The text as large as the room allows, cut with an ellipsis where even small is too long."""
    largest, smallest = max(12, round(short_side * 0.065)), max(8, round(short_side * 0.04))
    for pixels in range(largest, smallest - 1, -1):
        layout, fits = _laid_out(text, room, pixels)
        if fits:
            return layout
    while not fits:
        text = text[: len(text) * 9 // 10].rstrip()
        layout, fits = _laid_out(f"{text}…", room, smallest)
    return layout


def _laid_out(text: str, room: QSizeF, pixels: int) -> tuple[QTextLayout, bool]:
    """The text in lines as wide as the room, and whether they are low enough for it."""
    font = _font(_FONTS, pixels)
    font.setWeight(QFont.Weight.Medium)
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    bottom = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(room.width())
        line.setPosition(QPointF(0, bottom))
        bottom += line.height() * 1.1
    layout.endLayout()
    return layout, bottom <= room.height()

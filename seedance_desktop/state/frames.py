"""Posters: the first frame of a clip, decoded on a thread of its own and kept as a small JPEG."""

import asyncio
import logging
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThread, QTimer, QUrl, Signal
from PySide6.QtGui import QImage

from ..core.errors import StorageTrouble, UserError
from ..core.generation import Generation
from . import decoding

if TYPE_CHECKING:
    from PySide6.QtCore import QSaveFile
    from PySide6.QtMultimedia import QMediaPlayer, QVideoFrame

_log = logging.getLogger(__name__)

POSTER_WIDTH = 640
"""Pixels; the widest a poster gets."""
_QUALITY = 88


@dataclass(eq=False, slots=True)
class _Job:
    clip: Path
    poster: Path
    done: "Future[None]" = field(default_factory=Future)


class PosterMaker(QObject):
    """Makes posters one at a time, in their order. Its thread starts with the first."""

    _wanted = Signal(object)

    def __init__(
        self,
        folder: Path,
        limit_ms: int = decoding.FIRST_FRAME_LIMIT_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self._limit_ms = limit_ms
        self._thread: QThread | None = None
        self._decoder: _Decoder | None = None
        self._jobs: set[_Job] = set()

    async def poster_of(self, row: Generation) -> str:
        """Make the poster of a row's clip; its path, or nothing where it could not be made."""
        poster = self._folder / f"{row.key}.jpg"
        try:
            await self.make_poster(Path(row.clip_path), poster)
        except UserError as trouble:
            _log.info("No poster for generation %s: %s", row.id, trouble.message)
            return ""
        return str(poster)

    async def make_poster(self, clip: Path, poster: Path) -> None:
        """Write the first frame of ``clip`` to ``poster``, whole or not at all.

        Raises:
            ClipUndecodable: there is no frame to be had from it here.
            StorageTrouble: the poster could not be written.
        """
        self._start()
        job = _Job(clip, poster)
        self._jobs.add(job)
        try:
            self._wanted.emit(job)
            await asyncio.wrap_future(job.done)
        finally:
            self._jobs.discard(job)

    def close(self) -> None:
        """Give up what is not made yet and end the thread."""
        for job in self._jobs:
            job.done.cancel()
        if self._thread is not None:
            self._thread.quit()
            self._thread.wait()
            self._thread = self._decoder = None

    def _start(self) -> None:
        if self._thread is not None:
            return
        self._thread = QThread(self)
        self._thread.setObjectName("posters")
        self._decoder = _Decoder(self._limit_ms)
        self._decoder.moveToThread(self._thread)
        self._wanted.connect(self._decoder.add)
        # Qt deletes it, and what it plays, in its own thread, once that one's loop has ended.
        self._thread.finished.connect(self._decoder.deleteLater)
        self._thread.start()


class _Decoder(QObject):
    """Lives in the thread."""

    def __init__(self, limit_ms: int) -> None:
        super().__init__()
        self._limit_ms = limit_ms
        self._waiting: deque[_Job] = deque()
        self._grab: _Grab | None = None

    def add(self, job: _Job) -> None:
        self._waiting.append(job)
        if self._grab is None:
            self._next()

    def _next(self) -> None:
        self._grab = None
        while self._waiting and self._grab is None:
            job = self._waiting.popleft()
            if not job.done.cancelled():
                self._grab = _Grab(job, self._limit_ms, self)
                self._grab.ended.connect(self._next)
                self._grab.start()


class _Grab(QObject):
    """One poster. A player for each, so that no late frame of one clip is taken for another's."""

    ended = Signal()

    def __init__(self, job: _Job, limit_ms: int, parent: QObject) -> None:
        super().__init__(parent)
        from PySide6.QtMultimedia import QMediaPlayer, QVideoSink

        self._job = job
        self._over = False
        self._player = QMediaPlayer(self)
        self._sink = QVideoSink(self)
        self._player.setVideoOutput(self._sink)
        self._sink.videoFrameChanged.connect(self._on_frame)
        self._player.errorOccurred.connect(self._on_error)
        self._player.mediaStatusChanged.connect(self._on_status)
        self._timer = QTimer(self, singleShot=True, interval=limit_ms)
        self._timer.timeout.connect(self._on_nothing)

    def start(self) -> None:
        self._timer.start()
        self._player.setSource(QUrl.fromLocalFile(str(self._job.clip)))
        self._player.pause()

    def _on_frame(self, frame: "QVideoFrame") -> None:
        if self._over or not frame.isValid():
            return
        image = frame.toImage()
        if image.isNull():
            self._on_nothing()
            return
        try:
            save_poster(image, self._job.poster)
        except StorageTrouble as trouble:
            self._end(trouble)
        else:
            self._end(None)

    def _on_error(self, error: "QMediaPlayer.Error", words: str) -> None:
        _log.info("The player on %s: %s", self._job.clip.name, words)
        self._end(decoding.trouble_for(error))

    def _on_status(self, status: "QMediaPlayer.MediaStatus") -> None:
        # The frame of a clip of one frame is here before its end is told.
        if status.name == "EndOfMedia":
            self._on_nothing()

    def _on_nothing(self) -> None:
        self._end(decoding.no_frame())

    def _end(self, trouble: UserError | None) -> None:
        if self._over:
            return
        self._over = True
        self._timer.stop()
        self._player.stop()
        # Only now: a future that counts as running could not be cancelled by a close.
        if self._job.done.set_running_or_notify_cancel():
            if trouble is None:
                self._job.done.set_result(None)
            else:
                self._job.done.set_exception(trouble)
        self.ended.emit()
        self.deleteLater()


def save_poster(image: QImage, poster: Path) -> None:
    """Write ``image``, no wider than ``POSTER_WIDTH``, to ``poster``: whole or not at all.

    Raises:
        StorageTrouble: the disk is full, or the folder cannot be written.
    """
    from PySide6.QtCore import QSaveFile

    if image.width() > POSTER_WIDTH:
        image = image.scaledToWidth(POSTER_WIDTH, Qt.TransformationMode.SmoothTransformation)
    file = QSaveFile(str(poster))
    written = (
        file.open(QSaveFile.OpenModeFlag.WriteOnly) and _write_jpeg(image, file) and file.commit()
    )
    if not written:
        raise StorageTrouble(f"The picture of the clip could not be saved: {file.errorString()}.")


def _write_jpeg(image: QImage, file: "QSaveFile") -> bool:
    from PySide6.QtGui import QImageWriter

    writer = QImageWriter(file, b"jpeg")
    writer.setQuality(_QUALITY)
    return writer.write(image)

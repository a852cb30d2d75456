"""One open clip. Each has a player of its own: 0.1 ms to make, and no late frame of the last."""

import logging
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtMultimedia import (
    QAudioOutput,
    QMediaDevices,
    QMediaMetaData,
    QMediaPlayer,
    QtAudio,
    QVideoFrame,
    QVideoSink,
)

from ..core.errors import UserError
from . import decoding

_log = logging.getLogger(__name__)

USUAL_RATE = 24.0
"""Frames in a second, where the clip does not say."""
LONGEST = 2**31 - 1
"""Milliseconds; a file can claim more, a slider cannot."""
SEEK_LIMIT_MS = 250
"""So long a seek may take until the next one starts all the same: a cut file gives no frame."""


class Reel(QObject):
    """Plays a local file from ``open`` to ``close``; all times in milliseconds."""

    frame_changed = Signal(object)
    position_changed = Signal(int)
    duration_changed = Signal(int)
    playing_changed = Signal(bool)
    failed = Signal(object)
    """A ``ClipUndecodable``: there is no picture to be had."""

    def __init__(self, path: Path, loop: bool, parent: QObject) -> None:
        super().__init__(parent)
        self.loop = loop
        self._path = path
        self._closed = False
        self._frame: QVideoFrame | None = None
        self._playing = False
        self._at_end = False
        self._wanted: int | None = None
        """Where the last seek is to end, from the call until its frame is here."""
        self._sent: int | None = None
        """Where the player is on its way to."""
        self._player = QMediaPlayer(self)
        self._sink = QVideoSink(self)
        self._sound = QAudioOutput(self)
        self._player.setVideoOutput(self._sink)
        self._player.setAudioOutput(self._sound)
        self._first_frame = QTimer(self, singleShot=True, interval=decoding.FIRST_FRAME_LIMIT_MS)
        self._first_frame.timeout.connect(lambda: self._fail(decoding.no_frame()))
        self._seek_limit = QTimer(self, singleShot=True, interval=SEEK_LIMIT_MS)
        self._seek_limit.timeout.connect(self._end_seek)
        self._sink.videoFrameChanged.connect(self._on_frame)
        self._player.durationChanged.connect(self._on_duration)
        self._player.mediaStatusChanged.connect(self._on_status)
        self._player.errorOccurred.connect(self._on_error)

    def open(self, *, play: bool) -> None:
        """Show the first frame, and play on from it if asked to."""
        self._first_frame.start()
        self._player.setSource(QUrl.fromLocalFile(str(self._path)))
        if play:
            self.play()
        else:
            self._player.pause()

    def close(self) -> None:
        """Let go of the file; nothing is told any more."""
        self._closed = True
        self.blockSignals(True)
        self._first_frame.stop()
        self._seek_limit.stop()
        # Not here and now: it may be the player itself that has just told of an error.
        self.deleteLater()

    def play(self) -> None:
        """Play on, or from the start at the end."""
        self._at_end = False
        self._player.play()
        self._set_playing(True)

    def pause(self) -> None:
        # At its end the player would go to the start for it.
        if not self._at_end:
            self._player.pause()
            if self._sent is not None:
                # The frame of a seek that was under way gets lost in it.
                self._player.setPosition(self._sent)
        self._set_playing(False)

    def seek(self, position: int) -> None:
        """Go to ``position``; seeks that come faster than frames are skipped but for the last."""
        self._wanted = min(max(0, position), self._duration)
        self.position_changed.emit(self._wanted)
        if self._sent is None:
            self._send_seek()

    def step(self, frames: int) -> None:
        """Pause, and go so many frames on or back."""
        if self._frame is None:
            return
        self.pause()
        length = self._frame_length(self._frame)
        # To the middle of the frame: its start, cut to milliseconds, would be the one before.
        here = self._frame.startTime() + length / 2
        if self._wanted is not None:
            here = self._wanted * 1_000
        last = self._duration * 1_000 - length / 2
        self.seek(round(min(max(length / 2, here + frames * length), last) / 1_000))

    def set_sound(self, volume: float, muted: bool) -> None:
        """``volume`` as loud as it sounds, 0 to 1."""
        perceived, linear = (
            QtAudio.VolumeScale.LogarithmicVolumeScale,
            QtAudio.VolumeScale.LinearVolumeScale,
        )
        self._sound.setVolume(QtAudio.convertVolume(volume, perceived, linear))
        self._sound.setMuted(muted)

    def use_default_sound_device(self) -> None:
        """Another device is the usual one now, or there is one at last."""
        self._sound.setDevice(QMediaDevices.defaultAudioOutput())

    def _send_seek(self) -> None:
        assert self._wanted is not None
        self._sent = self._wanted
        self._player.setPosition(self._sent)
        if self._at_end:
            # Only from here: pausing at the end goes to the start, and would flash its frame.
            self._at_end = False
            self._player.pause()
        self._seek_limit.start()

    def _end_seek(self) -> None:
        self._seek_limit.stop()
        done, self._sent = self._sent, None
        if self._wanted != done:
            self._send_seek()
        else:
            self._wanted = None

    def _is_near(self, frame: QVideoFrame, position: int) -> bool:
        """Whether it is the frame a seek went for, and not one that was on its way before."""
        length = self._frame_length(frame)
        ahead = position * 1_000 - frame.startTime()
        return -0.5 * length < ahead < 1.6 * length

    def _frame_length(self, frame: QVideoFrame) -> float:
        """Microseconds."""
        rate = self._player.metaData().value(QMediaMetaData.Key.VideoFrameRate)
        if isinstance(rate, float) and rate > 0:
            return 1e6 / rate
        length = frame.endTime() - frame.startTime()
        return length if length > 0 else 1e6 / USUAL_RATE

    @property
    def _duration(self) -> int:
        return min(self._player.duration(), LONGEST)

    def _on_duration(self, duration: int) -> None:
        self.duration_changed.emit(min(duration, LONGEST))

    def _fail(self, trouble: UserError) -> None:
        if not self._closed:
            self.failed.emit(trouble)

    def _on_frame(self, frame: QVideoFrame) -> None:
        # At the end comes an invalid one: the last picture stays.
        if self._closed or not frame.isValid():
            return
        self._first_frame.stop()
        self._frame = frame
        self.frame_changed.emit(frame)
        if self._sent is not None and self._is_near(frame, self._sent):
            self._end_seek()
        if self._wanted is None:
            self.position_changed.emit(min(_milliseconds(frame.startTime()), LONGEST))

    def _on_status(self, status: QMediaPlayer.MediaStatus) -> None:
        if self._closed or status != QMediaPlayer.MediaStatus.EndOfMedia:
            return
        if self._frame is None:
            self._fail(decoding.no_frame())
        elif self.loop and self._playing:
            self._player.play()
        else:
            self._at_end = True
            self._set_playing(False)
            self.position_changed.emit(self._duration)

    def _set_playing(self, playing: bool) -> None:
        if playing != self._playing:
            self._playing = playing
            self.playing_changed.emit(playing)

    def _on_error(self, error: QMediaPlayer.Error, words: str) -> None:
        _log.info("The player on %s: %s", self._path.name, words)
        self._fail(decoding.trouble_for(error))


def _milliseconds(start: int) -> int:
    """Where a frame begins, rounded up: a seek there comes to it, and not to the one before."""
    return max(0, -(-start // 1_000))

"""Playing one local clip: frames, sound, and exact places in it.

QtMultimedia is loaded with the first clip (or by ``warm_up``), so that the window opens without.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ..core.errors import UserError

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QMediaDevices, QVideoFrame

    from .reel import Reel

SETTLE_MS = 60
"""A clip is opened once the choice has rested so long: arrow keys through the history open one."""

SECOND = 1_000
"""Milliseconds; all times here are in milliseconds."""


class Playback(QObject):
    """The player behind the stage. Nothing here fails for want of a sound device."""

    frame_changed = Signal()
    """``frame`` is another one, or None after a change of the clip."""
    position_changed = Signal(int)
    duration_changed = Signal(int)
    playing_changed = Signal(bool)
    loop_changed = Signal(bool)
    volume_changed = Signal(float)
    muted_changed = Signal(bool)
    error_changed = Signal(str)
    """Why the clip cannot be shown, as a sentence; empty where it can."""
    source_changed = Signal(object)
    """The clip's ``Path``, or None."""

    def __init__(
        self,
        *,
        loop: bool = True,
        volume: float = 0.8,
        muted: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._source: Path | None = None
        self._reel: Reel | None = None
        self._devices: QMediaDevices | None = None
        self._frame: QVideoFrame | None = None
        self._position = self._duration = 0
        self._playing = False
        self._play_when_open = False
        self._loop, self._volume, self._muted = loop, volume, muted
        self._error = ""
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._open)

    @property
    def source(self) -> Path | None:
        """The clip, or None."""
        return self._source

    @property
    def frame(self) -> "QVideoFrame | None":
        """The last valid frame; at the end of the clip that is its last one."""
        return self._frame

    @property
    def position(self) -> int:
        """Milliseconds from the start: where the frame begins, or where a seek goes to.

        A seek to it shows the same frame again.
        """
        return self._position

    @property
    def duration(self) -> int:
        """Milliseconds; 0 until it is known."""
        return self._duration

    @property
    def playing(self) -> bool:
        return self._playing

    @property
    def loop(self) -> bool:
        """Whether it begins again at its end."""
        return self._loop

    @property
    def volume(self) -> float:
        """0 to 1, as loud as it sounds: half is half as loud to the ear."""
        return self._volume

    @property
    def muted(self) -> bool:
        return self._muted

    @property
    def error(self) -> str:
        """Why the clip cannot be shown; empty where it can."""
        return self._error

    def warm_up(self) -> None:
        """Load what playing needs, before the first clip asks for it."""
        from PySide6.QtMultimedia import QMediaDevices

        from . import reel  # noqa: F401

        if self._devices is None:
            self._devices = QMediaDevices(self)
            self._devices.audioOutputsChanged.connect(self._follow_sound_device)

    def set_source(self, path: Path | None) -> None:
        """Show another clip's first frame; None lets go of the file and of what plays it."""
        if path == self._source:
            return
        self._source = path
        self._unload()
        if path is not None:
            self._settle.start()
        self.source_changed.emit(path)

    def play(self) -> None:
        """Play on, or from the start where it is at its end."""
        if self._reel is not None:
            self._reel.play()
        else:
            self._play_when_open = self._source is not None and not self._error

    def pause(self) -> None:
        self._play_when_open = False
        if self._reel is not None:
            self._reel.pause()

    def toggle(self) -> None:
        """Play or pause."""
        if self._playing:
            self.pause()
        else:
            self.play()

    def seek(self, position: int) -> None:
        """Go to ``position`` in milliseconds, kept within the clip; playing goes on from there."""
        if self._reel is not None:
            self._reel.seek(position)

    def step(self, frames: int) -> None:
        """Pause, and go ``frames`` on, or back where it is negative."""
        if self._reel is not None:
            self._reel.step(frames)

    def set_loop(self, loop: bool) -> None:
        if loop != self._loop:
            self._loop = loop
            if self._reel is not None:
                self._reel.loop = loop
            self.loop_changed.emit(loop)

    def set_volume(self, volume: float) -> None:
        """0 to 1."""
        volume = min(1.0, max(0.0, volume))
        if volume != self._volume:
            self._volume = volume
            self._apply_sound()
            self.volume_changed.emit(volume)

    def set_muted(self, muted: bool) -> None:
        if muted != self._muted:
            self._muted = muted
            self._apply_sound()
            self.muted_changed.emit(muted)

    def _open(self) -> None:
        if self._source is None:
            return
        self.warm_up()
        from .reel import Reel

        self._reel = Reel(self._source, self._loop, self)
        self._reel.frame_changed.connect(self._on_frame)
        self._reel.position_changed.connect(self._show_position)
        self._reel.duration_changed.connect(self._show_duration)
        self._reel.playing_changed.connect(self._show_playing)
        self._reel.failed.connect(self._on_failed)
        self._apply_sound()
        self._reel.open(play=self._play_when_open)
        self._play_when_open = False

    def _unload(self) -> None:
        self._settle.stop()
        self._play_when_open = False
        self._drop_reel()
        if self._frame is not None:
            self._frame = None
            self.frame_changed.emit()
        self._show_playing(False)
        self._show_position(0)
        self._show_duration(0)
        self._show_error("")

    def _drop_reel(self) -> None:
        if self._reel is not None:
            self._reel.close()
            self._reel = None

    def _apply_sound(self) -> None:
        if self._reel is not None:
            self._reel.set_sound(self._volume, self._muted)

    def _follow_sound_device(self) -> None:
        if self._reel is not None:
            self._reel.use_default_sound_device()

    def _on_frame(self, frame: "QVideoFrame") -> None:
        self._frame = frame
        self.frame_changed.emit()

    def _on_failed(self, trouble: UserError) -> None:
        self._drop_reel()
        self._show_playing(False)
        self._show_position(0)
        self._show_duration(0)
        self._show_error(trouble.message)

    def _show_position(self, position: int) -> None:
        if position != self._position:
            self._position = position
            self.position_changed.emit(position)

    def _show_duration(self, duration: int) -> None:
        if duration != self._duration:
            self._duration = duration
            self.duration_changed.emit(duration)

    def _show_playing(self, playing: bool) -> None:
        if playing != self._playing:
            self._playing = playing
            self.playing_changed.emit(playing)

    def _show_error(self, error: str) -> None:
        if error != self._error:
            self._error = error
            self.error_changed.emit(error)

"""The place in the clip, as a slider."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ...core.wording import time_code
from ...state.playback import SECOND, Playback
from ..widgets.inputs import QuietSlider

_STEP = 40
"""Milliseconds the wheel moves it by, about a frame."""


class SeekSlider(QuietSlider):
    """In milliseconds. The clip follows the handle; playing goes on when it is let go."""

    def __init__(self, playback: Playback, parent: QWidget | None = None) -> None:
        super().__init__(0, 0, parent)
        self._playback = playback
        self._was_playing = False
        self.setObjectName("playerSeek")
        self.setAccessibleName(self.tr("Place in the clip"))
        self.setSingleStep(_STEP)
        self.setPageStep(SECOND)
        self.sliderPressed.connect(self._on_pressed)
        self.sliderReleased.connect(self._on_released)
        self.chosen.connect(playback.seek)
        playback.duration_changed.connect(self._show_duration)
        playback.position_changed.connect(self._show_position)

    def _on_pressed(self) -> None:
        self._was_playing = self._playback.playing
        self._playback.pause()

    def _on_released(self) -> None:
        if self._was_playing:
            self._playback.play()

    def _show_duration(self, duration: int) -> None:
        with QSignalBlocker(self):
            self.setRange(0, duration)
        self._show_position(self._playback.position)

    def _show_position(self, position: int) -> None:
        self.show_value(position)
        total = self._playback.duration
        says = self.tr("{here} of {total}")
        self.setAccessibleDescription(
            says.format(here=time_code(position), total=time_code(total)) if total else ""
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The arrows step frames here as everywhere on the stage; pages are the slider's own.
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            super().keyPressEvent(event)
        else:
            event.ignore()

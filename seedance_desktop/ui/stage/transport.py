"""The bar under the picture: playing, the place in the clip, sound, full screen."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from ...core.wording import time_code
from ...state.playback import Playback
from .. import icons, theme
from ..widgets.buttons import icon_button
from ..widgets.inputs import QuietSlider
from .seek_slider import SeekSlider

_VOLUME_WIDTH = theme.space(16)
_LOUDEST = 100


class TransportBar(QFrame):
    """One row, or two where it is narrow. Works on the playback alone."""

    full_screen_requested = Signal()
    details_requested = Signal()
    clicked = Signal()
    """A button was pressed by mouse: the keys belong to the picture now."""

    def __init__(self, playback: Playback, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._playback = playback
        self.setObjectName("playerBar")
        self.setProperty("kind", "footer")
        self._play = self._button("playerPlay", "play", self.tr("Play"), self.tr("Space"))
        self._back = self._button("playerStepBack", "step-back", self.tr("One frame back"), "←")
        self._forward = self._button(
            "playerStepForward", "step-forward", self.tr("One frame on"), "→"
        )
        self._loop = self._button("playerLoop", "loop", self.tr("Loop"), "R")
        self._mute = self._button("playerMute", "volume", self.tr("Mute"), "M")
        self._full = self._button("playerFullScreen", "fullscreen", self.tr("Full screen"), "F")
        self._here = _time_label("playerPosition")
        self._total = _time_label("playerDuration")
        self._seek = SeekSlider(playback)
        self._volume = self._build_volume()
        self._details = self._build_details()
        self._left = _row(self._play, self._back, self._forward, self._loop)
        self._middle = _row(self._here, self._seek, self._total, gap=theme.space(3))
        self._right = _row(self._mute, self._volume, self._full, self._details)
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(1, 1)
        self.set_compact(False)
        self.setTabOrder(self._loop, self._seek)
        self._connect()
        self._show_all()

    @property
    def last_stop(self) -> QWidget:
        """What the Tab key comes to last here."""
        return self._details

    def set_compact(self, compact: bool) -> None:
        """Put the slider on a row of its own, where there is no room beside the buttons."""
        for part in (self._left, self._middle, self._right):
            self._grid.removeWidget(part)
        buttons = 1 if compact else 0
        if compact:
            self._grid.addWidget(self._middle, 0, 0, 1, 3)
        else:
            self._grid.addWidget(self._middle, 0, 1)
        self._grid.addWidget(self._left, buttons, 0)
        self._grid.addWidget(self._right, buttons, 2)
        side, gap = theme.space(2 if compact else 3), theme.space(1)
        self._grid.setContentsMargins(side, gap, side, gap)
        self._grid.setHorizontalSpacing(theme.space(3))
        self._grid.setVerticalSpacing(0)

    def set_details(self, *, offered: bool, shown: bool) -> None:
        """Whether the details have a button here, and whether they are on screen."""
        self._details.setVisible(offered)
        self._details.setChecked(shown)

    def set_full_screen(self, full: bool) -> None:
        """Whether the button leads into full screen or out of it."""
        icons.set_icon(self._full, "fullscreen-exit" if full else "fullscreen")
        _say(self._full, self.tr("Leave full screen") if full else self.tr("Full screen"), "F")

    def _button(self, name: str, icon: str, says: str, key: str) -> QPushButton:
        button = icon_button(icon, says)
        button.setObjectName(name)
        # A click leaves the focus where it is, so that Space is not this button's from then on.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        _say(button, says, key)
        button.clicked.connect(lambda: None if button.hasFocus() else self.clicked.emit())
        return button

    def _build_volume(self) -> QuietSlider:
        slider = QuietSlider(0, _LOUDEST)
        slider.setObjectName("playerVolume")
        slider.setAccessibleName(self.tr("Volume"))
        slider.setFixedWidth(_VOLUME_WIDTH)
        slider.setSingleStep(_LOUDEST // 20)
        slider.setPageStep(_LOUDEST // 5)
        return slider

    def _build_details(self) -> QPushButton:
        button = QPushButton(self.tr("Details"))
        button.setObjectName("playerDetails")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(self.tr("What is known of this clip, and what you can do with it"))
        button.hide()
        return button

    def _connect(self) -> None:
        playback = self._playback
        self._play.clicked.connect(playback.toggle)
        self._back.clicked.connect(lambda: playback.step(-1))
        self._forward.clicked.connect(lambda: playback.step(1))
        self._loop.setCheckable(True)
        self._loop.toggled.connect(playback.set_loop)
        self._mute.setCheckable(True)
        self._mute.toggled.connect(playback.set_muted)
        self._volume.chosen.connect(self._on_volume)
        self._full.clicked.connect(self.full_screen_requested)
        self._details.clicked.connect(self.details_requested)
        playback.playing_changed.connect(self._show_playing)
        playback.position_changed.connect(self._show_time)
        playback.duration_changed.connect(self._show_time)
        playback.frame_changed.connect(self._show_usable)
        playback.loop_changed.connect(self._show_sound_and_loop)
        playback.volume_changed.connect(self._show_sound_and_loop)
        playback.muted_changed.connect(self._show_sound_and_loop)

    def _on_volume(self, value: int) -> None:
        self._playback.set_volume(value / _LOUDEST)
        self._playback.set_muted(value == 0)

    def _show_all(self) -> None:
        self._show_playing()
        self._show_time()
        self._show_usable()
        self._show_sound_and_loop()

    def _show_playing(self) -> None:
        playing = self._playback.playing
        icons.set_icon(self._play, "pause" if playing else "play")
        _say(self._play, self.tr("Pause") if playing else self.tr("Play"), self.tr("Space"))

    def _show_time(self) -> None:
        self._here.setText(time_code(self._playback.position))
        self._total.setText(time_code(self._playback.duration))

    def _show_usable(self) -> None:
        usable = self._playback.frame is not None
        for widget in (self._play, self._back, self._forward, self._seek, self._full):
            if widget.isEnabled() != usable:
                widget.setEnabled(usable)

    def _show_sound_and_loop(self) -> None:
        self._loop.setChecked(self._playback.loop)
        icons.set_icon(self._loop, "loop", "accent_text" if self._playback.loop else "dim")
        muted = self._playback.muted
        self._mute.setChecked(muted)
        icons.set_icon(self._mute, "mute" if muted else "volume")
        self._volume.show_value(0 if muted else round(self._playback.volume * _LOUDEST))


def _say(button: QPushButton, says: str, key: str) -> None:
    button.setAccessibleName(says)
    button.setToolTip(f"{says} ({key})")


def _time_label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("kind", "dim")
    # As wide as it gets, so that the slider does not move while digits change.
    label.ensurePolished()
    label.setMinimumWidth(label.fontMetrics().horizontalAdvance("0:00.0") + 2)
    return label


def _row(*widgets: QWidget, gap: int = 2) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(gap)
    for widget in widgets:
        row.addWidget(widget)
    return holder

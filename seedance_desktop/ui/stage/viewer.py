"""Picture, or what stands in its place, and the bar under it: what goes full screen together."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ...core.telling import Told
from ...state.playback import Playback
from .canvas import PlayerCanvas
from .keys import PlayerKeys
from .placeholder import Placeholder
from .transport import TransportBar

COMPACT = 560
"""Width below which the bar takes two rows, px."""


class Viewer(QWidget):
    """Answers to the player's keys wherever in it the focus is."""

    full_screen_requested = Signal()
    """Into full screen, or out of it."""

    def __init__(self, playback: Playback, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._playback = playback
        self.canvas = PlayerCanvas(playback)
        self.message = Placeholder()
        self.bar = TransportBar(playback)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.message)
        self._stack.addWidget(self.canvas)
        self._keys = PlayerKeys(playback, self._request_full_screen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(self.bar)
        self.canvas.pressed.connect(playback.toggle)
        self.canvas.full_screen_requested.connect(self._request_full_screen)
        self.bar.full_screen_requested.connect(self._request_full_screen)
        self.bar.clicked.connect(self._focus_picture)
        playback.playing_changed.connect(self._describe)
        self._describe(False)

    @property
    def picture(self) -> QWidget:
        """The room the picture has."""
        return self._stack

    def show_told(self, told: Told | None, action: str = "") -> None:
        """Show words in the place of the clip; None shows the clip."""
        if told is None:
            self._stack.setCurrentWidget(self.canvas)
            return
        self.message.show_told(told, action)
        self._stack.setCurrentWidget(self.message)

    def focus_picture(self) -> None:
        """Give the player the keys, and show it."""
        self.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def handle_key(self, event: QKeyEvent) -> bool:
        """Do what a key means to the player; False where it means nothing."""
        return self._keys.handle(event)

    def _request_full_screen(self) -> None:
        # Without a picture there is only a way out.
        if self._playback.frame is not None or self.window().isFullScreen():
            self.full_screen_requested.emit()

    def _focus_picture(self) -> None:
        self.canvas.setFocus(Qt.FocusReason.MouseFocusReason)

    def _describe(self, playing: bool) -> None:
        self.canvas.setAccessibleDescription(self.tr("playing") if playing else self.tr("paused"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.handle_key(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.bar.set_compact(self.width() < COMPACT)

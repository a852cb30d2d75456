"""The stage's keys: one table."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from ...state.playback import SECOND, Playback

_FREE = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_Key = Qt.Key


class PlayerKeys:
    """What a key does to the playback; keys that are held repeat only where that makes sense."""

    def __init__(self, playback: Playback, toggle_full_screen: Callable[[], None]) -> None:
        self._playback = playback
        once: dict[int, Callable[[], None]] = {}
        for key in (_Key.Key_Space, _Key.Key_K):
            once[key] = playback.toggle
        once[_Key.Key_Home] = lambda: playback.seek(0)
        once[_Key.Key_End] = lambda: playback.seek(playback.duration)
        once[_Key.Key_M] = lambda: playback.set_muted(not playback.muted)
        once[_Key.Key_R] = lambda: playback.set_loop(not playback.loop)
        once[_Key.Key_F] = toggle_full_screen
        held: dict[int, Callable[[], None]] = {}
        for key in (_Key.Key_Left, _Key.Key_Comma):
            held[key] = lambda: playback.step(-1)
        for key in (_Key.Key_Right, _Key.Key_Period):
            held[key] = lambda: playback.step(1)
        held[_Key.Key_J] = lambda: self._skip(-SECOND)
        held[_Key.Key_L] = lambda: self._skip(SECOND)
        self._once, self._held = once, held

    def handle(self, event: QKeyEvent) -> bool:
        """Do what the key means; False where it means nothing here."""
        if event.modifiers() not in _FREE:
            return False
        key = event.key()
        if key in self._held:
            self._held[key]()
        elif key in self._once:
            if not event.isAutoRepeat():
                self._once[key]()
        else:
            return False
        return True

    def _skip(self, milliseconds: int) -> None:
        self._playback.seek(self._playback.position + milliseconds)

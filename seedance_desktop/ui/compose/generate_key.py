"""The key that spends money: one press, one request, however long it is held."""

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

KEYS = (QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter"))


class GenerateKey(QObject):
    """Works anywhere in the window of `parent`."""

    pressed = Signal()
    held = Signal()
    """The key repeats: said once for each press, and nothing else comes of it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._said = False
        shortcut = QShortcut(parent)
        shortcut.setKeys(KEYS)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(self._press)

    def watch(self, window: QWidget) -> None:
        """Notice a held key in `window`: a shortcut does not tell of what it leaves out."""
        window.installEventFilter(self)

    def _press(self) -> None:
        self._said = False
        self.pressed.emit()

    def _repeats(self, event: QEvent) -> bool:
        return (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.isAutoRepeat()
            and QKeySequence(QKeyCombination(event.keyCombination())) in KEYS
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._said and self._repeats(event):
            self._said = True
            self.held.emit()
        return False

"""The keys that step through earlier prompts, and the button that lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton

from ...state.prompt_history import PromptHistory
from .prompt_edit import PromptEdit

if TYPE_CHECKING:
    from .prompt_history_list import PromptHistoryList

OLDER, NEWER = (
    QKeySequence(Qt.KeyboardModifier.ControlModifier | key)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down)
)


class PromptHistoryKeys(QObject):
    """Ctrl+Up and Ctrl+Down in the prompt, but for while something else has the keys there."""

    def __init__(self, edit: PromptEdit, prompts: PromptHistory, busy: Callable[[], bool]) -> None:
        """``busy`` tells whether a list to choose from is open over the prompt."""
        super().__init__(edit)
        self._edit = edit
        self._prompts = prompts
        self._busy = busy
        self._list: PromptHistoryList | None = None
        self.button = QPushButton(self.tr("{key} history").format(key=_short(OLDER)))
        self.button.setObjectName("promptHistoryButton")
        self.button.setProperty("kind", "link")
        self.button.setAccessibleName(self.tr("Earlier prompts"))
        self.button.setToolTip(
            self.tr("Earlier prompts; {older} and {newer} step through them").format(
                older=_short(OLDER), newer=_short(NEWER)
            )
        )
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.clicked.connect(self.open_list)
        edit.installEventFilter(self)

    def open_list(self) -> None:
        """List them, to be searched."""
        if self._list is None:
            from .prompt_history_list import PromptHistoryList

            self._list = PromptHistoryList(self._edit, self._prompts, self.button)
        self._list.toggle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if self._edit.composing or self._busy():
            return False
        pressed = QKeySequence(event.keyCombination())
        if pressed == OLDER:
            self._prompts.older()
        elif pressed == NEWER:
            self._prompts.newer()
        return pressed in (OLDER, NEWER)


def _short(keys: QKeySequence) -> str:
    text = keys.toString(QKeySequence.SequenceFormat.NativeText)
    return text.replace("Up", "↑").replace("Down", "↓")

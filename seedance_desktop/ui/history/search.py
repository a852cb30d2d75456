"""The search field of the history."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from .. import icons, theme


class SearchEdit(QLineEdit):
    """Tells what to look for with each letter: an answer is quicker there than the next key."""

    changed = Signal()
    left_down = Signal()
    """The person goes on to the list with the arrow key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("historySearch")
        self.setPlaceholderText(self.tr("Search prompts, trace ids…"))
        self.setAccessibleName(self.tr("Search prompts, trace ids and task ids"))
        self._told = ""
        self._clear = QAction(self.tr("Clear the search"), self)
        self._clear.setObjectName("historySearchClear")
        self._clear.triggered.connect(self.clear)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        self._draw_icon()
        theme.current().changed.connect(self._draw_icon)
        self.textChanged.connect(self._on_text)

    def words(self) -> str:
        """What to look for."""
        return self.text().strip()

    def clear_now(self) -> None:
        """Look for nothing any more; says nothing."""
        self._told = ""
        self.clear()

    def _draw_icon(self) -> None:
        self._clear.setIcon(icons.icon("close", "dim"))

    def _on_text(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        if self.words() != self._told:
            self._told = self.words()
            self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.left_down.emit()
        else:
            super().keyPressEvent(event)

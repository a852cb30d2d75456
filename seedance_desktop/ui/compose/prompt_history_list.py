"""Earlier prompts in a list over the window: looked through by typing, taken by Return."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from ...state.prompt_history import PromptHistory
from .. import theme
from .prompt_edit import PromptEdit

_WIDTH, _HEIGHT = 420, 360
_SHOWN = 300
"""Characters of a prompt in its line; more than fit."""
_IN_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class PromptHistoryList(QFrame):
    """The field keeps the keyboard; the arrow keys go through the list."""

    def __init__(self, edit: PromptEdit, prompts: PromptHistory, anchor: QWidget) -> None:
        super().__init__(edit.window())
        self._edit = edit
        self._prompts = prompts
        self._anchor = anchor
        self._found: list[str] = []
        self.setObjectName("promptHistory")
        self.setProperty("kind", "floating")
        self.setAccessibleName(self.tr("Earlier prompts"))
        self._search = QLineEdit()
        self._search.setObjectName("promptHistorySearch")
        self._search.setAccessibleName(self.tr("Search earlier prompts"))
        self._search.setPlaceholderText(self.tr("Search earlier prompts…"))
        self._lines = QStringListModel(self)
        self._list = QListView()
        self._list.setObjectName("promptHistoryList")
        self._list.setAccessibleName(self.tr("Earlier prompts, newest first"))
        self._list.setProperty("kind", "lines")
        self._list.setModel(self._lines)
        self._list.setUniformItemSizes(True)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._nothing = QLabel()
        self._nothing.setObjectName("promptHistoryEmpty")
        self._nothing.setProperty("kind", "dim")
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        margin = theme.space(2)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(margin)
        for part in (self._search, self._list, self._nothing):
            column.addWidget(part)
        column.setStretchFactor(self._list, 1)
        column.setStretchFactor(self._nothing, 1)
        self._search.textChanged.connect(self._fill)
        self._search.returnPressed.connect(self._take)
        self._list.activated.connect(self._take)
        self._list.clicked.connect(self._take)
        prompts.changed.connect(self._fill)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)
        for watched in (self._search, self._list, self.window()):
            watched.installEventFilter(self)
        self.hide()

    def toggle(self) -> None:
        """Open it with the keyboard in its field, or close it."""
        if self.isVisible():
            self._leave()
            return
        self._search.clear()
        self._prompts.load()
        self._fill()
        self._place()
        self.show()
        self.raise_()
        self._search.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self) -> None:
        window = self.window()
        edge = theme.space(2)
        below = self._anchor.mapTo(window, QPoint(0, self._anchor.height() + edge // 2))
        width = min(_WIDTH, window.width() - 2 * edge)
        left = max(edge, min(below.x() + self._anchor.width() - width, window.width() - width))
        height = min(_HEIGHT, window.height() - below.y() - edge)
        self.setGeometry(QRect(left, below.y(), width, height))

    def _fill(self) -> None:
        words = self._search.text().casefold().split()
        self._found = [
            prompt
            for prompt in self._prompts.prompts
            if all(word in prompt.casefold() for word in words)
        ]
        self._lines.setStringList([" ".join(prompt[:_SHOWN].split()) for prompt in self._found])
        if self._found:
            self._list.setCurrentIndex(self._lines.index(0))
        self._list.setVisible(bool(self._found))
        self._nothing.setVisible(not self._found)
        self._nothing.setText(
            self.tr("No earlier prompt has these words.")
            if words
            else self.tr("What you send is kept here, as you wrote it.")
        )

    def _take(self) -> None:
        row = self._list.currentIndex().row()
        if 0 <= row < len(self._found) and self._list.isVisible():
            self._prompts.take(self._found[row])
            self._leave()

    def _leave(self) -> None:
        self.hide()
        self._edit.setFocus(Qt.FocusReason.PopupFocusReason)

    def _on_focus(self, old: QWidget | None, now: QWidget | None) -> None:
        if self.isVisible() and now is not None and not self.isAncestorOf(now):
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.isVisible():
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(watched, event)
        if event.type() == QEvent.Type.Resize and watched is self.window():
            self._place()
        return False

    def _on_key(self, watched: QObject, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
            return True
        if watched is self._search and event.key() in _IN_LIST:
            # The list moves its own current line; the field keeps the keyboard.
            self._list.keyPressEvent(event)
            return True
        return False

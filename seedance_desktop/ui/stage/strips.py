"""What an action still needs to know, asked in the pane itself and never in a box over it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from .. import theme
from ..widgets.flow import FlowLayout
from ..widgets.labels import RemarkLabel


class Strip(QFrame):
    """A sentence, perhaps an entry, and buttons: the one that does it, and the one that does not.

    Escape is the second one.
    """

    confirmed = Signal(str)
    """What was entered; empty where nothing is."""
    closed = Signal()

    def __init__(
        self,
        text: str,
        confirm: str,
        confirm_name: str,
        keep: str,
        *,
        entry_name: str = "",
        entry_says: str = "",
        severity: str = "info",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "notice")
        self.setProperty("severity", severity)
        self._text = QLabel(text)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._entry = _entry(entry_name, entry_says) if entry_name else None
        self._remark = RemarkLabel()
        self._remark.setObjectName(f"{confirm_name}Remark")
        self._confirm = QPushButton(confirm)
        self._confirm.setObjectName(confirm_name)
        self._keep = QPushButton(keep)
        self._keep.setObjectName(f"{confirm_name}Keep")
        self._column = QVBoxLayout(self)
        margin = theme.space(2) + 2
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._column.setSpacing(theme.space(2))
        self._column.addWidget(self._text)
        if self._entry is not None:
            self._column.addWidget(self._entry)
            self._entry.textChanged.connect(self._on_edited)
            self._entry.returnPressed.connect(self._confirm.click)
        self._column.addWidget(self._remark)
        self._buttons = FlowLayout()
        self._buttons.addWidget(self._confirm)
        self._buttons.addWidget(self._keep)
        self._column.addLayout(self._buttons)
        self._confirm.clicked.connect(self._on_confirmed)
        self._keep.clicked.connect(self.close_strip)
        self._enable()
        self.hide()

    def add_button(self, button: QPushButton) -> None:
        """Another way to answer, before the one that does nothing."""
        self._buttons.removeWidget(self._keep)
        self._buttons.addWidget(button)
        self._buttons.addWidget(self._keep)

    def ask(self, text: str = "") -> None:
        """Show it, empty, with the focus where the answer goes: never on what cannot be undone."""
        if text:
            self._text.setText(text)
        self._remark.show_remark("")
        if self._entry is not None:
            self._entry.clear()
        self._enable()
        self.show()
        target = self._entry or self._keep
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def refuse(self, reason: str) -> None:
        """Say why the answer cannot be taken; it stays to be mended."""
        self._remark.show_remark(reason, "error")
        if self._entry is not None:
            theme.set_property(self._entry, "invalid", True)
        self._enable()

    def close_strip(self) -> None:
        """Do nothing, and go away."""
        self.hide()
        self.closed.emit()

    def _on_edited(self) -> None:
        self._remark.show_remark("")
        if self._entry is not None:
            theme.set_property(self._entry, "invalid", False)
        self._enable()

    def _enable(self) -> None:
        self._confirm.setEnabled(self._entry is None or bool(self._entry.text().strip()))

    def _on_confirmed(self) -> None:
        # Until there is an answer: a second click would ask for the same again.
        self._confirm.setEnabled(False)
        self.confirmed.emit(self._entry.text().strip() if self._entry is not None else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_strip()
        else:
            super().keyPressEvent(event)


def _entry(name: str, says: str) -> QLineEdit:
    entry = QLineEdit()
    entry.setObjectName(name)
    entry.setAccessibleName(says)
    entry.setPlaceholderText(says)
    return entry

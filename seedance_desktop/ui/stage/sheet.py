"""A sheet over the stage: for the details where there is no room below, and for raw answers."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from .. import theme
from ..widgets.buttons import icon_button


class Sheet(QFrame):
    """A title, what it holds, and a way out: the button or Escape. Whoever owns it places it."""

    closed = Signal()

    def __init__(self, title: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("kind", "raised")
        self.setAccessibleName(title)
        heading = QLabel(title)
        heading.setProperty("kind", "strong")
        self._head = QHBoxLayout()
        self._head.setContentsMargins(theme.MARGIN, theme.space(1), theme.space(2), 0)
        self._head.setSpacing(theme.space(2))
        self._head.addWidget(heading)
        self._head.addStretch(1)
        self._close = icon_button("close", self.tr("Close"))
        self._close.setObjectName(f"{name}Close")
        self._close.clicked.connect(self.close_sheet)
        self._head.addWidget(self._close)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(theme.space(1))
        self._column.addLayout(self._head)
        self._opener: QWidget | None = None
        self.hide()

    def add_to_head(self, widget: QWidget) -> None:
        """Put a control beside the title."""
        self._head.insertWidget(self._head.count() - 1, widget)

    def hold(self, widget: QWidget) -> None:
        """Show `widget` in the sheet, filling it."""
        self._column.addWidget(widget, 1)

    def open_sheet(self) -> None:
        """Come up, with the focus; it goes back to where on the stage it was."""
        focused, stage = QApplication.focusWidget(), self.parentWidget()
        if focused is None or stage is None or not stage.isAncestorOf(focused):
            self._opener = None
        elif not self.isAncestorOf(focused):
            self._opener = focused
        self.show()
        self.raise_()
        self._close.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_sheet(self) -> None:
        """Go away, and say so."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()
            if self._opener is not None and self._opener.isVisible():
                self._opener.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_sheet()
        else:
            super().keyPressEvent(event)

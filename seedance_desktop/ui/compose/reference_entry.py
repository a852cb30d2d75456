"""Where links are typed or pasted. One for all lists: what was typed goes with it."""

from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from .. import theme
from ..widgets.buttons import icon_button

_LINES = (2, 6)
_SLACK = 4
"""px that the editor wants besides, before it stops scrolling."""


class LinkEdit(QPlainTextEdit):
    """One link a line. Enter adds them, Shift+Enter begins a line, Escape closes."""

    submitted = Signal()
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.blockCountChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        lines = min(max(self.blockCount(), _LINES[0]), _LINES[1])
        margins = 2 * self.document().documentMargin() + 2 * theme.space(1) + 2 + _SLACK
        return QSize(160, lines * self.fontMetrics().lineSpacing() + round(margins))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.submitted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class ReferenceEntry(QWidget):
    """The edit with its buttons; the list it is open for takes `submitted`."""

    submitted = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = LinkEdit()
        self.edit.setObjectName("referenceUrlEdit")
        self.edit.setPlaceholderText("https://…")
        self._add = QPushButton(self.tr("Add"))
        self._add.setObjectName("referenceUrlAdd")
        self._close = icon_button("close", self.tr("Close without adding"))
        self._close.setObjectName("referenceUrlClose")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(1) + 2)
        row.addWidget(self.edit, 1)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self._add, 0, top)
        row.addWidget(self._close, 0, top)
        self.edit.submitted.connect(self._submit)
        self._add.clicked.connect(self._submit)
        self.edit.given_up.connect(self.closed)
        self._close.clicked.connect(self.closed)
        self.setVisible(False)

    def open_for(self, label: str, accepted: str, after: QWidget) -> None:
        """Show it for the list called `label`, which takes `accepted`; Tab comes from `after`."""
        for one, next_one in pairwise((after, self.edit, self._add, self._close)):
            QWidget.setTabOrder(one, next_one)
        self.edit.setAccessibleName(
            self.tr("Links to add to {label}, one a line").format(label=label)
        )
        self._add.setAccessibleName(self.tr("Add the links to {label}").format(label=label))
        self.edit.setToolTip(accepted)
        self.setVisible(True)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _submit(self) -> None:
        self.submitted.emit(self.edit.toPlainText())

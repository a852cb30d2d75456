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

from ...core.reference_sources import is_local
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
        self._close = icon_button("close", self.tr("Close without a change"))
        self._kept: str | None = None
        """What was typed to be added, while another link is being replaced."""
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

    def open_for(self, label: str, after: QWidget) -> None:
        """Show it to add links to the list called `label`; Tab comes from `after`."""
        self._give_back()
        self._add.setText(self.tr("Add"))
        self._open(
            self.tr("Links to add to {label}, one a line").format(label=label),
            self.tr("Add the links to {label}").format(label=label),
            after,
        )

    def open_instead(self, token: str, url: str, after: QWidget) -> None:
        """Show it to put another link in the place of `url`, which the prompt calls `token`.

        What was typed to be added comes back when this is over.
        """
        if self._kept is None:
            self._kept = self.edit.toPlainText()
        self.edit.setPlainText("" if is_local(url) else url)
        self.edit.selectAll()
        self._add.setText(self.tr("Replace"))
        self._open(
            self.tr("Link in the place of {token}").format(token=token),
            self.tr("Replace {token}").format(token=token),
            after,
        )

    def close_it(self) -> None:
        """Hide it."""
        self._give_back()
        self.setVisible(False)

    def _give_back(self) -> None:
        if self._kept is not None:
            self.edit.setPlainText(self._kept)
            self._kept = None

    def _open(self, edit_says: str, button_says: str, after: QWidget) -> None:
        for one, next_one in pairwise((after, self.edit, self._add, self._close)):
            QWidget.setTabOrder(one, next_one)
        self.edit.setAccessibleName(edit_says)
        self._add.setAccessibleName(button_says)
        self.edit.setToolTip(self.tr("Public links that begin with https:// or http://"))
        self.setVisible(True)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _submit(self) -> None:
        self.submitted.emit(self.edit.toPlainText())

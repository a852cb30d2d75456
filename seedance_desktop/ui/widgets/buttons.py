"""Buttons with more than a text."""

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import (
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from .. import icons, theme

_SAID_MS = 1_500


class CopyButton(QPushButton):
    """Copies `value` with one click and says so."""

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        """`what` is copied, in words: "trace id"."""
        super().__init__(parent)
        self._what = what
        self.value = ""
        self.setProperty("kind", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._show_ready)
        self._show_ready()
        self.clicked.connect(self._copy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.value)
        self.setText(self.tr("copied"))
        self.setAccessibleName(self.tr("Copied the {what}").format(what=self._what))
        self._timer.start(_SAID_MS)

    def _show_ready(self) -> None:
        self.setText(self.tr("copy"))
        self.setAccessibleName(self.tr("Copy the {what}").format(what=self._what))


class HintButton(QPushButton):
    """A button that shows its shortcut beside its words."""

    def __init__(self, text: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._hint = hint
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        extra = self.fontMetrics().horizontalAdvance(self._hint) + theme.space(2)
        return super().sizeHint() + QSize(extra, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        bold, plain = self.font(), theme.font("body")
        painter.setFont(bold)
        text_width = painter.fontMetrics().horizontalAdvance(self.text())
        painter.setFont(plain)
        hint_width = painter.fontMetrics().horizontalAdvance(self._hint)
        gap = theme.space(2)
        box = QRect(0, 0, text_width + gap + hint_width, self.height())
        box.moveCenter(self.rect().center())
        painter.setPen(theme.color("on_accent" if self.isEnabled() else "dim"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, self._hint)
        painter.setFont(bold)
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignLeft, self.text())


class NotedButton(QPushButton):
    """A segment with a dim note behind its words, where there is room for the whole of it."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self._words = text
        self._note = ""
        self.setProperty("kind", "segment")

    @property
    def note(self) -> str:
        """What is noted; also where there is no room to show it."""
        return self._note

    def set_note(self, note: str, spoken: str = "") -> None:
        """Note something beside the words; ``spoken`` says it to the ear."""
        self.setAccessibleDescription(spoken)
        if note != self._note:
            self._note = note
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        metrics = self.fontMetrics()
        gap = theme.space(2)
        words, note = (metrics.horizontalAdvance(text) for text in (self._words, self._note))
        box = QRect(0, 0, words + gap + note, self.height())
        if not note or box.width() > self.width() - gap:
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        box.moveCenter(self.rect().center())
        checked = self.isChecked()
        middle = Qt.AlignmentFlag.AlignVCenter
        plain = "text" if self.underMouse() else "dim"
        painter.setPen(theme.color("on_accent" if checked else plain))
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignLeft, self._words)
        painter.setPen(theme.color("on_accent" if checked else "dim"))
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, self._note)


def icon_button(name: str, says: str, parent: QWidget | None = None) -> QPushButton:
    """A flat button with an icon alone; `says` is its accessible name and its tooltip."""
    button = QPushButton(parent)
    button.setProperty("kind", "flat")
    button.setAccessibleName(says)
    button.setToolTip(says)
    icons.set_icon(button, name)
    return button

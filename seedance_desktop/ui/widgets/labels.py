"""Labels that keep to the room they have."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStyle, QStyleOption, QWidget

from ...core.wording import to_the_letter
from .. import icons, theme


class ElidedLabel(QLabel):
    """One line that ends in an ellipsis where it does not fit, whole in its tooltip.

    `text()` and the accessible name stay whole.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(" ".join(text.split()))
        self._update_tooltip()

    def is_elided(self) -> bool:
        return self._shown() != self.text()

    def _shown(self) -> str:
        width = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), self._mode, width)

    def _update_tooltip(self) -> None:
        self.setToolTip(to_the_letter(self.text()) if self.is_elided() else "")

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_tooltip()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), self.alignment(), self._shown())


class RemarkLabel(QWidget):
    """A sentence beside a field: what is wrong there, with an icon and never by colour alone.

    Most never say anything: its parts are made with its first words.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon: QLabel | None = None
        self._text: QLabel | None = None
        self._severity = "warning"
        self.setVisible(False)

    def text(self) -> str:
        return self._text.text() if self._text is not None else ""

    def show_remark(self, text: str, severity: str = "warning") -> None:
        """Say `text`, as a "warning" or an "error"; nothing at all hides the label."""
        self._severity = severity
        if text or self._text is not None:
            self._say(text, self._text or self._build())
        self.setVisible(bool(text))

    def _say(self, text: str, label: QLabel) -> None:
        label.setText(text)
        label.setAccessibleName(text)
        theme.set_property(label, "state", "failed" if self._severity == "error" else "warning")
        self._draw_icon()

    def _build(self) -> QLabel:
        self._icon, self._text = QLabel(self), QLabel(self)
        self._text.setProperty("kind", "small")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(1) + 2)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        theme.current().changed.connect(self._draw_icon)
        return self._text

    def _draw_icon(self) -> None:
        if self._icon is not None:
            color = "failed" if self._severity == "error" else "warning"
            ratio = self.devicePixelRatioF()
            self._icon.setPixmap(icons.pixmap(self._severity, color, 14, ratio))

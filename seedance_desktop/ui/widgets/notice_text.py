"""A bold title and a message, on two lines at most unless the person wants it whole."""

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ...core.wording import to_the_letter
from .. import theme

_LINES = 2
_BETWEEN = "  "


class NoticeText(QWidget):
    """Whole in its tooltip where it is cut off."""

    cut_off = Signal(bool)
    """Whether it does not fit on two lines, whole or not as it is shown now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._message = ""
        self._whole = False
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def text(self) -> str:
        """Title and message."""
        return _BETWEEN.join(part for part in (self._title, self._message) if part)

    def shown_text(self) -> str:
        """What is to be seen of it."""
        return self._shown().text()

    def show_notice(self, title: str, message: str) -> None:
        """Say another thing, on two lines at first."""
        self._title = " ".join(title.split())
        self._message = " ".join(message.split())
        self._whole = False
        self._on_layout_changed()

    def is_whole(self) -> bool:
        """Whether every line is shown."""
        return self._whole

    def set_whole(self, whole: bool) -> None:
        """Show every line, or two."""
        self._whole = whole
        self._on_layout_changed()

    def _on_layout_changed(self) -> None:
        layout = self._laid_out(self.text(), self.width())
        cut = layout.lineCount() > _LINES
        self.setToolTip(to_the_letter(self.text()) if cut and not self._whole else "")
        self.updateGeometry()
        self.update()
        self.cut_off.emit(cut)

    def _laid_out(self, text: str, width: int) -> QTextLayout:
        layout = QTextLayout(text, self.font(), self)
        bold = QTextLayout.FormatRange()
        bold.start, bold.length = 0, min(_units(self._title), _units(text))
        bold.format = QTextCharFormat()
        bold.format.setFontWeight(theme.font("strong").weight())
        layout.setFormats([bold])
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1))
            line.setPosition(QPointF(0, y))
            y += line.height()
        layout.endLayout()
        return layout

    def _shown(self) -> QTextLayout:
        text, width = self.text(), self.width()
        layout = self._laid_out(text, width)
        if self._whole or layout.lineCount() <= _LINES:
            return layout
        # What does not fit after the first line is cut with an ellipsis at the second's end.
        first = _first_units(text, layout.lineAt(_LINES - 1).textStart())
        strong = len(first) < len(self._title)
        metrics = QFontMetricsF(theme.font("strong" if strong else "body"))
        rest = text[len(first) :]
        last = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width - 1)
        return self._laid_out(first + last, width)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = self._laid_out(self.text(), width).lineCount()
        if not self._whole:
            lines = min(lines, _LINES)
        return max(1, lines) * self._line_height()

    def _line_height(self) -> int:
        return round(self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        return QSize(theme.space(100), self.heightForWidth(max(self.width(), theme.space(100))))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.space(40), self._line_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._on_layout_changed()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.color("text"))
        layout = self._shown()
        height = layout.boundingRect().height()
        layout.draw(painter, QPointF(0, max(0.0, (self.height() - height) / 2)))


# Qt counts in UTF-16, where some characters take two units.


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _first_units(text: str, units: int) -> str:
    begun = text.encode("utf-16-le", "surrogatepass")[: 2 * units]
    return begun.decode("utf-16-le", "ignore")

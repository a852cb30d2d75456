"""Pills with a dot. The words tell the state; the dot's colour only repeats it."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from .. import icons, theme

_DOT = 8
"""Width of the dot, px."""
_ICON = 12
"""Width of the icon that holds the dot and the gap after it, px."""


class ChipButton(QPushButton):
    """A pill to press. Where its words do not fit they end in an ellipsis."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setProperty("kind", "pill")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def words(self) -> str:
        """All of them, whatever fits."""
        return self._words

    def show_words(self, words: str, color: str, icon: str = "chip-dot") -> None:
        """Say `words` beside a dot, or another icon, of the theme's `color`."""
        self._words = words
        icons.set_icon(self, icon, color)
        self.setIconSize(QSize(_ICON, _ICON))
        self._fit()
        self.updateGeometry()

    def _width_around(self) -> int:
        # What the style adds to the text, which it measures so: the same for every text.
        shown = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text())
        return super().sizeHint().width() - shown.width()

    def _fit(self) -> None:
        room = self.width() - self._width_around()
        elided = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self.setText(elided)

    def sizeHint(self) -> QSize:
        width = self._width_around() + self.fontMetrics().horizontalAdvance(self._words)
        return QSize(width + 1, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        width = self._width_around() + self.fontMetrics().averageCharWidth() * 8
        return QSize(min(width, self.sizeHint().width()), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class ChipLabel(QLabel):
    """A pill to read."""

    def __init__(self, color: str, parent: QWidget | None = None) -> None:
        """`color` is the theme's, for the dot."""
        super().__init__(parent)
        self._color = color
        self.setProperty("kind", "badge")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setIndent(_DOT + theme.space(1) + 2)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_words(self, words: str) -> None:
        """Say `words`."""
        self.setText(words)
        self.setAccessibleName(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self._color))
        inside = self.contentsRect()
        centre = QPointF(inside.left() + _DOT / 2, inside.center().y() + 0.5)
        radius = _DOT / 2 - 0.5
        painter.drawEllipse(centre, radius, radius)

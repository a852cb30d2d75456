"""The ratio's buttons, each with its shape."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ...core import spec
from .. import theme
from ..widgets.choices import ChoiceRow

_HEIGHT = 54
_SHAPE = (32, 20)
"""The box that every shape fits in, px."""


class RatioButton(QPushButton):
    """A card with the outline of a frame and its ratio below."""

    def __init__(self, ratio: str, parent: QWidget | None = None) -> None:
        super().__init__(ratio, parent)
        self._value = spec.ratio_value(ratio)
        self.setProperty("kind", "ratio")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _paint_card(self, painter: QPainter) -> None:
        wide = self.isChecked() or self.hasFocus()
        focus_color = "text" if self.isChecked() else "accent"
        edge = focus_color if self.hasFocus() else "accent" if self.isChecked() else "line"
        width = 2 if wide else 1
        painter.setPen(QPen(theme.color(edge), width))
        painter.setBrush(theme.color("hover" if self.underMouse() else "raised"))
        inset = width / 2
        frame = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(frame, theme.RADIUS, theme.RADIUS)

    def _paint_shape(self, painter: QPainter) -> None:
        most_wide, most_high = min(_SHAPE[0], self.width() - 10), _SHAPE[1] + 3
        # Equal areas look alike in weight; the widest and the tallest are cut to the box.
        high = min((340 / self._value) ** 0.5, most_high)
        wide = high * self._value
        if wide > most_wide:
            wide, high = most_wide, most_wide / self._value
        shape = QRectF(0, 0, round(wide), round(high))
        shape.moveCenter(QRectF(0, 6, self.width(), _SHAPE[1]).center())
        shape.moveTopLeft(shape.topLeft().toPoint().toPointF() + QRectF(0.5, 0.5, 0, 0).topLeft())
        painter.setPen(QPen(theme.color("text" if self.isChecked() else "dim"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(shape, 2, 2)

    def sizeHint(self) -> QSize:
        return QSize(52, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(38, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_card(painter)
        self._paint_shape(painter)
        painter.setFont(theme.font("tiny"))
        painter.setPen(theme.color("text" if self.isChecked() else "dim"))
        words = self.rect().adjusted(0, _HEIGHT - 22, 0, -6)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())


def ratio_row(parent: QWidget | None = None) -> ChoiceRow:
    """A button for each ratio of the table."""
    row = ChoiceRow(spec.RATIO.label, gap=theme.space(1) + 2, parent=parent)
    for choice in spec.RATIO.choices:
        button = RatioButton(choice.value)
        button.setObjectName("ratio_" + choice.value.replace(":", "_"))
        button.setAccessibleName(f"{spec.RATIO.label} {choice.label}")
        row.add(choice.value, button)
    return row

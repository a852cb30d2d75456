"""A thin bar, for what paints itself."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from .. import theme


def paint_bar(painter: QPainter, rect: QRect, share: float, color: str = "running") -> None:
    """Draw how much is done: ``share`` is from 0 to 1."""
    whole = QRectF(rect)
    round_ = whole.height() / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("line"))
    painter.drawRoundedRect(whole, round_, round_)
    done = QRectF(whole)
    done.setWidth(max(whole.height(), whole.width() * min(1.0, max(0.0, share))))
    painter.setBrush(theme.color(color))
    painter.drawRoundedRect(done, round_, round_)

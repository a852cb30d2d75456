"""How the chosen row of a list looks, and the one the keyboard is at, where drawn by hand."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from .. import theme

_EDGE = 3
"""px of the bar at its left: a row is not told from the others by colour alone."""


def paint_if_chosen(painter: QPainter, option: QStyleOptionViewItem) -> bool:
    """Paint the ground and the bar of a selected row; whether it is one."""
    if not option.state & QStyle.StateFlag.State_Selected:
        return False
    rect = option.rect
    painter.fillRect(rect, theme.color("selected"))
    painter.fillRect(QRect(rect.topLeft(), QSize(_EDGE, rect.height())), theme.color("accent"))
    return True


def paint_if_focused(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Frame the row that the keyboard is at, on top of everything else."""
    if option.state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QPen(theme.color("accent"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(option.rect.adjusted(0, 0, -1, -1))

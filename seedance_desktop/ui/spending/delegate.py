"""Draws a cell: its words, and under the charge of each line a bar of it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ...core.spending import Line
from ...state.spending_table import CHARGED, Role, SpendingTable
from .. import theme

ROW = 30
_PADDING = 10
_BAR = 8
"""Height, px."""
_FIGURE = 84
"""Room for the figure behind the bar, px."""


class SpendingDelegate(QStyledItemDelegate):
    """The bar is what was charged, the part of failed ones apart; what is held is its outline.

    All of it stands in figures beside it: nothing is told by the bar alone.
    """

    def _paint_bar(self, painter: QPainter, cell: QRect, line: Line, most: float) -> None:
        room = QRect(cell.left() + _PADDING, 0, cell.width() - _FIGURE - 2 * _PADDING, _BAR)
        room.moveTop(cell.center().y() - _BAR // 2 + 1)
        if most <= 0 or room.width() <= 0:
            return
        left = room.left()
        well = line.charged - line.failed_charged
        for credits, color in ((well, "accent"), (line.failed_charged, "failed")):
            width = round(room.width() * credits / most)
            if credits > 0:
                width = max(width, 1)
                painter.fillRect(QRect(left, room.top(), width, _BAR), theme.color(color))
                left += width
        width = round(room.width() * line.held / most)
        if width > 1:
            painter.setPen(theme.color("dim"))
            painter.drawRect(QRect(left, room.top(), width - 1, _BAR - 1))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect = option.rect
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("selected"))
        of_sums = bool(index.data(Role.SUM))
        painter.setPen(theme.color("line"))
        edge = rect.top() if of_sums else rect.bottom()
        painter.drawLine(rect.left(), edge, rect.right(), edge)
        model = index.model()
        if index.column() == CHARGED and not of_sums and isinstance(model, SpendingTable):
            self._paint_bar(painter, rect, index.data(Role.LINE), model.most)
        painter.setFont(theme.font("strong" if of_sums else "body"))
        main = of_sums or index.column() <= CHARGED
        painter.setPen(theme.color("text" if main else "dim"))
        inner = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        words = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, inner.width()
        )
        side = Qt.AlignmentFlag.AlignRight if index.column() else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(_FIGURE, ROW)

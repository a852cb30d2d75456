"""Draws a provider on two lines: its name and whether it is in use, then its address."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from .. import icons, theme
from ..widgets.rows import paint_if_chosen
from .profile_model import Role

_HEIGHT = 44


class ProfileDelegate(QStyledItemDelegate):
    """The chosen row has a bar at its left, not a colour alone."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(theme.space(40), _HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        paint_if_chosen(painter, option)
        space = theme.space(3)
        inside = option.rect.adjusted(space, theme.space(1), -space, -theme.space(1))
        upper = QRect(inside.topLeft(), QSize(inside.width(), inside.height() // 2))
        lower = upper.translated(0, upper.height())
        if index.data(Role.IN_USE):
            upper.setWidth(upper.width() - self._paint_in_use(painter, upper))
        _text(painter, upper, index.data(Qt.ItemDataRole.DisplayRole), "strong", "text")
        _text(painter, lower, index.data(Qt.ItemDataRole.ToolTipRole), "small", "dim")
        painter.restore()

    def _paint_in_use(self, painter: QPainter, line: QRect) -> int:
        """Write it at the right end; the width it takes."""
        words = self.tr("in use")
        width = QFontMetrics(theme.font("small")).horizontalAdvance(words)
        box = QRect(line.right() - width, line.top(), width + 1, line.height())
        _text(painter, box, words, "small", "dim")
        mark = QRect(box.left() - theme.space(4), line.top(), theme.space(3), line.height())
        icons.paint(painter, mark, "check", "done")
        return width + theme.space(6)


def _text(painter: QPainter, box: QRect, text: str, font: str, color: str) -> None:
    painter.setFont(theme.font(font))
    painter.setPen(theme.color(color))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

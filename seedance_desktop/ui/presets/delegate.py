"""Draws a preset on two lines: name and marks, then folder and how its prompt begins."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ...core.preset import PresetEntry
from ...state.preset_model import Role
from .. import icons, theme
from ..widgets.rows import paint_if_chosen, paint_if_focused

HEIGHT = 46
_ICON = 14


class PresetDelegate(QStyledItemDelegate):
    """The chosen row has a bar at its left; what is broken has a sign and a word."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(theme.space(40), HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        entry: PresetEntry | None = index.data(Role.ENTRY)
        if entry is None:
            return
        painter.save()
        rect: QRect = option.rect
        chosen = paint_if_chosen(painter, option)
        if not chosen and option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        side = theme.space(3)
        inside = rect.adjusted(side, theme.space(1) + 1, -side, -theme.space(1) - 1)
        upper = QRect(inside.topLeft(), QSize(inside.width(), inside.height() // 2))
        lower = upper.translated(0, upper.height())
        self._paint_marks(painter, upper, index)
        font = "strong" if index.data(Role.CURRENT) else "body"
        _text(painter, upper, entry.name, font, "text")
        _text(painter, lower, index.data(Role.SECOND), "small", "failed" if entry.broken else "dim")
        paint_if_focused(painter, option)
        painter.restore()

    def _paint_marks(
        self, painter: QPainter, line: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """From the right end; `line` is left with the room for the name."""
        if index.data(Role.FAVOURITE):
            _mark(painter, line, "star-full", "warning")
        if index.data(Role.CURRENT):
            _mark(painter, line, "check", "done")
        words: str = index.data(Role.MARK)
        if words:
            broken = index.data(Role.ENTRY).broken
            width = QFontMetrics(theme.font("small")).horizontalAdvance(words)
            box = QRect(line.right() - width, line.top(), width + 1, line.height())
            _text(painter, box, words, "small", "failed" if broken else "dim")
            line.setRight(box.left() - theme.space(1))
            if broken:
                _mark(painter, line, "error", "failed")
        line.setRight(line.right() - theme.space(1))


def _mark(painter: QPainter, line: QRect, icon: str, color: str) -> None:
    box = QRect(line.right() - _ICON, line.top(), _ICON, line.height())
    icons.paint(painter, box, icon, color)
    line.setRight(box.left() - theme.space(1) - 1)


def _text(painter: QPainter, box: QRect, text: str, font: str, color: str) -> None:
    painter.setFont(theme.font(font))
    painter.setPen(theme.color(color))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

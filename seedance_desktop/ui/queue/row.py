"""Draws one row of the queue: its place, its prompt, what it costs, and how far it has come."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ...core import usual
from ...core.generation import Generation, State
from ...core.wording import STATE_LABELS, elapsed
from ...state import history_texts
from ...state.history_model import Role
from .. import theme
from ..history.card import STATE_COLORS
from ..widgets.progress import paint_bar

HEIGHT = 56
_PLACE_WIDTH = 44
_FIRST_LINE, _SECOND_LINE, _LINE = 9, 29, 18
_GAP = theme.space(2)

_Index = QModelIndex | QPersistentModelIndex


class QueueRowDelegate(QStyledItemDelegate):
    """One request, one row."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option)
        row: Generation | None = index.data(Role.GENERATION)
        if row is not None:
            self._paint_place(painter, option.rect, row, index)
            self._paint_texts(painter, option.rect, row, index)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(0, 0, -1, -2))
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("selected"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line"))

    def _paint_place(self, painter: QPainter, rect: QRect, row: Generation, index: _Index) -> None:
        area = QRect(rect.left(), rect.top() + _FIRST_LINE, _PLACE_WIDTH, _LINE)
        if row.state is State.WAITING:
            _text(painter, area, f"{index.data(Role.PLACE):,}", "strong", "dim", _CENTRE)
            return
        seconds = history_texts.seconds_of(row, index.data(Role.PROGRESS))
        _text(painter, area, elapsed(seconds), "small", "running", _CENTRE)
        share = usual.share(seconds, index.data(Role.USUAL))
        if share is not None:
            bar = QRect(area.left() + _GAP, rect.top() + _SECOND_LINE + 7, area.width() - 16, 3)
            paint_bar(painter, bar, share)

    def _paint_texts(self, painter: QPainter, rect: QRect, row: Generation, index: _Index) -> None:
        left = rect.left() + _PLACE_WIDTH
        width = rect.width() - _PLACE_WIDTH - theme.MARGIN
        words = " ".join(row.request.prompt[:300].split())
        line = QRect(left, rect.top() + _FIRST_LINE, width, _LINE)
        _text(painter, line, words, "body", "text")
        line = QRect(left, rect.top() + _SECOND_LINE, width, _LINE)
        state = STATE_LABELS[row.state]
        _text(painter, line, state, "small_strong", STATE_COLORS[row.state])
        line.setLeft(line.left() + _width("small_strong", state) + _GAP)
        facts = [history_texts.credits_text(row), history_texts.settings_text(row)]
        going_on = history_texts.going_on(row, index.data(Role.PROGRESS))
        usually = usual.against_usual(
            history_texts.seconds_of(row, index.data(Role.PROGRESS)), index.data(Role.USUAL)
        )
        facts += [part for part in (usually or going_on,) if part]
        _text(painter, line, " · ".join(facts), "small", "dim")

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, HEIGHT)


_CENTRE = Qt.AlignmentFlag.AlignHCenter


def _width(font: str, words: str) -> int:
    return QFontMetrics(theme.font(font)).horizontalAdvance(words)


def _text(
    painter: QPainter,
    rect: QRect,
    words: str,
    font: str,
    color: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    painter.setFont(theme.font(font))
    painter.setPen(theme.color(color))
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    flags = align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
    painter.drawText(rect, flags, shown)

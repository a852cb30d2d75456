"""Draws a cell on three lines: what it is and costs, its prompt, and what came of it."""

from bisect import bisect_left

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ...core.variation_words import settings_words
from ...state.cell_model import CellRow, Role, result_words
from .. import icons, theme
from ..history.card import STATE_COLORS
from ..widgets.rows import paint_if_chosen

_LINE = 19
_PADDING = 9
HEIGHT = 3 * _LINE + 2 * _PADDING
BOX = 16
"""Width of the check box, px."""
_BEFORE = 0.6
"""Part of its line that a prompt too long for it may take up to the end of its first difference."""
_ONE_LINE = {ord(c): " " for c in "\n\r\t\v\f\u2028\u2029"}


class CellDelegate(QStyledItemDelegate):
    """The selected rows have a bar at their left, what differs is bold and underlined."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(theme.space(60), HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.data(Role.ROW)
        if not isinstance(row, CellRow):
            return
        painter.save()
        self._paint_ground(painter, option)
        box = box_rect(option.rect)
        if row.key and row.legal:
            _paint_box(painter, box, row.on)
        elif row.key:
            icons.paint(painter, box, "error", "failed")
        inside = option.rect.adjusted(
            box.right() + 1 - option.rect.left() + theme.space(2) + 2,
            _PADDING,
            -theme.space(3),
            -_PADDING,
        )
        lines = [inside.adjusted(0, n * _LINE, 0, 0) for n in range(3)]
        for line in lines:
            line.setHeight(_LINE)
        quiet = not row.on or not row.legal
        _paint_head(painter, lines[0], row, quiet)
        _paint_prompt(painter, lines[1], row, "dim" if quiet else "text")
        _paint_foot(painter, lines[2], row)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        rect = option.rect
        paint_if_chosen(painter, option)
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -2))


def box_rect(row: QRect) -> QRect:
    """Where the check box of a row stands."""
    return QRect(row.topLeft() + QPoint(theme.space(3), _PADDING + 1), QSize(BOX, BOX))


def _paint_box(painter: QPainter, box: QRect, on: bool) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("accent_fill" if on else "dim"), 1))
    painter.setBrush(theme.color("accent_fill" if on else "raised"))
    painter.drawRoundedRect(box.adjusted(0, 0, -1, -1), 4, 4)
    if on:
        icons.paint(painter, box.adjusted(1, 1, -2, -2), "check", "on_accent")
    painter.restore()


def _paint_head(painter: QPainter, line: QRect, row: CellRow, quiet: bool) -> None:
    """Number, label, and at the right end the price."""
    painter.setFont(theme.font("small"))
    price = row.price if row.key else row.state
    width = QFontMetrics(painter.font()).horizontalAdvance(price)
    if width > line.width() // 2:
        price, _, _ = price.partition(" · ")
        width = QFontMetrics(painter.font()).horizontalAdvance(price)
    painter.setPen(theme.color("dim"))
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, price)
    number = f"{row.place}"
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, number)
    indent = max(theme.space(5), painter.fontMetrics().horizontalAdvance(number) + theme.space(1))
    room = line.adjusted(indent, 0, -width - theme.space(3), 0)
    _text(painter, room, row.label, "strong", "dim" if quiet else "text")


def _paint_prompt(painter: QPainter, line: QRect, row: CellRow, color: str) -> None:
    text, spans = shown_prompt(row.request.prompt, row.spans, line.width())
    layout = QTextLayout(text, theme.font("body"))
    formats = []
    for start, end in spans:
        piece = QTextLayout.FormatRange()
        piece.start, piece.length = start, end - start
        piece.format = QTextCharFormat()
        piece.format.setFontWeight(theme.font("strong").weight())
        piece.format.setFontUnderline(True)
        formats.append(piece)
    layout.setFormats(formats)
    layout.beginLayout()
    drawn = layout.createLine()
    drawn.setLineWidth(1_000_000)
    layout.endLayout()
    painter.setPen(theme.color(color))
    painter.setFont(theme.font("body"))
    top = line.top() + (line.height() - drawn.height()) / 2
    painter.save()
    painter.setClipRect(line)
    layout.draw(painter, QPointF(line.left(), top))
    painter.restore()


def _paint_foot(painter: QPainter, line: QRect, row: CellRow) -> None:
    """What came of it, else what is wrong with it, else its settings."""
    if row.results:
        _paint_results(painter, line, row)
        return
    if row.problem:
        icon = QRect(line.left(), line.top() + 2, theme.space(4) - 2, theme.space(4) - 2)
        blocked = not row.legal
        name = "error" if blocked else "warning"
        color = "failed" if blocked else "warning"
        icons.paint(painter, icon, name, color)
        _text(painter, line.adjusted(theme.space(5), 0, 0, 0), row.problem, "small", color)
        return
    _text(painter, line, settings_words(row.request), "small", "dim")


def _paint_results(painter: QPainter, line: QRect, row: CellRow) -> None:
    room = QRect(line)
    for place, result in enumerate(row.results):
        words = f"{' · ' if place else ''}{result_words(result)}"
        _text(painter, room, words, "small", STATE_COLORS[result.state])
        room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(words))


def shown_prompt(
    prompt: str, spans: tuple[tuple[int, int], ...], width: int
) -> tuple[str, list[tuple[int, int]]]:
    """As much of a prompt as fits in `width` px, with its first difference in sight."""
    line = prompt.translate(_ONE_LINE)
    metrics, strong = QFontMetrics(theme.font("body")), QFontMetrics(theme.font("strong"))
    start = 0
    if spans and strong.horizontalAdvance(line[: spans[0][1]]) > width:
        first, end = spans[0]
        # A character is seldom under 3 px wide: what lies further back cannot fit.
        starts = range(max(0, first - width // 3), first)
        room = width * _BEFORE
        start = starts.start + bisect_left(
            starts, True, key=lambda at: strong.horizontalAdvance(line[at:end]) <= room
        )
        # Where little follows the difference there is room for more before it.
        rest = line[first : first + width]
        start = starts.start + bisect_left(
            range(starts.start, start),
            True,
            key=lambda at: strong.horizontalAdvance(f"…{line[at:first]}{rest}") <= width,
        )
    head = "…" if start else ""
    bold = sum(
        strong.horizontalAdvance(line[a:b]) - metrics.horizontalAdvance(line[a:b]) for a, b in spans
    )
    # Past what can be seen nothing need be measured.
    tail = line[start : start + width]
    text = metrics.elidedText(head + tail, Qt.TextElideMode.ElideRight, width - max(0, bold) - 2)
    moved = [(a - start + len(head), b - start + len(head)) for a, b in spans]
    fits = len(text)
    return text, [(max(0, a), min(b, fits)) for a, b in moved if b > a and a < fits and b > 0]


def _text(painter: QPainter, box: QRect, text: str, font: str, color: str) -> None:
    painter.setFont(theme.font(font))
    painter.setPen(theme.color(color))
    line = text.translate(_ONE_LINE)
    shown = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

"""Draws the cards of the history."""

from datetime import datetime

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QBrush, QHelpEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from ...core.generation import Generation
from ...state import history_texts
from ...state.history_model import Role
from ...state.posters import Posters
from .. import icons, theme
from ..widgets.progress import paint_bar
from .card import HEIGHT, Card, Copyable, Text, copy_icon, lay_out, well_of

_EDGE = 3
_ROUND = 4
_REJECTED = 0.5
"""How much of a rejected card's picture and words is seen."""

_Index = QModelIndex | QPersistentModelIndex


class CardDelegate(QStyledItemDelegate):
    """One generation, one card."""

    def __init__(self, posters: Posters, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posters = posters
        self.copied: tuple[int, Copyable] | None = None
        """Of which generation what was copied a moment ago."""

    def card_of(self, rect: QRect, index: _Index) -> Card | None:
        """The card of a row in ``rect``; None until its contents are here."""
        row: Generation | None = index.data(Role.GENERATION)
        if row is None:
            return None
        progress = index.data(Role.PROGRESS)
        place, usually = index.data(Role.PLACE), index.data(Role.USUAL)
        return lay_out(rect, row, progress, place, datetime.now(), usually)

    def copy_at(self, rect: QRect, index: _Index, position: QPoint) -> Copyable | None:
        """What a click at ``position`` copies."""
        card = self.card_of(rect, index)
        return card.copy_at(position.x(), position.y()) if card else None

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        rect: QRect = option.rect
        selected = option.state & QStyle.StateFlag.State_Selected
        if selected:
            painter.fillRect(rect, theme.color("selected"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        line = QRect(rect.left(), rect.bottom(), rect.width(), 1)
        painter.fillRect(line, theme.color("line"))
        if selected:
            edge = QRect(rect.left(), rect.top(), _EDGE, rect.height() - 1)
            painter.fillRect(edge, theme.color("accent"))

    def _paint_well(self, painter: QPainter, row: Generation, card: Card) -> None:
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        path = row.poster_path
        poster = self._posters.pixmap(path, card.well.size(), ratio) if path else QPixmap()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(
            QBrush(poster) if poster is not None and not poster.isNull() else theme.color("well")
        )
        painter.setBrushOrigin(card.well.topLeft())
        painter.drawRoundedRect(card.well, _ROUND, _ROUND)
        if poster is None or not poster.isNull():
            return
        if card.icon:
            icons.paint(painter, card.icon_rect, card.icon, "dim")
        if card.well_text:
            self._paint_text(painter, card.well_text)

    def _paint_text(self, painter: QPainter, text: Text) -> None:
        painter.setFont(theme.font(text.font))
        painter.setPen(theme.color(text.color))
        flags = text.align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(text.rect, flags, text.words)

    def _paint_copies(
        self, painter: QPainter, option: QStyleOptionViewItem, id: int, card: Card
    ) -> None:
        shown = QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected
        for what, zone in card.copies.items():
            if self.copied == (id, what):
                icons.paint(painter, copy_icon(zone), "check", "done")
            elif option.state & shown:
                icons.paint(painter, copy_icon(zone), "copy", "dim")

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option)
        row: Generation | None = index.data(Role.GENERATION)
        card = self.card_of(option.rect, index)
        if row is None or card is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("well"))
            painter.drawRoundedRect(well_of(option.rect), _ROUND, _ROUND)
        else:
            painter.setOpacity(_REJECTED if card.dimmed else 1.0)
            self._paint_well(painter, row, card)
            for text in card.texts:
                self._paint_text(painter, text)
            painter.setOpacity(1.0)
            if card.bar is not None:
                paint_bar(painter, *card.bar)
            if card.mark:
                color = "dim" if card.dimmed else "warning"
                icons.paint(painter, card.mark_rect, card.mark, color)
            self._paint_copies(painter, option, row.id, card)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(0, 0, -1, -2))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, HEIGHT)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: _Index,
    ) -> bool:
        what = self.copy_at(option.rect, index, event.pos())
        if event.type() != QEvent.Type.ToolTip or what is None:
            return super().helpEvent(event, view, option, index)
        row: Generation = index.data(Role.GENERATION)
        value = {
            Copyable.CREDITS: history_texts.credits_figure(row),
            Copyable.TRACE_ID: row.trace_id,
        }[what]
        QToolTip.showText(event.globalPos(), self.tr("Copy {}").format(f"{what} {value}"), view)
        return True

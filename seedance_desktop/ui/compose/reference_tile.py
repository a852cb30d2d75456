"""One reference as a tile: picture, number, length, state, and a cross to remove it."""

from typing import ClassVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ...core.spec import Kind
from ...state.lru import Lru
from .. import icons, theme
from .reference_grid import TILE
from .reference_model import Role

_INSET = 4
_BADGE = 14
_MARK = 16
_CROSS = 18
_PICTURES = 64


def cross_rect(tile: QRect) -> QRect:
    """Where a tile is removed by a click."""
    return QRect(tile.right() + 1 - _CROSS, tile.top(), _CROSS, _CROSS)


class TileDelegate(QStyledItemDelegate):
    """Paints a tile; only what it needs of its picture is kept."""

    MARKS: ClassVar[dict[str, tuple[str, str]]] = {
        "ready": ("check", "done"),
        "checking": ("clock", "running"),
        "warning": ("warning", "warning"),
        "failed": ("error", "failed"),
        "local": ("folder", "failed"),
    }
    """For each tone an icon of its own, so that no colour has to be told apart."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures: Lru[tuple[int, int, int, float], QPixmap] = Lru(_PICTURES)

    def pixmap(self, index: QModelIndex | QPersistentModelIndex, size: QSize) -> QPixmap:
        """The tile's picture filling ``size``; a null one where there is none."""
        image = index.data(Role.PICTURE)
        if not isinstance(image, QImage) or image.isNull():
            return QPixmap()
        parent = self.parent()
        ratio = parent.devicePixelRatioF() if isinstance(parent, QWidget) else 1.0
        key = (image.cacheKey(), size.width(), size.height(), ratio)
        pixmap = self._pictures.get(key)
        if pixmap is None:
            pixmap = _filling(image, size, ratio)
            self._pictures.put(key, pixmap)
        return pixmap

    def _paint_picture(
        self, painter: QPainter, tile: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(tile), theme.RADIUS - 1, theme.RADIUS - 1)
        painter.fillPath(shape, theme.color("raised"))
        picture = self.pixmap(index, tile.size())
        if not picture.isNull():
            painter.save()
            painter.setClipPath(shape)
            painter.drawPixmap(tile, picture)
            painter.restore()
            return
        kind: Kind = index.data(Role.KIND)
        side = 24
        drawing = QRect(0, 0, side, side)
        drawing.moveCenter(tile.center())
        icons.paint(painter, drawing, str(kind), "dim")

    def _paint_badge(self, painter: QPainter, corner: QPoint, text: str, *, low: bool) -> None:
        """Small words on a dark ground; ``corner`` is their top left, or with ``low`` bottom."""
        painter.setFont(theme.font("tiny"))
        width = max(_BADGE, painter.fontMetrics().horizontalAdvance(text) + 6)
        top = corner.y() - _BADGE + 1 if low else corner.y()
        box = QRect(corner.x(), top, width, _BADGE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("badge"))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(theme.color("on_badge"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_mark(self, painter: QPainter, tile: QRect, tone: str) -> None:
        if tone not in self.MARKS:
            return
        name, color = self.MARKS[tone]
        disc = QRect(0, 0, _MARK, _MARK)
        disc.moveBottomRight(tile.bottomRight() - QPoint(_INSET - 1, _INSET - 1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("panel"))
        painter.drawEllipse(disc)
        icons.paint(painter, disc.adjusted(2, 2, -2, -2), name, color)

    def _paint_cross(self, painter: QPainter, tile: QRect) -> None:
        disc = cross_rect(tile).adjusted(1, 2, -2, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("badge"))
        painter.drawEllipse(disc)
        icons.paint(painter, disc.adjusted(3, 3, -3, -3), "close", "on_badge")

    def _paint_edge(self, painter: QPainter, tile: QRect, state: QStyle.StateFlag) -> None:
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        width = 2 if selected or focused else 1
        color = "text" if selected and focused else "accent" if selected or focused else "line"
        painter.setPen(QPen(theme.color(color), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = width / 2
        frame = QRectF(tile).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(frame, theme.RADIUS - 1, theme.RADIUS - 1)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        tile, state = option.rect, option.state
        self._paint_picture(painter, tile, index)
        self._paint_edge(painter, tile, state)
        corner = tile.topLeft() + QPoint(_INSET, _INSET)
        self._paint_badge(painter, corner, str(index.row() + 1), low=False)
        words = index.data(Role.SLOT) or index.data(Role.LENGTH)
        if words:
            corner = tile.bottomLeft() + QPoint(_INSET, -_INSET)
            self._paint_badge(painter, corner, words, low=True)
        self._paint_mark(painter, tile, index.data(Role.TONE))
        reached = QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus
        if state & reached:
            self._paint_cross(painter, tile)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(TILE, TILE)


def _filling(image: QImage, size: QSize, ratio: float) -> QPixmap:
    """The middle of ``image``, scaled so that it fills ``size`` logical px."""
    pixels = size * ratio
    scaled = image.scaled(
        pixels,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    middle = QRect(QPoint(), pixels)
    middle.moveCenter(scaled.rect().center())
    pixmap = QPixmap.fromImage(scaled.copy(middle))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap

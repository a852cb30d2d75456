"""Icons: our own 16 px line drawings, in any colour of the theme.

    icons.set_icon(button, "play")            follows the scheme by itself
    icons.set_icon(button, "trash", "failed")
    icons.paint(painter, rect, "clock", "running")    in a delegate
    icons.pixmap("warning", "warning", 16, widget.devicePixelRatioF())

A name is a file of resources/icons; a colour is a field of theme.Palette.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from .. import resources
from . import theme


@cache
def _drawing(name: str) -> str:
    return resources.path(f"icons/{name}.svg").read_text(encoding="utf-8")


def pixmap(name: str, color: str = "text", size: int = theme.ICON, ratio: float = 1.0) -> QPixmap:
    """The icon `size` px wide for a screen of `ratio`. Raises FileNotFoundError without one."""
    tint = theme.color(color).name()
    key = f"icon/{name}/{tint}/{size}/{ratio}"
    cached = QPixmap()
    if QPixmapCache.find(key, cached):
        return cached
    drawn = QPixmap(QSize(size, size) * ratio)
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    svg = _drawing(name).replace("currentColor", tint)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    QPixmapCache.insert(key, drawn)
    return drawn


class _Engine(QIconEngine):
    """Draws an icon each time it is painted: in today's colours, and most of them never."""

    def __init__(self, name: str, color: str) -> None:
        super().__init__()
        self._name = name
        self._color = color

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        color = "dim" if mode == QIcon.Mode.Disabled else self._color
        return pixmap(self._name, color, min(size.width(), size.height()), scale)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect, self.scaledPixmap(rect.size(), mode, state, ratio))

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._color)


def icon(name: str, color: str = "text") -> QIcon:
    """The icon in the colours of the moment it is painted."""
    return QIcon(_Engine(name, color))


def paint(painter: QPainter, rect: QRect, name: str, color: str = "text") -> None:
    """Draw the icon in the middle of `rect`, as large as the shorter side."""
    side = min(rect.width(), rect.height())
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    target = QRect(0, 0, side, side)
    target.moveCenter(rect.center())
    painter.drawPixmap(target, pixmap(name, color, side, ratio))


def set_icon(button: QAbstractButton, name: str, color: str = "text") -> None:
    """Give `button` an icon that keeps to the scheme."""
    button.setIcon(icon(name, color))
    button.setIconSize(QSize(theme.ICON, theme.ICON))

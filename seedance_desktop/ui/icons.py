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
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication

from .. import resources
from . import theme

_NAME = "iconName"
_COLOR = "iconColor"
_RATIOS = (1.0, 2.0)


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


def icon(name: str, color: str = "text", size: int = theme.ICON) -> QIcon:
    """The icon in today's colours: for what is not a button, ask again when the theme changes."""
    made = QIcon()
    for ratio in _RATIOS:
        made.addPixmap(pixmap(name, color, size, ratio), QIcon.Mode.Normal)
        made.addPixmap(pixmap(name, "dim", size, ratio), QIcon.Mode.Disabled)
    return made


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
    button.setProperty(_NAME, name)
    button.setProperty(_COLOR, color)
    button.setIcon(icon(name, color))
    button.setIconSize(QSize(theme.ICON, theme.ICON))
    _follow(theme.current())


@cache
def _follow(look: theme.Theme) -> None:
    look.changed.connect(_retint)


def _retint() -> None:
    for widget in QApplication.allWidgets():
        name = widget.property(_NAME)
        if name and isinstance(widget, QAbstractButton):
            widget.setIcon(icon(name, widget.property(_COLOR)))

"""Drags as the system delivers them: to the window, which finds the widget under the cursor."""

from __future__ import annotations

import os
from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QWidget

_ACTIONS = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction | Qt.DropAction.LinkAction
_LEFT, _PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Drag:
    """One drag, from entering a window to letting go or leaving."""

    def __init__(
        self, window: QWidget, data: QMimeData, keys: Qt.KeyboardModifier = _PLAIN
    ) -> None:
        """``keys`` are held down: with Shift a program asks for a move, not for a copy."""
        self._window, self._data, self._keys = window, data, keys
        self._entered = False

    def over(self, widget: QWidget, spot: QPoint | None = None) -> bool:
        """Hold it over ``spot`` of ``widget``, or its middle; whether it would be taken there."""
        at = self._at(widget, spot)
        if not self._entered:
            self._entered = True
            self._send(QDragEnterEvent(at, _ACTIONS, self._data, _LEFT, self._keys))
        return self._send(QDragMoveEvent(at, _ACTIONS, self._data, _LEFT, self._keys))

    def leave(self) -> None:
        """Take it out of the window."""
        self._entered = False
        QApplication.sendEvent(self._window.windowHandle(), QDragLeaveEvent())

    def drop(self, widget: QWidget, spot: QPoint | None = None) -> QDropEvent:
        """Let go there; the event says what was done with it."""
        if not self.over(widget, spot):
            self.leave()
            ignored = QDropEvent(QPointF(), _ACTIONS, self._data, _LEFT, self._keys)
            ignored.ignore()
            return ignored
        at = QPointF(self._at(widget, spot))
        event = QDropEvent(at, _ACTIONS, self._data, _LEFT, self._keys)
        self._send(event)
        return event

    def _at(self, widget: QWidget, spot: QPoint | None) -> QPoint:
        return widget.mapTo(self._window, widget.rect().center() if spot is None else spot)

    def _send(self, event: QDropEvent) -> bool:
        QApplication.sendEvent(self._window.windowHandle(), event)
        return event.isAccepted()


def urls(*links: str) -> QMimeData:
    """What a file manager, and most browsers, give."""
    data = QMimeData()
    data.setUrls([QUrl(link) for link in links])
    return data


def words(text: str) -> QMimeData:
    """Text out of any program."""
    data = QMimeData()
    data.setText(text)
    return data


def picture_of_page(source: str, page: str = "", pixels: bool = True) -> QMimeData:
    """A picture dragged out of a browser, with the link around it."""
    data = QMimeData()
    data.setHtml(f'<a href="{page}"><img src="{source}"></a>')
    if page:
        data.setUrls([QUrl(page)])
    if pixels:
        data.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    return data


def titled_url(url: str, title: str) -> QMimeData:
    """A link as Firefox gives it."""
    data = QMimeData()
    data.setData("text/x-moz-url", f"{url}\n{title}".encode("utf-16-le"))
    data.setText(url)
    return data


def pixels() -> QMimeData:
    """A picture without a link."""
    data = QMimeData()
    data.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    return data


def generations(ids: Sequence[int], process: int | None = None) -> QMimeData:
    """Clips of the history, with a file for other programs."""
    data = QMimeData()
    number = os.getpid() if process is None else process
    listed = ",".join(map(str, ids))
    data.setData("application/x-seedance-generations", f"{number}:{listed}".encode())
    data.setUrls([QUrl.fromLocalFile("/clips/one.mp4")])
    return data


def reference(kind: str, position: int, url: str) -> QMimeData:
    """A tile of a list."""
    data = QMimeData()
    data.setData("application/x-seedance-reference", f"{kind}:{position}".encode())
    data.setUrls([QUrl(url)])
    return data

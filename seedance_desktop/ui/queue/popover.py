"""Opens the queue under what was pressed for it, and keeps it there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Signal
from PySide6.QtWidgets import QWidget

from ...state.model import Model
from .. import theme

if TYPE_CHECKING:
    from .view import QueueView


class QueuePopover(QObject):
    """Cheap until it is opened: the view is loaded then, and gone once it is closed."""

    show_requested = Signal(object)
    edit_requested = Signal(object)
    """A ``Generation``; see ``QueueView``."""

    def __init__(self, model: Model, anchor: QWidget, window: QWidget) -> None:
        super().__init__(window)
        self._model = model
        self._anchor = anchor
        self._window = window
        self._view: QueueView | None = None

    def warm_up(self) -> None:
        """Load the view, so that it opens within a frame the first time too."""
        from . import view  # noqa: F401 - for later

    def toggle(self) -> None:
        """Open the queue, or close it."""
        if self._view is not None:
            self._view.close_view()
            return
        from .view import QueueView

        view = self._view = QueueView(self._model, self._window)
        view.closed.connect(self._on_closed)
        view.show_requested.connect(self.show_requested)
        view.edit_requested.connect(self.edit_requested)
        self._window.installEventFilter(self)
        self._place()
        view.open_view()

    def _on_closed(self) -> None:
        self._view = None
        self._window.removeEventFilter(self)
        if self._anchor.isVisible():
            self._anchor.setFocus()

    def _place(self) -> None:
        from .view import HEIGHT, WIDTH

        if self._view is None:
            return
        edge = theme.space(3)
        below = self._anchor.mapTo(self._window, QPoint(0, self._anchor.height()))
        room = self._window.rect().adjusted(edge, below.y() + theme.space(3), -edge, -edge)
        width, height = min(WIDTH, room.width()), min(HEIGHT, room.height())
        right = min(room.right(), max(below.x() + self._anchor.width(), room.left() + width))
        self._view.setGeometry(QRect(right - width, room.top(), width, height))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

"""Where a small part stands that floats over the window beside a place in an editor.

Such a part is a child of the window, not a window of its own: it takes neither the focus nor the
keyboard, so that typing and input methods go on as if it were not there.
"""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QPlainTextEdit, QScrollArea, QScrollBar, QWidget

from .. import theme

_GAP = 4
"""px between the place and what floats."""


def float_beside(part: QWidget, edit: QPlainTextEdit, place: QRect) -> None:
    """Put ``part`` below ``place``, a rectangle of the viewport of ``edit``, or above it.

    It keeps within the window, right of and below where the pane begins that scrolls the editor.
    """
    window = edit.window()
    anchor = QRect(edit.viewport().mapTo(window, place.topLeft()), place.size())
    room = _room(edit)
    size = part.sizeHint().boundedTo(room.size())
    below = anchor.bottom() + 1 + _GAP
    above = anchor.top() - _GAP - size.height()
    top = below if below + size.height() <= room.bottom() or above < room.top() else above
    left = min(anchor.left(), room.right() + 1 - size.width())
    highest = room.bottom() + 1 - size.height()
    at = QPoint(max(left, room.left()), max(min(top, highest), room.top()))
    part.setGeometry(QRect(at, size))
    part.raise_()


def bring_into_view(edit: QPlainTextEdit, place: QRect) -> None:
    """Scroll the pane around ``edit`` so that ``place``, of its viewport, can be seen."""
    area = _scroll_area_of(edit)
    form = None if area is None else area.widget()
    if area is not None and form is not None:
        spot = edit.viewport().mapTo(form, place.center())
        room = place.height() // 2 + theme.space(3)
        area.ensureVisible(spot.x(), spot.y(), 0, room)


def bars_beside(edit: QPlainTextEdit) -> list[QScrollBar]:
    """What scrolls a place in ``edit`` to elsewhere."""
    area = _scroll_area_of(edit)
    return [edit.verticalScrollBar(), *([] if area is None else [area.verticalScrollBar()])]


def _scroll_area_of(widget: QWidget) -> QScrollArea | None:
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent


def _room(edit: QPlainTextEdit) -> QRect:
    window, area = edit.window(), _scroll_area_of(edit)
    inner = window.rect().adjusted(*[theme.space(2)] * 2, *[-theme.space(2)] * 2)
    if area is None:
        return inner
    port = area.viewport()
    # What stands below the pane may be covered for a moment, what stands above it not.
    return inner.intersected(QRect(port.mapTo(window, QPoint(0, 0)), inner.bottomRight()))

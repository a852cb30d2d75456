"""The Tab key goes as the eye does: what was built later is not reached later.

Qt's own order is that in which widgets were made. Parts of the window are made when they are first
needed (the details of a clip, a preset's fields), and would all come last.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLayout, QScrollArea, QSplitter, QWidget


class ReadingOrder(QWidget):
    """Puts what it holds into reading order each time the Tab key is about to leave a widget."""

    def focusNextPrevChild(self, next: bool) -> bool:
        put_in_reading_order(self)
        return super().focusNextPrevChild(next)


def put_in_reading_order(root: QWidget) -> None:
    """Let Tab go through ``root`` as its layouts stand, and then to what floats over them."""
    wanted = [w for w in _as_laid_out(root) if _takes_tab(w)]
    among = set(wanted)
    if wanted and wanted != [wanted[0], *(w for w in _chain_after(wanted[0]) if w in among)]:
        for one, then in pairwise(wanted):
            QWidget.setTabOrder(one, then)


def _takes_tab(widget: QWidget) -> bool:
    # The line of a spin box and the like is its box's own.
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_tab and widget.focusProxy() is None


def _chain_after(first: QWidget) -> Iterator[QWidget]:
    widget = first.nextInFocusChain()
    while widget is not None and widget is not first:
        yield widget
        widget = widget.nextInFocusChain()


def _as_laid_out(widget: QWidget) -> Iterator[QWidget]:
    yield widget
    seen = set()
    for part in _parts(widget):
        seen.add(part)
        yield from _as_laid_out(part)
    if isinstance(widget, QScrollArea | QSplitter):
        return
    for child in widget.children():
        if isinstance(child, QWidget) and child not in seen and not child.isWindow():
            yield from _as_laid_out(child)


def _parts(widget: QWidget) -> Iterator[QWidget]:
    if isinstance(widget, QScrollArea):
        if (content := widget.widget()) is not None:
            yield content
    elif isinstance(widget, QSplitter):
        panes = (widget.widget(place) for place in range(widget.count()))
        yield from (pane for pane in panes if pane is not None)
    elif (layout := widget.layout()) is not None:
        yield from _of_layout(layout)


def _of_layout(layout: QLayout) -> Iterator[QWidget]:
    places = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        places.sort(key=lambda place: _row_and_column(layout, place))
    for place in places:
        item = layout.itemAt(place)
        if item is None:
            continue
        if (inner := item.layout()) is not None:
            yield from _of_layout(inner)
        elif (widget := item.widget()) is not None:
            yield widget


def _row_and_column(grid: QGridLayout, place: int) -> tuple[int, int]:
    row, column, *_ = cast("tuple[int, int, int, int]", grid.getItemPosition(place))
    return row, column

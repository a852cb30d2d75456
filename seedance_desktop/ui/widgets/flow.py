"""A layout that goes on in the next line, for buttons and pills in a narrow pane."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from .. import theme


class FlowLayout(QLayout):
    """Left to right, then down; hidden widgets take no room."""

    def __init__(
        self,
        parent: QWidget | None = None,
        gap: int = theme.space(2),
        *,
        line_gap: int | None = None,
        last_at_the_end: bool = False,
    ) -> None:
        """``line_gap`` is that between lines, where it is another than ``gap``; both in px.

        With ``last_at_the_end`` the last widget ends its line, where it is not alone in it.
        """
        super().__init__(parent)
        self._line_gap = gap if line_gap is None else line_gap
        self._last_at_the_end = last_at_the_end
        self._items: list[QLayoutItem] = []
        self.setSpacing(gap)
        self.setContentsMargins(0, 0, 0, 0)

    def width_in_a_line(self) -> int:
        """Width that all of them need beside one another, without margins, px."""
        shown = [item.sizeHint().width() for item in self._items if not item.isEmpty()]
        return sum(shown) + self.spacing() * max(0, len(shown) - 1)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Place the items in `rect`; the height they take."""
        margins = self.contentsMargins()
        area = rect.marginsRemoved(margins)
        x, y, line_height = area.x(), area.y(), 0
        line: list[tuple[QLayoutItem, QRect]] = []
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            width = min(size.width(), max(area.width(), item.minimumSize().width()))
            if line_height and x + width > area.right() + 1:
                _place(line, line_height, move=move)
                x, y, line_height, line = area.x(), y + line_height + self._line_gap, 0, []
            if self._last_at_the_end and item is self._items[-1] and x > area.x():
                x = max(x, area.right() + 1 - width)
            line.append((item, QRect(QPoint(x, y), QSize(width, size.height()))))
            x += width + self.spacing()
            line_height = max(line_height, size.height())
        _place(line, line_height, move=move)
        return y + line_height - rect.y() + margins.bottom()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())


def _place(line: list[tuple[QLayoutItem, QRect]], height: int, *, move: bool) -> None:
    """Put the items of a line at its middle: buttons and links are not of one height."""
    if move:
        for item, rect in line:
            item.setGeometry(rect.translated(0, (height - rect.height()) // 2))

"""A list view whose rows are all of one height, so that no row costs anything until it is seen.

``QListView`` lays out all rows whenever one of them changes: with a model in Python a hundred
thousand of them take a sixth of a second each time. Here a row's place is its number times the
height.
"""

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QHoverEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

_Index = QModelIndex | QPersistentModelIndex
_Action = QAbstractItemView.CursorAction
_Flag = QStyle.StateFlag


class UniformListView(QListView):
    """One column, scrolled by the pixel; the scroll bar is right from the first moment."""

    def __init__(self, row_height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row_height = row_height
        self._pointed: QPoint | None = None
        """Where the mouse is, while it is over the rows."""
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def seen_rows(self) -> range:
        """The rows that are on the screen, in whole or in part."""
        return self._rows_within(self.viewport().rect())

    def _count(self) -> int:
        model = self.model()
        return 0 if model is None else model.rowCount()

    def _rows_within(self, rect: QRect) -> range:
        offset = self.verticalOffset()
        first = max(0, (rect.top() + offset) // self._row_height)
        last = min(self._count() - 1, (rect.bottom() + offset) // self._row_height)
        return range(first, last + 1)

    def _rect_of(self, first: int, last: int) -> QRect:
        top = first * self._row_height - self.verticalOffset()
        height = (last - first + 1) * self._row_height
        return QRect(0, top, self.viewport().width(), height)

    def _state_of(self, index: QModelIndex) -> QStyle.StateFlag:
        state = _Flag.State_None
        if self.selectionModel().isSelected(index):
            state |= _Flag.State_Selected
        if index == self.currentIndex() and self.hasFocus():
            state |= _Flag.State_HasFocus
        if self._pointed is not None and self.visualRect(index).contains(self._pointed):
            state |= _Flag.State_MouseOver
        return state

    def _row_after(self, action: QAbstractItemView.CursorAction, row: int) -> int:
        page = max(1, self.viewport().height() // self._row_height)
        match action:
            case _Action.MoveUp | _Action.MovePrevious:
                return row - 1
            case _Action.MoveDown | _Action.MoveNext:
                return row + 1
            case _Action.MovePageUp:
                return row - page
            case _Action.MovePageDown:
                return row + page
            case _Action.MoveHome:
                return 0
            case _Action.MoveEnd:
                return self._count() - 1
        return row

    def visualRect(self, index: _Index) -> QRect:
        return self._rect_of(index.row(), index.row()) if index.isValid() else QRect()

    def indexAt(self, p: QPoint) -> QModelIndex:
        rows = self._rows_within(QRect(p.x(), p.y(), 1, 1))
        return self.model().index(rows[0], 0) if rows else QModelIndex()

    def scrollTo(
        self,
        index: _Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if not index.isValid():
            return
        bar, height = self.verticalScrollBar(), self.viewport().height()
        top = index.row() * self._row_height
        bottom = top + self._row_height - height
        match hint:
            case QAbstractItemView.ScrollHint.PositionAtTop:
                bar.setValue(top)
            case QAbstractItemView.ScrollHint.PositionAtBottom:
                bar.setValue(bottom)
            case QAbstractItemView.ScrollHint.PositionAtCenter:
                bar.setValue((top + bottom) // 2)
            case _:
                bar.setValue(min(max(bar.value(), bottom), top))

    def moveCursor(
        self, cursorAction: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        last = self._count() - 1
        if last < 0:
            return QModelIndex()
        current = self.currentIndex()
        row = self._row_after(cursorAction, current.row()) if current.isValid() else 0
        return self.model().index(min(max(row, 0), last), 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        rows = self._rows_within(rect.normalized())
        chosen = QItemSelection()
        if rows:
            model = self.model()
            chosen.select(model.index(rows[0], 0), model.index(rows[-1], 0))
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for some in selection.toList():
            area = self._rect_of(some.top(), some.bottom()).intersected(self.viewport().rect())
            region = region.united(area)
        return region

    def dataChanged(self, topLeft: _Index, bottomRight: _Index, roles: Sequence[int] = ()) -> None:
        QAbstractItemView.dataChanged(self, topLeft, bottomRight, roles)

    def rowsInserted(self, parent: _Index, start: int, end: int) -> None:
        below = self.viewport().height() + self.verticalOffset()
        if start * self._row_height < below:
            super().rowsInserted(parent, start, end)
        else:
            # Nothing on the screen moves. The rest of a list comes while the next key is typed
            # into its search, which would have to wait for the same picture once more.
            self.updateGeometries()

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(height)
        bar.setSingleStep(self._row_height // 3)
        bar.setRange(0, max(0, self._count() * self._row_height - height))
        QAbstractItemView.updateGeometries(self)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        # Drawn anew, not moved along: another row may be under the mouse now.
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.HoverLeave:
            self._pointed = None
        elif isinstance(event, QHoverEvent):
            self._pointed = event.position().toPoint()
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = option.state & ~(_Flag.State_HasFocus | _Flag.State_MouseOver)
        for row in self._rows_within(event.rect()):
            index = self.model().index(row, 0)
            option.rect = self.visualRect(index)
            option.state = plain | self._state_of(index)
            self.itemDelegate().paint(painter, option, index)

"""A list view whose items stand on a ``TileGrid``."""

from abc import abstractmethod
from collections.abc import Sequence

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from .reference_grid import TileGrid

_Index = QModelIndex | QPersistentModelIndex
_Action = QAbstractItemView.CursorAction
_ARROWS = {
    _Action.MoveLeft: "left",
    _Action.MovePrevious: "left",
    _Action.MoveRight: "right",
    _Action.MoveNext: "right",
    _Action.MoveUp: "up",
    _Action.MoveDown: "down",
}


class TileListView(QListView):
    """As high as its tiles, so that it never scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "plain")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    @abstractmethod
    def grid(self) -> TileGrid:
        """Where the tiles stand now."""

    def count(self) -> int:
        """How many tiles there are."""
        return self.model().rowCount()

    def visualRect(self, index: _Index) -> QRect:
        return self.grid.cell(index.row()) if index.isValid() else QRect()

    def indexAt(self, p: QPoint) -> QModelIndex:
        row = self.grid.at(p, self.count())
        return self.model().index(row, 0) if row >= 0 else QModelIndex()

    def scrollTo(
        self,
        index: _Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Nothing: every tile is in view."""

    def moveCursor(
        self, cursorAction: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        count, row = self.count(), max(0, self.currentIndex().row())
        if not count:
            return QModelIndex()
        if cursorAction in _ARROWS and self.currentIndex().isValid():
            row = self.grid.step(row, _ARROWS[cursorAction], count)
        elif cursorAction in (_Action.MoveHome, _Action.MovePageUp):
            row = 0
        elif cursorAction in (_Action.MoveEnd, _Action.MovePageDown):
            row = count - 1
        return self.model().index(row, 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        # From the first to the last tile that is touched, as reading goes.
        area = rect.normalized()
        rows = [row for row in range(self.count()) if self.grid.cell(row).intersects(area)]
        chosen = QItemSelection()
        if rows:
            model = self.model()
            chosen.select(model.index(rows[0], 0), model.index(rows[-1], 0))
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region = region.united(self.visualRect(index))
        return region

    def dataChanged(self, topLeft: _Index, bottomRight: _Index, roles: Sequence[int] = ()) -> None:
        QAbstractItemView.dataChanged(self, topLeft, bottomRight, roles)
        self.viewport().update()

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        QAbstractItemView.updateGeometries(self)

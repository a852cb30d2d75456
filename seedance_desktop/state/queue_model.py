"""What is sent and what waits, in its order, for a view: ids alone, contents from the queue."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
)

from ..core.generation import Generation, State
from . import history_texts
from .dispatch import Dispatcher
from .history_model import Role
from .progress import ProgressBoard
from .usual_times import UsualTimes

_Index = QModelIndex | QPersistentModelIndex


class QueueModel(QAbstractListModel):
    """First what takes a slot, then the waiting line. Follows the dispatcher once a turn."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        board: ProgressBoard,
        usual_times: UsualTimes,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._dispatcher = dispatcher
        self._board = board
        self._usual = usual_times
        self._ids: list[int] = []
        self._row_of: dict[int, int] = {}
        self._first_waiting = 0
        self._late = QTimer(self, singleShot=True, interval=0)
        self._late.timeout.connect(self._follow)
        dispatcher.line_changed.connect(self._late.start)
        board.changed.connect(self._on_progress)
        usual_times.changed.connect(self._tell_all)
        self._follow()

    @property
    def first_waiting(self) -> int:
        """The row the waiting line begins at."""
        return self._first_waiting

    def id_at(self, row: int) -> int:
        """Id of the generation in ``row``."""
        return self._ids[row]

    def row_of(self, id: int) -> int:
        """Where it stands, or -1."""
        return self._row_of.get(id, -1)

    def waiting(self, ids: Collection[int]) -> list[int]:
        """Those of ``ids`` that wait, in their order."""
        return [id for id in self._ids[self._first_waiting :] if id in ids]

    def _follow(self) -> None:
        taken, line = sorted(self._dispatcher.taken), self._dispatcher.line
        wanted = [*taken, *line]
        if wanted != self._ids:
            self._remove_gone(set(wanted))
            self._reorder([id for id in wanted if id in self._row_of])
            self._insert_new(wanted)
        self._first_waiting = len(taken)
        self._tell_all()

    def _take(self, ids: Sequence[int]) -> None:
        self._ids = list(ids)
        self._row_of = {id: row for row, id in enumerate(self._ids)}

    def _remove_gone(self, wanted: set[int]) -> None:
        for first, last in reversed(_stretches(self._ids, lambda id: id not in wanted)):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._ids[first : last + 1]
            self.endRemoveRows()
        self._take(self._ids)

    def _reorder(self, order: Sequence[int]) -> None:
        if order == self._ids:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [self._ids[index.row()] for index in before]
        self._take(order)
        self.changePersistentIndexList(before, [self.index(self._row_of[id]) for id in ids])
        self.layoutChanged.emit()

    def _insert_new(self, wanted: Sequence[int]) -> None:
        known = set(self._row_of)
        for first, last in _stretches(wanted, lambda id: id not in known):
            self.beginInsertRows(QModelIndex(), first, last)
            self._ids[first:first] = wanted[first : last + 1]
            self.endInsertRows()
        self._take(self._ids)

    def _tell_all(self) -> None:
        if self._ids:
            self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1))

    def _on_progress(self, id: int) -> None:
        # Told with all that changes in this turn: a pause says so of every row.
        if id in self._row_of:
            self._late.start()

    # The model's interface

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        id = self._ids[index.row()]
        if role == Role.ID:
            return id
        if role == Role.PLACE:
            return max(0, index.row() - self._first_waiting + 1)
        if role == Role.PROGRESS:
            return self._board.of(id)
        row = self._dispatcher.row(id)
        if row is None:
            return None
        if role == Role.GENERATION:
            return row
        if role == Role.USUAL:
            return self._usual.of(row) if row.state is State.RUNNING else None
        return self._text(index, row, role)

    def _text(self, index: _Index, row: Generation, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.request.prompt
            case Qt.ItemDataRole.ToolTipRole:
                return history_texts.tooltip(row, self._spoken_now(row))
            case Qt.ItemDataRole.AccessibleTextRole:
                place = index.row() - self._first_waiting + 1
                parts = (f"place {place}" if place > 0 else "", history_texts.accessible_text(row))
                return ", ".join(filter(None, (*parts, self._spoken_now(row))))
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return row.state.value
        return None

    def _spoken_now(self, row: Generation) -> str:
        usual_seconds = self._usual.of(row) if row.state is State.RUNNING else None
        return history_texts.spoken_now(row, self._board.of(row.id), usual_seconds)


def _stretches(ids: Sequence[int], chosen: Callable[[int], bool]) -> list[tuple[int, int]]:
    """First and last place of each run of chosen ids."""
    found: list[tuple[int, int]] = []
    for place, id in enumerate(ids):
        if not chosen(id):
            continue
        if found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found

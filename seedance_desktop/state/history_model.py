"""The history's rows for a view: ids at once, contents as they are shown, changes row by row.

At once means in two steps: the first page is there within some milliseconds and is shown, whatever
is looked for; the ids of all other rows follow, unless something else is looked for by then.

A row that comes to match the filter appears, and one that no longer matches leaves, except while
the person looks at it (``keep``): what one watches must not vanish for being done.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
)

from ..core.generation import ClipState, Generation, Mark, State
from . import history_texts
from .id_list import IdList
from .library import UNCONFIRMED_ALONE, Library
from .lru import Lru
from .progress import ProgressBoard
from .tasks import TaskOwner
from .usual_times import UsualTimes
from .waiting_line import WaitingLine

FIRST_PAGE = 32
"""Rows that are read and shown before the ids of the others: a screen of 2,900 px full."""
PAGE = 64
"""Rows fetched together, as they scroll into view."""
REST_PAUSE = 0.05
"""Seconds the first page gets to be painted, and a typist for the next key, before the rest."""
KEPT_ROWS = 1_024
"""Rows held; more than any screen shows."""
WAITING_PAGES = 4
"""Pages waited for; older ones were scrolled past and are asked for again when seen."""
MANY_PIECES = 64
"""Separate stretches of rows; beyond that one reset is cheaper for the view."""

LOADING = "Loading…"

_LOADING, _FETCHING, _MERGING = "history ids", "history rows", "history merge"

_Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What a row has beside its texts."""

    ID = Qt.ItemDataRole.UserRole + 1
    GENERATION = ID + 1
    """None until its contents are here; asking fetches them."""
    PROGRESS = ID + 2
    """What is going on with it right now, or None."""
    PLACE = ID + 3
    """Its place among those that wait, from 1; 0 for others."""
    USUAL = ID + 4
    """Seconds such a clip usually takes; None for what does not run, and where it is not known."""


class HistoryModel(QAbstractListModel):
    """The rows that match a search and a filter, newest first."""

    def __init__(
        self,
        library: Library,
        board: ProgressBoard,
        tasks: TaskOwner,
        usual_times: UsualTimes,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._usual = usual_times
        self._library = library
        self._board = board
        self._tasks = tasks
        self._search = ""
        self._states: frozenset[State] | None = None
        self._mark: Mark | None = None
        self._loaded = False
        self._complete = False
        self._ids = IdList()
        self._rows: Lru[int, Generation] = Lru(KEPT_ROWS)
        self._pages: deque[list[int]] = deque()
        self._asked: set[int] = set()
        self._line = WaitingLine()
        self._line_known = False
        self._kept: int | None = None
        self._maybe: set[int] = set()
        """Ids that may belong into the list, which only the store can tell."""
        library.added.connect(self._on_added)
        library.changed.connect(self._on_changed)
        library.removed.connect(self._on_removed)
        library.restored.connect(self._on_restored)
        board.changed.connect(self._on_progress)
        # Once for all that changed in a turn: a hundred rows can come at once.
        self._places = QTimer(self, singleShot=True, interval=0)
        self._places.timeout.connect(lambda: self._tell(self._line.ids))
        self._progressed: set[int] = set()
        self._progress = QTimer(self, singleShot=True, interval=0)
        self._progress.timeout.connect(self._tell_progress)

    @property
    def loaded(self) -> bool:
        """Whether the history was read yet; before that no row does not mean no generation."""
        return self._loaded

    @property
    def complete(self) -> bool:
        """Whether all rows are listed; a moment after ``show`` it is the first page alone."""
        return self._complete

    @property
    def filtered(self) -> bool:
        """Whether a search or a filter may hold rows back."""
        return bool(self._search) or self._states is not None or self._mark is not None

    @property
    def search(self) -> str:
        """What is looked for."""
        return self._search

    def show(
        self,
        search: str = "",
        states: frozenset[State] | None = None,
        mark: Mark | None = None,
    ) -> None:
        """List the rows that match, all for no search and no filter. The latest call wins."""
        self._search, self._states, self._mark = search.strip(), states, mark
        self._load()

    def id_at(self, row: int) -> int:
        """Id of the generation in ``row``."""
        return self._ids[row]

    def row_of(self, id: int) -> int:
        """Where the generation stands, or -1."""
        return self._ids.row_of(id)

    def at_hand(self, ids: Sequence[int]) -> list[Generation]:
        """Those of these rows whose contents are here already."""
        return [row for id in ids if (row := self._rows.get(id)) is not None]

    def collect(self, ids: Sequence[int], call: Callable[[list[Generation]], None]) -> None:
        """Call ``call`` with these rows: at once where all are here, else when they are."""
        here = self.at_hand(ids)
        if len(here) == len(ids):
            call(here)
        else:
            self._tasks.start(self._collect(ids, call), "collect rows of the history")

    def keep(self, id: int | None) -> None:
        """The person looks at this row now: it stays even where it no longer matches."""
        before, self._kept = self._kept, id
        if before is not None and before != id:
            # Later: the view that tells of a new current row is not through with the old one.
            QTimer.singleShot(0, self, lambda: self._drop_unless_matching(before))

    # Following the library

    def _load(self) -> None:
        self._maybe.clear()
        self._tasks.start(self._read_ids(), _LOADING, group=_LOADING, exclusive=True)

    async def _read_ids(self) -> None:
        first = await self._library.first(self._search, self._states, FIRST_PAGE, self._mark)
        for row in first:
            self._rows.put(row.id, row)
        self._loaded, self._complete = True, len(first) < FIRST_PAGE
        self._reset(IdList(row.id for row in first))
        if not self._line_known:
            for row in await self._library.unfinished():
                self._follow_line(row)
            self._line_known = True
        if not self._complete:
            await asyncio.sleep(REST_PAUSE)
            rest = self._library.ids(self._search, self._states, first[-1].id, self._mark)
            self._append(await rest)
            self._complete = True

    def _on_added(self, row: Generation) -> None:
        self._rows.put(row.id, row)
        self._follow_line(row)
        if self._matches(row):
            self._take_in(row.id)

    def _on_changed(self, row: Generation) -> None:
        at = self.row_of(row.id)
        if at >= 0 or row.id in self._rows:
            self._rows.put(row.id, row)
        self._follow_line(row)
        if at < 0:
            if self._matches(row):
                self._take_in(row.id)
        elif self._matches(row) or row.id == self._kept:
            self._tell((row.id,))
        else:
            self._remove((row.id,))
        self._load_again_if_loading()

    def _on_removed(self, ids: tuple[int, ...]) -> None:
        for id in ids:
            self._line.leave(id)
        self._places.start()
        self._remove(ids)
        self._load_again_if_loading()

    def _on_restored(self, ids: tuple[int, ...]) -> None:
        self._merge(ids)

    def _on_progress(self, id: int) -> None:
        # A pause says of every row that waits why it does.
        self._progressed.add(id)
        self._progress.start()

    def _tell_progress(self) -> None:
        ids, self._progressed = self._progressed, set()
        self._tell(ids)

    def _matches(self, row: Generation) -> bool:
        """Whether the filter lets ``row`` through; what the search does only the store knows."""
        if row.hidden or (row.dismissed and self._states == UNCONFIRMED_ALONE):
            return False
        if self._mark is not None and row.mark is not self._mark:
            return False
        return self._states is None or row.state in self._states

    def _take_in(self, id: int) -> None:
        if self._search or not self._loaded:
            self._merge((id,))
        else:
            self._insert((id,))
            self._load_again_if_loading()

    def _load_again_if_loading(self) -> None:
        # What is being read may be older than what was just told.
        if self._tasks.running(_LOADING):
            self._load()

    def _merge(self, ids: Iterable[int]) -> None:
        if self._loaded:
            self._maybe.update(ids)
            self._tasks.start(self._read_new(), _MERGING, group=_MERGING, exclusive=True)
        self._load_again_if_loading()

    async def _read_new(self) -> None:
        new = await self._library.matching(self._maybe, self._search, self._states, self._mark)
        self._maybe.clear()
        self._insert(new)

    def _drop_unless_matching(self, id: int) -> None:
        row = self._rows.get(id)
        if row is not None and id != self._kept and not self._matches(row):
            self._remove((id,))

    # Rows in and out

    def _insert(self, ids: Collection[int]) -> None:
        gaps = self._ids.gaps(ids)
        if len(gaps) > MANY_PIECES:
            self._reset(self._ids.joined(ids))
            return
        for row, new in reversed(gaps):
            self.beginInsertRows(QModelIndex(), row, row + len(new) - 1)
            self._ids.insert(row, new)
            self.endInsertRows()

    def _append(self, ids: Sequence[int]) -> None:
        if ids:
            end = len(self._ids)
            self.beginInsertRows(QModelIndex(), end, end + len(ids) - 1)
            self._ids.append(ids)
            self.endInsertRows()

    def _remove(self, ids: Iterable[int]) -> None:
        stretches = self._ids.stretches(ids)
        if len(stretches) > MANY_PIECES:
            self._reset(self._ids.without(ids))
            return
        for first, last in reversed(stretches):
            self.beginRemoveRows(QModelIndex(), first, last)
            self._ids.remove(first, last)
            self.endRemoveRows()

    def _reset(self, ids: IdList) -> None:
        self.beginResetModel()
        self._ids = ids
        self.endResetModel()

    def _tell(self, ids: Iterable[int]) -> None:
        for first, last in self._ids.stretches(ids):
            self.dataChanged.emit(self.index(first), self.index(last))

    def _follow_line(self, row: Generation) -> None:
        if self._line.follow(row):
            self._places.start()

    # Contents

    def _contents(self, at: int) -> Generation | None:
        row = self._rows.get(self._ids[at])
        if row is None:
            self._want(at)
        return row

    def _want(self, at: int) -> None:
        if self._ids[at] in self._asked:
            return
        start = at - at % PAGE
        page = [
            id
            for id in self._ids.between(start, start + PAGE)
            if id not in self._rows and id not in self._asked
        ]
        self._asked.update(page)
        self._pages.append(page)
        if len(self._pages) > WAITING_PAGES:
            self._asked.difference_update(self._pages.popleft())
        if not self._tasks.running(_FETCHING):
            self._tasks.start(self._fetch(), _FETCHING, group=_FETCHING)

    async def _fetch(self) -> None:
        while self._pages:
            page = self._pages.pop()  # the newest: it is what is on the screen
            try:
                rows = await self._library.get(page)
            finally:
                self._asked.difference_update(page)
            for row in rows:
                self._rows.put(row.id, row)
            self._tell(page)

    async def _collect(self, ids: Sequence[int], call: Callable[[list[Generation]], None]) -> None:
        call(await self._library.get(ids))

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
            return self._line.place_of(id)
        if role == Role.PROGRESS:
            return self._board.of(id)
        if role not in _READERS and role != Role.USUAL:
            return None
        row = self._contents(index.row())
        if row is not None and row.state in _GOING_ON and role in _TEXTS:
            return self._text_now(row, role)
        if role == Role.USUAL:
            return self._usual.of(row) if row is not None and row.state is State.RUNNING else None
        if row is None:
            return None if role == Role.GENERATION else LOADING
        return _READERS[role](row)

    def _text_now(self, row: Generation, role: int) -> str:
        usual_seconds = self._usual.of(row) if row.state is State.RUNNING else None
        now = history_texts.spoken_now(row, self._board.of(row.id), usual_seconds)
        if role == Qt.ItemDataRole.ToolTipRole:
            return history_texts.tooltip(row, now)
        return ", ".join(filter(None, (history_texts.accessible_text(row), now)))

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not index.isValid():
            return flags
        row = self._rows.get(self._ids[index.row()])
        if row is not None and (row.clip is ClipState.SAVED or row.result_url):
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags | Qt.ItemFlag.ItemNeverHasChildren


_GOING_ON = (State.RUNNING, State.WAITING)
_TEXTS = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
_READERS: dict[int, Callable[[Generation], Any]] = {
    Role.GENERATION: lambda row: row,
    Qt.ItemDataRole.DisplayRole: lambda row: row.request.prompt,
    Qt.ItemDataRole.ToolTipRole: history_texts.tooltip,
    Qt.ItemDataRole.AccessibleTextRole: history_texts.accessible_text,
    Qt.ItemDataRole.AccessibleDescriptionRole: lambda row: row.state.value,
}

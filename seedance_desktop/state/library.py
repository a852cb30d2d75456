"""The history as the app sees it: the store on its own thread, every change told once committed."""

import threading
from array import array
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from ..backend.history import HistoryStore, OpenReport
from ..core.budget import Totals
from ..core.generation import NO_BACKGROUND, Background, Generation, Mark, State
from ..core.order import Order
from ..core.pricing import PriceKey
from ..core.request import VideoRequest
from ..core.spending import Grouping, Line
from ..core.usual import UsualKey
from .tasks import TaskOwner
from .threads import Worker

T = TypeVar("T")

UNCONFIRMED_ALONE = frozenset({State.UNCONFIRMED})
HUSH_MS = 40
"""Shorter than an eye notices; a request to a near service has left by then."""
TOTALS_PAUSE_MS = 50
TOTALS_AT_LEAST_MS = 300_000


class Library(QObject):
    """Reads and writes generations without holding up the window."""

    added = Signal(object)
    """A new ``Generation``."""
    changed = Signal(object)
    """The ``Generation`` as it now stands."""
    removed = Signal(object)
    """Ids that were hidden."""
    restored = Signal(object)
    """Ids that came back."""
    project_renamed = Signal(str, str)
    """The old name of a project, and the new one its rows have."""
    totals_changed = Signal(object)

    def __init__(
        self,
        open_store: Callable[[], tuple[HistoryStore, OpenReport]],
        tasks: TaskOwner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._worker = Worker("store")
        # At once: the store opens while the window is being built.
        self._opening = self._worker.submit(open_store)
        self._store: HistoryStore | None = None
        self._unsaid: deque[tuple[SignalInstance, object]] = deque()
        self._hush = QTimer(self, singleShot=True, interval=HUSH_MS)
        self._hush.timeout.connect(self._break_hush)
        self._totals = Totals()
        self._project = ""
        self._totals_timer = QTimer(self, singleShot=True, interval=TOTALS_PAUSE_MS)
        self._totals_timer.timeout.connect(self._start_totals)
        # "Today" ends at midnight, though nothing changes then.
        self._recount = QTimer(self, interval=TOTALS_AT_LEAST_MS)
        self._recount.timeout.connect(self._start_totals)
        self._recount.start()

    @property
    def totals(self) -> Totals:
        """The sums as last counted."""
        return self._totals

    def hush(self) -> None:
        """Keep all that happens for a moment, and tell it then, in its order.

        For a request about to be sent: what the window draws for a new row would come between
        its steps, each of which waits for a turn of the same loop. A second call changes nothing.
        """
        if not self._hush.isActive():
            self._hush.start()

    def count_for(self, project: str) -> None:
        """Sum up what is spent for ``project``, too; for none where it is empty."""
        if project != self._project:
            self._project = project
            self._totals_timer.start()

    async def count(self, project: str) -> Totals:
        """The sums as they are at this moment, ``project``'s among them."""
        midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        return await self._call(lambda s: s.totals(midnight.timestamp(), project))

    async def spending(self, by: Grouping, since: float, until: float) -> list[Line]:
        """What was sent in a time (seconds since the epoch), grouped."""
        return await self._call(lambda s: s.spending(by, since, until))

    async def first_sent_at(self) -> float | None:
        """When the first request was sent, in seconds since the epoch; None before there is one."""
        return await self._call(lambda s: s.first_sent_at())

    async def projects(self) -> list[str]:
        """The names of all projects that anything was made for."""
        return await self._call(lambda s: s.projects())

    async def rename_project(self, old: str, new: str) -> None:
        """Everything that was made for ``old`` was made for ``new``."""
        await self._call(lambda s: s.rename_project(old, new))
        self.project_renamed.emit(old, new)
        self._totals_timer.start()

    async def open(self) -> OpenReport:
        """Wait for the store.

        Raises:
            StorageTrouble: the file is newer than this app, or the folder cannot be written.
        """
        self._store, report = await self._worker.run(self._opening.result)
        # Not at once: the first page of the list goes before it.
        self._totals_timer.start()
        return report

    async def first(
        self,
        search: str,
        states: frozenset[State] | None,
        count: int,
        mark: Mark | None = None,
    ) -> list[Generation]:
        """The newest ``count`` rows that match; unconfirmed alone: but those put aside."""
        aside_too = states != UNCONFIRMED_ALONE

        def read(store: HistoryStore) -> list[Generation]:
            ids = store.ids(search, states, include_dismissed=aside_too, limit=count, mark=mark)
            return store.get(ids)

        return await self._call(read)

    async def ids(
        self,
        search: str,
        states: frozenset[State] | None,
        below: int | None = None,
        mark: Mark | None = None,
    ) -> "array[int]":
        """Ids of the rows that match, newest first; those smaller than ``below`` alone.

        A cancel ends the reading too: it takes up to a tenth of a second, in which a search
        for something else would have to wait.
        """
        aside_too = states != UNCONFIRMED_ALONE
        stop = threading.Event()
        try:
            return await self._call(
                lambda s: s.ids(
                    search,
                    states,
                    include_dismissed=aside_too,
                    below=below,
                    stop=stop.is_set,
                    mark=mark,
                )
            )
        finally:
            stop.set()

    async def matching(
        self,
        ids: Collection[int],
        search: str,
        states: frozenset[State] | None,
        mark: Mark | None = None,
    ) -> "array[int]":
        """Those of ``ids`` that match, newest first."""
        few, aside_too = tuple(ids), states != UNCONFIRMED_ALONE
        return await self._call(
            lambda s: s.ids(search, states, include_dismissed=aside_too, among=few, mark=mark)
        )

    async def get(self, ids: Sequence[int]) -> list[Generation]:
        """The rows with these ids, in their order; missing ones left out."""
        return await self._call(lambda s: s.get(ids))

    async def unfinished(self) -> list[Generation]:
        """What has to be gone on with after a start."""
        return await self._call(lambda s: s.unfinished())

    async def past_charges(self, keys: Sequence[PriceKey]) -> dict[PriceKey, tuple[float, ...]]:
        """Credits charged for the same settings before, newest first."""
        return await self._call(lambda s: {key: tuple(s.past_charges(key)) for key in keys})

    async def past_durations(self, key: UsualKey) -> list[float]:
        """Seconds such clips took before."""
        return await self._call(lambda s: s.past_durations(key))

    async def past_prompts(self, limit: int) -> list[str]:
        """The last prompts as they were written, the newest first, each once."""
        return await self._call(lambda s: s.past_prompts(limit))

    async def made_from(self, id: int) -> list[int]:
        """Ids of what was made from a row, the newest first."""
        return await self._call(lambda s: s.made_from(id))

    async def has_status(self, origin: str) -> bool:
        """Whether the service at ``origin`` has ever answered a status question."""
        return await self._call(lambda s: s.has_status(origin))

    async def find_task(self, origin: str, task_id: str) -> int | None:
        """The row that holds ``task_id`` of the service at ``origin``."""
        return await self._call(lambda s: s.find_task(origin, task_id))

    async def add(
        self,
        request: VideoRequest,
        *,
        profile: str,
        base_url: str,
        estimate: float | None,
        background: Background = NO_BACKGROUND,
    ) -> Generation:
        """Commit a new waiting row, then tell."""
        row = await self._call(
            lambda s: s.add(
                request,
                profile=profile,
                base_url=base_url,
                estimate=estimate,
                background=background,
            )
        )
        self._say(self.added, row)
        return row

    async def add_many(self, orders: Sequence[Order]) -> list[Generation]:
        """Commit new waiting rows, all or none, then tell of each."""
        rows = await self._call(lambda s: s.add_many(orders))
        for row in rows:
            self._say(self.added, row)
        return rows

    async def claim(self, id: int) -> Generation | None:
        """Take a waiting row for sending; None where another has it."""
        row = await self._call(lambda s: s.claim(id))
        if row is not None:
            self._tell(row)
        return row

    async def change(self, id: int, to: State, **columns: Any) -> Generation:
        """Commit a legal change of state, then tell."""
        return self._tell(await self._call(lambda s: s.change(id, to, **columns)))

    async def record_answer(self, id: int, to: State, **columns: Any) -> Generation:
        """Commit what the service answered to the paid request, then tell."""
        return self._tell(await self._call(lambda s: s.record_answer(id, to, **columns)))

    async def update(self, id: int, **columns: Any) -> Generation:
        """Commit other columns, then tell."""
        return self._tell(await self._call(lambda s: s.update(id, **columns)))

    async def put_at(self, positions: Mapping[int, float]) -> None:
        """Commit places in the waiting line, then tell of each row that still waits."""
        for row in await self._call(lambda s: s.put_at(positions)):
            self._say(self.changed, row)

    async def edit_waiting(
        self,
        id: int,
        request: VideoRequest,
        *,
        written: str = "",
        estimate: float | None = None,
        checks: str = "",
    ) -> Generation | None:
        """Commit what a waiting row will send, then tell; None where it waits no more."""
        row = await self._call(
            lambda s: s.edit_waiting(id, request, written=written, estimate=estimate, checks=checks)
        )
        return None if row is None else self._tell(row)

    async def set_marks(self, marks: Mapping[int, Mark]) -> None:
        """Commit what the person thinks of rows, then tell of each."""
        for row in await self._call(lambda s: s.set_marks(marks)):
            self._tell(row)

    async def note_alive(self, at: float) -> None:
        """Commit that the app ran at ``at``, in seconds since the epoch."""
        await self._call(lambda s: s.note_alive(at))

    async def last_alive(self) -> float | None:
        """When the app last noted that it ran."""
        return await self._call(lambda s: s.last_alive())

    async def hide(self, ids: Sequence[int]) -> None:
        """Take rows out of sight; they are not forgotten."""
        await self._call(lambda s: s.hide(ids))
        self._say(self.removed, tuple(ids))

    async def unhide(self, ids: Sequence[int]) -> None:
        """Bring hidden rows back."""
        await self._call(lambda s: s.unhide(ids))
        self._say(self.restored, tuple(ids))

    async def run(self, call: Callable[[HistoryStore], T]) -> T:
        """Ask the store, on its thread, for what is no row of the history."""
        return await self._call(call)

    async def close(self) -> None:
        """Finish what is being written and close the file."""
        self._hush.stop()
        self._break_hush()
        self._totals_timer.stop()
        self._recount.stop()
        if self._store is not None:
            await self._worker.run(self._store.close)
        self._worker.close()

    async def _call(self, call: Callable[[HistoryStore], T]) -> T:
        def work() -> T:
            store, _ = self._opening.result()
            return call(store)

        return await self._worker.run(work)

    def _tell(self, row: Generation) -> Generation:
        self._say(self.changed, row)
        return row

    def _say(self, signal: SignalInstance, value: object) -> None:
        if self._hush.isActive() or self._unsaid:
            self._unsaid.append((signal, value))
        else:
            signal.emit(value)
        self._totals_timer.start()

    def _break_hush(self) -> None:
        while self._unsaid:
            signal, value = self._unsaid.popleft()
            signal.emit(value)

    def _start_totals(self) -> None:
        self._tasks.start(self._count(), "totals", group="totals", exclusive=True)

    async def _count(self) -> None:
        totals = await self.count(self._project)
        if totals != self._totals:
            self._totals = totals
            self.totals_changed.emit(totals)

"""The history as the app sees it: the store on its own thread, every change told once committed."""

import asyncio
import threading
from array import array
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from datetime import date, datetime
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

    async def count(self, project: str, today: date | None = None) -> Totals:
        """The sums as they are at this moment, ``project``'s among them."""
        since = midnight(date.today() if today is None else today)
        return await self._call(lambda s: s.totals(since, project))

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

        def told(_: None) -> None:
            self.project_renamed.emit(old, new)
            self._totals_timer.start()

        await self._call(lambda s: s.rename_project(old, new), told)

    async def open(self) -> OpenReport:
        """Wait for the store.

        Raises:
            StorageTrouble: the file is newer than this app, or the folder cannot be written.
        """
        _, report = await self._worker.run(self._opening.result)
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
        return await self._call(
            lambda s: s.add(
                request,
                profile=profile,
                base_url=base_url,
                estimate=estimate,
                background=background,
            ),
            lambda row: self._say(self.added, row),
        )

    async def add_many(self, orders: Sequence[Order]) -> list[Generation]:
        """Commit new waiting rows, all or none, then tell of each."""
        return await self._call(
            lambda s: s.add_many(orders), lambda rows: self._say_each(self.added, rows)
        )

    async def claim(self, id: int) -> Generation | None:
        """Take a waiting row for sending; None where another has it."""
        return await self._call(lambda s: s.claim(id), self._tell)

    async def change(self, id: int, to: State, **columns: Any) -> Generation:
        """Commit a legal change of state, then tell."""
        return await self._call(lambda s: s.change(id, to, **columns), self._tell)

    async def record_answer(self, id: int, to: State, **columns: Any) -> Generation:
        """Commit what the service answered to the paid request, then tell."""
        return await self._call(lambda s: s.record_answer(id, to, **columns), self._tell)

    async def update(self, id: int, **columns: Any) -> Generation:
        """Commit other columns, then tell."""
        return await self._call(lambda s: s.update(id, **columns), self._tell)

    async def put_at(self, positions: Mapping[int, float]) -> None:
        """Commit places in the waiting line, then tell of each row that still waits."""
        await self._call(
            lambda s: s.put_at(positions), lambda rows: self._say_each(self.changed, rows)
        )

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
        return await self._call(
            lambda s: s.edit_waiting(
                id, request, written=written, estimate=estimate, checks=checks
            ),
            self._tell,
        )

    async def set_marks(self, marks: Mapping[int, Mark]) -> None:
        """Commit what the person thinks of rows, then tell of each."""
        await self._call(
            lambda s: s.set_marks(marks), lambda rows: self._say_each(self.changed, rows)
        )

    async def note_alive(self, at: float) -> None:
        """Commit that the app ran at ``at``, in seconds since the epoch."""
        await self._call(lambda s: s.note_alive(at))

    async def last_alive(self) -> float | None:
        """When the app last noted that it ran."""
        return await self._call(lambda s: s.last_alive())

    async def hide(self, ids: Sequence[int]) -> None:
        """Take rows out of sight; they are not forgotten."""
        await self._call(lambda s: s.hide(ids), lambda _: self._say(self.removed, tuple(ids)))

    async def unhide(self, ids: Sequence[int]) -> None:
        """Bring hidden rows back."""
        await self._call(lambda s: s.unhide(ids), lambda _: self._say(self.restored, tuple(ids)))

    async def run(self, call: Callable[[HistoryStore], T]) -> T:
        """Ask the store, on its thread, for what is no row of the history."""
        return await self._call(call)

    async def close(self) -> None:
        """Finish what is being written and close the file."""
        self._hush.stop()
        self._break_hush()
        self._totals_timer.stop()
        self._recount.stop()
        await self._worker.run(self._close_store)
        self._worker.close()

    def _close_store(self) -> None:
        # On its thread, behind its opening: that may take long, and may have failed.
        if self._opening.exception() is None:
            self._opening.result()[0].close()

    async def _call(
        self, call: Callable[[HistoryStore], T], told: Callable[[T], object] | None = None
    ) -> T:
        """Ask the store on its thread; ``told`` is called with what came of it, before the caller.

        Also where the caller is cancelled: a call that has begun goes on, and what is on the disk
        by then has to be shown.
        """

        def work() -> T:
            store, _ = self._opening.result()
            return call(store)

        calling = self._worker.submit(work)
        if told is not None:
            loop = asyncio.get_running_loop()
            calling.add_done_callback(lambda c: loop.call_soon_threadsafe(_pass_on, c, told))
        return await asyncio.wrap_future(calling)

    def _tell(self, row: Generation | None) -> None:
        if row is not None:
            self._say(self.changed, row)

    def _say_each(self, signal: SignalInstance, rows: Iterable[Generation]) -> None:
        for row in rows:
            self._say(signal, row)

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


def midnight(day: date) -> float:
    """The beginning of a local day, in seconds since the epoch.

    By the clock as it is put at that hour: on two days of a year it is put otherwise by noon.
    """
    return datetime(day.year, day.month, day.day).astimezone().timestamp()


def _pass_on(calling: "Future[T]", told: Callable[[T], object]) -> None:
    if not calling.cancelled() and calling.exception() is None:
        told(calling.result())

"""The variations on the desk: a plan that follows the draft, or a set that was kept."""

from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from ..core import variation_words, variations
from ..core.composition import UNFILLED
from ..core.generation import Generation, Mark, State
from ..core.order import Order
from ..core.pricing import Estimate
from ..core.request import VideoRequest
from ..core.variation_plans import unsent_from_plain, unsent_to_plain
from ..core.variation_results import Results, Winner
from ..core.variation_words import Total, total
from ..core.variations import Cell, Plan, TooMany, Value
from .account import Account
from .draft import Draft
from .estimator import Estimator
from .library import Library
from .marks import Marks
from .queue import Queue
from .set_orders import SetOrders
from .tasks import TaskOwner

FOLLOW_MS = 120
"""After the last letter the cells are planned anew: typing goes before them."""


class VariationDesk(QObject):
    """Plans, prices, sends. Reads nothing and follows nothing before it is first opened."""

    changed = Signal()
    """The plan, its cells or their prices are others."""
    opened = Signal()
    """Another set is on the desk, or a new one; every cell may be another."""
    results_changed = Signal(object)
    """Numbers of the cells that something happened to, as a frozenset."""
    sets_changed = Signal()
    """There is another set, or what came of one is other."""

    def __init__(
        self,
        draft: Draft,
        account: Account,
        estimator: Estimator,
        library: Library,
        queue: Queue,
        marks: Marks,
        tasks: TaskOwner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._draft = draft
        self._orders = SetOrders(account, estimator)
        self._estimator = estimator
        self._library = library
        self._queue = queue
        self._marks = marks
        self._tasks = tasks
        self._plan, self._name = unsent_from_plain(draft.composition.variations)
        self._cells: tuple[Cell, ...] = ()
        self._trouble = ""
        self._set_id: int | None = None
        self._results = Results()
        self._opening: int | None = None
        self._meanwhile: list[Generation] = []
        """Rows of the set being opened that changed after it was read."""
        self._sending = False
        self._awake = False
        self._watched = False
        self._follow = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._follow.timeout.connect(self._follow_draft)

    # What is on the desk

    @property
    def plan(self) -> Plan:
        """The plan as it stands."""
        return self._plan

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Its cells; none while they are too many."""
        return self._cells

    @property
    def trouble(self) -> str:
        """Why there are no cells; empty where there are some."""
        return self._trouble

    @property
    def set_id(self) -> int | None:
        """The set on the desk; None for one that is not kept yet and follows the draft."""
        return self._set_id

    @property
    def name(self) -> str:
        """The set's name, or what a new one is going to be called."""
        return self._name or variation_words.usual_name(self._plan, len(self._cells))

    @property
    def sending(self) -> bool:
        """Whether orders are on their way into the queue, or at its gate."""
        return self._sending

    def estimate_of(self, request: VideoRequest) -> Estimate:
        """What a request costs, as far as is known now."""
        return self._estimator.estimate_of(request)

    def number_of(self, key: str) -> int | None:
        """The number a cell's rows carry; None before it has any."""
        numbers = self._plan.numbers
        return numbers.index(key) if key in numbers else None

    def results(self, number: int | None) -> list[Generation]:
        """What came of a cell, oldest first, without what was deleted."""
        return self._results.of(number)

    def former(self) -> list[int]:
        """Numbers of cells that have results, but are no longer in the plan."""
        return self._results.former(self._plan, self._cells)

    def missing(self) -> list[tuple[Cell, int]]:
        """The cells that are on and what each still lacks of its clips, where it lacks any."""
        return self._results.missing(self._plan, self._cells)

    def total(self) -> Total:
        """What sending the missing ones costs."""
        return total((self.estimate_of(cell.request), times) for cell, times in self.missing())

    def total_of(self, requests: Iterable[VideoRequest]) -> Total:
        """What these cost together."""
        return total((self.estimate_of(each), 1) for each in requests)

    def winners(self, keys: Iterable[str] = ()) -> list[Winner]:
        """Drafts to promote: of the cells ``keys``, or without any the starred ones."""
        return self._results.winners(self._plan, map(self.number_of, keys))

    # What the person does

    def watch(self, on: bool) -> None:
        """Follow the draft and the prices while somebody looks; what was missed is made up for."""
        self._watched = on
        if on:
            self._wake()
            self._follow_draft()
            self.changed.emit()
        else:
            self._follow.stop()

    def take_up(self) -> None:
        """Go on with what is on the desk, unless that is a set and the draft another request."""
        if self._set_id is not None and self._plan.base != self._draft.to_send()[0]:
            self.start_new()

    def start_new(self) -> None:
        """A new set from the draft, which it follows until it is sent."""
        self._wake()
        # What is still being opened was asked for before.
        self._tasks.cancel("open set")
        self._opening, self._meanwhile = None, []
        self._set_id, self._name, self._results = None, "", Results()
        self._plan = Plan(VideoRequest())
        self._follow_draft()
        self.opened.emit()

    def open(self, set_id: int) -> None:
        """Put a set on the desk that was kept."""
        self._wake()
        self._tasks.start(self._open(set_id), "open set", group="open set", exclusive=True)

    def set_name(self, name: str) -> None:
        """Call the set ``name``; without one it gets its usual name."""
        self._name = " ".join(name.split())
        if self._set_id is not None and self._name:
            id, kept = self._set_id, self._name
            self._keep(self._library.run(lambda s: s.rename_set(id, kept)))
        self._remember()
        self.changed.emit()

    def add_axis(self, name: str) -> None:
        """Vary one thing more."""
        if name in variations.addable(self._plan):
            self._take(variations.added(self._plan, name))

    def remove_axis(self, name: str) -> None:
        """Vary one thing less."""
        self._take(variations.removed(self._plan, name))

    def set_values(self, name: str, values: Iterable[Value]) -> None:
        """Let an axis go through these values."""
        self._take(variations.with_values(self._plan, name, values))

    def set_repeats(self, repeats: int) -> None:
        """Make so many clips of each cell."""
        self._take(replace(self._plan, repeats=max(1, min(repeats, variations.MOST_CLIPS))))

    def set_draft_first(self, on: bool) -> None:
        """Make drafts first, or full clips at once."""
        self._take(replace(self._plan, draft_first=on))

    def switch(self, keys: Iterable[str], on: bool) -> None:
        """Switch cells on or off."""
        self._take(variations.switched(self._plan, keys, on))

    def send(self) -> None:
        """Send what the cells lack, and keep the set."""
        wanted = [cell for cell, times in self.missing() for _ in range(times)]
        self._send(wanted)

    def repeat(self, keys: Iterable[str]) -> None:
        """Send these cells once more: another clip of each."""
        wanted = set(keys)
        self._send([cell for cell in self._cells if cell.key in wanted and cell.legal])

    def promote(self, winners: Sequence[Winner]) -> None:
        """Make drafts anew with full settings.

        Of a double click only the first counts, as for all that sends: behind the button that was
        pressed there may stand another one by then, for other cells.
        """
        if winners:
            self._begin(
                self._place([self._orders.of_winner(self._plan, winner) for winner in winners])
            )

    def star(self, keys: Iterable[str]) -> None:
        """Star the newest clip of each cell, or where all have theirs take the stars away."""
        newest: list[int] = []
        for key in keys:
            done = [r.id for r in self.results(self.number_of(key)) if r.state is State.DONE]
            newest += done[-1:]
        if newest:
            self._marks.toggle(newest, Mark.STAR)

    def hide_set(self, set_id: int, *, hidden: bool = True) -> None:
        """Take a set out of the list, or bring it back; its clips stay in the history."""
        self._keep(self._library.run(lambda s: s.hide_set(set_id, hidden=hidden)))
        if hidden and set_id == self._set_id:
            self.start_new()

    # Inside

    def _wake(self) -> None:
        if self._awake:
            return
        self._awake = True
        self._draft.changed.connect(self._on_draft_changed)
        self._estimator.changed.connect(self._on_prices_changed)
        self._library.changed.connect(self._on_row)
        self._library.added.connect(self._on_row)
        self._library.removed.connect(self._on_removed)
        self._library.restored.connect(self._on_restored)

    def _on_draft_changed(self, names: frozenset[str]) -> None:
        if self._set_id is None and self._watched and names != {"variations"}:
            self._follow.start()

    def _on_prices_changed(self) -> None:
        if self._watched:
            self.changed.emit()

    def _follow_draft(self) -> None:
        self._follow.stop()
        if self._set_id is not None:
            return
        request, background = self._draft.to_send()
        plan = variations.fitted(self._plan, request)
        self._show(
            replace(
                plan,
                written=background.written,
                preset=background.preset,
                parent_id=background.parent_id,
                came_from=background.came_from,
                blocked=next((p.text for p in self._draft.problems if p.code == UNFILLED), ""),
                spelling=self._draft.spelling,
            )
        )

    def _take(self, plan: Plan) -> None:
        if plan == self._plan:
            return
        self._show(plan)
        if self._set_id is not None:
            id = self._set_id
            self._keep(self._library.run(lambda s: s.change_plan(id, plan)))

    def _show(self, plan: Plan) -> None:
        self._plan = plan
        try:
            self._cells, self._trouble = variations.cells(plan), ""
        except TooMany as trouble:
            self._cells, self._trouble = (), str(trouble)
        self._remember()
        self.changed.emit()

    def _remember(self) -> None:
        """Keep with the draft what is not sent yet, through a restart and a crash."""
        if self._set_id is None:
            self._draft.set_variations(unsent_to_plain(self._plan, self._name))

    async def _open(self, set_id: int) -> None:
        self._opening, self._meanwhile = set_id, []
        kept = await self._library.run(lambda s: s.get_set(set_id))
        members = await self._library.run(lambda s: s.members(set_id))
        self._set_id, self._name = kept.id, kept.name
        self._results = Results((*members, *self._meanwhile))
        self._opening, self._meanwhile = None, []
        self._show(kept.plan)
        self.opened.emit()

    def _send(self, wanted: Sequence[Cell]) -> None:
        if wanted:
            self._follow.stop()
            plan = variations.numbered(self._plan, (cell.key for cell in wanted))
            # All of it as it stands now: by the time it is kept, another set may be on the desk.
            self._begin(self._send_cells(wanted, plan, self._set_id, self.name))

    def _begin(self, sending: Coroutine[Any, Any, object]) -> None:
        if self._sending or not self._queue.ready():
            sending.close()
            return
        self._sending = True
        self.changed.emit()
        self._tasks.start(self._finish(sending), "send a set")

    async def _finish(self, sending: Coroutine[Any, Any, object]) -> None:
        try:
            await sending
        finally:
            self._sending = False
            self.changed.emit()

    async def _send_cells(
        self, wanted: Sequence[Cell], plan: Plan, set_id: int | None, name: str
    ) -> None:
        """Keep the set, then place its orders: rows never lack the set that they belong to."""
        on_desk = self._set_id == set_id
        if set_id is None:
            set_id = (await self._library.run(lambda s: s.add_set(name, plan))).id
        else:
            await self._library.run(lambda s, id=set_id: s.change_plan(id, plan))  # type: ignore[misc]
        if on_desk and self._set_id in (None, set_id):
            self._set_id, self._name = set_id, name
            self._draft.set_variations({})
            self._show(plan)
            self.opened.emit()
        self.sets_changed.emit()
        numbers = {key: number for number, key in enumerate(plan.numbers)}
        await self._place(
            [self._orders.of_cell(plan, cell, set_id, numbers[cell.key]) for cell in wanted]
        )

    async def _place(self, orders: Sequence[Order]) -> None:
        # The library may tell of them later; what is missing has to be right before that.
        for row in await self._queue.placed(orders):
            if row.set_id == self._set_id:
                self._results.put_new(row)
        self.results_changed.emit(frozenset(order.background.cell for order in orders))
        self.sets_changed.emit()

    def _on_row(self, row: Generation) -> None:
        if row.set_id is None:
            return
        if row.set_id == self._opening:
            self._meanwhile.append(row)
        if row.set_id == self._set_id:
            self._results.put(row)
            self.results_changed.emit(frozenset({row.cell}))
        self.sets_changed.emit()

    def _on_removed(self, ids: Sequence[int]) -> None:
        self._set_hidden(ids, hidden=True)

    def _on_restored(self, ids: Sequence[int]) -> None:
        self._set_hidden(ids, hidden=False)

    def _set_hidden(self, ids: Sequence[int], *, hidden: bool) -> None:
        self.results_changed.emit(self._results.hide(ids, hidden=hidden))
        self.sets_changed.emit()

    def _keep(self, writing: Coroutine[Any, Any, object]) -> None:
        async def write() -> None:
            await writing
            self.sets_changed.emit()

        self._tasks.start(write(), "keep set", protected=True)

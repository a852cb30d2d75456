"""What the person can do with generations: plain functions for slots, run in owned tasks."""

import asyncio
from collections.abc import Collection, Coroutine, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic, time
from typing import Any

from PySide6.QtCore import QObject, Signal

from ..core.errors import Action, SendNotStored, StorageTrouble
from ..core.generation import CameFrom, ClipState, Generation, State
from .account import Account
from .dispatch import Dispatcher
from .draft import Draft
from .editing import WaitingEdit
from .estimator import Estimator
from .fetching import Fetcher
from .library import Library
from .mending import Mender
from .notices import Notice, Notices, Tone
from .orders import (
    Gate,
    Order,
    Record,
    all_allowed,
    left_open,
    nothing_recorded,
    settled,
    with_checks,
)
from .pausing import Pause
from .progress import Progress, ProgressBoard
from .tasks import TaskOwner
from .tokens import TokenState
from .waiting_line import block_moved

TRIED_AGAIN_FOR = 7 * 86_400.0
"""Seconds from its end for which every start tries again to fetch a clip; then only the person
does. Its link is long over by then, and years of such clips would all be asked for, and told of.
"""
DOUBLE_PRESS = 1.0
"""Seconds within which a second press sends nothing."""


class Queue(QObject):
    """The one door from the window to everything that is sent or fetched."""

    progress_changed = Signal(int)
    adopt_refused = Signal(int, str)
    """Id of a row and why what the person gave for it cannot be taken."""

    def __init__(
        self,
        draft: Draft,
        account: Account,
        estimator: Estimator,
        library: Library,
        dispatcher: Dispatcher,
        pause: Pause,
        mender: Mender,
        fetcher: Fetcher,
        board: ProgressBoard,
        notices: Notices,
        tasks: TaskOwner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._draft = draft
        self._account = account
        self._estimator = estimator
        self._library = library
        self._dispatcher = dispatcher
        self._pause = pause
        self._mender = mender
        self._fetcher = fetcher
        self._board = board
        self._notices = notices
        self._tasks = tasks
        self._gate: Gate = all_allowed
        self._gate_of_changes: Gate = all_allowed
        self._record: Record = nothing_recorded
        self._pressed_at = float("-inf")
        board.changed.connect(self.progress_changed)
        mender.refused.connect(self.adopt_refused)
        mender.undelete_requested.connect(self.undelete)

    def progress_of(self, id: int) -> Progress | None:
        """What is going on with a generation, if anything."""
        return self._board.of(id)

    async def resume(self) -> None:
        """After a start: go on with whatever has no end yet. Nothing is sent a second time."""
        rows = self._unknown(await self._library.unfinished())
        await self._pause.look_back([row for row in rows if row.state is State.WAITING])
        rows = self._unknown(rows)
        for row in rows:
            if row.state is State.RUNNING:
                self._dispatcher.accepted(row)
            elif row.state is State.DONE and _worth_fetching(row):
                self._fetcher.fetch(row)
        # Only now: what runs takes its slots first.
        self._dispatcher.enqueue_all([row for row in rows if row.state is State.WAITING])

    def _unknown(self, rows: Sequence[Generation]) -> list[Generation]:
        """Those the dispatcher has not: the first press may come before the start is through.

        What it has went on since these were read, and is not to be sent or followed twice.
        """
        return [row for row in rows if self._dispatcher.row(row.id) is None]

    def submit(self, choices: Sequence[int] = (), *, braces_meant: bool = False) -> None:
        """Generate: send the draft as it stands now.

        ``choices`` says which alternative of each ``{a|b}`` group; with ``braces_meant`` the
        prompt is sent with every brace in it.
        """
        if not self._draft.legal or self._token_missing() or self._pressed_twice():
            return
        profile = self._account.profile
        amount = self._draft.estimate.amount
        request, background = self._draft.to_send()
        order = Order(
            request, background, estimate=amount, profile=profile.id, base_url=profile.base_url
        )
        meant = replace(order, braces_meant=True)
        self.place((meant if braces_meant else settled(order, choices),))

    def set_gate(self, gate: Gate, changes: Gate = all_allowed) -> None:
        """Every order passes ``gate`` from now on, before it gets its row.

        What is changed of a waiting row passes ``changes``: its order names the row's project, and
        what the change costs more.
        """
        self._gate, self._gate_of_changes = gate, changes

    def set_record(self, record: Record) -> None:
        """``record`` tells what is known of a request's references: it is kept with its row."""
        self._record = record

    def place(self, orders: Sequence[Order]) -> None:
        """Send these, in their order: the one door for everything that is to be sent.

        Nothing is placed while one of them still holds a placeholder, a group or another brace
        that nobody knows of.
        """
        if self._may_go(orders):
            # Not protected: a close need not wait for what the gate asks.
            self._tasks.start(self._pass_gate(tuple(orders)), "orders")

    async def placed(self, orders: Sequence[Order]) -> Sequence[Generation]:
        """``place``, and wait: the rows of those that the gate let through."""
        return await self._pass_gate(tuple(orders)) if self._may_go(orders) else ()

    def ready(self) -> bool:
        """Whether a press may send: not where there is no token, nor as half of a double click.

        Why it may not is said.
        """
        return not self._token_missing() and not self._pressed_twice()

    def _may_go(self, orders: Sequence[Order]) -> bool:
        unknown = (order.request for order in orders if not order.braces_meant)
        open_part = next((found for each in unknown if (found := left_open(each))), "")
        if open_part:
            self._tell_left_open(open_part)
        return bool(orders) and not open_part

    def tell_held(self) -> None:
        """The key of Generate is held down: nothing more is sent, and that is said."""
        text = "The key was held down; one press sends one request."
        self._notices.tell(Notice("Sent once", text, topic="double press"))

    def send_again(self, id: int) -> None:
        """Send the request of a row once more, to the same service, as a new row; billed again."""
        if not self._pressed_twice():
            self._tasks.start(self._send_again(id), f"send again {id}")

    def retry(self, id: int) -> None:
        """A request that has not left this computer goes back to waiting."""
        self._once(f"retry {id}", self._retry(id))

    def cancel_waiting(self, id: int) -> None:
        """Take a waiting row back. What was sent cannot be cancelled."""
        self._once(f"take back {id}", self._take_back(id), protected=True)

    def move(self, ids: Collection[int], by: int) -> None:
        """Move waiting rows, as one block, ``by`` places: below zero towards the front."""
        line = self._dispatcher.line
        place = block_moved(line, ids, by)
        if place is not None:
            self._dispatcher.move([id for id in line if id in ids], place)

    def move_to(self, ids: Collection[int], place: int) -> None:
        """Move waiting rows, in their order, to ``place`` (from 0) among the others."""
        self._dispatcher.move([id for id in self._dispatcher.line if id in ids], place)

    def hold_for_edit(self, id: int) -> None:
        """Send others first, while the person has the form of a waiting row open."""
        self._dispatcher.begin_edit(id)

    def edit_ended(self, id: int) -> None:
        """The form is closed: the row takes its turn again."""
        self._dispatcher.end_edit(id)

    def edit(self, row: Generation) -> WaitingEdit:
        """Begin to change what a waiting row will send; see ``hold_for_edit``."""
        gate = self._gate_of_changes
        return WaitingEdit(row, self._account, self._library, self._estimator, gate, self._tasks)

    def pause(self) -> None:
        """Send nothing more until ``go_on``; what was sent goes on."""
        self._pause.pause()

    def go_on(self) -> None:
        """Send what waits."""
        self._pause.go_on()

    def adopt(self, id: int, task_id: str) -> None:
        """The person found the task id of an unconfirmed row at the provider."""
        self._once(f"adopt {id}", self._mender.adopt(id, task_id.strip()))

    def dismiss(self, id: int) -> None:
        """Put an unconfirmed row aside; it is not forgotten."""
        self._once(f"dismiss {id}", self._mender.dismiss(id))

    def fetch_clip(self, id: int) -> None:
        """Try again to fetch a clip."""
        self._once(f"fetch again {id}", self._mender.fetch_clip(id))

    def attach_link(self, id: int, url: str) -> None:
        """The person has a link to the result of a row."""
        self._once(f"attach {id}", self._mender.attach_link(id, url))

    def attach_file(self, id: int, path: Path) -> None:
        """The person has the result of a row as a file."""
        self._once(f"attach {id}", self._mender.attach_file(id, path))

    def save_as(self, id: int, path: Path) -> None:
        """Copy the clip of a row to where the person wants it."""
        self._once(f"save {id}", self._save_as(id, path))

    def delete(self, ids: Sequence[int]) -> None:
        """Take rows out of the history, with undo; clip files stay where they are."""
        if ids:
            self._tasks.start(self._mender.delete(tuple(ids)), "delete", protected=True)

    def undelete(self, ids: Sequence[int]) -> None:
        """Bring rows back."""
        self._tasks.start(self._mender.undelete(ids), "undelete", protected=True)

    def _once(
        self, group: str, coro: Coroutine[Any, Any, object], *, protected: bool = False
    ) -> None:
        """Run ``coro`` unless the same is under way: a double click does a thing once.

        ``protected`` is what must not be lost to a close: else what was taken back is sent.
        """
        if self._tasks.running(group):
            coro.close()
        else:
            self._tasks.start(coro, group, group=group, protected=protected)

    def _pressed_twice(self) -> bool:
        now = monotonic()
        since, self._pressed_at = now - self._pressed_at, now
        if since >= DOUBLE_PRESS:
            return False
        text = "The second press came within a second and sent nothing."
        self._notices.tell(Notice("Sent once", text, topic="double press"))
        return True

    def _token_missing(self) -> bool:
        state = self._account.token_state
        if state not in (TokenState.NONE, TokenState.TROUBLE):
            # While the keyring is still being asked the request waits for it.
            return False
        name = self._account.profile.name
        text = f"Enter the token of your account at {name}. What you wrote stays as it is."
        self._notices.tell(
            Notice(
                "Nothing was sent: no token yet",
                text,
                Tone.WARNING,
                topic="no token",
                action=Action.ENTER_TOKEN,
            )
        )
        return True

    def _tell_left_open(self, part: str) -> None:
        text = (
            f"The prompt still holds {part}. Fill it in, choose one of its parts, or take the "
            "braces out. A brace that is meant is written \\{ or \\}."
        )
        notice = Notice("Nothing was sent", text, Tone.WARNING, topic="left open")
        self._notices.tell(notice)

    async def _pass_gate(self, orders: Sequence[Order]) -> Sequence[Generation]:
        rows: list[Generation] = []

        async def add(allowed: Sequence[Order]) -> None:
            rows.extend(await self._add_protected(allowed))

        await self._gate(orders, add)
        return rows

    async def _add_protected(self, orders: Sequence[Order]) -> Sequence[Generation]:
        """Add ``orders``, whatever becomes of the caller; an error is told once, by the task."""
        task = self._tasks.start(self._add(orders), "add to the queue", protected=True)
        if task is None:
            return ()
        await asyncio.wait({task})
        return () if task.cancelled() or task.exception() else task.result()

    async def _add(self, orders: Sequence[Order]) -> Sequence[Generation]:
        orders = tuple(with_checks(order, self._record) for order in orders)
        self._library.hush()
        try:
            rows = await self._library.add_many(orders)
        except StorageTrouble as trouble:
            raise SendNotStored(trouble.message) from trouble
        self._dispatcher.enqueue_all(rows)
        return rows

    async def _send_again(self, id: int) -> None:
        rows = await self._library.get([id])
        if not rows:
            return
        row = rows[0]
        base_url = self._account.address_of(row.profile, row.base_url)
        amount = await self._estimator.price_again(row, base_url)
        background = replace(row.background, parent_id=id, came_from=CameFrom.AGAIN, position=None)
        order = Order(row.request, background, amount, row.profile, base_url)
        # It was sent with the braces it has.
        self.place((replace(order, braces_meant=True),))

    async def _take_back(self, id: int) -> None:
        if not await self._mender.take_back(id) and self._dispatcher.row(id) is not None:
            # It left between the press and now.
            text = "What was sent cannot be cancelled: the service goes on with it, and bills it."
            self._notices.tell(
                Notice("It was sent already", text, Tone.WARNING, topic=f"sent {id}")
            )

    async def _retry(self, id: int) -> None:
        rows = await self._library.get([id])
        if not rows or rows[0].state is not State.NOT_SENT:
            return
        row = rows[0]

        async def wait_again(orders: Sequence[Order]) -> None:
            for order in orders:
                await self._mender.retry(id, order.background.project)

        order = Order(row.request, row.background, row.estimate, row.profile, row.base_url)
        await self._gate((order,), wait_again)

    async def _save_as(self, id: int, path: Path) -> None:
        rows = await self._library.get([id])
        if rows and rows[0].clip_path:
            await self._fetcher.copy(Path(rows[0].clip_path), path)
            self._notices.tell(Notice("Saved", str(path), topic=f"saved {id}"))


def _worth_fetching(row: Generation) -> bool:
    """Whether a start goes on to fetch the clip of a done row."""
    if row.clip is ClipState.NOT_FETCHED:
        return time() - (row.finished_at or row.created_at) < TRIED_AGAIN_FOR
    return row.clip is not ClipState.SAVED

"""The gate before the queue: a send over a budget asks first."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from time import monotonic

from ..core.budget import Verdict, judge
from ..core.budget_words import question
from ..core.errors import SendNotStored, StorageTrouble
from .budgets import Budgets
from .library import Library
from .notices import Notice, Notices, Offer, Tone
from .orders import Add, Order

SAME_CLICK = 0.6
"""Seconds within which a second yes belongs to the click that gave the first."""


@dataclass(frozen=True, slots=True)
class _Question:
    """A question that stands."""

    orders: tuple[Order, ...]
    notice: Notice


class Yes:
    """A yes to a question about money, told from the second half of a double click on another."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices
        self._given_at = float("-inf")

    def too_soon(self) -> bool:
        """Whether this yes belongs to the click that gave the one before; that is said."""
        now = monotonic()
        since, self._given_at = now - self._given_at, now
        if since >= SAME_CLICK:
            return False
        text = "The second press came at once and sent nothing. What you wrote is as it was."
        self._notices.tell(Notice("Sent once", text, topic="double press"))
        return True


class BudgetGate:
    """Called with orders and the way to add them; see ``orders.Gate``.

    What is sent counts for the project that is in use then. Judging and committing are one step,
    one send after the other, so that two that fit alone cannot both pass where they do not fit
    together. A question is no part of that step: others may be sent while it stands.
    """

    def __init__(self, budgets: Budgets, library: Library, notices: Notices, yes: Yes) -> None:
        self._budgets = budgets
        self._library = library
        self._notices = notices
        self._yes = yes
        self._turn = asyncio.Lock()
        self._questions = count(1)
        self._open: list[_Question] = []

    async def __call__(self, orders: Sequence[Order], add: Add) -> None:
        """Add what may be sent; ask where a budget is in the way. Closing the question is a no."""
        project = self._budgets.project
        stamped = [replace(o, background=replace(o.background, project=project)) for o in orders]
        await self._pass(stamped, add)

    async def change(self, orders: Sequence[Order], add: Add) -> None:
        """The same for what has its row already: it goes on counting for its own project."""
        await self._pass(orders, add)

    async def _pass(self, orders: Sequence[Order], add: Add) -> None:
        async with self._turn:
            verdict = await self._judge(orders)
            if verdict.allowed:
                await add(orders)
                return
        if self._asked_already(orders):
            return
        wanted = await self._ask(orders, verdict)
        if wanted == len(orders):
            async with self._turn:
                await add(orders)
        elif wanted:
            # Others may have been sent meanwhile: then these are asked about again.
            await self._pass(orders[:wanted], add)

    async def _judge(self, orders: Sequence[Order]) -> Verdict:
        # Of the project they count for: another may be in use by the time a question is answered.
        project = orders[0].background.project
        standings = self._budgets.standings_of(self._library.totals, project)
        if standings:
            try:
                totals = await self._library.count(project)
                standings = self._budgets.standings_of(totals, project)
            except StorageTrouble as trouble:
                # Without the sums nobody knows whether it fits.
                raise SendNotStored(trouble.message) from trouble
        return judge([order.estimate for order in orders], standings)

    def _asked_already(self, orders: Sequence[Order]) -> bool:
        """Whether the same is asked at this moment: then that is shown again, and not asked twice.

        Two equal questions would stand one behind the other, and a double click pay for both.
        """
        same = next((q for q in self._open if q.orders == tuple(orders)), None)
        if same is not None:
            # Another object, so that it is shown in front of what came later.
            self._notices.tell(replace(same.notice))
        return same is not None

    async def _ask(self, orders: Sequence[Order], verdict: Verdict) -> int:
        """How many of the first orders the person wants to be sent."""
        topic = f"budget {next(self._questions)}"
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def say(wanted: int) -> None:
            if not answer.done():
                answer.set_result(0 if wanted and self._yes.too_soon() else wanted)

        def look() -> None:
            if all(notice.topic != topic for notice in self._notices.standing):
                say(0)

        asked = question(verdict)
        offers = [Offer("budgetSendAnyway", asked.send_all, lambda: say(verdict.count))]
        if asked.send_fitting:
            first = Offer("budgetSendFirst", asked.send_fitting, lambda: say(verdict.fits))
            offers.insert(0, first)
        told = Notice(asked.title, asked.text, Tone.WARNING, topic=topic, offers=tuple(offers))
        stands = _Question(tuple(orders), told)
        self._open.append(stands)
        self._notices.tell(told)
        connection = self._notices.changed.connect(look)
        try:
            return await answer
        finally:
            self._open.remove(stands)
            self._notices.changed.disconnect(connection)
            self._notices.close_topic(topic)

"""The queue against a model of it: any order of events, also restarts and crashes in between.

Every part is real but for the two that a service answers through: what is sent stays unanswered
until a rule answers it, and what runs runs until a rule ends it.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from seedance_desktop.backend.answers import CreateAnswer, Outcome
from seedance_desktop.backend.paths import paths_in
from seedance_desktop.backend.redaction import Redactor
from seedance_desktop.core.generation import Generation, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state import dispatch
from seedance_desktop.state.loop import EventLoop
from seedance_desktop.state.model import Model, build_model
from seedance_desktop.state.orders import Order
from seedance_desktop.state.sending import STATE_OF
from seedance_desktop.state.tokens import TokenState
from seedance_desktop.state.waiting_line import WaitingLine
from tests.support.waiting import until

NOWHERE = "http://127.0.0.1:9/api"
AT_ONCE = 2
INDEX = st.integers(0, 9)
OUTCOMES = st.sampled_from([Outcome.LIMIT, *Outcome, Outcome.LIMIT, Outcome.RUNNING])
"""Refusals for want of a slot are what the order is hardest to keep through."""


class ScriptedSender:
    """Claims as the real one does; answers when it is told to."""

    def __init__(self, model: Model, sent: Counter[str]) -> None:
        self._library = model.library
        self._sent = sent
        self.in_flight = 0
        self.pending: dict[int, asyncio.Future[Outcome]] = {}

    async def send(self, row: Generation, token: str) -> tuple[Generation, CreateAnswer] | None:
        claimed = await self._library.claim(row.id)
        if claimed is None:
            return None
        self._sent[claimed.request.prompt] += 1
        future = self.pending[row.id] = asyncio.get_running_loop().create_future()
        outcome = await future
        task_id = f"task {row.id}" if outcome is Outcome.RUNNING else ""
        stored = await self._library.record_answer(row.id, STATE_OF[outcome], task_id=task_id)
        if outcome is Outcome.LIMIT:
            self._sent[claimed.request.prompt] -= 1
        return stored, CreateAnswer(outcome, task_id=task_id)


class QuietPoller:
    """Follows nothing: a rule says how a task ends."""

    def follow(self, row: Generation) -> None:
        """Nothing."""

    def leave(self, id: int) -> None:
        """Nothing."""


class QuietFetcher:
    """Fetches nothing: the loop stands still between two rules."""

    def fetch(self, row: Generation) -> None:
        """Nothing."""


class QueueMachine(RuleBasedStateMachine):
    """What the queue is expected to be, beside what it is."""

    def __init__(self, loop: EventLoop) -> None:
        super().__init__()
        self._loop = loop
        self._folder = Path(tempfile.mkdtemp())
        self.line: list[int] = []
        self.sending: list[int] = []
        self.running: list[int] = []
        self.ended: dict[int, State] = {}
        self.prompts: dict[int, str] = {}
        self.returned: dict[int, int] = {}
        self.turns: dict[int, int] = {}
        self.paused = self.held = False
        self.sent: Counter[str] = Counter()
        self._run(self._open())

    # The real one

    def _run(self, coro: Any) -> Any:
        return self._loop.run_until_complete(coro)

    def _do(self, call: Callable[[], object]) -> None:
        """Do it in the loop, and wait for all that comes of it."""

        async def do() -> None:
            call()
            await self._settle()

        self._run(do())

    async def _open(self) -> None:
        paths = paths_in(self._folder)
        paths.ensure()
        model = self.model = build_model(paths, Redactor(), base_url=NOWHERE)
        origin = model.account.profile.origin
        self.failures: list[BaseException] = []
        model.tasks.failed.connect(lambda _, error: self.failures.append(error))
        self.sender = ScriptedSender(model, self.sent)
        dispatcher: Any = model.dispatcher
        dispatcher._sender, dispatcher._poller = self.sender, QuietPoller()
        queue: Any = model.queue
        queue._fetcher = QuietFetcher()
        dispatcher._at_a_time = lambda origin: AT_ONCE
        model.tokens.lend(origin, "token", TokenState.SESSION)
        # The sums are counted on a timer, which may be due when the loop stands between two rules.
        model.library._totals_timer.blockSignals(True)
        await model.library.open()
        await model.queue.resume()
        await self._settle()

    async def _close(self) -> None:
        model = self.model
        model.dispatcher.close()
        await model.tasks.close(30)
        await model.settings.flush()
        await model.draft_keeper.flush()
        await model.client.aclose()
        await model.library.close()
        model.close_threads()

    async def _settle(self) -> None:
        """Until nothing is under way but what waits for a rule."""
        for _ in range(2):
            try:
                await until(lambda: not self._busy())
            except AssertionError as error:
                raise AssertionError(f"still busy: {self._busy()}") from error
            await asyncio.sleep(0)

    def _busy(self) -> set[str]:
        names = {task.get_name() for task in self.model.tasks._tasks}
        idle = {f"send {id}" for id in self.sender.pending}
        return {name for name in names - idle if not name.startswith(("hold", "totals"))}

    # The model

    def _pump(self) -> None:
        free = AT_ONCE - len(self.sending) - len(self.running)
        while self.line and free > 0 and not self.paused and not self.held:
            id = self.line.pop(0)
            self.returned.pop(id, None)
            self.turns[id] = max(self.turns.values(), default=0) + 1
            self.sending.append(id)
            free -= 1

    @rule(count=st.integers(1, 3))
    def place(self, count: int) -> None:
        start = len(self.prompts)
        prompts = [f"clip {start + n}" for n in range(count)]
        profile = self.model.account.profile
        orders = [
            Order(VideoRequest(prompt=p), profile=profile.id, base_url=profile.base_url)
            for p in prompts
        ]
        self._do(lambda: self.model.queue.place(orders))
        for number, prompt in enumerate(prompts, start + 1):
            self.prompts[number] = prompt
            self.line.append(number)
        self._pump()

    @precondition(lambda self: self.line)
    @rule(index=INDEX, by=st.integers(-9, 9))
    def move(self, index: int, by: int) -> None:
        id = self.line[index % len(self.line)]
        self._do(lambda: self.model.queue.move([id], by))
        place = self.line.index(id)
        self.line.remove(id)
        self.line.insert(max(0, min(place + by, len(self.line))), id)
        self._pump()

    @precondition(lambda self: len(self.line) > 1)
    @rule()
    def move_the_last_to_the_front(self) -> None:
        for _ in range(4):
            self.move(len(self.line) - 1, -9)

    @precondition(lambda self: self.line)
    @rule(index=INDEX, delete=st.booleans())
    def take_back(self, index: int, delete: bool) -> None:
        id = self.line.pop(index % len(self.line))
        queue = self.model.queue
        self._do(lambda: queue.delete([id]) if delete else queue.cancel_waiting(id))
        self.returned.pop(id, None)
        self.ended[id] = State.NOT_SENT

    @precondition(lambda self: self.line)
    @rule(index=INDEX)
    def edit(self, index: int) -> None:
        id = self.line[index % len(self.line)]
        row = self.model.dispatcher.waiting_row(id)
        assert row is not None
        self.prompts[id] += "!"

        def change() -> None:
            edit = self.model.queue.edit(row)
            edit.draft.set("prompt", self.prompts[id])
            edit.save()

        self._do(change)

    @precondition(lambda self: self.sending)
    @rule(index=INDEX, outcome=OUTCOMES)
    def answer(self, index: int, outcome: Outcome) -> None:
        id = self.sending.pop(index % len(self.sending))
        future = self.sender.pending.pop(id)
        if outcome is Outcome.RUNNING:
            self.running.append(id)
        elif outcome is Outcome.LIMIT:
            self.held, turn, place = True, self.turns[id], 0
            while place < len(self.line) and self.returned.get(self.line[place], turn) < turn:
                place += 1
            self.line.insert(place, id)
            self.returned[id] = turn
        else:
            self.ended[id] = STATE_OF[outcome]
        self._do(lambda: future.set_result(outcome))
        self._pump()

    @precondition(lambda self: self.running)
    @rule(index=INDEX, state=st.sampled_from([State.DONE, State.FAILED]))
    def end(self, index: int, state: State) -> None:
        id = self.running.pop(index % len(self.running))
        self.ended[id] = state

        async def end() -> None:
            row = await self.model.library.change(id, State(state))
            dispatcher: Any = self.model.dispatcher
            dispatcher._free_slot(row.id)
            await self._settle()

        self._run(end())
        self._pump()

    @rule(paused=st.booleans())
    def pause(self, paused: bool) -> None:
        self._do(self.model.queue.pause if paused else self.model.queue.go_on)
        self.paused = paused
        self._pump()

    @precondition(lambda self: self.held)
    @rule()
    def hold_ends(self) -> None:
        dispatcher: Any = self.model.dispatcher
        dispatcher._held_until.clear()
        self._do(dispatcher.pump)
        self.held = False
        self._pump()

    @rule()
    def restart(self) -> None:
        """Also in the middle of sends: what has no answer then may be billed."""
        self._run(self._close())
        for id in self.sending:
            self.ended[id] = State.UNCONFIRMED
        self.sending.clear()
        self.returned.clear()
        self.held = False
        self._run(self._open())
        self._pump()

    @invariant()
    def it_is_as_expected(self) -> None:
        assert not self.failures
        dispatcher = self.model.dispatcher
        assert list(dispatcher.line) == self.line
        assert sorted(dispatcher.taken) == sorted(self.sending + self.running)
        assert len(dispatcher.taken) <= AT_ONCE
        assert self.model.pause.paused == self.paused

    @invariant()
    def the_history_says_the_same(self) -> None:
        found = {row.id: row for row in self._run(self._stored())}
        states = {
            **dict.fromkeys(self.line, State.WAITING),
            **dict.fromkeys(self.sending, State.SENDING),
            **dict.fromkeys(self.running, State.RUNNING),
            **self.ended,
        }
        assert {id: row.state for id, row in found.items()} == states
        assert {id: row.request.prompt for id, row in found.items()} == self.prompts
        again = WaitingLine()
        for row in found.values():
            again.follow(row)
        assert list(again.ids) == self.line, "the next start would have another order"

    @invariant()
    def nothing_is_sent_twice(self) -> None:
        assert all(times <= 1 for times in self.sent.values())

    async def _stored(self) -> list[Generation]:
        return await self.model.library.get(list(self.prompts))

    def teardown(self) -> None:
        self._run(self._close())
        shutil.rmtree(self._folder)


def test_the_queue_is_as_its_model_says(loop: EventLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "LIMIT_PAUSE", 3_600)
    run_state_machine_as_test(
        lambda: QueueMachine(loop),
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )

"""Sums for budgets: whatever happens in whatever order, each credit is in them once."""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    precondition,
    rule,
)

from seedance_desktop.backend.history import HistoryStore, open_store
from seedance_desktop.core.budget import Period, Scope, Spent, Standing, judge, share_of
from seedance_desktop.core.generation import Background, Generation, State
from seedance_desktop.core.order import Order
from seedance_desktop.core.request import VideoRequest
from tests.support.stores import BASE_URL, NOW, add, history_in, ledger_in, opened

DAY = 86_400.0
BUDGET = 500.0
PROJECT = "Bottle"

prices = st.sampled_from([None, 0.0, 10.0, 75.0, 150.0])
charges = st.sampled_from([0.0, 10.0, 75.5])


@dataclass
class Bill:
    """The simple truth of one request: what it was billed, or may still be."""

    estimate: float | None
    project: str
    expected: bool = True
    charge: float | None = None
    sent_at: float | None = None
    waits: bool = True
    deleted: bool = False

    def share(self) -> Spent:
        if self.waits and self.deleted:
            return Spent()  # such a row is never sent
        if self.charge is not None:
            return Spent(charged=self.charge)
        if not self.expected:
            return Spent()
        return Spent(unknown=1) if self.estimate is None else Spent(held=self.estimate)


def total(shares: Iterable[Spent]) -> Spent:
    return sum(shares, Spent())


class Events(RuleBasedStateMachine):
    """Every event there is, in any order, with restarts and kills between them."""

    waiting = Bundle("waiting")
    sending = Bundle("sending")
    running = Bundle("running")
    unconfirmed = Bundle("unconfirmed")
    not_sent = Bundle("not_sent")
    ended = Bundle("ended")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.now = NOW
        self.day_start = NOW
        self.bills: dict[int, Bill] = {}
        self.session: set[int] = set()
        self.store = self.open()

    def open(self) -> HistoryStore:
        folder = Path(self.folder.name)
        store, _ = open_store(history_in(folder), ledger_in(folder), now=lambda: self.now)
        return store

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @rule(target=waiting, estimate=prices, project=st.sampled_from(["", PROJECT]))
    def order(self, estimate: float | None, project: str) -> int:
        background = Background(project=project)
        order = Order(VideoRequest(prompt="a"), background, estimate, "outai", BASE_URL)
        (row,) = self.store.add_many([order])
        self.bills[row.id] = Bill(estimate, project)
        self.session.add(row.id)
        return row.id

    @rule(target=sending, id=consumes(waiting))
    def claim(self, id: int) -> Any:
        if self.store.claim(id) is None:  # deleted
            return multiple()
        self.bills[id].sent_at = self.now
        self.bills[id].waits = False
        self.session.add(id)
        return id

    @rule(target=not_sent, id=consumes(waiting))
    def take_back(self, id: int) -> int:
        self.store.change(id, State.NOT_SENT)
        self.bills[id].expected = self.bills[id].waits = False
        return id

    @rule(target=waiting, id=consumes(not_sent))
    def try_again(self, id: int) -> int:
        self.store.change(id, State.WAITING)
        self.bills[id].expected = self.bills[id].waits = True
        return id

    def answered(self, id: int, to: State, credits: float | None = None, task: str = "") -> bool:
        """Whether the row was still being sent: a start may have come between."""
        if self.store.get([id])[0].state is not State.SENDING:
            return False
        self.store.record_answer(id, to, credits=credits, task_id=task)
        return True

    @rule(target=running, id=consumes(sending), credits=st.none() | charges)
    def accept(self, id: int, credits: float | None) -> Any:
        if not self.answered(id, State.RUNNING, credits, f"task {id}"):
            return multiple()
        self.bills[id].charge = credits
        return id

    @rule(target=unconfirmed, id=consumes(sending))
    def lose_the_answer(self, id: int) -> Any:
        return id if self.answered(id, State.UNCONFIRMED) else multiple()

    @rule(target=ended, id=consumes(sending))
    def refuse(self, id: int) -> Any:
        if not self.answered(id, State.FAILED):
            return multiple()
        self.bills[id].expected = False
        return id

    @rule(target=waiting, id=consumes(sending))
    def tell_the_limit(self, id: int) -> Any:
        if not self.answered(id, State.WAITING):
            return multiple()
        self.bills[id].waits = True
        return id

    @rule(target=not_sent, id=consumes(sending))
    def find_nobody(self, id: int) -> Any:
        if not self.answered(id, State.NOT_SENT):
            return multiple()
        self.bills[id].expected = False
        return id

    @rule(id=running, credits=charges)
    def tell_the_charge(self, id: int, credits: float) -> None:
        self.store.update(id, credits=credits)
        self.bills[id].charge = credits

    @rule(target=ended, id=consumes(running), to=st.sampled_from([State.DONE, State.FAILED]),
          credits=st.none() | charges)  # fmt: skip
    def end(self, id: int, to: State, credits: float | None) -> int:
        told = {} if credits is None else {"credits": credits}
        self.store.change(id, to, **told)
        if credits is not None:
            self.bills[id].charge = credits
        return id

    @rule(target=running, id=consumes(unconfirmed))
    def adopt(self, id: int) -> int:
        self.store.change(id, State.RUNNING, task_id=f"task {id}")
        return id

    @rule(id=unconfirmed)
    def put_aside(self, id: int) -> None:
        self.store.update(id, dismissed=True)

    @rule(id=st.one_of(running, unconfirmed, ended, not_sent))
    def delete(self, id: int) -> None:
        self.store.hide([id])
        self.bills[id].deleted = True

    @rule(target=unconfirmed)
    def start_anew(self) -> Any:
        """Killed or closed: what was being sent is unconfirmed then."""
        rows = self.store.get(list(self.bills))
        self.store.close()
        self.now += 1
        self.store = self.open()
        self.session = set()
        return multiple(*(row.id for row in rows if row.state is State.SENDING))

    @rule()
    def the_day_ends(self) -> None:
        self.now += DAY
        self.day_start = self.now

    @invariant()
    def every_sum_is_the_truth(self) -> None:
        totals = self.store.totals(self.day_start, PROJECT)
        bills = self.bills
        today = (
            b.share()
            for b in bills.values()
            if b.waits or (b.sent_at is not None and b.sent_at >= self.day_start)
        )
        assert totals.day == total(today)
        assert totals.session == total(
            b.share() for id, b in bills.items() if b.waits or id in self.session
        )
        assert totals.project == total(b.share() for b in bills.values() if b.project)
        for spent in (totals.day, totals.session, totals.project):
            assert spent.charged >= 0 and spent.held >= 0 and spent.unknown >= 0

    @invariant()
    def a_row_alone_says_the_same(self) -> None:
        rows = self.store.get(list(self.bills))
        period = Period(self.day_start)
        assert self.store.totals(self.day_start).day == total(
            share_of(row) for row in rows if period.holds(row)
        )
        for row in rows:
            share = share_of(row)
            assert not (share.charged and share.held)

    @precondition(lambda self: self.bills)
    @rule(estimate=st.sampled_from([10.0, 75.0, 150.0]))
    def a_gate_lets_no_more_pass_than_fits(self, estimate: float) -> None:
        spent = self.store.totals(self.day_start).day
        verdict = judge([estimate], [Standing(Scope.DAY, BUDGET, spent)])
        assert verdict.allowed == (spent.total + estimate <= BUDGET)


Events.TestCase.settings = settings(
    max_examples=50,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestEvents = Events.TestCase


def test_sql_and_python_say_the_same_of_every_kind_of_row(tmp_path: Path) -> None:
    kinds = product(State, (None, 0.0, 60.0), (None, 75.0), (0, 1), ("", "t"), (0, 1))
    with opened(tmp_path) as store:
        row = add(store)
        for state, credits, estimate, hidden, task_id, dismissed in kinds:
            store._db.execute(
                "UPDATE generations SET sent_at = ?, state = ?, credits = ?, estimate = ?,"
                " hidden = ?, task_id = ?, dismissed = ?",
                (NOW, state, credits, estimate, hidden, task_id, dismissed),
            )
            (read,) = store.get([row.id])
            totals = store.totals(NOW)
            assert totals.day == totals.session == share_of(read), read


def test_a_later_versions_state_is_held(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        row = add(store, estimate=75.0)
        store._db.execute("UPDATE generations SET state = 'paused', sent_at = ?", (NOW,))
        assert store.totals(NOW).day == Spent(held=75)
        (read,) = store.get([row.id])
        assert share_of(read) == Spent(held=75)


def test_a_clock_set_back_takes_nothing_out_of_the_session(tmp_path: Path) -> None:
    clock = [NOW]
    store, _ = open_store(history_in(tmp_path), ledger_in(tmp_path), now=lambda: clock[0])
    clock[0] -= DAY
    row = add(store, estimate=75.0)
    store.claim(row.id)
    store.record_answer(row.id, State.RUNNING, task_id="t", credits=70)
    assert store.totals(NOW).session == Spent(charged=70)
    store.close()


def test_projects_are_listed_renamed_and_summed(tmp_path: Path) -> None:
    def made_for(store: HistoryStore, project: str) -> Generation:
        return add(store, background=Background(project=project), estimate=10.0)

    with opened(tmp_path) as store:
        for name in ("Bottle", "bottle 2", "Bottle", ""):
            made_for(store, name)
        assert store.projects() == ["Bottle", "bottle 2"]
        assert store.totals(NOW, "Bottle").project == Spent(held=20)
        store.rename_project("Bottle", "Flasche; DROP")
        assert store.projects() == ["bottle 2", "Flasche; DROP"]
        assert store.totals(NOW, "Flasche; DROP").project == Spent(held=20)

"""Whatever happens to a set, in whatever order: nothing is made or promoted twice by itself."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from seedance_desktop.core.generation import CameFrom, Generation, Mark, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.variation_results import Results
from seedance_desktop.core.variations import Cell, Plan, cells, numbered, plan_of, switched

PLACES = st.integers(0, 50)
ENDS = {
    State.WAITING: (State.NOT_SENT, State.RUNNING, State.FAILED, State.UNCONFIRMED),
    State.RUNNING: (State.DONE, State.FAILED),
}


class SetMachine(RuleBasedStateMachine):
    """A plan of four cells, and everything a person and a service do with it."""

    @initialize(repeats=st.integers(1, 3), draft=st.booleans())
    def begin(self, repeats: int, draft: bool) -> None:
        base = VideoRequest(prompt="{a|b} {c|d}", duration=10)
        self.plan: Plan = replace(plan_of(base), repeats=repeats, draft_first=draft)
        self.results = Results()
        self.asked_again: dict[str, int] = {}

    def cells(self) -> tuple[Cell, ...]:
        return cells(self.plan)

    def rows(self, *states: State) -> list[Generation]:
        return [row for row in self.results if row.state in states]

    def made(self, number: int) -> list[Generation]:
        """What was made of a cell, without promotions and what never left."""
        return [
            row
            for row in self.results
            if row.cell == number
            and row.came_from is not CameFrom.PROMOTED
            and row.state is not State.NOT_SENT
        ]

    def make(self, cell: Cell) -> None:
        self.plan = numbered(self.plan, (cell.key,))
        number = self.plan.numbers.index(cell.key)
        self.results.put_new(_row(len(self.results) + 1, cell.request, number))

    @rule()
    def send(self) -> None:
        for cell, times in self.results.missing(self.plan, self.cells()):
            for _ in range(times):
                self.make(cell)
        assert self.results.missing(self.plan, self.cells()) == []
        for cell in self.cells():
            if cell.enabled:
                assert len(self.made(self.plan.numbers.index(cell.key))) >= self.plan.repeats

    @rule(place=PLACES)
    def repeat(self, place: int) -> None:
        cell = self.cells()[place % 4]
        self.asked_again[cell.key] = self.asked_again.get(cell.key, 0) + 1
        self.make(cell)

    @precondition(lambda self: self.plan.repeats < 6)
    @rule()
    def want_more(self) -> None:
        self.plan = replace(self.plan, repeats=self.plan.repeats + 1)

    @rule(place=PLACES, on=st.booleans())
    def switch(self, place: int, on: bool) -> None:
        self.plan = switched(self.plan, (self.cells()[place % 4].key,), on)

    @precondition(lambda self: self.rows(*ENDS))
    @rule(place=PLACES, end=PLACES)
    def go_on(self, place: int, end: int) -> None:
        found = self.rows(*ENDS)
        row = found[place % len(found)]
        ends = ENDS[row.state]
        self.results.put(replace(row, state=ends[end % len(ends)]))

    @precondition(lambda self: len(self.results))
    @rule(place=PLACES, hidden=st.booleans())
    def delete(self, place: int, hidden: bool) -> None:
        self.results.hide([place % len(self.results) + 1], hidden=hidden)

    @precondition(lambda self: self.rows(State.WAITING))
    @rule(place=PLACES)
    def finish_well(self, place: int) -> None:
        found = self.rows(State.WAITING)
        row = found[place % len(found)]
        self.results.put(replace(row, state=State.DONE, mark=Mark.STAR))

    @precondition(lambda self: self.rows(State.DONE))
    @rule(place=PLACES, mark=st.sampled_from(Mark))
    def mark(self, place: int, mark: Mark) -> None:
        found = self.rows(State.DONE)
        self.results.put(replace(found[place % len(found)], mark=mark))

    @rule()
    def promote(self) -> None:
        for winner in self.results.winners(self.plan):
            assert winner.row.mark is Mark.STAR and not winner.row.hidden
            made = _row(len(self.results) + 1, winner.request, winner.row.cell)
            parent = {"parent_id": winner.row.id, "came_from": CameFrom.PROMOTED}
            self.results.put_new(replace(made, **parent))
        assert self.results.winners(self.plan) == []

    @invariant()
    def nothing_is_made_too_often(self) -> None:
        if not hasattr(self, "plan"):
            return
        for key, number in ((key, n) for n, key in enumerate(self.plan.numbers)):
            made = self.made(number)
            assert len(made) <= self.plan.repeats + self.asked_again.get(key, 0)

    @invariant()
    def no_draft_is_promoted_twice(self) -> None:
        if not hasattr(self, "plan"):
            return
        parents = [
            row.parent_id
            for row in self.results
            if row.came_from is CameFrom.PROMOTED and row.state is not State.NOT_SENT
        ]
        assert len(parents) == len(set(parents))
        assert self.plan.draft_first or not parents


def _row(id: int, request: VideoRequest, number: int | None) -> Generation:
    return Generation(
        id, str(id), State.WAITING, request, "demo", "https://a.example", 0.0, cell=number
    )


TestSet = SetMachine.TestCase
TestSet.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_a_promotion_is_no_repeat_of_its_cell() -> None:
    plan = replace(plan_of(VideoRequest(prompt="a boat", duration=10)), draft_first=True)
    (cell,) = cells(plan)
    plan = replace(numbered(plan, (cell.key,)), repeats=2)
    draft = replace(_row(1, cell.request, 0), state=State.DONE, mark=Mark.STAR)
    full = replace(_row(2, cell.full, 0), parent_id=1, came_from=CameFrom.PROMOTED)
    assert Results((draft, full)).missing(plan, cells(plan)) == [(cell, 1)]

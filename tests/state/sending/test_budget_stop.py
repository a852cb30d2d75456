"""A budget that gets tighter stops what waits before it goes over, and nobody is asked twice."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from seedance_desktop.core.budget import Scope
from seedance_desktop.core.generation import State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.budget_stop import NO_ROOM
from seedance_desktop.state.gate import SAME_CLICK
from seedance_desktop.state.model import Model
from seedance_desktop.state.notices import Notice
from seedance_desktop.state.orders import Order
from tests.support.models import rows, running_model, until_state
from tests.support.simulator import Simulator
from tests.support.waiting import until


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator.start("fast", speed=20) as simulator:
        yield simulator


async def place(model: Model, *estimates: float | None) -> list[int]:
    """Put requests of these prices into the queue; their ids."""
    profile, before = model.account.profile, set(model.dispatcher.line)
    model.queue.place(
        [Order(VideoRequest(prompt=f"clip {n}"), estimate=credits, profile=profile.id,
               base_url=profile.base_url) for n, credits in enumerate(estimates)]
    )  # fmt: skip
    await until(lambda: len(model.dispatcher.line) == len(before) + len(estimates))
    return [id for id in model.dispatcher.line if id not in before]


def told(model: Model) -> list[Notice]:
    return [n for n in model.notices.standing if n.topic == "budget of what waits"]


def press(notice: Notice, name: str) -> None:
    next(offer for offer in notice.offers if offer.name == name).call()


async def stopped(model: Model, *ids: int) -> None:
    """Wait until the line stops before these, and their cards say so."""

    def held() -> list[int]:
        progress = {id: model.board.of(id) for id in model.dispatcher.line}
        return [id for id, each in progress.items() if each is not None and each.note == NO_ROOM]

    def as_wanted() -> bool:
        stop = model.budget_stop.stop
        return (stop.ids if stop else ()) == ids and held() == list(ids)

    await until(as_wanted, f"stopped before {ids}")


async def states(model: Model, *ids: int) -> list[State]:
    return [row.state for row in await model.library.get(ids)]


@asynccontextmanager
async def paused(folder: Path, simulator: Simulator) -> AsyncIterator[Model]:
    async with running_model(folder, simulator.base_url) as model:
        model.queue.pause()
        yield model


@pytest.mark.parametrize("scope", list(Scope))
async def test_it_stops_before_the_first_that_goes_over_and_says_so(
    tmp_path: Path, simulator: Simulator, scope: Scope
) -> None:
    async with paused(tmp_path, simulator) as model:
        model.budgets.add("Bottle")
        one, two, three, four = await place(model, 100, 100, 10, 100)
        model.budgets.set_amount(scope, 150)
        await stopped(model, two, three, four)
        (notice,) = told(model)
        assert "goes over the budget for" in notice.title
        assert "With 100 more it comes to 200 of 150 credits" in notice.message
        assert "3 requests wait until they fit" in notice.message
        model.queue.go_on()
        await until_state(model, one, State.DONE)
        assert await states(model, two, three, four) == [State.WAITING] * 3
    assert [post.request["prompt"] for post in simulator.log()] == ["clip 0"]


async def test_send_anyway_sends_all_of_it_and_asks_no_more(
    tmp_path: Path, simulator: Simulator
) -> None:
    async with paused(tmp_path, simulator) as model:
        ids = await place(model, 100, None)
        model.budgets.set_amount(Scope.DAY, 50)
        await stopped(model, *ids)
        model.queue.go_on()
        press(told(model)[0], "waitingSendAnyway")
        for id in ids:
            await until_state(model, id, State.DONE)
        assert not told(model) and model.budget_stop.stop is None
        assert model.settings.value.judge_up_to == 0


async def test_kept_waiting_it_goes_once_it_fits_and_is_told_once(
    tmp_path: Path, simulator: Simulator
) -> None:
    async with paused(tmp_path, simulator) as model:
        one, two, three = await place(model, 100, 100, 100)
        model.budgets.set_amount(Scope.DAY, 250)
        await stopped(model, three)
        press(told(model)[0], "waitingKeep")
        model.queue.cancel_waiting(one)
        await stopped(model)
        assert not told(model)
        model.budgets.set_amount(Scope.DAY, 150)
        await stopped(model, three)
        assert told(model)
        model.queue.move([three], -1)
        await stopped(model, two)
        model.notices.close(told(model)[0])
        model.budgets.set_amount(Scope.DAY, 160)
        model.queue.go_on()
        await until_state(model, three, State.DONE)
        assert not told(model) and await states(model, two) == [State.WAITING]
        model.budgets.set_amount(Scope.DAY, None)
        await until_state(model, two, State.DONE)


async def test_what_the_gate_let_through_anyway_is_not_asked_about_again(
    tmp_path: Path, simulator: Simulator
) -> None:
    async with paused(tmp_path, simulator) as model:
        model.budgets.set_amount(Scope.DAY, 150)
        one, two = await place(model, 75, 75)
        model.budgets.set_amount(Scope.SESSION, 150)
        await until(lambda: not model.tasks.running("judge what waits"))
        assert not told(model)
        model.budgets.set_amount(Scope.DAY, 75)
        await stopped(model, two)
        profile = model.account.profile
        order = Order(VideoRequest(prompt="new"), estimate=75, profile=profile.id,
                      base_url=profile.base_url)  # fmt: skip
        model.queue.place([order])
        await until(lambda: any(n.topic == "budget 1" for n in model.notices.standing))
        press(next(n for n in model.notices.standing if n.topic == "budget 1"), "budgetSendAnyway")
        await until(lambda: len(model.dispatcher.line) == 3)
        new = model.dispatcher.line[-1]
        model.queue.go_on()
        await until_state(model, one, State.DONE)
        await until_state(model, new, State.DONE)
        await stopped(model, two)


async def test_the_stop_holds_over_a_restart_and_is_told_again(
    tmp_path: Path, simulator: Simulator
) -> None:
    async with paused(tmp_path, simulator) as model:
        one, two = await place(model, 100, 100)
        model.budgets.set_amount(Scope.DAY, 150)
        await stopped(model, two)
        model.settings.set(queue_paused=False)
    async with running_model(tmp_path, simulator.base_url) as model:
        await until_state(model, one, State.DONE)
        await stopped(model, two)
        await until(lambda: told(model))
        press(told(model)[0], "waitingSendAnyway")
        await until_state(model, two, State.DONE)
    async with running_model(tmp_path, simulator.base_url) as model:
        assert not told(model)


async def test_a_double_click_on_another_question_does_not_send_what_is_stopped(
    tmp_path: Path, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seedance_desktop.state.gate.SAME_CLICK", 3600)
    assert SAME_CLICK < 1
    async with paused(tmp_path, simulator) as model:
        (one,) = await place(model, 100)
        model.budgets.set_amount(Scope.DAY, 50)
        await stopped(model, one)
        profile = model.account.profile
        order = Order(VideoRequest(prompt="new"), estimate=75, profile=profile.id,
                      base_url=profile.base_url)  # fmt: skip
        model.queue.place([order])
        await until(lambda: any(n.topic == "budget 1" for n in model.notices.standing))
        press(next(n for n in model.notices.standing if n.topic == "budget 1"), "budgetSendAnyway")
        press(told(model)[0], "waitingSendAnyway")
        await until(lambda: len(model.dispatcher.line) == 2)
        await stopped(model, one)


async def test_a_project_may_be_renamed_while_it_stops(
    tmp_path: Path, simulator: Simulator
) -> None:
    async with paused(tmp_path, simulator) as model:
        model.budgets.add("Bottle")
        (one,) = await place(model, 100)
        model.budgets.set_amount(Scope.PROJECT, 50)
        await stopped(model, one)
        model.queue.go_on()
        model.budgets.rename("Bottle", "Flasche")
        await until(lambda: told(model) and "“Flasche”" in told(model)[0].title)
        await stopped(model, one)
        model.budgets.use("")
        await stopped(model, one)
        model.budgets.remove("Flasche")
        await until_state(model, one, State.DONE)
    assert len(simulator.log()) == 1


async def test_a_raise_or_an_empty_line_stops_nothing(tmp_path: Path, simulator: Simulator) -> None:
    async with paused(tmp_path, simulator) as model:
        model.budgets.set_amount(Scope.DAY, 100)
        (one,) = await place(model, 100)
        model.budgets.set_amount(Scope.DAY, 200)
        model.budgets.set_amount(Scope.DAY, 100)
        await until(lambda: not model.tasks.running("judge what waits"))
        await stopped(model)
        assert not told(model)
        model.queue.go_on()
        await until_state(model, one, State.DONE)
        assert len(await rows(model)) == 1

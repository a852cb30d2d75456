"""Estimates that learn from what was charged, over a real history."""

from collections.abc import Sequence
from pathlib import Path

from seedance_desktop.core.generation import State
from seedance_desktop.core.pricing import SIBLING_PRICES, PriceKey, Source, estimate
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Model
from seedance_desktop.state.model import Model as App
from tests.support.models import running_model
from tests.support.waiting import until

NOWHERE = "http://127.0.0.1:9/api"
FIVE = VideoRequest(prompt="a boat")
FAST = FIVE.with_value("model", Model.SEEDANCE_2_0_FAST)


async def charge(app: App, request: VideoRequest, credits: float) -> int:
    """A generation that was accepted for ``credits``; its id."""
    profile = app.account.profile
    row = await app.library.add(request, profile=profile.id, base_url=NOWHERE, estimate=None)
    await app.library.claim(row.id)
    await app.library.record_answer(row.id, State.RUNNING, task_id=f"t{row.id}", credits=credits)
    return row.id


async def test_a_charge_is_learnt_while_the_app_runs(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as app:
        app.draft.replace(FIVE)
        assert app.draft.estimate.source is Source.UNKNOWN
        await charge(app, FIVE, 150)
        await until(lambda: app.draft.estimate.seen == 1)
        assert app.draft.estimate == estimate(FIVE, None, [150])
        await charge(app, FIVE.with_value("prompt", "another"), 120)
        await until(lambda: app.draft.estimate.seen == 2)
        assert (app.draft.estimate.low, app.draft.estimate.high) == (120, 150)


async def test_a_refund_is_unlearnt_with_its_task(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as app:
        app.draft.replace(FIVE)
        id = await charge(app, FIVE, 150)
        await until(lambda: app.draft.estimate.seen == 1)
        await app.library.change(id, State.FAILED, credits=0)
        await until(lambda: app.draft.estimate.source is Source.UNKNOWN)


async def test_other_choices_say_what_they_would_change(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as app:
        app.draft.replace(FIVE)
        await charge(app, FIVE, 150)
        await charge(app, FAST, 100)
        await until(lambda: app.draft.difference("model", FAST.model) == -50)
        app.draft.set("model", FAST.model)
        assert app.draft.difference("model", FIVE.model) == 50
        assert app.draft.difference("duration", 15) is None


async def test_many_requests_are_priced_by_one_question(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as app:
        await charge(app, FIVE, 150)
        await until(lambda: not app.tasks.running("estimate"))
        asked: list[Sequence[PriceKey]] = []
        ask = app.library.past_charges

        async def counted(keys: Sequence[PriceKey]) -> dict[PriceKey, tuple[float, ...]]:
            asked.append(keys)
            return await ask(keys)

        app.library.past_charges = counted  # type: ignore[method-assign]
        cells = [
            request.with_value("duration", seconds).with_value("prompt", f"cell {n}")
            for n in range(10)
            for seconds in (5, 6, 7, 8, 9)
            for request in (FIVE, FAST)
        ]
        sibling = next(p for p in app.account.profiles if p.prices)
        here = await app.estimator.prices(cells)
        there = await app.estimator.prices(cells, sibling)
        assert len(asked) == 2
        assert [e.source for e in here].count(Source.PAST_CHARGES) == 10
        assert there == [estimate(cell, SIBLING_PRICES) for cell in cells]
        assert await app.estimator.prices(cells) == here
        assert app.estimator.estimate_of(cells[0]) == here[0]
        assert len(asked) == 2


async def test_sending_again_is_priced_by_what_was_charged(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as app:
        id = await charge(app, FIVE, 150)
        app.queue.send_again(id)
        await until(lambda: app.dispatcher.line)
        row = app.dispatcher.waiting_row(app.dispatcher.line[0])
        assert row is not None
        assert (row.parent_id, row.estimate) == (id, 150)

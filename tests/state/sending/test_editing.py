"""Changing what waits, and the race with its being sent, which the claim always wins."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from seedance_desktop.core.budget import Scope
from seedance_desktop.core.generation import Generation, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.model import Model
from seedance_desktop.state.orders import Order
from tests.support.models import rows, running_model, until_state
from tests.support.simulator import Simulator
from tests.support.waiting import until

NOWHERE = "http://127.0.0.1:9/api"


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator.start("fast", speed=20) as simulator:
        yield simulator


async def waiting(model: Model, prompt: str = "before", estimate: float = 75) -> Generation:
    """A row that waits in a paused queue."""
    profile = model.account.profile
    order = Order(VideoRequest(prompt=prompt), estimate=estimate, profile=profile.id,
                  base_url=profile.base_url, braces_meant=True)  # fmt: skip
    model.queue.pause()
    model.queue.place([order])
    await until(lambda: model.dispatcher.line)
    (row,) = await model.library.get(model.dispatcher.line)
    return row


async def test_what_is_saved_is_what_is_sent(tmp_path: Path, simulator: Simulator) -> None:
    async with running_model(tmp_path, simulator.base_url) as model:
        row = await waiting(model)
        model.draft.replace(VideoRequest(prompt="my own"))
        edit = model.queue.edit(row)
        assert edit.draft.request == row.request and not edit.changed
        edit.draft.set("prompt", "// a note\nafter {{when=dawn}}")
        edit.draft.set("duration", 9)
        saved: list[int] = []
        edit.saved.connect(lambda: saved.append(1))
        edit.save()
        await until(lambda: saved)
        (stored,) = await rows(model)
        assert (stored.request.prompt, stored.request.duration) == ("after dawn", 9)
        assert stored.written == "// a note\nafter {{when=dawn}}"
        await until(lambda: model.dispatcher.waiting_row(row.id) == stored)
        assert list(await model.library.ids("dawn", None)) == [row.id]
        assert model.draft.request.prompt == "my own"
        again = model.queue.edit(stored)
        assert again.draft.request.prompt == stored.written
        model.queue.go_on()
        await until_state(model, row.id, State.DONE)
    (post,) = simulator.log()
    assert (post.request["prompt"], post.request["duration"]) == ("after dawn", 9)


async def test_what_was_found_of_its_references_stays_while_they_do(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        profile = model.account.profile
        request = VideoRequest(prompt="before", image_urls=("https://a.test/1.png",))
        order = Order(request, estimate=75, profile=profile.id, base_url=profile.base_url)
        model.queue.pause()
        model.queue.place([order])
        await until(lambda: model.dispatcher.line)
        (row,) = await model.library.get(model.dispatcher.line)
        assert row.checks
        for field, value, kept in (
            ("prompt", "after", row.checks),
            ("image_urls", ("https://a.test/2.png",), ""),
        ):
            edit = model.queue.edit(row)
            edit.draft.set(field, value)
            saved: list[int] = []
            edit.saved.connect(lambda saved=saved: saved.append(1))
            edit.save()
            await until(lambda saved=saved: saved)
            (row,) = await model.library.get([row.id])
            assert (getattr(row.request, field), row.checks) == (value, kept)


async def test_a_claim_wins_and_the_edit_says_so(tmp_path: Path, simulator: Simulator) -> None:
    async with running_model(tmp_path, simulator.base_url) as model:
        row = await waiting(model)
        edit = model.queue.edit(row)
        late: list[int] = []
        edit.too_late.connect(lambda: late.append(1))
        edit.draft.set("prompt", "after")
        model.queue.go_on()
        await until(lambda: late)
        edit.save()
        await until_state(model, row.id, State.DONE)
        assert late == [1] and edit.late
        assert edit.draft.request.prompt == "after", "what was typed is still there"
    assert [post.request["prompt"] for post in simulator.log()] == ["before"]


async def test_saved_or_sent_in_the_same_moment_only_one_of_both_holds(
    tmp_path: Path, simulator: Simulator
) -> None:
    async with running_model(tmp_path, simulator.base_url) as model:
        for number in range(6):
            row = await waiting(model, f"before {number}")
            edit = model.queue.edit(row)
            ends: list[str] = []
            edit.saved.connect(lambda ends=ends: ends.append("saved"))
            edit.too_late.connect(lambda ends=ends: ends.append("late"))
            edit.draft.set("prompt", f"after {number}")
            edit.save()
            for _ in range(number):
                await asyncio.sleep(0)
            model.queue.go_on()
            await until_state(model, row.id, State.DONE)
            await until(lambda ends=ends: ends)
            sent = simulator.log()[-1].request["prompt"]
            assert sent == (f"after {number}" if ends[0] == "saved" else f"before {number}")
    assert len(simulator.log()) == 6


async def test_what_was_taken_back_cannot_be_changed(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        row = await waiting(model)
        edit = model.queue.edit(row)
        edit.draft.set("prompt", "after")
        model.queue.cancel_waiting(row.id)
        await until(lambda: edit.late)
        edit.save()
        (stored,) = await rows(model)
        assert stored.request.prompt == "before"


async def test_braces_that_were_meant_stay_and_let_no_group_slip_in(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        row = await waiting(model, "a {raw} boat")
        edit = model.queue.edit(row)
        assert edit.draft.request.prompt == "a \\{raw\\} boat" and not edit.changed
        refused: list[str] = []
        edit.refused.connect(refused.append)
        edit.draft.set("prompt", "a \\{raw\\} boat at {dawn|noon}")
        edit.save()
        assert refused
        edit.draft.set("prompt", "a \\{raw\\} ship")
        edit.save()
        await until(lambda: not model.tasks.running(f"edit {row.id}"))
        (stored,) = await rows(model)
        assert stored.request.prompt == "a {raw} ship"


async def test_a_new_group_is_not_saved(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        row = await waiting(model)
        edit = model.queue.edit(row)
        refused: list[str] = []
        edit.refused.connect(refused.append)
        edit.draft.set("prompt", "at {dawn|night}")
        edit.save()
        assert "{dawn|night}" in refused[0]
        assert [found.request.prompt for found in await rows(model)] == ["before"]


async def test_a_budget_is_asked_for_what_it_costs_more(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.account.use("loova")
        model.budgets.set_amount(Scope.DAY, 100)
        row = await waiting(model)
        assert model.account.profile.prices is not None
        saved: list[int] = []
        for duration, asks in ((6, False), (15, True), (4, False)):
            (stands,) = await model.library.get([row.id])
            edit = model.queue.edit(stands)
            edit.saved.connect(lambda: saved.append(1))
            edit.draft.set("duration", duration)
            saved.clear()
            edit.save()
            if asks:
                await until(lambda: model.notices.standing, "the question")
                assert not saved
                (notice,) = model.notices.standing
                assert notice.topic.startswith("budget")
                notice.offers[-1].call()
            await until(lambda: saved)
        (stands,) = await model.library.get([row.id])
        assert (stands.request.duration, stands.estimate) == (4, 60)


async def test_a_row_is_judged_by_the_budget_of_its_own_project(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.account.use("loova")
        model.budgets.add("Bottle")
        model.budgets.set_amount(Scope.PROJECT, 100)
        row = await waiting(model)
        model.budgets.add("Other")
        model.budgets.set_amount(Scope.PROJECT, 10)
        edit = model.queue.edit(row)
        saved: list[int] = []
        edit.saved.connect(lambda: saved.append(1))
        edit.draft.set("duration", 6)
        edit.save()
        await until(lambda: saved, "saved without a question: Bottle has room")
        edit.draft.set("duration", 15)
        saved.clear()
        edit.save()
        await until(lambda: model.notices.standing, "the question")
        (notice,) = model.notices.standing
        assert "for “Bottle”" in notice.title and not saved
        notice.offers[-1].call()
        await until(lambda: saved)
        (stands,) = await model.library.get([row.id])
        assert (stands.project, stands.estimate) == ("Bottle", 225)


async def test_the_project_of_a_row_may_be_renamed_while_it_is_changed(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.account.use("loova")
        model.budgets.add("Bottle")
        model.budgets.set_amount(Scope.PROJECT, 100)
        edit = model.queue.edit(await waiting(model))
        model.budgets.rename("Bottle", "Flasche")
        await until(lambda: not model.budgets.renaming)
        edit.draft.set("duration", 15)
        edit.save()
        await until(lambda: model.notices.standing, "the question")
        assert "for “Flasche”" in model.notices.standing[0].title


async def test_a_question_about_an_edit_that_goes_on_is_asked_no_more(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.account.use("loova")
        model.budgets.set_amount(Scope.DAY, 100)
        edit = model.queue.edit(await waiting(model))
        saved: list[int] = []
        edit.saved.connect(lambda: saved.append(1))
        edit.draft.set("duration", 15)
        edit.save()
        await until(lambda: model.notices.standing, "the question")
        edit.draft.set("prompt", "after")
        await until(lambda: not model.notices.standing)
        assert edit.changed and not saved
        edit.save()
        await until(lambda: model.notices.standing, "the question, of what it is now")
        model.notices.standing[0].offers[-1].call()
        await until(lambda: saved)
        (stored,) = await rows(model)
        assert (stored.request.prompt, stored.request.duration) == ("after", 15)

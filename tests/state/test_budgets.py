"""A send over a budget asks first, and no order of sends and answers slips past."""

from pathlib import Path

import pytest

from seedance_desktop.core.budget import Scope, Spent
from seedance_desktop.core.generation import Generation, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.model import Model
from seedance_desktop.state.notices import Notice
from seedance_desktop.state.orders import Order
from tests.support.models import rows, running_model
from tests.support.waiting import until

NOWHERE = "http://127.0.0.1:9/api"


def order(model: Model, estimate: float | None = 100.0, prompt: str = "a boat") -> Order:
    profile = model.account.profile
    request = VideoRequest(prompt=prompt)
    return Order(request, estimate=estimate, profile=profile.id, base_url=profile.base_url)


def orders(model: Model, *estimates: float | None) -> list[Order]:
    return [order(model, credits, f"clip {n}") for n, credits in enumerate(estimates)]


def asked(model: Model) -> list[Notice]:
    """The questions that stand."""
    return [n for n in model.notices.standing if n.topic.startswith("budget ")]


def offer(notice: Notice, name: str) -> None:
    """Press a button of a notice, as the bar does."""
    next(o for o in notice.offers if o.name == name).call()


async def sent(model: Model, count: int) -> list[Generation]:
    """Wait until the history has so many rows, and no more are coming."""
    await until(lambda: len(model.dispatcher.line) == count)
    await until(lambda: not model.tasks.running("") or asked(model))
    found = await rows(model)
    assert len(found) == count
    return found


async def question(model: Model) -> Notice:
    await until(lambda: asked(model), "the question")
    return asked(model)[-1]


async def test_without_a_budget_nothing_is_asked(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.queue.place(orders(model, None, 1e9))
        await sent(model, 2)
        assert not asked(model)
        assert model.budgets.tightest is None


@pytest.mark.parametrize("scope", [Scope.SESSION, Scope.DAY])
async def test_what_fits_is_sent_and_held_and_what_does_not_asks(
    tmp_path: Path, scope: Scope
) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.budgets.set_amount(scope, 250)
        model.queue.place(orders(model, 100, 150))
        await sent(model, 2)
        await until(lambda: model.budgets.tightest and model.budgets.tightest.left == 0)
        model.queue.place([order(model, 1)])
        notice = await question(model)
        assert "With 1 more it comes to 251 of 250 credits" in notice.message
        assert await sent(model, 2)


async def test_send_anyway_sends_it_and_no_keeps_everything(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.budgets.set_amount(Scope.DAY, 50)
        model.draft.replace(VideoRequest(prompt="a boat"))
        before = model.draft.request
        model.queue.place([order(model)])
        model.notices.close(await question(model))
        await until(lambda: not model.tasks.running(""))
        assert not await rows(model) and model.draft.request == before
        model.queue.place([order(model)])
        offer(await question(model), "budgetSendAnyway")
        (row,) = await sent(model, 1)
        assert row.estimate == 100
        await until(lambda: not asked(model))


async def test_a_set_stops_before_the_budget_and_offers_what_fits(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.budgets.set_amount(Scope.DAY, 250)
        model.queue.place(orders(model, 100, 100, 100))
        notice = await question(model)
        assert not await rows(model)
        assert "The first 2 fit." in notice.message
        offer(notice, "budgetSendFirst")
        found = await sent(model, 2)
        assert [row.request.prompt for row in found] == ["clip 1", "clip 0"]


async def test_what_was_sent_while_it_asked_is_counted_before_the_fitting_go(
    tmp_path: Path,
) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.budgets.set_amount(Scope.DAY, 250)
        model.queue.place(orders(model, 100, 100, 100))
        first = await question(model)
        model.queue.place([order(model)])
        await sent(model, 1)
        offer(first, "budgetSendFirst")
        model.notices.close(first)
        again = await question(model)
        assert "The first one fits." in again.message
        await sent(model, 1)


async def test_an_unknown_price_under_a_budget_asks(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.budgets.set_amount(Scope.SESSION, 1000)
        model.queue.place([order(model, None)])
        notice = await question(model)
        assert "no price until the first charge" in notice.message
        offer(notice, "budgetSendAnyway")
        await sent(model, 1)
        await until(lambda: model.library.totals.session.unknown == 1)


async def test_two_that_fit_alone_do_not_both_pass(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.budgets.set_amount(Scope.DAY, 150)
        for each in orders(model, *[100] * 5):
            model.queue.place([each])
        await until(lambda: len(asked(model)) == 4)
        await sent(model, 1)


async def test_trying_again_is_a_send_too(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.queue.place([order(model)])
        (row,) = await sent(model, 1)
        model.queue.cancel_waiting(row.id)
        await until(lambda: model.library.totals.counts.get(State.NOT_SENT))
        model.budgets.set_amount(Scope.DAY, 50)
        model.budgets.add("Bottle")
        model.queue.retry(row.id)
        notice = await question(model)
        assert (await rows(model))[0].state is State.NOT_SENT
        offer(notice, "budgetSendAnyway")
        await until(lambda: model.library.totals.counts.get(State.WAITING))
        assert (await rows(model))[0].project == "Bottle"


async def test_a_project_has_its_own_budget_and_its_rows(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.budgets.add("Bottle")
        model.budgets.set_amount(Scope.PROJECT, 150)
        model.queue.place([order(model)])
        (row,) = await sent(model, 1)
        assert row.project == "Bottle"
        model.queue.place([order(model)])
        assert "for “Bottle”" in (await question(model)).title
        model.budgets.use("")
        model.queue.place([order(model)])
        newest, _ = await sent(model, 2)
        assert newest.project == ""


async def test_an_answer_is_held_against_the_project_that_it_counts_for(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.budgets.add("Bottle")
        model.budgets.set_amount(Scope.PROJECT, 150)
        model.queue.place(orders(model, 100, 100))
        notice = await question(model)
        model.queue.place([order(model, 150)])
        await sent(model, 1)
        model.budgets.use("")
        offer(notice, "budgetSendFirst")
        await until(lambda: asked(model) and asked(model)[0].topic != notice.topic)
        assert "for “Bottle”" in asked(model)[0].title
        await sent(model, 1)


async def test_a_project_keeps_its_sum_under_another_name_and_over_a_restart(
    tmp_path: Path,
) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.budgets.add("Bottle")
        model.budgets.set_amount(Scope.PROJECT, 150)
        model.queue.place([order(model)])
        await sent(model, 1)
        model.budgets.rename("Bottle", "Flasche")
        await until(lambda: model.library.totals.project == Spent(held=100))
        assert model.budgets.projects == ("Flasche",)
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        await until(lambda: model.budgets.standings and model.budgets.standings[0].left == 50)
        (standing,) = model.budgets.standings
        assert (standing.project, standing.amount) == ("Flasche", 150)
        model.budgets.remove("Flasche")
        assert (model.budgets.project, model.budgets.standings) == ("", ())
        assert (await rows(model))[0].project == "Flasche"


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("", True),
        ("bottle", True),
        ("Bottle 2", False),
        ("a\nb", True),
        ("x" * 61, True),
        ("\U0001f468\u200d\U0001f469", False),
    ],
)
async def test_names_of_projects(tmp_path: Path, name: str, refused: bool) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.budgets.add("Bottle")
        assert bool(model.budgets.refusal(name)) is refused
        assert not model.budgets.refusal("BOTTLE", renamed="Bottle")


async def test_a_close_with_a_question_open_sends_nothing(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.budgets.set_amount(Scope.DAY, 50)
        model.queue.place([order(model)])
        await question(model)
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        assert not await rows(model)


async def test_the_same_is_not_asked_twice_and_a_double_click_says_yes_once(
    tmp_path: Path,
) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.budgets.set_amount(Scope.DAY, 50)
        boat = order(model)
        model.queue.place([boat])
        first = await question(model)
        model.queue.place([boat])
        await until(lambda: asked(model) and asked(model)[0] is not first)
        assert len(asked(model)) == 1
        model.queue.place([order(model, prompt="a ship")])
        await until(lambda: len(asked(model)) == 2)
        # The second click of a double click meets the question that stood behind.
        for notice in asked(model):
            offer(notice, "budgetSendAnyway")
            model.notices.close(notice)
        (row,) = await sent(model, 1)
        assert row.request == boat.request
        assert "Sent once" in [notice.title for notice in model.notices.standing]
        model.queue.place([boat])
        await question(model)

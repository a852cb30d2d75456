"""Whether more fits into a budget, and what is said of it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.core.budget import (
    NOTHING,
    Period,
    Scope,
    Spent,
    Standing,
    judge,
    share_of,
    stop_in,
    tightest,
)
from seedance_desktop.core.budget_words import explained, left_words, question, stopped
from seedance_desktop.core.generation import Generation, State
from seedance_desktop.core.request import VideoRequest

DAY = Standing(Scope.DAY, 3000, Spent(charged=620, held=1125))
SESSION = Standing(Scope.SESSION, 2000, Spent(charged=620, held=1125, unknown=2))
BOTTLE = Standing(Scope.PROJECT, 500, Spent(charged=480), "Bottle")

estimates = st.lists(st.none() | st.integers(0, 200).map(float), max_size=12)
budgets = st.lists(
    st.builds(
        Standing,
        st.sampled_from(Scope),
        st.integers(0, 1000).map(float),
        st.builds(Spent, st.integers(0, 500).map(float), st.integers(0, 500).map(float)),
    ),
    max_size=3,
)


def row(state: State, **columns: object) -> Generation:
    made = Generation(7, "k", state, VideoRequest(prompt="a"), "p", "https://a.b", 0.0)
    return replace(made, estimate=75.0, **columns)


@pytest.mark.parametrize(
    ("generation", "share"),
    [
        (row(State.WAITING), Spent(held=75)),
        (row(State.WAITING, hidden=True), NOTHING),
        (row(State.SENDING), Spent(held=75)),
        (row(State.SENDING, hidden=True), Spent(held=75)),
        (row(State.RUNNING), Spent(held=75)),
        (row(State.RUNNING, credits=60.0), Spent(charged=60)),
        (row(State.RUNNING, credits=0.0), Spent()),
        (row(State.DONE, credits=60.0, hidden=True), Spent(charged=60)),
        (row(State.DONE), Spent(held=75)),
        (row(State.FAILED), NOTHING),
        (row(State.FAILED, task_id="t"), Spent(held=75)),
        (row(State.FAILED, task_id="t", credits=60.0), Spent(charged=60)),
        (row(State.FAILED, task_id="t", credits=0.0), NOTHING),
        (row(State.UNCONFIRMED), Spent(held=75)),
        (row(State.UNCONFIRMED, dismissed=True), Spent(held=75)),
        (row(State.UNCONFIRMED, credits=60.0), Spent(held=60)),
        (replace(row(State.UNCONFIRMED), estimate=None), Spent(unknown=1)),
        (row(State.NOT_SENT), NOTHING),
    ],
)
def test_the_share_of_each(generation: Generation, share: Spent) -> None:
    assert share_of(generation) == share


def test_what_belongs_to_a_period() -> None:
    today = Period(100.0)
    assert today.holds(row(State.WAITING)) and today.holds(row(State.DONE, sent_at=100.0))
    assert not today.holds(row(State.DONE, sent_at=99.0))
    assert not today.holds(row(State.NOT_SENT))
    assert Period(100.0, first_id=7).holds(row(State.DONE, sent_at=1.0))
    assert not Period(100.0, first_id=8).holds(row(State.DONE, sent_at=1.0))


@given(estimates, budgets)
def test_what_fits_fits_into_every_budget_and_one_more_does_not(
    prices: list[float | None], standings: list[Standing]
) -> None:
    verdict = judge(prices, standings)
    fitting = prices[: verdict.fits]
    if not standings:
        assert verdict.allowed
        return
    assert None not in fitting
    together = sum(p for p in fitting if p is not None)
    over = [s for s in standings if s.spent.total > s.amount]
    assert not fitting or (not over and all(s.takes(together) for s in standings))
    if not verdict.allowed:
        following = prices[verdict.fits]
        assert following is None or not all(s.takes(together + following) for s in standings)
        asked = question(verdict)
        assert asked.title and asked.text.endswith("Nothing was sent yet.")
        assert bool(asked.send_fitting) is bool(verdict.fits)


def test_fractions_do_not_add_up_to_a_question() -> None:
    tenth = Standing(Scope.DAY, 1.0, Spent(charged=0.1 + 0.2))
    assert judge([0.7], [tenth]).allowed


def test_the_tightest_is_shown_with_what_is_left_of_it() -> None:
    assert tightest([]) is None
    assert tightest([DAY, SESSION]) is SESSION
    assert left_words(DAY, 150) == "of 1,255 left today"
    assert left_words(DAY, None) == "of 1,255 left today"
    assert left_words(SESSION, 256) == "over the 255 left this session"
    assert left_words(BOTTLE, 20) == "of 20 left for “Bottle”"
    gone = replace(BOTTLE, amount=10)
    assert gone.left == 0
    assert left_words(gone, 20) == "nothing left for “Bottle”"


def test_a_budget_is_explained_in_full() -> None:
    assert explained(DAY) == (
        "Budget today: 3,000 credits, of which 620 are charged and 1,125 are held for what has "
        "no charge yet."
    )
    assert "what 2 more cost is not known" in explained(SESSION)
    assert explained(BOTTLE).startswith("Budget for “Bottle”: 500 credits")


def test_one_request_over_a_budget() -> None:
    asked = question(judge([1300], [DAY]))
    assert asked.title == "This goes over the budget for today"
    assert asked.text == (
        "With 1,300 more it comes to 3,045 of 3,000 credits for today. Nothing was sent yet."
    )
    assert (asked.send_all, asked.send_fitting) == ("Send anyway", "")


def test_a_set_over_two_budgets() -> None:
    asked = question(judge([10.0] * 30, [DAY, SESSION, BOTTLE]))
    assert asked.title == "These 30 go over the budgets for this session and “Bottle”"
    assert "The first 2 fit." in asked.text
    assert (asked.send_all, asked.send_fitting) == ("Send all 30 anyway", "Send the first 2")


def test_unknown_prices() -> None:
    assert question(judge([None], [DAY])).text == (
        "It has no price until the first charge, and there is a budget: 1,255 of 3,000 for today "
        "is left. Nothing was sent yet."
    )
    assert "1 of the 2 have no price" in question(judge([10, None], [DAY])).text
    assert question(judge([None, None], [DAY])).text.startswith("They have no price")


# What waits while a budget gets tighter


def line(*estimates: float | None, project: str = "") -> list[Generation]:
    made = (row(State.WAITING, id=id, project=project) for id in range(1, len(estimates) + 1))
    return [replace(each, estimate=e) for each, e in zip(made, estimates, strict=True)]


def day(amount: float, waiting: list[Generation], charged: float = 0) -> dict[str, list[Standing]]:
    spent = sum((share_of(each) for each in waiting), Spent(charged=charged))
    return {"": [Standing(Scope.DAY, amount, spent)]}


def test_the_line_stops_before_the_first_that_does_not_fit() -> None:
    waits = line(50, 60, 10, None)
    every = {1, 2, 3, 4}
    for amount, ids in ((250, (4,)), (109, (2, 3, 4)), (49, (1, 2, 3, 4))):
        stop = stop_in(waits, every, day(amount, waits))
        assert stop is not None and stop.ids == ids
    assert stop_in(waits, every, {"": []}) is None
    assert stop_in(waits[:3], {1, 2, 3}, day(120, waits[:3])) is None


def test_what_is_not_doubted_goes_and_counts_where_it_stands() -> None:
    waits = line(50, 60, 10)
    stop = stop_in(waits, {2}, day(100, waits))
    assert stop is not None and stop.ids == (2,)
    assert stop_in(waits, {1, 3}, day(120, waits)) is None
    assert stop_in(waits, {1}, day(50, waits)) is None


def test_a_project_s_budget_is_for_its_own_rows() -> None:
    bottle, other = line(50, 60, project="Bottle"), line(0, 0, 500)[2:]
    held = Standing(Scope.PROJECT, 100, Spent(held=110), "Bottle")
    stop = stop_in([*other, *bottle], {1, 2, 3}, {"Bottle": [held]})
    assert stop is not None and stop.ids == (2,)
    assert stop.verdict.over == (replace(held, spent=Spent(held=50)),)


def test_what_is_said_of_what_waits() -> None:
    waits = line(50, 60, 10)
    stop = stop_in(waits, {1, 2, 3}, day(100, waits, charged=20))
    assert stop is not None
    asked = stopped(stop.verdict, len(stop.ids))
    assert asked.title == "What waits goes over the budget for today"
    assert asked.text == (
        "With 60 more it comes to 130 of 100 credits for today. "
        "2 requests wait until they fit, or until you send them."
    )
    assert asked.send_all == "Send all 2 anyway"
    alone = line(None)
    stop = stop_in(alone, {1}, day(100, alone))
    assert stop is not None
    asked = stopped(stop.verdict, 1)
    assert asked.title == "What the next request costs is not known"
    assert asked.text.endswith("It waits until it fits, or until you send it.")
    assert asked.send_all == "Send anyway"


@given(estimates, st.sets(st.integers(1, 12)), st.integers(0, 1000), st.integers(0, 500))
def test_what_goes_on_never_goes_over(
    prices: list[float | None], doubted: set[int], amount: int, charged: int
) -> None:
    waits = line(*prices)
    stop = stop_in(waits, doubted, day(amount, waits, charged))
    stays = () if stop is None else stop.ids
    assert set(stays) <= doubted
    gone = Spent(charged=charged)
    for each in waits:
        if each.id in stays:
            return
        gone += share_of(each)
        assert each.id not in doubted or (each.estimate is not None and gone.total <= amount)

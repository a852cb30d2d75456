"""Everything that is to be sent goes through one door, and past a gate."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.core.generation import Background, Generation, State
from seedance_desktop.core.groups import has_braces
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.model import Model
from seedance_desktop.state.orders import Add, Order, left_open, settled
from tests.support.models import rows, running_model
from tests.support.waiting import until

NOWHERE = "http://127.0.0.1:9/api"


def order(model: Model, prompt: str) -> Order:
    profile = model.account.profile
    background = Background(preset="Hero")
    return Order(VideoRequest(prompt=prompt), background, 75.0, profile.id, profile.base_url)


async def rows_placed(model: Model) -> list[Generation]:
    """Every row, once nothing is on its way into the queue any more."""
    names = {"orders", "add to the queue"}
    await until(lambda: not any(t.get_name() in names for t in model.tasks.running("")))
    return await rows(model)


async def test_orders_become_rows_in_their_order(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.queue.place([order(model, f"clip {n}") for n in range(3)])
        await until(lambda: len(model.dispatcher.line) == 3)
        found = await rows(model)
        assert [row.request.prompt for row in found] == ["clip 2", "clip 1", "clip 0"]
        assert {(row.state, row.preset, row.estimate) for row in found} == {
            (State.WAITING, "Hero", 75.0)
        }


async def test_the_gate_decides_which_go_on(tmp_path: Path) -> None:
    async def first_only(orders: Sequence[Order], add: Add) -> None:
        await add(orders[:1])

    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.queue.set_gate(first_only)
        model.queue.place([order(model, "this"), order(model, "not this")])
        await until(lambda: len(model.dispatcher.line) == 1)
        assert [row.request.prompt for row in await rows(model)] == ["this"]


async def test_what_still_has_braces_is_not_sent_and_that_is_said(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.queue.place([order(model, "fine"), order(model, "at {dawn|night}")])
        (notice,) = model.notices.standing
        assert "{dawn|night}" in notice.message
        assert not await rows_placed(model)


@pytest.mark.parametrize(
    ("prompt", "part"),
    [
        ("a {cat|dog}", "{cat|dog}"),
        ("a {{animal}}", "{{animal}}"),
        ("a {{animal=cat}} runs", "{{animal=cat}}"),
        ("a logo that says {hello}", "{hello}"),
        ("a {stray", "{"),
        ("no brace", ""),
    ],
)
def test_open_parts(prompt: str, part: str) -> None:
    assert left_open(VideoRequest(prompt=prompt)) == part


@pytest.mark.parametrize(
    ("written", "choices", "meant", "sent"),
    [
        ("a boat at {dawn|night}", (1,), False, "a boat at night"),
        ("{a|b} and {c|d}", (0, 1), False, "a and d"),
        (r"it says \{open\}", (), False, "it says {open}"),
        (r"it says \{open\} at {dawn|night}", (0,), False, "it says {open} at dawn"),
        ('{"scene": "a boat"}', (), True, '{"scene": "a boat"}'),
        ("at {dawn|night}", (), True, "at {dawn|night}"),
    ],
)
async def test_generate_sends_what_was_chosen_and_keeps_what_was_written(
    tmp_path: Path, written: str, choices: tuple[int, ...], meant: bool, sent: str
) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.draft.set("prompt", written)
        model.queue.submit(choices, braces_meant=meant)
        await until(lambda: bool(model.dispatcher.line))
        (row,) = await rows(model)
        assert row.request.prompt == sent
        assert row.prompt_written == written


@pytest.mark.parametrize("written", ["at {dawn|night}", "a {stray", "{a|{b|c}}", "{one}"])
async def test_generate_sends_no_brace_that_nobody_decided_on(tmp_path: Path, written: str) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        model.draft.set("prompt", written)
        model.queue.submit((0,) if written == "{a|{b|c}}" else ())
        assert [notice.title for notice in model.notices.standing] == ["Nothing was sent"]
        assert not await rows_placed(model)


async def test_a_row_with_braces_can_be_sent_again(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        meant = replace(order(model, "it says {open}"), braces_meant=True)
        model.queue.place([meant])
        await until(lambda: len(model.dispatcher.line) == 1)
        (row,) = await rows(model)
        model.queue.send_again(row.id)
        await until(lambda: len(model.dispatcher.line) == 2)


@given(st.text(st.sampled_from("ab {}|\\"), max_size=16), st.lists(st.integers(0, 1), max_size=3))
def test_an_order_is_settled_without_braces_or_with_meant_ones(
    prompt: str, choices: list[int]
) -> None:
    made = settled(Order(VideoRequest(prompt=prompt)), choices)
    if has_braces(made.request.prompt) and made.braces_meant:
        assert "\\" in prompt
    if made.request.prompt != prompt:
        assert made.background.written == prompt

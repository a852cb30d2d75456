"""Everything that is to be sent goes through one door, and past a gate."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from seedance_desktop.core.generation import Background, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.model import Model
from seedance_desktop.state.orders import Order, left_open
from tests.support.models import rows, running_model
from tests.support.waiting import until

NOWHERE = "http://127.0.0.1:9/api"


def order(model: Model, prompt: str) -> Order:
    profile = model.account.profile
    background = Background(preset="Hero")
    return Order(VideoRequest(prompt=prompt), background, 75.0, profile.id, profile.base_url)


async def test_orders_become_rows_in_their_order(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.queue.place([order(model, f"clip {n}") for n in range(3)])
        await until(lambda: len(model.dispatcher._waiting) == 3)
        found = await rows(model)
        assert [row.request.prompt for row in found] == ["clip 2", "clip 1", "clip 0"]
        assert {(row.state, row.preset, row.estimate) for row in found} == {
            (State.WAITING, "Hero", 75.0)
        }


async def test_the_gate_decides_which_go_on(tmp_path: Path) -> None:
    async def first_only(orders: Sequence[Order]) -> Sequence[Order]:
        return orders[:1]

    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.queue.set_gate(first_only)
        model.queue.place([order(model, "this"), order(model, "not this")])
        await until(lambda: len(model.dispatcher._waiting) == 1)
        assert [row.request.prompt for row in await rows(model)] == ["this"]


async def test_what_still_has_braces_is_not_sent_and_that_is_said(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.queue.place([order(model, "fine"), order(model, "at {dawn|night}")])
        (notice,) = model.notices.standing
        assert "{dawn|night}" in notice.message
        assert not await rows(model)


@pytest.mark.parametrize(
    ("prompt", "part"),
    [
        ("a {cat|dog}", "{cat|dog}"),
        ("a {{animal}}", "{{animal}}"),
        ("a {{animal=cat}} runs", "{{animal=cat}}"),
        ("a logo that says {hello}", ""),
        ("{", ""),
    ],
)
def test_open_parts(prompt: str, part: str) -> None:
    assert left_open(VideoRequest(prompt=prompt)) == part

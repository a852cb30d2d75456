"""A full disk while requests are sent: nothing leaves without its row, no answer is dropped."""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest

from seedance_desktop.backend.ledger import Answer, Ledger
from seedance_desktop.backend.paths import paths_in
from seedance_desktop.core.errors import StorageTrouble
from seedance_desktop.core.generation import State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state import dispatch, sending
from seedance_desktop.state.model import Model
from tests.support.full_disk import filled, no_file_grows_past, small_disk
from tests.support.models import rows, running_model, until_state
from tests.support.simulator import Simulator
from tests.support.waiting import until

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="limits files, and mounts a disk"),
    pytest.mark.logs("did not take an answer", "is not in the history"),
]

BY_ROOT = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="root alone may mount a disk"
)
PAUSE = 0.05


@pytest.fixture(params=["limit", pytest.param("disk", marks=BY_ROOT)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A folder for the data that can be made full."""
    if request.param == "limit":
        yield tmp_path
        return
    with small_disk(tmp_path / "disk") as disk:
        yield disk


def full(place: Path) -> AbstractContextManager[None]:
    """As long as the block lasts, not a byte more."""
    return filled(place) if place.name == "disk" else no_file_grows_past(0)


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "STORAGE_PAUSE", PAUSE)
    monkeypatch.setattr(sending, "LEDGER_ONLY_PAUSE", PAUSE)
    monkeypatch.setattr(sending, "NOT_WRITTEN_PAUSE", PAUSE)


@contextmanager
def simulator(script: str = "moderated", speed: float = 100) -> Iterator[Simulator]:
    with Simulator.start(script, speed=speed) as simulator:
        yield simulator


def generate(model: Model) -> None:
    """Press Generate."""
    model.draft.replace(VideoRequest(prompt="A paper boat"))
    model.queue._pressed_at = float("-inf")
    model.queue.submit()


def topics(model: Model) -> list[str]:
    return [notice.topic for notice in model.notices.standing]


async def test_no_room_for_the_row_and_nothing_is_sent(place: Path) -> None:
    with simulator() as service:
        async with running_model(place, service.base_url) as model:
            failed: list[BaseException] = []
            model.tasks.failed.connect(lambda _, error: failed.append(error))
            with full(place):
                generate(model)
                await until(lambda: failed)
            assert isinstance(failed[0], StorageTrouble)
            assert not await rows(model)
            assert not service.log()
            generate(model)
            await until(service.log)
            (row,) = await rows(model)
            await until_state(model, row.id, State.FAILED)


async def test_no_room_for_the_claim_and_it_waits(place: Path) -> None:
    with simulator() as service:
        async with running_model(place, service.base_url) as model:
            profile = model.account.profile
            row = await model.library.add(
                VideoRequest(prompt="A paper boat"),
                profile=profile.id,
                base_url=profile.base_url,
                estimate=None,
            )
            with full(place):
                model.dispatcher.enqueue(row)
                await until(lambda: model.notices.standing)
                await asyncio.sleep(3 * PAUSE)
                (stands,) = await rows(model)
                assert stands.state is State.WAITING
                assert not service.log()
            await until_state(model, row.id, State.FAILED)
        (post,) = service.log()
        assert post.task_id


async def test_no_room_for_the_answer_and_it_is_kept_until_there_is(place: Path) -> None:
    with simulator("slow-answer", speed=4) as service:
        async with running_model(place, service.base_url) as model:
            generate(model)
            await until(service.log)
            (row,) = await rows(model)
            with full(place):
                topic = f"answer of {row.id}"
                await until(lambda: topic in topics(model))
                assert (await rows(model))[0].state is State.SENDING
            running = await until_state(model, row.id, State.RUNNING)
            await until(lambda: topic not in topics(model))
        (post,) = service.log()
        assert running.task_id == post.task_id


async def test_what_the_ledger_alone_could_take_is_in_the_history_after_the_next_start(
    tmp_path: Path,
) -> None:
    paths = paths_in(tmp_path)
    with simulator("slow-answer", speed=4) as service, ExitStack() as limit:
        async with running_model(tmp_path, service.base_url) as model:
            generate(model)
            await until(service.log)
            (row,) = await rows(model)
            limit.enter_context(no_file_grows_past(paths.ledger.stat().st_size + 4096))
            await until(lambda: f"answer of {row.id}" in topics(model))
            assert (await rows(model))[0].state is State.SENDING
        limit.close()
        (post,) = service.log()
        answer = [*Ledger(paths.ledger).read()][-1]
        assert isinstance(answer, Answer) and answer.task_id == post.task_id
        async with running_model(tmp_path, service.base_url) as model:
            (found,) = await rows(model)
            assert (found.state, found.task_id) == (State.RUNNING, post.task_id)
            await until(lambda: model.tasks.running(f"poll {row.id}"))
        assert len(service.log()) == 1

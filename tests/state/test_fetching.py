"""Fetching clips: what cannot be had does not keep others waiting."""

from pathlib import Path

import pytest

from seedance_desktop.core.generation import ClipState, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state import fetching
from seedance_desktop.state.model import Model
from tests.support.models import running_model, until_state
from tests.support.server import Server, reply
from tests.support.simulator import Simulator
from tests.support.waiting import until


async def finished(model: Model, prompt: str) -> int:
    """Id of a row whose clip is on the disk."""
    ids: list[int] = []
    connection = model.library.added.connect(lambda row: ids.append(row.id))
    await model.library.add(
        VideoRequest(prompt=prompt), profile="outai",
        base_url=model.account.profile.base_url, estimate=None,
    )  # fmt: skip
    await until(lambda: ids)
    model.library.added.disconnect(connection)
    model.dispatcher.enqueue_all(await model.library.get(ids))
    await until_state(model, ids[0], State.DONE)
    await until(lambda: not model.tasks.running(f"fetch {ids[0]}"))
    return ids[0]


async def test_clips_that_cannot_be_had_do_not_hold_up_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PAUSES", (0.0, 3_600.0))
    with Simulator.start("fast") as simulator, Server() as broken:
        broken.say(reply(500))
        async with running_model(tmp_path, simulator.base_url) as model:
            rows = [await finished(model, f"clip {n}") for n in range(fetching.AT_A_TIME + 1)]
            *bad, good = rows
            for id in bad:
                url = f"{broken.url}/{id}.mp4"
                await model.library.update(id, result_url=url, clip=ClipState.NOT_FETCHED)
                model.queue.fetch_clip(id)
            await until(lambda: len(broken.requests) == len(bad), "each was tried")
            await model.library.update(good, clip=ClipState.NOT_FETCHED)
            model.queue.fetch_clip(good)
            saved: list[int] = []
            model.library.changed.connect(
                lambda row: saved.append(row.id) if row.clip is ClipState.SAVED else None
            )
            await until(lambda: good in saved, "the good one to be fetched")
            assert all(model.tasks.running(f"fetch {id}") for id in bad)

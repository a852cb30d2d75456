"""Fetching clips: what cannot be had does not keep others waiting."""

import asyncio
import threading
from pathlib import Path
from time import time

import pytest

from seedance_desktop.core.generation import ClipState, Generation, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state import fetching, polling
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


async def running(model: Model) -> int:
    """Id of a row that the service has."""
    ids: list[int] = []
    connection = model.library.added.connect(lambda row: ids.append(row.id))
    model.draft.replace(VideoRequest(prompt="x"))
    model.queue.submit()
    await until(lambda: ids)
    model.library.added.disconnect(connection)
    await until_state(model, ids[0], State.RUNNING)
    return ids[0]


async def other_link(simulator: Simulator) -> str:
    """A link to a clip that was made elsewhere."""
    task_id = simulator.create("made elsewhere").json()["data"]["task_id"]
    result = await asyncio.to_thread(simulator.finished, task_id)
    return str(result["result"]["video_url"])


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


@pytest.mark.parametrize("by", ["link", "file"])
async def test_a_result_attached_while_the_clip_is_tried_for_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setattr(fetching, "PAUSES", (0.0, 3_600.0))
    with Simulator.start("fast") as simulator, Server() as broken:
        broken.say(reply(500))
        async with running_model(tmp_path, simulator.base_url) as model:
            id = await finished(model, "a clip")
            (row,) = await model.library.get([id])
            link, file = row.result_url, Path(row.clip_path)
            url = f"{broken.url}/{id}.mp4"
            await model.library.update(
                id, result_url=url, clip=ClipState.NOT_FETCHED, clip_path="", poster_path=""
            )
            model.queue.fetch_clip(id)
            await until(lambda: broken.requests, "it was tried")
            if by == "link":
                model.queue.attach_link(id, link)
            else:
                model.queue.attach_file(id, file)
            await until(lambda: not model.tasks.running(f"attach {id}"))
            await until(lambda: not model.tasks.running(f"fetch {id}"), "nothing is tried for")
            (row,) = await model.library.get([id])
            assert (row.clip, row.clip_error) == (ClipState.SAVED, "")
            assert Path(row.clip_path).is_file()  # noqa: ASYNC240
            assert model.board.of(id) is None


async def test_a_link_attached_in_the_moment_the_service_tells_the_end_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "LOCAL_PAUSE", 3_600.0)
    asked: list[State] = []
    wrong: list[BaseException] = []
    reading, read, writing, write = (threading.Event() for _ in range(4))

    def hold_up(sql: str) -> None:
        if sql.startswith("SELECT"):
            reading.set()
            read.wait(30)
        elif sql.startswith("UPDATE generations SET state"):
            writing.set()
            write.wait(30)

    with Simulator.start("fast") as simulator:
        async with running_model(tmp_path, simulator.base_url) as model:
            model.tasks.failed.connect(lambda _, error: wrong.append(error))
            done = await other_link(simulator)
            id = await running(model)
            (row,) = await model.library.get([id])
            await asyncio.to_thread(simulator.finished, row.task_id)
            really = model.library.change

            async def change(id: int, to: State, **columns: object) -> Generation:
                asked.append(to)
                return await really(id, to, **columns)

            monkeypatch.setattr(model.library, "change", change)
            await model.library.run(lambda s: s._db.set_trace_callback(hold_up))
            model.queue.attach_link(id, done)
            await until(reading.is_set)
            monkeypatch.setattr(polling, "LOCAL_PAUSE", 0.0)
            model.dispatcher._poller.follow(row)
            await until(lambda: asked, "the service told the end")
            read.set()
            await until(writing.is_set)
            await until(lambda: not model.tasks.running(f"poll {id}"))
            write.set()
            await until(lambda: not model.tasks.running(f"attach {id}"))
            await until(lambda: not model.tasks.running(f"fetch {id}"))
            (row,) = await model.library.get([id])
            assert (row.state, row.result_url, row.clip) == (State.DONE, done, ClipState.SAVED)
            assert not model.dispatcher.taken
    assert not wrong


async def test_a_start_tries_no_more_for_what_could_not_be_fetched_long_ago(tmp_path: Path) -> None:
    with Simulator.start("fast") as simulator:
        async with running_model(tmp_path, simulator.base_url) as model:
            ids = [await finished(model, when) for when in ("long ago", "lately", "cut off")]
            old, late, cut_off = ids
            month_ago = time() - 30 * 86_400
            for id, clip, ended in (
                (old, ClipState.NOT_FETCHED, month_ago),
                (late, ClipState.NOT_FETCHED, time()),
                (cut_off, ClipState.FETCHING, month_ago),
            ):
                await model.library.update(id, clip=clip, finished_at=ended)
        async with running_model(tmp_path, simulator.base_url) as model:
            await until(lambda: not any(model.tasks.running(f"fetch {id}") for id in ids))
            clips = {row.id: row.clip for row in await model.library.get(ids)}
            assert clips[old] is ClipState.NOT_FETCHED
            assert clips[late] is clips[cut_off] is ClipState.SAVED

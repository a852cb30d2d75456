"""The queue's order, its pause and its question after a long time away; all of it kept."""

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from time import time

import pytest

from seedance_desktop.core.errors import StorageTrouble
from seedance_desktop.core.generation import Generation, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state import dispatch, pausing
from seedance_desktop.state.model import Model
from seedance_desktop.state.orders import Order
from seedance_desktop.state.tokens import TokenState
from tests.support.models import TOKEN, rows, running_model, until_state
from tests.support.server import Connection, Server, json_reply, raw
from tests.support.simulator import Simulator
from tests.support.waiting import until

NOWHERE = "http://127.0.0.1:9/api"


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator.start("fast", speed=20) as simulator:
        yield simulator


async def place(model: Model, *prompts: str) -> list[int]:
    """Put these into the queue; their ids."""
    profile = model.account.profile
    added: list[Generation] = []
    connection = model.library.added.connect(added.append)
    model.queue.place(
        [Order(VideoRequest(prompt=p), profile=profile.id, base_url=profile.base_url, estimate=75)
         for p in prompts]
    )  # fmt: skip
    await until(lambda: len(added) == len(prompts))
    model.library.added.disconnect(connection)
    return [row.id for row in added]


def sent(simulator: Simulator) -> list[str]:
    return [str(post.request["prompt"]) for post in simulator.log()]


async def waiting(model: Model) -> list[Generation]:
    return [row for row in await rows(model) if row.state is State.WAITING]


async def test_the_order_and_the_pause_are_there_after_a_restart(
    tmp_path: Path, simulator: Simulator
) -> None:
    async with running_model(tmp_path, simulator.base_url) as model:
        model.queue.pause()
        one, two, three, four = await place(model, "one", "two", "three", "four")
        await until(lambda: len(model.dispatcher.line) == 4)
        model.queue.move([four], -99)
        model.queue.move([one], 1)
        model.queue.move_to([three], 0)
        assert model.dispatcher.line == (three, four, two, one)
        assert model.queue.progress_of(two) is not None
    async with running_model(tmp_path, simulator.base_url) as model:
        assert model.pause.paused
        assert model.dispatcher.line == (three, four, two, one)
        note = model.queue.progress_of(two)
        assert note is not None
        assert note.note == pausing.PAUSED
        assert not simulator.log()
        model.queue.go_on()
        for id in (one, two, three, four):
            await until_state(model, id, State.DONE)
    assert sorted(sent(simulator)) == ["four", "one", "three", "two"]


async def test_what_comes_back_for_want_of_a_slot_stays_in_front_of_what_was_moved_there(
    tmp_path: Path, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "LIMIT_PAUSE", 3600)
    simulator.set_script("too-many-tasks")
    async with running_model(tmp_path, simulator.base_url) as model:
        model.queue.pause()
        await place(model, *(f"clip {n}" for n in range(9)))
        await until(lambda: len(model.dispatcher.line) == 9)
        first_nine = model.dispatcher.line
        model.queue.go_on()
        # The service refuses three; those that come back meanwhile hold up the others.
        for number in (7, 8) * 6:
            model.queue.move([first_nine[number]], -99)
        await until(lambda: not model.sender.in_flight and len(simulator.log()) >= 3)
        await until(lambda: len(model.dispatcher.line) >= 5)
        line = model.dispatcher.line
        back = [id for id in line if id in first_nine[:6]]
        assert back == sorted(back) and len(back) == 3
        assert list(line[:3]) == back
        assert line[3] == first_nine[8]
        await asyncio.sleep(0)
        await until(lambda: not model.tasks.running("send"))
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        assert model.dispatcher.line == line


async def test_what_is_taken_back_in_the_last_moment_is_not_sent_after_a_restart(
    tmp_path: Path, simulator: Simulator
) -> None:
    async with running_model(tmp_path, simulator.base_url, token=None) as model:
        one, two = await place(model, "one", "two")
        await until(lambda: len(model.dispatcher.line) == 2)
        model.queue.cancel_waiting(one)
        model.queue.delete([two])
    async with running_model(tmp_path, simulator.base_url) as model:
        assert not model.dispatcher.line
        (row,) = await rows(model)
        assert (row.id, row.state) == (one, State.NOT_SENT)
    assert not simulator.log()


async def test_a_failed_an_unconfirmed_and_a_moderated_one_never_stop_the_others(
    tmp_path: Path, simulator: Simulator
) -> None:
    async with running_model(tmp_path, simulator.base_url) as model:
        for script in ("no-credits", "lost-answer", "moderated", "fast"):
            simulator.set_script(script)
            before = len(simulator.log())
            await place(model, script)
            await until(lambda n=before: len(simulator.log()) > n)
        found = {row.request.prompt: row for row in await rows(model)}
        ends = {
            "no-credits": State.FAILED,
            "lost-answer": State.UNCONFIRMED,
            "moderated": State.FAILED,
            "fast": State.DONE,
        }
        for prompt, state in ends.items():
            await until_state(model, found[prompt].id, state)


async def age(model: Model, seconds: float) -> None:
    """As if the app had been closed ``seconds`` ago."""
    model.pause._alive.stop()
    await until(lambda: not model.tasks.running("alive"))
    await model.library.note_alive(time() - seconds)
    await model.library._call(
        lambda s: s._db.execute("UPDATE generations SET created_at = created_at - ?", (seconds,))
    )


async def test_after_more_than_an_hour_it_asks_before_it_goes_on_spending(
    tmp_path: Path, simulator: Simulator
) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        await place(model, "one", "two")
        await age(model, 3_700)
        await model.library._call(
            lambda s: s._db.execute("UPDATE generations SET base_url = ?", (simulator.base_url,))
        )
    for _ in range(2):
        # Unanswered, it is asked again, however soon.
        async with running_model(tmp_path, simulator.base_url) as model:
            (notice,) = [n for n in model.notices.standing if n.topic == "go on"]
            assert "2 requests wait and may cost about 150 credits" in notice.message
            assert [offer.name for offer in notice.offers] == ["queueGoOn", "queueKeepPaused"]
            assert model.pause.asking and len(await waiting(model)) == 2
    assert not simulator.log()
    async with running_model(tmp_path, simulator.base_url) as model:
        (notice,) = [n for n in model.notices.standing if n.topic == "go on"]
        notice.offers[0].call()
        assert not [n for n in model.notices.standing if n.topic == "go on"]
        for row in await rows(model):
            await until_state(model, row.id, State.DONE)
    assert sorted(sent(simulator)) == ["one", "two"]


async def test_with_settings_that_cannot_be_read_it_waits_to_be_told(
    tmp_path: Path, simulator: Simulator
) -> None:
    """They said whether the queue was paused, and what it may spend."""
    async with running_model(tmp_path, simulator.base_url) as model:
        model.queue.pause()
        await place(model, "one", "two")
        settings = model.paths.settings
    settings.write_text("{")
    for start in (1, 2):
        async with running_model(tmp_path, simulator.base_url) as model:
            assert model.pause.paused and len(await waiting(model)) == 2
            if start == 1:
                (notice,) = [n for n in model.notices.standing if n.topic == "go on"]
                assert "2 requests wait" in notice.message and "settings" in notice.message
    assert not simulator.log()
    settings.write_text("{")
    async with running_model(tmp_path, simulator.base_url) as model:
        (notice,) = [n for n in model.notices.standing if n.topic == "go on"]
        notice.offers[0].call()
        for row in await rows(model):
            await until_state(model, row.id, State.DONE)
    assert sorted(sent(simulator)) == ["one", "two"]


async def test_settings_that_cannot_be_read_pause_nothing_where_nothing_waits(
    tmp_path: Path, simulator: Simulator
) -> None:
    async with running_model(tmp_path, simulator.base_url) as model:
        settings = model.paths.settings
    settings.write_text("{")
    async with running_model(tmp_path, simulator.base_url) as model:
        assert not model.pause.paused
        (id,) = await place(model, "one")
        await until_state(model, id, State.DONE)


async def test_what_is_added_while_it_asks_does_not_answer_the_question(
    tmp_path: Path, simulator: Simulator
) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        await place(model, "one")
        await age(model, 3_700)
    async with running_model(tmp_path, simulator.base_url) as model:
        assert model.pause.asking
        await place(model, "two")
    async with running_model(tmp_path, simulator.base_url) as model:
        assert model.pause.asking and len(await waiting(model)) == 2
    assert not simulator.log()


async def test_what_is_sent_before_the_queue_is_looked_through_does_not_answer_the_question(
    tmp_path: Path, simulator: Simulator
) -> None:
    async with running_model(tmp_path, simulator.base_url, token=None) as model:
        await place(model, "old")
        await age(model, 3_700)
    async with running_model(tmp_path, simulator.base_url, token=None, resumed=False) as model:
        # As at a start: the keyring has not been asked yet, so that it waits for a moment.
        (new,) = await place(model, "new")
        await until(lambda: model.dispatcher.line == (new,))
        await until(lambda: not model.tasks.running("alive"))
        model.tokens.lend(model.account.profile.origin, TOKEN, TokenState.SESSION)
        await until_state(model, new, State.DONE)
        await model.queue.resume()
        assert model.pause.asking
        (notice,) = [n for n in model.notices.standing if n.topic == "go on"]
        assert "One request waits" in notice.message
        assert [row.request.prompt for row in await waiting(model)] == ["old"]
    assert sent(simulator) == ["new"]


async def test_what_is_on_its_way_when_the_queue_is_looked_through_keeps_its_slot(
    tmp_path: Path, simulator: Simulator
) -> None:
    simulator.set_script("stuck")
    async with running_model(tmp_path, simulator.base_url, resumed=False) as model:
        model.queue.pause()
        (id,) = await place(model, "new")
        await until(lambda: model.dispatcher.line == (id,))
        begun: list[tuple[int, ...]] = []
        model.dispatcher.line_changed.connect(lambda: begun.append(model.dispatcher.taken))
        # The queue is read while it waits, and gone on with once it is on its way.
        resuming = asyncio.ensure_future(model.queue.resume())
        await asyncio.sleep(0)
        model.queue.go_on()
        await resuming
        await until_state(model, id, State.RUNNING)
        await until(lambda: not model.tasks.running("send"))
        assert not model.dispatcher.line
        assert model.dispatcher.taken == (id,)
        assert () not in begun, "its slot was free for a moment"
    assert len(simulator.log()) == 1


async def test_kept_paused_it_stays_so_and_asks_no_more(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        await place(model, "one")
        await age(model, 3_700)
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        (notice,) = [n for n in model.notices.standing if n.topic == "go on"]
        notice.offers[1].call()
        assert model.pause.paused and not model.pause.asking
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        assert model.pause.paused
        assert not [n for n in model.notices.standing if n.topic == "go on"]


async def test_after_a_short_time_away_it_goes_on_by_itself(
    tmp_path: Path, simulator: Simulator
) -> None:
    async with running_model(tmp_path, simulator.base_url, token=None) as model:
        await place(model, "one")
        await age(model, 3_000)
    async with running_model(tmp_path, simulator.base_url) as model:
        (row,) = await rows(model)
        await until_state(model, row.id, State.DONE)


@pytest.mark.parametrize(
    ("estimates", "words"),
    [
        ([75.0], "One request waits and may cost about 75 credits."),
        ([75.0, None], "2 requests wait and may cost about 75 credits, and 1 of them an unknown"),
        ([None], "what that costs is not known."),
    ],
)
def test_what_waits_in_words(estimates: list[float | None], words: str) -> None:
    made = [
        Generation(1, "k", State.WAITING, VideoRequest(), "p", "https://a.b", 0.0, estimate=e)
        for e in estimates
    ]
    assert words in pausing.what_waits(made)


async def test_what_was_deleted_while_it_came_back_leaves_the_line(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        one, two = await place(model, "one", "two")
        await until(lambda: len(model.dispatcher.line) == 2)
        await model.library.hide([one])
        assert model.dispatcher.line == (two,)
        assert model.board.of(one) is None
        # Deleted while it was being tried again.
        (hidden,) = await model.library.get([one])
        model.dispatcher.enqueue(hidden)
        assert model.dispatcher.row(one) is None
        await model.library.hide([two])
        assert not model.dispatcher.line
        assert not model.pause._alive.isActive()
        # Undone, neither is sent after all.
        model.queue.undelete([one, two])
        await until(lambda: not model.tasks.running(""))
        assert {row.state for row in await rows(model)} == {State.NOT_SENT}


async def test_a_shorter_wait_does_not_end_a_longer_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "LIMIT_PAUSE", 0.05)
    limit = {"code": 429, "trace_id": "t", "message": "parallel task limit", "data": None}
    with Server() as server:
        longer = json_reply(limit, 429, {"Retry-After": "3600"})
        body = json.dumps(limit).encode()
        head = b"HTTP/1.1 429 Said\r\nContent-Length: %d\r\n\r\n" % (len(body) + 5)
        later = raw(head, *[b" "] * 5, body, pause=0.1)
        server.say(longer, later)
        async with running_model(tmp_path, server.url) as model:
            model.queue.pause()
            await place(model, "one", "two", "three")
            await until(lambda: len(model.dispatcher.line) == 3)
            model.queue.go_on()
            await until(lambda: len(server.requests) == 3 and not model.tasks.running("send"))
            await until(lambda: len(model.tasks.running("hold")) == 1, "the short ones are over")
            assert not model.dispatcher.taken
            assert len(server.requests) == 3


async def test_what_is_begun_in_the_moment_of_a_close_stays_in_the_line(
    tmp_path: Path, simulator: Simulator
) -> None:
    async with running_model(tmp_path, simulator.base_url) as model:
        model.queue.pause()
        (id,) = await place(model, "one")
        await until(lambda: model.dispatcher.line == (id,))
        model.queue.go_on()
        assert model.dispatcher.taken == (id,)
        model.dispatcher.close()
        await until(lambda: not model.tasks.running("send"))
        assert model.dispatcher.line == (id,)
        assert [row.id for row in await waiting(model)] == [id]
    assert not simulator.log()


async def test_what_was_deleted_while_it_was_sent_is_not_sent_again_where_it_comes_back(
    tmp_path: Path,
) -> None:
    wrong: list[BaseException] = []
    asked, answer = threading.Event(), threading.Event()
    limit = json_reply({"code": 429, "message": "parallel task limit", "data": None}, 429)

    def answer_late(connection: Connection) -> None:
        asked.set()
        answer.wait(30)
        limit(connection)

    with Server() as server:
        server.say(answer_late)
        async with running_model(tmp_path, server.url) as model:
            model.tasks.failed.connect(lambda _, error: wrong.append(error))
            (id,) = await place(model, "one")
            await until(asked.is_set)
            model.queue.delete([id])
            await until(lambda: not model.tasks.running(""), "it is out of sight")
            answer.set()
            await until(lambda: not model.tasks.running("send"))
            assert model.dispatcher.row(id) is None and not model.dispatcher.taken
            assert not model.pause._alive.isActive()
            assert len(server.requests) == 1
            model.queue.undelete([id])
            await until(lambda: not model.tasks.running(""))
            assert [row.state for row in await rows(model)] == [State.NOT_SENT]
    assert not wrong


async def test_a_task_whose_slot_was_freed_takes_none_after_a_restart(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        ids = await place(model, "silent", "running")
        await until(lambda: len(model.dispatcher.line) == 2)
        for id in ids:
            await model.library.claim(id)
            await model.library.record_answer(id, State.RUNNING, task_id=f"t-{id}")
        silent, running = ids
        await model.library.update(silent, slot_freed=True)
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        assert model.dispatcher.taken == (running,)
        assert all(model.tasks.running(f"poll {id}") for id in ids)


async def test_what_a_full_disk_does_not_let_be_taken_back_stays_in_the_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong: list[BaseException] = []

    def full(*args: object, **columns: object) -> Generation:
        raise StorageTrouble("The disk is full.")

    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.tasks.failed.connect(lambda _, error: wrong.append(error))
        (id,) = await place(model, "one")
        await until(lambda: model.dispatcher.line == (id,))
        store, _ = model.library._opening.result()
        monkeypatch.setattr(store, "change", full)
        model.queue.cancel_waiting(id)
        await until(lambda: wrong)
        assert model.dispatcher.line == (id,)

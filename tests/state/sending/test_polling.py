"""Asking for a state: the pace, providers without the call, tasks nobody knows."""

import json
from dataclasses import replace
from pathlib import Path
from time import time

import pytest

from seedance_desktop.core.errors import StorageTrouble
from seedance_desktop.core.generation import ClipState, Generation, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state import fetching, polling
from seedance_desktop.state.model import Model
from seedance_desktop.state.polling import pause_at
from tests.support.models import running_model, until_state
from tests.support.server import Server, json_reply
from tests.support.service import ACCEPTED
from tests.support.simulator import Simulator
from tests.support.waiting import until


def test_the_pace_goes_from_gentle_to_slow() -> None:
    paces = [pause_at(age, local=False) for age in range(0, 20_000, 10)]
    assert paces == sorted(paces)
    assert paces[0] >= 5 and paces[-1] == polling.SLOWEST


async def submit(model: Model) -> int:
    ids: list[int] = []
    connection = model.library.added.connect(lambda row: ids.append(row.id))
    model.draft.replace(VideoRequest(prompt="x"))
    model.queue.submit()
    await until(lambda: ids)
    model.library.added.disconnect(connection)
    return ids[0]


async def test_a_provider_without_status_is_told_once_and_never_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "LOCAL_PAUSE", 0.01)
    monkeypatch.setattr(polling, "NO_STATUS_PAUSE", 0.01)
    monkeypatch.setattr(polling, "SLOT_HELD_FOR", 0.2)
    with Simulator.start("no-status") as simulator:
        async with running_model(tmp_path, simulator.base_url) as model:
            freed: list[int] = []
            row_id = await submit(model)
            await until_state(model, row_id, State.RUNNING)
            model.library.changed.connect(lambda row: freed.append(row.id) if row.slot_freed else 0)
            await until(lambda: freed)
            (row,) = await model.library.get([row_id])
            assert row.state is State.RUNNING and not row.takes_slot
            told = [n for n in model.notices.standing if n.action == "attach-result"]
            assert len(told) == 1


async def test_a_link_attached_by_hand_ends_the_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Simulator.start("fast") as simulator:
        task_id = simulator.create("made elsewhere").json()["data"]["task_id"]
        url = simulator.finished(task_id)["result"]["video_url"]
        simulator.set_script("no-status")
        async with running_model(tmp_path, simulator.base_url) as model:
            row_id = await submit(model)
            await until_state(model, row_id, State.RUNNING)
            refused: list[str] = []
            model.queue.adopt_refused.connect(lambda _, reason: refused.append(reason))
            model.queue.attach_link(row_id, "not a link")
            await until(lambda: refused)
            model.queue.attach_link(row_id, url)
            await until_state(model, row_id, State.DONE)
            await until(lambda: not model.tasks.running(f"fetch {row_id}"))
            (row,) = await model.library.get([row_id])
            assert row.clip == "saved"


async def test_a_task_the_service_does_not_know_is_told_and_kept(tmp_path: Path) -> None:
    with Simulator.start("stuck") as simulator:
        async with running_model(tmp_path, simulator.base_url) as model:
            row_id = await submit(model)
            await until_state(model, row_id, State.RUNNING)
            await model.library.update(row_id, task_id="nobody-knows-it")
        async with running_model(tmp_path, simulator.base_url) as model:
            await until(lambda: any("does not know" in n.title for n in model.notices.standing))
            (row,) = await model.library.get([row_id])
            assert row.state is State.RUNNING


async def test_a_replaced_token_goes_on_asking(tmp_path: Path) -> None:
    with Simulator.start("normal", speed=4) as simulator:
        async with running_model(tmp_path, simulator.base_url) as model:
            row_id = await submit(model)
            await until_state(model, row_id, State.RUNNING)
            simulator.set_script("wrong-token")
            await until(
                lambda: any(n.topic.startswith("bad token") for n in model.notices.standing)
            )
            (told,) = [n for n in model.notices.standing if n.topic.startswith("bad token")]
            assert "charged" not in told.message
            simulator.set_script("normal")
            model.tokens.use_for_session(model.account.profile.origin, "demo-token")
            await until_state(model, row_id, State.DONE)


async def test_a_service_that_accepts_its_token_again_is_asked_without_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "LOCAL_PAUSE", 0.01)
    monkeypatch.setattr(polling, "LONGEST_BACKOFF", 0.01)
    monkeypatch.setattr(polling, "TOKEN_PAUSE", 0.05)
    with Simulator.start("normal", speed=4) as simulator:
        async with running_model(tmp_path, simulator.base_url) as model:
            row_id = await submit(model)
            await until_state(model, row_id, State.RUNNING)
            simulator.set_script("wrong-token")
            await until(
                lambda: any(n.topic.startswith("bad token") for n in model.notices.standing)
            )
            simulator.set_script("normal")
            await until_state(model, row_id, State.DONE)


async def test_a_full_disk_does_not_end_the_asking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "LOCAL_PAUSE", 0.01)
    with Simulator.start("normal", speed=4) as simulator:
        async with running_model(tmp_path, simulator.base_url) as model:
            row_id = await submit(model)
            await until_state(model, row_id, State.RUNNING)
            # A disk cannot be filled here without filling the tests' own.
            full = [StorageTrouble("The disk is full.")] * 3

            def change(*args: object, **columns: object) -> Generation:
                if full:
                    raise full.pop()
                return really(*args, **columns)

            store, _ = model.library._opening.result()
            really = store.change
            monkeypatch.setattr(store, "change", change)
            await until_state(model, row_id, State.DONE)
            assert not full


async def test_a_full_disk_while_trouble_is_handled_does_not_end_the_asking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "LOCAL_PAUSE", 0.01)
    monkeypatch.setattr(polling, "NO_STATUS_PAUSE", 0.01)
    with Simulator.start("no-status") as simulator:
        async with running_model(tmp_path, simulator.base_url) as model:
            store, _ = model.library._opening.result()
            full = [StorageTrouble("The disk is full.")]

            def has_status(origin: str) -> bool:
                if full:
                    raise full.pop()
                return really(origin)

            really = store.has_status
            monkeypatch.setattr(store, "has_status", has_status)
            row_id = await submit(model)
            await until(lambda: any(n.topic == "storage" for n in model.notices.standing))
            await until(lambda: any(n.action == "attach-result" for n in model.notices.standing))
            assert model.tasks.running(f"poll {row_id}")


async def test_a_clip_whose_row_cannot_be_written_is_written_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "STORAGE_PAUSE", 0.05)
    with Simulator.start("fast") as simulator:
        async with running_model(tmp_path, simulator.base_url) as model:
            store, _ = model.library._opening.result()
            full = [StorageTrouble("The disk is full.")] * 2

            def update(row_id: int, **columns: object) -> Generation:
                if full and columns.get("clip") is ClipState.SAVED:
                    raise full.pop()
                return really(row_id, **columns)

            really = store.update
            monkeypatch.setattr(store, "update", update)
            row_id = await submit(model)
            await until_state(model, row_id, State.DONE)
            await until(lambda: not model.tasks.running(f"fetch {row_id}"))
            (row,) = await model.library.get([row_id])
            assert row.clip is ClipState.SAVED and not full
            assert len(list((tmp_path / "clips").iterdir())) == 1


async def test_an_ended_link_without_a_token_lets_the_others_be_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PAUSES", (0.0, 0.0))
    with Simulator.start("fast") as simulator:
        async with running_model(tmp_path, simulator.base_url) as model:
            row_id = await submit(model)
            await until_state(model, row_id, State.DONE)
            await until(lambda: not model.tasks.running(f"fetch {row_id}"))
            await model.tokens.forget(model.account.profile.origin)
            await model.library.update(row_id, result_url="", clip=ClipState.NOT_FETCHED)
            model.queue.fetch_clip(row_id)
            await until(lambda: any(n.topic == f"clip {row_id}" for n in model.notices.standing))
            (row,) = await model.library.get([row_id])
            assert row.clip is ClipState.NOT_FETCHED
            assert "token" in row.clip_error


async def test_the_longer_nobody_answers_the_slower_it_asks_and_it_never_stops(
    tmp_path: Path,
) -> None:
    async with running_model(tmp_path, "https://service.invalid/api", token=None) as model:
        row = await model.library.add(
            VideoRequest(prompt="x"), profile="outai",
            base_url="https://service.invalid/api", estimate=None,
        )  # fmt: skip
        poller = model.dispatcher._poller
        for age in (0.0, 100.0, 1_000.0, 50_000.0):
            # A week without an answer, at a question every five minutes.
            pauses = [poller._pause(row, age, failures) for failures in range(2_016)]
            assert pauses == sorted(pauses)
            assert pauses[0] == pause_at(age, local=False)
            assert pauses[1] == min(pauses[0] * 2, polling.LONGEST_BACKOFF)
            assert pauses[-1] == polling.LONGEST_BACKOFF


async def test_the_trace_id_of_the_paid_request_stays(tmp_path: Path) -> None:
    with Simulator.start("fast") as simulator:
        async with running_model(tmp_path, simulator.base_url) as model:
            row_id = await submit(model)
            await until_state(model, row_id, State.DONE)
            (row,) = await model.library.get([row_id])
            paid, asked = (json.loads(raw)["trace_id"] for raw in (row.raw_answer, row.raw_status))
            assert paid != asked
            assert row.trace_id == paid


async def test_another_charge_told_while_it_runs_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "LOCAL_PAUSE", 0.01)
    running = {"task_id": "t-1", "status": "running", "credits_cost": 12}
    dearer = {**running, "credits_cost": 20}
    with Server() as server:
        server.say(
            json_reply(ACCEPTED),
            json_reply({**ACCEPTED, "data": running}),
            json_reply({**ACCEPTED, "data": dearer}),
        )
        async with running_model(tmp_path, server.url) as model:
            charges: list[float | None] = []
            model.library.changed.connect(lambda row: charges.append(row.credits))
            row_id = await submit(model)
            await until(lambda: 20 in charges)
            (row,) = await model.library.get([row_id])
            assert (row.state, row.credits) == (State.RUNNING, 20)


async def test_a_clock_that_is_set_back_makes_no_task_young_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ages: list[float] = []

    def pause(row: Generation, age: float, failures: int) -> float:
        ages.append(age)
        return 0.01

    with Simulator.start("stuck") as simulator:
        async with running_model(tmp_path, simulator.base_url) as model:
            row_id = await submit(model)
            (row,) = [await until_state(model, row_id, State.RUNNING)]
            poller = model.dispatcher._poller
            monkeypatch.setattr(poller, "_pause", pause)
            poller.follow(replace(row, answered_at=time() - 500))
            await until(lambda: ages)
            monkeypatch.setattr(polling, "time", lambda: 0.0)
            seen = len(ages)
            await until(lambda: len(ages) > seen + 2)
            assert ages == sorted(ages) and ages[0] >= 500
            # A machine that slept grew older in its sleep, though no timer ran.
            monkeypatch.setattr(polling, "time", lambda: time() + 7_200)
            await until(lambda: ages[-1] > 7_000)

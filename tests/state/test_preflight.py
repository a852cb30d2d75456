"""Links of the draft are looked at in the background, and what is found is said beside it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from seedance_desktop.core.checks_record import to_line
from seedance_desktop.core.generation import Generation, State
from seedance_desktop.core.profile import Profile
from seedance_desktop.core.reference_facts import Reach
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Kind
from seedance_desktop.state import preflight as module
from seedance_desktop.state.model import Model
from tests.support import media
from tests.support.models import rows, running_model
from tests.support.server import Server, files, json_reply, reply, stall
from tests.support.service import message
from tests.support.waiting import until

PICTURE = media.png(640, 480)
SMALL = media.png(200, 200)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture(autouse=True)
def short_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_MS", 0)


@asynccontextmanager
async def started(folder: Path, server: Server, **words: str) -> AsyncIterator[Model]:
    async with running_model(folder, words.get("base_url", server.url)) as model:
        model.preflight.start()
        await until(lambda: model.preflight._started, "it begins")
        yield model


def reach(model: Model, url: str) -> Callable[[], bool]:
    return lambda: model.preflight.facts(url).reach in (Reach.REACHABLE, Reach.UNREACHABLE)


def warnings(model: Model) -> list[str]:
    return [p.text for p in model.draft.problems if not p.blocks]


async def test_a_link_is_looked_at_once_and_a_warning_blocks_nothing(
    server: Server, tmp_path: Path
) -> None:
    server.say(files(SMALL))
    url = f"{server.url}/small.png"
    async with started(tmp_path, server) as model:
        told: list[tuple[str, Reach]] = []
        model.preflight.changed.connect(
            lambda changed: told.append((changed, model.preflight.facts(changed).reach))
        )
        model.draft.set("prompt", "a boat")
        model.draft.add_urls(Kind.IMAGE, url)
        await until(reach(model, url), "the look")
        text = "Image 1 is 200 × 200 px; the model takes 300 to 6,000 px a side."
        await until(lambda: warnings(model) == [text], "the warning")
        assert model.draft.legal
        assert model.preflight.warnings(Kind.IMAGE, 1) == (text,)
        assert told == [(url, Reach.CHECKING), (url, Reach.REACHABLE)]
        model.draft.remove_urls(Kind.IMAGE, [0])
        assert warnings(model) == []
        model.draft.undo()
        assert warnings(model) == [text]
        await until(lambda: not model.preflight._pause.isActive(), "the pause")
        assert len(server.requests) == 2


async def test_a_warning_names_the_place_its_link_has_now(server: Server, tmp_path: Path) -> None:
    server.say(files(SMALL))
    async with started(tmp_path, server) as model:
        model.draft.add_urls(Kind.IMAGE, f"{server.url}/a\n{server.url}/b")
        await until(lambda: len(warnings(model)) == 2, "both")
        model.draft.remove_urls(Kind.IMAGE, [0])
        assert [text[:8] for text in warnings(model)] == ["Image 1 "]


async def test_only_a_few_are_looked_at_at_a_time_each_by_one_look(
    server: Server, tmp_path: Path
) -> None:
    server.say(stall())
    async with started(tmp_path, server) as model:
        links = [f"{server.url}/{n}" for n in range(9)]
        model.draft.add_urls(Kind.IMAGE, links)
        await until(lambda: len(server.requests) == module.AT_ONCE, "the first")
        for link in links:
            model.preflight.check_again(link)
        assert len(model.tasks.running("preflight")) == 9
        await asyncio.sleep(0.1)  # time in which more would have come
        assert len(server.requests) == module.AT_ONCE


async def test_an_old_look_is_not_relied_on_when_its_link_comes_again(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.say(files(PICTURE))
    url = f"{server.url}/a"
    async with started(tmp_path, server) as model:
        model.draft.add_urls(Kind.IMAGE, url)
        await until(reach(model, url), "the look")
        monkeypatch.setattr(module, "FRESH", -1.0)
        model.draft.add_urls(Kind.VIDEO, f"{server.url}/b")
        await until(lambda: sum(s.target == "/a" for s in server.requests) == 4, "the second look")
        await until(lambda: not model.tasks.running("preflight"), "the end")


async def test_a_link_that_cannot_be_reached_can_be_looked_at_again(
    server: Server, tmp_path: Path
) -> None:
    server.say(reply(404))
    url = f"{server.url}/a"
    async with started(tmp_path, server) as model:
        model.draft.add_urls(Kind.IMAGE, url)
        await until(lambda: warnings(model), "the warning")
        assert "could not be reached from here" in warnings(model)[0]
        assert model.preflight.warnings(Kind.IMAGE, 1)[0].startswith("Image 1 could not be")
        server.say(files(PICTURE))
        model.preflight.check_again(url)
        await until(lambda: not warnings(model), "the warning goes")


async def test_switched_off_nothing_is_asked_for(server: Server, tmp_path: Path) -> None:
    server.say(files(PICTURE))
    soon = int(time.time() + 1230)
    async with started(tmp_path, server) as model:
        model.settings.set(check_links=False)
        url = f"{server.url}/a?Expires={soon}&Signature=x"
        model.draft.add_urls(Kind.IMAGE, url)
        model.preflight.check_again(url)
        await until(lambda: not model.preflight._pause.isActive(), "the pause")
        assert not model.tasks.running("preflight")
        assert model.preflight.facts(url).reach is Reach.NOT_CHECKED
        # The link says so itself.
        assert warnings(model) == [
            "Image 1 · the link expires in 20 min, the queue may take longer. "
            "You can still generate."
        ]
        assert server.requests == []
        model.settings.set(check_links=True)
        await until(reach(model, url), "the look")


async def test_switching_off_ends_what_is_under_way(server: Server, tmp_path: Path) -> None:
    server.say(stall())
    url = f"{server.url}/a"
    async with started(tmp_path, server) as model:
        model.draft.add_urls(Kind.IMAGE, url)
        await until(lambda: server.requests, "the look")
        model.settings.set(check_links=False)
        await until(lambda: not model.tasks.running("preflight"), "the end")
        assert model.preflight.facts(url).reach is Reach.NOT_CHECKED


async def test_time_passes_until_a_link_has_expired(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TICK_MS", 20)
    server.say(files(PICTURE))
    async with started(tmp_path, server) as model:
        at = int(time.time()) + 3
        model.draft.add_urls(Kind.IMAGE, f"{server.url}/a?Expires={at}&Signature=x")
        assert "expires in" in warnings(model)[0]
        await until(lambda: "has expired" in warnings(model)[0], "the end of the link")


async def test_where_such_clips_take_minutes_a_link_need_not_live_for_hours(
    server: Server, tmp_path: Path
) -> None:
    server.say(files(PICTURE))
    at = int(time.time()) + 2700
    async with started(tmp_path, server) as model:
        profile = model.account.profile
        for _ in range(2):
            row = await model.library.add(
                VideoRequest(prompt="p"), profile=profile.id, base_url=profile.base_url, estimate=1
            )
            await model.library.claim(row.id)
            now = time.time()
            await model.library.record_answer(row.id, State.RUNNING, answered_at=now - 160)
            await model.library.change(row.id, State.DONE, finished_at=now)
        model.draft.add_urls(Kind.IMAGE, f"{server.url}/a?Expires={at}&Signature=x")
        assert "expires in" in warnings(model)[0]
        await until(lambda: not warnings(model), "the usual time")


async def test_this_machine_is_looked_at_for_a_service_on_it_alone(
    server: Server, tmp_path: Path
) -> None:
    server.say(files(PICTURE))
    url = f"{server.url}/a"
    far = Profile("far", "Far", "https://far.invalid/api")
    near = Profile("near", "Near", server.url)
    async with running_model(tmp_path, None, token=None) as model:
        model.preflight.start()
        for profile in (far, near):
            model.account.save_profile(profile)
        model.account.use("far")
        model.draft.add_urls(Kind.IMAGE, url)
        await until(lambda: warnings(model), "the warning")
        assert "leads into this computer" in warnings(model)[0]
        assert server.requests == []
        model.account.use("near")
        await until(reach(model, url), "the look")
        assert warnings(model) == []


async def test_a_file_of_this_computer_is_told_without_the_network(
    server: Server, tmp_path: Path
) -> None:
    path = tmp_path / "bild 1.png"
    path.write_bytes(SMALL)
    async with started(tmp_path / "data", server) as model:
        model.settings.set(check_links=False)
        model.draft.take_links({Kind.IMAGE: (path.as_uri(),)})
        await until(lambda: model.preflight.facts(path.as_uri()).width == 200, "the file")
        assert any("300 to 6,000" in text for text in warnings(model))


async def test_nothing_is_looked_at_before_the_window_is_there(
    server: Server, tmp_path: Path
) -> None:
    async with running_model(tmp_path, server.url) as model:
        model.draft.add_urls(Kind.IMAGE, f"{server.url}/a")
        model.preflight.check_again(f"{server.url}/a")
        assert not model.preflight._pause.isActive()
        assert not model.tasks.running("preflight")


async def test_what_was_known_is_kept_with_the_generation(server: Server, tmp_path: Path) -> None:
    server.say(files(SMALL))
    async with started(tmp_path, server) as model:
        model.draft.replace(VideoRequest(prompt="a boat", image_urls=(f"{server.url}/a",)))
        await until(lambda: warnings(model), "the warning")
        # Refused by the service: what is kept does not hang on what becomes of it.
        server.say(json_reply(message("insufficient credits")))
        changed: list[Generation] = []
        model.library.changed.connect(changed.append)
        model.queue.submit()
        await until(lambda: any(row.state is State.FAILED for row in changed), "the refusal")
        assert to_line(changed[-1].checks).startswith("1 link, one warning: Image 1 is 200 × 200")
        (row,) = await rows(model)
        assert row.checks == changed[-1].checks


async def test_a_film_that_is_cut_off_does_not_pass_for_a_whole_one(
    server: Server, tmp_path: Path
) -> None:
    whole = media.mp4(seconds=5.0, at_end=True)
    server.say(files(whole[: len(whole) // 2]))
    async with started(tmp_path, server) as model:
        model.draft.add_urls(Kind.VIDEO, f"{server.url}/a.mp4")
        await until(lambda: warnings(model), "what is said of it")
        assert "may be cut off" in warnings(model)[0]

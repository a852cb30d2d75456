"""Drops and pastes, from what they carry to what stands in the draft."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import time

from seedance_desktop.core.generation import ClipState, State
from seedance_desktop.core.reference_sources import Carried
from seedance_desktop.core.spec import Kind, Mode
from seedance_desktop.state.draft import Draft
from seedance_desktop.state.library import Library
from seedance_desktop.state.reference_desk import Outcome, ReferenceDesk
from tests.support.history import add_row, opened_library
from tests.support.waiting import until

SITE = "https://a.example"


class Told:
    """A desk, its draft, and what it told."""

    def __init__(self, library: Library, desk: ReferenceDesk, draft: Draft) -> None:
        self.library, self.desk, self.draft = library, desk, draft
        self.outcomes: list[Outcome] = []
        desk.told.connect(self.outcomes.append)

    async def take(self, carried: Carried, over: Kind | None = None) -> Outcome:
        before = len(self.outcomes)
        self.desk.take(carried, over)
        await until(lambda: len(self.outcomes) > before, "the outcome")
        return self.outcomes[-1]


@asynccontextmanager
async def opened_desk(folder: Path) -> AsyncIterator[Told]:
    async with opened_library(folder) as (library, tasks):
        draft = Draft()
        desk = ReferenceDesk(draft, tasks, library.get)
        try:
            yield Told(library, desk, draft)
        finally:
            desk.close()


async def test_a_mixed_drop_is_one_step(tmp_path: Path) -> None:
    async with opened_desk(tmp_path) as told:
        urls = (f"{SITE}/1.png", f"{SITE}/2.mp4", f"{SITE}/3.wav", "file:///home/me/4.jpg")
        outcome = await told.take(Carried(urls=urls))
        request = told.draft.request
        assert request.image_urls == (urls[0], urls[3])
        assert (request.video_urls, request.audio_urls) == ((urls[1],), (urls[2],))
        assert not outcome.plan.unsorted and not outcome.plan.refused
        told.draft.undo()
        assert told.draft.request.image_urls == told.draft.request.video_urls == ()


async def test_a_file_of_this_computer_keeps_the_request_from_being_sent(tmp_path: Path) -> None:
    async with opened_desk(tmp_path) as told:
        told.draft.set("prompt", "a boat")
        await told.take(Carried(urls=("file:///home/me/a%20boat.png",)))
        assert not told.draft.legal
        assert "“a boat.png” is on this computer" in told.draft.problems[0].text


async def test_what_has_no_room_is_named_and_not_taken(tmp_path: Path) -> None:
    async with opened_desk(tmp_path) as told:
        told.draft.set("function_mode", Mode.FIRST_LAST_FRAMES)
        urls = tuple(f"{SITE}/{n}.png" for n in range(4))
        outcome = await told.take(Carried(text="\n".join(urls)))
        assert told.draft.request.image_urls == urls[:2]
        assert outcome.plan.shares[Kind.IMAGE].stays_out == urls[2:]


async def test_link_files_are_read_and_sorted(tmp_path: Path) -> None:
    async with opened_desk(tmp_path) as told:
        (tmp_path / "a.url").write_text(f"[InternetShortcut]\nURL={SITE}/1.mp4\n")
        (tmp_path / "b.url").write_text("[InternetShortcut]\nURL=javascript:alert(1)\n")
        (tmp_path / "c.url").write_text(f"[InternetShortcut]\nURL={(tmp_path / 'a.url').as_uri()}")
        (tmp_path / "d.desktop").write_text("[Desktop Entry]\nType=Application\nExec=true\n")
        outcome = await told.take(
            Carried(urls=tuple((tmp_path / name).as_uri() for name in
                               ("a.url", "b.url", "c.url", "d.desktop")))
        )  # fmt: skip
        assert told.draft.request.video_urls == (f"{SITE}/1.mp4",)
        reasons = " ".join(each.reason for each in outcome.plan.refused)
        assert len(outcome.plan.refused) == 3
        assert "javascript" in reasons and "d.desktop" in reasons and "lead to" in reasons


async def test_a_clip_of_the_history_is_a_video_with_its_age(tmp_path: Path) -> None:
    async with opened_desk(tmp_path) as told:
        link = f"{SITE}/results/no-ending?sig=1"
        made = time() - 2 * 3600 - 60
        row = await add_row(
            told.library, State.DONE, "A paper boat", result_url=link, finished_at=made
        )
        outcome = await told.take(Carried(clips=(row.id,)))
        assert told.draft.request.video_urls == (link,)
        assert outcome.notes == (
            "“A paper boat” was made 2 h ago; such links last 12 to 24 hours.",
        )
        assert told.desk.made_at(link) == made


async def test_a_clip_without_a_link_offers_its_file(tmp_path: Path) -> None:
    async with opened_desk(tmp_path) as told:
        clip = tmp_path / "雨 1.mp4"
        row = await add_row(told.library, clip=ClipState.SAVED, clip_path=str(clip))
        outcome = await told.take(Carried(clips=(row.id,)))
        assert told.draft.request.video_urls == ()
        assert "no link of its own" in outcome.plan.refused[0].reason
        assert outcome.files_instead == (clip.as_uri(),)
        told.desk.take_as(Kind.VIDEO, outcome.files_instead)
        assert told.draft.request.video_urls == (clip.as_uri(),)


async def test_what_nobody_can_tell_waits_for_the_person(tmp_path: Path) -> None:
    async with opened_desk(tmp_path) as told:
        link = f"{SITE}/watch?v=1"
        outcome = await told.take(Carried(urls=(link,)))
        assert outcome.plan.unsorted == (link,)
        assert told.draft.request.image_urls == ()
        told.desk.take_as(Kind.AUDIO, outcome.plan.unsorted)
        assert told.draft.request.audio_urls == (link,)
        await told.take(Carried(urls=(link,)), over=Kind.IMAGE)
        assert told.draft.request.image_urls == (link,)

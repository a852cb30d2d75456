"""Posters from real clips."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from seedance_desktop.core.errors import ClipUndecodable, StorageTrouble
from seedance_desktop.core.generation import Generation, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.frames import POSTER_WIDTH, PosterMaker
from tests.support import clips
from tests.support.clips import make_clip, number_of


@pytest.fixture
def maker(tmp_path: Path) -> Iterator[PosterMaker]:
    maker = PosterMaker(tmp_path)
    yield maker
    maker.close()


async def test_the_first_frame_becomes_a_small_jpeg(maker: PosterMaker, tmp_path: Path) -> None:
    clip = await make_clip(tmp_path / "clip.mp4", size=(1280, 720))
    poster = tmp_path / "poster.jpg"
    await maker.make_poster(clip.path, poster)
    image = QImage(str(poster))
    assert (image.width(), image.height()) == (POSTER_WIDTH, 360)
    assert number_of(image) == 0
    assert poster.read_bytes()[:3] == b"\xff\xd8\xff"


async def test_many_at_once_each_get_their_own(maker: PosterMaker, tmp_path: Path) -> None:
    good = await make_clip(tmp_path / "good.mp4")
    bad = clips.cut(good, tmp_path / "bad.mp4")
    sources = [good, bad, good, bad, good]
    results = await asyncio.gather(
        *(maker.make_poster(c.path, tmp_path / f"{i}.jpg") for i, c in enumerate(sources)),
        return_exceptions=True,
    )
    assert [type(r) for r in results] == [
        type(None), ClipUndecodable, type(None), ClipUndecodable, type(None)
    ]  # fmt: skip
    made = [(tmp_path / f"{i}.jpg").exists() for i in range(len(sources))]
    assert made == [True, False, True, False, True]


async def test_a_clip_cut_off_behind_its_first_frame_has_a_poster(
    maker: PosterMaker, tmp_path: Path
) -> None:
    clip = clips.cut_with_index(await make_clip(tmp_path / "clip.mp4"), tmp_path / "cut.mp4")
    await maker.make_poster(clip.path, tmp_path / "poster.jpg")
    assert number_of(QImage(str(tmp_path / "poster.jpg"))) == 0


async def test_what_cannot_be_decoded_says_so(maker: PosterMaker, tmp_path: Path) -> None:
    clip = await make_clip(tmp_path / "clip.mp4")
    page = tmp_path / "page.mp4"
    page.write_text("<html>not a clip</html>")
    cases = {
        clips.as_av1(clip, tmp_path / "av1.mp4").path: "no picture in a form",
        clips.cut(clip, tmp_path / "cut.mp4").path: "damaged",
        page: "damaged",
        tmp_path / "gone.mp4": "not where it was saved",
    }
    for path, words in cases.items():
        with pytest.raises(ClipUndecodable, match=words):
            await maker.make_poster(path, tmp_path / "poster.jpg")
    assert not (tmp_path / "poster.jpg").exists()


async def test_no_frame_within_the_limit_is_an_answer_too(tmp_path: Path) -> None:
    clip = await make_clip(tmp_path / "clip.mp4")
    maker = PosterMaker(tmp_path, limit_ms=0)
    with pytest.raises(ClipUndecodable, match="no picture"):
        await maker.make_poster(clip.path, tmp_path / "poster.jpg")
    maker.close()


async def test_a_poster_that_cannot_be_written_leaves_the_old_one(
    maker: PosterMaker, tmp_path: Path
) -> None:
    clip = await make_clip(tmp_path / "clip.mp4")
    with pytest.raises(StorageTrouble, match="could not be saved"):
        await maker.make_poster(clip.path, tmp_path / "no folder" / "poster.jpg")
    taken = tmp_path / "taken.jpg"
    taken.mkdir()
    with pytest.raises(StorageTrouble):
        await maker.make_poster(clip.path, taken)
    assert _names_in(tmp_path) == ["clip.mp4", "taken.jpg"]


async def test_the_poster_of_a_row_is_named_by_its_key(maker: PosterMaker, tmp_path: Path) -> None:
    clip = await make_clip(tmp_path / "clip.mp4")
    row = Generation(
        7, "abc", State.DONE, VideoRequest(), "demo", "https://a.test", 0.0,
        clip_path=str(clip.path),
    )  # fmt: skip
    assert await maker.poster_of(row) == str(tmp_path / "abc.jpg")
    clip.path.unlink()
    assert await maker.poster_of(row) == ""


async def test_closing_gives_up_what_is_not_made_and_ends_the_thread(tmp_path: Path) -> None:
    clip = await make_clip(tmp_path / "clip.mp4")
    maker = PosterMaker(tmp_path)
    calls = [
        asyncio.ensure_future(maker.make_poster(clip.path, tmp_path / f"{i}.jpg")) for i in range(5)
    ]
    await asyncio.sleep(0)
    maker.close()
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert all(r is None or isinstance(r, asyncio.CancelledError) for r in results)
    assert any(isinstance(r, asyncio.CancelledError) for r in results)
    maker.close()


def _names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())

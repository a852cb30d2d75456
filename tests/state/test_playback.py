"""The player on real clips: every frame shows its number."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from math import ceil
from pathlib import Path

import pytest

from seedance_desktop.state.playback import Playback
from tests.support import clips
from tests.support.clips import FPS, Clip, make_clip, number_of
from tests.support.waiting import until

FRAME = 1000 / FPS
"""Milliseconds."""


@pytest.fixture
def playback() -> Iterator[Playback]:
    playback = Playback(loop=False)
    yield playback
    playback.set_source(None)


def shown(playback: Playback) -> int | None:
    """The number of the frame on screen."""
    return number_of(playback.frame.toImage()) if playback.frame else None


async def opened(playback: Playback, clip: Clip) -> None:
    playback.set_source(clip.path)
    await until(lambda: playback.frame is not None, "the first frame")


async def test_a_clip_opens_on_its_first_frame_and_rests(
    playback: Playback, tmp_path: Path
) -> None:
    clip = await make_clip(tmp_path / "clip.mp4")
    await opened(playback, clip)
    assert shown(playback) == 0
    assert not playback.playing
    assert (playback.position, playback.duration) == (0, clip.duration)


async def test_it_plays_every_frame_to_the_end_and_keeps_the_last(
    playback: Playback, tmp_path: Path
) -> None:
    clip = await make_clip(tmp_path / "clip.mp4", frames=12)
    await opened(playback, clip)
    seen: list[int | None] = []
    playback.frame_changed.connect(lambda: seen.append(shown(playback)))
    playback.play()
    assert playback.playing
    await until(lambda: not playback.playing, "the end")
    assert seen[-1] == clip.frames - 1
    assert seen == sorted(seen, key=lambda n: n or 0)
    assert playback.position == playback.duration == clip.duration


async def test_play_at_the_end_starts_over(playback: Playback, tmp_path: Path) -> None:
    clip = await make_clip(tmp_path / "clip.mp4", frames=6)
    await opened(playback, clip)
    playback.play()
    await until(lambda: not playback.playing, "the end")
    playback.toggle()
    await until(lambda: shown(playback) != clip.frames - 1, "the start")
    assert playback.playing


async def test_a_loop_goes_on_until_it_is_switched_off(playback: Playback, tmp_path: Path) -> None:
    clip = await make_clip(tmp_path / "clip.mp4", frames=4)
    await opened(playback, clip)
    stops: list[bool] = []
    starts: list[int] = []
    playback.playing_changed.connect(stops.append)
    playback.frame_changed.connect(lambda: starts.append(0) if shown(playback) == 0 else None)
    playback.set_loop(True)
    playback.play()
    await until(lambda: len(starts) >= 3, "three rounds")
    assert stops == [True]
    playback.set_loop(False)
    await until(lambda: not playback.playing, "the end")
    assert shown(playback) == clip.frames - 1


@pytest.mark.parametrize(("wanted", "frame"), [(0, 0), (500, 12), (520, 12), (990, 23), (9e9, 23)])
async def test_seeking_shows_the_frame_that_stands_there(
    playback: Playback, tmp_path: Path, wanted: float, frame: int
) -> None:
    clip = await make_clip(tmp_path / "clip.mp4")
    await opened(playback, clip)
    playback.seek(1)
    playback.seek(int(wanted))
    await until(lambda: shown(playback) == frame, f"frame {frame}")
    assert not playback.playing


async def test_a_pause_right_after_a_seek_still_shows_the_place(
    playback: Playback, tmp_path: Path
) -> None:
    await opened(playback, await make_clip(tmp_path / "clip.mp4", frames=72))
    playback.play()
    playback.seek(1_490)
    playback.pause()
    await until(lambda: shown(playback) == 35, "the place")


async def test_scrubbing_ends_where_the_hand_stops(playback: Playback, tmp_path: Path) -> None:
    clip = await make_clip(tmp_path / "clip.mp4", frames=72)
    await opened(playback, clip)
    for position in [*range(0, 2_900, 10), 1_010]:
        playback.seek(position)
        if position % 100 == 0:
            await asyncio.sleep(0)
    await until(lambda: shown(playback) == 24, "the last place")


async def test_stepping_takes_one_frame_at_a_time_both_ways(
    playback: Playback, tmp_path: Path
) -> None:
    clip = await make_clip(tmp_path / "clip.mp4")
    await opened(playback, clip)
    for number in range(1, clip.frames):
        playback.step(1)
        await until(lambda n=number: shown(playback) == n, f"frame {number}")
        assert playback.position == ceil(number * FRAME)
    playback.step(1)
    playback.step(-1)
    await until(lambda: shown(playback) == clip.frames - 2, "the last but one")


async def test_steps_faster_than_frames_are_all_counted(playback: Playback, tmp_path: Path) -> None:
    clip = await make_clip(tmp_path / "clip.mp4")
    await opened(playback, clip)
    for _ in range(10):
        playback.step(1)
    for _ in range(3):
        playback.step(-1)
    await until(lambda: shown(playback) == 7, "frame 7")


async def test_a_step_pauses_and_works_from_the_end_too(playback: Playback, tmp_path: Path) -> None:
    clip = await make_clip(tmp_path / "clip.mp4", frames=8)
    await opened(playback, clip)
    playback.play()
    playback.step(1)
    assert not playback.playing
    playback.play()
    await until(lambda: not playback.playing, "the end")
    seen: list[int | None] = []
    playback.frame_changed.connect(lambda: seen.append(shown(playback)))
    playback.step(-1)
    await until(lambda: shown(playback) == clip.frames - 2, "the last but one")
    assert 0 not in seen, "it flashed the first frame"


async def test_another_clip_takes_over_whole(playback: Playback, tmp_path: Path) -> None:
    first = await make_clip(tmp_path / "first.mp4")
    second = await make_clip(tmp_path / "second.mp4", frames=12)
    await opened(playback, first)
    playback.play()
    await until(lambda: (shown(playback) or 0) > 3, "it plays")
    playback.set_source(second.path)
    assert playback.frame is None
    assert not playback.playing
    await until(lambda: playback.frame is not None, "the second clip")
    assert shown(playback) == 0
    assert playback.duration == second.duration
    playback.set_source(None)
    assert (playback.frame, playback.duration, playback.position) == (None, 0, 0)


async def test_walking_past_clips_opens_the_last_alone(playback: Playback, tmp_path: Path) -> None:
    clip = await make_clip(tmp_path / "clip.mp4")
    bad = clips.cut(clip, tmp_path / "bad.mp4")
    errors: list[str] = []
    playback.error_changed.connect(errors.append)
    playback.set_source(bad.path)
    playback.set_source(clip.path)
    await until(lambda: playback.frame is not None, "the clip")
    assert errors == []


async def test_play_pressed_at_once_plays_when_the_clip_is_open(
    playback: Playback, tmp_path: Path
) -> None:
    clip = await make_clip(tmp_path / "clip.mp4")
    playback.set_source(clip.path)
    playback.play()
    await until(lambda: playback.playing, "it plays")


@pytest.mark.parametrize(
    ("spoil", "words"), [(clips.as_av1, "no picture in a form"), (clips.cut, "damaged")]
)
async def test_what_cannot_be_decoded_says_so(
    playback: Playback, tmp_path: Path, spoil: object, words: str
) -> None:
    clip = await make_clip(tmp_path / "clip.mp4")
    bad: Clip = spoil(clip, tmp_path / "bad.mp4")  # type: ignore[operator]
    playback.set_source(bad.path)
    await until(lambda: words in playback.error, "the reason")
    playback.play()
    assert not playback.playing
    await opened(playback, clip)
    assert playback.error == ""


async def test_a_file_that_is_gone_says_so_and_can_come_back(
    playback: Playback, tmp_path: Path
) -> None:
    path = tmp_path / "clip.mp4"
    playback.set_source(path)
    await until(lambda: "not where it was saved" in playback.error, "the reason")
    await make_clip(path)
    playback.set_source(None)
    await opened(playback, Clip(path, FPS))
    assert playback.error == ""


async def test_a_clip_cut_off_in_the_middle_can_still_be_scrubbed(
    playback: Playback, tmp_path: Path
) -> None:
    clip = clips.cut_with_index(await make_clip(tmp_path / "c.mp4"), tmp_path / "cut.mp4")
    await opened(playback, clip)
    playback.seek(980)
    playback.seek(200)
    await until(lambda: shown(playback) == 4, "a frame that is there")
    assert not playback.playing


async def test_what_is_heard_is_told_and_kept_for_the_next_clip(
    playback: Playback, tmp_path: Path
) -> None:
    told: list[object] = []
    for signal in (playback.volume_changed, playback.muted_changed, playback.loop_changed):
        signal.connect(told.append)
    playback.set_volume(0.5)
    playback.set_volume(7)
    playback.set_volume(1)
    playback.set_muted(True)
    playback.set_loop(True)
    assert told == [0.5, 1.0, True, True]
    await opened(playback, await make_clip(tmp_path / "clip.mp4"))
    assert (playback.volume, playback.muted, playback.loop) == (1.0, True, True)

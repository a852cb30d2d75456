from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from time import monotonic

import pytest

from seedance_desktop.core.generation import ClipState, Generation, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state import history_texts as texts
from seedance_desktop.state.progress import Progress

ROW = Generation(1, "k", State.DONE, VideoRequest("a boat"), "p", "https://x.invalid", 0.0)
TRACE = "0b51c3d76f06549b"


@pytest.mark.parametrize(
    ("state", "credits", "estimate", "text"),
    [
        (State.DONE, 1250.5, 150, "1,250.5, estimated 150"),
        (State.RUNNING, 75, 60, "75, estimated 60"),
        (State.DONE, 75, 70, "75"),
        (State.DONE, 1250.5, None, "1,250.5"),
        (State.FAILED, 0.0, 150, "0"),
        (State.RUNNING, None, 150, "≈150"),
        (State.UNCONFIRMED, None, 75, "≈75"),
        (State.DONE, None, None, "–"),
        (State.FAILED, None, 150, "–"),
        (State.FAILED, 12.0, None, "12"),
        (State.NOT_SENT, None, 150, "–"),
    ],
)
def test_credits(state: State, credits: float | None, estimate: float | None, text: str) -> None:
    row = replace(ROW, state=state, credits=credits, estimate=estimate)
    assert texts.credits_text(row) == text


def test_a_surprising_charge_is_spoken_and_explained() -> None:
    row = replace(ROW, credits=75, estimate=60)
    assert "75 credits, estimated 60," in texts.accessible_text(row)
    assert "75 credits, estimated 60 ·" in texts.tooltip(row)
    assert "75 credits ·" in texts.tooltip(replace(row, estimate=75))


def test_a_figure_is_copied_as_a_number_and_an_estimate_not_at_all() -> None:
    assert texts.credits_figure(replace(ROW, credits=1234567.5)) == "1234567.5"
    assert texts.credits_figure(replace(ROW, estimate=150)) == ""


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (datetime(2026, 11, 12, 0, 5), "00:05"),
        (datetime(2026, 11, 11, 23, 59), "11 Nov"),
        (datetime(2025, 11, 12, 14, 6), "12 Nov 2025"),
    ],
)
def test_when(made: datetime, text: str) -> None:
    assert texts.when_text(made.timestamp(), datetime(2026, 11, 12, 14, 6)) == text


def test_time_in_a_state_is_the_boards_and_without_one_the_rows() -> None:
    assert texts.elapsed_text(ROW, Progress(monotonic() - 130)) == "2:10"
    long_ago = texts.elapsed_text(replace(ROW, answered_at=0.0), None)
    assert long_ago.count(":") == 2


@pytest.mark.parametrize(
    ("changes", "progress", "line"),
    [
        ({"state": State.WAITING}, None, "waits for a free slot"),
        ({"state": State.WAITING}, Progress(0, "waits for a token"), "waits for a token"),
        ({"state": State.RUNNING, "trace_id": TRACE}, None, f"trace {TRACE}"),
        ({"state": State.RUNNING, "trace_id": TRACE}, Progress(0, "running"), f"trace {TRACE}"),
        ({"state": State.RUNNING, "trace_id": TRACE}, Progress(0, "queued"), "trace 0b51… queued"),
        ({"state": State.UNCONFIRMED}, None, "reply lost: may be billed"),
        ({"state": State.FAILED, "message": "no\nboats"}, None, "no boats"),
        ({"state": State.FAILED, "error": "no-credits"}, None, "No credits left"),
        (
            {"state": State.FAILED, "trace_id": TRACE, "message": "content policy"},
            None,
            "trace 0b51… content policy",
        ),
        ({"state": State.NOT_SENT, "error": "taken-back"}, None, "taken back before it was sent"),
        ({"clip": ClipState.FETCHING}, Progress(0, "", 42, 100), "fetching 42 %"),
        ({"clip": ClipState.FETCHING}, Progress(0, "", 3_100_000), "fetching 3.1 MB"),
        ({"clip": ClipState.FETCHING}, None, "fetching"),
        ({"clip": ClipState.NOT_FETCHED, "trace_id": TRACE}, None, "trace 0b51… clip not fetched"),
        ({"clip": ClipState.SAVED, "trace_id": TRACE}, None, f"trace {TRACE}"),
    ],
)
def test_the_last_line(changes: dict[str, object], progress: Progress | None, line: str) -> None:
    assert texts.last_line(replace(ROW, **changes), progress) == line


def test_a_tooltip_shows_markup_in_a_prompt_as_it_was_typed() -> None:
    row = replace(ROW, request=VideoRequest("<img src=x>\nsecond line"))
    assert "<p>&lt;img src=x&gt;<br>second line</p>" in texts.tooltip(row)


def test_what_is_going_on_is_said_while_it_is() -> None:
    waits = replace(ROW, state=State.WAITING)
    assert texts.spoken_now(waits, Progress(0.0, "waits for a token"), None) == "waits for a token"
    assert texts.spoken_now(waits, None, None) == ""
    runs = replace(ROW, state=State.RUNNING)
    assert "2:41" in texts.spoken_now(runs, Progress(monotonic()), 161.0)
    assert texts.spoken_now(ROW, Progress(0.0, "x"), 5.0) == ""

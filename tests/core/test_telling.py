"""What is told of a generation."""

from dataclasses import replace
from typing import Any

import pytest

from seedance_desktop.core.errors import LONGEST_WORDS, quoted
from seedance_desktop.core.generation import ClipState, Generation, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.telling import NO_STATUS, TAKEN_BACK, told_of, trouble_of

ROW = Generation(1, "k", State.DONE, VideoRequest("A lamp"), "demo", "https://a.test/api", 0.0)


@pytest.mark.parametrize(
    ("changes", "title", "words"),
    [
        ({"state": State.WAITING}, "Waiting", "waits for a free slot"),
        (
            {"state": State.WAITING, "error": "task-limit", "message": "parallel task limit"},
            "Waiting",
            "The service says: “parallel task limit”. It is sent by itself",
        ),
        ({"state": State.SENDING}, "Sending", "sent once"),
        ({"state": State.RUNNING}, "Running", "Now: waits for a free slot"),
        ({"state": State.RUNNING, "task_verified": False}, "Running", "could not be checked"),
        ({"state": State.UNCONFIRMED}, "may be billed", "enter the task id"),
        ({"state": State.UNCONFIRMED, "dismissed": True}, "may be billed", "put it aside"),
        (
            {"state": State.FAILED, "error": "no-credits", "message": "insufficient credits"},
            "No credits left",
            "“insufficient credits”",
        ),
        ({"state": State.FAILED, "error": "task-failed"}, "could not make", "charge stays"),
        ({"state": State.FAILED, "error": "of another time"}, "went wrong", ""),
        ({"state": State.NOT_SENT, "error": "not-sent"}, "did not leave", "Nothing was charged"),
        (
            {"state": State.NOT_SENT, "error": "not-sent", "message": "No name was found."},
            "did not leave",
            "No name was found. Nothing was charged.",
        ),
        ({"state": State.NOT_SENT, "error": TAKEN_BACK}, "Not sent", "took it back"),
        ({"clip": ClipState.FETCHING}, "Fetching", "on its way"),
        (
            {"clip": ClipState.NOT_FETCHED, "clip_error": "The disk is full."},
            "could not be fetched",
            "The disk is full.",
        ),
    ],
)
def test_each_state_says_what_it_means(changes: dict[str, Any], title: str, words: str) -> None:
    told = told_of(replace(ROW, **changes), "waits for a free slot")
    assert told is not None
    assert title in told.title
    assert words in told.text


def test_of_a_clip_that_nobody_tells_of_it_is_not_said_that_it_comes_by_itself() -> None:
    told = told_of(replace(ROW, state=State.RUNNING), NO_STATUS)
    assert told is not None
    assert "attach" in told.text and "fetched" not in told.text


def test_a_clip_that_is_here_speaks_for_itself() -> None:
    row = replace(ROW, clip=ClipState.SAVED)
    assert told_of(row) is None
    assert trouble_of(row) == ""


def test_with_nothing_selected_it_says_what_to_do_first() -> None:
    told = told_of(None)
    assert told is not None
    assert "Generate" in told.text


def test_trouble_holds_title_words_and_what_to_do() -> None:
    row = replace(ROW, state=State.FAILED, error="task-failed", message="content policy")
    text = trouble_of(row)
    assert text.startswith("The service could not make this clip.")
    assert "“content policy”" in text
    assert "charge" in text


@pytest.mark.parametrize("state", [State.WAITING, State.SENDING, State.RUNNING])
def test_what_goes_well_is_no_trouble(state: State) -> None:
    assert trouble_of(replace(ROW, state=state)) == ""


def test_words_without_end_are_cut() -> None:
    assert len(quoted("x" * 1_000_000)) < LONGEST_WORDS + 50
    assert quoted(" \n ") == ""


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("invalid api key", "The service says: “invalid api key”."),
        (" Stopped by  the policy. ", "The service says: “Stopped by the policy.”"),
        ("积分不足。", "The service says: “积分不足。”"),
        ("", ""),
    ],
)
def test_quoted_words_end_once(words: str, shown: str) -> None:
    assert quoted(words) == shown

"""Words and figures as they are shown."""

import html
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from seedance_desktop.core import wording
from seedance_desktop.core.generation import Generation, State
from seedance_desktop.core.request import VideoRequest

SENT = datetime(2026, 3, 4, 13, 51, 2).timestamp()
ROW = Generation(
    id=1,
    key="k",
    state=State.DONE,
    request=VideoRequest("A lamp", image_urls=("https://a.test/1", "https://a.test/2")),
    profile="demo",
    base_url="https://a.test/api",
    created_at=SENT - 4,
    sent_at=SENT,
    answered_at=SENT + 0.84,
    finished_at=SENT + 161.2,
    saved_at=SENT + 164,
    task_id="task_8f21c0",
    credits=150.0,
    estimate=75.0,
)


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [(0, "0:00.0"), (1_999, "0:01.9"), (61_000, "1:01.0"), (-5, "0:00.0"), (600_050, "10:00.0")],
)
def test_a_place_in_a_clip(milliseconds: int, shown: str) -> None:
    assert wording.time_code(milliseconds) == shown


def test_a_request_in_one_line() -> None:
    line = "Seedance 2.0 · omni reference · 16:9 · 5 s · 2 images"
    assert wording.request_line(ROW.request) == line


def test_values_from_elsewhere_are_shown_as_they_are() -> None:
    odd = replace(ROW.request, model="seedance_9", duration=40, image_urls=(), audio_urls=("u",))
    assert wording.request_line(odd) == "seedance_9 · omni reference · 16:9 · 40 s · 1 audio clip"


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, "150, estimated 75"),
        ({"estimate": 140}, "150"),
        ({"credits": 12.5, "state": State.FAILED}, "12.5"),
        ({"credits": None, "state": State.RUNNING}, "≈75 (estimate)"),
        ({"credits": None, "state": State.FAILED}, "–"),
        ({"credits": None, "estimate": None, "state": State.RUNNING}, "–"),
    ],
)
def test_what_it_cost(changes: dict[str, Any], shown: str) -> None:
    assert wording.credits_line(replace(ROW, **changes)) == shown


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, "sent 13:51:02 · accepted +0.8 s · done +2:41 · saved +2:44"),
        (
            {"state": State.FAILED, "saved_at": None},
            "sent 13:51:02 · accepted +0.8 s · failed +2:41",
        ),
        (
            {"state": State.FAILED, "task_id": "", "finished_at": None, "saved_at": None},
            "sent 13:51:02 · refused +0.8 s",
        ),
        (
            {"state": State.UNCONFIRMED, "task_id": "", "finished_at": None, "saved_at": None},
            "sent 13:51:02 · no clear answer +0.8 s",
        ),
        (
            {"state": State.NOT_SENT, "task_id": "", "finished_at": None, "saved_at": None},
            "tried 13:51:02 · given up +0.8 s",
        ),
        ({"state": State.WAITING, "sent_at": None}, "made 13:50:58"),
    ],
)
def test_how_it_went(changes: dict[str, Any], shown: str) -> None:
    assert wording.timeline(replace(ROW, **changes), SENT + 500) == shown


def test_another_day_is_named() -> None:
    assert wording.timeline(ROW, SENT + 86_400).startswith("sent 2026-03-04 13:51:02 · ")


def test_escaped_text_is_what_python_makes_of_it() -> None:
    for text in ("<b a='1' c=\"2\">&amp;</b>", "雾 & fog", ""):
        assert wording.escaped(text) == html.escape(text)


def test_what_looks_like_html_is_shown_to_the_letter() -> None:
    assert wording.to_the_letter("a boat\nat dawn") == "a boat\nat dawn"
    shown = wording.to_the_letter("<img src='x'>\na & b")
    assert shown == "<span>&lt;img src=&#x27;x&#x27;&gt;<br>a &amp; b</span>"

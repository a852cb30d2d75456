from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import product
from time import monotonic

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics

from seedance_desktop.core.generation import ClipState, Generation, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.progress import Progress
from seedance_desktop.ui import theme
from seedance_desktop.ui.history.card import HEIGHT, Card, Copyable, Text, lay_out

NOW = datetime(2026, 11, 12, 14, 6)
ROW = Generation(
    1,
    "k",
    State.DONE,
    VideoRequest("Slow push-in on the bottle from @Image1, condensation beading, dawn light"),
    "p",
    "https://x.invalid",
    NOW.timestamp(),
    credits=150,
    trace_id="45c30d76f06549b199a3775544523689",
    clip=ClipState.SAVED,
)


def card(row: Generation, width: int = 334, place: int = 0) -> Card:
    return lay_out(QRect(0, 0, width, HEIGHT), row, Progress(monotonic() - 130), place, NOW)


def drawn(text: Text) -> QRect:
    """The room the words take."""
    width = QFontMetrics(theme.font(text.font)).horizontalAdvance(text.words)
    if text.align & Qt.AlignmentFlag.AlignRight:
        return QRect(text.rect.right() + 1 - width, text.rect.top(), width, text.rect.height())
    return QRect(text.rect.left(), text.rect.top(), width, text.rect.height())


WIDTHS = (254, 264, 300, 319, 320, 334, 348, 420)
MADE = (NOW, datetime(2024, 11, 12))


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("credits", [None, 150, 1_234_567.89, 1e15])
def test_nothing_on_a_card_covers_anything_else(state: State, credits: float | None) -> None:
    for width, made in product(WIDTHS, MADE):
        row = replace(ROW, state=state, credits=credits, estimate=75, created_at=made.timestamp())
        check_apart(card(row, width), width)


def check_apart(laid: Card, width: int) -> None:
    areas = [drawn(text) for text in laid.texts] + [laid.well]
    for at, area in enumerate(areas):
        assert QRect(0, 0, width, HEIGHT - 1).contains(area)
        assert not [other for other in areas[at + 1 :] if other.intersects(area)]
    if laid.icon:
        assert laid.well.contains(laid.icon_rect)
    if laid.well_text:
        assert laid.well.contains(drawn(laid.well_text))


@pytest.mark.parametrize("width", [264, 334, 420])
@pytest.mark.parametrize(("credits", "estimate"), [(150, 75), (123_456_789.5, 41_152_263.17)])
def test_a_copy_icon_stands_clear_of_the_words(width: int, credits: float, estimate: float) -> None:
    laid = card(replace(ROW, credits=credits, estimate=estimate), width)
    assert set(laid.copies) == set(Copyable)
    for zone in laid.copies.values():
        icon = QRect(0, 0, 12, 12)
        icon.moveCenter(zone.center())
        assert QRect(0, 0, width, HEIGHT - 1).contains(icon)
        assert not [text for text in laid.texts if drawn(text).intersects(icon)]
        assert laid.copy_at(zone.center().x(), zone.center().y()) is not None


def test_an_estimate_cannot_be_copied_as_a_charge() -> None:
    laid = card(replace(ROW, state=State.UNCONFIRMED, credits=None, estimate=75, trace_id=""))
    assert not laid.copies


@pytest.mark.parametrize(
    "prompt",
    ["Superlongword" * 40, "夜晚的霓虹街道，雨水反射着灯光" * 20, "😀" * 200, "a\n\n\nb " * 100],
)
@pytest.mark.parametrize("width", [264, 334])
def test_any_prompt_takes_two_lines(prompt: str, width: int) -> None:
    laid = card(replace(ROW, request=VideoRequest(prompt)), width)
    lines = [text for text in laid.texts if text.color == "text"]
    assert len(lines) == 2
    assert lines[1].words.endswith("…")
    assert "\n" not in lines[0].words + lines[1].words


@pytest.mark.parametrize(("prompt", "lines"), [("", [""]), ("  a boat ", ["a boat"])])
def test_a_short_prompt_takes_one_line(prompt: str, lines: list[str]) -> None:
    laid = card(replace(ROW, request=VideoRequest(prompt)))
    assert [text.words for text in laid.texts if text.color == "text"] == lines


@pytest.mark.parametrize(
    ("changes", "place", "icon", "words"),
    [
        ({"state": State.RUNNING}, 0, "clock", "2:10"),
        ({"state": State.WAITING}, 1, "", "next"),
        ({"state": State.WAITING}, 3, "", "#3"),
        ({"state": State.UNCONFIRMED}, 0, "question", ""),
        ({"state": State.FAILED}, 0, "close", ""),
        ({"clip": ClipState.NOT_FETCHED}, 0, "warning", ""),
        ({"clip": ClipState.FETCHING}, 0, "download", ""),
    ],
)
def test_what_stands_in_the_well(
    changes: dict[str, object], place: int, icon: str, words: str
) -> None:
    laid = card(replace(ROW, **changes), place=place)
    assert laid.icon == icon
    assert (laid.well_text.words if laid.well_text else "") == words

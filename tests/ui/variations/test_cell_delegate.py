"""What is shown of a prompt too long for its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetrics

from seedance_desktop.ui import theme
from seedance_desktop.ui.variations.cell_delegate import shown_prompt

LONG = "the light of a long afternoon falls on the glass, " * 12


@pytest.mark.parametrize("width", [260, 400, 900])
@pytest.mark.parametrize("tail", ["", " and then it turns, slowly, into the sun" * 5])
def test_the_first_difference_is_in_sight(width: int, tail: str) -> None:
    prompt = f"{LONG}neon night{tail}"
    at = len(LONG)
    text, spans = shown_prompt(prompt, ((at, at + 10),), width)
    assert [text[a:b] for a, b in spans] == ["neon night"]
    assert text.startswith("…")
    shown = QFontMetrics(theme.font("body")).horizontalAdvance(text)
    assert shown <= width
    assert shown > width * 0.8


def test_a_short_prompt_is_shown_whole() -> None:
    assert shown_prompt("a\nboat", ((2, 6),), 400) == ("a boat", [(2, 6)])


@given(
    st.text(st.sampled_from("ab 词\n"), max_size=80),
    st.lists(st.integers(0, 80), max_size=4),
    st.integers(10, 500),
)
def test_spans_stay_within_what_is_shown(prompt: str, cuts: list[int], width: int) -> None:
    places = sorted(min(cut, len(prompt)) for cut in cuts)
    spans = tuple(zip(places[::2], places[1::2], strict=False))
    text, shown = shown_prompt(prompt, spans, width)
    assert all(0 <= a <= b <= len(text) for a, b in shown)

"""Whether a draft still comes of a clip or of a preset: the one rule, case by case."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from seedance_desktop.core.beginnings import Given, fields_of, given_from_plain, still_of
from seedance_desktop.core.composition import Composition
from seedance_desktop.core.generation import Background, CameFrom
from seedance_desktop.core.request import VideoRequest

CLIP = VideoRequest(
    "Slow push-in on the bottle, condensation beading, shallow depth of field",
    duration=9, image_urls=("https://a.b/1.png", "https://a.b/2.png"),
)  # fmt: skip
WORDS = fields_of(CLIP, ("prompt", "image_urls"))
BEGAN = Background(parent_id=7, came_from=CameFrom.REMIX, preset="Hero")
ANOTHER = "A cat sleeps on the window sill"


@pytest.mark.parametrize(
    ("changed", "left"),
    [
        ({}, True),
        ({"prompt": "Slow push-in on the bottle at night", "image_urls": ()}, True),
        ({"prompt": ANOTHER}, True),  # with its pictures
        ({"prompt": ANOTHER, "image_urls": ("https://a.b/2.png",)}, True),
        ({"prompt": ANOTHER, "image_urls": ("https://a.b/3.png",)}, False),
        ({"prompt": ANOTHER, "image_urls": ()}, False),
        ({"prompt": "", "image_urls": ()}, False),
        # One word of many, and the small ones that stand in every prompt.
        ({"prompt": "The depth of the sea on a stormy day", "image_urls": ()}, False),
    ],
)
def test_something_of_its_words_or_pictures_has_to_be_left(
    changed: dict[str, Any], left: bool
) -> None:
    now = replace(CLIP, **changed)
    kept = still_of(BEGAN, Given(clip=WORDS), now)
    assert kept == (BEGAN if left else Background(preset="Hero"))
    kept = still_of(BEGAN, Given(preset=WORDS), now)
    assert kept == (BEGAN if left else replace(BEGAN, preset=""))


def test_the_settings_of_a_preset_are_something_left_of_it_and_those_of_a_clip_are_not() -> None:
    given = fields_of(CLIP, ("prompt", "ratio", "duration"))
    now = VideoRequest(ANOTHER, duration=CLIP.duration, ratio="1:1")
    assert still_of(BEGAN, Given(given, given), now) == Background(preset="Hero")
    now = replace(now, duration=4)
    assert still_of(BEGAN, Given(given, given), now) == Background()


@pytest.mark.parametrize(
    ("before", "now", "left"),
    [
        ("黄昏时分的未来城市,无人机缓缓飞过", "清晨的未来城市,无人机从高楼之间飞过", True),
        ("黄昏时分的未来城市,无人机缓缓飞过", "雨后的森林小路,一只猫慢慢走来", False),
        ("a cat", "a dog", True),  # half of its words, none of them telling
        ("a cat", "the dog", False),
        ("@Image1 at dawn", "@Image1 rolls downhill", False),
        ("A {{what=boat}} at dawn", "A {{what=boat}} at dawn", True),
        ("12 3", "12 3 ", True),
        ("12 3", "12", False),
        ("12 3", "4, 12 3", True),
    ],
)
def test_words_of_every_script_are_compared(before: str, now: str, left: bool) -> None:
    kept = still_of(BEGAN, Given(clip={"prompt": before}), VideoRequest(now))
    assert (kept.parent_id is not None) is left


def test_of_settings_alone_one_has_to_be_left() -> None:
    given = Given(preset={"duration": 9, "ratio": "1:1"})
    for request, left in (
        (VideoRequest(ANOTHER, duration=9), True),
        (VideoRequest(ANOTHER, duration=8, ratio="1:1"), True),
        (VideoRequest(ANOTHER, duration=8), False),
    ):
        assert (still_of(BEGAN, given, request).preset == "Hero") is left


def test_where_nobody_noted_what_it_gave_the_name_stays() -> None:
    assert still_of(BEGAN, Given(), VideoRequest(ANOTHER)) == BEGAN


def test_it_is_asked_when_the_request_is_sent_and_the_draft_keeps_its_name() -> None:
    draft = Composition(VideoRequest(ANOTHER), background=BEGAN, given=Given(WORDS, WORDS))
    assert draft.to_send()[1] == Background()
    assert draft.background == BEGAN


@examples(st.dictionaries(st.text(max_size=8), st.none() | st.integers() | st.text(max_size=5)))
def test_any_plain_data_is_read(plain: dict[str, Any]) -> None:
    assert still_of(BEGAN, Given(clip=given_from_plain(plain)), VideoRequest()) is not None


@examples(st.text(max_size=60), st.text(max_size=60))
def test_a_prompt_that_is_only_added_to_stays(before: str, more: str) -> None:
    request = VideoRequest(f"{before} {more}")
    kept = still_of(BEGAN, Given(clip={"prompt": before, "image_urls": ()}), request)
    assert kept.parent_id == 7

"""What changed since the one it was made from, and what had been filled into a prompt."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.core import template
from seedance_desktop.core.generation import CameFrom, Generation, State
from seedance_desktop.core.lineage import changed_line, changes, name_of
from seedance_desktop.core.request import VideoRequest

REQUEST = VideoRequest("A bottle", image_urls=("https://a.b/1.png", "https://a.b/2.png"))
PARENT = Generation(
    411, "k", State.DONE, REQUEST, "p", "https://a.b", 0.0, clip_path="/clips/bottle-0411.mp4"
)


def child(**changed: object) -> Generation:
    request = replace(REQUEST, **changed)
    return replace(PARENT, id=412, request=request, clip_path="", parent_id=411)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, []),
        ({"duration": 9}, ["duration 5 → 9 s"]),
        ({"ratio": "9:16", "prompt": "A can"}, ["prompt", "ratio 16:9 → 9:16"]),
        ({"model": "seedance_2_0_fast"}, ["model Seedance 2.0 → 2.0 Fast"]),
        ({"model": "of_another_age"}, ["model Seedance 2.0 → of_another_age"]),
        ({"image_urls": REQUEST.image_urls[:1]}, ["images 2 → 1"]),
        ({"image_urls": REQUEST.image_urls[::-1]}, ["order of images"]),
        ({"image_urls": ("https://a.b/1.png", "https://a.b/3.png")}, ["images"]),
        ({"video_urls": ("https://a.b/1.mp4",)}, ["videos 0 → 1"]),
    ],
)
def test_each_field_that_differs_is_named(changed: dict[str, object], words: list[str]) -> None:
    assert changes(PARENT, child(**changed)) == words


def test_the_line_of_the_inspector() -> None:
    assert changed_line(PARENT, child(duration=9)) == "duration 5 → 9 s, since “bottle-0411”"
    again = replace(child(), came_from=CameFrom.AGAIN)
    assert changed_line(PARENT, again) == "nothing, since “bottle-0411” (sent again)"
    assert name_of(child()) == "clip 412"


def test_prompts_are_compared_as_they_were_written() -> None:
    one = replace(PARENT, written="A {{what=bottle}}")
    assert changes(one, replace(child(), written="A {{what=bottle}}")) == []
    assert changes(one, child()) == ["prompt"]


@given(
    st.lists(st.sampled_from(["{{a}}", "{{b=x}}", "// no\n", " the ", "dawn", "\n"]), max_size=8),
    st.dictionaries(st.sampled_from("ab"), st.text(" thedawn", min_size=1), max_size=2),
)
def test_values_found_make_the_same_prompt(pieces: list[str], values: dict[str, str]) -> None:
    written = "".join(pieces)
    sent = template.as_sent(written, values)
    found = template.values_in(written, sent)
    if found:
        assert template.as_sent(written, found) == sent


def test_what_was_filled_in_comes_back() -> None:
    written = "// hero\nPush in on {{product=a bottle}}, {{light}} light. {{product}}!"
    values = {"product": "a can", "light": "hard"}
    sent = template.as_sent(written, values)
    assert template.values_in(written, sent) == values
    assert template.values_in(written, "another") == {}
    assert template.values_in("no fields", "no fields") == {}

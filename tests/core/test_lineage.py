"""What changed since the one it was made from, and what had been filled into a prompt."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from seedance_desktop.core import groups, template
from seedance_desktop.core.generation import CameFrom, Generation, State
from seedance_desktop.core.lineage import changed_line, changes, name_of
from seedance_desktop.core.recalling import recalled
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


def sent_with(written: str, values: dict[str, str], choices: tuple[int, ...]) -> str:
    return groups.choose(template.as_sent(written, values), choices).text


@pytest.mark.parametrize(
    ("written", "values", "choices"),
    [
        ("{{what=a bottle}} at {dawn|noon}", {"what": "a can"}, (1,)),
        ("// hero\n{slow|fast} {{what}} at {dawn|noon}, {{light=soft}}!",
         {"what": "shoes", "light": "hard"}, (0, 1)),
        ("a {red |}{{what=car}}", {"what": "bus"}, (1,)),
        ("{in {{where=town}}|outside}, {{what=a car}}", {"where": "Rome", "what": "a bus"}, (0,)),
        ("\\{raw\\} {{what=a car}} {x|y}", {"what": "a bus"}, (1,)),
        ("{{what=a car}} \\{raw\\}", {"what": "a bus"}, ()),
    ],
)  # fmt: skip
def test_a_prompt_with_groups_and_fields_comes_back_as_it_was_written(
    written: str, values: dict[str, str], choices: tuple[int, ...]
) -> None:
    assert recalled(written, sent_with(written, values, choices)) == (written, values)


@pytest.mark.parametrize(
    "written",
    ["@Image2 and {{what=a car}}", "{{what=a car}} @Image2 {x|y}", "{x|y} @Image2", "{a|b}" * 30],
)
def test_where_it_would_send_another_prompt_it_comes_back_as_it_was_sent(written: str) -> None:
    # Such as a cell with some of its set's references: its tokens have other numbers.
    sent = "a bus {with} @Image1"
    prompt, values = recalled(written, sent)
    assert (values, groups.choose(prompt, ()).text) == ({}, sent)


_PIECES = ["{{a}}", "{{b=x}}", "// no\n", " the ", "{dawn|{{a}} night|}", "\n", "\\{", "{"]


@example(["{{a}}", "// no\n", "{{b=x}}", "{{a}}"], {"b": "a"}, 0)
@example(["{{b=x}}", "// no\n", "{{a}}", "{", "{{b=x}}"], {"b": "// {a|b}"}, 0)
@given(
    st.lists(st.sampled_from(_PIECES), max_size=6),
    st.dictionaries(st.sampled_from("ab"), st.text(" thedawn{|}", min_size=1), max_size=2),
    st.integers(0, 2),
)
def test_what_comes_back_sends_the_same(pieces: list[str], values: dict[str, str], at: int) -> None:
    written = "".join(pieces)
    filled = template.as_sent(written, values)
    found = groups.find_groups(filled)
    sent = groups.choose(filled, [min(at, len(g.alternatives) - 1) for g in found]).text
    prompt, back = recalled(written, sent)
    again = template.as_sent(prompt, back)
    offered = [range(len(g.alternatives)) for g in groups.find_groups(again)]
    assert sent == again or sent in {groups.choose(again, c).text for c in product(*offered)}

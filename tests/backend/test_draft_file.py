"""The draft survives as it was, legal or not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from seedance_desktop.backend.draft_file import MAX_BESIDE, load_draft, save_draft
from seedance_desktop.core.beginnings import Given
from seedance_desktop.core.composition import Composition, TypedLinks
from seedance_desktop.core.generation import Background, CameFrom
from seedance_desktop.core.request import VideoRequest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "draft.json"


def test_without_a_file_an_empty_draft(path: Path) -> None:
    assert load_draft(path) == (Composition(), None)


def test_an_illegal_draft_stays_as_it_is(path: Path) -> None:
    request = VideoRequest(
        "雨\n\n@Image1 ",
        model="unknown",
        duration=20,
        image_urls=tuple(f"https://a.b/{n}.png" for n in range(12)),
        audio_urls=("not a link",),
    )
    draft = Composition(request)
    save_draft(path, draft)
    assert load_draft(path) == (draft, None)


def test_half_characters_do_not_keep_it_from_being_saved(path: Path) -> None:
    save_draft(path, Composition(VideoRequest("a \ud83d cat"), {"\ud83d": "\ud83d"}))
    assert load_draft(path) == (Composition(VideoRequest("a ? cat"), {"?": "?"}), None)


def test_what_the_fields_hold_and_where_it_began_stay_with_it(path: Path) -> None:
    began = Background(preset="主角", parent_id=7, came_from=CameFrom.REMIX)
    draft = Composition(VideoRequest("{{product}}"), {"product": "瓶子", "gone": "x"}, began)
    save_draft(path, draft)
    assert load_draft(path) == (draft, None)


def test_links_that_are_not_added_yet_stay_with_it(path: Path) -> None:
    draft = Composition(typed_links=TypedLinks("https://a.b/1.png\nhttps://a", "image_urls"))
    save_draft(path, draft)
    assert load_draft(path) == (draft, None)


@pytest.mark.parametrize("typed", ["x", [], {"text": 1}, {"text": "x", "field": None}, None])
def test_nonsense_among_them_costs_nothing_else(path: Path, typed: object) -> None:
    plain = {"version": 1, "request": {"prompt": "x"}, "typed_links": typed}
    path.write_text(json.dumps(plain), encoding="utf-8")
    assert load_draft(path) == (Composition(VideoRequest("x")), None)


def test_what_it_was_given_stays_with_it(path: Path) -> None:
    given = Given({"prompt": "雨", "image_urls": ("https://a.b/1.png",)}, {"duration": 9})
    draft = Composition(VideoRequest("x"), given=given)
    save_draft(path, draft)
    assert load_draft(path) == (draft, None)


@pytest.mark.parametrize(
    "given", ["x", 1, {"clip": 1}, {"clip": {"prompt": 1, "seed": 5, "image_urls": "x"}}]
)
def test_what_it_cannot_have_been_given_is_passed_over(path: Path, given: object) -> None:
    path.write_text(json.dumps({"version": 1, "request": {"prompt": "x"}, "given": given}))
    assert load_draft(path) == (Composition(VideoRequest("x")), None)


def test_what_was_chosen_of_its_groups_stays_with_it(path: Path) -> None:
    draft = Composition(VideoRequest("{a|b}"), alternatives=("b", ""))
    save_draft(path, draft)
    assert load_draft(path) == (draft, None)
    path.write_text(json.dumps({"request": {"prompt": "x"}, "alternatives": ["a", 1]}))
    assert load_draft(path) == (Composition(VideoRequest("x")), None)


def test_a_plan_that_is_not_sent_stays_with_it_as_it_is(path: Path) -> None:
    plan = {"axes": [{"name": "ratio", "values": ["1:1"]}], "later": {"x": [1, None]}, "name": "瓶"}
    draft = Composition(VideoRequest("x"), variations=plan)
    save_draft(path, draft)
    assert load_draft(path) == (draft, None)


@pytest.mark.parametrize("plan", ["x", [], 1, None])
def test_one_that_is_none_costs_nothing_else(path: Path, plan: object) -> None:
    plain = {"version": 1, "request": {"prompt": "x"}, "variations": plan}
    path.write_text(json.dumps(plain), encoding="utf-8")
    assert load_draft(path) == (Composition(VideoRequest("x")), None)


def test_neither_half_characters_nor_its_size_cost_the_draft(path: Path) -> None:
    for plan, kept in (({"name": "\ud83d"}, {"name": "?"}), ({"name": "x" * MAX_BESIDE}, {})):
        save_draft(path, Composition(VideoRequest("x"), variations=plan))
        assert load_draft(path) == (Composition(VideoRequest("x"), variations=kept), None)


def test_a_draft_of_an_older_app_is_read(path: Path) -> None:
    path.write_bytes(b'{"version": 1, "request": {"prompt": "a boat"}}')
    assert load_draft(path) == (Composition(VideoRequest("a boat")), None)


@pytest.mark.parametrize(
    ("values", "background"),
    [
        ("x", "x"),
        (["a"], [1]),
        ({"a": 1}, {"preset": 1, "parent_id": "2", "came_from": "x"}),
        ({}, {"parent_id": 10**30}),
    ],
)
def test_nonsense_beside_the_request_costs_nothing_of_it(
    path: Path, values: object, background: object
) -> None:
    plain = {"request": {"prompt": "x"}, "values": values, "background": background}
    path.write_text(json.dumps(plain))
    assert load_draft(path) == (Composition(VideoRequest("x")), None)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"junk",
        b"\xff",
        b"[]",
        b"{}",
        b'{"version": 1}',
        b'{"request": []}',
        b'{"request": "x"}',
        b"[" * 200_000,
    ],
)
def test_one_that_cannot_be_read_is_kept_under_a_new_name(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    draft, aside = load_draft(path)
    assert draft == Composition()
    assert aside is not None
    assert aside.kept_as.read_bytes() == data
    assert not path.exists()


def test_one_of_a_newer_version_is_used_and_kept(path: Path) -> None:
    data = json.dumps({"version": 2, "request": {"prompt": "x", "seed": 5}, "tabs": []}).encode()
    path.write_bytes(data)
    draft, aside = load_draft(path)
    assert draft == Composition(VideoRequest("x"))
    assert aside is not None
    assert aside.kept_as.read_bytes() == data
    assert "in full" in aside.text
    assert load_draft(path) == (draft, None)

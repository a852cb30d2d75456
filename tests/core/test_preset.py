"""Presets as plain data, names that every file system takes, and the schema for editors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts import preset_schema
from seedance_desktop.core.json_place import line_of
from seedance_desktop.core.preset import (
    FIELDS,
    MAX_NAME,
    BadPreset,
    Preset,
    file_stem,
    folder_trouble,
    name_trouble,
    preset_from_plain,
)
from seedance_desktop.core.request import VideoRequest

texts = st.text(max_size=40)
names = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="/"), min_size=1)
values = {
    "prompt": texts,
    "model": texts,
    "function_mode": texts,
    "ratio": texts,
    "duration": st.integers(-100, 100),
    "image_urls": st.lists(texts, max_size=3).map(tuple),
    "video_urls": st.lists(texts, max_size=3).map(tuple),
    "audio_urls": st.lists(texts, max_size=3).map(tuple),
}
presets = st.builds(
    Preset,
    names.map(lambda name: name[:MAX_NAME]),
    st.fixed_dictionaries({}, optional=values),
    texts,
)


@given(presets)
def test_a_preset_is_what_its_file_says(preset: Preset) -> None:
    assert preset_from_plain(json.loads(json.dumps(preset.to_plain()))) == preset


@given(presets)
def test_what_it_does_not_hold_stays_as_it_is(preset: Preset) -> None:
    before = VideoRequest("before", duration=7, image_urls=("https://a.b/c",))
    after = preset.applied_to(before)
    for name in FIELDS:
        expected = preset.fields.get(name, getattr(before, name))
        assert getattr(after, name) == expected
    assert not preset.differs_from(after)


def test_it_differs_only_by_what_it_holds() -> None:
    preset = Preset("x", {"duration": 5})
    assert not preset.differs_from(VideoRequest("y", duration=5))
    assert preset.differs_from(VideoRequest("y", duration=6))


@pytest.mark.parametrize("name", ["👩\u200d🎨", "می\u200cروم", "🫨 shake"])
def test_a_name_may_be_of_every_script(name: str) -> None:
    assert name_trouble(name) == ""
    assert name_trouble(f"{name}\n") and name_trouble(f"{name}\u202e") and name_trouble(f" {name}")


@given(st.text())
def test_every_name_becomes_a_legal_file_name(name: str) -> None:
    stem = file_stem(name)
    assert stem
    assert not set(stem) & set('<>:"/\\|?*\0\n')
    assert stem == stem.strip()
    assert not stem.startswith(".")
    assert not stem.endswith(".")
    assert len(f"{stem}.json".encode()) < 255
    assert file_stem(stem) == stem


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Hero", "Hero"),
        ("主角 · 转身", "主角 · 转身"),
        ("A: one / two?", "A- one - two-"),
        ("con", "_con"),
        ("COM1.old", "_COM1.old"),
        ("..", "preset"),
        ("a\u0308", "ä"),
        ("x" * 300, "x" * 180),
        ("瓶" * 100, "瓶" * 60),
    ],
)
def test_names_as_file_names(name: str, stem: str) -> None:
    assert file_stem(name) == stem


@pytest.mark.parametrize("name", ["", " ", " x", "x ", "a\nb", "a/b", "x" * 101, "a\u2028b"])
def test_names_that_cannot_be(name: str) -> None:
    assert name_trouble(name)


@pytest.mark.parametrize("folder", ["a/b/c/d/e/f", "..", "a/..", "/a", "a/", "CON", "a:b", "a."])
def test_folders_that_cannot_be(folder: str) -> None:
    assert folder_trouble(folder)


@pytest.mark.parametrize("folder", ["", "Ads", "Ads/Summer 2026", "广告/瓶子"])
def test_folders_that_can(folder: str) -> None:
    assert folder_trouble(folder) == ""


@pytest.mark.parametrize("plain", [None, [], "x", 1, {}, {"version": True}, {"version": 0}])
def test_what_is_no_preset_says_so(plain: object) -> None:
    with pytest.raises(BadPreset):
        preset_from_plain(plain, "x")


def test_the_schema_an_editor_was_told_of_is_kept() -> None:
    plain = {"$schema": "../preset.schema.json", "version": 1, "request": {}}
    assert preset_from_plain(plain, "x").to_plain()["$schema"] == "../preset.schema.json"


def test_the_schema_for_editors_says_what_the_table_says() -> None:
    text = preset_schema.FILE.read_text("utf-8")
    assert text == preset_schema.text(), "run python -m scripts.preset_schema"
    plain = json.loads(text)["properties"]["request"]["properties"]
    assert tuple(plain) == FIELDS


def test_the_built_in_files_name_a_schema_that_is_there() -> None:
    for path in preset_schema.FILE.parent.glob("*.json"):
        if path != preset_schema.FILE:
            schema = json.loads(path.read_text("utf-8"))["$schema"]
            assert Path(path.parent / schema).is_file()


plain_data = st.recursive(
    st.none() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(texts, plain_data, min_size=1, max_size=4), st.data())
def test_the_line_of_every_key_is_found(plain: dict[str, object], data: st.DataObject) -> None:
    text = json.dumps(plain, indent=1)
    key = data.draw(st.sampled_from(list(plain)))
    line = text.split("\n")[line_of(text, (key,)) - 1]
    assert line.startswith(f" {json.dumps(key)}: ")


def test_a_missing_key_is_found_at_its_object() -> None:
    assert line_of('{\n"a": {\n"b": 1}}', ("a", "c")) == 2
    assert line_of("[1]", ("a",)) == 1

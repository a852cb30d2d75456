"""The library of presets on a real disk: listed, shadowed, kept, moved, and nothing outside it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from seedance_desktop import resources
from seedance_desktop.backend.preset_files import MAX_BYTES, FileTrouble, preset_from_bytes
from seedance_desktop.backend.presets import TRASH, PresetStore
from seedance_desktop.core.errors import PresetTrouble
from seedance_desktop.core.preset import MAX_DEPTH, Preset, PresetEntry


@pytest.fixture
def store(tmp_path: Path) -> PresetStore:
    (tmp_path / "own").mkdir()
    (tmp_path / "built-in").mkdir()
    return PresetStore(tmp_path / "own", tmp_path / "built-in")


def put(root: Path, file: str, request: object = None, /, **more: object) -> Path:
    path = root / f"{file}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"version": 1, "request": request or {}, **more}), "utf-8")
    return path


def labels(store: PresetStore) -> list[str]:
    return [entry.label for entry in store.listing().entries]


def entry_of(store: PresetStore, label: str) -> PresetEntry:
    return next(e for e in store.listing().entries if e.label == label)


def test_files_are_listed_by_folder_and_name(store: PresetStore, tmp_path: Path) -> None:
    put(store.own, "zebra")
    put(store.own, "Ads/Summer/瓶子", name="瓶子 · hero")
    put(store.own, ".git/config")
    (store.own / "notes.txt").write_text("x")
    put(tmp_path / "built-in", "Aura")
    (tmp_path / "built-in" / "preset.schema.json").write_text("{}")
    assert labels(store) == ["Aura", "zebra", "Ads/Summer/瓶子 · hero"]
    assert store.listing().folders == ("Ads", "Ads/Summer")


def test_folders_are_gone_into_so_deep_and_no_deeper(store: PresetStore) -> None:
    deepest = "/".join("abcde"[:MAX_DEPTH])
    put(store.own, f"{deepest}/in")
    put(store.own, f"{deepest}/f/out")
    assert labels(store) == [f"{deepest}/in"]


def test_a_file_of_the_same_name_shadows_a_built_in(store: PresetStore, tmp_path: Path) -> None:
    put(tmp_path / "built-in", "Hero", {"duration": 5})
    put(store.own, "Mine/hero", {"duration": 9}, name="My hero")
    (entry,) = store.listing().entries
    assert (entry.label, entry.built_in, entry.shadows) == ("Mine/My hero", False, True)


def test_a_broken_file_shadows_nothing_and_stays(store: PresetStore, tmp_path: Path) -> None:
    put(tmp_path / "built-in", "Hero", {"duration": 5})
    path = store.own / "Hero.json"
    path.write_text('{\n  "version": 1,\n  "request": {"duration": 5,}\n}')
    before = path.read_bytes()
    broken = next(e for e in store.listing().entries if e.broken)
    assert (broken.name, broken.line, len(store.listing().entries)) == ("Hero", 3, 2)
    for call in (
        lambda: store.update(broken, Preset("Hero")),
        lambda: store.delete(broken),
        lambda: store.move(broken, "Other", ""),
        lambda: store.create(Preset("Hero")),
        lambda: store.export([broken], tmp_path),
    ):
        with pytest.raises(PresetTrouble):
            call()
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("", 1, "JSON"),
        ("{", 1, "JSON"),
        ("\n\n<<<<<<< HEAD\n", 3, "JSON"),
        ("[]", 1, "braces"),
        ('{"request": {}}', 1, "version"),
        ('{"version": true,\n"request": {}}', 1, "version"),
        ('{"version": 2,\n"request": {}}', 1, "newer"),
        ('{"version": 1,\n\n"requests": {}}', 3, "requests"),
        ('{"version": 1,\n"request": {\n"duraton": 5}}', 3, "duraton"),
        ('{"version": 1,\n"request": {\n"duration": "5"}}', 3, "whole number"),
        ('{"version": 1,\n"request": {\n"duration": 5.5}}', 3, "whole number"),
        ('{"version": 1,\n"request": {\n"duration": true}}', 3, "whole number"),
        ('{"version": 1,\n"request": {"duration": 99999999999999999999}}', 2, "range"),
        ('{"version": 1,\n"request": {"image_urls": "x"}}', 2, "list"),
        ('{"version": 1,\n"request": {"image_urls": [1]}}', 2, "list"),
        ('{"version": 1, "request": {"prompt": {"a": [1]}}}', 1, "text"),
        ('{"version": 1, "request": {},\n"name": "a/b"}', 2, "/"),
        ('{"version": 1, "request": {},\n"name": "\\n"}', 2, "name"),
        ('{"version": 1}', 1, "request"),
        ('{"version": NaN}', 1, "JSON"),
        ("[" * 100_000, 1, "deep"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, word: str) -> None:
    trouble = preset_from_bytes(text.encode(), "x")
    assert isinstance(trouble, FileTrouble)
    assert trouble.line == line
    assert word in trouble.reason


def test_bytes_that_are_no_text_and_files_that_are_too_large(store: PresetStore) -> None:
    trouble = preset_from_bytes(b'{\n"version": 1, "name": "\xff"}')
    assert isinstance(trouble, FileTrouble)
    assert (trouble.line, "UTF-8" in trouble.reason) == (2, True)
    put(store.own, "large", notes="x" * MAX_BYTES)
    assert "larger" in entry_of(store, "large").trouble


def test_a_byte_order_mark_does_no_harm() -> None:
    assert isinstance(preset_from_bytes(b'\xef\xbb\xbf{"version": 1, "request": {}}', "x"), Preset)


def test_a_value_out_of_range_is_taken_as_it_is(store: PresetStore) -> None:
    put(store.own, "old", {"duration": 20, "model": "seedance_9"})
    preset = entry_of(store, "old").preset
    assert preset is not None
    assert preset.fields == {"duration": 20, "model": "seedance_9"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no links and pipes as on POSIX")
def test_links_and_pipes_are_not_followed(store: PresetStore, tmp_path: Path) -> None:
    outside = put(tmp_path / "outside", "secret")
    (store.own / "link.json").symlink_to(outside)
    (store.own / "folder").symlink_to(outside.parent)
    os.mkfifo(store.own / "pipe.json")
    (entry,) = store.listing().entries
    assert (entry.broken, "link" in entry.trouble) == (True, True)
    with pytest.raises(PresetTrouble):
        store.create(Preset("x"), "folder")
    assert list(outside.parent.iterdir()) == [outside]


@pytest.mark.parametrize(
    "folder", ["..", "../x", "a/../../x", "/etc", ".git", "a//b", "C:\\x", "a\\b", "con", "x."]
)
def test_no_folder_leads_out_of_the_library(store: PresetStore, folder: str) -> None:
    with pytest.raises(PresetTrouble):
        store.create(Preset("x"), folder)
    assert list(store.own.iterdir()) == []


def test_a_preset_is_kept_changed_moved_and_read_again(store: PresetStore) -> None:
    made = store.create(Preset("A/B".replace("/", "∕"), {"duration": 7}, "notes"), "Ads")
    listed = entry_of(store, "Ads/A∕B")
    assert listed.preset == made.preset
    changed = store.update(listed, Preset(listed.name, {"prompt": "x"}))
    moved = store.move(changed, "Other: one?", "")
    assert Path(moved.path).name == "Other- one-.json"
    (entry,) = store.listing().entries
    assert (entry.label, entry.preset) == ("Other: one?", Preset("Other: one?", {"prompt": "x"}))


def test_nothing_takes_the_place_of_another_file(store: PresetStore) -> None:
    put(store.own, "Hero")
    one = store.create(Preset("one"))
    for call in (lambda: store.create(Preset("hero")), lambda: store.move(one, "HERO", "")):
        with pytest.raises(PresetTrouble, match="already"):
            call()
    assert store.free_name("Hero", "") == "Hero 2"
    assert store.move(one, "One", "").name == "One"


def test_what_another_program_changed_is_not_written_over(store: PresetStore) -> None:
    path = put(store.own, "Hero", {"duration": 5})
    entry = entry_of(store, "Hero")
    put(store.own, "Hero", {"duration": 6})
    for call in (
        lambda: store.update(entry, Preset("Hero")),
        lambda: store.move(entry, "x", ""),
        lambda: store.delete(entry),
    ):
        with pytest.raises(PresetTrouble, match="another program"):
            call()
    assert json.loads(path.read_text())["request"] == {"duration": 6}


def test_a_deleted_preset_comes_back_as_it_was(store: PresetStore) -> None:
    path = put(store.own, "Ads/Hero", {"duration": 5}, notes="n")
    before = path.read_bytes()
    deleted = store.delete(entry_of(store, "Ads/Hero"))
    assert labels(store) == []
    store.restore(deleted)
    assert path.read_bytes() == before


def test_one_whose_place_was_taken_meanwhile_comes_back_beside_it(store: PresetStore) -> None:
    put(store.own, "Hero", {"duration": 5})
    deleted = store.delete(entry_of(store, "Hero"))
    put(store.own, "Hero", {"duration": 6})
    store.restore(deleted)
    assert labels(store) == ["Hero", "Hero 2"]


def test_what_was_deleted_before_comes_back_too(store: PresetStore) -> None:
    for name in ("one", "two"):
        put(store.own, name)
    first, _ = [store.delete(entry) for entry in store.listing().entries]
    assert store.restore(first).label == "one"
    assert labels(store) == ["one"]


def test_the_trash_is_emptied_of_what_is_old(store: PresetStore) -> None:
    put(store.own, "one")
    put(store.own, "two")
    old = store.delete(entry_of(store, "one")).kept
    os.utime(old, (0, 0))
    store.delete(entry_of(store, "two"))
    assert [p.name.endswith("two.json") for p in (store.own / TRASH).iterdir()] == [True]


def test_built_in_ones_are_never_written(store: PresetStore, tmp_path: Path) -> None:
    put(tmp_path / "built-in", "Hero")
    entry = entry_of(store, "Hero")
    for call in (lambda: store.update(entry, Preset("x")), lambda: store.delete(entry)):
        with pytest.raises(PresetTrouble, match="built in"):
            call()


def test_only_what_changed_is_read_again(store: PresetStore) -> None:
    put(store.own, "one")
    path = put(store.own, "two", {"duration": 5})
    one, two = store.listing().entries
    path.write_text('{"version": 1, "request": {"duration": 6}}')
    os.utime(path, ns=(1, 1))
    one_now, two_now = store.listing().entries
    assert one_now is one
    assert two.preset != two_now.preset


def test_exported_ones_stand_beside_what_is_there(store: PresetStore, tmp_path: Path) -> None:
    put(store.own, "Ads/Hero", {"duration": 5})
    put(store.own, "Hero", {"duration": 6})
    target = put(tmp_path / "out", "Hero").parent
    written = store.export(store.listing().entries, target)
    assert [p.name for p in written] == ["Hero 2.json", "Hero 3.json"]
    assert preset_from_bytes(written[1].read_bytes()) == Preset("Hero", {"duration": 5})


def test_the_built_in_presets_are_all_well_and_useful(tmp_path: Path) -> None:
    entries = PresetStore(tmp_path, resources.path("presets")).listing().entries
    assert [e.trouble for e in entries if e.broken] == []
    assert len(entries) >= 8
    for entry in entries:
        assert entry.built_in
        assert entry.preset is not None
        assert "{{" in entry.preset.prompt
        assert entry.preset.notes
        assert Path(entry.path).stem == entry.name

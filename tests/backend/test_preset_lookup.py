"""What ``--preset`` means."""

from __future__ import annotations

from pathlib import Path

import pytest

from seedance_desktop.backend.preset_lookup import find_preset
from seedance_desktop.backend.presets import PresetStore
from seedance_desktop.core.errors import PresetTrouble
from tests.backend.test_presets import put


@pytest.fixture
def store(tmp_path: Path) -> PresetStore:
    (tmp_path / "own").mkdir()
    store = PresetStore(tmp_path / "own", tmp_path / "built-in")
    put(tmp_path / "built-in", "Hero")
    put(tmp_path / "built-in", "Boat")
    put(store.own, "Ads/Boat 1", name="Boat")
    put(store.own, "转身")
    # A fault that every Python's reader sees in the same line; of a comma too many 3.13 tells where
    # the comma is, those before it what comes after.
    (store.own / "Broken.json").write_text('{\n"version": 1,\nname')
    return store


@pytest.mark.parametrize(
    ("text", "label", "built_in"),
    [
        ("Hero", "Hero", True),
        ("hero", "Hero", True),
        ("Hero.json", "Hero", True),
        ("Boat", "Boat", True),
        ("boat", "Ads/Boat", False),
        ("Ads/Boat", "Ads/Boat", False),
        ("ads/boat", "Ads/Boat", False),
        ("转身", "转身", False),
    ],
)
def test_names(store: PresetStore, text: str, label: str, built_in: bool) -> None:
    entry = find_preset(store, text)
    assert (entry.label, entry.built_in) == (label, built_in)


def test_a_file_goes_before_a_name(
    store: PresetStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "Hero", {"duration": 9}, name="Mine")
    (tmp_path / "link.json").symlink_to(tmp_path / "Hero.json")
    for text in ("Hero.json", str(tmp_path / "Hero.json"), "./link.json"):
        assert find_preset(store, text).name == "Mine"
    assert find_preset(store, "Hero").name == "Hero"


def test_a_name_may_begin_as_paths_do(store: PresetStore) -> None:
    # As a path it means the home of somebody this system does not know.
    put(store.own, "~nobody-here")
    assert find_preset(store, "~nobody-here").label == "~nobody-here"
    with pytest.raises(PresetTrouble):
        find_preset(store, "~nobody-here-either/x.json")


def test_a_file_of_the_library_is_the_librarys(store: PresetStore) -> None:
    entry = find_preset(store, str(store.own / "Ads" / "Boat 1.json"))
    assert entry.label == "Ads/Boat"


@pytest.mark.parametrize("text", ["Broken", "own/Broken.json"])
def test_a_broken_one_is_told_with_its_line(
    store: PresetStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PresetTrouble, match=r"broken: line 3: It is no JSON"):
        find_preset(store, text)


@pytest.mark.parametrize("text", ["Heros", "x" * 5000, "../../etc/passwd", "a\0b", "/"])
def test_one_there_is_none_of_is_told_with_what_is_close(
    store: PresetStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.chdir(tmp_path)  # from where the checkout lies the path may lead to a file
    with pytest.raises(PresetTrouble, match=r"no preset.*Close to it: .*\."):
        find_preset(store, text)

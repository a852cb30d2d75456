"""Settings: what was saved comes back, what is broken is kept aside, nothing else is lost."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedance_desktop.backend.settings import (
    MAX_BYTES,
    Settings,
    load_settings,
    save_settings,
    settings_from_plain,
)
from seedance_desktop.core.pricing import PriceList
from seedance_desktop.core.profile import OUTAI, Profile

OWN = Profile(
    "studio",
    "Studio 工作室",
    "http://127.0.0.1:8000/api",
    spelling="@图片1",
    prices=PriceList({"seedance_2_0": (15.0, 30.5)}),
    at_a_time=2,
)
CHANGED = Settings(
    profile_id="studio",
    profiles=(OWN, OUTAI.at("https://other.invalid/api")),
    scheme="dark",
    clips_folder="/clips/有",
    volume=0.5,
    muted=True,
    loop=False,
    window_geometry="AdnQywAD",
    splitters={"main": (320, 700, 264)},
    check_links=False,
    judge_up_to=7,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def write(path: Path, **values: Any) -> None:
    path.write_text(json.dumps(values))


def test_without_a_file_the_usual_ones(path: Path) -> None:
    assert load_settings(path) == (Settings(), None)
    assert not path.exists()


def test_what_is_saved_comes_back(path: Path) -> None:
    save_settings(path, CHANGED)
    assert load_settings(path) == (CHANGED, None)
    assert [p.name for p in path.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize("name", ["👩\u200d🎨 art", "می\u200cروم", "🫨", "a\u00a0b"])
def test_names_in_every_script_come_back(path: Path, name: str) -> None:
    kept = Settings(
        clips_folder=f"/home/{name}", favourite_presets=(f"{name}/Hero",), projects={name: 5.0}
    )
    save_settings(path, kept)
    assert load_settings(path) == (kept, None)


@pytest.mark.skipif(sys.platform == "win32", reason="rights are other there")
def test_only_its_owner_reads_it(path: Path) -> None:
    save_settings(path, Settings())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_keys_of_another_version_are_kept(path: Path) -> None:
    write(path, volume=0.5, budget={"day": 300}, compare=[1, 2])
    loaded, aside = load_settings(path)
    assert (loaded.volume, aside) == (0.5, None)
    save_settings(path, loaded)
    assert json.loads(path.read_text())["budget"] == {"day": 300}
    assert load_settings(path)[0].extra == {"budget": {"day": 300}, "compare": [1, 2]}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 99,
        b"\xff\xfe{}",
        b"[]",
        b'"text"',
        b'{"volume": 1',
        b"[" * 200_000,
        b'{"a": "' + b"x" * MAX_BYTES + b'"}',
    ],
)
def test_a_file_that_cannot_be_read_is_kept_under_a_new_name(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    loaded, aside = load_settings(path)
    assert loaded == Settings()
    assert aside is not None
    assert aside.kept_as.read_bytes() == data
    assert aside.kept_as.name in aside.text
    assert load_settings(path) == (Settings(), None)


WRONG: list[tuple[str, Any]] = [
    ("volume", "loud"),
    ("volume", 1.5),
    ("volume", 10**400),
    ("volume", True),
    ("volume", None),
    ("splitters", {"main": [10**400]}),
    ("muted", 1),
    ("scheme", "pink"),
    ("scheme", []),
    ("clips_folder", 5),
    ("clips_folder", "a\x00b"),
    ("clips_folder", "a\u202eb"),
    ("clips_folder", "a\nb"),
    ("clips_folder", "x" * 5000),
    ("window_geometry", {}),
    ("splitters", [1]),
    ("splitters", {"main": ["wide"]}),
    ("splitters", {"main": [-5]}),
    ("profile_id", None),
    ("profiles", {}),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_one_wrong_value_costs_that_value_alone(path: Path, name: str, value: Any) -> None:
    kept = {"loop": False, "later": "kept"}
    write(path, **kept, **{name: value})
    before = path.read_bytes()
    loaded, aside = load_settings(path)
    assert loaded == Settings(loop=False, extra={"later": "kept"})
    assert aside is not None
    assert name in aside.reason
    assert aside.in_part
    assert aside.kept_as.read_bytes() == before
    assert load_settings(path) == (loaded, None)


@pytest.mark.parametrize("wrong", [5, "a\nb", "x" * 2_000])
def test_one_wrong_favourite_costs_that_one_alone(path: Path, wrong: Any) -> None:
    write(path, favourite_presets=["Ads/Hero", wrong, *map(str, range(2_000))])
    loaded, aside = load_settings(path)
    assert loaded.favourite_presets == ("Ads/Hero", *map(str, range(998)))
    assert aside is not None and "favourite_presets" in aside.reason


BAD_PROFILES: list[dict[str, Any]] = [
    {"base_url": "http://example.com/api"},
    {"base_url": "https://user@example.com"},
    {"base_url": "ftp://example.com"},
    {"base_url": "https://[::1"},
    {"base_url": None},
    {"id": ""},
    {"id": "demo"},
    {"id": "good"},
    {"name": ""},
    {"name": 5},
    {"prices": []},
    {"prices": {"m": [1]}},
    {"prices": {"m": [1, "x"]}},
    {"prices": {"m": [-1, 2]}},
    {"prices": {"m": [1, 1e300]}},
    {"at_a_time": 0},
    {"at_a_time": 10_000},
    {"spelling": 5},
]


@pytest.mark.parametrize("wrong", BAD_PROFILES)
def test_a_provider_that_cannot_be_used_is_left_out_and_kept_aside(
    path: Path, wrong: dict[str, Any]
) -> None:
    good = {"id": "good", "name": "Good", "base_url": "https://good.invalid/api/"}
    write(path, profiles=[good, {**good, "id": "bad", **wrong}])
    loaded, aside = load_settings(path)
    assert loaded.profiles == (Profile("good", "Good", "https://good.invalid/api"),)
    assert aside is not None
    assert "provider 2" in aside.reason


def test_too_many_providers(path: Path) -> None:
    write(
        path,
        profiles=[{"id": f"p{n}", "name": "P", "base_url": "https://a.b"} for n in range(150)],
    )
    loaded, aside = load_settings(path)
    assert len(loaded.profiles) == 100
    assert aside is not None


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=9) | st.sampled_from(["id", "base_url"]), inner, max_size=3
        )
    ),
    max_leaves=9,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([*Settings.__slots__, "other"]), _JSON))
def test_any_values(plain: dict[str, Any]) -> None:
    loaded, _ = settings_from_plain(plain)
    assert 0 <= loaded.volume <= 1
    assert isinstance(loaded.muted, bool)
    assert all(p.base_url.startswith(("https://", "http://")) for p in loaded.profiles)
    assert all(size >= 0 for sizes in loaded.splitters.values() for size in sizes)


def test_a_failed_save_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_settings(path, CHANGED)

    def interrupted(source: Path, target: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "replace", interrupted)
        save_settings(path, Settings())
    assert load_settings(path) == (CHANGED, None)
    assert [p.name for p in path.parent.iterdir()] == ["settings.json"]

"""Where things are kept."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from seedance_desktop.backend.files import free_space
from seedance_desktop.backend.paths import Paths, default_paths, paths_in
from seedance_desktop.core.errors import StorageTrouble


def test_everything_lies_under_the_given_folder(tmp_path: Path) -> None:
    paths = paths_in(tmp_path / "data")
    names = {
        "history": "history.sqlite3",
        "ledger": "ledger.jsonl",
        "settings": "settings.json",
        "draft": "draft.json",
        "presets": "presets",
        "clips": "clips",
        "logs": "logs",
        "cache": "cache",
        "lock": "lock",
    }
    for name, file in names.items():
        assert getattr(paths, name) == tmp_path / "data" / file


def test_a_folder_given_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    paths = paths_in(Path("data"))
    monkeypatch.chdir("/")
    assert paths.data_dir == tmp_path / "data"


def test_the_demo_has_its_own_data(tmp_path: Path) -> None:
    assert paths_in(tmp_path, demo=True).data_dir == tmp_path
    assert paths_in(tmp_path).data_dir == tmp_path
    demos, account = tmp_path / "demos", tmp_path / "accounts"
    Paths(demos).ensure_service()
    assert paths_in(demos, demo=True).data_dir == demos
    assert paths_in(demos).data_dir == demos / "account"
    account.mkdir()
    (account / "history.sqlite3").touch()
    assert paths_in(account).data_dir == account
    assert paths_in(account, demo=True).data_dir == account / "demo"
    demo, own = default_paths(demo=True), default_paths()
    assert demo.data_dir != own.data_dir
    assert demo.clips.is_relative_to(demo.data_dir)


@pytest.mark.skipif(sys.platform != "linux", reason="XDG")
def test_the_systems_own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("XDG_VIDEOS_DIR", str(tmp_path / "Videos"))
    paths = default_paths()
    assert paths.data_dir == tmp_path / "share" / "seedance-desktop"
    assert paths.clips == tmp_path / "Videos" / "Seedance"


def test_folders_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    paths = paths_in(tmp_path / "a" / "b")
    for _ in range(2):
        paths.ensure()
    for folder in (paths.data_dir, paths.presets, paths.logs, paths.cache):
        assert folder.is_dir()
        if sys.platform != "win32":
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(StorageTrouble, match="“data” in"):
        paths_in(tmp_path / "data").ensure()
    with pytest.raises(StorageTrouble, match="there is a file where its folder should be"):
        paths_in(tmp_path / "data" / "deeper").ensure()


def test_free_space_where_a_folder_will_be(tmp_path: Path) -> None:
    assert free_space(tmp_path / "not" / "yet") > 0

"""Files that can be made again: the least used go first, and half-done ones at the start."""

from __future__ import annotations

import os
from pathlib import Path

from seedance_desktop.backend.small_files import SmallFiles, drop


def write(files: SmallFiles, key: str, size: int, used: float) -> Path:
    written = files.passing()
    written.write_bytes(bytes(size))
    os.utime(written, (used, used))
    files.keep(written, files.place(key))
    return files.place(key)


def test_the_least_used_make_room(tmp_path: Path) -> None:
    files = SmallFiles(tmp_path / "a", 250)
    first, second = write(files, "1", 100, 1_000), write(files, "2", 100, 2_000)
    assert files.used(first)
    third = write(files, "3", 100, 3_000)
    assert [path.exists() for path in (first, second, third)] == [True, False, True]
    assert not files.used(second)


def test_what_an_earlier_run_left_is_cleared_and_what_is_on_its_way_stays(tmp_path: Path) -> None:
    left = tmp_path / "abc.part"
    left.write_bytes(b"half")
    (tmp_path / "kept").write_bytes(b"whole")
    files = SmallFiles(tmp_path, 1000)
    on_its_way = files.passing()
    on_its_way.write_bytes(bytes(900))
    write(files, "1", 200, 1_000)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        [on_its_way.name, "kept", files.place("1").name]
    )


def test_names_tell_nothing_and_any_key_has_one(tmp_path: Path) -> None:
    files = SmallFiles(tmp_path, 10)
    for key in ("image https://a.test/../../x?token=secret", "\ud800", ""):
        place = files.place(key)
        assert place.parent == tmp_path
        assert len(place.name) == 64


def test_what_is_not_there_is_no_trouble(tmp_path: Path) -> None:
    files = SmallFiles(tmp_path / "gone", 10)
    drop(tmp_path / "gone" / "a")
    assert not files.used(tmp_path / "gone" / "a")
    files.keep(tmp_path / "gone" / "b", files.place("b"))
    assert not files.place("b").exists()

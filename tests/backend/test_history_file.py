"""Any file in the history's place: read, brought up to date, or set aside; never lost."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedance_desktop.backend import history_file, migrations
from seedance_desktop.core.errors import HistoryDamaged, NewerFile, StorageTrouble
from seedance_desktop.core.generation import State
from seedance_desktop.core.pricing import price_key
from seedance_desktop.core.profile import demo_profile
from tests.support.old_databases import ROWS, file_of
from tests.support.stores import (
    add,
    add_in,
    files_in,
    history_in,
    ledger_in,
    opened,
    opened_with_report,
    sql,
)

SET_ASIDE = pytest.mark.logs("The history was set aside")


def version_in(folder: Path) -> int:
    version: int = sql(folder, "PRAGMA user_version")[0][0]
    return version


def schema(folder: Path) -> list[tuple[str, str]]:
    return sql(folder, "SELECT name, sql FROM sqlite_master ORDER BY name")


def test_the_first_start(tmp_path: Path) -> None:
    with opened_with_report(tmp_path) as (store, report):
        assert report.set_aside is None
        assert len(store.ids()) == 0
    assert version_in(tmp_path) == migrations.LATEST
    assert files_in(tmp_path) == {"history.sqlite3"}


def test_an_empty_file_is_a_first_start(tmp_path: Path) -> None:
    history_in(tmp_path).touch()
    with opened_with_report(tmp_path) as (_, report):
        assert report.set_aside is None
    assert files_in(tmp_path) == {"history.sqlite3"}


# Old files


@pytest.mark.parametrize("version", range(1, migrations.LATEST + 1))
def test_a_file_of_each_version_opens(tmp_path: Path, version: int) -> None:
    shutil.copy(file_of(version), history_in(tmp_path))
    with opened_with_report(tmp_path) as (store, report):
        assert report.set_aside is None
        rows = store.get(range(1, len(ROWS) + 1))
        states = [str(row["state"]) for row in ROWS]
        states[1] = "unconfirmed"
        assert [row.state for row in rows] == states
        assert rows[3].clip_path == "/clips/4.mp4"
        assert rows[0].request.image_urls == ("https://a.b/1.png",)
        assert list(store.ids("雨中的猫")) == [6, 5, 4, 3, 2, 1]
        assert list(store.ids("policy")) == [5]
        assert store.totals(0).day.charged == 150
        store.claim(1)
    assert version_in(tmp_path) == migrations.LATEST
    backups = {f"history.sqlite3.backup-v{v}" for v in range(version, migrations.LATEST)}
    assert files_in(tmp_path) == {"history.sqlite3", "ledger.jsonl", *backups}
    for name in backups:
        with closing(sqlite3.connect(tmp_path / name)) as db:
            found = [state for (state,) in db.execute("SELECT state FROM generations ORDER BY id")]
        assert found == [row["state"] for row in ROWS]


@pytest.mark.parametrize("version", range(1, migrations.LATEST + 1))
def test_old_and_new_files_end_up_alike(tmp_path: Path, version: int) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
    shutil.copy(file_of(version), history_in(old))
    for folder in (old, new):
        with opened(folder):
            pass
    assert schema(old) == schema(new)


def test_the_last_three_backups_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(db: sqlite3.Connection) -> None:
        """A step of a later version."""

    shutil.copy(file_of(1), history_in(tmp_path))
    monkeypatch.setattr(
        migrations, "MIGRATIONS", (*migrations.MIGRATIONS, nothing, nothing, nothing)
    )
    monkeypatch.setattr(migrations, "LATEST", 5)
    with opened(tmp_path):
        pass
    kept = {f"history.sqlite3.backup-v{version}" for version in (2, 3, 4)}
    assert files_in(tmp_path) == {"history.sqlite3", *kept}


@pytest.mark.skipif(sys.platform == "win32", reason="rights are other there")
def test_only_its_owner_reads_the_history_and_what_is_kept_of_it(tmp_path: Path) -> None:
    shutil.copyfile(file_of(1), history_in(tmp_path))
    history_in(tmp_path).chmod(0o600)
    with opened(tmp_path) as store:
        add_in(store, State.RUNNING)
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}
    assert {"history.sqlite3-wal", "ledger.jsonl", "history.sqlite3.backup-v1"} < modes.keys()
    assert set(modes.values()) == {0o600}


def test_a_step_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(db: sqlite3.Connection) -> None:
        db.execute("DELETE FROM generations")
        db.execute("DROP TABLE meta")
        db.execute("SELECT nonsense")

    newest = migrations.LATEST
    shutil.copy(file_of(newest), history_in(tmp_path))
    before = schema(tmp_path)
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, fails))
    monkeypatch.setattr(migrations, "LATEST", newest + 1)
    with pytest.raises(sqlite3.OperationalError), opened(tmp_path):
        pass
    assert version_in(tmp_path) == newest
    assert schema(tmp_path) == before
    assert sql(tmp_path, "SELECT count(*) FROM generations") == [(len(ROWS),)]


def test_without_a_backup_nothing_is_migrated(tmp_path: Path) -> None:
    shutil.copy(file_of(1), history_in(tmp_path))
    (tmp_path / "history.sqlite3.backup-v1").mkdir()
    with pytest.raises(StorageTrouble, match="backup-v1"), opened(tmp_path):
        pass
    assert version_in(tmp_path) == 1


def test_a_backup_that_a_crash_left_half_done_is_made_anew(tmp_path: Path) -> None:
    shutil.copy(file_of(1), history_in(tmp_path))
    (tmp_path / "history.sqlite3.backup-v1.part").write_bytes(
        b"SQLite format 3\0" + b"\xff" * 9_000
    )
    with opened(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / "history.sqlite3.backup-v1")) as backup:
        assert backup.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert files_in(tmp_path) == {
        "history.sqlite3", *(f"history.sqlite3.backup-v{version}" for version in (1, 2))
    }  # fmt: skip


def test_a_newer_file_is_left_as_it_is(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        add(store)
    sql(tmp_path, f"PRAGMA user_version = {migrations.LATEST + 1}")
    before = history_in(tmp_path).read_bytes()
    with pytest.raises(NewerFile, match=f"version {migrations.LATEST + 1}"), opened(tmp_path):
        pass
    assert history_in(tmp_path).read_bytes() == before
    assert files_in(tmp_path) == {"history.sqlite3"}


# Files that cannot be read


def _junk(path: Path) -> None:
    path.write_bytes(b"not a database " * 400)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 4096 * 2])


def _header_only(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def _overwritten(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for page in range(1, len(data) // 4096):
        data[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    path.write_bytes(data)


def _another_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE bookmarks (url)")


def _same_version_other_tables(path: Path) -> None:
    _another_program(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {migrations.LATEST}")


def _columns_of_any_type(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        columns = [row[1] for row in db.execute("PRAGMA table_info (generations)")]
        db.execute("DROP TABLE generations")
        db.execute(f"CREATE TABLE generations ({', '.join(columns)})")


def _a_view(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("ALTER TABLE generations RENAME TO g")
        db.execute("CREATE VIEW generations AS SELECT * FROM g")


BREAKS = [
    _junk,
    _cut,
    _header_only,
    _overwritten,
    _another_program,
    _same_version_other_tables,
    _columns_of_any_type,
    _a_view,
]


@SET_ASIDE
@pytest.mark.parametrize("break_it", BREAKS)
def test_a_file_that_cannot_be_read_is_kept_and_the_ledger_read_in(
    tmp_path: Path, break_it: object
) -> None:
    with opened(tmp_path) as store:
        sent = add_in(store, State.RUNNING, "sent", task_id="t", credits=12)
    break_it(history_in(tmp_path))  # type: ignore[operator]
    broken = history_in(tmp_path).read_bytes()
    with opened_with_report(tmp_path) as (store, report):
        assert report.set_aside is not None
        assert report.set_aside.kept_as.read_bytes() == broken
        assert report.set_aside.kept_as.name.startswith("history.sqlite3.unreadable-")
        assert report.recovered.restored == 1
        assert store.get([sent.id]) == [sent]
    with opened_with_report(tmp_path) as (_, report):
        assert report.set_aside is None


@SET_ASIDE
def test_one_that_was_set_aside_is_never_overwritten(tmp_path: Path) -> None:
    kept = set()
    for number in range(4):
        history_in(tmp_path).write_bytes(b"junk %d" % number * 100)
        with opened_with_report(tmp_path) as (_, report):
            assert report.set_aside is not None
            kept.add(report.set_aside.kept_as)
    assert len(kept) == 4
    assert {path.read_bytes()[:6] for path in kept} == {b"junk %d" % n for n in range(4)}


@SET_ASIDE
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_damage(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("damage")
    with opened(folder) as store:
        add_in(store, State.RUNNING, "a cat " * 50, task_id="t")
        add_in(store, State.FAILED, message="no")
    content = bytearray(history_in(folder).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content) - 1))
        content[start : start + 400] = data.draw(st.binary(min_size=1, max_size=400))
    history_in(folder).write_bytes(content)
    before = bytes(content)
    # Damage that shows at once is set aside; where it shows in use only, the next start does.
    for _ in range(3):
        try:
            with opened_with_report(folder) as (store, report):
                if report.set_aside:
                    assert report.set_aside.kept_as.read_bytes() == before
                    assert [row.task_id for row in store.get([1])] == ["t"]
                store.get(store.ids())
                store.ids("cat")
                add(store)
                store.totals(0)
                return
        except NewerFile:
            return
        except HistoryDamaged:
            before = history_in(folder).read_bytes()
    pytest.fail("it was never set aside")


@SET_ASIDE
def test_damage_found_in_use_is_told_and_mended_at_the_next_start(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        for number in range(400):
            add(store, f"clip {number} " * 20)
        sent = add_in(store, State.RUNNING, task_id="t")
    data = bytearray(history_in(tmp_path).read_bytes())
    page = data.index(b'"prompt":"clip 200 ') // 4096 * 4096  # in the middle of the rows
    data[page : page + 4096] = b"\xee" * 4096
    history_in(tmp_path).write_bytes(data)
    with opened_with_report(tmp_path) as (store, report), pytest.raises(HistoryDamaged) as told:
        assert report.set_aside is None
        store.get(range(1, 402))
    assert "start it again" in told.value.text
    with opened_with_report(tmp_path) as (store, report):
        assert report.set_aside is not None
        assert store.get([sent.id]) == [sent]
    assert "history.sqlite3.damaged" not in files_in(tmp_path)


@SET_ASIDE
def test_what_sqlite_keeps_beside_it_goes_with_it(tmp_path: Path) -> None:
    history_in(tmp_path).write_bytes(b"junk" * 100)
    (tmp_path / "history.sqlite3-wal").write_bytes(b"wal")
    with opened_with_report(tmp_path) as (_, report):
        assert report.set_aside is not None
        wal = report.set_aside.kept_as.name + "-wal"
        assert (tmp_path / wal).read_bytes() == b"wal"


def test_a_healthy_file_with_a_mark_of_damage_is_kept_in_use(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        add(store)
    (tmp_path / "history.sqlite3.damaged").touch()
    with opened_with_report(tmp_path) as (store, report):
        assert report.set_aside is None
        assert len(store.ids()) == 1
    assert "history.sqlite3.damaged" not in files_in(tmp_path)


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (PurePosixPath("/a b/100%?.sqlite3"), "file:///a%20b/100%25%3F.sqlite3?mode=ro"),
        (PureWindowsPath("C:/a b.sqlite3"), "file:///C:/a%20b.sqlite3?mode=ro"),
        # SQLite takes no server for a part of a URI, but a path that names one.
        (PureWindowsPath("//server/share/a.sqlite3"), "file:////server/share/a.sqlite3?mode=ro"),
    ],
)
def test_a_file_is_looked_at_read_only_wherever_it_lies(path: PurePath, uri: str) -> None:
    assert history_file.read_only(path) == uri


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    history_in(tmp_path).mkdir()
    with pytest.raises(StorageTrouble), opened(tmp_path):
        pass
    assert ledger_in(tmp_path).path.exists() is False


def test_what_the_demo_charged_counts_whatever_port_it_had(tmp_path: Path) -> None:
    shutil.copy(file_of(2), history_in(tmp_path))
    sql(
        tmp_path,
        "UPDATE generations SET profile = 'demo', base_url = 'http://127.0.0.1:47620/api',"
        " origin = 'http://127.0.0.1:47620' WHERE credits IS NOT NULL",
    )
    with opened(tmp_path) as store:
        request = store.get([3])[0].request
        later = store.add(
            request, profile="demo", base_url="http://127.0.0.1:50001/api", estimate=None
        )
        store.claim(later.id)
        store.record_answer(later.id, State.RUNNING, credits=60, task_id="task_3")
        now = demo_profile("http://127.0.0.1:50002/api")
        assert store.past_charges(price_key(now.service, request)) == [60, 75, 75]
        assert store.find_task(now.service, "task_3") == 3

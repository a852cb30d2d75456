"""A full disk and a folder that may not be written: told, nothing lost, nothing sent."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from seedance_desktop.backend.history import HistoryStore
from seedance_desktop.backend.instance_lock import InstanceLock
from seedance_desktop.backend.paths import paths_in
from seedance_desktop.backend.settings import Settings, load_settings, save_settings
from seedance_desktop.core.errors import (
    AnswerNotWritten,
    AnswerOnlyInLedger,
    StorageTrouble,
)
from seedance_desktop.core.generation import State
from tests.support.full_disk import no_file_grows_past
from tests.support.stores import add, add_in, history_in, in_child, ledger_in, opened

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="rights and limits are other there")

BIG = "x" * 200_000
"""Does not fit into what the tests leave of the disk."""

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def full(store: HistoryStore) -> Iterator[None]:
    """No page more for the database: what SQLite says of a full disk."""
    pages = store._db.execute("PRAGMA page_count").fetchone()[0]
    store._db.execute(f"PRAGMA max_page_count = {pages}")
    yield
    store._db.execute(f"PRAGMA max_page_count = {2**31}")


@contextmanager
def ledger_full(folder: Path) -> Iterator[None]:
    """The ledger on a disk that is full."""
    path = ledger_in(folder).path
    kept = path.rename(path.with_name("kept")) if path.exists() else None
    path.symlink_to("/dev/full")
    yield
    path.unlink()
    if kept:
        kept.rename(path)


def test_no_row_no_send(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        with full(store), pytest.raises(StorageTrouble, match="the disk is full"):
            add(store, BIG)
        assert len(store.ids()) == 0
        add(store, BIG)


def test_no_line_in_the_ledger_no_send(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        row = add(store)
        with ledger_full(tmp_path), pytest.raises(StorageTrouble, match=r"ledger\.jsonl"):
            store.claim(row.id)
        assert store.get([row.id]) == [row]
        assert store.claim(row.id) is not None


def test_a_claim_the_database_does_not_take_was_none(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        row = add(store)
        wal = tmp_path / "history.sqlite3-wal"
        with no_file_grows_past(wal.stat().st_size), pytest.raises(StorageTrouble):
            store.claim(row.id)
        assert store.get([row.id]) == [row]
        assert len(list(ledger_in(tmp_path).read())) == 2
    with opened(tmp_path) as store:
        assert store.get([row.id])[0].state is State.WAITING
        assert store.claim(row.id) is not None


def test_an_answer_the_database_does_not_take(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        row = add_in(store, State.SENDING)
        with full(store):
            for _ in range(3):
                with pytest.raises(AnswerOnlyInLedger):
                    store.record_answer(row.id, State.RUNNING, task_id="t", raw_answer=BIG)
        assert len(list(ledger_in(tmp_path).read())) == 2
        told = store.record_answer(row.id, State.RUNNING, task_id="t", raw_answer=BIG)
        assert (told.state, told.raw_answer) == (State.RUNNING, BIG)
        assert len(list(ledger_in(tmp_path).read())) == 2


def test_an_answer_the_database_never_took_is_there_at_the_next_start(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        row = add_in(store, State.SENDING)
        with full(store), pytest.raises(AnswerOnlyInLedger):
            store.record_answer(row.id, State.RUNNING, task_id="t", raw_answer=BIG)
    with opened(tmp_path) as store:
        assert store.get([row.id])[0].task_id == "t"


@pytest.mark.logs("The ledger did not take an answer")
def test_an_answer_nothing_takes_can_be_tried_again(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        row = add_in(store, State.SENDING)
        with full(store), ledger_full(tmp_path), pytest.raises(AnswerNotWritten):
            store.record_answer(row.id, State.RUNNING, task_id="t", raw_answer=BIG)
        assert store.get([row.id])[0].state is State.SENDING
        store.record_answer(row.id, State.RUNNING, task_id="t", raw_answer=BIG)
    with opened(tmp_path) as store:
        assert store.get([row.id])[0].task_id == "t"


@pytest.mark.logs("The ledger did not take an answer")
def test_an_answer_the_ledger_does_not_take_is_in_the_database(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        row = add_in(store, State.SENDING)
        with ledger_full(tmp_path):
            assert store.record_answer(row.id, State.RUNNING, task_id="t").task_id == "t"


def test_a_folder_that_may_not_be_written() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        with opened(folder) as store:
            add_in(store, State.RUNNING, task_id="t")
        save_settings(folder / "settings.json", Settings(volume=0.25))
        paths_in(folder / "missing").data_dir.mkdir()
        before = history_in(folder).read_bytes()
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        assert in_child(lambda: _meet_read_only(folder), without_rights=True) == 0
        assert history_in(folder).read_bytes() == before
    finally:
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o700)
        shutil.rmtree(folder)


def _meet_read_only(folder: Path) -> None:
    with pytest.raises(StorageTrouble, match=r"history\.sqlite3"), opened(folder):
        pass
    assert load_settings(folder / "settings.json") == (Settings(volume=0.25), None)
    with pytest.raises(StorageTrouble, match="this user may not write there"):
        save_settings(folder / "settings.json", Settings())
    with pytest.raises(StorageTrouble, match="this user may not write there"):
        paths_in(folder / "missing").ensure()
    with pytest.raises(StorageTrouble, match="this user may not write there"):
        InstanceLock(folder / "lock").acquire()


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    mount = f"mount -t tmpfs -o size=600k none {tmp_path}"
    in_own_namespace = ["unshare", "--map-root-user", "--mount", "sh", "-c"]
    if shutil.which("unshare") is None or _run([*in_own_namespace, mount]).returncode:
        pytest.skip("this system lets nobody make a small disk")
    script = f"{mount} && exec {sys.executable} -m tests.support.small_disk {tmp_path}"
    done = _run([*in_own_namespace, script])
    assert "all of it held" in done.stdout, done.stderr


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

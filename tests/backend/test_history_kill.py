"""``kill -9`` at each point where something is written, and two processes at one row."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from seedance_desktop.backend import files, history_file, migrations
from seedance_desktop.backend.history import HistoryStore
from seedance_desktop.core.generation import State
from tests.support.old_databases import ROWS, file_of
from tests.support.stores import (
    add,
    add_in,
    die,
    files_in,
    fork,
    history_in,
    in_child,
    ledger_in,
    opened,
    opened_with_report,
    sql,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no kill -9 there")

Work = Callable[[HistoryStore], object]


def dies_at(statement: str) -> Callable[[HistoryStore], None]:
    """Die when SQLite is about to run a statement that begins so."""

    def arm(store: HistoryStore) -> None:
        store._db.set_trace_callback(lambda text: die() if text.startswith(statement) else None)

    return arm


def dies_before(method: str) -> Callable[[HistoryStore], None]:
    """Die when the ledger is about to be written."""
    return lambda store: setattr(store._ledger, method, lambda *_, **__: die())


def dies_after(method: str) -> Callable[[HistoryStore], None]:
    """Die when the ledger was written."""

    def arm(store: HistoryStore) -> None:
        write = getattr(store._ledger, method)
        setattr(store._ledger, method, lambda *a, **k: (write(*a, **k), die()))

    return arm


def never(store: HistoryStore) -> None:
    """Die when the work is done."""


def _claim(store: HistoryStore) -> object:
    return store.claim(1)


def _answer(store: HistoryStore) -> object:
    return store.record_answer(1, State.RUNNING, task_id="t", credits=12)


def _done(store: HistoryStore) -> object:
    return store.change(1, State.DONE, result_url="https://a.b/v.mp4")


POINTS = [
    (State.WAITING, _claim, dies_at("BEGIN"), State.WAITING),
    (State.WAITING, _claim, dies_at("UPDATE"), State.WAITING),
    (State.WAITING, _claim, dies_before("append_send"), State.WAITING),
    (State.WAITING, _claim, dies_after("append_send"), State.UNCONFIRMED),
    (State.WAITING, _claim, dies_at("COMMIT"), State.UNCONFIRMED),
    (State.WAITING, _claim, never, State.UNCONFIRMED),
    (State.SENDING, _answer, dies_before("append_answer"), State.UNCONFIRMED),
    (State.SENDING, _answer, dies_after("append_answer"), State.RUNNING),
    (State.SENDING, _answer, dies_at("UPDATE"), State.RUNNING),
    (State.SENDING, _answer, never, State.RUNNING),
    (State.RUNNING, _done, dies_at("UPDATE"), State.RUNNING),
    (State.RUNNING, _done, never, State.DONE),
]


@pytest.mark.parametrize(("before", "work", "arm", "after"), POINTS)
def test_killed_at(
    tmp_path: Path,
    before: State,
    work: Work,
    arm: Callable[[HistoryStore], None],
    after: State,
) -> None:
    def live_and_die() -> None:
        with opened(tmp_path) as store:
            add_in(store, before)
            arm(store)
            work(store)
            die()

    assert in_child(live_and_die) == signal.SIGKILL
    with opened(tmp_path) as store:
        (row,) = store.get([1])
        assert row.state is after
        assert row.task_id == ("t" if before is State.SENDING and after is State.RUNNING else "")
    with opened_with_report(tmp_path) as (store, report):
        assert store.get([1]) == [row]
        assert report.recovered.unconfirmed == report.recovered.answered == 0
        assert (store.claim(1) is not None) == (after is State.WAITING)


def test_killed_around_adding(tmp_path: Path) -> None:
    def live_and_die() -> None:
        with opened(tmp_path) as store:
            add(store, "told")
            dies_at("INSERT")(store)
            add(store, "never told")

    assert in_child(live_and_die) == signal.SIGKILL
    with opened(tmp_path) as store:
        assert [row.request.prompt for row in store.get(store.ids())] == ["told"]


@pytest.mark.parametrize("point", ["backup", "tables", "step", "commit"])
def test_killed_in_a_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str) -> None:
    shutil.copy(file_of(1), history_in(tmp_path))
    first, step, *later = migrations.MIGRATIONS

    def half(db: object) -> None:
        if point == "tables":
            die()
        step(db)
        if point == "commit":
            db.set_trace_callback(lambda text: die() if text == "COMMIT" else None)  # type: ignore[attr-defined]
        else:
            die()

    def live_and_die() -> None:
        monkeypatch.setattr(migrations, "MIGRATIONS", (first, half, *later))
        if point == "backup":
            monkeypatch.setattr(migrations, "fsync_dir", lambda folder: die())
        with opened(tmp_path):
            pass

    assert in_child(live_and_die) == signal.SIGKILL
    assert sql(tmp_path, "PRAGMA user_version") == [(1,)]
    with opened(tmp_path) as store:
        assert len(store.get(range(1, len(ROWS) + 1))) == len(ROWS)
        assert list(store.ids("policy")) == [5]
    backups = {f"history.sqlite3.backup-v{v}" for v in range(1, migrations.LATEST)}
    assert files_in(tmp_path) == {"history.sqlite3", *backups}


@pytest.mark.logs("The history was set aside")
@pytest.mark.parametrize("point", ["renaming", "renamed", "reading the ledger"])
def test_killed_while_a_broken_file_is_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    with opened(tmp_path) as store:
        sent = add_in(store, State.RUNNING, task_id="t")
    history_in(tmp_path).write_bytes(b"broken" * 999)

    def live_and_die() -> None:
        if point == "renaming":
            monkeypatch.setattr(Path, "rename", lambda *_: die())
        elif point == "renamed":
            monkeypatch.setattr(files, "fsync_dir", lambda folder: die())
        else:
            monkeypatch.setattr(history_file, "recover", lambda *_: die())
        with opened(tmp_path):
            pass

    assert in_child(live_and_die) == signal.SIGKILL
    with opened(tmp_path) as store:
        assert store.get([sent.id]) == [sent]
    (kept,) = tmp_path.glob("*.unreadable-*")
    assert kept.read_bytes() == b"broken" * 999


def test_of_two_processes_one_gets_each_row(tmp_path: Path) -> None:
    count, claimants = 60, 2
    with opened(tmp_path) as store:
        ids = [add(store).id for _ in range(count)]
    start, go = os.pipe()

    def claim_all(out: Path) -> None:
        store = HistoryStore(history_in(tmp_path), ledger_in(tmp_path))
        os.read(start, 1)
        got = [row_id for row_id in ids if store.claim(row_id)]
        store.close()
        out.write_text(json.dumps(got))

    children = []
    for number in range(claimants):
        child = fork()
        if not child:
            status = in_child(lambda: claim_all(tmp_path / f"got{number}"))  # noqa: B023
            os._exit(status)
        children.append(child)
    os.write(go, b"!" * claimants)
    for handle in (start, go):
        os.close(handle)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * claimants
    got = [json.loads((tmp_path / f"got{n}").read_text()) for n in range(claimants)]
    assert sorted(got[0] + got[1]) == ids
    sends = [line.key for line in ledger_in(tmp_path).read()]
    assert len(sends) == len(set(sends)) == count
    with opened(tmp_path) as store:
        assert store.counts() == {State.UNCONFIRMED: count}

"""The store's news: told once committed, in its order, and not while a request sets out."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from seedance_desktop.backend.history import HistoryStore, OpenReport, open_store
from seedance_desktop.backend.ledger import Ledger
from seedance_desktop.core.errors import StorageTrouble
from seedance_desktop.core.generation import Generation, State
from seedance_desktop.state.library import Library
from seedance_desktop.state.tasks import TaskOwner
from tests.support.history import add_row, opened_library
from tests.support.waiting import until

Told = list[tuple[str, object]]


def told_by(library: Library) -> Told:
    told: Told = []

    def note(row: Generation) -> None:
        told.append((row.state.value, row.id))

    library.added.connect(note)
    library.changed.connect(note)
    library.removed.connect(lambda ids: told.append(("removed", ids)))
    library.restored.connect(lambda ids: told.append(("restored", ids)))
    return told


async def test_what_happens_in_a_hush_is_told_after_it_in_its_order(tmp_path: Path) -> None:
    async with opened_library(tmp_path) as (library, _):
        library._hush.setInterval(3_600_000)  # until the test ends it
        told = told_by(library)
        library.hush()
        row = await add_row(library, State.RUNNING)
        await library.hide([row.id])
        await library.unhide([row.id])
        assert not told
        library._hush.setInterval(0)
        expected = [
            ("waiting", row.id),
            ("sending", row.id),
            ("running", row.id),
            ("removed", (row.id,)),
            ("restored", (row.id,)),
        ]
        await until(lambda: told == expected, "the news")
        await library.update(row.id, credits=5)
        assert told[-1] == ("running", row.id) and len(told) == 6


async def test_a_hush_asked_for_again_and_again_ends_all_the_same(tmp_path: Path) -> None:
    async with opened_library(tmp_path) as (library, _):
        told = told_by(library)
        library.hush()
        await add_row(library)

        def still_hushed() -> bool:
            library.hush()
            return bool(told)

        await until(still_hushed, "the news")


async def test_a_listener_that_changes_something_else_does_not_get_ahead(tmp_path: Path) -> None:
    async with opened_library(tmp_path) as (library, _):
        told = told_by(library)
        answer: list[int] = []

        def listen(row: Generation) -> None:
            if not answer:
                answer.append(row.id)
                library._say(library.removed, (99,))

        library.added.connect(listen)
        library._hush.setInterval(3_600_000)
        library.hush()
        await add_row(library, State.WAITING)
        await add_row(library, State.WAITING)
        library._hush.setInterval(0)
        await until(lambda: len(told) == 3, "the news")
        assert told == [("waiting", 1), ("waiting", 2), ("removed", (99,))]


async def test_closing_ends_a_hush(tmp_path: Path) -> None:
    async with opened_library(tmp_path) as (library, _):
        library._hush.setInterval(3_600_000)
        told = told_by(library)
        library.hush()
        await add_row(library, State.WAITING)
    assert told == [("waiting", 1)]


async def test_what_was_committed_is_told_though_nobody_waits_for_it_any_more(
    tmp_path: Path,
) -> None:
    async with opened_library(tmp_path) as (library, _):
        row = await add_row(library, State.RUNNING)
        told = told_by(library)
        begun, slow_disk = threading.Event(), threading.Event()

        def wait_in_the_middle(sql: str) -> None:
            if sql.startswith("UPDATE"):
                begun.set()
                slow_disk.wait(30)

        await library.run(lambda s: s._db.set_trace_callback(wait_in_the_middle))
        change = asyncio.ensure_future(library.change(row.id, State.DONE))
        await until(begun.is_set)
        change.cancel()
        slow_disk.set()
        (now,) = await library.get([row.id])
        assert change.cancelled() and now.state is State.DONE
        assert told == [("done", row.id)]


async def test_a_close_while_the_file_is_opened_closes_it_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[HistoryStore] = []
    really = HistoryStore.close
    monkeypatch.setattr(HistoryStore, "close", lambda store: (closed.append(store), really(store)))
    slow_disk = threading.Event()

    def open_slowly() -> tuple[HistoryStore, OpenReport]:
        slow_disk.wait(30)
        return open_store(tmp_path / "history.sqlite3", Ledger(tmp_path / "ledger.jsonl"))

    library = Library(open_slowly, TaskOwner())
    opening = asyncio.ensure_future(library.open())
    await asyncio.sleep(0)
    opening.cancel()
    closing = asyncio.ensure_future(library.close())
    for _ in range(10):
        await asyncio.sleep(0)
    assert not closing.done(), "the window's thread does not wait for the disk"
    slow_disk.set()
    await closing
    assert len(closed) == 1


async def test_a_close_of_what_could_not_be_opened_is_quiet(tmp_path: Path) -> None:
    def refuse() -> tuple[HistoryStore, OpenReport]:
        raise StorageTrouble("A newer app made it.")

    library = Library(refuse, TaskOwner())
    with pytest.raises(StorageTrouble):
        await library.open()
    await library.close()


@pytest.mark.parametrize(
    ("day", "began"),
    [
        (date(2026, 3, 29), datetime(2026, 3, 28, 23, tzinfo=UTC)),
        (date(2026, 7, 1), datetime(2026, 6, 30, 22, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 24, 22, tzinfo=UTC)),
    ],
    ids=["clocks go forward", "summer", "clocks go back"],
)
async def test_today_begins_at_its_own_midnight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, day: date, began: datetime
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        async with opened_library(tmp_path) as (library, _):
            for minutes in (-1, 1):
                row = await add_row(library, State.RUNNING, credits=75)
                at = began.timestamp() + 60 * minutes
                await library.update(row.id, sent_at=at)
            assert (await library.count("", day)).day.charged == 75
    finally:
        monkeypatch.undo()
        time.tzset()

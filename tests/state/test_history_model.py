from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from seedance_desktop.backend.history import HistoryStore
from seedance_desktop.backend.history_reading import NotWanted
from seedance_desktop.core.generation import ACTIVE, ClipState, Generation, State
from seedance_desktop.state.history_model import (
    FIRST_PAGE,
    KEPT_ROWS,
    LOADING,
    PAGE,
    WAITING_PAGES,
    HistoryModel,
    Role,
)
from seedance_desktop.state.library import Library
from seedance_desktop.state.progress import ProgressBoard
from seedance_desktop.state.usual_times import UsualTimes
from tests.support.history import TRACE_ID, add_row, fill, opened_library
from tests.support.waiting import until


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[Library, HistoryModel, ProgressBoard]]:
    async with opened_library(folder) as (library, tasks):
        board = ProgressBoard()
        model = HistoryModel(library, board, tasks, UsualTimes(library, tasks))
        # Keeps to the rules of models, or the test ends with a warning in the log.
        tester = QAbstractItemModelTester(
            model, QAbstractItemModelTester.FailureReportingMode.Warning
        )
        yield library, model, board
        del tester


async def listed(
    model: HistoryModel, search: str = "", states: frozenset[State] | None = None
) -> None:
    resets: list[int] = []
    connection = model.modelReset.connect(lambda: resets.append(1))
    model.show(search, states)
    await until(lambda: resets and model.complete, "the list")
    model.disconnect(connection)


def ids(model: HistoryModel) -> list[int]:
    return [model.id_at(row) for row in range(model.rowCount())]


def row(model: HistoryModel, at: int = 0) -> Generation | None:
    return model.data(model.index(at), Role.GENERATION)


def changed_rows(model: HistoryModel) -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    return told


async def test_newest_first_with_contents_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as (library, model, _):
        made = [await add_row(library, prompt=f"prompt {i}") for i in range(3)]
        assert not model.loaded
        await listed(model)
        assert model.loaded
        assert [row(model, at) for at in range(3)] == made[::-1]


async def test_contents_come_by_the_page_as_rows_are_looked_at(tmp_path: Path) -> None:
    async with opened(tmp_path) as (_, model, _):
        fill(tmp_path / "history.sqlite3", 10 * PAGE)
        await listed(model)
        told = changed_rows(model)
        last = model.rowCount() - 1
        assert row(model, last) is None
        assert model.data(model.index(last), Qt.ItemDataRole.AccessibleTextRole) == LOADING
        await until(lambda: row(model, last), "the last row")
        assert told == [(9 * PAGE, last)]
        assert model.data(model.index(last)) == "prompt 0"


async def test_a_jump_does_not_wait_for_all_that_is_scrolled_past(tmp_path: Path) -> None:
    async with opened(tmp_path) as (library, model, _):
        fill(tmp_path / "history.sqlite3", 30 * PAGE)
        await listed(model)
        told = changed_rows(model)
        for page in range(1, 30):
            row(model, page * PAGE)
        await until(lambda: len(told) == WAITING_PAGES, "the pages seen last")
        assert told[0][0] == 29 * PAGE
        for _ in range(60):
            await library.get([1])  # what else was waited for would come in between
        assert len(told) == WAITING_PAGES


async def test_only_so_many_rows_are_held(tmp_path: Path) -> None:
    async with opened(tmp_path) as (_, model, _):
        fill(tmp_path / "history.sqlite3", KEPT_ROWS + 2 * PAGE)
        await listed(model)
        for at in range(0, model.rowCount(), PAGE):
            await until(lambda at=at: row(model, at), "a page")
        assert row(model, 1) is None


async def test_the_first_page_is_there_before_the_rest(tmp_path: Path) -> None:
    async with opened(tmp_path) as (_, model, _):
        fill(tmp_path / "history.sqlite3", 3 * PAGE)
        steps: list[tuple[int, bool]] = []
        note = lambda *_: steps.append((model.rowCount(), row(model) is not None))  # noqa: E731
        model.modelReset.connect(note)
        model.rowsInserted.connect(note)
        model.show("prompt")
        await until(lambda: model.complete, "all rows")
        assert steps == [(FIRST_PAGE, True), (3 * PAGE, True)]
        assert ids(model) == list(range(3 * PAGE, 0, -1))


async def test_what_changes_before_the_rest_is_there_is_not_missed(tmp_path: Path) -> None:
    async with opened(tmp_path) as (library, model, _):
        fill(tmp_path / "history.sqlite3", 3 * PAGE)
        model.show()
        await until(lambda: model.rowCount() == FIRST_PAGE, "the first page")
        assert not model.complete
        await library.hide([5, 3 * PAGE])
        new = await add_row(library)
        await until(lambda: model.complete, "all rows")
        assert ids(model) == [new.id, *(id for id in range(3 * PAGE - 1, 0, -1) if id != 5)]


async def test_another_search_ends_the_reading_for_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, superseded = threading.Event(), threading.Event()
    ended: list[BaseException] = []
    read = HistoryStore.ids

    def ids_of(self: HistoryStore, search: str = "", *rest: Any, **options: Any) -> Any:
        if "stop" in options and search == "1":
            begun.set()
            superseded.wait()
        try:
            return read(self, search, *rest, **options)
        except NotWanted as error:
            ended.append(error)
            raise

    monkeypatch.setattr(HistoryStore, "ids", ids_of)
    async with opened(tmp_path) as (_, model, _):
        fill(tmp_path / "history.sqlite3", 40 * PAGE)
        model.show("1")
        await until(begun.is_set, "the reading of all rows")
        model.show("prompt")
        await asyncio.sleep(0)
        superseded.set()
        await until(lambda: model.complete, "the second search")
        assert ended
        assert model.rowCount() == 40 * PAGE


async def test_a_new_row_comes_in_at_the_top_and_a_change_is_told_for_its_row_alone(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as (library, model, _):
        old = await add_row(library)
        await add_row(library)
        await listed(model)
        resets: list[int] = []
        model.modelReset.connect(lambda: resets.append(1))
        new = await add_row(library, State.WAITING)
        assert ids(model)[0] == new.id
        await until(lambda: not model._places.isActive(), "the places in the line")
        told = changed_rows(model)
        await library.update(old.id, credits=7.5)
        shown = row(model, 2)
        assert shown is not None and shown.credits == 7.5
        assert told == [(2, 2)]
        assert not resets


async def test_removed_rows_leave_and_come_back_where_they_were(tmp_path: Path) -> None:
    async with opened(tmp_path) as (library, model, _):
        made = [(await add_row(library, prompt=f"p{i}")).id for i in range(6)]
        await listed(model)
        before = ids(model)
        gone = [made[0], made[1], made[4]]
        await library.hide(gone)
        assert ids(model) == [id for id in before if id not in gone]
        await library.unhide(gone)
        await until(lambda: ids(model) == before, "the rows again")


async def test_many_rows_here_and_there_leave_and_come_back_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as (library, model, _):
        fill(tmp_path / "history.sqlite3", 400)
        await listed(model)
        before = ids(model)
        await library.hide(before[::2])
        assert ids(model) == before[1::2]
        await library.unhide(before[::2])
        await until(lambda: ids(model) == before, "the rows again")


async def test_a_finished_row_leaves_the_running_ones_unless_looked_at(tmp_path: Path) -> None:
    async with opened(tmp_path) as (library, model, _):
        one, two = [await add_row(library, State.RUNNING) for _ in range(2)]
        await listed(model, states=ACTIVE)
        model.keep(one.id)
        await library.change(one.id, State.DONE)
        await library.change(two.id, State.FAILED)
        assert ids(model) == [one.id]
        model.keep(None)
        await until(lambda: not ids(model), "the row nobody looks at any more to leave")


async def test_a_row_that_comes_to_match_appears_in_its_place(tmp_path: Path) -> None:
    async with opened(tmp_path) as (library, model, _):
        first = await add_row(library)
        running = await add_row(library, State.RUNNING)
        last = await add_row(library)
        await listed(model, states=frozenset({State.DONE}))
        assert ids(model) == [last.id, first.id]
        await library.change(running.id, State.DONE)
        assert ids(model) == [last.id, running.id, first.id]


async def test_a_hidden_row_that_changes_stays_hidden(tmp_path: Path) -> None:
    async with opened(tmp_path) as (library, model, _):
        running = await add_row(library, State.RUNNING)
        await listed(model)
        await library.hide([running.id])
        await library.change(running.id, State.DONE)
        assert not ids(model)


async def test_with_a_search_the_store_says_which_new_rows_match(tmp_path: Path) -> None:
    async with opened(tmp_path) as (library, model, _):
        old = await add_row(library, prompt="雨中的纸船 paper boat")
        await listed(model, search=" 纸船 ")
        other = await add_row(library, State.WAITING, "a forest road")
        match = await add_row(library, State.WAITING, "夜里的纸船")
        await until(lambda: ids(model) == [match.id, old.id], "the new match")
        assert other.id not in ids(model)


async def test_the_latest_search_wins(tmp_path: Path) -> None:
    async with opened(tmp_path) as (library, model, _):
        boat = await add_row(library, prompt="paper boat")
        await add_row(library, prompt="forest road")
        for letters in ("f", "fo", "boat"):
            model.show(letters)
        await until(lambda: ids(model) == [boat.id], "the last search")


async def test_a_row_added_while_the_list_is_read_is_not_lost(tmp_path: Path) -> None:
    async with opened(tmp_path) as (library, model, _):
        model.show()
        made = [await add_row(library, State.WAITING) for _ in range(5)]
        await until(lambda: ids(model) == [g.id for g in made[::-1]], "all rows")


async def test_who_is_next_in_the_line(tmp_path: Path) -> None:
    async with opened(tmp_path) as (library, model, _):
        one, two = [await add_row(library, State.WAITING) for _ in range(2)]
        await listed(model)
        places: Callable[[], list[int]] = lambda: [  # noqa: E731
            model.data(model.index(at), Role.PLACE) for at in range(2)
        ]
        assert places() == [2, 1]
        told = changed_rows(model)
        await library.claim(one.id)
        assert places() == [1, 0]
        await until(lambda: (0, 0) in told, "the other's new place")
        assert model.id_at(0) == two.id


async def test_progress_is_told_for_its_row(tmp_path: Path) -> None:
    async with opened(tmp_path) as (library, model, board):
        running = await add_row(library, State.RUNNING)
        await add_row(library)
        await listed(model)
        told = changed_rows(model)
        board.begin(running.id, "processing")
        await until(lambda: told, "the progress")
        assert told == [(1, 1)]
        assert model.data(model.index(1), Role.PROGRESS).note == "processing"


async def test_what_assistive_tools_read(tmp_path: Path) -> None:
    async with opened(tmp_path) as (library, model, _):
        await add_row(
            library, State.FAILED, "a boat", message="content policy", error="task-failed"
        )
        await add_row(library, prompt="a road", credits=1_250.5)
        await listed(model)

        def read(at: int, role: Qt.ItemDataRole) -> str:
            return model.data(model.index(at), role)

        text, word = Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole
        assert read(0, text) == f"Done, 1,250.5 credits, trace {TRACE_ID}, a road"
        assert read(1, text) == (
            f"Failed, credits unknown, trace {TRACE_ID}, content policy, a boat"
        )
        assert (read(0, word), read(1, word)) == ("done", "failed")


async def test_rows_are_collected_wherever_they_are(tmp_path: Path) -> None:
    async with opened(tmp_path) as (_, model, _):
        fill(tmp_path / "history.sqlite3", 3 * PAGE)
        await listed(model)
        got: list[list[Generation]] = []
        model.collect([model.id_at(0)], got.append)
        assert len(got) == 1
        model.collect([model.id_at(0), model.id_at(2 * PAGE)], got.append)
        await until(lambda: len(got) == 2, "the rows")
        assert [g.request.prompt for g in got[1]] == [
            f"prompt {3 * PAGE - 1}",
            f"prompt {PAGE - 1}",
        ]


@pytest.mark.parametrize("clip", [ClipState.NOT_FETCHED, ClipState.SAVED])
async def test_only_a_clip_that_is_here_can_be_dragged(tmp_path: Path, clip: ClipState) -> None:
    async with opened(tmp_path) as (library, model, _):
        await add_row(library, clip=clip)
        await listed(model)
        can = bool(model.flags(model.index(0)) & Qt.ItemFlag.ItemIsDragEnabled)
        assert can is (clip is ClipState.SAVED)

"""What was spent, grouped in SQL, and as a file for spreadsheets."""

import csv
import io
import time
from datetime import datetime
from pathlib import Path

import pytest

from seedance_desktop.backend.history import HistoryStore, open_store
from seedance_desktop.backend.spending_csv import spending_csv, write_spending
from seedance_desktop.core.errors import StorageTrouble
from seedance_desktop.core.generation import Background, Mark, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Model
from seedance_desktop.core.spending import Grouping, Line, total
from tests.support.stores import add, history_in, ledger_in, opened

NOON = datetime(2026, 11, 25, 12).timestamp()
DAY = 86_400.0
FAST = VideoRequest(prompt="a", model=Model.SEEDANCE_2_0_FAST)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


def made(
    store: HistoryStore,
    state: State,
    credits: float | None = None,
    estimate: float | None = None,
    *,
    request: VideoRequest | None = None,
    mark: Mark = Mark.NONE,
    **background: str,
) -> int:
    """A row led to ``state`` and charged; its id."""
    row = add(
        store,
        request=request or VideoRequest(prompt="a"),
        estimate=estimate,
        background=Background(**background),
    )
    if state is State.WAITING:
        return row.id
    store.claim(row.id)
    if state in (State.UNCONFIRMED, State.NOT_SENT):
        store.record_answer(row.id, state)
        return row.id
    store.record_answer(row.id, State.RUNNING, task_id=f"t{row.id}", credits=credits)
    if state is not State.RUNNING:
        store.change(row.id, state)
    store.update(row.id, mark=mark)
    return row.id


def week(store: HistoryStore, clock: Clock) -> None:
    """Two days' work."""
    clock.now = NOON - DAY
    made(store, State.DONE, 100, 80, project="Bottle", preset="Hero", mark=Mark.STAR)
    made(store, State.FAILED, 50, 50, project="Bottle")
    clock.now = NOON
    made(store, State.DONE, 60, None, project="Logo", request=FAST)
    made(store, State.DONE, 40, 40, project="Bottle", mark=Mark.REJECT)
    made(store, State.UNCONFIRMED, estimate=75)
    made(store, State.RUNNING)
    made(store, State.WAITING, estimate=500)
    made(store, State.NOT_SENT, estimate=500)
    store.hide([made(store, State.DONE, 10, 10, project="Logo", mark=Mark.STAR)])


def lines(folder: Path, by: Grouping, since: float = NOON - 3 * DAY) -> list[Line]:
    clock = Clock()
    store, _ = open_store(history_in(folder), ledger_in(folder), now=clock)
    try:
        week(store, clock)
        return store.spending(by, since, NOON + 1)
    finally:
        store.close()


def test_by_day_the_newest_first(tmp_path: Path) -> None:
    today, yesterday = lines(tmp_path, Grouping.DAY)
    assert yesterday == Line(
        "2026-11-24", sent=2, clips=1, starred=1, charged=150, charged_estimated=150,
        estimated=130, failed=1, failed_charged=50,
    )  # fmt: skip
    assert today == Line(
        "2026-11-25", sent=5, clips=3, starred=1, charged=110, charged_estimated=50, estimated=50,
        unconfirmed=1, held=75, unknown=1,
    )  # fmt: skip
    assert yesterday.per_star == 150 and yesterday.over_estimate == pytest.approx(150 / 130 - 1)
    both = total([today, yesterday], "Total")
    assert (both.sent, both.charged, both.per_star) == (7, 260, 130)


def test_by_project_model_and_preset_the_dearest_first(tmp_path: Path) -> None:
    found = [(line.name, line.charged) for line in lines(tmp_path, Grouping.PROJECT)]
    assert found == [("Bottle", 190), ("Logo", 70), ("", 0)]


def test_by_model(tmp_path: Path) -> None:
    found = [(line.name, line.charged) for line in lines(tmp_path, Grouping.MODEL)]
    assert found == [("seedance_2_0", 200), ("seedance_2_0_fast", 60)]


def test_by_preset_in_the_days_asked_for(tmp_path: Path) -> None:
    found = lines(tmp_path, Grouping.PRESET, since=NOON - DAY / 2)
    assert [(line.name, line.charged) for line in found] == [("", 110)]


def test_nothing_was_sent_yet(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        add(store)
        assert store.first_sent_at() is None
        assert store.spending(Grouping.DAY, 0, NOON) == []
        assert total([]) == Line("")


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_file_for_spreadsheets(tmp_path: Path) -> None:
    path = tmp_path / "spent.csv"
    line = Line("雨中的猫, “Logo”", 4, 3, 2, 101.25, 100, 90, 1, 50, 1, 75, 2)
    write_spending(path, Grouping.PROJECT, [line])
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfproject,sent,clips,starred,credits_charged,")
    assert data.endswith(b"\r\n")
    head, row = read(data.decode())
    assert dict(zip(head, row, strict=True)) == {
        "project": "雨中的猫, “Logo”",
        "sent": "4",
        "clips": "3",
        "starred": "2",
        "credits_charged": "101.25",
        "credits_estimated": "90",
        "credits_charged_of_those_estimated": "100",
        "credits_held": "75",
        "credits_per_starred_clip": "50.62",
        "failed": "1",
        "credits_charged_for_failed": "50",
        "unconfirmed": "1",
        "cost_unknown": "2",
    }


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", " =1", '=HYPERLINK("http://a.b","x")']
)
def test_a_name_is_never_a_formula(name: str) -> None:
    _, row = read(spending_csv(Grouping.PRESET, [Line(name)]))
    assert row[0] == f"'{name}"


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "folder.csv"
    path.mkdir()
    with pytest.raises(StorageTrouble):
        write_spending(path, Grouping.DAY, [])
    assert [p.name for p in tmp_path.iterdir()] == ["folder.csv"]


def test_sums_read_no_row_of_the_table(tmp_path: Path) -> None:
    """At a hundred thousand rows that is what makes them quick."""
    with opened(tmp_path) as store:
        store.spending(Grouping.DAY, 0, time.time())
        asked: list[str] = []
        store._db.set_trace_callback(asked.append)
        for by in Grouping:
            store.spending(by, 0, NOON)
        store.totals(NOON, "Bottle")
        store._db.set_trace_callback(None)
        money = [sql for sql in asked if "estimate" in sql]
        assert len(money) == len(Grouping) + 3
        for sql in money:
            plan = " / ".join(row[3] for row in store._db.execute(f"EXPLAIN QUERY PLAN {sql}"))
            # What waits, and what was made in this session with the clock set back, are few.
            few = ("unsettled", "INTEGER PRIMARY KEY")
            for step in plan.split(" / "):
                if "generations" in step and not any(word in step for word in few):
                    assert "COVERING INDEX" in step, plan

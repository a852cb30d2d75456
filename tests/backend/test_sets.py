"""Sets of variations in the store, whatever happens while they are written."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedance_desktop.backend.history import HistoryStore
from seedance_desktop.core.generation import Background, Mark, State
from seedance_desktop.core.order import Order
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.variations import Plan, added, cells, numbered, plan_of, switched
from tests.support.stores import BASE_URL, NOW, die, in_child, opened, sql

PLAN = added(plan_of(VideoRequest(prompt="at {dawn|night}")), "ratio")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    with opened(tmp_path) as store:
        yield store


def orders(set_id: int) -> list[Order]:
    return [
        Order(cell.request, Background(set_id=set_id, cell=number), 40.0, "outai", BASE_URL)
        for number, cell in enumerate(cells(PLAN))
    ]


def test_a_set_is_kept_with_its_plan(store: HistoryStore, tmp_path: Path) -> None:
    keys = [cell.key for cell in cells(PLAN)]
    plan = replace(numbered(switched(PLAN, keys[:1], on=False), keys), repeats=2, draft_first=True)
    made = store.add_set("  Bottle\n2 × 2 ", plan)
    assert (made.name, made.created_at, made.plan) == ("Bottle 2 × 2", NOW, plan)
    store.rename_set(made.id, "瓶子")
    store.change_plan(made.id, PLAN)
    with opened(tmp_path) as again:
        assert again.get_set(made.id) == replace(made, name="瓶子", plan=PLAN)
    with pytest.raises(LookupError):
        store.get_set(made.id + 1)


def test_the_list_says_what_came_of_each(store: HistoryStore) -> None:
    first, second = store.add_set("first", PLAN), store.add_set("second", PLAN)
    rows = store.add_many(orders(first.id))
    for row, state in zip(rows[:3], (State.RUNNING, State.RUNNING, State.FAILED), strict=True):
        store.claim(row.id)
        store.record_answer(row.id, state, credits=38.0 if state is State.RUNNING else None)
    store.change(rows[0].id, State.DONE)
    store.update(rows[0].id, mark=Mark.STAR)
    newest, oldest = store.sets()
    assert (newest.id, newest.clips, newest.credits, newest.estimated) == (second.id, 0, 0, 0)
    assert (oldest.clips, oldest.done, oldest.starred) == (4, 1, 1)
    assert (oldest.credits, oldest.estimated) == (76.0, 40.0)
    store.hide([rows[0].id])
    assert store.sets()[1].done == 0
    assert [row.id for row in store.members(first.id)] == [row.id for row in rows]
    assert [row.cell for row in store.members(first.id)] == [0, 1, 2, 3]
    assert store.members(second.id) == []


def test_a_hidden_set_leaves_its_clips_and_comes_back(store: HistoryStore) -> None:
    made = store.add_set("set", PLAN)
    rows = store.add_many(orders(made.id))
    store.hide_set(made.id)
    assert store.sets() == []
    assert list(store.ids()) == [row.id for row in reversed(rows)]
    store.hide_set(made.id, hidden=False)
    assert [each.id for each in store.sets()] == [made.id]


@pytest.mark.parametrize("plan", ["", "[]", "{", '{"base": 3, "axes": {"ratio": 1}}', "[" * 9_999])
def test_a_plan_that_cannot_be_read_is_an_empty_one(
    store: HistoryStore, tmp_path: Path, plan: str
) -> None:
    made = store.add_set("set", PLAN)
    sql(tmp_path, "UPDATE sets SET plan = ?", plan)
    assert store.get_set(made.id).plan == Plan(VideoRequest())


@settings(max_examples=25)
@given(st.text(st.characters()), st.text(st.characters()))
def test_any_text_can_be_kept(
    tmp_path_factory: pytest.TempPathFactory, name: str, prompt: str
) -> None:
    with opened(tmp_path_factory.mktemp("any")) as store:
        made = store.add_set(name, plan_of(VideoRequest(prompt=prompt)))
        assert made.name
        assert store.sets()[0].name == made.name


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9 there")
@pytest.mark.parametrize("statement", ["INSERT INTO generations", "COMMIT"])
def test_killed_while_a_sets_rows_are_made_all_are_there_or_none(
    tmp_path: Path, statement: str
) -> None:
    def work() -> None:
        with opened(tmp_path) as store:
            made = store.add_set("set", PLAN)
            seen = count(1)
            last = 3 if statement.startswith("INSERT") else 1

            def watch(text: str) -> None:
                if text.startswith(statement) and next(seen) == last:
                    die()

            store._db.set_trace_callback(watch)
            store.add_many(orders(made.id))

    assert in_child(work) == signal.SIGKILL
    with opened(tmp_path) as again:
        (left,) = again.sets()
        assert (left.name, left.clips) == ("set", 0)
        assert again.get_set(left.id).plan == PLAN
        again.add_many(orders(left.id))
        assert again.sets()[0].clips == len(cells(PLAN))

"""Rows: made, claimed, answered, hidden, summed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from seedance_desktop.backend.history import HistoryStore
from seedance_desktop.backend.ledger import Answer, Send
from seedance_desktop.core.budget import Spent
from seedance_desktop.core.generation import (
    Background,
    CameFrom,
    ClipState,
    IllegalChange,
    Mark,
    State,
)
from seedance_desktop.core.order import Order
from seedance_desktop.core.pricing import price_key
from seedance_desktop.core.request import VideoRequest
from tests.support.stores import BASE_URL, NOW, ORIGIN, add, add_in, ledger_in, opened, sql


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    with opened(tmp_path) as store:
        yield store


def test_a_new_row_is_on_the_disk_before_it_is_told(store: HistoryStore, tmp_path: Path) -> None:
    request = VideoRequest("雨中的猫", duration=7, image_urls=("https://a.b/1.png",))
    row = add(store, request=request, estimate=12.5)
    assert (row.state, row.request, row.estimate) == (State.WAITING, request, 12.5)
    assert sql(tmp_path, "SELECT id, state, prompt FROM generations") == [
        (row.id, "waiting", "雨中的猫")
    ]
    with opened(tmp_path) as again:
        assert again.get([row.id]) == [row]


def test_commits_wait_for_the_disk(store: HistoryStore) -> None:
    assert store._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert store._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store._db.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_a_row_is_claimed_once(store: HistoryStore, tmp_path: Path) -> None:
    row = add(store)
    claimed = store.claim(row.id)
    assert claimed == replace(row, state=State.SENDING, sent_at=NOW)
    assert store.claim(row.id) is None
    (send,) = ledger_in(tmp_path).read()
    assert (send.key, send.at, send.attempt) == (row.key, NOW, 1)


def test_a_deleted_row_is_not_sent(store: HistoryStore) -> None:
    row = add(store)
    store.hide([row.id])
    assert store.claim(row.id) is None
    store.unhide([row.id])
    assert store.claim(row.id) is not None


def test_the_answer_stands_in_the_row_and_in_the_ledger(
    store: HistoryStore, tmp_path: Path
) -> None:
    row = add_in(store, State.SENDING)
    told = store.record_answer(
        row.id, State.RUNNING, task_id="t1", trace_id="abc", credits=12, raw_answer='{"code": 200}'
    )
    assert (told.task_id, told.trace_id, told.answered_at) == ("t1", "abc", NOW)
    assert (type(told.credits), told.credits) == (float, 12.0)
    assert store.get([row.id]) == [told]
    _, answer = ledger_in(tmp_path).read()
    assert (answer.state, answer.task_id, answer.raw) == ("running", "t1", '{"code": 200}')


def test_each_send_has_its_own_answer_in_the_ledger(store: HistoryStore, tmp_path: Path) -> None:
    row = add(store)
    for to in (State.WAITING, State.RUNNING):
        store.claim(row.id)
        store.record_answer(row.id, to)
    lines = [(type(each), each.attempt) for each in ledger_in(tmp_path).read()]
    assert lines == [(Send, 1), (Answer, 1), (Send, 2), (Answer, 2)]


def test_what_is_not_being_sent_takes_no_answer(store: HistoryStore, tmp_path: Path) -> None:
    row = add(store)
    with pytest.raises(IllegalChange):
        store.record_answer(row.id, State.RUNNING, task_id="t")
    assert list(ledger_in(tmp_path).read()) == []


def test_only_a_claim_leads_to_sending(store: HistoryStore) -> None:
    row = add(store)
    with pytest.raises(IllegalChange):
        store.change(row.id, State.SENDING)
    assert store.get([row.id])[0].state is State.WAITING


def test_a_change_names_columns_that_exist(store: HistoryStore) -> None:
    row = add(store)
    for wrong in ({"nonsense": 1}, {"state": "done"}, {"key": "x"}, {"request": "{}"}):
        with pytest.raises(TypeError):
            store.update(row.id, **wrong)


def test_ids_that_do_not_exist(store: HistoryStore) -> None:
    assert store.get([7]) == []
    assert store.claim(7) is None
    for call in (store.update, lambda i, **c: store.change(i, State.NOT_SENT, **c)):
        with pytest.raises(LookupError):
            call(7, message="x")
    with pytest.raises(LookupError):
        store.record_answer(7, State.RUNNING)


def test_rows_come_in_the_order_asked_for(store: HistoryStore) -> None:
    rows = [add(store, f"clip {number}") for number in range(1200)]
    order = [row.id for row in reversed(rows)] + [rows[3].id]
    order.insert(5, 99_999)
    assert [row.id for row in store.get(order)] == [i for i in order if i != 99_999]


def test_times_of_the_end(store: HistoryStore) -> None:
    row = add_in(store, State.DONE, clip=ClipState.FETCHING)
    assert row.finished_at == NOW
    saved = store.update(row.id, clip=ClipState.SAVED, clip_path="/clips/a.mp4")
    assert (saved.saved_at, saved.clip, saved.state) == (NOW, ClipState.SAVED, State.DONE)


def test_half_characters_are_replaced_before_they_can_break_a_send(store: HistoryStore) -> None:
    row = add(store, request=VideoRequest("a\ud83d cat", image_urls=("https://a.b/\udc00",)))
    assert row.request.prompt == "a? cat"
    assert row.request.image_urls == ("https://a.b/?",)
    store.claim(row.id)
    assert store.record_answer(row.id, State.FAILED, message="no \ud800").message == "no ?"


def test_a_word_of_a_later_version_breaks_nothing(store: HistoryStore, tmp_path: Path) -> None:
    row = add_in(store, State.RUNNING)
    sql(tmp_path, "UPDATE generations SET state = 'paused', clip = 'odd', request = '[1'")
    (read,) = store.get([row.id])
    assert (read.state, read.clip) == (State.UNCONFIRMED, ClipState.NONE)
    assert read.request == VideoRequest()
    assert store.claim(row.id) is None
    assert store.totals(0).counts == {}


def test_deleted_rows_leave_the_list_and_nothing_else(store: HistoryStore) -> None:
    kept, gone = add(store), add_in(store, State.RUNNING, task_id="t9")
    store.hide([gone.id])
    assert list(store.ids()) == [kept.id]
    assert store.get([gone.id])[0].hidden
    assert store.find_task(ORIGIN, "t9") == gone.id
    assert [row.id for row in store.unfinished()] == [kept.id, gone.id]
    store.unhide([gone.id])
    assert list(store.ids()) == [gone.id, kept.id]


def test_what_is_gone_on_with_after_a_start(store: HistoryStore) -> None:
    wanted = [
        add(store).id,
        add_in(store, State.RUNNING).id,
        add_in(store, State.DONE, clip=ClipState.FETCHING).id,
        add_in(store, State.DONE, clip=ClipState.NOT_FETCHED).id,
    ]
    for state in (State.SENDING, State.FAILED, State.UNCONFIRMED, State.NOT_SENT):
        add_in(store, state)
    add_in(store, State.DONE, clip=ClipState.SAVED)
    store.hide([add(store).id, add_in(store, State.DONE, clip=ClipState.FETCHING).id])
    assert [row.id for row in store.unfinished()] == wanted


def test_a_task_belongs_to_its_service(store: HistoryStore) -> None:
    row = add_in(store, State.RUNNING, task_id="t1")
    assert store.find_task(ORIGIN, "t1") == row.id
    assert store.find_task("https://other.invalid:443", "t1") is None
    assert store.find_task(ORIGIN, "") is None


def test_whether_a_service_ever_gave_a_status(store: HistoryStore) -> None:
    row = add_in(store, State.RUNNING)
    assert not store.has_status(ORIGIN)
    store.update(row.id, raw_status="{}")
    assert store.has_status(ORIGIN)
    assert not store.has_status("https://other.invalid:443")


def test_past_charges_are_of_the_same_settings_and_service(store: HistoryStore) -> None:
    def charge(credits: float | None, state: State = State.RUNNING, **kwargs: object) -> None:
        row = add(store, **kwargs)
        store.claim(row.id)
        store.record_answer(row.id, state, credits=credits)

    request = VideoRequest("x", duration=5)
    for credits in (10, 12.5, None):
        charge(credits, request=request)
    charge(99, request=replace(request, duration=6))
    charge(98, request=replace(request, video_urls=("https://a.b/v.mp4",)))
    charge(97, request=request, base_url="https://other.invalid/api")
    charge(0, State.FAILED, request=request)
    key = price_key(ORIGIN, request)
    assert store.past_charges(key) == [12.5, 10.0]
    assert store.past_charges(key, limit=1) == [12.5]


def test_totals(store: HistoryStore) -> None:
    add(store, estimate=5.0)
    add(store)
    add_in(store, State.RUNNING, credits=12)
    failed = add_in(store, State.RUNNING, credits=7)
    store.change(failed.id, State.FAILED)
    unconfirmed = add_in(store, State.UNCONFIRMED)
    put_aside = add_in(store, State.UNCONFIRMED)
    store.update(unconfirmed.id, estimate=3.0)
    store.update(put_aside.id, estimate=100.0, dismissed=True)
    deleted = add_in(store, State.DONE, credits=1)
    store.hide([deleted.id])
    totals = store.totals(NOW)
    assert totals.day == totals.session == Spent(charged=12 + 7 + 1, held=5 + 3 + 100, unknown=1)
    assert totals.project == Spent()
    assert totals.clips == 0
    assert totals.counts == {
        State.WAITING: 2,
        State.RUNNING: 1,
        State.FAILED: 1,
        State.UNCONFIRMED: 1,
    }
    assert store.totals(NOW + 1).day == Spent(held=5, unknown=1)


def test_a_row_keeps_where_it_comes_from(store: HistoryStore) -> None:
    first = add(store)
    background = Background(
        first.id, CameFrom.REMIX, "// a note\na {red} cat", "Hero", "Spring", None, None, "{}", 2.5
    )
    row = add(store, background=background)
    assert row.background == background
    assert store.get([row.id]) == [row]
    assert row.prompt_written == background.written
    assert first.prompt_written == first.request.prompt


def test_a_mark_is_kept(store: HistoryStore) -> None:
    row = add(store)
    assert row.mark is Mark.NONE
    assert store.update(row.id, mark=Mark.STAR).mark is Mark.STAR
    assert store.get([row.id])[0].mark is Mark.STAR


def test_sent_again_names_what_it_came_from(store: HistoryStore) -> None:
    first = add(store)
    assert add(store, background=Background(first.id)).parent_id == first.id


def test_what_it_came_from_may_be_in_another_history(store: HistoryStore) -> None:
    # The draft outlives a history that was set aside.
    gone = Background(parent_id=57, came_from=CameFrom.REMIX, preset="Hero", project="Spring")
    row = add(store, background=gone)
    assert row.background == Background(preset="Hero", project="Spring")
    (another,) = store.add_many([Order(VideoRequest("x"), gone, None, "p", BASE_URL)])
    assert another.parent_id is None


def test_the_store_belongs_to_one_thread(store: HistoryStore) -> None:
    errors: list[BaseException] = []

    def use() -> None:
        try:
            store.ids()
        except sqlite3.ProgrammingError as error:
            errors.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(errors) == 1


_QUESTIONS = {
    "ids": lambda s: s.ids(),
    "ids of states": lambda s: s.ids(states=frozenset({State.FAILED})),
    "search": lambda s: s.ids("neon", frozenset({State.DONE})),
    "search short": lambda s: s.ids("ne"),
    "search Chinese": lambda s: s.ids("城市", include_dismissed=False),
    "get": lambda s: s.get([1, 2]),
    "totals": lambda s: s.totals(0),
    "unfinished": lambda s: s.unfinished(),
    "find task": lambda s: s.find_task(ORIGIN, "t"),
    "has status": lambda s: s.has_status(ORIGIN),
    "past charges": lambda s: s.past_charges(price_key(ORIGIN, VideoRequest())),
}


@pytest.mark.parametrize("name", _QUESTIONS)
def test_no_question_reads_through_all_rows(store: HistoryStore, name: str) -> None:
    asked: list[str] = []
    store._db.set_trace_callback(asked.append)
    _QUESTIONS[name](store)
    store._db.set_trace_callback(None)
    questions = [text for text in asked if text.startswith("SELECT")]
    assert questions
    for text in questions:
        for *_, step in store._db.execute(f"EXPLAIN QUERY PLAN {text}"):
            assert "SCAN generations" not in step or "INDEX" in step, (text, step)


def test_many_are_added_in_their_order_or_not_at_all(tmp_path: Path) -> None:
    def order(prompt: str, *, set_id: int | None = None) -> Order:
        return Order(VideoRequest(prompt=prompt), Background(set_id=set_id), 75, "outai", BASE_URL)

    with opened(tmp_path) as store:
        added = store.add_many([order(f"clip {n}") for n in range(600)])
        assert [row.request.prompt for row in added] == [f"clip {n}" for n in range(600)]
        assert [row.id for row in added] == list(range(1, 601))
        with pytest.raises(sqlite3.IntegrityError):
            store.add_many([order("fine"), order("of no set", set_id=9)])
        assert len(store.ids()) == 600

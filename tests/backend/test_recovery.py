"""Whatever the database lost, the ledger brings back; whatever is unclear may be billed."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from seedance_desktop.core.errors import AnswerLost
from seedance_desktop.core.generation import Background, CameFrom, Generation, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.telling import trouble_of
from tests.support.stores import (
    NOW,
    add,
    add_in,
    history_in,
    ledger_in,
    opened,
    opened_with_report,
    sql,
)

HOURS = 3600.0


def lose_history(folder: Path) -> None:
    history_in(folder).unlink()


def one(folder: Path, now: float = NOW) -> Generation:
    with opened(folder, now) as store:
        (row,) = store.get([1])
        return row


def test_a_row_caught_between_send_and_answer_is_unconfirmed(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        add_in(store, State.SENDING)
        add(store)
    with opened_with_report(tmp_path) as (store, report):
        caught, waiting = store.get([1, 2])
        assert (caught.state, caught.error) == (State.UNCONFIRMED, AnswerLost.code)
        assert waiting.state is State.WAITING
        assert report.recovered.unconfirmed == 1
        assert store.claim(1) is None
    with opened_with_report(tmp_path) as (_, report):
        assert report.recovered.unconfirmed == 0


def test_an_answer_that_only_the_ledger_has_is_applied(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        row = add_in(store, State.SENDING)
    ledger_in(tmp_path).append_answer(
        row.key, NOW + 1, state=State.RUNNING, task_id="t", trace_id="abc", credits=12, raw="{}"
    )
    with opened_with_report(tmp_path) as (store, report):
        assert store.get([1]) == [
            replace(
                row,
                state=State.RUNNING,
                answered_at=NOW + 1,
                task_id="t",
                trace_id="abc",
                credits=12.0,
                raw_answer="{}",
            )
        ]
        assert (report.recovered.answered, report.recovered.unconfirmed) == (1, 0)


def test_an_answer_comes_even_after_the_row_was_given_up(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        row = add_in(store, State.SENDING)
        size = ledger_in(tmp_path).path.stat().st_size
    # A start that could not read the ledger.
    sql(tmp_path, "UPDATE generations SET state = 'unconfirmed', error = 'unconfirmed'")
    ledger_in(tmp_path).append_answer(row.key, NOW, state=State.RUNNING, task_id="t")
    assert ledger_in(tmp_path).path.stat().st_size > size
    assert (one(tmp_path).state, one(tmp_path).task_id) == (State.RUNNING, "t")


def test_an_adopted_row_is_left_alone(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        row = add_in(store, State.UNCONFIRMED)
        store.change(row.id, State.RUNNING, task_id="mine", task_verified=False)
        before = store.get([row.id])
    with opened(tmp_path) as store:
        assert store.get([row.id]) == before


def test_all_that_was_sent_comes_back_from_the_ledger_alone(tmp_path: Path) -> None:
    request = VideoRequest("雨中的猫", duration=9, audio_urls=("https://a.b/a.mp3",))
    with opened(tmp_path) as store:
        parent = add_in(store, State.UNCONFIRMED)
        add(store, "never sent")
        background = Background(parent.id, CameFrom.AGAIN, "as written", "Hero", "Spring")
        child = add(store, request=request, estimate=5.0, background=background)
        store.claim(child.id)
        child = store.record_answer(child.id, State.RUNNING, task_id="t", credits=5, message="ok")
        cut = add_in(store, State.SENDING)
    lose_history(tmp_path)
    with opened_with_report(tmp_path) as (store, report):
        assert report.recovered.restored == 3
        assert store.get(store.ids()) == [
            replace(cut, state=State.UNCONFIRMED, error=AnswerLost.code),
            child,
            parent,
        ]
        assert list(store.ids("雨中")) == [child.id]
        assert add(store).id > cut.id
    with opened_with_report(tmp_path) as (store, report):
        assert report.recovered.restored == 0
        assert len(store.ids()) == 4


def test_an_old_copy_of_the_history_sends_nothing_again(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    with opened(tmp_path) as store:
        for prompt in ("sent", "answered", "limit", "still waiting"):
            add(store, prompt)
    shutil.copy(history_in(tmp_path), copy)
    with opened(tmp_path) as store:
        store.claim(1)
        store.claim(2)
        store.record_answer(2, State.RUNNING, task_id="t")
        store.claim(3)
        store.record_answer(3, State.WAITING)
    shutil.copy(copy, history_in(tmp_path))
    with opened(tmp_path) as store:
        states = [row.state for row in store.get([1, 2, 3, 4])]
        assert states == [State.UNCONFIRMED, State.RUNNING, State.WAITING, State.WAITING]
        assert store.get([2])[0].task_id == "t"
        assert [store.claim(i) is not None for i in (1, 2, 3, 4)] == [False, False, True, True]
        key = store.get([3])[0].key
    attempts = [line.attempt for line in ledger_in(tmp_path).read() if line.key == key]
    assert attempts == [1, 1, 2]


def test_what_the_person_took_back_is_not_sent_by_what_the_ledger_says(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        row = add(store)
        # A claim that was not committed: the ledger has a send that was none.
        ledger_in(tmp_path).append_send(row, NOW)
        ledger_in(tmp_path).append_answer(row.key, NOW, state=State.WAITING)
        taken_back = store.change(row.id, State.NOT_SENT)
    assert one(tmp_path) == taken_back


def test_what_was_put_off_comes_back_without_being_sent(tmp_path: Path) -> None:
    # Nobody knows what the person did with it since: it may have been taken back, or deleted.
    with opened(tmp_path) as store:
        row = add(store)
        store.claim(row.id)
        store.record_answer(
            row.id, State.WAITING, message="parallel task limit", error="task-limit"
        )
        store.hide([row.id])
    lose_history(tmp_path)
    row = one(tmp_path)
    assert (row.state, row.message) == (State.NOT_SENT, "parallel task limit")
    assert "if it is still wanted" in trouble_of(row)


def test_a_second_send_after_a_task_limit_is_the_one_that_counts(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        row = add(store)
        store.claim(row.id)
        store.record_answer(row.id, State.WAITING, message="parallel task limit")
        store.claim(row.id)
    assert one(tmp_path).state is State.UNCONFIRMED
    lose_history(tmp_path)
    assert one(tmp_path).state is State.UNCONFIRMED


def test_what_has_ended_is_not_begun_again_by_a_line_of_the_ledger(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        row = add_in(store, State.DONE)
    ledger_in(tmp_path).append_send(row, NOW, attempt=9)
    assert one(tmp_path) == row


def test_an_answer_that_is_known_is_no_news(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        row = add_in(store, State.UNCONFIRMED, message="later")
        row = store.update(row.id, message="seen since", dismissed=True)
    sql(tmp_path, "DELETE FROM meta")  # so that all of the ledger is read again
    with opened_with_report(tmp_path) as (store, report):
        assert store.get([row.id]) == [row]
        assert report.recovered.answered == 0


def test_an_answer_to_an_earlier_send_is_none_to_the_last(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        row = add(store)
        store.claim(row.id)
        store.record_answer(row.id, State.WAITING)
        store.claim(row.id)
    ledger_in(tmp_path).append_answer(row.key, NOW, state=State.FAILED, attempt=1)
    assert one(tmp_path).state is State.UNCONFIRMED


def test_an_old_copy_of_the_ledger_sends_nothing_again(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path).path
    with opened(tmp_path) as store:
        row = add(store)
        store.claim(row.id)
        store.record_answer(row.id, State.WAITING)
        old = ledger.read_bytes()
        store.claim(row.id)
    ledger.write_bytes(old)
    assert one(tmp_path).state is State.UNCONFIRMED


def test_a_long_sent_task_holds_no_slot_when_it_comes_back(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        add_in(store, State.RUNNING)
    lose_history(tmp_path)
    assert one(tmp_path, NOW + 2 * HOURS).takes_slot
    lose_history(tmp_path)
    row = one(tmp_path, NOW + 4 * HOURS)
    assert (row.state, row.takes_slot) == (State.RUNNING, False)


def test_a_row_that_has_the_id_keeps_it(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        add_in(store, State.RUNNING, task_id="old")
    lose_history(tmp_path)
    ledger = ledger_in(tmp_path).path.rename(tmp_path / "kept")
    with opened(tmp_path) as store:
        add(store, "new")
    ledger.rename(ledger_in(tmp_path).path)
    with opened(tmp_path) as store:
        new, old = store.get([1, 2])
        assert (new.request.prompt, old.task_id) == ("new", "old")


def test_only_what_is_new_in_the_ledger_is_read(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        add_in(store, State.RUNNING)
    with opened(tmp_path):
        pass
    ledger = ledger_in(tmp_path).path
    ledger.write_bytes(ledger.read_bytes() + b"junk\n")
    with opened_with_report(tmp_path) as (_, report):
        assert report.recovered.lines_passed_over == 1
    with opened_with_report(tmp_path) as (_, report):
        assert report.recovered.lines_passed_over == 0


def test_another_ledger_is_read_from_its_beginning(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with opened(other) as store:
        for number in range(20):
            add_in(store, State.RUNNING, f"other {number}")
    with opened(tmp_path) as store:
        add_in(store, State.RUNNING)
    with opened(tmp_path):
        pass
    shutil.copy(ledger_in(other).path, ledger_in(tmp_path).path)
    with opened_with_report(tmp_path) as (store, report):
        assert report.recovered.restored == 20
        assert len(store.ids()) == 21


HOSTILE = [
    {"base_url": "http://example.com/api"},
    {"base_url": "https://[::1/api"},
    {"base_url": ""},
    {"base_url": "file:///etc/passwd"},
]


@pytest.mark.parametrize("lie", HOSTILE)
def test_a_send_to_no_address_is_none_of_ours(tmp_path: Path, lie: dict[str, str]) -> None:
    _lie(tmp_path, **lie)
    with opened_with_report(tmp_path) as (store, report):
        assert len(store.ids()) == 0
        assert report.recovered.lines_passed_over == 1


ODD = [
    {"request": {"duration": 10**18, "prompt": 5, "image_urls": "x"}},
    {"id": 2**53, "parent_id": 2**53},
    {"at": 1e308, "created_at": -1e308},
]


@pytest.mark.parametrize("odd", ODD)
def test_odd_values_do_no_harm(tmp_path: Path, odd: dict[str, object]) -> None:
    _lie(tmp_path, **odd)
    with opened_with_report(tmp_path) as (store, report):
        assert report.recovered.restored == 1
        (row,) = store.get(store.ids())
        assert row.state is State.UNCONFIRMED


def test_an_answer_with_an_unknown_word_may_be_billed(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        row = add_in(store, State.SENDING)
    ledger_in(tmp_path).append_answer(row.key, NOW, state="done", task_id="t")
    assert (one(tmp_path).state, one(tmp_path).task_id) == (State.UNCONFIRMED, "t")


def test_an_answer_without_a_send_is_counted(tmp_path: Path) -> None:
    ledger_in(tmp_path).append_answer("nobody", NOW, state=State.RUNNING)
    with opened_with_report(tmp_path) as (_, report):
        assert report.recovered.lines_passed_over == 1


@pytest.mark.logs("The ledger could not be read")
def test_without_its_ledger_the_history_still_opens(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        add_in(store, State.SENDING)
    ledger_in(tmp_path).path.unlink()
    ledger_in(tmp_path).path.mkdir()
    with opened_with_report(tmp_path) as (store, report):
        assert store.get([1])[0].state is State.UNCONFIRMED
        assert report.ledger_trouble is not None
        assert report.recovered.unconfirmed == 1


def _lie(folder: Path, **values: object) -> None:
    line = {"what": "send", "key": "k", "at": NOW, "base_url": "https://a.b", **values}
    ledger_in(folder).path.write_text(json.dumps(line) + "\n")

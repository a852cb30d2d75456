"""The ledger takes a line or none, and reads whatever a crash or a stranger left in it."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedance_desktop.backend import ledger as ledger_module
from seedance_desktop.backend.ledger import Answer, Entry, Ledger, Send
from seedance_desktop.core.errors import StorageTrouble
from seedance_desktop.core.generation import Generation, State
from seedance_desktop.core.request import VideoRequest

SENT = Generation(
    id=7,
    key="k7",
    state=State.SENDING,
    request=VideoRequest("雨中的猫\n\u2028 “quoted”", image_urls=("https://a.b/1.png",)),
    profile="outai",
    base_url="https://service.invalid/api",
    created_at=1.5,
    parent_id=3,
    estimate=75.0,
)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.jsonl")


def read(ledger: Ledger, start: int = 0) -> list[Entry]:
    return list(ledger.read(start))


def answer(ledger: Ledger, key: str = "k7") -> None:
    ledger.append_answer(key, 3.0, state=State.RUNNING, task_id="t", raw="line\nend\r\n")


def test_what_is_written_is_read(ledger: Ledger) -> None:
    assert read(ledger) == []
    ledger.append_send(SENT, 2.0, attempt=2)
    answer(ledger)
    sent, answered = read(ledger)
    assert isinstance(sent, Send)
    assert isinstance(answered, Answer)
    assert (sent.key, sent.at, sent.attempt, sent.id, sent.parent_id) == ("k7", 2.0, 2, 7, 3)
    assert (sent.profile, sent.estimate) == ("outai", 75.0)
    assert VideoRequest.from_plain(sent.request) == SENT.request
    assert (answered.state, answered.task_id, answered.raw) == ("running", "t", "line\nend\r\n")
    assert len(ledger.path.read_bytes().splitlines()) == 2
    assert ledger.passed_over == 0


@pytest.mark.skipif(sys.platform == "win32", reason="rights are other there")
def test_only_its_owner_reads_it(ledger: Ledger) -> None:
    answer(ledger)
    assert stat.S_IMODE(ledger.path.stat().st_mode) == 0o600


def test_a_line_torn_anywhere_costs_that_line_alone(ledger: Ledger) -> None:
    answer(ledger, "first")
    whole = ledger.path.read_bytes()
    for end in range(len(whole) + 1, 2 * len(whole)):
        ledger.path.write_bytes((whole * 2)[:end])
        answer(ledger, "last")
        entries = read(ledger)
        assert [entries[0].key, entries[-1].key] == ["first", "last"]
        assert len(entries) + ledger.passed_over == 3
        assert len(entries) == (3 if end == 2 * len(whole) - 1 else 2)


JUNK = [
    b"",
    b"\x00" * 40,
    b"\xff\xfe",
    b"[]",
    b"null",
    b'{"what": "send"}',
    b'{"what": "dance", "key": "k", "at": 1}',
    b'{"what": "answer", "key": 5, "at": 1}',
    b'{"what": "answer", "key": "k", "at": "now"}',
    b'{"what": "answer", "key": "k", "at": 1, "attempt": 99999999999999999999}',
    b'{"what": "answer", "key": "k", "at": 1, "attempt": -1}',
    b'{"what": "answer", "key": "k", "at": 1, "message": "\\ud800"}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_passed_over(ledger: Ledger, junk: bytes) -> None:
    answer(ledger)
    with ledger.path.open("ab") as file:
        file.write(junk + b"\n")
    answer(ledger)
    assert len(read(ledger)) == 2
    assert ledger.passed_over == (1 if junk else 0)
    assert ledger.read_to == ledger.path.stat().st_size


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("any") / "ledger.jsonl")
    ledger.path.write_bytes(data)
    before = len(read(ledger))
    answer(ledger)
    assert len(read(ledger)) >= before + 1


def test_an_endless_line_is_passed_over(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_module, "MAX_LINE", 1000)
    answer(ledger, "first")
    with ledger.path.open("ab") as file:
        file.write(b"x" * 3500 + b"\n")
    answer(ledger, "last")
    assert [entry.key for entry in read(ledger)] == ["first", "last"]
    assert ledger.passed_over == 1


def test_fields_of_a_later_version_are_passed_over(ledger: Ledger) -> None:
    line = {"what": "answer", "key": "k", "at": 1, "colour": "red", "state": "paused"}
    ledger.path.write_text(json.dumps(line) + "\n")
    (entry,) = read(ledger)
    assert isinstance(entry, Answer)
    assert entry.state == "paused"


def test_reading_goes_on_where_it_ended(ledger: Ledger) -> None:
    answer(ledger, "first")
    read(ledger)
    end, mark = ledger.read_to, ledger.mark(ledger.read_to)
    answer(ledger, "second")
    assert ledger.mark(end) == mark
    assert [entry.key for entry in read(ledger, end)] == ["second"]
    ledger.path.write_bytes(b"x" * 500)
    assert ledger.mark(end) != mark


def test_two_ledgers_that_part_late_have_other_marks(ledger: Ledger) -> None:
    marks = set()
    for end in (b"b", b"c"):
        ledger.path.write_bytes(b"a" * 5_000 + end * 100)
        marks.add(ledger.mark(5_100))
    assert len(marks) == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a file on a full disk")
def test_a_full_disk_is_told(ledger: Ledger) -> None:
    ledger.path.symlink_to("/dev/full")
    with pytest.raises(StorageTrouble, match=r"“ledger.jsonl” in .* the disk is full"):
        answer(ledger)


@pytest.mark.skipif(sys.platform == "win32", reason="limits of the system")
def test_of_a_line_that_does_not_fit_nothing_is_left(ledger: Ledger) -> None:
    import resource

    answer(ledger)
    before = ledger.path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 20, limits[1]))
    try:
        with pytest.raises(StorageTrouble):
            answer(ledger)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert ledger.path.read_bytes() == before


def test_a_folder_in_its_place_is_told(ledger: Ledger) -> None:
    ledger.path.mkdir()
    with pytest.raises(StorageTrouble, match="could not be written"):
        answer(ledger)
    with pytest.raises(StorageTrouble, match="could not be read"):
        read(ledger)
    assert list(ledger.path.iterdir()) == []

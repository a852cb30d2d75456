"""What the ledger knows and the database does not, put into the database."""

import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Any

from ..core.errors import AnswerLost, OnceWaiting
from ..core.generation import State
from ..core.origin import BadAddress, check_base_url
from ..core.request import VideoRequest
from .history_sql import IS_THERE, UNSETTLED, insert, request_columns
from .ledger import Answer, Ledger, Send

SLOT_SECONDS = 3 * 3600
"""A task takes up to three hours [S]; one sent earlier holds no slot when it is restored."""

_RESENDABLE = (State.WAITING, State.SENDING, State.NOT_SENT)
_OUTCOMES = frozenset(
    {State.RUNNING, State.WAITING, State.FAILED, State.UNCONFIRMED, State.NOT_SENT}
)
_ONCE_WAITING = {"state": State.NOT_SENT, "error": OnceWaiting.code}


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many rows were changed at the start, and how."""

    restored: int = 0
    """Sends that no row knew."""
    answered: int = 0
    """Rows whose answer stood in the ledger alone."""
    unconfirmed: int = 0
    """Rows caught between send and answer."""
    lines_passed_over: int = 0
    """Lines of the ledger that could not be read."""


@dataclass(slots=True)
class _Attempt:
    send: Send
    answer: Answer | None = None


def recover(db: sqlite3.Connection, ledger: Ledger, now: float) -> Recovered:
    """Reconcile rows with the ledger, in one transaction.

    Raises:
        StorageTrouble: the ledger cannot be read; nothing is changed.
        sqlite3.Error: the rows could not be changed; none is.
    """
    attempts, orphans = _last_attempts(ledger, _known_to(db, ledger))
    db.execute("BEGIN IMMEDIATE")
    try:
        done = Counter(_reconcile(db, attempt, now) for attempt in attempts.values())
        lost = close_sending(db)
        _remember(db, ledger)
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise
    return Recovered(
        restored=done["restored"],
        answered=done["answered"],
        unconfirmed=lost + done["unconfirmed"],
        lines_passed_over=ledger.passed_over + orphans + done["foreign"],
    )


def close_sending(db: sqlite3.Connection) -> int:
    """No send is under way at the start: such rows may be billed, nobody knows. How many."""
    return db.execute(
        f"UPDATE generations SET state = ?, error = ? WHERE {UNSETTLED} AND state = 'sending'",
        (State.UNCONFIRMED, AnswerLost.code),
    ).rowcount


def _last_attempts(ledger: Ledger, start: int) -> tuple[dict[str, _Attempt], int]:
    """The last send of each generation with its answer, and how many answers have no send."""
    attempts: dict[str, _Attempt] = {}
    orphans = 0
    for entry in ledger.read(start):
        last = attempts.get(entry.key)
        if isinstance(entry, Send):
            attempts[entry.key] = _Attempt(entry)
        elif last and last.send.attempt == entry.attempt:
            last.answer = entry
        else:
            orphans += 1
    return attempts, orphans


def _reconcile(db: sqlite3.Connection, attempt: _Attempt, now: float) -> str:
    """Bring one row up to the ledger; what was done, nothing where the row knew it all."""
    send = attempt.send
    row = db.execute(
        "SELECT state, attempts, answered_at FROM generations WHERE key = ?", (send.key,)
    ).fetchone()
    if row is None:
        if not _is_address(send.base_url):
            return "foreign"
        _restore(db, attempt, now)
        return "restored"
    state, attempts, answered_at = row
    if state == State.NOT_SENT and _put_off(attempt.answer):
        return ""  # taken back since
    behind = attempts < send.attempt and state in _RESENDABLE
    # Given up as unconfirmed at a start that could not read the ledger.
    given_up = state == State.UNCONFIRMED and answered_at is None and attempt.answer is not None
    unanswered = attempts == send.attempt and (state == State.SENDING or given_up)
    if not behind and not unanswered:
        return ""
    columns = {"attempts": send.attempt, "sent_at": send.at, **_outcome(attempt.answer)}
    names = ", ".join(f"{name} = ?" for name in columns)
    db.execute(f"UPDATE generations SET {names} WHERE key = ?", (*columns.values(), send.key))
    return "answered" if attempt.answer else "unconfirmed"


def _restore(db: sqlite3.Connection, attempt: _Attempt, now: float) -> None:
    send = attempt.send
    columns: dict[str, Any] = {
        "key": send.key,
        "created_at": send.created_at or send.at,
        "sent_at": send.at,
        "estimate": send.estimate,
        "attempts": send.attempt,
        "came_from": send.came_from,
        "written": send.written,
        "preset": send.preset,
        "project": send.project,
        **request_columns(VideoRequest.from_plain(send.request), send.profile, send.base_url),
        **_outcome(attempt.answer),
        # It may have been taken back or deleted since.
        **(_ONCE_WAITING if _put_off(attempt.answer) else {}),
        "slot_freed": now - send.at > SLOT_SECONDS,
    }
    if send.id > 0 and not _has(db, send.id):
        columns["id"] = send.id
    if send.parent_id is not None and _has(db, send.parent_id):
        columns["parent_id"] = send.parent_id
    insert(db, columns)


def _put_off(answer: Answer | None) -> bool:
    """Whether the send came to nothing, and was to be tried again."""
    return answer is not None and answer.state == State.WAITING


def _has(db: sqlite3.Connection, row_id: int) -> bool:
    return db.execute(IS_THERE, (row_id,)).fetchone() is not None


def _outcome(answer: Answer | None) -> dict[str, Any]:
    """The columns an answer fills; without one, or with an unknown word, it may be billed."""
    if answer is None:
        return {"state": State.UNCONFIRMED, "error": AnswerLost.code}
    state = answer.state if answer.state in _OUTCOMES else State.UNCONFIRMED
    return {
        "state": state,
        "answered_at": answer.at,
        "task_id": answer.task_id,
        "trace_id": answer.trace_id,
        "credits": answer.credits,
        "service_status": answer.service_status,
        "message": answer.message,
        "error": answer.error,
        "result_url": answer.result_url,
        "raw_answer": answer.raw,
    }


def _known_to(db: sqlite3.Connection, ledger: Ledger) -> int:
    """Bytes of the ledger that this database has seen; 0 where it is another ledger."""
    values = dict(db.execute("SELECT name, value FROM meta WHERE name LIKE 'ledger_%'"))
    text = values.get("ledger_read_to", "0")
    end = int(text) if text.isdecimal() else 0
    return end if values.get("ledger_mark") == ledger.mark(end) else 0


def _remember(db: sqlite3.Connection, ledger: Ledger) -> None:
    values = {"ledger_read_to": str(ledger.read_to), "ledger_mark": ledger.mark(ledger.read_to)}
    db.executemany("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", values.items())


def _is_address(base_url: str) -> bool:
    """Whether a token may ever be sent there: the ledger is a file like any other."""
    try:
        check_base_url(base_url)
    except BadAddress:
        return False
    return True

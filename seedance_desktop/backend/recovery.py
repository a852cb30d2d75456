"""What the ledger knows and the database does not, put into the database."""

import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Any

from ..core.errors import AnswerLost
from ..core.generation import State
from ..core.origin import BadAddress, check_base_url
from ..core.request import VideoRequest
from .history_sql import insert, request_columns
from .ledger import Answer, Ledger, Send

SLOT_SECONDS = 3 * 3600
"""A task takes up to three hours [S]; one sent earlier holds no slot when it is restored."""

_RESENDABLE = (State.WAITING, State.SENDING, State.NOT_SENT)
_OUTCOMES = frozenset(
    {State.RUNNING, State.WAITING, State.FAILED, State.UNCONFIRMED, State.NOT_SENT}
)


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
        unconfirmed=lost,
        lines_passed_over=ledger.passed_over + orphans + done["foreign"],
    )

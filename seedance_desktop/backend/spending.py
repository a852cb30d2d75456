"""What was spent, in SQL over the rows: the one home of every sum.

``core.budget.share_of`` says the same of a single row, in Python; a test holds the two together.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

from ..core.budget import Period, Spent

CHARGE = "CASE WHEN state IN ('running', 'done', 'failed') THEN credits END"
"""Credits charged for a row; NULL where none are."""
HOLDS = (
    "(state NOT IN ('waiting', 'running', 'done', 'failed', 'not sent')"
    " OR state = 'waiting' AND hidden = 0"
    " OR state IN ('running', 'done') AND credits IS NULL"
    " OR state = 'failed' AND credits IS NULL AND task_id <> '')"
)
"""Whether a row's charge is still to come. A state of a later version is as one unconfirmed."""
EXPECTED = (
    "CASE WHEN state IN ('waiting', 'sending', 'running', 'done', 'failed') THEN estimate"
    " ELSE coalesce(credits, estimate) END"
)
"""Credits such a row is expected to cost; NULL where nothing is known."""
HELD = f"CASE WHEN {HOLDS} THEN max(0.0, {EXPECTED}) END"
UNKNOWN = f"{HOLDS} AND {EXPECTED} IS NULL"

_SHARES = f"SELECT {CHARGE} AS charge, {HELD} AS held, {UNKNOWN} AS unknown FROM generations"
_SENT_SINCE = f"{_SHARES} WHERE sent_at >= ? AND state <> 'waiting'"
# As the partial index says it, word for word.
_WAITING = (
    f"{_SHARES} WHERE state IN ('waiting', 'sending', 'running', 'unconfirmed')"
    " AND state = 'waiting'"
)
_MADE_SINCE = f"{_SHARES} WHERE id >= ? AND state <> 'waiting' AND (sent_at IS NULL OR sent_at < ?)"


def spent_in(db: sqlite3.Connection, period: Period) -> Spent:
    """What was spent in ``period``; deleted rows count, they were paid."""
    parts, values = [_SENT_SINCE, _WAITING], [period.since]
    if period.first_id is not None:
        parts.append(_MADE_SINCE)
        values += [period.first_id, period.since]
    return _sum(db, " UNION ALL ".join(parts), values)


def spent_for(db: sqlite3.Connection, project: str) -> Spent:
    """What was ever spent for ``project``; nothing for no name."""
    return _sum(db, f"{_SHARES} WHERE project <> '' AND project = ?", [project])


def projects(db: sqlite3.Connection) -> list[str]:
    """The names of all projects that anything was made for."""
    found = db.execute("SELECT DISTINCT project FROM generations WHERE project <> ''")
    return sorted((name for (name,) in found), key=str.casefold)


def rename_project(db: sqlite3.Connection, old: str, new: str) -> None:
    """Everything that was made for ``old`` was made for ``new``."""
    db.execute("UPDATE generations SET project = ? WHERE project <> '' AND project = ?", (new, old))


def _sum(db: sqlite3.Connection, shares: str, values: Sequence[Any]) -> Spent:
    charged, held, unknown = db.execute(
        f"SELECT total(charge), total(held), coalesce(sum(unknown), 0) FROM ({shares})", values
    ).fetchone()
    return Spent(charged, held, unknown)

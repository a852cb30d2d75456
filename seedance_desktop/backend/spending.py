"""What was spent, in SQL over the rows: the one home of every sum.

``core.budget.share_of`` says the same of a single row, in Python; a test holds the two together.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

from ..core.budget import Period, Spent
from ..core.spending import Grouping, Line

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

_GROUPS = {
    Grouping.DAY: "date(sent_at, 'unixepoch', 'localtime')",
    Grouping.PROJECT: "project",
    Grouping.MODEL: "model",
    Grouping.PRESET: "preset",
}
_COMPARED = f"{CHARGE} IS NOT NULL AND estimate IS NOT NULL"
# In the order of the fields of ``Line``. SQLite takes a comparison for 0 or 1.
_LINE = f"""
    count(*), total(state = 'done'), total(mark = 'star'), total({CHARGE}),
    total(CASE WHEN {_COMPARED} THEN credits END), total(CASE WHEN {_COMPARED} THEN estimate END),
    total(state = 'failed'), total(CASE WHEN state = 'failed' THEN credits END),
    total(state = 'unconfirmed'), total({HELD}), total({UNKNOWN})
"""
_COUNTS = frozenset({0, 1, 2, 6, 8, 10})
"""Places of these figures that hold a count."""

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


def lines(db: sqlite3.Connection, by: Grouping, since: float, until: float) -> list[Line]:
    """What was sent from ``since`` until just before ``until``, in seconds since the epoch.

    Days are local ones, the newest first; of all other groups the one that cost most.
    Deleted rows count, they were paid; what did not leave this computer does not.
    """
    order = "1 DESC" if by is Grouping.DAY else "5 DESC, 1"
    found = db.execute(
        f"SELECT {_GROUPS[by]}, {_LINE} FROM generations"
        " WHERE sent_at >= ? AND sent_at < ? AND state NOT IN ('waiting', 'not sent')"
        f" GROUP BY 1 ORDER BY {order}",
        (since, until),
    )
    return [_line(*row) for row in found]


def first_day(db: sqlite3.Connection) -> float | None:
    """When the first request was sent, in seconds since the epoch; None before there is one."""
    row = db.execute(
        "SELECT sent_at FROM generations WHERE sent_at IS NOT NULL ORDER BY sent_at LIMIT 1"
    ).fetchone()
    return row[0] if row else None


def projects(db: sqlite3.Connection) -> list[str]:
    """The names of all projects that anything was made for."""
    found = db.execute("SELECT DISTINCT project FROM generations WHERE project <> ''")
    return sorted((name for (name,) in found), key=str.casefold)


def rename_project(db: sqlite3.Connection, old: str, new: str) -> None:
    """Everything that was made for ``old`` was made for ``new``."""
    db.execute("UPDATE generations SET project = ? WHERE project <> '' AND project = ?", (new, old))


def _line(name: str, *figures: float) -> Line:
    counted = (int(each) if place in _COUNTS else each for place, each in enumerate(figures))
    return Line(name, *counted)  # type: ignore[arg-type]


def _sum(db: sqlite3.Connection, shares: str, values: Sequence[Any]) -> Spent:
    charged, held, unknown = db.execute(
        f"SELECT total(charge), total(held), coalesce(sum(unknown), 0) FROM ({shares})", values
    ).fetchone()
    return Spent(charged, held, unknown)

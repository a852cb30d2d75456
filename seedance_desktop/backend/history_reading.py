"""Looking things up in the history, fast at a hundred thousand rows."""

import sqlite3
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from ..core.budget import Period, Totals
from ..core.errors import HistoryDamaged
from ..core.generation import Generation, Mark, State
from ..core.pricing import NEWEST, PriceKey
from ..core.spending import Grouping, Line
from ..core.usual import UsualKey
from . import spending
from .history_file import connect, note_damage
from .history_search import PLACES, Wanted, listing
from .history_sql import SELECTED, UNSETTLED, generation, told_in_words

_AT_ONCE = 500
"""Values in one statement; SQLite takes 32,766, but statements are kept by their text."""

_STEPS = 20_000
"""SQLite's own, about a millisecond, between two looks at whether a read is still wanted."""

_ENDLESS = 2**62
"""Above every id."""

_decode_ids = msgspec.json.Decoder(list[int]).decode


class NotWanted(Exception):
    """A read was given up: nobody waits for it any more."""


class HistoryReader:
    """An open history, for looking only. Blocking; one thread only.

    Every method raises ``StorageTrouble`` where the disk or the file fails.
    """

    def __init__(self, path: Path, *, now: Callable[[], float] = time.time) -> None:
        self._path = path
        self._now = now
        with told_in_words(path):
            self._db = connect(path)
            self._db.execute(PLACES)
            newest = self._db.execute("SELECT max(id) FROM generations").fetchone()[0]
        self._session = Period(now(), (newest or 0) + 1)

    def close(self) -> None:
        """Write everything back into the one file, and let go of it."""
        self._db.close()

    def get(self, ids: Sequence[int]) -> list[Generation]:
        """Rows in the order asked for; those that do not exist are left out."""
        found: dict[int, Generation] = {}
        for start in range(0, len(ids), _AT_ONCE):
            some = tuple(ids[start : start + _AT_ONCE])
            marks = ", ".join("?" * len(some))
            sql = f"SELECT {SELECTED} FROM generations WHERE id IN ({marks})"
            found.update((row[0], generation(row)) for row in self._rows(sql, some))
        return [found[row_id] for row_id in ids if row_id in found]

    def ids(
        self,
        search: str = "",
        states: frozenset[State] | None = None,
        *,
        include_dismissed: bool = True,
        below: int | None = None,
        among: Sequence[int] | None = None,
        limit: int | None = None,
        stop: Callable[[], bool] | None = None,
        mark: Mark | None = None,
    ) -> "array[int]":
        """Ids of the rows to list, newest first; every word of ``search`` stands in each.

        ``limit`` gives the first ones, mostly within a millisecond, and ``below`` its last id
        gives all the others. ``among`` asks which of a few are to be listed, ``mark`` for those
        alone that the person marked so.

        Raises:
            NotWanted: ``stop`` said so, which is asked about once a millisecond.
        """
        few = None if among is None else tuple(among)
        wanted = Wanted(search, states, include_dismissed, below, few, limit, mark)
        with self._told(), self._unless(stop):
            sql, values = listing(self._db, wanted)
            # As one text: a hundred thousand rows one by one take twice as long.
            text = self._db.execute(f"SELECT group_concat(id) FROM ({sql})", values).fetchone()[0]
        # SQLite promises no order here, but keeps it: sorting then costs next to nothing.
        return array("q", sorted(_decode_ids(f"[{text or ''}]"), reverse=True))

    def unfinished(self) -> list[Generation]:
        """Rows to go on with, oldest first.

        These are waiting ones, running ones (deleted ones too: they may be billed), and done
        ones whose clip is not saved.
        """
        # The plus keeps SQLite from an index over all rows that are not hidden.
        sql = (
            f"SELECT {SELECTED} FROM generations WHERE id IN ("
            f"SELECT id FROM generations WHERE {UNSETTLED}"
            " AND (state = 'running' OR (state = 'waiting' AND hidden = 0))"
            " UNION SELECT id FROM generations"
            " WHERE state = 'done' AND clip <> 'saved' AND +hidden = 0) ORDER BY id"
        )
        return [generation(row) for row in self._rows(sql)]

    def find_task(self, origin: str, task_id: str) -> int | None:
        """The row that has this task of this service, hidden or not."""
        rows = self._rows(
            "SELECT id FROM generations WHERE task_id <> '' AND task_id = ? AND origin = ?"
            " ORDER BY id LIMIT 1",
            (task_id, origin),
        )
        return rows[0][0] if rows else None

    def past_charges(self, key: PriceKey, limit: int = NEWEST) -> list[float]:
        """Credits charged for the same settings at the same origin, newest first.

        Failed ones are left out: a refund would make the estimate too small.
        """
        rows = self._rows(
            "SELECT credits FROM generations WHERE credits IS NOT NULL AND state <> 'failed'"
            " AND origin = ? AND model = ? AND function_mode = ? AND duration = ?"
            " AND with_video = ? ORDER BY id DESC LIMIT ?",
            (key.origin, key.model, key.function_mode, key.duration, int(key.with_video), limit),
        )
        return [row[0] for row in rows]

    def past_durations(self, key: UsualKey, limit: int = 50) -> list[float]:
        """Seconds from acceptance to the end of such clips, the newest first."""
        rows = self._rows(
            "SELECT finished_at - coalesce(answered_at, sent_at) FROM generations"
            " WHERE state = 'done' AND origin = ? AND model = ? AND duration = ?"
            " ORDER BY id DESC LIMIT ?",
            (key.origin, key.model, key.duration, limit),
        )
        return [row[0] for row in rows if row[0] is not None]

    def made_from(self, row_id: int, limit: int = 20) -> list[int]:
        """Ids of what was made from a row, the newest first; deleted ones left out."""
        rows = self._rows(
            "SELECT id FROM generations WHERE parent_id = ? AND +hidden = 0"
            " ORDER BY id DESC LIMIT ?",
            (row_id, limit),
        )
        return [row[0] for row in rows]

    def past_prompts(self, limit: int, among: int = 5_000) -> list[str]:
        """The last prompts as they were written, the newest first, each of them once.

        Looked for among the newest rows, deleted ones left out, and no further than need be: the
        texts lie in rows of which each takes a page.
        """
        found: dict[str, None] = {}
        below, looked = _ENDLESS, 0
        while len(found) < limit and looked < among:
            rows = self._rows(
                "SELECT id, CASE written WHEN '' THEN prompt ELSE written END FROM generations"
                " WHERE id < ? AND +hidden = 0 ORDER BY id DESC LIMIT ?",
                (below, limit),
            )
            found.update((text, None) for _, text in rows if text and text not in found)
            if len(rows) < limit:
                break
            below, looked = rows[-1][0], looked + len(rows)
        return list(found)[:limit]

    def totals(self, day_start: float, project: str = "") -> Totals:
        """The sums. ``day_start`` is the last midnight, in seconds since the epoch.

        A charge counts for the day its request was sent; deleted rows count, they were paid.
        The session is as long as this store is open.
        """
        with self._told():
            day = spending.spent_in(self._db, Period(day_start))
            session = spending.spent_in(self._db, self._session)
            of_project = spending.spent_for(self._db, project)
        counts = self.counts()
        return Totals(day, session, of_project, counts.get(State.DONE, 0), counts, self.marked())

    def spending(self, by: Grouping, since: float, until: float) -> list[Line]:
        """What was sent in a time, grouped; see ``spending.lines``."""
        with self._told():
            return spending.lines(self._db, by, since, until)

    def first_sent_at(self) -> float | None:
        """When the first request was sent, in seconds since the epoch."""
        with self._told():
            return spending.first_day(self._db)

    def projects(self) -> list[str]:
        """The names of all projects that anything was made for."""
        with self._told():
            return spending.projects(self._db)

    def counts(self) -> dict[State, int]:
        """How many listed rows stand in each state, without the unconfirmed put aside."""
        aside = "state = 'unconfirmed' AND dismissed = 1"
        sql = (
            "SELECT state, count(*) FROM generations"
            f" WHERE hidden = 0 AND NOT ({aside}) GROUP BY state"
        )
        known = dict(self._rows(sql))
        return {state: known[state] for state in State if state in known}

    def marked(self) -> dict[Mark, int]:
        """How many listed rows have each mark."""
        listed = "mark <> '' AND +hidden = 0"
        known = dict(
            self._rows(f"SELECT mark, count(*) FROM generations WHERE {listed} GROUP BY mark")
        )
        return {mark: known[mark] for mark in Mark if mark in known}

    def has_status(self, origin: str) -> bool:
        """Whether the service at ``origin`` has ever answered a status question."""
        sql = "SELECT 1 FROM generations WHERE raw_status <> '' AND origin = ? LIMIT 1"
        return bool(self._rows(sql, (origin,)))

    @contextmanager
    def _unless(self, stop: Callable[[], bool] | None) -> Iterator[None]:
        self._db.set_progress_handler(stop, _STEPS)
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise NotWanted from None
            raise
        finally:
            self._db.set_progress_handler(None, 0)

    def _one(self, row_id: int) -> Generation:
        rows = self._rows(f"SELECT {SELECTED} FROM generations WHERE id = ?", (row_id,))
        if not rows:
            raise LookupError(f"no generation {row_id}")
        return generation(rows[0])

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._told():
            return self._db.execute(sql, values).fetchall()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            with told_in_words(self._path):
                yield
        except HistoryDamaged:
            note_damage(self._path)
            raise

"""The history of generations: one SQLite file, used from one thread.

Money rules live here in SQL: a row is committed before its request leaves, a row is claimed by
one sender only, and a deleted row is hidden, never forgotten.
"""

import logging
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from ..core.errors import (
    AnswerNotWritten,
    AnswerOnlyInLedger,
    StorageTrouble,
)
from ..core.generation import (
    LEGAL_CHANGES,
    NO_BACKGROUND,
    Background,
    CameFrom,
    ClipState,
    Generation,
    IllegalChange,
    State,
    check_change,
)
from ..core.order import Order
from ..core.request import VideoRequest
from . import spending
from .history_file import OpenReport, prepare
from .history_line import HistoryLine
from .history_sql import (
    IS_THERE,
    SELECTED,
    assignments,
    generation,
    insert,
    request_columns,
    storable_request,
    to_sql,
)
from .ledger import Ledger
from .sets import SetStore

__all__ = ["HistoryStore", "OpenReport", "open_store"]

log = logging.getLogger(__name__)

_IN_LEDGER = {
    "task_id": "task_id",
    "trace_id": "trace_id",
    "credits": "credits",
    "service_status": "service_status",
    "message": "message",
    "error": "error",
    "result_url": "result_url",
    "raw_answer": "raw",
}
_BEFORE = {
    to: tuple(before for before, after in LEGAL_CHANGES.items() if to in after) for to in State
}


def open_store(
    path: Path, ledger: Ledger, *, now: Callable[[], float] = time.time
) -> tuple["HistoryStore", OpenReport]:
    """Open the history, whatever state its file is in, and bring it up to the ledger.

    Raises:
        NewerFile: it was made by a newer version; it is left as it is.
        StorageTrouble: it cannot be opened, set aside or migrated; nothing is lost.
    """
    report = prepare(path, ledger, now())
    return HistoryStore(path, ledger, now=now), report


class HistoryStore(HistoryLine, SetStore):
    """The rows of an opened file (see ``open_store``). Blocking; one thread only.

    Every method raises ``StorageTrouble`` where the disk or the file fails; a method that
    changes something has then changed nothing. Ids that do not exist raise ``LookupError``
    where one row is asked for.
    """

    def __init__(self, path: Path, ledger: Ledger, *, now: Callable[[], float] = time.time) -> None:
        super().__init__(path, now=now)
        self._ledger = ledger
        self._claimed: dict[int, tuple[str, int]] = {}
        """Key and attempt of what is being sent, for when the database cannot be read."""
        self._noted: set[int] = set()
        """Rows whose answer is in the ledger and not yet in the database."""

    # Making, sending, answering

    def add(
        self,
        request: VideoRequest,
        *,
        profile: str,
        base_url: str,
        estimate: float | None,
        background: Background = NO_BACKGROUND,
    ) -> Generation:
        """A new row that waits to be sent; committed when this returns."""
        order = Order(request, background, estimate, profile, base_url)
        with self._told():
            row_id = insert(self._db, self._columns_of(order))
        return self._one(row_id)

    def add_many(self, orders: Sequence[Order]) -> list[Generation]:
        """New rows that wait to be sent, in their order: all committed on return, or none."""
        with self._transaction():
            ids = [insert(self._db, self._columns_of(order)) for order in orders]
        return self.get(ids)

    def claim(self, row_id: int) -> Generation | None:
        """Take a waiting row for sending; None where somebody else has it or it was deleted.

        The row and its line in the ledger are on the disk when this returns. Where either
        cannot be written nothing may be sent: an answer could not be kept.
        """
        at = self._now()
        noted: tuple[str, int] | None = None
        try:
            with self._transaction():
                rows = self._db.execute(
                    "UPDATE generations SET state = 'sending', sent_at = ?,"
                    " attempts = attempts + 1"
                    " WHERE id = ? AND state = 'waiting' AND hidden = 0"
                    f" RETURNING {SELECTED}, attempts",
                    (at, row_id),
                ).fetchall()
                if not rows:
                    return None
                *columns, attempt = rows[0]
                claimed = generation(columns)
                self._ledger.append_send(claimed, at, attempt=attempt)
                noted = (claimed.key, attempt)
        except StorageTrouble:
            if noted:
                self._take_back(*noted)
            raise
        self._claimed[row_id] = noted
        return claimed

    def change(self, row_id: int, to: State, **columns: Any) -> Generation:
        """Move a row to another state, together with other columns.

        ``finished_at`` is now where the row gets done or failed and no other time is given.
        To ``sending`` leads ``claim`` alone; from it, use ``record_answer``.

        Raises:
            IllegalChange: the table does not allow it from where the row stands.
        """
        if to is State.SENDING:
            raise IllegalChange("only a claim leads to sending")
        if to in (State.DONE, State.FAILED):
            columns.setdefault("finished_at", self._now())
        return self._change(row_id, _BEFORE[to], to, columns)

    def record_answer(self, row_id: int, to: State, **columns: Any) -> Generation:
        """What came of a send: committed, and in the ledger, when this returns.

        May be called again with the same values after ``AnswerOnlyInLedger`` or
        ``AnswerNotWritten``.

        Raises:
            IllegalChange: the row is not being sent, or the table does not allow it.
            AnswerOnlyInLedger: the database could not be written; the ledger has it.
            AnswerNotWritten: neither could; only the caller has it now.
        """
        check_change(State.SENDING, to)
        columns = {"answered_at": self._now(), **columns}
        assignments(columns)
        noted = False
        try:
            noted = self._note_answer(row_id, to, columns)
            return self._change(row_id, (State.SENDING,), to, columns)
        except StorageTrouble as trouble:
            if noted:
                raise AnswerOnlyInLedger(trouble.message) from trouble
            raise AnswerNotWritten(trouble.message) from trouble

    def update(self, row_id: int, **columns: Any) -> Generation:
        """Change columns but not the state. ``saved_at`` is now where the clip gets saved."""
        if columns.get("clip") is ClipState.SAVED:
            columns.setdefault("saved_at", self._now())
        names, values = assignments(columns)
        sql = f"UPDATE generations SET {names} WHERE id = ? RETURNING {SELECTED}"
        rows = self._rows(sql, (*values, row_id))
        if not rows:
            raise LookupError(f"no generation {row_id}")
        return generation(rows[0])

    def hide(self, ids: Iterable[int]) -> None:
        """Delete rows from the list. They are not forgotten; a waiting one is not sent."""
        self._set_hidden(ids, 1)

    def unhide(self, ids: Iterable[int]) -> None:
        """Undo ``hide``."""
        self._set_hidden(ids, 0)

    def rename_project(self, old: str, new: str) -> None:
        """Everything that was made for ``old`` was made for ``new``."""
        with self._told():
            spending.rename_project(self._db, old, new)

    # Inside

    def _columns_of(self, order: Order) -> dict[str, Any]:
        return {
            "key": uuid.uuid4().hex,
            "state": State.WAITING,
            "created_at": self._now(),
            "estimate": order.estimate,
            **asdict(self._here(order.background)),
            **request_columns(storable_request(order.request), order.profile, order.base_url),
        }

    def _here(self, background: Background) -> Background:
        """``background`` as this history knows it: a draft outlives one that was set aside."""
        parent = background.parent_id
        if parent is None or self._db.execute(IS_THERE, (parent,)).fetchone():
            return background
        return replace(background, parent_id=None, came_from=CameFrom.NOWHERE)

    def _change(
        self, row_id: int, before: Sequence[State], to: State, columns: dict[str, Any]
    ) -> Generation:
        names, values = assignments(columns)
        rows = self._rows(
            f"UPDATE generations SET state = ?{', ' if names else ''}{names}"
            f" WHERE id = ? AND state IN ({', '.join('?' * len(before))}) RETURNING {SELECTED}",
            (str(to), *values, row_id, *map(str, before)),
        )
        if not rows:
            raise IllegalChange(f"{self._one(row_id).state} → {to}")
        self._claimed.pop(row_id, None)
        self._noted.discard(row_id)
        return generation(rows[0])

    def _note_answer(self, row_id: int, to: State, columns: dict[str, Any]) -> bool:
        """Write the answer into the ledger first: two places, and the second may fail."""
        if row_id in self._noted:
            return True
        key, attempt = self._claimed.get(row_id) or self._claim_of(row_id)
        words = {
            name: to_sql(columns[column])
            for column, name in _IN_LEDGER.items()
            if column in columns
        }
        at = columns["answered_at"]
        try:
            self._ledger.append_answer(key, at, state=to, attempt=attempt, **words)
        except StorageTrouble as trouble:
            log.warning("The ledger did not take an answer: %s", trouble.message)
            return False
        self._noted.add(row_id)
        return True

    def _claim_of(self, row_id: int) -> tuple[str, int]:
        """Key and attempt of a row that is being sent."""
        rows = self._rows("SELECT key, attempts, state FROM generations WHERE id = ?", (row_id,))
        if not rows:
            raise LookupError(f"no generation {row_id}")
        key, attempt, state = rows[0]
        if state != State.SENDING:
            raise IllegalChange(f"{state}: not being sent")
        return key, attempt

    def _take_back(self, key: str, attempt: int) -> None:
        """The claim was not committed, so the send that the ledger has was none."""
        try:
            self._ledger.append_answer(key, self._now(), state=State.WAITING, attempt=attempt)
        except StorageTrouble as trouble:
            log.warning("The ledger keeps a send that was none: %s", trouble.message)

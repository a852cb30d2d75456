"""What changes a row of the history apart from its state: its turn, its contents, its mark."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from ..core.generation import Generation, Mark
from ..core.request import VideoRequest
from .history_reading import HistoryReader
from .history_sql import SELECTED, generation, request_columns, storable_request, to_sql

_ALIVE = "alive"


class HistoryLine(HistoryReader):
    """Blocking; one thread only. Every method is done whole or not at all.

    A waiting row is changed in one statement that looks at its state, as a claim does: whichever
    comes first wins, and what was claimed is sent as the claim found it.
    """

    def put_at(self, positions: Mapping[int, float]) -> list[Generation]:
        """Give rows their places in the waiting line; those that waited, as they now stand."""
        sql = (
            "UPDATE generations SET position = ? WHERE id = ? AND state = 'waiting'"
            f" RETURNING {SELECTED}"
        )
        with self._transaction():
            found = [self._db.execute(sql, (at, id)).fetchall() for id, at in positions.items()]
        return [generation(rows[0]) for rows in found if rows]

    def edit_waiting(
        self,
        row_id: int,
        request: VideoRequest,
        *,
        written: str,
        estimate: float | None,
        checks: str,
    ) -> Generation | None:
        """Change what a waiting row will send; None where it waits no more.

        ``written`` is the prompt as the person wrote it, empty where that is what is sent;
        ``checks`` is what is known of the references it has now.
        """
        rows = self._rows("SELECT profile, base_url FROM generations WHERE id = ?", (row_id,))
        if not rows:
            return None
        columns = {
            **request_columns(storable_request(request), *rows[0]),
            "written": written,
            "estimate": estimate,
            "checks": checks,
        }
        names = ", ".join(f"{name} = ?" for name in columns)
        changed = self._rows(
            f"UPDATE generations SET {names} WHERE id = ? AND state = 'waiting' AND hidden = 0"
            f" RETURNING {SELECTED}",
            (*map(to_sql, columns.values()), row_id),
        )
        return generation(changed[0]) if changed else None

    def set_marks(self, marks: Mapping[int, Mark]) -> list[Generation]:
        """Say what the person thinks of these rows; the rows as they now stand."""
        sql = f"UPDATE generations SET mark = ? WHERE id = ? RETURNING {SELECTED}"
        with self._transaction():
            found = [self._db.execute(sql, (str(m), id)).fetchall() for id, m in marks.items()]
        return [generation(rows[0]) for rows in found if rows]

    def note_alive(self, at: float) -> None:
        """The app ran at ``at``, in seconds since the epoch."""
        self._rows("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (_ALIVE, repr(at)))

    def last_alive(self) -> float | None:
        """When the app last noted that it ran; None where it never did."""
        rows = self._rows("SELECT value FROM meta WHERE name = ?", (_ALIVE,))
        try:
            return float(rows[0][0]) if rows else None
        except ValueError:
            return None

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _set_hidden(self, ids: Iterable[int], hidden: int) -> None:
        with self._transaction():
            self._db.executemany(
                "UPDATE generations SET hidden = ? WHERE id = ?", [(hidden, i) for i in ids]
            )

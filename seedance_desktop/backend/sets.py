"""Sets of variations in the history's file: their plans, their members, what they cost.

What a plan is made of is loaded when a set is first asked for: the start needs none of it.
"""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from ..core.generation import Generation
from .history_reading import HistoryReader
from .history_sql import SELECTED, UNSETTLED, generation, storable, storable_plain

if TYPE_CHECKING:
    from ..core.variation_sets import SetSummary, VariationSet
    from ..core.variations import Plan

LONGEST_NAME = 200
"""Characters of a set's name that are kept."""
_decode = msgspec.json.Decoder(dict[str, Any]).decode
_SUMMARY = f"""
SELECT sets.id, sets.name, sets.created_at, count(g.id),
    count(CASE WHEN g.state = 'done' AND g.hidden = 0 THEN 1 END),
    count(CASE WHEN g.mark = 'star' AND g.hidden = 0 THEN 1 END),
    total(g.credits), total(CASE WHEN {UNSETTLED} AND g.credits IS NULL THEN g.estimate END)
FROM sets LEFT JOIN generations AS g ON g.set_id = sets.id
WHERE sets.hidden = 0 GROUP BY sets.id ORDER BY sets.id DESC
"""


class SetStore(HistoryReader):
    """The part of the history's store that keeps sets. Blocking; one thread only.

    Every method raises ``StorageTrouble`` where the disk or the file fails; a method that changes
    something has then changed nothing.
    """

    _now: Callable[[], float]

    def add_set(self, name: str, plan: "Plan") -> "VariationSet":
        """A new set; committed when this returns."""
        rows = self._rows(
            "INSERT INTO sets (key, name, created_at, plan) VALUES (?, ?, ?, ?) RETURNING id",
            (uuid.uuid4().hex, _name(name), self._now(), _encoded(plan)),
        )
        return self.get_set(rows[0][0])

    def rename_set(self, set_id: int, name: str) -> None:
        """Give a set another name."""
        self._rows("UPDATE sets SET name = ? WHERE id = ?", (_name(name), set_id))

    def change_plan(self, set_id: int, plan: "Plan") -> None:
        """Keep a set's plan as it now is."""
        self._rows("UPDATE sets SET plan = ? WHERE id = ?", (_encoded(plan), set_id))

    def hide_set(self, set_id: int, *, hidden: bool = True) -> None:
        """Take a set out of the list, or bring it back; its clips stay in the history."""
        self._rows("UPDATE sets SET hidden = ? WHERE id = ?", (int(hidden), set_id))

    def get_set(self, set_id: int) -> "VariationSet":
        """A set with its plan; one that cannot be read comes back empty.

        Raises:
            LookupError: there is none with this id.
        """
        from ..core.variation_sets import VariationSet

        sql = "SELECT id, name, created_at, plan FROM sets WHERE id = ?"
        rows = self._rows(sql, (set_id,))
        if not rows:
            raise LookupError(f"no set {set_id}")
        id_, name, created_at, plan = rows[0]
        return VariationSet(id_, name, float(created_at), _decoded(plan))

    def sets(self) -> "list[SetSummary]":
        """The sets to list, newest first, with what came of them."""
        from ..core.variation_sets import SetSummary

        return [
            SetSummary(id_, name, float(at), clips, done, starred, float(credits), float(estimated))
            for id_, name, at, clips, done, starred, credits, estimated in self._rows(_SUMMARY)
        ]

    def members(self, set_id: int) -> list[Generation]:
        """Every generation of a set, hidden ones too, oldest first."""
        sql = f"SELECT {SELECTED} FROM generations WHERE set_id = ? ORDER BY id"
        return [generation(row) for row in self._rows(sql, (set_id,))]


def _name(name: str) -> str:
    return storable(" ".join(name.split())[:LONGEST_NAME]) or "Untitled"


def _encoded(plan: "Plan") -> str:
    from ..core.variation_plans import to_plain

    return msgspec.json.encode(storable_plain(to_plain(plan))).decode()


def _decoded(text: str) -> "Plan":
    from ..core.variation_plans import from_plain

    try:
        return from_plain(_decode(text))
    except (msgspec.DecodeError, RecursionError):
        return from_plain({})

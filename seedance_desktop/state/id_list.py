"""The ids of a list, newest first, and where they stand in it."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter, neg


class IdList:
    """Ids in falling order: eight bytes each, found by halving."""

    def __init__(self, ids: Iterable[int] = ()) -> None:
        self._ids = ids if isinstance(ids, array) else array("q", ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, row: int) -> int:
        return self._ids[row]

    def between(self, start: int, end: int) -> Sequence[int]:
        """The ids in the rows from ``start`` up to, without, ``end``."""
        return self._ids[start:end]

    def row_of(self, id: int) -> int:
        """Where ``id`` stands, or -1."""
        row = self._place_of(id)
        return row if row < len(self._ids) and self._ids[row] == id else -1

    def stretches(self, ids: Iterable[int]) -> list[tuple[int, int]]:
        """First and last row of each stretch in which these ids stand, from the top."""
        rows = sorted(row for id in set(ids) if (row := self.row_of(id)) >= 0)
        stretches = groupby(enumerate(rows), lambda pair: pair[1] - pair[0])
        lists = ([row for _, row in some] for _, some in stretches)
        return [(rows[0], rows[-1]) for rows in lists]

    def gaps(self, ids: Iterable[int]) -> list[tuple[int, list[int]]]:
        """Those of ``ids`` that are not here, by the row they belong before, from the top."""
        new = sorted({id for id in ids if self.row_of(id) < 0}, reverse=True)
        placed = ((self._place_of(id), id) for id in new)
        return [(row, [id for _, id in some]) for row, some in groupby(placed, itemgetter(0))]

    def insert(self, row: int, ids: Sequence[int]) -> None:
        """Put ``ids`` before ``row``."""
        self._ids[row:row] = array("q", ids)

    def append(self, ids: Iterable[int]) -> None:
        """Put ``ids``, smaller than all that are here, at the end."""
        self._ids.extend(ids)

    def remove(self, first: int, last: int) -> None:
        """Take out the rows from ``first`` to ``last``, both included."""
        del self._ids[first : last + 1]

    def joined(self, ids: Iterable[int]) -> "IdList":
        """A list with ``ids`` too."""
        return IdList(sorted({*self._ids, *ids}, reverse=True))

    def without(self, ids: Iterable[int]) -> "IdList":
        """A list without ``ids``."""
        gone = set(ids)
        return IdList(id for id in self._ids if id not in gone)

    def _place_of(self, id: int) -> int:
        return bisect_left(self._ids, -id, key=neg)

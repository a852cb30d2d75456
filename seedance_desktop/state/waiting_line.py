"""Which generations wait to be sent, in the order they are."""

from bisect import bisect_left, insort
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from math import floor, inf

from ..core.generation import Generation, State

_Key = tuple[float, int]


class WaitingLine:
    """Ids of the rows that wait. A row stands at its ``position``, at its own id where it has
    none, so that what comes new stands last. A place is found by halving, whatever waits.
    """

    def __init__(self) -> None:
        self._keys: list[_Key] = []
        self._key_of: dict[int, _Key] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, id: object) -> bool:
        return id in self._key_of

    def __iter__(self) -> Iterator[int]:
        """The ids, the next one first; the line may be changed meanwhile."""
        return iter(self.ids)

    @property
    def ids(self) -> tuple[int, ...]:
        """All of them, the next one first."""
        return tuple(id for _, id in self._keys)

    def follow(self, row: Generation) -> bool:
        """Take ``row`` in or out as it now stands; whether that changed the line."""
        if row.state is not State.WAITING or row.hidden:
            return self.leave(row.id)
        return self._put(row.id, float(row.id) if row.position is None else row.position)

    def move(self, positions: dict[int, float]) -> bool:
        """Put rows of the line at other positions; whether that changed it."""
        changed = {id for id, at in positions.items() if id in self._key_of and self._put(id, at)}
        return bool(changed)

    def leave(self, id: int) -> bool:
        """Take a row out; whether it stood in the line."""
        key = self._key_of.pop(id, None)
        if key is None:
            return False
        del self._keys[bisect_left(self._keys, key)]
        return True

    def place_of(self, id: int) -> int:
        """From 1; 0 for a row that does not wait."""
        key = self._key_of.get(id)
        return 0 if key is None else bisect_left(self._keys, key) + 1

    def at(self, place: int) -> int:
        """The id at ``place``, from 1."""
        return self._keys[place - 1][1]

    def positions_at(self, ids: Sequence[int], place: int) -> dict[int, float]:
        """Positions that bring ``ids``, in that order, to ``place`` (from 0) among the others.

        Mostly these rows alone get one; all do where no number is left between two neighbours.
        """
        moved = set(ids)
        others = [key for key in self._keys if key[1] not in moved]
        place = max(0, min(place, len(others)))
        low = others[place - 1][0] if place else -inf
        high = others[place][0] if place < len(others) else inf
        found = _between(low, high, len(ids))
        if found is not None:
            return dict(zip(ids, found, strict=True))
        order = [id for _, id in others]
        order[place:place] = ids
        first = floor(self._keys[0][0]) - len(order)
        return {id: float(first + number) for number, id in enumerate(order)}

    def _put(self, id: int, at: float) -> bool:
        key = (at, id)
        if self._key_of.get(id) == key:
            return False
        self.leave(id)
        insort(self._keys, key)
        self._key_of[id] = key
        return True


def _between(low: float, high: float, count: int) -> list[float] | None:
    """``count`` rising numbers between two, neither included; None where there are not so many.

    Behind the last row they stay below the next whole number: a new row's id is not less.
    """
    if low == -inf:
        first = 0.0 if high == inf else floor(high) - count
        return [float(first + number) for number in range(count)]
    if high == inf:
        high = floor(low) + 1
    found = [low + (high - low) * (number + 1) / (count + 1) for number in range(count)]
    ends = (low, *found, high)
    rising = all(one < other for one, other in pairwise(ends))
    return found if rising else None


def block_moved(line: Sequence[int], moving: Collection[int], by: int) -> int | None:
    """Where rows of ``line`` go as one block that moves ``by`` rows: a place among the others.

    None where it already stands at that end of the line.
    """
    places = [place for place, id in enumerate(line) if id in moving]
    if not places:
        return None
    apart = places[-1] - places[0] + 1 > len(places)
    # Rows that stood apart first come together, at the one that leads the way.
    edge = places[0] if by < 0 else places[-1] - len(places) + 1
    target = max(0, min(edge + (0 if apart else by), len(line) - len(places)))
    return target if apart or target != edge else None

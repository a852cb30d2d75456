"""Which generations wait to be sent, in the order they are."""

from bisect import insort

from ..core.generation import Generation, State


class WaitingLine:
    """Ids of the rows that wait; the oldest goes first."""

    def __init__(self) -> None:
        self._ids: list[int] = []

    @property
    def ids(self) -> tuple[int, ...]:
        """All of them, the next one first."""
        return tuple(self._ids)

    def follow(self, row: Generation) -> bool:
        """Take ``row`` in or out as it now stands; whether that changed the line."""
        if row.state is not State.WAITING or row.hidden:
            return self.leave(row.id)
        if row.id in self._ids:
            return False
        insort(self._ids, row.id)
        return True

    def leave(self, id: int) -> bool:
        """Take a row out; whether it stood in the line."""
        if id not in self._ids:
            return False
        self._ids.remove(id)
        return True

    def place_of(self, id: int) -> int:
        """From 1; 0 for a row that does not wait."""
        return self._ids.index(id) + 1 if id in self._ids else 0

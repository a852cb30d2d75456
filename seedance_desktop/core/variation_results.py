"""What came of a set: which of its cells still lack clips, and which drafts have won."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from .generation import CameFrom, Generation, Mark, State
from .request import VideoRequest
from .validation import is_legal, validate
from .variations import Cell, Plan, promoted


@dataclass(frozen=True, slots=True)
class Winner:
    """A draft that can be made with full settings."""

    row: Generation
    request: VideoRequest
    """With the full settings."""


class Results:
    """The generations of a set, hidden ones too: what was deleted is not made again by itself."""

    def __init__(self, rows: Iterable[Generation] = ()) -> None:
        self._rows = {row.id: row for row in rows}

    def __iter__(self) -> Iterator[Generation]:
        """Oldest first."""
        return iter(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, id: object) -> bool:
        return id in self._rows

    def put(self, row: Generation) -> None:
        """A new row, or one as it now stands."""
        self._rows[row.id] = row

    def put_new(self, row: Generation) -> None:
        """A row just made, unless more is known of it already."""
        self._rows.setdefault(row.id, row)

    def hide(self, ids: Iterable[int], *, hidden: bool) -> frozenset[int | None]:
        """These were deleted, or brought back; the numbers of their cells."""
        here = [id for id in ids if id in self._rows]
        for id in here:
            self._rows[id] = replace(self._rows[id], hidden=hidden)
        return frozenset(self._rows[id].cell for id in here)

    def of(self, number: int | None) -> list[Generation]:
        """What came of a cell, oldest first, without what was deleted."""
        if number is None:
            return []
        return [row for row in self if row.cell == number and not row.hidden]

    def former(self, plan: Plan, cells: Sequence[Cell]) -> list[int]:
        """Numbers of cells that have results, but are no longer in the plan."""
        here = {cell.key for cell in cells}
        numbers = {row.cell for row in self if not row.hidden and row.cell is not None}
        known = plan.numbers
        return sorted(n for n in numbers if n >= len(known) or known[n] not in here)

    def missing(self, plan: Plan, cells: Sequence[Cell]) -> list[tuple[Cell, int]]:
        """The cells that are on and what each still lacks of its clips, where it lacks any."""
        had = Counter(
            row.cell
            for row in self
            if row.came_from is not CameFrom.PROMOTED and row.state is not State.NOT_SENT
        )
        numbers = {key: number for number, key in enumerate(plan.numbers)}
        lacks = ((c, plan.repeats - had[numbers.get(c.key, -1)]) for c in cells if c.enabled)
        return [(cell, times) for cell, times in lacks if times > 0]

    def winners(self, plan: Plan, numbers: Iterable[int | None] = ()) -> list[Winner]:
        """Drafts to promote: of the cells ``numbers``, or without any the starred ones.

        Of a chosen cell its starred clips count, else its newest. What was promoted before, what
        has full settings already and what would be illegal with them is left out.
        """
        done = [row for row in self if self._may_win(plan, row)]
        starred = [row for row in done if row.mark is Mark.STAR]
        chosen = {number for number in numbers if number is not None}
        if chosen:
            picked = [row for row in starred if row.cell in chosen]
            for number in sorted(chosen - {row.cell for row in picked if row.cell is not None}):
                picked += [row for row in done if row.cell == number][-1:]
        else:
            picked = starred
        made = [Winner(row, promoted(plan, row.request)) for row in picked]
        return [each for each in made if is_legal(validate(each.request, plan.spelling))]

    def _may_win(self, plan: Plan, row: Generation) -> bool:
        if row.state is not State.DONE or row.hidden or row.came_from is CameFrom.PROMOTED:
            return False
        if promoted(plan, row.request) == row.request:
            return False
        return not any(
            other.parent_id == row.id
            and other.came_from is CameFrom.PROMOTED
            and other.state is not State.NOT_SENT
            for other in self
        )

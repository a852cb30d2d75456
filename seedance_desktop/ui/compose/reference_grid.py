"""Where each tile of a list stands: plain geometry, in px from the top left of the list."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect

TILE = 62
GAP = 6
SLOT_WIDTH = 110
SWAP_WIDTH = 28
"""Room for the button between the two slots."""
WAITING_TOP = 20
"""Room for the words above the tiles that wait."""
SLOTS = 2

_PITCH = TILE + GAP
_MARK = 2
"""Width of the mark between two tiles, px."""


@dataclass(frozen=True, slots=True)
class TileGrid:
    """Tiles from left to right, then down; in slots the first two stand above the others."""

    width: int
    slots: bool = False

    @property
    def columns(self) -> int:
        """How many tiles stand side by side."""
        return max(1, (self.width + GAP) // _PITCH)

    def cell(self, number: int) -> QRect:
        """The place of a tile, counted from 0."""
        if not self.slots:
            return self._square(number, 0)
        if number < SLOTS:
            step = SLOT_WIDTH + SWAP_WIDTH + 2 * GAP
            wide = min(SLOT_WIDTH, (self.width - SWAP_WIDTH - 2 * GAP) // 2)
            return QRect(number * (wide + step - SLOT_WIDTH), 0, wide, TILE)
        return self._square(number - SLOTS, TILE + WAITING_TOP)

    def swap(self) -> QRect:
        """The place of the button between the slots."""
        left = self.cell(0).right() + 1 + GAP
        return QRect(left, (TILE - SWAP_WIDTH) // 2, SWAP_WIDTH, SWAP_WIDTH)

    def waiting_words(self) -> QRect:
        """The line above the tiles that wait."""
        return QRect(0, TILE, self.width, WAITING_TOP)

    def height(self, cells: int) -> int:
        """Height of that many places, and of both slots in any case."""
        return self.cell(max(cells, SLOTS if self.slots else 1) - 1).bottom() + 1

    def at(self, spot: QPoint, count: int) -> int:
        """The tile at ``spot``; -1 for none of the first ``count``."""
        return next((n for n in range(count) if self.cell(n).contains(spot)), -1)

    def gap_at(self, spot: QPoint, count: int) -> int:
        """Before which tile something let go at ``spot`` would land; ``count`` for the end."""
        for number in range(count):
            cell = self.cell(number)
            above = spot.y() < cell.top() - GAP
            in_line = spot.y() <= cell.bottom() + GAP
            if above or (in_line and spot.x() < cell.center().x()):
                return number
        return count

    def mark(self, gap: int) -> QRect:
        """Where the mark for ``gap`` is drawn."""
        cell = self.cell(gap)
        left = cell.left() - (GAP + _MARK) // 2
        if left < 0 and gap:
            # At the end of the line above, where the last tile is.
            before = self.cell(gap - 1)
            return QRect(before.right() + 1 + (GAP - _MARK) // 2, before.top(), _MARK, TILE)
        return QRect(max(left, 0), cell.top(), _MARK, TILE)

    def step(self, number: int, key: str, count: int) -> int:
        """The tile that an arrow leads to from ``number``."""
        if key == "left":
            target = number - 1
        elif key == "right":
            target = number + 1
        else:
            target = self._in_next_line(number, 1 if key == "down" else -1, count)
        return target if 0 <= target < count else number

    def _in_next_line(self, number: int, step: int, count: int) -> int:
        here = self.cell(number)
        others = [n for n in range(count) if (self.cell(n).top() - here.top()) * step > 0]
        if not others:
            return number
        line = min(others, key=lambda n: abs(self.cell(n).top() - here.top()))
        beside = [n for n in others if self.cell(n).top() == self.cell(line).top()]
        return min(beside, key=lambda n: abs(self.cell(n).center().x() - here.center().x()))

    def _square(self, number: int, top: int) -> QRect:
        line, column = divmod(number, self.columns)
        return QRect(column * _PITCH, top + line * _PITCH, TILE, TILE)

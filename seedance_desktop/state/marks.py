"""What the person thinks of clips: starred, rejected, or neither; changes can be undone."""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject

from ..core.generation import Mark
from .library import Library
from .tasks import TaskOwner

UNDO_DEPTH = 100


class Marks(QObject):
    """Nothing is ever deleted for its mark."""

    def __init__(self, library: Library, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._tasks = tasks
        self._turn = asyncio.Lock()
        """A second press finds what the first one made."""
        self._before: deque[Mapping[int, Mark]] = deque(maxlen=UNDO_DEPTH)

    def toggle(self, ids: Sequence[int], mark: Mark) -> None:
        """Mark these, or take the mark off where all of them have it."""
        if ids:
            self._tasks.start(self._toggle(tuple(ids), mark), "mark", protected=True)

    def undo(self) -> None:
        """Take the last change back."""
        self._tasks.start(self._undo(), "undo a mark", protected=True)

    async def _toggle(self, ids: Sequence[int], mark: Mark) -> None:
        async with self._turn:
            before = {row.id: row.mark for row in await self._library.get(ids)}
            wanted = Mark.NONE if set(before.values()) == {mark} else mark
            changed = {id: wanted for id, had in before.items() if had is not wanted}
            await self._library.set_marks(changed)
            self._before.append({id: before[id] for id in changed})

    async def _undo(self) -> None:
        async with self._turn:
            if self._before:
                await self._library.set_marks(self._before[-1])
                self._before.pop()

"""Where the selected generation came from, and what was made from it."""

from PySide6.QtCore import QObject, Signal

from ..core.generation import Generation
from .library import Library
from .selection import Selection
from .tasks import TaskOwner


class Ancestry(QObject):
    """Follows the selection."""

    changed = Signal()

    def __init__(
        self,
        library: Library,
        selection: Selection,
        tasks: TaskOwner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._selection = selection
        self._tasks = tasks
        self.parent_row: Generation | None = None
        """What the selected one was made from."""
        self.made_from_it: tuple[Generation, ...] = ()
        """The newest of what was made from the selected one, first."""
        selection.changed.connect(self._on_selected)
        library.added.connect(self._on_added)
        library.removed.connect(self._look_again)

    def _on_selected(self, row: Generation | None) -> None:
        if self.parent_row is not None or self.made_from_it:
            self.parent_row, self.made_from_it = None, ()
            self.changed.emit()
        self._look_again()

    def _on_added(self, row: Generation) -> None:
        current = self._selection.current
        if current is not None and row.parent_id == current.id:
            self._look_again()

    def _look_again(self) -> None:
        row = self._selection.current
        if row is not None:
            group = "ancestry"
            self._tasks.start(self._look_up(row), group, group=group, exclusive=True)

    async def _look_up(self, row: Generation) -> None:
        parents = await self._library.get([row.parent_id]) if row.parent_id is not None else []
        children = await self._library.get(await self._library.made_from(row.id))
        found = (parents[0] if parents else None, tuple(children))
        if found != (self.parent_row, self.made_from_it):
            self.parent_row, self.made_from_it = found
            self.changed.emit()

"""The generation the person looks at; the stage and the inspector follow it."""

from PySide6.QtCore import QObject, Signal

from ..core.generation import Generation
from .library import Library


class Selection(QObject):
    """One selected generation, kept up to date, or none."""

    changed = Signal(object)
    """Another ``Generation`` is selected, or None."""
    updated = Signal(object)
    """The selected ``Generation`` has new contents."""

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current: Generation | None = None
        library.changed.connect(self._on_row_changed)
        library.removed.connect(self._on_rows_removed)

    @property
    def current(self) -> Generation | None:
        """What is selected."""
        return self._current

    def select(self, generation: Generation | None) -> None:
        """Select ``generation``."""
        before, self._current = self._current, generation
        if (before and before.id) != (generation and generation.id):
            self.changed.emit(generation)
        elif before != generation:
            self.updated.emit(generation)

    def _on_row_changed(self, row: Generation) -> None:
        if self._current is not None and row.id == self._current.id:
            self._current = row
            self.updated.emit(row)

    def _on_rows_removed(self, ids: tuple[int, ...]) -> None:
        if self._current is not None and self._current.id in ids:
            self.select(None)

"""The library's presets for a view: those that match a search and a filter, favourites first."""

from enum import IntEnum, StrEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from ..core import template
from ..core.preset import PresetEntry
from ..core.wording import to_the_letter
from .presets import Presets

EXCERPT = 160
"""Characters of a prompt in a row; more than any row shows."""

_Index = QModelIndex | QPersistentModelIndex


class Shelf(StrEnum):
    """What a list can be narrowed to, beside a folder."""

    ALL = "all"
    FAVOURITES = "favourites"
    OWN = "own"
    BUILT_IN = "built-in"


class Role(IntEnum):
    """What a row has beside its name."""

    ENTRY = Qt.ItemDataRole.UserRole + 1
    FAVOURITE = ENTRY + 1
    MARK = ENTRY + 2
    """"Built-in", "Broken", "Instead of a built-in", or nothing."""
    SECOND = ENTRY + 3
    """The second line: the folder and how the prompt begins, or what is wrong."""
    CURRENT = ENTRY + 4
    """Whether the draft began with it."""


class PresetModel(QAbstractListModel):
    """Follows the library; what is searched and shown stays."""

    def __init__(self, presets: Presets, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._presets = presets
        self._words: tuple[str, ...] = ()
        self._shelf: Shelf = Shelf.ALL
        self._folder = ""
        self._all: list[PresetEntry] = []
        self._rows: list[PresetEntry] = []
        presets.listed.connect(self._take)
        presets.current_changed.connect(self._repaint)
        self._take()

    def show(self, search: str = "", shelf: Shelf = Shelf.ALL, folder: str = "") -> None:
        """List those that hold every word of ``search``, on this shelf, in or under ``folder``."""
        self._words = tuple(search.casefold().split())
        self._shelf, self._folder = shelf, folder
        self._narrow()

    def entry_at(self, row: int) -> PresetEntry | None:
        """The preset in ``row``."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, label: str) -> int:
        """Where the preset of this label stands, or -1."""
        return next((i for i, entry in enumerate(self._rows) if entry.label == label), -1)

    def _take(self) -> None:
        # Sorting is stable: within the favourites and the rest the library's order stays.
        self._all = sorted(
            self._presets.entries,
            key=lambda entry: (not self._presets.is_favourite(entry), entry.built_in),
        )
        self._narrow()

    def _narrow(self) -> None:
        rows = self._all
        if self._shelf is not Shelf.ALL or self._folder:
            rows = [entry for entry in rows if self._on_shelf(entry)]
        for word in self._words:
            rows = [entry for entry in rows if word in entry.searched]
        if rows != self._rows or not rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
        else:
            self._repaint()

    def _on_shelf(self, entry: PresetEntry) -> bool:
        match self._shelf:
            case Shelf.FAVOURITES if not self._presets.is_favourite(entry):
                return False
            case Shelf.OWN if entry.built_in:
                return False
            case Shelf.BUILT_IN if not entry.built_in:
                return False
        return not self._folder or f"{entry.folder}/".startswith(f"{self._folder}/")

    def _repaint(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def _mark(self, entry: PresetEntry) -> str:
        if entry.broken:
            return self.tr("Broken")
        if entry.shadows:
            return self.tr("Instead of a built-in")
        return self.tr("Built-in") if entry.built_in else ""

    def _second(self, entry: PresetEntry) -> str:
        if entry.preset is None:
            where = self.tr("Line {n}: ").format(n=entry.line) if entry.line else ""
            return where + entry.trouble
        prompt = " ".join(template.without_comments(entry.preset.prompt[: 4 * EXCERPT]).split())
        parts = (entry.folder.replace("/", " / "), prompt[:EXCERPT])
        return " · ".join(part for part in parts if part)

    def _spoken(self, entry: PresetEntry) -> str:
        favourite = self.tr("favourite") if self._presets.is_favourite(entry) else ""
        parts = (entry.name, self._mark(entry), favourite, self._second(entry))
        return ", ".join(part for part in parts if part)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entry_at(index.row())
        if entry is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.name
            case Qt.ItemDataRole.ToolTipRole:
                return to_the_letter(f"{entry.label}\n{self._second(entry)}")
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(entry)
            case Role.ENTRY:
                return entry
            case Role.FAVOURITE:
                return self._presets.is_favourite(entry)
            case Role.MARK:
                return self._mark(entry)
            case Role.SECOND:
                return self._second(entry)
            case Role.CURRENT:
                return entry.label == self._presets.label
        return None

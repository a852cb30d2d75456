"""The sets that were kept, as a list: newest first, with what came of each."""

from enum import IntEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
)

from ..core.pricing import format_credits
from ..core.variation_sets import SetSummary
from ..core.variation_words import count_of
from .cell_model import STAR
from .library import Library
from .tasks import TaskOwner
from .variations import VariationDesk

Index = QModelIndex | QPersistentModelIndex
PAUSE_MS = 60
"""Changes that come together are read together."""


class Role(IntEnum):
    """What a row has beside its texts."""

    SET = Qt.ItemDataRole.UserRole + 1
    OPEN = SET + 1
    """Whether it is the one on the desk."""
    FACTS = OPEN + 1


class SetModel(QAbstractListModel):
    """Reads the store when it is made, and again when something happens to a set."""

    def __init__(
        self,
        desk: VariationDesk,
        library: Library,
        tasks: TaskOwner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._library = library
        self._tasks = tasks
        self._rows: list[SetSummary] = []
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self.read)
        desk.sets_changed.connect(self._timer.start)
        desk.opened.connect(self._tell_all)
        self.read()

    def read(self) -> None:
        """Ask the store anew."""
        self._tasks.start(self._read(), "read sets", group="read sets", exclusive=True)

    def set_at(self, index: Index) -> SetSummary | None:
        """The set of a row; None for no row."""
        return self._rows[index.row()] if index.isValid() else None

    async def _read(self) -> None:
        rows = await self._library.run(lambda s: s.sets())
        if [each.id for each in rows] != [each.id for each in self._rows]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
        elif rows != self._rows:
            self._rows = rows
            self._tell_all()

    def _tell_all(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.set_at(index)
        if row is None:
            return None
        open_ = row.id == self._desk.set_id
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.name
            case Qt.ItemDataRole.ToolTipRole:
                return f"{row.name}\n{facts(row)}"
            case Qt.ItemDataRole.AccessibleTextRole:
                said = facts(row).replace(STAR, "starred")
                return ", ".join((row.name, *(("open",) if open_ else ()), said))
            case Role.SET:
                return row
            case Role.OPEN:
                return open_
            case Role.FACTS:
                return facts(row)
        return None


def facts(row: SetSummary) -> str:
    """``6 clips · 4 done · 2 ★ · 230 credits``; ``nothing sent`` for a plan alone."""
    if not row.clips:
        return "nothing sent"
    parts = [count_of(row.clips, "clip"), f"{row.done} done"]
    if row.starred:
        parts.append(f"{row.starred} {STAR}")
    if row.credits or not row.estimated:
        parts.append(f"{format_credits(row.credits)} credits")
    if row.estimated:
        parts.append(f"≈{format_credits(row.estimated)} to come")
    return " · ".join(parts)

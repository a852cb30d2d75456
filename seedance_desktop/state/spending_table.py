"""What was spent, as rows and columns of words; the last row is the sum of the others."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ..core import spec
from ..core.pricing import format_credits
from ..core.spending import Grouping, Line, total
from .spending import Spending

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Role(IntEnum):
    """What a cell has, beside its words."""

    LINE = Qt.ItemDataRole.UserRole + 1
    """Its whole ``Line``."""
    SUM = Qt.ItemDataRole.UserRole + 2
    """Whether it stands in the row of sums."""


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of a line."""

    head: str
    about: str
    words: Callable[[Line], str]
    spoken: Callable[[Line], str]


def _count(number: int) -> str:
    return f"{number:,}" if number else "–"


def _failed(line: Line) -> str:
    if not line.failed_charged:
        return _count(line.failed)
    return f"{line.failed:,} ({format_credits(line.failed_charged)})"


def _held(line: Line) -> str:
    if not line.unknown:
        return format_credits(line.held) if line.held else "–"
    unknown = f"{line.unknown:,} unknown"
    return f"{format_credits(line.held)} + {unknown}" if line.held else unknown


CHARGED = 1
"""The column with the bar."""

COLUMNS = (
    Column("", "", lambda line: line.name, lambda line: line.name),
    Column(
        "Charged",
        "Credits the service charged, failed ones too",
        lambda line: format_credits(line.charged),
        lambda line: f"{format_credits(line.charged)} credits charged",
    ),
    Column(
        "Estimated",
        "What those were expected to cost for which there was an estimate",
        lambda line: format_credits(line.estimated) if line.estimated else "–",
        lambda line: f"{format_credits(line.estimated)} credits estimated",
    ),
    Column(
        "Held",
        "Expected for what has no charge yet; what is unconfirmed may be billed",
        _held,
        lambda line: f"{_held(line)} credits held",
    ),
    Column("Clips", "Done", lambda line: _count(line.clips), lambda line: f"{line.clips} clips"),
    Column("★", "Starred", lambda line: _count(line.starred), lambda line: f"{line.starred} stars"),
    Column(
        "per ★",
        "Credits charged for each starred clip, whatever else was tried for it",
        lambda line: format_credits(line.per_star),
        lambda line: f"{format_credits(line.per_star)} credits for each star",
    ),
    Column(
        "Failed",
        "Refused or failed; in brackets what failed ones were charged",
        _failed,
        lambda line: f"{line.failed} failed, charged {format_credits(line.failed_charged)}",
    ),
    Column(
        "Unconfirmed",
        "May be billed: the answer was lost",
        lambda line: _count(line.unconfirmed),
        lambda line: f"{line.unconfirmed} unconfirmed",
    ),
)

_HEADS = {
    Grouping.DAY: "Day",
    Grouping.PROJECT: "Project",
    Grouping.MODEL: "Model",
    Grouping.PRESET: "Preset",
}


def line_name(by: Grouping, name: str) -> str:
    """The words for a line's name."""
    if by is Grouping.DAY:
        try:
            day = date.fromisoformat(name)
        except ValueError:
            return name
        return f"{day:%a} {day.day} {day:%b %Y}"
    if by is Grouping.MODEL:
        return spec.MODEL.label_of(name)
    return name or ("No project" if by is Grouping.PROJECT else "No preset")


class SpendingTable(QAbstractTableModel):
    """Follows a ``Spending``; without lines there is no row of sums either."""

    def __init__(self, spending: Spending, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._spending = spending
        self._by = spending.by
        self._lines: tuple[Line, ...] = ()
        spending.changed.connect(self._take)
        self._take()

    @property
    def most(self) -> float:
        """Charged and held of the line that has most of it: the length of a whole bar."""
        return max((line.charged + line.held for line in self._lines[:-1]), default=0.0)

    def _take(self) -> None:
        self.beginResetModel()
        self._by = self._spending.by
        lines = tuple(self._spending.lines)
        self._lines = (*lines, total(lines, "Total")) if lines else ()
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        column = COLUMNS[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.head or _HEADS[self._by]
            case Qt.ItemDataRole.ToolTipRole:
                return column.about or None
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self._lines[index.row()], COLUMNS[index.column()]
        last = index.row() == len(self._lines) - 1
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                if not index.column():
                    return line.name if last else line_name(self._by, line.name)
                spoken = role == Qt.ItemDataRole.AccessibleTextRole
                return (column.spoken if spoken else column.words)(line)
            case Qt.ItemDataRole.ToolTipRole:
                return None if index.column() else line_name(self._by, line.name)
            case Role.LINE:
                return line
            case Role.SUM:
                return last
        return None

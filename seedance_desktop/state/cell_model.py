"""The cells on the desk as a list: what is asked for, what it costs, what came of it."""

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ..core.generation import CameFrom, Generation, Mark
from ..core.pricing import Estimate
from ..core.request import VideoRequest
from ..core.validation import Problems
from ..core.variation_words import cell_label, price_words, settings_words
from ..core.wording import STATE_LABELS, to_the_letter
from .history_texts import credits_text
from .variations import VariationDesk

Index = QModelIndex | QPersistentModelIndex
STAR = "★"


class Role(IntEnum):
    """What a row has beside its texts."""

    ROW = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class CellRow:
    """One cell as it is shown."""

    key: str
    """Empty for one that is no longer in the plan."""
    place: int
    """From 1."""
    label: str
    request: VideoRequest
    estimate: Estimate | None = None
    spans: tuple[tuple[int, int], ...] = ()
    """Where its prompt differs from the others'."""
    problems: Problems = ()
    on: bool = False
    legal: bool = False
    results: tuple[Generation, ...] = ()
    times: int = 1
    """Clips of it that the plan asks for."""

    @property
    def problem(self) -> str:
        """The first thing wrong with it; empty where nothing is."""
        return self.problems[0].text if self.problems else ""

    @property
    def price(self) -> str:
        """Its price with its source; what was paid is among its results."""
        if self.estimate is None:
            return ""
        words = price_words(self.estimate)
        return words if self.times == 1 else f"{self.times} × {words}"

    @property
    def state(self) -> str:
        """Whether it is going to be sent, in a word."""
        if not self.key:
            return "no longer in the plan"
        if not self.legal:
            return "cannot be sent"
        return "on" if self.on else "off"


class CellModel(QAbstractListModel):
    """Follows the desk. A row's check mark switches its cell on and off."""

    def __init__(self, desk: VariationDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: list[CellRow] = []
        desk.changed.connect(self._show)
        desk.opened.connect(self._reset)
        desk.results_changed.connect(self._show)
        self._rows = self._read()

    def row(self, index: Index) -> CellRow | None:
        """The cell of a row; None for no row."""
        return self._rows[index.row()] if index.isValid() else None

    def keys(self) -> list[str]:
        """Keys of the cells that are in the plan, in their order."""
        return [row.key for row in self._rows if row.key]

    def _reset(self) -> None:
        self.beginResetModel()
        self._rows = self._read()
        self.endResetModel()

    def _show(self) -> None:
        """Show what changed, and leave selection and place alone where the cells are the same."""
        rows = self._read()
        if [self._id(row) for row in rows] != [self._id(row) for row in self._rows]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        before, self._rows = self._rows, rows
        for at, (old, new) in enumerate(zip(before, rows, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(at), self.index(at))

    def _id(self, row: CellRow) -> tuple[str, int]:
        return (row.key, row.place)

    def _read(self) -> list[CellRow]:
        desk = self._desk
        rows = [
            CellRow(
                cell.key,
                place,
                cell_label(desk.plan, cell.values),
                cell.request,
                desk.estimate_of(cell.request),
                cell.spans,
                cell.problems,
                cell.on,
                cell.legal,
                tuple(desk.results(desk.number_of(cell.key))),
                desk.plan.repeats,
            )
            for place, cell in enumerate(desk.cells, 1)
        ]
        for number in desk.former():
            results = tuple(desk.results(number))
            request = results[-1].request
            label = settings_words(request)
            rows.append(CellRow("", len(rows) + 1, label, request, results=results))
        return rows

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row(index)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if row is not None and row.key and row.legal:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index)
        if row is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.label
            case Qt.ItemDataRole.CheckStateRole:
                if not row.key or not row.legal:
                    return None
                return Qt.CheckState.Checked if row.on else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.ToolTipRole:
                return _tooltip(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(row)
            case Role.ROW:
                return row
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self.row(index)
        if row is None or role != Qt.ItemDataRole.CheckStateRole or not row.key or not row.legal:
            return False
        self._desk.switch((row.key,), Qt.CheckState(value) == Qt.CheckState.Checked)
        return True


def result_words(row: Generation) -> str:
    """``Done 38 ★``, ``full: Running ≈150``: what came of one generation of a cell."""
    full = "full: " if row.came_from is CameFrom.PROMOTED else ""
    star = f" {STAR}" if row.mark is Mark.STAR else ""
    return f"{full}{STATE_LABELS[row.state]} {credits_text(row)}{star}"


def spoken(row: CellRow) -> str:
    """A cell as a screen reader says it."""
    problems = [problem.text for problem in row.problems]
    results = [_spoken_result(result) for result in row.results]
    settings = settings_words(row.request)
    parts = (f"{row.place}", row.label, row.state, row.price, *results, *problems, settings)
    return ", ".join(part for part in (*parts, row.request.prompt) if part)


def _spoken_result(row: Generation) -> str:
    words = result_words(row).replace(f" {STAR}", ", starred").replace("≈", "about ")
    return f"{words} credits" if row.mark is not Mark.STAR else words


def _tooltip(row: CellRow) -> str:
    lines = [row.request.prompt, settings_words(row.request)]
    lines += [problem.text for problem in row.problems]
    return to_the_letter("\n\n".join(lines))

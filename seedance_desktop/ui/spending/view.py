"""What was spent: by day, project, model or preset, for any days; and its way to a spreadsheet."""

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QDate, QSignalBlocker, QStandardPaths, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDateEdit,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ...core.pricing import format_credits
from ...core.spending import Grouping, Line, total
from ...state.model import Model
from ...state.spending import Spending
from ...state.spending_table import SpendingTable
from .. import theme
from ..dialogs.parts import dialog_button, margins, named
from ..widgets.choices import ChoiceRow, segments
from ..widgets.labels import RemarkLabel
from .delegate import ROW, SpendingDelegate

_LARGEST = (1080, 640)
_ROUND = 48
"""Px of the window that stay visible around it."""
_WIDTHS = (0, 0, 92, 104, 62, 50, 78, 100, 108)
"""Px of the columns; the first two share the rest."""
_EARLIEST = QDate(2020, 1, 1)
_RANGES = {"today": 1, "week": 7, "month": 30}
"""Names of ranges, and how many days each has, today included."""


class SpendingView(QDialog):
    """Open it with ``open``. Follows the history while it is open."""

    def __init__(self, model: Model, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("spendingView")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Spending"))
        self._tasks = model.tasks
        self._spending = Spending(
            model.library, model.files, model.notices, model.tasks, self
        )  # fmt: skip
        self._group = Grouping.DAY
        self._table = self._build_table()
        self._summary = QLabel()
        named(self._summary, "spendingSummary", "")
        self._summary.setTextFormat(Qt.TextFormat.PlainText)
        self._remark = RemarkLabel()
        self._remark.setObjectName("spendingRemark")
        self._build()
        self._fit(parent)
        self._spending.changed.connect(self._show_lines)
        self._spending.exported.connect(self._say_exported)
        self._spending.refused.connect(lambda text: self._remark.show_remark(text, "error"))
        self._choose_range("month")

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*margins())
        column.setSpacing(theme.space(3))
        column.addLayout(self._build_head())
        column.addLayout(self._build_days())
        self._nothing = QLabel(self.tr("Nothing was sent in these days."))
        self._nothing.setObjectName("spendingNothing")
        self._nothing.setProperty("kind", "dim")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        for page in (self._table, self._nothing):
            self._stack.addWidget(page)
        column.addWidget(self._stack, 1)
        column.addWidget(self._remark)
        column.addLayout(self._build_foot())

    def _build_head(self) -> QHBoxLayout:
        title = QLabel(self.tr("Spending"))
        title.setProperty("kind", "title")
        choices = (
            (Grouping.DAY.value, self.tr("By day"), ""),
            (Grouping.PROJECT.value, self.tr("By project"), ""),
            (Grouping.MODEL.value, self.tr("By model"), ""),
            (Grouping.PRESET.value, self.tr("By preset"), ""),
        )
        self._by: ChoiceRow = segments(self.tr("Show"), choices, lambda v: f"spendingBy_{v}")
        self._by.show_value(self._group)
        self._by.chosen.connect(self._on_grouping)
        row = QHBoxLayout()
        row.addWidget(title, 1)
        row.addWidget(self._by, 2)
        return row

    def _build_days(self) -> QHBoxLayout:
        choices = (
            ("today", self.tr("Today"), ""),
            ("week", self.tr("7 days"), ""),
            ("month", self.tr("30 days"), ""),
            ("all", self.tr("All"), ""),
        )
        self._range: ChoiceRow = segments(self.tr("Days"), choices, lambda v: f"spendingRange_{v}")
        self._range.chosen.connect(self._choose_range)
        self._first, self._last = _DayEdit(), _DayEdit()
        named(self._first, "spendingFrom", self.tr("First day"))
        named(self._last, "spendingTo", self.tr("Last day"))
        for edit in (self._first, self._last):
            edit.dateChanged.connect(self._on_days)
        row = QHBoxLayout()
        row.setSpacing(theme.space(2))
        row.addWidget(self._range, 1)
        for widget in (_dim(self.tr("from")), self._first, _dim(self.tr("to")), self._last):
            row.addWidget(widget)
        return row

    def _build_table(self) -> QTableView:
        table = QTableView()
        named(table, "spendingTable", self.tr("Spending, line by line"))
        table.setModel(SpendingTable(self._spending, table))
        table.setItemDelegate(SpendingDelegate(table))
        table.setProperty("kind", "boxed")
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setCornerButtonEnabled(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        for column, width in enumerate(_WIDTHS):
            stretch = QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed if width else stretch)
            if width:
                header.resizeSection(column, width)
        header.setMinimumSectionSize(40)
        return table

    def _build_foot(self) -> QHBoxLayout:
        self._export = dialog_button("spendingExport", self.tr("Export CSV…"))
        self._export.setToolTip(self.tr("What is shown, for a spreadsheet"))
        self._export.clicked.connect(self._ask_where)
        close = dialog_button("spendingClose", self.tr("Close"))
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(theme.space(2))
        row.addWidget(self._summary, 1)
        row.addWidget(self._export)
        row.addWidget(close)
        return row

    def _fit(self, parent: QWidget | None) -> None:
        room = parent.size() if parent is not None else None
        width, height = _LARGEST
        if room is not None:
            width, height = min(width, room.width() - _ROUND), min(height, room.height() - _ROUND)
        self.resize(width, height)

    # Which days, and in which groups

    def _on_grouping(self, value: str) -> None:
        self._group = Grouping(value)
        self._load()

    def _choose_range(self, name: str) -> None:
        self._range.show_value(name)
        if name == "all":
            self._tasks.start(self._choose_all(), "first day", group="spending days")
            return
        last = date.today()
        self._set_days(last - timedelta(days=_RANGES[name] - 1), last)

    async def _choose_all(self) -> None:
        self._set_days(await self._spending.first_day(), date.today())

    def _set_days(self, first: date, last: date) -> None:
        for edit, day in ((self._first, first), (self._last, last)):
            with QSignalBlocker(edit):
                edit.setMaximumDate(_qdate(date.today()))
                edit.setDate(_qdate(day))
        self._load()

    def _on_days(self) -> None:
        """The person typed a day: no range of the row is it any more."""
        self._range.show_value("")
        self._load()

    def _load(self) -> None:
        days = sorted(_day(edit) for edit in (self._first, self._last))
        self._remark.show_remark("")
        self._spending.show(self._group, days[0], days[1])

    # What is shown

    def _show_lines(self) -> None:
        lines = self._spending.lines
        self._stack.setCurrentWidget(self._table if lines else self._nothing)
        self._export.setEnabled(bool(lines))
        words = _summary(total(lines)) if lines else ""
        self._summary.setText(words)
        self._summary.setAccessibleName(words)

    def _ask_where(self) -> None:
        place = QStandardPaths.StandardLocation.DocumentsLocation
        days = "-to-".join(sorted({f"{day:%Y-%m-%d}" for day in self._spending.days}))
        name = f"seedance-spending-by-{self._spending.by}-{days}.csv"
        start = str(Path(QStandardPaths.writableLocation(place)) / name)
        chooser = QFileDialog(self, self.tr("Export what was spent"), start)
        chooser.setObjectName("spendingChooser")
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("csv")
        chooser.setNameFilters([self.tr("Tables (*.csv)"), self.tr("All files (*)")])
        chooser.selectFile(name)
        chooser.fileSelected.connect(lambda path: self._spending.export(Path(path)))
        chooser.open()

    def _say_exported(self, name: str) -> None:
        self._remark.show_remark("")
        self._summary.setText(self.tr("Saved as {name}").format(name=name))
        self._summary.setAccessibleName(self._summary.text())

    def done(self, result: int) -> None:
        self._spending.close()
        self._tasks.cancel("spending days")
        super().done(result)


class _DayEdit(QDateEdit):
    """A day, typed or stepped; the wheel changes it only while it has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setDisplayFormat("yyyy-MM-dd")
        self.setMinimumDate(_EARLIEST)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedWidth(120)
        # The style sheet's padding does not reach the text of a box without buttons.
        self.lineEdit().setTextMargins(8, 0, 8, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _day(edit: QDateEdit) -> date:
    shown = edit.date()
    return date(shown.year(), shown.month(), shown.day())


def _dim(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("kind", "dim")
    return label


def _summary(line: Line) -> str:
    parts = [f"{format_credits(line.charged)} credits charged"]
    over = line.over_estimate
    if over is not None and round(abs(over) * 100):
        word = "over" if over > 0 else "under"
        parts.append(f"{round(abs(over) * 100)} % {word} the estimates")
    parts.append(f"{line.clips:,} {'clip' if line.clips == 1 else 'clips'}")
    if line.per_star is not None:
        parts.append(f"{format_credits(line.per_star)} a starred clip")
    return " · ".join(parts)

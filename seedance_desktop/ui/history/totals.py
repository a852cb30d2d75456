"""The line under the list: credits of today, held ones, and how many clips there are."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QWidget

from ...core.budget import Scope, Standing, Totals
from ...core.budget_words import explained
from ...core.pricing import format_credits
from ...core.wording import escaped
from .. import theme
from ..widgets.buttons import icon_button
from ..widgets.flow import FlowLayout

_ORDER = (Scope.DAY, Scope.SESSION, Scope.PROJECT)
_LONGEST_NAME = 18
"""Characters of a project's name; the tooltip has it whole."""


class TotalsBar(QFrame):
    """Shows ``Totals``; what is not known is said, never left out of a sum in silence."""

    spending_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "footer")
        sums = QWidget(self)
        flow = FlowLayout(sums, gap=theme.space(3), line_gap=theme.space(1), last_at_the_end=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.MARGIN, theme.space(2), theme.space(2), theme.space(2))
        row.setSpacing(theme.space(1))
        row.addWidget(sums, 1, Qt.AlignmentFlag.AlignVCenter)
        self._today = self._add_label("historyToday", flow)
        self._held = self._add_label("historyHeld", flow)
        self._budgets = {scope: self._add_label(f"historyBudget_{scope}", flow) for scope in _ORDER}
        self._clips = self._add_label("historyClips", flow)
        self._today.setToolTip(self.tr("Credits charged for what was sent since midnight"))
        self._spending = icon_button("chart", self.tr("Spending"))
        self._spending.setObjectName("spendingButton")
        self._spending.clicked.connect(self.spending_requested)
        row.addWidget(self._spending, 0, Qt.AlignmentFlag.AlignBottom)
        self._totals = Totals()
        self._standings: tuple[Standing, ...] = ()
        self.show_totals(self._totals, ())
        theme.current().changed.connect(self._on_theme)

    def _on_theme(self) -> None:
        self.show_totals(self._totals, self._standings)

    def show_totals(self, totals: Totals, standings: tuple[Standing, ...]) -> None:
        """Show the sums, and the budgets there are, as they now stand."""
        self._totals, self._standings = totals, standings
        _say(self._today, self.tr("Today"), format_credits(totals.day.charged))
        _say(self._held, self.tr("Held"), self._held_figure(totals))
        self._held.setToolTip(self._held_explained(totals))
        by_scope = {standing.scope: standing for standing in standings}
        for scope, label in self._budgets.items():
            self._show_budget(label, by_scope.get(scope))
        count = f"{totals.clips:,}"
        words = self.tr("{} clip") if totals.clips == 1 else self.tr("{} clips")
        self._clips.setText(words.format(count))
        self._clips.setAccessibleName(words.format(count))

    def _show_budget(self, label: QLabel, standing: Standing | None) -> None:
        label.setVisible(standing is not None)
        if standing is None:
            return
        label.setToolTip(explained(standing))
        amount = format_credits(standing.amount)
        if standing.scope is Scope.DAY:
            # What is gone of it stands before it.
            _say(label, self.tr("Budget"), amount)
            return
        gone = self.tr("{gone} of {amount}").format(
            gone=format_credits(standing.spent.total), amount=amount
        )
        name = self.tr("Session") if standing.scope is Scope.SESSION else _short(standing.project)
        _say(label, name, gone)

    def _held_figure(self, totals: Totals) -> str:
        held, count = totals.day.held, totals.day.unknown
        unknown = self.tr("{} unknown").format(count)
        if not count:
            return format_credits(held)
        return f"{format_credits(held)} + {unknown}" if held else unknown

    def _held_explained(self, totals: Totals) -> str:
        text = self.tr(
            "Credits expected for what is waiting, is being sent, or may be billed without our "
            "knowing: all that was sent today and has no charge yet"
        )
        if totals.day.unknown:
            text += self.tr("; nothing is known yet of what {} of them will cost").format(
                totals.day.unknown
            )
        return text

    def _add_label(self, name: str, row: QLayout) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setProperty("kind", "dim")
        label.setTextFormat(Qt.TextFormat.RichText)
        row.addWidget(label)
        return label


def _say(label: QLabel, word: str, figure: str) -> None:
    color = theme.color("text").name()
    label.setText(f'{escaped(word)} <b style="color: {color}">{escaped(figure)}</b>')
    label.setAccessibleName(f"{word} {figure}")


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME].rstrip() + "…"

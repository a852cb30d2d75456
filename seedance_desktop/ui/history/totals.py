"""The line under the list: credits of today and in flight, and how many clips there are."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QWidget

from ...core.generation import Totals
from ...core.pricing import format_credits
from .. import theme
from ..widgets.flow import FlowLayout


class TotalsBar(QFrame):
    """Shows ``Totals``; what is not known is said, never left out of a sum in silence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "footer")
        credits = QWidget(self)
        flow = FlowLayout(credits, gap=theme.space(3))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.MARGIN, theme.space(2) + 2, theme.MARGIN, theme.space(2) + 2)
        row.addWidget(credits, 1)
        self._today = self._add_label("historyToday", flow)
        self._in_flight = self._add_label("historyInFlight", flow)
        self._clips = self._add_label("historyClips", row)
        self._today.setToolTip(self.tr("Credits charged for what was sent since midnight"))
        self._totals = Totals()
        self.show_totals(self._totals)
        theme.current().changed.connect(self._on_theme)

    def _on_theme(self) -> None:
        self.show_totals(self._totals)

    def show_totals(self, totals: Totals) -> None:
        """Show the sums as they now stand."""
        self._totals = totals
        _say(self._today, self.tr("Today"), format_credits(totals.today))
        _say(self._in_flight, self.tr("In flight"), self._held(totals))
        self._in_flight.setToolTip(self._held_explained(totals))
        count = f"{totals.clips:,}"
        words = self.tr("{} clip") if totals.clips == 1 else self.tr("{} clips")
        self._clips.setText(words.format(count))
        self._clips.setAccessibleName(words.format(count))

    def _held(self, totals: Totals) -> str:
        unknown = self.tr("{} unknown").format(totals.in_flight_unknown)
        if not totals.in_flight_unknown:
            return format_credits(totals.in_flight)
        return f"{format_credits(totals.in_flight)} + {unknown}" if totals.in_flight else unknown

    def _held_explained(self, totals: Totals) -> str:
        text = self.tr(
            "Credits charged or expected for what is waiting, sending, running or unconfirmed"
        )
        if totals.in_flight_unknown:
            text += self.tr("; nothing is known yet of what {} of them will cost").format(
                totals.in_flight_unknown
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
    label.setText(f'{escape(word)} <b style="color: {color}">{escape(figure)}</b>')
    label.setAccessibleName(f"{word} {figure}")

"""The line under the list: credits of today, held ones, and how many clips there are."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QWidget

from ...core.budget import Totals
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
        self._held = self._add_label("historyHeld", flow)
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
        _say(self._today, self.tr("Today"), format_credits(totals.day.charged))
        _say(self._held, self.tr("Held"), self._held_figure(totals))
        self._held.setToolTip(self._held_explained(totals))
        count = f"{totals.clips:,}"
        words = self.tr("{} clip") if totals.clips == 1 else self.tr("{} clips")
        self._clips.setText(words.format(count))
        self._clips.setAccessibleName(words.format(count))

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
    label.setText(f'{escape(word)} <b style="color: {color}">{escape(figure)}</b>')
    label.setAccessibleName(f"{word} {figure}")

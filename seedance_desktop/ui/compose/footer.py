"""What never scrolls: problems, cost, and the button that spends money."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ...core.budget import Standing
from ...core.budget_words import explained, left_words
from ...core.pricing import NEWEST, Estimate, Source, format_credits
from ...core.wording import to_the_letter
from ...state.draft import Draft
from .. import theme
from ..widgets.buttons import HintButton
from ..widgets.flow import FlowLayout
from .generate_key import KEYS
from .problem_list import ProblemList


class ComposeFooter(QFrame):
    """Pinned under the form."""

    generate_clicked = Signal()
    variations_clicked = Signal()
    field_asked = Signal(str)

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self.setProperty("kind", "footer")
        self._problems = ProblemList(draft)
        self._cost, self._left = QLabel(), QLabel()
        self._cost.setObjectName("costLabel")
        self._left.setObjectName("budgetLabel")
        self._left.setProperty("kind", "dim")
        self._left.hide()
        self._standing: Standing | None = None
        keys = KEYS[0].toString(QKeySequence.SequenceFormat.NativeText)
        self._generate = HintButton(self.tr("Generate"), keys.replace("Return", "↵"))
        self._generate.setObjectName("generateButton")
        self._generate.setProperty("kind", "primary")
        self._variations = QPushButton(self.tr("Variations…"))
        self._variations.setObjectName("variationsButton")
        self._variations.setAccessibleName(self.tr("Variations"))
        self._variations.setToolTip(self.tr("Several clips at once that differ in what you choose"))
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.space(2))
        buttons.addWidget(self._generate, 1)
        buttons.addWidget(self._variations)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.MARGIN, theme.space(3), theme.MARGIN, theme.space(3))
        self._column.setSpacing(theme.space(2))
        self._column.addWidget(self._problems)
        self._column.addLayout(self._build_cost_line())
        self._column.addLayout(buttons)
        self._problems.field_asked.connect(self.field_asked)
        self._generate.clicked.connect(self.generate_clicked)
        self._variations.clicked.connect(self.variations_clicked)
        draft.problems_changed.connect(self._show_legality)
        draft.estimate_changed.connect(self._show_cost)
        self._show_legality()
        self._show_cost()

    def show_budget(self, standing: Standing | None) -> None:
        """Say how much is left of this budget beside what the draft costs; nothing for none."""
        self._standing = standing
        self._show_left()

    def _build_cost_line(self) -> QLayout:
        line = FlowLayout(gap=theme.space(2), line_gap=0, last_at_the_end=True)
        for label in (self._cost, self._left):
            label.setMinimumWidth(1)  # a long one is cut off rather than widening the pane
            line.addWidget(label)
        return line

    def ask_above_buttons(self, widget: QWidget) -> None:
        """Give a question its place, right above the buttons."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def focus_generate(self) -> None:
        """Put the focus on Generate."""
        self._generate.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_variations(self) -> None:
        """Put the focus on the button for variations."""
        self._variations.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_legality(self) -> None:
        legal = self._draft.legal
        reason = "" if legal else self._draft.problems[0].text
        self._generate.setEnabled(legal)
        self._generate.setToolTip(to_the_letter(reason))
        self._generate.setAccessibleDescription(reason)

    def _show_cost(self) -> None:
        text = self._cost_text(self._draft.estimate)
        self._cost.setText(text)
        plain = text.replace("<b>", "").replace("</b>", "")
        self._cost.setAccessibleName(plain)
        self._cost.setToolTip(plain)

        self._show_left()

    def _show_left(self) -> None:
        standing, amount = self._standing, self._draft.estimate.amount
        self._left.setVisible(standing is not None)
        if standing is None:
            return
        text = left_words(standing, amount)
        self._left.setText(text)
        self._left.setAccessibleName(text)
        self._left.setToolTip(explained(standing))
        over = amount is not None and not standing.takes(amount)
        theme.set_property(self._left, "state", "warning" if over else "")

    def _cost_text(self, estimate: Estimate) -> str:
        low, high = format_credits(estimate.low), format_credits(estimate.high)
        amount = low if low == high else f"{low} – {high}"
        match estimate.source:
            case Source.PAST_CHARGES if estimate.seen == 1:
                return self.tr("About <b>{amount} credits</b> · seen once").format(amount=amount)
            case Source.PAST_CHARGES:
                count = f"{NEWEST}+" if estimate.seen == NEWEST else str(estimate.seen)
                return self.tr("About <b>{amount} credits</b> · seen {count} times").format(
                    amount=amount, count=count
                )
            case Source.PRICE_LIST:
                return self.tr("About <b>{amount} credits</b> · by the price list").format(
                    amount=amount
                )
        return self.tr("Cost unknown until your first charge")

"""What never scrolls: problems, cost, and the button that spends money."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from ...core.pricing import Estimate, Source, format_credits
from ...state.draft import Draft
from .. import theme
from ..widgets.buttons import HintButton
from .generate_key import KEYS
from .problem_list import ProblemList


class ComposeFooter(QFrame):
    """Pinned under the form."""

    generate_clicked = Signal()
    field_asked = Signal(str)

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self.setProperty("kind", "footer")
        self._problems = ProblemList(draft)
        self._cost = QLabel()
        self._cost.setObjectName("costLabel")
        self._cost.setWordWrap(True)
        keys = KEYS[0].toString(QKeySequence.SequenceFormat.NativeText)
        self._generate = HintButton(self.tr("Generate"), keys.replace("Return", "↵"))
        self._generate.setObjectName("generateButton")
        self._generate.setProperty("kind", "primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.space(3), theme.MARGIN, theme.space(3))
        column.setSpacing(theme.space(2))
        for widget in (self._problems, self._cost, self._generate):
            column.addWidget(widget)
        self._problems.field_asked.connect(self.field_asked)
        self._generate.clicked.connect(self.generate_clicked)
        draft.problems_changed.connect(self._show_legality)
        draft.estimate_changed.connect(self._show_cost)
        self._show_legality()
        self._show_cost()

    def _show_legality(self) -> None:
        legal = self._draft.legal
        reason = "" if legal else self._draft.problems[0].text
        self._generate.setEnabled(legal)
        self._generate.setToolTip(reason)
        self._generate.setAccessibleDescription(reason)

    def _show_cost(self) -> None:
        text = self._cost_text(self._draft.estimate)
        self._cost.setText(text)
        self._cost.setAccessibleName(text.replace("<b>", "").replace("</b>", ""))

    def _cost_text(self, estimate: Estimate) -> str:
        low, high = format_credits(estimate.low), format_credits(estimate.high)
        amount = low if low == high else f"{low} – {high}"
        match estimate.source:
            case Source.PAST_CHARGES if estimate.seen == 1:
                return self.tr("About <b>{amount} credits</b> · seen once").format(amount=amount)
            case Source.PAST_CHARGES:
                return self.tr("About <b>{amount} credits</b> · seen {count} times").format(
                    amount=amount, count=estimate.seen
                )
            case Source.PRICE_LIST:
                return self.tr("About <b>{amount} credits</b> · by the price list").format(
                    amount=amount
                )
        return self.tr("Cost unknown until your first charge")

"""Budgets and projects. A dialog of its own: the settings fill the smallest window already."""

import math
from contextlib import suppress

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ...core.budget import HIGHEST, Scope, Spent
from ...core.pricing import format_credits
from ...state.budgets import Budgets
from .. import theme
from ..widgets.inputs import QuietComboBox
from ..widgets.labels import ElidedLabel, RemarkLabel
from .parts import dialog_button, fit_height, margins, named, wrapping_label
from .project_dialog import ProjectDialog

_WIDTH = 600
_NAME_WIDTH = 190
_AMOUNT_WIDTH = 104


class BudgetsDialog(QDialog):
    """Every change counts at once. Open it with ``open``."""

    def __init__(self, budgets: Budgets, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._budgets = budgets
        self.setObjectName("budgetsDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Budgets"))
        self._amounts: dict[Scope, QLineEdit] = {}
        self._gone: dict[Scope, QLabel] = {}
        self._project = QuietComboBox()
        named(self._project, "budgetProject", self.tr("Project"))
        self._remark = RemarkLabel()
        self._remark.setObjectName("budgetRemark")
        self._build()
        self._project.activated.connect(self._on_project_chosen)
        budgets.changed.connect(self._show)
        self._show()
        fit_height(self, _WIDTH)

    def _build(self) -> None:
        note = self.tr(
            "A send that goes over a budget asks first, and so does what waits. Without an amount "
            "there is no budget."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(*margins())
        column.setSpacing(theme.space(3))
        column.addWidget(_heading(self.tr("Budgets")))
        column.addWidget(wrapping_label("small_dim", note))
        column.addLayout(self._build_grid())
        column.addWidget(self._remark)
        column.addLayout(self._build_project_buttons())
        about = self.tr(
            "What you send counts for the project that is chosen, here or at the top of the window."
        )
        column.addWidget(wrapping_label("small_dim", about))
        close = dialog_button("budgetsClose", self.tr("Close"))
        close.clicked.connect(self.accept)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def _build_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(2))
        grid.setVerticalSpacing(theme.space(2))
        grid.setColumnStretch(3, 1)
        grid.setColumnMinimumWidth(0, _NAME_WIDTH)
        self._project.setFixedWidth(_NAME_WIDTH)
        rows: tuple[tuple[Scope, QWidget, str, str], ...] = (
            (Scope.SESSION, _dim(self.tr("This session")), "budgetSession",
             self.tr("Budget for a session, in credits")),
            (Scope.DAY, _dim(self.tr("Each day")), "budgetDay",
             self.tr("Budget for a day, in credits")),
            (Scope.PROJECT, self._project, "budgetProjectAmount",
             self.tr("Budget for the project, in credits")),
        )  # fmt: skip
        for line, (scope, label, name, says) in enumerate(rows):
            amount, gone = QLineEdit(), ElidedLabel()
            named(amount, name, says)
            gone.setObjectName(f"{name}Gone")
            gone.setProperty("kind", "dim")
            amount.setFixedWidth(_AMOUNT_WIDTH)
            amount.setMaxLength(16)
            amount.setPlaceholderText(self.tr("no budget"))
            amount.setAlignment(Qt.AlignmentFlag.AlignRight)
            amount.editingFinished.connect(lambda s=scope: self._take(s))
            amount.textChanged.connect(lambda _, s=scope: self._follow(s))
            self._amounts[scope], self._gone[scope] = amount, gone
            for place, widget in enumerate((label, amount, _dim(self.tr("credits")), gone)):
                grid.addWidget(widget, line, place)
        return grid

    def _build_project_buttons(self) -> QHBoxLayout:
        new = dialog_button("projectNew", self.tr("New project…"))
        self._rename = dialog_button("projectRename", self.tr("Rename…"))
        self._remove = dialog_button("projectRemove", self.tr("Remove"))
        self._remove.setToolTip(self.tr("Takes it off the list; what was made for it is kept"))
        new.clicked.connect(lambda: ProjectDialog(self._budgets, "", self).open())
        self._rename.clicked.connect(self._on_rename)
        self._remove.clicked.connect(lambda: self._budgets.remove(self._budgets.project))
        row = QHBoxLayout()
        row.setSpacing(theme.space(2))
        buttons: tuple[QPushButton, ...] = (new, self._rename, self._remove)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _show(self) -> None:
        chosen = self._budgets.project
        with QSignalBlocker(self._project):
            self._project.clear()
            self._project.addItem(self.tr("No project"), "")
            for name in self._budgets.projects:
                self._project.addItem(name, name)
            self._project.setCurrentIndex(max(0, self._project.findData(chosen)))
        for button in (self._rename, self._remove):
            button.setEnabled(bool(chosen))
        self._amounts[Scope.PROJECT].setEnabled(bool(chosen))
        for scope, edit in self._amounts.items():
            if not edit.hasFocus():
                self._show_amount(scope)
        for scope, spent in self._budgets.sums.items():
            self._gone[scope].setText("" if scope is Scope.PROJECT and not chosen else _gone(spent))

    def _show_amount(self, scope: Scope) -> None:
        amount = self._budgets.amount(scope)
        text = "" if amount is None else format_credits(amount).replace(",", "")
        with QSignalBlocker(self._amounts[scope]):
            self._amounts[scope].setText(text)
        self._say(scope, "")

    def _follow(self, scope: Scope) -> None:
        """An amount counts as it is typed; what is none yet is not told before it is finished."""
        self._say(scope, "")
        with suppress(ValueError):
            self._budgets.set_amount(scope, _amount(self._amounts[scope].text().strip()))

    def _take(self, scope: Scope) -> None:
        """What is no amount is said, and changes nothing."""
        text = self._amounts[scope].text().strip()
        try:
            self._budgets.set_amount(scope, _amount(text))
        except ValueError:
            self._say(scope, self.tr("“{}” is no amount. Write a figure like 3000.").format(text))
        else:
            self._show_amount(scope)

    def _say(self, scope: Scope, problem: str) -> None:
        theme.set_property(self._amounts[scope], "invalid", bool(problem))
        if problem or self._remark.text():
            self._remark.show_remark(problem, "error")
            fit_height(self, _WIDTH)

    def _on_project_chosen(self, index: int) -> None:
        self._budgets.use(self._project.itemData(index))
        self._show_amount(Scope.PROJECT)

    def _on_rename(self) -> None:
        ProjectDialog(self._budgets, self._budgets.project, self).open()


def _amount(text: str) -> float | None:
    """Credits as they were typed, None for nothing. Raises ``ValueError`` for no amount."""
    if not text:
        return None
    plain = "".join(text.split())
    # A comma before three last figures sets thousands apart, as the app itself writes them.
    head, comma, tail = plain.rpartition(",")
    plain = head.replace(",", "") + ("" if len(tail) == 3 else ".") + tail if comma else plain
    amount = float(plain)
    if not math.isfinite(amount) or not 0 <= amount <= HIGHEST:
        raise ValueError(text)
    return amount


def _gone(spent: Spent) -> str:
    text = f"{format_credits(spent.charged)} charged, {format_credits(spent.held)} held"
    return f"{text}, {spent.unknown} unknown" if spent.unknown else text


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("kind", "strong")
    return label


def _dim(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("kind", "dim")
    return label

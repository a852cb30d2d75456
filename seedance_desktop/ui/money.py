"""The wires of all that is about money: budgets, projects, and the view of what was spent."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ..state.model import Model
from .compose.pane import ComposePane
from .history.pane import HistoryPane
from .project_button import ProjectButton

SPENDING_KEY = "Ctrl+Shift+B"


class MoneyWires(QObject):
    """Connects the panes; dialogs are loaded when they are first opened.

    It goes with the window: sums may still change while that is taken down.
    """

    def __init__(
        self,
        model: Model,
        compose: ComposePane,
        history: HistoryPane,
        project: ProjectButton,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._model = model
        self._compose = compose
        self._window = window
        model.budgets.changed.connect(self._show_left)
        self._show_left()
        project.new_requested.connect(lambda: self._name_project(""))
        project.rename_requested.connect(lambda: self._name_project(model.budgets.project))
        project.budgets_requested.connect(self.open_budgets)
        history.spending_requested.connect(self.open_spending)
        key = QShortcut(QKeySequence(SPENDING_KEY), window)
        key.activated.connect(self.open_spending)

    def open_budgets(self) -> None:
        """Set budgets and projects."""
        from .dialogs.budgets_dialog import BudgetsDialog

        BudgetsDialog(self._model.budgets, self._window).open()

    def open_spending(self) -> None:
        """Show what was spent."""
        from .spending.view import SpendingView

        SpendingView(self._model, self._window).open()

    def _show_left(self) -> None:
        self._compose.show_budget(self._model.budgets.tightest)

    def _name_project(self, renamed: str) -> None:
        from .dialogs.project_dialog import ProjectDialog

        ProjectDialog(self._model.budgets, renamed, self._window).open()

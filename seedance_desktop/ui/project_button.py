"""Which project is paid for: shown in the header, chosen from its menu."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ..core.wording import to_the_letter
from ..state.budgets import Budgets
from .widgets.menus import add, make_menu, pop_up_under

_WIDEST, _NARROWEST = 92, 28
"""Px of the name; a longer one is cut off, and whole in the tooltip."""
_AROUND = 34
"""Px of the button around the name: its padding, and the mark of a menu."""


class ProjectButton(QPushButton):
    """Opens a menu of the projects; what is chosen there counts for all that is sent then."""

    new_requested = Signal()
    rename_requested = Signal()
    budgets_requested = Signal()

    def __init__(self, budgets: Budgets, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._budgets = budgets
        self.setObjectName("projectButton")
        self.setProperty("kind", "pill")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._name = ""
        self.clicked.connect(self._open)
        budgets.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        project = self._budgets.project
        name = self._name = project or self.tr("No project")
        self._fit()
        self.updateGeometry()
        self.setAccessibleName(self.tr("Project: {name}").format(name=name))
        counts = (
            self.tr("What you send counts for “{name}”.").format(name=project)
            if project
            else self.tr("What you send counts for no project.")
        )
        self.setToolTip(to_the_letter(counts))
        self.setAccessibleDescription(counts)

    def _fit(self) -> None:
        """Write as much of the name as there is room for."""
        room = max(_NARROWEST, min(_WIDEST, self.width() - _AROUND))
        shown = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        self.setText(f"{shown} ▾".replace("&", "&&"))

    def _open(self) -> None:
        menu = make_menu(self, "projectMenu", self.tr("What you send counts for"))
        one_of = QActionGroup(menu)
        for place, project in enumerate(("", *self._budgets.projects)):
            words = project or self.tr("No project")
            action = add(menu, f"project_{place}", words, partial(self._budgets.use, project))
            action.setCheckable(True)
            action.setChecked(project == self._budgets.project)
            one_of.addAction(action)
        menu.addSeparator()
        add(menu, "projectNew", self.tr("New project…"), self.new_requested.emit)
        if self._budgets.project:
            words = self.tr("Rename this project…")
            add(menu, "projectRename", words, self.rename_requested.emit)
        add(menu, "projectBudgets", self.tr("Budgets…"), self.budgets_requested.emit)
        pop_up_under(menu, self)

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        name = min(_WIDEST, self.fontMetrics().horizontalAdvance(self._name) + 1)
        return QSize(name + _AROUND, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(_NARROWEST + _AROUND, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

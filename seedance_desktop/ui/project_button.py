"""Which project is paid for: shown in the header, chosen from its menu."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from ..state.budgets import Budgets

_WIDEST = 92
"""Px of the name; a longer one is cut off, and whole in the tooltip."""


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
        self._menu = QMenu(self)
        self._menu.setObjectName("projectMenu")
        self.clicked.connect(self._open)
        budgets.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        project = self._budgets.project
        name = project or self.tr("No project")
        shown = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, _WIDEST)
        self.setText(f"{shown} ▾".replace("&", "&&"))
        self.setAccessibleName(self.tr("Project: {name}").format(name=name))
        counts = (
            self.tr("What you send counts for “{name}”.").format(name=project)
            if project
            else self.tr("What you send counts for no project.")
        )
        self.setToolTip(counts)
        self.setAccessibleDescription(counts)

    def _open(self) -> None:
        self._menu.clear()
        chosen = QActionGroup(self._menu)
        for project in ("", *self._budgets.projects):
            action = QAction((project or self.tr("No project")).replace("&", "&&"), self._menu)
            action.setCheckable(True)
            action.setChecked(project == self._budgets.project)
            action.setData(project)
            chosen.addAction(action)
            self._menu.addAction(action)
        chosen.triggered.connect(lambda action: self._budgets.use(action.data()))
        self._menu.addSeparator()
        self._menu.addAction(self.tr("New project…"), self.new_requested.emit)
        if self._budgets.project:
            self._menu.addAction(self.tr("Rename this project…"), self.rename_requested.emit)
        self._menu.addAction(self.tr("Budgets…"), self.budgets_requested.emit)
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

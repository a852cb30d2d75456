"""The name of a project: of a new one, or another one for one there is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ...core.budget import LONGEST_PROJECT
from ...state.budgets import Budgets
from .. import theme
from ..widgets.labels import RemarkLabel
from .parts import dialog_button, fit_height, margins, named, wrapping_label

_WIDTH = 400


class ProjectDialog(QDialog):
    """Open it with ``open``; a new project is used at once."""

    def __init__(self, budgets: Budgets, renamed: str, parent: QWidget | None = None) -> None:
        """``renamed`` is the project that gets another name; empty for a new one."""
        super().__init__(parent)
        self._budgets = budgets
        self._renamed = renamed
        self.setObjectName("projectDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = self.tr("Rename the project") if renamed else self.tr("New project")
        self.setWindowTitle(title)
        self._name = QLineEdit(renamed)
        named(self._name, "projectNameEdit", self.tr("Name of the project"))
        self._name.setMaxLength(LONGEST_PROJECT)
        self._name.setPlaceholderText(self.tr("Name of the project"))
        self._name.selectAll()
        self._remark = RemarkLabel()
        self._remark.setObjectName("projectRemark")
        save = dialog_button(
            "projectSave", self.tr("Rename") if renamed else self.tr("Begin"), "primary"
        )
        cancel = dialog_button("projectCancel", self.tr("Cancel"))
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.space(2))
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(save)
        column = QVBoxLayout(self)
        column.setContentsMargins(*margins())
        column.setSpacing(theme.space(3))
        column.addWidget(wrapping_label("strong", title))
        column.addWidget(self._name)
        column.addWidget(self._remark)
        column.addLayout(buttons)
        self._name.textEdited.connect(lambda: self._say(""))
        save.clicked.connect(self._save)
        cancel.clicked.connect(self.reject)
        fit_height(self, _WIDTH)
        self._name.setFocus()

    def _save(self) -> None:
        name = " ".join(self._name.text().split())
        refusal = self._budgets.refusal(name, self._renamed)
        if refusal:
            self._say(refusal)
            return
        if self._renamed:
            self._budgets.rename(self._renamed, name)
        else:
            self._budgets.add(name)
        self.accept()

    def _say(self, problem: str) -> None:
        theme.set_property(self._name, "invalid", bool(problem))
        if problem or self._remark.text():
            self._remark.show_remark(problem, "error")
            fit_height(self, _WIDTH)

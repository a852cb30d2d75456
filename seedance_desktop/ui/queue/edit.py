"""The form of a request that waits: the same fields as the draft's, which is left alone."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ...core import spec
from ...core.pricing import Estimate, format_credits
from ...core.wording import to_the_letter
from ...state.editing import WaitingEdit
from ...state.model import Model
from ...state.reference_desk import ReferenceDesk
from .. import theme
from ..compose.field import Field
from ..compose.form_wires import FormWires
from ..compose.generate_key import KEYS
from ..compose.placeholder_fields import PlaceholderFields
from ..compose.preset_drop import RequestDrops
from ..compose.problem_list import ProblemList
from ..compose.prompt import PromptField
from ..compose.references import ReferenceLists
from ..compose.settings import DurationField, mode_field, model_field, ratio_field
from ..dialogs.parts import dialog_button, wrapping_label
from ..widgets.labels import RemarkLabel

_WIDTH, _HEIGHT = 420, 640


class EditWaitingDialog(QDialog):
    """Open it with ``open``; it saves through a ``WaitingEdit``."""

    def __init__(self, model: Model, edit: WaitingEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._edit = model, edit
        edit.setParent(self)
        self._desk = ReferenceDesk(
            edit.draft, model.tasks, model.library.get, thumbnails=model.thumbnails
        )
        self.setObjectName("queueEditDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Editing a waiting request"))
        shortcut = QShortcut(self)
        shortcut.setKeys(KEYS)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(self._save_by_key)
        references = self._references = ReferenceLists(edit.draft, self._desk)
        self._prompt = PromptField(edit.draft, self._desk)
        self._fields: dict[str, Field] = {
            spec.PROMPT.name: self._prompt,
            spec.MODE.name: mode_field(edit.draft),
            spec.MODEL.name: model_field(edit.draft),
            spec.RATIO.name: ratio_field(edit.draft),
            spec.DURATION.name: DurationField(edit.draft),
            **references.fields,
        }
        self._problems = ProblemList(edit.draft)
        self._problems.field_asked.connect(self._focus_field)
        self._cost = QLabel()
        self._cost.setObjectName("queueEditCost")
        self._remark = RemarkLabel()
        self._remark.setObjectName("queueEditRemark")
        self._save = dialog_button("queueEditSave", self.tr("Save"), "primary")
        self._keep = dialog_button("queueEditKeep", self.tr("Put into the form"))
        self._cancel = dialog_button("queueEditCancel", self.tr("Cancel"))
        self._build(references)
        requests = RequestDrops(edit.take_text)
        self._wires = FormWires(
            self, self._scroll, self._prompt, references, edit.draft, self._desk, requests
        )
        self._connect()
        self._refresh()
        self.resize(_WIDTH, _HEIGHT)
        self._focus_field(spec.PROMPT.name)

    def _build(self, references: ReferenceLists) -> None:
        form = QWidget()
        form.setProperty("kind", "scrolled")
        fields = QVBoxLayout(form)
        fields.setContentsMargins(theme.MARGIN, theme.space(3), theme.MARGIN, theme.space(3))
        fields.setSpacing(theme.space(3))
        head = wrapping_label(
            "dim", self.tr("It waits in the queue. Your own draft stays as it is.")
        )
        fields.addWidget(head)
        for name in (spec.PROMPT, spec.MODE, spec.MODEL, spec.RATIO, spec.DURATION):
            if name is spec.PROMPT:
                fields.addWidget(PlaceholderFields(self._edit.draft))
            fields.addWidget(self._fields[name.name])
        fields.addWidget(references)
        fields.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._build_footer())

    def _build_footer(self) -> QFrame:
        footer = QFrame()
        footer.setProperty("kind", "footer")
        column = QVBoxLayout(footer)
        column.setContentsMargins(theme.MARGIN, theme.space(3), theme.MARGIN, theme.space(3))
        column.setSpacing(theme.space(2))
        for part in (self._problems, self._remark, self._cost):
            column.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(theme.space(2))
        row.addStretch(1)
        for button in (self._keep, self._cancel, self._save):
            row.addWidget(button)
        column.addLayout(row)
        return footer

    def _connect(self) -> None:
        edit = self._edit
        self._save.clicked.connect(self._save_it)
        self._cancel.clicked.connect(self.reject)
        self._keep.clicked.connect(self._put_into_form)
        edit.saved.connect(self.accept)
        edit.too_late.connect(self._refresh)
        edit.refused.connect(lambda text: self._remark.show_remark(text, "error"))
        edit.draft.changed.connect(lambda: self._remark.show_remark(""))
        edit.draft.problems_changed.connect(self._refresh)
        edit.draft.changed.connect(self._refresh)
        edit.estimate_changed.connect(self._show_cost)
        self.finished.connect(lambda: self._desk.close())
        self.finished.connect(lambda: edit.close())
        # What is being changed is not paid as it was before.
        queue, id = self._model.queue, edit.row.id
        queue.hold_for_edit(id)
        self.finished.connect(lambda: queue.edit_ended(id))

    def _refresh(self) -> None:
        draft, late = self._edit.draft, self._edit.late
        for field in self._fields.values():
            field.show_problems(draft.problems)
        self._save.setEnabled(draft.legal and self._edit.changed and not late)
        self._save.setToolTip("" if draft.legal else to_the_letter(draft.problems[0].text))
        self._keep.setVisible(late and self._edit.changed)
        self._cancel.setText(self.tr("Close") if late else self.tr("Cancel"))
        if late:
            self._remark.show_remark(
                self.tr(
                    "It waits no more: it left the queue as it was before. What you changed here "
                    "was not sent."
                ),
                "warning",
            )
        self._show_cost()

    def _show_cost(self) -> None:
        self._cost.setText(_cost_text(self._edit.estimate, self._edit.row.estimate))

    def _focus_field(self, name: str) -> None:
        target = self._fields[name].focus_target()
        self._scroll.ensureWidgetVisible(self._fields[name], 0, theme.space(3))
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _save_it(self) -> None:
        if not self._references.hold_back():
            self._edit.save()

    def _save_by_key(self) -> None:
        if self._edit.draft.legal:
            self._save.click()
        else:
            self._focus_field(self._edit.draft.problems[0].field)

    def _put_into_form(self) -> None:
        """What was too late for the request becomes the draft; undo gives the old draft back."""
        draft = self._edit.draft
        self._model.draft.replace(draft.request, draft.background, draft.values, draft.spelling)
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._wires.take_key(event):
            return
        if event.key() == Qt.Key.Key_Escape and self._references.hold_back():
            return
        if event.key() == Qt.Key.Key_Escape and self._edit.changed:
            # What was typed is not dropped by a key that closes everything else.
            self._remark.show_remark(
                self.tr("Save what you changed, or drop it with the button at the left."), "warning"
            )
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._wires.watch(self)


def _cost_text(now: Estimate, before: float | None) -> str:
    """``About 150 credits, in place of 75``."""
    if now.amount is None:
        return "Cost unknown until your first charge"
    text = f"About {format_credits(now.amount)} credits"
    return (
        text
        if before is None or before == now.amount
        else (f"{text}, in place of {format_credits(before)}")
    )

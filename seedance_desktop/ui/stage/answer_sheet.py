"""What the service answered, whole and as it came."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from ...core.generation import Generation
from ...core.raw_json import laid_out
from .. import theme
from ..widgets.buttons import CopyButton
from ..widgets.choices import ChoiceRow, segments
from .sheet import Sheet

_REQUEST, _STATUS = "request", "status"


class AnswerSheet(Sheet):
    """Laid out for reading; copied without a character changed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(QCoreApplication.translate("AnswerSheet", "Answer"), "answerSheet", parent)
        self._answers = {_REQUEST: "", _STATUS: ""}
        self._chosen = _REQUEST
        self._choice = self._build_choice()
        self._copy = CopyButton(self.tr("answer"))
        self._copy.setObjectName("answerCopy")
        self._text = QPlainTextEdit()
        self._text.setObjectName("answerText")
        self._text.setAccessibleName(self.tr("The service's answer"))
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setFont(theme.font("mono"))
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.add_to_head(self._copy)
        self.hold(self._body())
        self.setAccessibleName(self.tr("The service's answer"))

    def show_answer(self, row: Generation) -> None:
        """Show what came to the paid request, and the last word on the task's state."""
        self._answers = {_REQUEST: row.raw_answer, _STATUS: row.raw_status}
        self._choice.setVisible(all(self._answers.values()))
        if not self._answers[self._chosen]:
            self._chosen = _REQUEST if row.raw_answer else _STATUS
        self._show()

    def _body(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        side = theme.space(3)
        column.setContentsMargins(side, 0, side, side)
        column.setSpacing(theme.space(2))
        column.addWidget(self._choice)
        column.addWidget(self._text, 1)
        return body

    def _build_choice(self) -> ChoiceRow:
        row = segments(
            self.tr("Which answer"),
            (
                (_REQUEST, self.tr("To the request"), self.tr("The answer to the paid request")),
                (_STATUS, self.tr("Last status"), self.tr("The last answer about the task")),
            ),
            lambda value: f"answer_{value}",
        )
        row.chosen.connect(self._on_chosen)
        return row

    def _on_chosen(self, value: str) -> None:
        self._chosen = value
        self._show()

    def _show(self) -> None:
        raw = self._answers[self._chosen]
        self._choice.show_value(self._chosen)
        self._copy.value = raw
        shown = laid_out(raw)
        if shown != self._text.toPlainText():
            self._text.setPlainText(shown)

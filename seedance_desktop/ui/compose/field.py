"""One field of the form: its name, a note at the right, its widget, and what is wrong with it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ...core.validation import Problems
from .. import theme
from ..widgets.labels import RemarkLabel


class Field(QWidget):
    """Put the widgets into `body`."""

    def __init__(self, label: str, names: tuple[str, ...], parent: QWidget | None = None) -> None:
        """`names` are the request's fields it stands for."""
        super().__init__(parent)
        self._names = names
        self._label = QLabel(label)
        self._label.setProperty("kind", "dim")
        self._note = QLabel()
        self._note.setProperty("kind", "dim")
        self._remark = RemarkLabel()
        header = self._header = QHBoxLayout()
        header.setSpacing(0)
        header.addWidget(self._label)
        header.addStretch(1)
        header.addWidget(self._note, 0, Qt.AlignmentFlag.AlignRight)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.space(1))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(1))
        column.addLayout(header)
        column.addLayout(self.body)
        column.addWidget(self._remark)

    def set_note(self, text: str, spoken: str = "") -> None:
        """Write `text` at the right of the name; `spoken` where it says too little to the ear."""
        self._note.setText(text)
        self._note.setAccessibleName(spoken or text)

    def add_before_note(self, widget: QWidget) -> None:
        """Put a control at the left of the note, with the note's dot between them."""
        self._note.setText(f"· {self._note.text()}")
        self._header.insertWidget(self._header.count() - 1, widget)

    def show_problems(self, problems: Problems) -> None:
        """Say what keeps this field from being sent. Warnings stand in the list of all alone."""
        texts = [p.text for p in problems if p.blocks and p.field in self._names]
        self._remark.show_remark("\n".join(texts), "error")

    def focus_target(self) -> QWidget:
        """The widget that can mend a problem here."""
        raise NotImplementedError

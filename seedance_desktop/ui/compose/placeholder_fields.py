"""A small labelled line for each field of the prompt: ``{{name=default}}``."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from ...core import template
from ...core.template import Placeholder
from ...state.draft import Draft
from .. import theme
from ..widgets.labels import ElidedLabel

MOST = 24
"""Fields that get a line; a prompt from elsewhere may hold thousands."""
_LABEL_WIDTH = 92
"""px; a longer name is cut off, and whole in its tooltip."""


class PlaceholderFields(QWidget):
    """Appears with the prompt's first field; what was filled in stays while the prompt changes."""

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._shown: tuple[Placeholder, ...] = ()
        self._lines: dict[str, tuple[ElidedLabel, QLineEdit]] = {}
        self._stop_before: QWidget | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.space(2))
        self._grid.setVerticalSpacing(theme.space(1))
        self._grid.setColumnStretch(1, 1)
        self._rest = QLabel()
        self._rest.setProperty("kind", "small_dim")
        self._rest.setWordWrap(True)
        self._grid.addWidget(self._rest, MOST, 0, 1, 2)
        self.hide()
        draft.changed.connect(self._follow)
        self._follow(frozenset({"prompt", "values"}))

    def unfilled(self) -> QLineEdit | None:
        """The first line that has to be filled in."""
        names = template.unfilled(self._draft.request.prompt, self._draft.values)
        return self._lines[names[0]][1] if names and names[0] in self._lines else None

    def first(self) -> QLineEdit | None:
        """The first line, where there is one."""
        return self._lines[self._shown[0].name][1] if self._shown else None

    def set_stop_before(self, widget: QWidget) -> None:
        """The Tab key comes from ``widget`` to the first field, whenever that is made."""
        before = self._stop_before = widget
        for field in self._shown:
            self.setTabOrder(before, before := self._lines[field.name][1])

    def _follow(self, names: frozenset[str]) -> None:
        if "prompt" in names:
            self._take(template.placeholders(self._draft.request.prompt))
        if "prompt" in names or "values" in names:
            self._show_values()

    def _take(self, fields: tuple[Placeholder, ...]) -> None:
        rest, fields = len(fields[MOST:]), fields[:MOST]
        words = self.tr("{n} more fields have no line: change them in the prompt itself")
        self._rest.setText(words.format(n=rest))
        self._rest.setVisible(rest > 0)
        if fields == self._shown:
            return
        wanted = {field.name for field in fields}
        for name in [name for name in self._lines if name not in wanted]:
            for widget in self._lines.pop(name):
                self._grid.removeWidget(widget)
                # Now, for it must not be seen or reached any more; deleted when nobody is in it.
                widget.hide()
                widget.deleteLater()
        before = self._stop_before
        for row, field in enumerate(fields):
            label, edit = self._lines.get(field.name) or self._add(field.name)
            edit.setPlaceholderText(field.default)
            self._grid.addWidget(label, row, 0)
            self._grid.addWidget(edit, row, 1)
            for widget in (label, edit):
                widget.show()  # at once and not in a later turn, for it may be given the focus
            if before is not None:
                self.setTabOrder(before, edit)
            before = edit
        self._shown = fields
        self.setVisible(bool(fields))

    def _add(self, name: str) -> tuple[ElidedLabel, QLineEdit]:
        label = ElidedLabel(name)
        label.setProperty("kind", "dim")
        label.setFixedWidth(_LABEL_WIDTH)
        edit = QLineEdit()
        edit.setObjectName(f"placeholder_{name}")
        edit.setAccessibleName(name)
        # Not textEdited: what an assistive tool enters is the person's too.
        edit.textChanged.connect(lambda text: self._draft.set_value(name, text))
        label.setBuddy(edit)
        self._lines[name] = (label, edit)
        return label, edit

    def _show_values(self) -> None:
        values = self._draft.values
        empty = set(template.unfilled(self._draft.request.prompt, values))
        for name, (_, edit) in self._lines.items():
            value = values.get(name, "")
            if value != edit.text():
                with QSignalBlocker(edit):
                    edit.setText(value)
                    edit.setCursorPosition(0)
            missing = name in empty
            theme.set_property(edit, "invalid", missing)
            says = self.tr("Fill it in: the prompt gives nothing to put there") if missing else ""
            edit.setToolTip(says)
            edit.setAccessibleDescription(says or self._default_says(edit.placeholderText()))

    def _default_says(self, default: str) -> str:
        return self.tr("Empty: {default}").format(default=default)

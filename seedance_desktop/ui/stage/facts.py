"""What is known of the selected generation, fact by fact."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ...core.checks_record import to_line
from ...core.generation import Generation, State
from ...core.lineage import changed_line
from ...core.telling import trouble_of
from ...core.wording import STATE_LABELS, credits_line, request_line, timeline
from ...state.history_texts import credits_figure
from .. import theme
from ..widgets.buttons import CopyButton
from ..widgets.labels import ElidedLabel
from .row_links import RowLinks
from .text_block import TextBlock

_STATE_LOOKS = {
    State.WAITING: "waiting",
    State.SENDING: "running",
    State.RUNNING: "running",
    State.DONE: "done",
    State.FAILED: "failed",
    State.UNCONFIRMED: "warning",
    State.NOT_SENT: "failed",
}

_LEADING = 2
"""Px above and below a line."""


@dataclass(slots=True)
class _Fact:
    caption: QLabel
    holder: QWidget
    value: QLabel | TextBlock
    copy: CopyButton | None = None


class FactsGrid(QWidget):
    """Facts that are not known are left out, but for the credits: a dash says it plainly."""

    row_requested = Signal(object)
    """Select this ``Generation``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.space(4))
        self._grid.setVerticalSpacing(1)
        self._grid.setColumnStretch(1, 1)
        self._state = self._add(self.tr("State"), "inspectorState", QLabel())
        self._error = self._add(self.tr("Error"), "inspectorError", TextBlock())
        self._credits = self._add(self.tr("Credits"), "inspectorCredits", QLabel(), copied=True)
        self._trace = self._add_id(self.tr("Trace id"), "inspectorTraceId")
        self._task = self._add_id(self.tr("Task id"), "inspectorTaskId")
        self._request = self._add(self.tr("Request"), "inspectorRequest", _wrapped())
        self._checks = self._add(self.tr("Checked"), "inspectorChecks", TextBlock())
        self._timeline = self._add(self.tr("Timeline"), "inspectorTimeline", _wrapped())
        path = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self._file = self._add(self.tr("File"), "inspectorFile", path, copied=True)
        self._changed = self._add(self.tr("Changed"), "inspectorChanged", ElidedLabel())
        self._led_to = self._add(self.tr("Led to"), "inspectorLedTo", QLabel())
        self._links = RowLinks(self)
        self._links.row_requested.connect(self.row_requested)
        for fact, button in (
            (self._changed, self._links.parent_button),
            (self._led_to, self._links.made_button),
        ):
            layout = fact.holder.layout()
            assert isinstance(layout, QHBoxLayout)
            layout.addWidget(button)
            layout.addStretch(1)
        for fact in (self._state, self._credits):
            fact.value.setProperty("kind", "strong")

    def show_generation(self, row: Generation) -> None:
        """Show another one, or the same with new contents."""
        label = self.tr(STATE_LABELS[row.state])
        if row.state is State.RUNNING and not row.task_verified:
            label = self.tr("{state} · task id not checked").format(state=label)
        _show(self._state, label)
        # What outside tools look for is the word itself, in no language but its own.
        self._state.value.setAccessibleDescription(row.state.value)
        theme.set_property(self._state.value, "state", _STATE_LOOKS[row.state])
        _show(self._error, trouble_of(row))
        _show(self._credits, credits_line(row), copied=credits_figure(row))
        _show(self._trace, row.trace_id, copied=row.trace_id)
        _show(self._task, row.task_id, copied=row.task_id)
        _show_steps(self._request, request_line(row.request))
        _show(self._checks, to_line(row.checks))
        _show_steps(self._timeline, timeline(row, time()))
        _show(self._file, row.clip_path, copied=row.clip_path)

    def stops(self) -> list[QWidget]:
        """What the Tab key comes to, in order."""
        facts = (self._credits, self._trace, self._task, self._file)
        copies: list[QWidget] = [fact.copy for fact in facts if fact.copy is not None]
        return [*copies, self._links.parent_button, self._links.made_button]

    def show_ancestry(
        self, row: Generation, parent: Generation | None, made: Sequence[Generation]
    ) -> None:
        """Show what is different from the one it came from, and how many came of it."""
        _show(self._changed, changed_line(parent, row) if parent is not None else "")
        one = self.tr("one clip made from it")
        many = self.tr("{n} clips made from it").format(n=len(made))
        _show(self._led_to, (one if len(made) == 1 else many) if made else "")
        self._links.show_rows(parent, made)

    def _add_id(self, caption: str, name: str) -> _Fact:
        label = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        label.setProperty("kind", "mono")
        return self._add(caption, name, label, copied=True)

    def _add(
        self, caption: str, name: str, value: QLabel | TextBlock, *, copied: bool = False
    ) -> _Fact:
        value.setObjectName(name)
        says = QLabel(caption)
        says.setProperty("kind", "dim")
        says.setBuddy(value)
        says.setContentsMargins(0, _LEADING, 0, _LEADING)
        value.setAccessibleDescription(caption)
        if isinstance(value, QLabel):
            value.setTextFormat(Qt.TextFormat.PlainText)
            if not isinstance(value, ElidedLabel):
                value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        copy = CopyButton(caption.lower()) if copied else None
        holder = _holder(value, copy)
        line = self._grid.rowCount()
        self._grid.addWidget(says, line, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(holder, line, 1)
        if copy is not None:
            copy.setObjectName(f"{name}Copy")
        return _Fact(says, holder, value, copy)


def _show(fact: _Fact, text: str, copied: str = "") -> None:
    if isinstance(fact.value, TextBlock):
        fact.value.set_text(text)
        # As a label's name is its text: outside tools read the facts by their names.
        fact.value.setAccessibleName(text)
    elif text != fact.value.text():
        fact.value.setText(text)
    fact.caption.setVisible(bool(text))
    fact.holder.setVisible(bool(text))
    if fact.copy is not None:
        fact.copy.value = copied
        fact.copy.setVisible(bool(copied))


def _show_steps(fact: _Fact, line: str) -> None:
    """Show ``line``, broken between its steps alone: "saved" says nothing without its time."""
    _show(fact, " · ".join(step.replace(" ", "\u00a0") for step in line.split(" · ")))
    fact.value.setAccessibleName(line)


def _wrapped() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label


def _holder(value: QWidget, copy: CopyButton | None) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.space(1))
    if copy is None:
        # As high as a line with a button in it.
        row.setContentsMargins(0, _LEADING, 0, _LEADING)
        row.addWidget(value)
        return holder
    row.addWidget(value)
    row.addWidget(copy)
    row.addStretch(1)
    return holder

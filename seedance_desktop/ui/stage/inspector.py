"""Everything about the selected generation but its picture: actions and prompt, and the facts."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from ...core.generation import Generation
from .. import theme
from .actions import ActionBar
from .facts import FactsGrid
from .text_block import TextBlock

TWO_COLUMNS = 600
"""Width from which actions and facts stand beside one another, px."""
_ACTIONS_WIDTH = 260
_NO_LIMIT = 16_777_215
"""Qt's own word for a width without one."""


class Inspector(QScrollArea):
    """Two columns, or one where it is narrow; scrolls as a whole."""

    row_requested = Signal(object)
    """Select this ``Generation``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.action_bar = ActionBar()
        self._facts = FactsGrid()
        self._prompt = TextBlock(tone="dim")
        self._prompt.setObjectName("inspectorPrompt")
        self._prompt.setAccessibleName(self.tr("Prompt"))
        self._asking: QWidget | None = None
        self._shown_id: int | None = None
        self._in_columns: bool | None = None
        self.setObjectName("inspector")
        self.setAccessibleName(self.tr("Details of the selected clip"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        content.setProperty("kind", "scrolled")
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(theme.MARGIN, theme.space(3), theme.MARGIN, theme.space(3))
        self._grid.setHorizontalSpacing(theme.space(6))
        self._grid.setVerticalSpacing(theme.space(3))
        self.setWidget(content)
        self._arrange(in_columns=True)
        self._facts.row_requested.connect(self.row_requested)
        self.action_bar.strip_opened.connect(self._bring_into_view)
        self.verticalScrollBar().rangeChanged.connect(self._keep_in_view)

    def show_generation(self, row: Generation) -> None:
        """Show another one, or the same with new contents."""
        if row.id != self._shown_id:
            self._shown_id = row.id
            self.verticalScrollBar().setValue(0)
        self.action_bar.show_generation(row)
        self._facts.show_generation(row)
        self._prompt.set_text(row.request.prompt)

    def follow_stop(self, widget: QWidget) -> None:
        """Let the Tab key come from ``widget`` to what is here, and go on from here as before."""
        for one, next_one in pairwise([widget, *self._facts.stops(), self._prompt]):
            QWidget.setTabOrder(one, next_one)
        self.action_bar.follow_stop(widget)

    def show_ancestry(
        self, row: Generation, parent: Generation | None, made: Sequence[Generation]
    ) -> None:
        """Show what it came from and what came of it."""
        self._facts.show_ancestry(row, parent, made)

    def _arrange(self, *, in_columns: bool) -> None:
        if in_columns == self._in_columns:
            return
        self._in_columns = in_columns
        top = Qt.AlignmentFlag.AlignTop
        for part in (self.action_bar, self._facts, self._prompt):
            self._grid.removeWidget(part)
        self._grid.addWidget(self.action_bar, 0, 0, top)
        if in_columns:
            self._grid.addWidget(self._facts, 0, 1, 2, 1, top)
            self._grid.addWidget(self._prompt, 1, 0, top)
        else:
            # Here the prompt comes last: it may be very long.
            self._grid.addWidget(self._facts, 1, 0, top)
            self._grid.addWidget(self._prompt, 2, 0, top)
        self._grid.setColumnMinimumWidth(0, _ACTIONS_WIDTH if in_columns else 0)
        self._grid.setColumnStretch(0, 0 if in_columns else 1)
        self._grid.setColumnStretch(1, 1 if in_columns else 0)
        self._grid.setRowStretch(1 if in_columns else 2, 1)
        self._grid.setRowStretch(2 if in_columns else 1, 0)
        for part in (self.action_bar, self._prompt):
            part.setMaximumWidth(_ACTIONS_WIDTH if in_columns else _NO_LIMIT)

    def _bring_into_view(self, widget: QWidget) -> None:
        self._asking = widget
        self._keep_in_view()

    def _keep_in_view(self) -> None:
        # Again whenever the content grows: a strip gets its height after it is shown.
        if self._asking is not None and self._asking.isVisible():
            self.ensureWidgetVisible(self._asking, 0, theme.space(3))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(in_columns=self.viewport().width() >= TWO_COLUMNS)

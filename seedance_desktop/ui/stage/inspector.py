"""Everything about the selected generation but its picture: actions and prompt, and the facts."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from ...core.generation import Generation
from .. import theme
from .actions import ActionBar
from .facts import FactsGrid
from .text_block import TextBlock

TWO_COLUMNS = 600
"""Width from which actions and facts stand beside one another, px."""
_ACTIONS_WIDTH = 228


class Inspector(QScrollArea):
    """Two columns, or one where it is narrow; scrolls as a whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.action_bar = ActionBar()
        self._facts = FactsGrid()
        self._prompt = TextBlock(tone="dim")
        self._prompt.setObjectName("inspectorPrompt")
        self._prompt.setAccessibleName(self.tr("Prompt"))
        self._in_columns: bool | None = None
        self.setObjectName("inspector")
        self.setAccessibleName(self.tr("Details of the selected clip"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._left = QWidget()
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        column.addWidget(self.action_bar)
        column.addWidget(self._prompt)
        content = QWidget()
        content.setProperty("kind", "scrolled")
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(theme.MARGIN, theme.space(3), theme.MARGIN, theme.space(3))
        self._grid.setHorizontalSpacing(theme.space(6))
        self._grid.setVerticalSpacing(theme.space(3))
        self.setWidget(content)
        self._arrange(in_columns=True)
        self.action_bar.strip_opened.connect(self._bring_into_view)

    def show_generation(self, row: Generation) -> None:
        """Show another one, or the same with new contents."""
        self.action_bar.show_generation(row)
        self._facts.show_generation(row)
        self._prompt.set_text(row.request.prompt)

    def _arrange(self, *, in_columns: bool) -> None:
        if in_columns == self._in_columns:
            return
        self._in_columns = in_columns
        self._grid.removeWidget(self._left)
        self._grid.removeWidget(self._facts)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(self._left, 0, 0, top)
        self._grid.addWidget(self._facts, *((0, 1) if in_columns else (1, 0)), top)
        self._grid.setColumnMinimumWidth(0, _ACTIONS_WIDTH if in_columns else 0)
        self._grid.setColumnStretch(0, 0 if in_columns else 1)
        self._grid.setColumnStretch(1, 1 if in_columns else 0)
        self._grid.setRowStretch(2, 1)
        self._left.setMaximumWidth(_ACTIONS_WIDTH if in_columns else 16_777_215)

    def _bring_into_view(self, widget: QWidget) -> None:
        # Once the layout has given it its place.
        QTimer.singleShot(0, widget, lambda: self.ensureWidgetVisible(widget, 0, theme.space(2)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(in_columns=self.viewport().width() >= TWO_COLUMNS)

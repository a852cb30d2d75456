"""What stands in the place of the list while it has no rows."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from .. import theme


class EmptyList(QWidget):
    """Says why there is nothing, and how to get at something."""

    show_all_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = self._label("strong", "historyEmptyTitle")
        self._text = self._label("small_dim", "historyEmptyText")
        self._button = QPushButton(self.tr("Show all"), self)
        self._button.setObjectName("historyShowAll")
        self._button.setAccessibleName(self.tr("Show all generations"))
        self._button.clicked.connect(self.show_all_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.space(8), theme.MARGIN, theme.space(8))
        column.setSpacing(theme.space(2))
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addSpacing(theme.space(1))
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def say_nothing_made(self) -> None:
        """There is no generation at all."""
        self._say(
            self.tr("No generations yet"),
            self.tr("What you generate appears here, with its clip, its credits and its trace id."),
        )
        self._button.hide()

    def say_nothing_matches(self, search: str, filter_label: str) -> None:
        """There is none that the search and the filter let through; empty where there is none."""
        if search and filter_label:
            text = self.tr("Nothing under “{filter}” holds “{search}”.")
        elif search:
            text = self.tr("No prompt, trace id, task id or message holds “{search}”.")
        else:
            text = self.tr("Nothing is under “{filter}” right now.")
        # A word wider than the pane would be cut off with the sentence around it.
        room = self.width() - 2 * theme.MARGIN - theme.space(4)
        shown = self._text.fontMetrics().elidedText(search, Qt.TextElideMode.ElideRight, room)
        self._say(self.tr("Nothing found"), text.format(search=shown, filter=filter_label))
        self._button.show()

    def _say(self, title: str, text: str) -> None:
        self._title.setText(title)
        self._text.setText(text)

    def _label(self, kind: str, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setProperty("kind", kind)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        label.setWordWrap(True)
        return label

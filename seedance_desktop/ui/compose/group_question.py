"""Which alternative of each group is to be sent: asked beside Generate, never in a box over it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ...core.groups import Group, find_groups, first_in_braces, stray_braces
from ...core.variation_words import NOTHING
from ...core.wording import to_the_letter
from ...state.draft import Draft
from .. import theme
from ..announce import announce
from ..widgets.flow import FlowLayout
from ..widgets.inputs import QuietComboBox

MOST_IN_SIGHT = 3
"""Groups shown at once; more of them scroll."""
_ROW = 36


class GroupQuestion(QFrame):
    """Hidden until it is asked. Escape, another prompt or another clip takes it back."""

    chosen = Signal(object)
    """For each group the place of the alternative to send, from 0."""
    meant = Signal()
    """Send the prompt with its braces."""
    variations_requested = Signal()
    closed = Signal()

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._prompt = ""
        self._boxes: list[QuietComboBox] = []
        self.setObjectName("groupQuestion")
        self.setProperty("kind", "notice")
        self.setProperty("severity", "info")
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._groups = QScrollArea()
        self._groups.setObjectName("groupScroll")
        self._groups.setWidgetResizable(True)
        self._groups.setFrameShape(QFrame.Shape.NoFrame)
        self._groups.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._send = _button("groupSend", self.tr("Send this one"))
        self._as_it_is = _button("groupSendAsItIs", self.tr("Send with the braces"))
        self._more = _button("groupVariations", self.tr("Variations…"))
        self._keep = _button("groupKeep", self.tr("Cancel"))
        buttons = FlowLayout()
        for button in (self._send, self._as_it_is, self._more, self._keep):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        margin = theme.space(2) + 2
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.space(2))
        column.addWidget(self._text)
        column.addWidget(self._groups)
        column.addLayout(buttons)
        self._send.clicked.connect(self._on_send)
        self._as_it_is.clicked.connect(lambda: self._leave_with(self.meant))
        self._more.clicked.connect(lambda: self._leave_with(self.variations_requested))
        self._keep.clicked.connect(self.close_question)
        draft.changed.connect(self._on_draft_changed)
        self.hide()

    def ask(self, prompt: str) -> None:
        """Ask about ``prompt``. Asked again, the focus goes to what sends, and no further."""
        if self.isVisible() and prompt == self._prompt:
            target = self._send if self._send.isVisible() else self._as_it_is
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        self._prompt = prompt
        stray = bool(stray_braces(prompt))
        self._show_groups(not stray)
        self._send.setVisible(not stray)
        self._more.setVisible(not stray)
        self._as_it_is.setVisible(stray)
        text = self._stray_text() if stray else self._group_text()
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()
        announce(self, text)
        first = self._boxes[0] if self._boxes else self._keep
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_question(self) -> None:
        """Send nothing, and go away."""
        if self.isHidden():
            return
        self.hide()
        self.closed.emit()

    def _group_text(self) -> str:
        if len(self._boxes) == 1:
            return self.tr("The prompt has a group. Which one shall be sent?")
        return self.tr("The prompt has {count} groups. Which of each shall be sent?").format(
            count=len(self._boxes)
        )

    def _stray_text(self) -> str:
        return self.tr(
            "{part} in the prompt is no group such as {{dawn|dusk}}. Send it as it is, or mend it: "
            "a brace that is meant is written \\{{ or \\}}."
        ).format(part=first_in_braces(self._prompt))

    def _show_groups(self, some: bool) -> None:
        holder = QWidget()
        holder.setProperty("kind", "scrolled")
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.space(1))
        self._boxes = []
        for place, group in enumerate(find_groups(self._prompt) if some else ()):
            box = QuietComboBox()
            box.setObjectName(f"groupChoice{place}")
            box.setSizeAdjustPolicy(
                QuietComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.addItems([" ".join(words.split()) or NOTHING for words in group.alternatives])
            name = self.tr("Group {number} of the prompt").format(number=place + 1)
            box.setCurrentIndex(self._first_asked(place, group))
            box.setAccessibleName(name)
            box.setToolTip(to_the_letter("{" + "|".join(group.alternatives) + "}"))
            self._boxes.append(box)
            grid.addWidget(box, place, 0)
        self._groups.setWidget(holder)
        self._groups.setVisible(bool(self._boxes))
        self._groups.setFixedHeight(_ROW * min(len(self._boxes), MOST_IN_SIGHT))

    def _first_asked(self, place: int, group: Group) -> int:
        """The alternative that was sent last, also where its group has moved; else the first."""
        sent = self._draft.composition.alternatives
        for words in (*sent[place : place + 1], *sent):
            if words in group.alternatives:
                return group.alternatives.index(words)
        return 0

    def _on_send(self) -> None:
        choices = tuple(box.currentIndex() for box in self._boxes)
        self.hide()
        self.closed.emit()
        self.chosen.emit(choices)

    def _leave_with(self, signal: object) -> None:
        self.hide()
        signal.emit()  # type: ignore[attr-defined]

    def _on_draft_changed(self, names: frozenset[str]) -> None:
        if self.isHidden():
            return
        if "alternatives" in names or self._draft.to_send()[0].prompt != self._prompt:
            self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_question()
        else:
            super().keyPressEvent(event)


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAccessibleName(text)
    button.setAutoDefault(False)
    return button

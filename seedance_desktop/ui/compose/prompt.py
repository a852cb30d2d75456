"""The prompt's editor. Its undo is the draft's, and input methods are left alone."""

import re

from PySide6.QtCore import QMimeData, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from ...core import spec
from ...core.validation import Problems
from ...state.draft import Draft
from .. import theme
from .carried import carried_by
from .diff import common_ends
from .field import Field

_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_LINES = (4, 10)
"""Height: lines of an empty prompt, lines after which it scrolls."""
_SLACK = 4
"""px that the editor wants besides, before it stops scrolling."""


class PromptEdit(QPlainTextEdit):
    """Plain text that grows with what is written."""

    written = Signal(str)
    """The person changed the text; never in the middle of an input method's composition."""
    links_pasted = Signal(object)
    """A ``QMimeData`` without words, of files or links, was pasted: the references take it."""

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._composing = False
        self._outdated = False
        self._known = ""
        """The text as it was last shown or written: only the person makes it another."""
        self._lines = _LINES[0]
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._write)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)

    def show_text(self, text: str) -> None:
        """Take the draft's text. Only what differs is replaced, and the cursor goes there."""
        text = _LINE_ENDS.sub("\n", text)
        shown = self.toPlainText()
        if text == shown:
            return
        if self._composing:
            self._outdated = True
            return
        start, tail = common_ends(shown, text)
        cursor = QTextCursor(self.document())
        cursor.setPosition(_utf16(shown[:start]))
        cursor.setPosition(_utf16(shown[: len(shown) - tail]), QTextCursor.MoveMode.KeepAnchor)
        with QSignalBlocker(self):
            cursor.insertText(text[start : len(text) - tail])
            cursor.clearSelection()
            self.setTextCursor(cursor)
        self._known = self.toPlainText()

    def _write(self) -> None:
        text = self.toPlainText()
        # A new font tells of a change too.
        if not self._composing and text != self._known:
            self._known = text
            self.written.emit(text)

    def _grow(self, size: object) -> None:
        lines = round(self.document().size().height())
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        lines = min(max(self._lines, _LINES[0]), _LINES[1])
        margins = 2 * self.document().documentMargin() + 2 * theme.space(1) + 2 + _SLACK
        height = lines * self.fontMetrics().lineSpacing() + round(margins)
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo):
            self._draft.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._draft.redo()
        else:
            super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasHtml() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        # Text stays text, also where it is a link. A list of URLs or files is none, though Qt
        # would write it out as one, and neither is a picture copied from a page.
        carried = carried_by(source)
        if carried.text or not (carried.urls or carried.html):
            super().insertFromMimeData(source)
        else:
            self.links_pasted.emit(source)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = True
        super().inputMethodEvent(event)
        self._composing = bool(event.preeditString())
        if self._composing:
            return
        if self._outdated and not event.commitString():
            self.show_text(self._draft.request.prompt)
        else:
            self._write()
        self._outdated = False

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu(event.pos())
        for name, does, can in (
            ("edit-undo", self._draft.undo, self._draft.can_undo),
            ("edit-redo", self._draft.redo, self._draft.can_redo),
        ):
            for action in menu.actions():
                if action.objectName() == name:
                    action.setEnabled(can)
                    action.triggered.connect(does)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())


class PromptField(Field):
    """The prompt with its name."""

    links_pasted = Signal(object)

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(spec.PROMPT.label, (spec.PROMPT.name,), parent)
        self._draft = draft
        self._edit = PromptEdit(draft)
        self._edit.setObjectName("promptEdit")
        self._edit.setAccessibleName(spec.PROMPT.label)
        self._edit.setPlaceholderText(spec.PROMPT.help)
        self.body.addWidget(self._edit)
        self._edit.links_pasted.connect(self.links_pasted)
        self._edit.written.connect(lambda text: draft.set("prompt", text))
        self._show(frozenset({spec.PROMPT.name}))
        draft.changed.connect(self._show)

    def _show(self, names: frozenset[str]) -> None:
        if spec.PROMPT.name in names:
            self._edit.show_text(self._draft.request.prompt)

    def show_problems(self, problems: Problems) -> None:
        # An empty prompt says so itself, in its placeholder; one of comments alone does not.
        told = bool(self._draft.request.prompt)
        super().show_problems(tuple(p for p in problems if told or p.code != "prompt-empty"))

    def focus_target(self) -> QPlainTextEdit:
        return self._edit


def _utf16(text: str) -> int:
    """The length of `text` as a text document counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2

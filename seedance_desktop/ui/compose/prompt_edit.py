"""The prompt's editor. Its undo is the draft's, and input methods are left alone."""

import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QToolTip, QWidget

from ...core import references
from ...core.reference_search import places
from ...core.reference_sources import file_name
from ...core.references import Place, Token
from ...core.wording import to_the_letter
from ...state.draft import Draft
from .. import theme
from ..drag import reference_in
from ..widgets.menus import pop_up
from .carried import carried_by, is_words
from .diff import common_ends
from .floating import bring_into_view
from .prompt_pills import PillHighlighter, paint_pills, pills
from .text_positions import characters, units

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
    """A ``QMimeData`` without words, of files or links, or one for others, was pasted."""
    typed = Signal(str)
    """The person typed or composed this, and it is in the text now."""
    token_asked = Signal(object, bool)
    """The person wants to see what this ``Token`` means; by keyboard or not."""
    menu_wanted = Signal(object, object)
    """A context ``QMenu`` is about to be shown, about this ``Token``."""

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._composing = False
        self._outdated = False
        self._began = (draft.request, draft.spelling)
        """The draft when the composition began: the text's tokens are those of then."""
        self._known = ""
        """The text as it was last shown or written: only the person makes it another."""
        self._lines = _LINES[0]
        self._pressed: QPoint | None = None
        self._wanted_elsewhere: Callable[[QMimeData], bool] = lambda _: False
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setMouseTracking(True)
        self._pills = PillHighlighter(self.document(), draft)
        self.textChanged.connect(self._write)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)

    def leave_to_others(self, wanted: Callable[[QMimeData], bool]) -> None:
        """Of what is pasted, leave to others what ``wanted`` says is theirs though it is words."""
        self._wanted_elsewhere = wanted

    @property
    def composing(self) -> bool:
        """Whether an input method is at work: then nothing else touches the text."""
        return self._composing

    @property
    def caret(self) -> int:
        """Where the caret stands, in characters."""
        return characters(self.toPlainText(), self.textCursor().position())

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
        cursor.setPosition(units(shown[:start]))
        cursor.setPosition(units(shown[: len(shown) - tail]), QTextCursor.MoveMode.KeepAnchor)
        with QSignalBlocker(self):
            cursor.insertText(text[start : len(text) - tail])
            cursor.clearSelection()
            self.setTextCursor(cursor)
        self._known = self.toPlainText()

    def insert_reference(self, place: Place, start: int, end: int) -> None:
        """Put the token of a reference between two places of the text, and a space behind it."""
        written = references.token(*place, self._draft.spelling)
        self._put(*references.inserted(self.toPlainText(), start, written, end))

    def point_token(self, token: Token, place: Place) -> None:
        """Let ``token`` mean another reference."""
        text = self.toPlainText()
        written = references.token(*place, self._draft.spelling)
        self._put(text[: token.start] + written + text[token.end :], token.start + len(written))

    def written_as(self, token: Token) -> str:
        """How ``token`` stands in the text."""
        return self.toPlainText()[token.start : token.end]

    def targets_of(self, token: Token) -> list[Place]:
        """What it can be pointed to: also to its own reference where it is written otherwise."""
        written, spelling = self.written_as(token), self._draft.spelling
        everything = places(self._draft.request)
        return [p for p in everything if references.token(*p, spelling) != written]

    def token_at(self, position: int) -> Token | None:
        """The token that a caret at ``position`` touches, in characters."""
        tokens = references.find(self.toPlainText(), self._draft.spelling)
        touched = [each for each in tokens if each.start <= position <= each.end]
        # Between two, the one that begins there.
        return touched[-1] if touched else None

    def _put(self, text: str, caret: int) -> None:
        if self._composing:
            return
        self._draft.set_prompt(text)
        cursor = self.textCursor()
        cursor.setPosition(units(text[:caret]))
        self.setTextCursor(cursor)

    def _tooltip_of(self, token: Token) -> str:
        urls = self._draft.request.urls(token.kind)
        if token.position is None:
            return self.tr("Its reference was removed. Click to point it to another one.")
        if token.position >= len(urls):
            return self.tr("There is no such reference. Click to point it to another one.")
        name = file_name(urls[token.position])
        return self.tr("{name} · click or Alt+Enter to see it").format(name=name)

    def _token_under(self, spot: QPoint) -> Token | None:
        for pill in pills(self, self._pills):
            if pill.rect.contains(spot):
                return self.token_at(characters(self.toPlainText(), pill.position))
        return None

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
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.matches(QKeySequence.StandardKey.Undo):
            self._draft.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._draft.redo()
        elif enter and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            token = self.token_at(self.caret)
            if token is not None:
                self.token_asked.emit(token, True)
        else:
            before, caret = self._known, self.textCursor().position()
            super().keyPressEvent(event)
            if (before, caret) != (self._known, self.textCursor().position()):
                # The pane may have been scrolled to the lists meanwhile, as by a drop.
                bring_into_view(self, self.cursorRect())
            if event.text() and self._known != before:
                self.typed.emit(event.text())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if not self._composing:
            self._began = (self._draft.request, self._draft.spelling)
            bring_into_view(self, self.cursorRect())
        self._composing = True
        super().inputMethodEvent(event)
        self._composing = bool(event.preeditString())
        if self._composing:
            return
        if self._outdated and not event.commitString():
            self.show_text(self._draft.request.prompt)
        else:
            self._end_composition()
        self._outdated = False
        if event.commitString():
            self.typed.emit(event.commitString())

    def _end_composition(self) -> None:
        """Write what was composed, its tokens as the lists stand now."""
        text = self.toPlainText()
        renumbered = self._draft.renumbered(text, *self._began)
        if renumbered == text:
            self._write()
            return
        caret = units(self._draft.renumbered(text[: self.caret], *self._began))
        self._known = text
        self.written.emit(renumbered)
        cursor = self.textCursor()
        cursor.setPosition(caret)
        self.setTextCursor(cursor)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        if self._composing:
            return False
        ours = reference_in(source) is not None or source.hasHtml()
        return ours or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        # Words stay words, also with links among them. Links alone and files are none, though Qt
        # would write them out, and neither is a picture copied from a page.
        place, carried = reference_in(source), carried_by(source)
        if place is not None:
            self._insert_dropped(place)
        elif is_words(carried) and not self._wanted_elsewhere(source):
            super().insertFromMimeData(source)
        else:
            self.links_pasted.emit(source)

    def _insert_dropped(self, place: Place) -> None:
        kind, position = place
        if position < len(self._draft.request.urls(kind)):
            caret = self.caret
            token = self.token_at(caret)
            if token is not None and token.start < caret < token.end:
                # Let go over a pill: beside it, not in the middle of its text.
                nearer_start = caret - token.start < token.end - caret
                caret = token.start if nearer_start else token.end
            self.insert_reference(place, caret, caret)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        self._pressed = event.position().toPoint() if left and plain else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over = self._token_under(event.position().toPoint()) is not None
        hand = over and event.buttons() == Qt.MouseButton.NoButton
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        super().mouseReleaseEvent(event)
        if pressed is None or self.textCursor().hasSelection() or self._composing:
            return
        token = self._token_under(event.position().toPoint())
        if token is not None and token == self._token_under(pressed):
            self.token_asked.emit(token, False)

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
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        token = self._token_under(event.pos()) if by_mouse else self.token_at(self.caret)
        if token is not None:
            self.menu_wanted.emit(menu, token)
        menu.setObjectName("promptMenu")
        menu.setAccessibleName(self.tr("What to do with the prompt"))
        pop_up(menu, event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            token = self._token_under(event.pos())
            words = "" if token is None else to_the_letter(self._tooltip_of(token))
            QToolTip.showText(event.globalPos(), words, self.viewport())
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        paint_pills(painter, self, self._pills)
        painter.end()
        super().paintEvent(event)

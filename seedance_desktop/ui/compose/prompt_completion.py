"""The list that opens at an ``@``: references to put into the prompt."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QLabel

from ...core import references
from ...core.reference_search import matching, places
from ...core.references import Place
from ...state.draft import Draft
from ...state.reference_desk import ReferenceDesk
from ..announce import announce
from .floating import bars_beside, float_beside
from .prompt_edit import PromptEdit
from .reference_choices import ReferenceChoices
from .text_positions import units

OPENERS = ("@", "\uff20")
"""The second is what an input method types in its wide letters."""

_LONGEST = 40
"""Characters; what is longer is text."""
_CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -5,
    Qt.Key.Key_PageDown: 5,
}


class Completion(QObject):
    """Follows what is typed after an ``@``, from the key until the text ends or Escape."""

    def __init__(self, edit: PromptEdit, draft: Draft, desk: ReferenceDesk) -> None:
        super().__init__(edit)
        self._edit, self._draft = edit, draft
        self._at: int | None = None
        """Where the ``@`` stands, in characters."""
        window = edit.window()
        self._list = ReferenceChoices(draft, desk, window)
        self._list.setObjectName("referenceChoices")
        self._list.setAccessibleName(self.tr("References to insert"))
        self._list.setProperty("kind", "floating")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setVisible(False)
        self._hint = QLabel(self.tr("No references yet: add images, videos or audio."), window)
        self._hint.setObjectName("noReferencesHint")
        self._hint.setProperty("kind", "floating")
        self._hint.setVisible(False)
        self._list.chosen.connect(self._insert)
        edit.typed.connect(self.on_typed)
        edit.textChanged.connect(self._update)
        edit.cursorPositionChanged.connect(self._update)
        draft.changed.connect(self._update)
        edit.installEventFilter(self)
        window.installEventFilter(self)
        for bar in bars_beside(edit):
            bar.valueChanged.connect(self._place)

    @property
    def is_open(self) -> bool:
        """Whether there is something to choose."""
        return self._list.isVisible()

    def close(self) -> None:
        """Leave what was typed as it is."""
        self._at = None
        self._list.setVisible(False)
        self._hint.setVisible(False)

    def on_typed(self, text: str) -> None:
        """The person typed ``text``, which is in the prompt now."""
        if text.endswith(OPENERS):
            at = self._edit.caret - 1
            if references.may_begin(self._edit.toPlainText(), at, self._draft.spelling):
                self._at = at
        self._update()

    def _query(self) -> str | None:
        """What was typed after the ``@``; None once it can be no reference any more."""
        text, caret, at = self._edit.toPlainText(), self._edit.caret, self._at
        if at is None or caret <= at or text[at : at + 1] not in OPENERS:
            return None
        query = text[at + 1 : caret]
        if len(query) > _LONGEST or "\n" in query or self._edit.textCursor().hasSelection():
            return None
        if " " in query and not self._spelled_with_space(query):
            return None
        return query

    def _spelled_with_space(self, query: str) -> bool:
        tokens = (references.token(*p, self._draft.spelling) for p in places(self._draft.request))
        return any(each[1:].casefold().startswith(query.casefold()) for each in tokens)

    def _update(self) -> None:
        if self._at is None:
            return
        if self._edit.composing:
            self._list.setVisible(False)
            return
        query = self._query()
        if query is None:
            self.close()
            return
        found = matching(query, self._draft.request, self._draft.spelling)
        self._hint.setVisible(not query and not places(self._draft.request))
        self._offer(found)

    def _offer(self, found: list[Place]) -> None:
        before = self._list.places if self.is_open else ()
        if tuple(found) != before:
            self._list.show_places(found)
        self._list.setVisible(bool(found))
        self._place()
        if self._hint.isVisible():
            announce(self._edit, self._hint.text())
        elif found and tuple(found) != before:
            count = self.tr("%n reference(s)", "", len(found))
            announce(self._edit, f"{count}: {self._list.spoken()}")

    def _place(self) -> None:
        if self._at is None:
            return
        cursor = QTextCursor(self._edit.document())
        cursor.setPosition(units(self._edit.toPlainText()[: self._at]))
        place = self._edit.cursorRect(cursor)
        for part in (self._list, self._hint):
            if part.isVisible():
                float_beside(part, self._edit, place)

    def _insert(self, place: Place) -> None:
        at, caret = self._at, self._edit.caret
        self.close()
        if at is not None:
            self._edit.insert_reference(place, at, caret)
            self._edit.setFocus(Qt.FocusReason.PopupFocusReason)

    def _takes(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain != Qt.KeyboardModifier.NoModifier:
            return False
        if event.key() == Qt.Key.Key_Escape:
            return self.is_open or self._hint.isVisible()
        return self.is_open and (event.key() in _CHOOSE or event.key() in _STEPS)

    def _on_key(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key in _CHOOSE:
            self._list.choose_current()
        else:
            self._list.step(_STEPS[Qt.Key(key)])
            announce(self._edit, self._list.spoken(), at_once=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._edit:
            if event.type() in (QEvent.Type.Resize, QEvent.Type.WindowDeactivate):
                self.close()
            return False
        if event.type() == QEvent.Type.FocusOut:
            self.close()
        elif isinstance(event, QKeyEvent) and self._takes(event):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._on_key(event)
                return True
        return False

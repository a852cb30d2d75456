"""What a token means, beside it: picture, name, what is known, and where else to point it."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ...core.reference_search import places
from ...core.reference_sources import file_name
from ...core.references import Place, Token
from ...core.spec import Kind
from ...state.draft import Draft
from ...state.reference_desk import ReferenceDesk
from .. import theme
from ..announce import announce
from ..widgets.labels import ElidedLabel
from .floating import bars_beside, float_beside
from .prompt_edit import PromptEdit
from .reference_choices import ReferenceChoices, paint_picture
from .reference_model import figures_of
from .text_positions import units

_WIDTH = 280
_PICTURE = QSize(88, 62)


class _Picture(QWidget):
    """The reference's picture, as large as a tile."""

    def __init__(self, desk: ReferenceDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: tuple[Kind, str] | None = None
        self.setFixedSize(_PICTURE)
        desk.picture_ready.connect(self.update)

    def show_of(self, kind: Kind, url: str) -> None:
        self._shown = (kind, url)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shown is not None:
            kind, url = self._shown
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_picture(painter, self.rect(), kind, self._desk.picture(kind, url))


class TokenCard(QFrame):
    """Floats beside the token; goes away with the next thing the person does elsewhere."""

    pointed = Signal(object, object)
    """The ``Token`` is to mean the reference at this ``Place``."""

    def __init__(self, edit: PromptEdit, draft: Draft, desk: ReferenceDesk) -> None:
        super().__init__(edit.window())
        self._edit, self._draft, self._desk = edit, draft, desk
        self._token: Token | None = None
        self._shown = ""
        """The link of the reference, where there is one."""
        self.setObjectName("tokenCard")
        self.setProperty("kind", "floating")
        self.setVisible(False)
        self._picture = _Picture(desk, self)
        self._title, self._name, self._facts = ElidedLabel(), ElidedLabel(), QLabel()
        self._title.setProperty("kind", "strong")
        self._name.setProperty("kind", "small")
        self._facts.setProperty("kind", "small_dim")
        self._facts.setWordWrap(True)
        self._facts.setTextFormat(Qt.TextFormat.PlainText)
        self._ask = QLabel()
        self._ask.setProperty("kind", "small_dim")
        self._choices = ReferenceChoices(draft, desk, self)
        self._choices.setObjectName("tokenPointTo")
        self._choices.setProperty("kind", "plain")
        self._build_layout()
        self._choices.chosen.connect(self._point)
        edit.textChanged.connect(self.leave)
        edit.cursorPositionChanged.connect(self._check_caret)
        draft.changed.connect(self.leave)
        desk.facts_changed.connect(self._show_facts)
        for watched in (edit, self._choices, edit.window()):
            watched.installEventFilter(self)
        for bar in bars_beside(edit):
            bar.valueChanged.connect(self._place)

    def show_token(self, token: Token, *, focus: bool) -> None:
        """Open beside ``token``; with ``focus`` the list of others takes the keyboard."""
        self._token = token
        self._fill(token)
        self.setVisible(True)
        self._column.activate()
        self._place()
        announce(self._edit, self.accessibleName())
        if focus and self._choices.places:
            self._choices.setFocus(Qt.FocusReason.PopupFocusReason)

    def leave(self) -> None:
        """Close, and give the keyboard back to the prompt if it was here."""
        if not self.isVisible():
            return
        self._token = None
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self._edit)
        self.setVisible(False)
        if had_focus:
            self._edit.setFocus(Qt.FocusReason.PopupFocusReason)

    def _build_layout(self) -> None:
        about = QVBoxLayout()
        about.setSpacing(2)
        for label in (self._title, self._name, self._facts):
            about.addWidget(label)
        about.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(theme.space(2) + 2)
        top.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(about, 1)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.space(2) + 1] * 4)
        column.setSpacing(theme.space(1) + 2)
        column.addLayout(top)
        column.addWidget(self._ask)
        column.addWidget(self._choices)

    def _fill(self, token: Token) -> None:
        everything = places(self._draft.request)
        place = (token.kind, token.position) if token.position is not None else None
        known = place if place in everything else None
        written = self._edit.written_as(token)
        self._title.setText(written)
        self._picture.setVisible(known is not None)
        self._facts.setVisible(known is None)
        self._name.setVisible(known is not None)
        if known is not None:
            kind, position = known
            url = self._draft.request.urls(kind)[position]
            self._picture.show_of(kind, url)
            self._name.setText(file_name(url))
            self._shown = url
            self._show_facts(url)
            about = file_name(url)
        else:
            self._shown = ""
            about = self._lost(token)
            self._facts.setText(about)
        self.setAccessibleName(f"{written}: {about}")
        others = self._edit.targets_of(token)
        self._choices.setVisible(bool(others))
        self._ask.setVisible(bool(others) or known is None)
        ask = self.tr("Point it to") if others else self.tr("There is no other reference yet.")
        self._ask.setText(ask)
        self._choices.setAccessibleName(self.tr("Point {token} to").format(token=written))
        self._choices.show_places(others)

    def _show_facts(self, url: str) -> None:
        if url != self._shown:
            return
        facts, token = self._desk.facts(url), self._token
        said: tuple[str, ...] = ()
        if token is not None and token.position is not None:
            said = self._desk.warnings(token.kind, token.position)
        lines = (figures_of(facts), *(said or (facts.trouble,)))
        self._facts.setText("\n".join(filter(None, lines)))
        self._facts.setVisible(bool(self._facts.text()))
        self._place()

    def _lost(self, token: Token) -> str:
        if token.position is None:
            return self.tr("Its reference was removed.")
        return self.tr("There is no such reference.")

    def _point(self, place: Place) -> None:
        token = self._token
        self.leave()
        if token is not None:
            self.pointed.emit(token, place)

    def _check_caret(self) -> None:
        token, caret = self._token, self._edit.caret
        if token is not None and not token.start <= caret <= token.end:
            self.leave()

    def _place(self) -> None:
        if self._token is None:
            return
        cursor = QTextCursor(self._edit.document())
        cursor.setPosition(units(self._edit.toPlainText()[: self._token.start]))
        float_beside(self, self._edit, self._edit.cursorRect(cursor))

    def sizeHint(self) -> QSize:
        # What a wrapped line needs hangs on the width; without one there is no such height.
        by_width = self._column.totalHeightForWidth(_WIDTH)
        return QSize(_WIDTH, max(by_width, self._column.totalMinimumSize().height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.isVisible():
            return False
        kind = event.type()
        if watched is self._edit.window():
            if kind in (QEvent.Type.Resize, QEvent.Type.WindowDeactivate):
                self.leave()
        elif kind == QEvent.Type.FocusOut and not self._is_inside(QApplication.focusWidget()):
            self.leave()
        elif isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if kind == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if kind == QEvent.Type.KeyPress:
                self.leave()
                return True
        return False

    def _is_inside(self, focused: QWidget | None) -> bool:
        return focused is self._edit or (focused is not None and self.isAncestorOf(focused))

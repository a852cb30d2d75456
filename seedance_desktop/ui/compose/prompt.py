"""The prompt with its name, and what opens beside its tokens."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QWidget

from ...core import references, spec
from ...core.reference_search import places
from ...core.reference_sources import file_name
from ...core.references import Place, Token
from ...core.validation import Problems
from ...state.draft import Draft
from ...state.prompt_history import PromptHistory
from ...state.reference_desk import ReferenceDesk
from ..widgets.menus import add, add_menu
from .field import Field
from .prompt_edit import PromptEdit
from .prompt_history import PromptHistoryKeys

if TYPE_CHECKING:
    from .prompt_card import TokenCard
    from .prompt_completion import Completion

_OPENERS = ("@", "\uff20")


class PromptField(Field):
    """The prompt with its name."""

    links_pasted = Signal(object)
    """A ``QMimeData`` without words, of files or links, or one for others, was pasted."""
    reference_shown = Signal(object)
    """The person asks which reference a token means: its ``Place``."""

    def __init__(self, draft: Draft, desk: ReferenceDesk, parent: QWidget | None = None) -> None:
        super().__init__(spec.PROMPT.label, (spec.PROMPT.name,), parent)
        self._draft, self._desk = draft, desk
        self._completion: Completion | None = None
        self._card: TokenCard | None = None
        self._edit = PromptEdit(draft)
        self._edit.setObjectName("promptEdit")
        self._edit.setAccessibleName(spec.PROMPT.label)
        self._edit.setPlaceholderText(spec.PROMPT.help)
        self.set_note(self.tr("@ reference"), self.tr("Type @ to name a reference"))
        self.body.addWidget(self._edit)
        self._edit.links_pasted.connect(self.links_pasted)
        self._edit.written.connect(lambda text: draft.set("prompt", text))
        self._edit.typed.connect(self._begin_completion)
        self._edit.token_asked.connect(self._show_token)
        self._edit.menu_wanted.connect(self._add_to_menu)
        self._show(frozenset({spec.PROMPT.name}))
        draft.changed.connect(self._show)

    def leave_to_others(self, wanted: Callable[[QMimeData], bool]) -> None:
        """See ``PromptEdit``; what is left goes out by ``links_pasted``."""
        self._edit.leave_to_others(wanted)

    def add_history(self, prompts: PromptHistory) -> QWidget:
        """Let keys and a button lead to earlier prompts; gives the button."""
        button = PromptHistoryKeys(self._edit, prompts, self._choosing).button
        self.add_before_note(button)
        return button

    def _choosing(self) -> bool:
        return self._completion is not None and self._completion.is_open

    # The list and the card are loaded when they are first wanted, not at the start.

    def _begin_completion(self, text: str) -> None:
        if self._completion is None and text.endswith(_OPENERS):
            from .prompt_completion import Completion

            self._completion = Completion(self._edit, self._draft, self._desk)
            self._completion.on_typed(text)

    def _show_token(self, token: Token, by_key: bool) -> None:
        if self._card is None:
            from .prompt_card import TokenCard

            self._card = TokenCard(self._edit, self._draft, self._desk)
            self._card.pointed.connect(self._edit.point_token)
        if token.position is not None and (token.kind, token.position) in places(
            self._draft.request
        ):
            self.reference_shown.emit((token.kind, token.position))
        self._card.show_token(token, focus=by_key)

    def _add_to_menu(self, menu: QMenu, token: Token) -> None:
        written = self._edit.written_as(token)
        menu.addSeparator()
        words = self.tr("Show {token}").format(token=written)
        show = add(menu, "tokenShow", words, lambda: self._show_token(token, True))
        show.setShortcut("Alt+Return")
        others = self._edit.targets_of(token)
        if not others:
            return
        words = self.tr("Point {token} to").format(token=written)
        point = add_menu(menu, "tokenPointMenu", words)
        for place in others:
            self._add_target(point, token, place)

    def _add_target(self, menu: QMenu, token: Token, place: Place) -> None:
        kind, position = place
        name = file_name(self._draft.request.urls(kind)[position])
        label = f"{references.token(kind, position, self._draft.spelling)}  {name}"
        objects_name = f"tokenPoint_{kind.value}_{position + 1}"
        add(menu, objects_name, label, lambda: self._edit.point_token(token, place))

    def _show(self, names: frozenset[str]) -> None:
        if spec.PROMPT.name in names:
            self._edit.show_text(self._draft.request.prompt)

    def show_problems(self, problems: Problems) -> None:
        # An empty prompt says so itself, in its placeholder.
        super().show_problems(tuple(p for p in problems if p.code != "prompt-empty"))

    def focus_target(self) -> QPlainTextEdit:
        return self._edit

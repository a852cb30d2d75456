"""The compose pane: the form, which scrolls, and the footer, which does not."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ...core import spec
from ...core.budget import Standing
from ...core.groups import needs_choice
from ...state.draft import Draft
from ...state.preset_desk import PresetDesk
from ...state.prompt_history import PromptHistory
from ...state.reference_desk import ReferenceDesk
from .. import theme
from .field import Field
from .footer import ComposeFooter
from .form_wires import FormWires
from .generate_key import GenerateKey
from .placeholder_fields import PlaceholderFields
from .preset_bar import PresetBar
from .preset_drop import PresetDrops
from .prompt import PromptField
from .references import ReferenceLists
from .settings import DurationField, mode_field, model_field, ratio_field

if TYPE_CHECKING:
    from .group_question import GroupQuestion

MINIMUM_WIDTH, MAXIMUM_WIDTH = 320, 420


class ComposePane(QFrame):
    """Reads and writes the draft; sends nothing itself."""

    generate_requested = Signal()
    """The person asked for a clip, and the draft is legal."""
    generate_chosen = Signal(object)
    """The same, with the alternative chosen of each group in the prompt."""
    braces_meant = Signal()
    """The same, with every brace in the prompt."""
    variations_requested = Signal()
    generate_held = Signal()
    """The key for it is held down: nothing more is sent, and the person should know."""

    def __init__(
        self,
        draft: Draft,
        desk: ReferenceDesk,
        presets: PresetDesk | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._draft, self._desk, self._presets = draft, desk, presets
        self._preset_bar: PresetBar | None = None
        self.setObjectName("composePane")
        self.setProperty("kind", "panel")
        self.setMinimumWidth(MINIMUM_WIDTH)
        self.setMaximumWidth(MAXIMUM_WIDTH)
        self._references = ReferenceLists(draft, desk)
        self._placeholders = PlaceholderFields(draft)
        self._prompt = PromptField(draft, desk)
        self._fields: dict[str, Field] = {
            spec.PROMPT.name: self._prompt,
            spec.MODE.name: mode_field(draft),
            spec.MODEL.name: model_field(draft),
            spec.RATIO.name: ratio_field(draft),
            spec.DURATION.name: DurationField(draft),
            **self._references.fields,
        }
        self._scroll = self._build_scroll_area()
        drops = None if presets is None else PresetDrops(presets)
        self._wires = FormWires(
            self, self._scroll, self._prompt, self._references, draft, desk, drops
        )
        self._question: GroupQuestion | None = None
        footer = self._footer = ComposeFooter(draft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        column.addWidget(footer)
        footer.generate_clicked.connect(self.request_generate)
        footer.variations_clicked.connect(self._request_variations)
        footer.field_asked.connect(self.focus_field)
        self._key = GenerateKey(self)
        self._key.pressed.connect(self.request_generate)
        self._key.held.connect(self.generate_held)
        draft.problems_changed.connect(self._show_problems)
        self._show_problems()

    def show_budget(self, standing: Standing | None) -> None:
        """Say how much is left of a budget; nothing for none."""
        self._footer.show_budget(standing)

    def add_prompt_history(self, prompts: PromptHistory) -> None:
        """Let the prompt lead to earlier ones."""
        button = self._prompt.add_history(prompts)
        # Tab comes to it as the eye does, and not last for being made last.
        if self._preset_bar is not None:
            last = self._preset_bar.last_stop
            self.setTabOrder(last, button)
            self._placeholders.set_stop_before(last)

    def focus_field(self, name: str) -> None:
        """Bring the field `name` of the request into view and give it the focus."""
        target: QWidget = self._fields[name].focus_target()
        if name == spec.PROMPT.name:
            # One of its fields may be what is to be filled in.
            target = self._placeholders.unfilled() or target
        self._scroll.ensureWidgetVisible(self._fields[name], 0, theme.space(3))
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def request_generate(self) -> None:
        """Ask for a clip; on an illegal draft go to its first problem instead."""
        if not self._draft.legal:
            self.focus_field(self._draft.problems[0].field)
        elif not self._references.hold_back() and not self._ask_for_choice():
            self.generate_requested.emit()

    def focus_variations(self) -> None:
        """Put the focus on the button for variations."""
        self._footer.focus_variations()

    def _ask_for_choice(self) -> bool:
        """Ask what to send where the prompt has braces in it; whether that had to be asked."""
        prompt = self._draft.to_send()[0].prompt
        if not needs_choice(prompt):
            return False
        if self._question is None:
            from .group_question import GroupQuestion

            self._question = GroupQuestion(self._draft)
            self._footer.ask_above_buttons(self._question)
            self._question.chosen.connect(self._send_chosen)
            self._question.meant.connect(self._send_as_it_is)
            self._question.variations_requested.connect(self._request_variations)
            self._question.closed.connect(self._footer.focus_generate)
        self._question.ask(prompt)
        return True

    # While it was asked, links may have been typed.

    def _send_chosen(self, choices: Sequence[int]) -> None:
        if not self._references.hold_back():
            self._draft.set_choice(choices)
            self.generate_chosen.emit(choices)

    def _send_as_it_is(self) -> None:
        if not self._references.hold_back():
            self.braces_meant.emit()

    def _request_variations(self) -> None:
        if self._question is not None:
            self._question.close_question()
        if not self._references.hold_back():
            self.variations_requested.emit()

    def _build_form(self) -> QWidget:
        form = QWidget()
        form.setProperty("kind", "scrolled")
        self._column = QVBoxLayout(form)
        top = theme.space(3)
        self._column.setContentsMargins(theme.MARGIN, top, theme.MARGIN, top)
        self._column.setSpacing(theme.space(3))
        if self._presets is not None:
            bar = self._preset_bar = PresetBar(self._presets)
            bar.used.connect(self._begin_preset)
            self._column.addWidget(bar)
        self._column.addWidget(self._placeholders)
        for name in (spec.PROMPT, spec.MODE, spec.MODEL, spec.RATIO, spec.DURATION):
            self._column.addWidget(self._fields[name.name])
        self._column.addWidget(self._references)
        self._column.addStretch(1)
        return form

    def _build_scroll_area(self) -> QScrollArea:
        area = QScrollArea()
        area.setObjectName("composeScroll")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._build_form())
        area.verticalScrollBar().rangeChanged.connect(self._make_room_for_bar)
        return area

    def _make_room_for_bar(self, low: int, high: int) -> None:
        # The bar stands in the margin, so that the fields keep their width.
        bar = self._scroll.verticalScrollBar()
        margins = self._column.contentsMargins()
        margins.setRight(theme.MARGIN - (bar.sizeHint().width() if high > low else 0))
        self._column.setContentsMargins(margins)

    def _begin_preset(self) -> None:
        """Show what a preset brought from its beginning, and go to the first field to fill in."""
        edit = self._prompt.focus_target()
        edit.moveCursor(QTextCursor.MoveOperation.Start)
        self._scroll.verticalScrollBar().setValue(0)
        (self._placeholders.first() or edit).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_problems(self) -> None:
        for field in self._fields.values():
            field.show_problems(self._draft.problems)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What has no undo of its own leaves the key to the draft's.
        if not self._wires.take_key(event):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._key.watch(self.window())
        self._wires.watch(self.window())

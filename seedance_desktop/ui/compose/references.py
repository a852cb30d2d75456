"""The three lists of reference links, the entry they share, and what is said about all."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ...core import spec
from ...core.composition import TypedLinks
from ...core.spec import Kind
from ...core.urls import RefusedUrl, check_url
from ...state.draft import Draft
from ...state.reference_desk import Outcome, ReferenceDesk
from .. import theme
from .reference_entry import ReferenceEntry
from .reference_field import ReferenceField
from .reference_remark import AskKind, Remark, reasons_of


class ReferenceLists(QWidget):
    """Images, videos and audio below one another; at most one has the entry."""

    said = Signal(object)
    """The ``QWidget`` that answers what the person just did."""

    def __init__(self, draft: Draft, desk: ReferenceDesk) -> None:
        super().__init__()
        self._draft, self._desk = draft, desk
        self._entry = ReferenceEntry(self)
        self._open: ReferenceField | None = None
        self._replacing: tuple[int, str] | None = None
        """The position and link that the entry is open to replace; None while it adds."""
        self._held_back = False
        """Whether it was said that what is typed has to be added first."""
        self._remark = Remark("referencesRemark")
        self._ask: AskKind | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.space(3))
        self._column.addWidget(self._remark)
        self.fields: dict[str, ReferenceField] = {}
        for table in spec.REFERENCES:
            field = ReferenceField(draft, desk, table)
            field.entry_asked.connect(lambda asked=field: self._open_for(asked))
            field.replace_asked.connect(lambda row, asked=field: self._open_for(asked, row))
            field.said.connect(self.said)
            self.fields[table.name] = field
            self._column.addWidget(field)
        self._entry.submitted.connect(self._submit)
        self._entry.closed.connect(self._close)
        self._take_up(draft.composition.typed_links)
        self._entry.edit.textChanged.connect(self._note_typed)
        desk.told.connect(self._tell)
        desk.facts_changed.connect(self._learn)

    @property
    def in_order(self) -> list[ReferenceField]:
        """The fields from the top."""
        return list(self.fields.values())

    def hold_back(self) -> bool:
        """Whether links were given and not added; then that is said where they stand."""
        if self._ask is not None and self._ask.asks:
            words = self.tr("Say what these are, or leave them out: nothing was sent.")
            self._remark.show_remark(words)
            self._ask.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        typed = self._entry.edit.toPlainText().strip()
        unchanged = self._replacing is not None and typed == self._replacing[1]
        if self._open is None or not typed or unchanged:
            return False
        self._open.say(self.tr("Add these links or clear them: nothing was sent."))
        self._held_back = True
        self._entry.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def _open_for(self, field: ReferenceField, row: int | None = None) -> None:
        if self._open is not None:
            self._open.release_entry()
        self._open = field
        self._replacing = None if row is None else (row, self._draft.request.urls(field.kind)[row])
        field.take_entry(self._entry, row)
        self._note_typed()

    def _take_up(self, typed: TypedLinks) -> None:
        """Go on with what was being typed when the app ended."""
        self._entry.edit.setPlainText(typed.text)
        field = self.fields.get(typed.field)
        if field is not None and typed.text:
            self._open_for(field)

    def _note_typed(self) -> None:
        # While a link is being replaced, what was typed to be added waits in the entry.
        if self._replacing is None:
            name = next((name for name, field in self.fields.items() if field is self._open), "")
            self._draft.set_typed_links(TypedLinks(self._entry.edit.toPlainText(), name))

    def _submit(self, text: str) -> None:
        if self._open is None:
            return
        if self._replacing is not None:
            self._replace(self._open, text, *self._replacing)
            return
        result = self._open.add(text)
        left = "\n".join(each.text for each in result.refused)
        if result.refused:
            self._entry.edit.setPlainText(left)
        elif result.added:
            self._entry.edit.clear()
            self._close()

    def _replace(self, field: ReferenceField, text: str, row: int, old: str) -> None:
        urls = self._draft.request.urls(field.kind)
        lines = text.split()
        checked = check_url(text) if len(lines) < 2 else None
        if checked is None:
            field.say(self.tr("One link goes in its place: leave one of these."))
        elif isinstance(checked, RefusedUrl):
            field.say(checked.reason)
        elif old not in urls:
            field.say(self.tr("What was to be replaced is gone. Close this, or undo."))
        else:
            # It may have been moved since.
            still_there = row < len(urls) and urls[row] == old
            self._draft.replace_url(field.kind, row if still_there else urls.index(old), checked)
            self._close()

    def _close(self) -> None:
        field, self._open = self._open, None
        self._replacing = None
        if field is not None:
            field.release_entry()
            if self._held_back:
                field.say("")
        self._held_back = False
        self._entry.close_it()
        self._note_typed()

    def _tell(self, outcome: Outcome) -> None:
        for field in self.fields.values():
            field.tell(outcome)
        told_there = outcome.over is not None or outcome.files_instead
        refused = () if told_there else outcome.plan.refused
        texts = reasons_of(refused)
        if outcome.plan.beyond:
            words = self.tr("{n} more left out: too many links at once.")
            texts.append(words.format(n=f"{outcome.plan.beyond:,}"))
        self._remark.show_remark("\n".join(texts))
        if outcome.plan.unsorted:
            self._ask_kind(outcome.plan.unsorted)

    def _ask_kind(self, links: tuple[str, ...]) -> None:
        if self._ask is None:
            self._ask = AskKind()
            self._ask.chosen.connect(self._sort_as)
            self._ask.answered.connect(lambda: self._remark.show_remark(""))
            self._column.insertWidget(0, self._ask)
        self._ask.ask(links)

    def _learn(self, url: str) -> None:
        """What a look at a link found out need not be asked any more."""
        kind = self._desk.kind_of_content(url)
        if self._ask is None or kind is None or url not in self._ask.links:
            return
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self._ask.isAncestorOf(focused)
        self._ask.withdraw(url)
        self._desk.take_as(kind, [url])
        if had_focus and not self._ask.asks:
            self.fields[spec.reference_field(kind).name].focus_target().setFocus()

    def _sort_as(self, kind: Kind, links: list[str]) -> None:
        self._desk.take_as(kind, links)
        self.fields[spec.reference_field(kind).name].focus_target().setFocus()

"""One kind of reference: counter, tiles, where to add, and what became of what was given."""

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from ...core import spec
from ...core.dropped import Plan, Share
from ...core.reference_sources import file_name, is_local
from ...core.spec import Kind
from ...core.urls import RefusedUrl, check_url
from ...state.draft import AddResult, Draft
from ...state.reference_desk import Outcome, ReferenceDesk
from .. import theme
from ..widgets.menus import pop_up
from .carried import carried_by
from .field import Field
from .reference_area import SWAP_KEY, TileArea
from .reference_entry import ReferenceEntry
from .reference_grid import SLOTS
from .reference_menu import Command, applies, make_menu
from .reference_model import ReferenceModel
from .reference_remark import Remark, named, reasons_of
from .reference_verdict import verdict_of


class ReferenceField(Field):
    """A list with its name; what the person asks for goes to the draft, or out as a signal."""

    entry_asked = Signal()
    replace_asked = Signal(int)
    """A position whose link the person wants to change."""
    said = Signal(object)
    """The ``QWidget`` that answers what the person just did."""

    def __init__(self, draft: Draft, desk: ReferenceDesk, table: spec.ReferenceField) -> None:
        super().__init__(table.label, (table.name,))
        self._draft, self._desk, self._table = draft, desk, table
        self._model = ReferenceModel(draft, desk, table, self)
        self._area = TileArea(self._model, table)
        self._view = self._area.view
        self._refusal = Remark(f"{table.kind}Refusal")
        self._mend: QPushButton | None = None
        self._entry: ReferenceEntry | None = None
        self._verdict = False
        for widget in (self._area, self._refusal):
            self.body.addWidget(widget)
        self._area.add_asked.connect(self.entry_asked)
        self._area.swap_asked.connect(self._swap)
        self._view.remove_asked.connect(self._remove)
        self._view.move_asked.connect(self._move)
        self._view.menu_asked.connect(self._open_menu)
        self._view.command_asked.connect(self._do)
        self._count()
        draft.changed.connect(self._follow)
        # After any other step it would take back that one.
        draft.undo_changed.connect(lambda: self._refusal.withdraw("Undo"))

    @property
    def kind(self) -> Kind:
        """Of its references."""
        return self._table.kind

    def take_entry(self, entry: ReferenceEntry, row: int | None = None) -> None:
        """Have ``entry`` here, open for new links, or for another one in the place of ``row``."""
        self._entry = entry
        self.body.insertWidget(1, entry)
        if row is None:
            entry.open_for(self._table.label, after=self._area.add)
        else:
            entry.open_instead(self._model.token(row), self._model.urls[row], after=self._area.add)

    def release_entry(self) -> None:
        """It goes to another list, or closes."""
        focused = QApplication.focusWidget()
        had_focus = bool(focused and self._entry and self._entry.isAncestorOf(focused))
        self._entry = None
        if had_focus:
            self._area.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def add(self, links: str | Iterable[str]) -> AddResult:
        """Add what the person typed; what is refused is told here."""
        result = self._draft.add_urls(self._table.kind, links)
        self._tell(result.refused)
        if result.refused:
            self.said.emit(self._refusal)
        return result

    def say(self, remark: str) -> None:
        """Say something beside the list, where the person sees it."""
        self._refusal.show_remark(remark)
        self.said.emit(self._refusal)

    def show_row(self, row: int) -> QRect:
        """Select the reference at ``row``; where its tile stands in the field."""
        self._view.select_rows([row])
        tile = self._view.visualRect(self._model.index(row))
        return tile.translated(self._view.mapTo(self, QPoint(0, 0)))

    def slot_at(self, spot: QPoint) -> int | None:
        """The filled frame at ``spot``, which something dropped there is to replace."""
        if not self._model.in_slots:
            return None
        row = self._view.grid.at(self._view.mapFrom(self, spot), len(self._model.urls))
        return row if 0 <= row < SLOTS else None

    def show_verdict(self, plan: Plan, place: int | None = None) -> None:
        """Say what the list would take of a drag, over the filled frame ``place`` or none."""
        slot = "" if place is None else self._model.slot(place)
        words, takes = verdict_of(self.kind, plan, self._draft.request, slot)
        self._verdict = True
        self.set_note(words)
        theme.set_property(self._area.add, "drop", takes and place is None)

    def end_verdict(self) -> None:
        """Nothing is dragged any more."""
        if self._verdict:
            self._verdict = False
            theme.set_property(self._area.add, "drop", False)
            self._count()

    def tell(self, outcome: Outcome) -> None:
        """Say what became of a drop, as far as it is about this list."""
        share = outcome.plan.shares.get(self.kind, Share())
        texts, offers = [], []
        if share.stays_out:
            stayed = self.tr("{names} stayed out.").format(names=named(share.stays_out))
            texts.append(f"{stayed} {self._draft.full(self.kind)}")
            copy = self.tr("Copy what stayed out")
            offers.append(("Copy", copy, lambda: _copy(share.stays_out)))
        if outcome.replaced and self.kind is Kind.IMAGE:
            name = file_name(outcome.replaced)
            texts.append(self.tr("It stands in the place of {name}.").format(name=name))
        if self.kind is Kind.VIDEO:
            texts += outcome.notes
            if outcome.files_instead:
                words = self.tr("Use its file, to be replaced by a link")
                files = outcome.files_instead
                offers.append(("File", words, lambda: self._desk.take_as(Kind.VIDEO, files)))
        if outcome.over is self.kind or (self.kind is Kind.VIDEO and outcome.files_instead):
            texts += reasons_of(outcome.plan.refused)
        if not texts:
            # What was said of an earlier drop still holds, or went with the list's change.
            return
        if share.fits or outcome.replaced:
            offers.append(("Undo", self.tr("Undo"), self._draft.undo))
        self._refusal.show_remark("\n".join(texts), *offers)

    def focus_target(self) -> QWidget:
        if self._model.urls:
            if not self._view.currentIndex().isValid():
                self._view.select_rows([0])
            return self._view
        return self._area.add

    def _follow(self, names: frozenset[str]) -> None:
        if self._table.name in names:
            self._tell(())
        if names & {self._table.name, spec.MODE.name}:
            self._count()

    def _count(self) -> None:
        have = len(self._model.urls)
        limit = self._table.limit(self._draft.request.function_mode)
        if not self._verdict:
            self.set_note(
                f"{have} / {limit}",
                self.tr("{label}: {have} of at most {limit}").format(
                    label=self._table.label, have=have, limit=limit
                ),
            )
        self._area.show_state(limit)
        self._offer_link()

    def _offer_link(self) -> None:
        """A button for the first file of this computer, which only a public link can stand for."""
        local = next((url for url in self._model.urls if is_local(url)), None)
        if local is not None and self._mend is None:
            self._mend = QPushButton()
            self._mend.setObjectName(f"{self._table.kind}PutLink")
            self._mend.setProperty("kind", "pill")
            self._mend.clicked.connect(self._replace_local)
            self.body.insertWidget(1, self._mend, 0, Qt.AlignmentFlag.AlignLeft)
        if self._mend is not None:
            if local is not None:
                words = self.tr("Paste a link for {name}…").format(name=named([local]))
                self._mend.setText(words.replace("&", "&&"))
                self._mend.setAccessibleName(words)
            self._mend.setVisible(local is not None)

    def _replace_local(self) -> None:
        row = next((n for n, url in enumerate(self._model.urls) if is_local(url)), -1)
        if row >= 0:
            self.replace_asked.emit(row)

    def _tell(self, refused: tuple[RefusedUrl, ...]) -> None:
        self._refusal.show_remark("\n".join(reasons_of(refused)))

    def _urls_of(self, rows: list[int]) -> list[str]:
        return [self._model.urls[row] for row in rows]

    def _remove(self, rows: list[int]) -> None:
        if rows:
            self._draft.remove_urls(self._table.kind, rows)
            self._view.select_rows([rows[0]])

    def _move(self, rows: list[int], before: int) -> None:
        self._draft.move_urls(self._table.kind, rows, before)
        start = before - sum(1 for row in rows if row < before)
        self._view.select_rows(range(start, start + len(rows)))

    def _swap(self) -> None:
        if self._model.in_slots and len(self._model.urls) >= SLOTS:
            self._draft.swap_urls(self._table.kind, 0, 1)

    def _open_menu(self, spot: QPoint) -> None:
        urls = self._urls_of(self._view.selected_rows())
        pop_up(make_menu(self, urls, self._do), spot)

    def _do(self, command: Command) -> None:
        rows = self._view.selected_rows()
        urls = self._urls_of(rows)
        if not applies(command, urls):
            return
        if command is Command.COPY:
            _copy(urls)
        elif command is Command.REPLACE:
            self.replace_asked.emit(rows[0])
        elif command is Command.REMOVE:
            self._remove(rows)
        for url in urls:
            if isinstance(check_url(url), RefusedUrl):
                continue
            if command is Command.OPEN:
                QDesktopServices.openUrl(QUrl(url))
            elif command is Command.CHECK:
                self._desk.check_again(url)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Keys that the tiles, the button or the entry's button did not want end here.
        if event.matches(QKeySequence.StandardKey.Paste):
            data = QGuiApplication.clipboard().mimeData()
            self._desk.take(carried_by(data), self.kind)
        elif QKeySequence(event.keyCombination()) == QKeySequence(SWAP_KEY):
            self._swap()
        else:
            super().keyPressEvent(event)


def _copy(links: Iterable[str]) -> None:
    QGuiApplication.clipboard().setText("\n".join(links))

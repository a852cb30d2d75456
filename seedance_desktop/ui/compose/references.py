"""The three lists of reference links, and the entry they share."""

from collections.abc import Iterable

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from ...core import spec
from ...core.urls import RefusedUrl
from ...state.draft import AddResult, Draft
from .. import icons, theme
from ..widgets.labels import RemarkLabel
from .field import Field
from .reference_entry import ReferenceEntry
from .reference_model import ReferenceModel
from .reference_view import ReferenceView

_REASONS = 3
"""So many refusals are told one by one; of the rest, how many there are."""


class ReferenceField(Field):
    """One kind of reference: counter, rows, where to add, and why something was refused."""

    entry_asked = Signal()

    def __init__(self, draft: Draft, table: spec.ReferenceField) -> None:
        super().__init__(table.label, (table.name,))
        self._draft, self._table = draft, table
        self._model = ReferenceModel(draft, table, self)
        self._view = ReferenceView(self._model)
        self._view.setObjectName(f"{table.kind}List")
        self._view.setAccessibleName(table.label)
        self._add = QPushButton(self.tr("Drop, paste or type links"))
        self._add.setObjectName(f"add{table.kind.capitalize()}")
        self._add.setProperty("kind", "drop")
        self._add.setAccessibleName(self.tr("Add links to {label}").format(label=table.label))
        icons.set_icon(self._add, "plus", "dim")
        self._refusal = RemarkLabel()
        self._refusal.setObjectName(f"{table.kind}Refusal")
        self._entry: ReferenceEntry | None = None
        for widget in (self._view, self._add, self._refusal):
            self.body.addWidget(widget)
        self.setAcceptDrops(True)
        self._add.clicked.connect(self.entry_asked)
        self._view.remove_asked.connect(self._remove)
        self._view.move_asked.connect(self._move)
        self._count()
        draft.changed.connect(self._follow)

    def take_entry(self, entry: ReferenceEntry) -> None:
        """Have `entry` here, open."""
        self._entry = entry
        self.body.insertWidget(1, entry)
        self._add.setVisible(False)
        entry.open_for(
            self._table.label,
            self.tr("Public links that begin with https:// or http://"),
            after=self._add,
        )

    def release_entry(self) -> None:
        """It goes to another list, or closes."""
        focused = QApplication.focusWidget()
        had_focus = bool(focused and self._entry and self._entry.isAncestorOf(focused))
        self._entry = None
        self._add.setVisible(True)
        if had_focus:
            self._add.setFocus(Qt.FocusReason.OtherFocusReason)

    def add(self, links: str | Iterable[str]) -> AddResult:
        """Add what the person gave; what is refused is told here."""
        result = self._draft.add_urls(self._table.kind, links)
        self._tell(result.refused)
        return result

    def say(self, remark: str) -> None:
        """Say something beside the list."""
        self._refusal.show_remark(remark)

    def focus_target(self) -> QWidget:
        if self._model.urls:
            if not self._view.currentIndex().isValid():
                self._view.select_row(0)
            return self._view
        return self._add

    def _follow(self, names: frozenset[str]) -> None:
        if self._table.name in names:
            self._tell(())
        if names & {self._table.name, spec.MODE.name}:
            self._count()

    def _count(self) -> None:
        have = len(self._model.urls)
        limit = self._table.limit(self._draft.request.function_mode)
        self.set_note(
            f"{have} / {limit}",
            self.tr("{label}: {have} of at most {limit}").format(
                label=self._table.label, have=have, limit=limit
            ),
        )
        focused = self._view.hasFocus()
        self._view.setVisible(have > 0)
        if focused and not have:
            self._add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, refused: tuple[RefusedUrl, ...]) -> None:
        reasons = list(dict.fromkeys(each.reason for each in refused))
        told = reasons[:_REASONS]
        if len(reasons) > _REASONS:
            left = len(reasons) - _REASONS
            told.append(self.tr("{count} more were refused.").format(count=left))
        self._refusal.show_remark("\n".join(told))

    def _remove(self, rows: list[int]) -> None:
        if rows:
            self._draft.remove_urls(self._table.kind, rows)
            self._view.select_row(rows[0])

    def _move(self, source: int, target: int) -> None:
        self._draft.move_url(self._table.kind, source, target)
        self._view.select_row(target)

    def _set_drop_target(self, on: bool) -> None:
        theme.set_property(self._add, "drop", on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Keys that the row, the button or the entry's button did not want end here.
        if event.matches(QKeySequence.StandardKey.Paste):
            self.add(_links(QGuiApplication.clipboard().mimeData()))
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _links(event.mimeData()):
            event.acceptProposedAction()
            self._set_drop_target(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_drop_target(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_drop_target(False)
        # A link moved out of a document would be deleted there.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.add(_links(event.mimeData()))


class ReferenceLists(QWidget):
    """Images, videos and audio below one another; at most one has the entry."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._entry = ReferenceEntry(self)
        self._open: ReferenceField | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        self.fields: dict[str, ReferenceField] = {}
        for table in spec.REFERENCES:
            field = ReferenceField(draft, table)
            field.entry_asked.connect(lambda asked=field: self._open_for(asked))
            self.fields[table.name] = field
            column.addWidget(field)
        self._entry.submitted.connect(self._submit)
        self._entry.closed.connect(self._close)

    def hold_back(self) -> bool:
        """Whether links were typed and not added; then that is said where they stand."""
        if self._open is None or not self._entry.edit.toPlainText().strip():
            return False
        self._open.say(self.tr("Add these links or clear them: nothing was sent."))
        self._entry.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def _open_for(self, field: ReferenceField) -> None:
        if self._open is not None:
            self._open.release_entry()
        self._open = field
        field.take_entry(self._entry)

    def _submit(self, text: str) -> None:
        if self._open is None:
            return
        result = self._open.add(text)
        left = "\n".join(each.text for each in result.refused)
        if result.refused:
            self._entry.edit.setPlainText(left)
        elif result.added:
            self._entry.edit.clear()
            self._close()

    def _close(self) -> None:
        field, self._open = self._open, None
        if field is not None:
            field.release_entry()
        self._entry.setVisible(False)


def _links(data: QMimeData) -> str | list[str]:
    """The links of a drop or of the clipboard: URLs before text."""
    if data.hasUrls():
        return [url.toString(url.ComponentFormattingOption.FullyEncoded) for url in data.urls()]
    return data.text()

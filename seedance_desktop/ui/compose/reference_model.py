"""The reference URLs of one kind as rows; the draft holds them, this only reads."""

from enum import IntEnum
from time import time

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from ...core import references, spec
from ...core.reference_facts import Reach, ReferenceFacts
from ...core.reference_sources import file_name, is_local
from ...core.urls import RefusedUrl, check_url, legible
from ...core.wording import ago, elapsed, escaped
from ...state.draft import Draft
from ...state.reference_desk import RESULT_LINKS_LAST, ReferenceDesk
from .diff import common_ends

_Index = QModelIndex | QPersistentModelIndex
_NAME, _SHOWN = 80, 300
"""Characters of a name and of a link that a tooltip shows."""


class Role(IntEnum):
    """What a row has, beside what every item has."""

    URL = Qt.ItemDataRole.UserRole + 1
    STATE = Qt.ItemDataRole.UserRole + 2
    """What is wrong with it in a few words, or what is being done; else empty."""
    TONE = Qt.ItemDataRole.UserRole + 3
    """"ready", "checking", "warning", "failed" or "local"; empty where nothing is known."""
    KIND = Qt.ItemDataRole.UserRole + 4
    LENGTH = Qt.ItemDataRole.UserRole + 5
    """``0:05`` of a clip or a sound; else empty."""
    SLOT = Qt.ItemDataRole.UserRole + 6
    """"First" or "Last" where it is a frame; else empty."""
    PICTURE = Qt.ItemDataRole.UserRole + 7
    """A QImage, a null one where there is none; None while it is being loaded."""


class ReferenceModel(QAbstractListModel):
    """One row a URL, changed row by row as the draft changes."""

    def __init__(
        self, draft: Draft, desk: ReferenceDesk, field: spec.ReferenceField, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._draft, self._desk, self._field = draft, desk, field
        self._urls = draft.request.urls(field.kind)
        draft.changed.connect(self._follow)
        draft.spelling_changed.connect(self._refresh)
        desk.facts_changed.connect(self._refresh_url)
        desk.picture_ready.connect(self._refresh_url)

    @property
    def urls(self) -> tuple[str, ...]:
        return self._urls

    @property
    def in_slots(self) -> bool:
        """Whether the first two are the clip's first and last frame."""
        return self._field is spec.IMAGES and self._draft.request.function_mode == (
            spec.Mode.FIRST_LAST_FRAMES
        )

    def token(self, row: int) -> str:
        """How a prompt names the row."""
        return references.token(self._field.kind, row, self._draft.spelling)

    def _follow(self, names: frozenset[str]) -> None:
        if self._field.name in names:
            self._take(self._draft.request.urls(self._field.kind))
        elif spec.MODE.name in names:
            self._refresh()

    def _take(self, new: tuple[str, ...]) -> None:
        old = self._urls
        start, tail = common_ends(old, new)
        gone, come = len(old) - tail - start, len(new) - tail - start
        if gone > come:
            self.beginRemoveRows(QModelIndex(), start + come, start + gone - 1)
            self._urls = new
            self.endRemoveRows()
        elif come > gone:
            self.beginInsertRows(QModelIndex(), start + gone, start + come - 1)
            self._urls = new
            self.endInsertRows()
        else:
            self._urls = new
        # Numbers behind the change are others now, and a row before it may have lost its twin.
        self._refresh()

    def _refresh(self) -> None:
        if self._urls:
            self.dataChanged.emit(self.index(0), self.index(len(self._urls) - 1))

    def _refresh_url(self, url: str) -> None:
        for row, each in enumerate(self._urls):
            if each == url:
                self.dataChanged.emit(self.index(row), self.index(row))

    def _state(self, row: int) -> tuple[str, str]:
        """Words and tone: what keeps it from being sent first, what a look at it found last."""
        url = self._urls[row]
        limit = self._field.limit(self._draft.request.function_mode)
        if is_local(url):
            return self.tr("on this computer: needs a public link"), "local"
        if isinstance(check_url(url), RefusedUrl):
            return self.tr("not a usable link"), "failed"
        if row >= limit:
            return self.tr("over the limit of {limit}").format(limit=limit), "failed"
        if url in self._urls[:row]:
            twin = self.token(self._urls.index(url))
            return self.tr("same link as {token}").format(token=twin), "warning"
        return self._looked_at(row, self._desk.facts(url).reach)

    def _looked_at(self, row: int, reach: Reach) -> tuple[str, str]:
        if reach is Reach.CHECKING:
            return self.tr("being checked"), "checking"
        warnings = self._desk.warnings(self._field.kind, row)
        if warnings:
            return " ".join(warnings), "warning"
        return "", "ready" if reach is Reach.REACHABLE else ""

    def slot(self, row: int) -> str:
        """ "First" or "Last" where the row is a frame; else empty."""
        if not self.in_slots or row > 1:
            return ""
        return self.tr("Last") if row else self.tr("First")

    def _spoken(self, row: int) -> str:
        state, _ = self._state(row)
        words = f"{self.token(row)} {self._urls[row]} {state or self.tr('ready')}"
        slot = self.slot(row)
        return self.tr("{words}, {slot} frame").format(words=words, slot=slot) if slot else words

    def _tooltip(self, row: int) -> str:
        url = self._urls[row]
        facts, made_at = self._desk.facts(url), self._desk.made_at(url)
        state, _ = self._state(row)
        shown = legible(url if len(url) <= _SHOWN else f"{url[: _SHOWN - 40]}…{url[-39:]}")
        lines = [
            f"{self.token(row)} · {file_name(url)[:_NAME]}",
            shown,
            figures_of(facts),
            f"made {ago(time() - made_at)}; {RESULT_LINKS_LAST}" if made_at is not None else "",
            state or self.tr("ready"),
        ]
        # Escaped, for a link may look like rich text; broken anywhere, for it has no spaces.
        return "<br>".join(escaped("\u200b".join(_pieces(line))) for line in lines if line)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._urls)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index) | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = index.row()
        if not 0 <= row < len(self._urls):
            return None
        url = self._urls[row]
        match role:
            case Qt.ItemDataRole.DisplayRole | Role.URL:
                return url
            case Role.STATE:
                return self._state(row)[0]
            case Role.TONE:
                return self._state(row)[1]
            case Role.KIND:
                return self._field.kind
            case Role.LENGTH:
                seconds = self._desk.facts(url).seconds
                return "" if seconds is None else elapsed(round(seconds))
            case Role.SLOT:
                return self.slot(row)
            case Role.PICTURE:
                return self._desk.picture(self._field.kind, url)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tooltip(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row)
        return None


def _pieces(line: str, length: int = 40) -> list[str]:
    if " " in line and max(map(len, line.split())) <= length:
        return [line]
    return [line[i : i + length] for i in range(0, len(line), length)]


def figures_of(facts: ReferenceFacts) -> str:
    """``image/png · 2.1 MB · 1920 × 1080 px · 4.2 s``, as far as they are known."""
    figures = [facts.media_type]
    if facts.size is not None:
        figures.append(_bytes(facts.size))
    if facts.width is not None and facts.height is not None:
        figures.append(f"{facts.width} × {facts.height} px")
    if facts.seconds is not None:
        figures.append(f"{facts.seconds:.1f} s")
    return " · ".join(filter(None, figures))


def _bytes(size: int) -> str:
    if size < 1_000_000:
        return f"{max(1, round(size / 1_000))} kB"
    return f"{size / 1_000_000:.1f} MB"

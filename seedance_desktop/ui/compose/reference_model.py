"""The reference URLs of one kind as rows; the draft holds them, this only reads."""

from enum import IntEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from ...core import references, spec
from ...core.urls import RefusedUrl, check_url
from ...state.draft import Draft
from .diff import common_ends

_Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What a row has, beside what every item has."""

    URL = Qt.ItemDataRole.UserRole + 1
    STATE = Qt.ItemDataRole.UserRole + 2
    """What is wrong with it in a few words, or "ready"."""
    USABLE = Qt.ItemDataRole.UserRole + 3


class ReferenceModel(QAbstractListModel):
    """One row a URL, changed row by row as the draft changes."""

    def __init__(self, draft: Draft, field: spec.ReferenceField, parent: QObject) -> None:
        super().__init__(parent)
        self._draft, self._field = draft, field
        self._urls = draft.request.urls(field.kind)
        draft.changed.connect(self._follow)
        draft.spelling_changed.connect(self._refresh)

    @property
    def urls(self) -> tuple[str, ...]:
        return self._urls

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

    def _state(self, row: int) -> str:
        url = self._urls[row]
        limit = self._field.limit(self._draft.request.function_mode)
        if isinstance(check_url(url), RefusedUrl):
            return self.tr("not a usable link")
        if row >= limit:
            return self.tr("over the limit of {limit}").format(limit=limit)
        if url in self._urls[:row]:
            twin = self.token(self._urls.index(url))
            return self.tr("same link as {token}").format(token=twin)
        return ""

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._urls)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = index.row()
        if not 0 <= row < len(self._urls):
            return None
        url, state = self._urls[row], self._state(row)
        match role:
            case Qt.ItemDataRole.DisplayRole | Role.URL:
                return url
            case Role.STATE:
                return state
            case Role.USABLE:
                return not state
            case Qt.ItemDataRole.ToolTipRole:
                return f"{url}\n{state}" if state else url
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.token(row)} {url} {state or self.tr('ready')}"
        return None

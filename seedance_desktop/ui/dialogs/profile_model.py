"""The providers as a list: name, address, and which one is in use."""

from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ...core.profile import BUILT_IN, Profile
from ...state.account import Account

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What a row tells, beside its text."""

    PROFILE = Qt.ItemDataRole.UserRole
    IN_USE = Qt.ItemDataRole.UserRole + 1


class ProfileModel(QAbstractListModel):
    """Follows the account."""

    def __init__(self, account: Account, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._account = account
        self._rows: tuple[Profile, ...] = account.profiles
        account.profiles_changed.connect(self._read)
        account.changed.connect(self._tell_all)

    def profile(self, index: Index) -> Profile | None:
        """The provider in a row; None for no row."""
        return self._rows[index.row()] if index.isValid() else None

    def _read(self) -> None:
        self.beginResetModel()
        self._rows = self._account.profiles
        self.endResetModel()

    def _tell_all(self) -> None:
        self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        profile = self.profile(index)
        if profile is None:
            return None
        in_use = profile.id == self._account.profile.id
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return profile.name
            case Qt.ItemDataRole.ToolTipRole:
                return profile.base_url
            case Qt.ItemDataRole.AccessibleTextRole:
                use = self.tr("in use") if in_use else ""
                return ", ".join(part for part in (profile.name, profile.base_url, use) if part)
            case Role.PROFILE:
                return profile
            case Role.IN_USE:
                return in_use
        return None


def is_changed(profile: Profile) -> bool:
    """Whether a built-in provider is no longer as it came."""
    return profile.built_in and profile not in BUILT_IN

"""A provider's profile, to be added or changed."""

import uuid
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ...core.origin import BadAddress, check_base_url, origin_of
from ...core.profile import AT_A_TIME, REFERENCE_SPELLINGS, Profile
from ...core.urls import is_legible
from ...state.account import Account
from .. import theme
from ..widgets.inputs import QuietComboBox, QuietSpinBox
from ..widgets.labels import RemarkLabel
from .parts import dialog_button, fit_height, margins, named, wrapping_label
from .price_fields import BadPrices, PriceFields

_WIDTH = 460
_MOST_AT_A_TIME = 20
_LONGEST_NAME, _LONGEST_ADDRESS, _LONGEST_SPELLING = 100, 2048, 40


class ProfileForm(QDialog):
    """Changes ``profile``, or adds one where it is None. Open it with ``open``."""

    def __init__(
        self, account: Account, profile: Profile | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._account = account
        self._before = profile
        self.setObjectName("profileForm")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(
            self.tr("Change {provider}").format(provider=profile.name)
            if profile
            else self.tr("Add a provider")
        )
        start = profile or Profile("", "", "")
        self._name = _line("profileName", self.tr("Name"), start.name, _LONGEST_NAME)
        self._address = _line(
            "profileAddress", self.tr("Address"), start.base_url, _LONGEST_ADDRESS
        )
        self._address.setPlaceholderText("https://…/api")
        self._spelling = self._build_spelling(start.spelling)
        self._at_a_time = QuietSpinBox(1, _MOST_AT_A_TIME)
        named(self._at_a_time, "profileAtATime", self.tr("Tasks at a time"))
        self._at_a_time.show_value(start.at_a_time)
        self._prices = PriceFields(start.prices)
        self._remarks: dict[QWidget, RemarkLabel] = {
            self._name: RemarkLabel(),
            self._address: RemarkLabel(),
            self._spelling: RemarkLabel(),
        }
        self._remarks[self._address].setObjectName("profileAddressRemark")
        self._build_layout()
        self._name.textEdited.connect(lambda: self._say(self._name, ""))
        self._spelling.editTextChanged.connect(lambda: self._say(self._spelling, ""))
        self._address.textChanged.connect(self._check_address)
        fit_height(self, _WIDTH)

    def _build_spelling(self, spelling: str) -> QuietComboBox:
        box = QuietComboBox()
        box.setEditable(True)
        box.setInsertPolicy(QuietComboBox.InsertPolicy.NoInsert)
        box.addItems(REFERENCE_SPELLINGS)
        box.setEditText(spelling)
        named(box, "profileSpelling", self.tr("The first image in a prompt"))
        line = box.lineEdit()
        if line is not None:
            line.setMaxLength(_LONGEST_SPELLING)
        return box

    def _build_layout(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*margins())
        column.setSpacing(theme.space(3))
        column.addLayout(self._field(self.tr("Name"), self._name))
        column.addLayout(self._field(self.tr("Address"), self._address))
        column.addLayout(self._field(self.tr("The first image in a prompt"), self._spelling))
        row = QHBoxLayout()
        row.addWidget(_buddy(self.tr("Tasks at a time"), self._at_a_time), 1)
        self._at_a_time.setFixedWidth(theme.space(16))
        row.addWidget(self._at_a_time)
        column.addLayout(row)
        note = self.tr("Usually {n}; what is more waits in the app.").format(n=AT_A_TIME)
        column.addWidget(wrapping_label("small_dim", note))
        column.addWidget(_buddy(self.tr("Credits for each second of clip"), self._prices))
        column.addWidget(self._prices)
        note = self.tr(
            "Leave them empty where the provider names none: estimates then come "
            "from your own charges alone."
        )
        column.addWidget(wrapping_label("small_dim", note))
        column.addLayout(self._build_buttons())

    def _build_buttons(self) -> QHBoxLayout:
        cancel = dialog_button("profileCancel", self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        words = self.tr("Save") if self._before else self.tr("Add")
        save = dialog_button("profileSave", words, "primary")
        save.clicked.connect(self._save)
        row = QHBoxLayout()
        row.setSpacing(theme.space(2))
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(save)
        return row

    def _field(self, label: str, edit: QWidget) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.space(1))
        column.addWidget(_buddy(label, edit))
        column.addWidget(edit)
        column.addWidget(self._remarks[edit])
        return column

    def _say(self, edit: QWidget, text: str, severity: str = "error") -> None:
        self._remarks[edit].show_remark(text, severity)
        edit.setAccessibleDescription(text)
        theme.set_property(edit, "invalid", bool(text) and severity == "error")
        fit_height(self, _WIDTH)

    def _check_address(self) -> None:
        """Tell, while it is typed, why the address cannot be used or what it changes."""
        try:
            address = check_base_url(self._address.text())
        except BadAddress as error:
            self._say(self._address, str(error) if self._address.text().strip() else "")
            return
        moved = self._before is not None and origin_of(address) != self._before.origin
        text = self.tr("This address needs its own token; the one for the old address stays there.")
        self._say(self._address, text if moved else "", "warning")

    def _save(self) -> None:
        try:
            profile = self._read()
        except _Wrong as wrong:
            self._say(wrong.edit, str(wrong))
            wrong.edit.setFocus()
        except BadPrices as error:
            self._prices.show_problem(str(error))
            self._prices.focus_first()
            fit_height(self, _WIDTH)
        else:
            self._account.save_profile(profile)
            self.accept()

    def _read(self) -> Profile:
        """What was typed as a profile. Raises ``_Wrong`` or ``BadPrices``."""
        name = " ".join(self._name.text().split())
        self._check_name(name)
        try:
            address = check_base_url(self._address.text())
        except BadAddress as error:
            raise _Wrong(self._address, str(error)) from error
        spelling = self._spelling.currentText().strip()
        if "1" not in spelling or not spelling.isprintable():
            text = self.tr("Write the name of the first image, with its number, like @Image1.")
            raise _Wrong(self._spelling, text)
        return replace(
            self._before or Profile(uuid.uuid4().hex, name, address),
            name=name,
            base_url=address,
            spelling=spelling,
            prices=self._prices.prices(),
            at_a_time=self._at_a_time.value(),
        )

    def _check_name(self, name: str) -> None:
        if not name or not is_legible(name):
            raise _Wrong(self._name, self.tr("Give the provider a name that you will know it by."))
        own_id = self._before.id if self._before else ""
        if any(p.name == name and p.id != own_id for p in self._account.profiles):
            raise _Wrong(self._name, self.tr("There is a provider with this name already."))


class _Wrong(ValueError):
    """Why one field cannot be saved."""

    def __init__(self, edit: QWidget, text: str) -> None:
        super().__init__(text)
        self.edit = edit


def _line(name: str, says: str, text: str, longest: int) -> QLineEdit:
    edit = QLineEdit(text)
    edit.setMaxLength(longest)
    named(edit, name, says)
    return edit


def _buddy(text: str, widget: QWidget) -> QLabel:
    label = QLabel(text)
    label.setProperty("kind", "dim")
    label.setBuddy(widget)
    return label

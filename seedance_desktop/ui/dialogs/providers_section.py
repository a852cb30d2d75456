"""The providers in the settings: a list, and what can be done with the chosen one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListView, QMessageBox, QVBoxLayout, QWidget

from ...core.profile import Profile
from ...state.account import Account
from .. import theme
from .parts import dialog_button, named, wrapping_label
from .profile_delegate import ProfileDelegate
from .profile_form import ProfileForm
from .profile_model import ProfileModel, is_changed

_ROWS = 3
_HEIGHT = _ROWS * 44 + 8


class ProvidersSection(QWidget):
    """Adds, changes, removes and resets; in the demo it says why there is nothing to change."""

    def __init__(self, account: Account, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._account = account
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        if account.profile.is_demo:
            words = self.tr("The demo has one provider: the service on this computer.")
            column.addWidget(wrapping_label("dim", words))
            return
        self._model = ProfileModel(account, self)
        self._view = self._build_view()
        self._edit = dialog_button("profileEdit", self.tr("Change…"))
        self._remove = dialog_button("profileRemove", self.tr("Remove…"))
        self._reset = dialog_button("profileReset", self.tr("Reset…"))
        column.addWidget(self._view)
        column.addLayout(self._build_buttons())
        if account.overridden:
            words = self.tr("This run uses the address {address}, as it was started with.")
            column.addWidget(
                wrapping_label("small_dim", words.format(address=account.profile.base_url))
            )
        self._connect()
        self._choose(account.profile.id)

    def _build_view(self) -> QListView:
        view = QListView()
        named(view, "profileList", self.tr("Providers"))
        view.setProperty("kind", "boxed")
        view.setModel(self._model)
        view.setItemDelegate(ProfileDelegate(view))
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setTabKeyNavigation(False)
        view.setFixedHeight(_HEIGHT)
        return view

    def _build_buttons(self) -> QHBoxLayout:
        add = dialog_button("profileAdd", self.tr("Add…"))
        add.clicked.connect(lambda: self._open_form(None))
        row = QHBoxLayout()
        row.setSpacing(theme.space(2))
        for button in (add, self._edit, self._remove, self._reset):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _connect(self) -> None:
        self._edit.clicked.connect(lambda: self._open_form(self._chosen()))
        self._view.activated.connect(lambda _: self._open_form(self._chosen()))
        self._remove.clicked.connect(self._ask_to_remove)
        self._reset.clicked.connect(self._ask_to_reset)
        self._view.selectionModel().currentChanged.connect(self._show_buttons)
        self._model.modelAboutToBeReset.connect(self._remember)
        self._model.modelReset.connect(self._choose_again)

    def _chosen(self) -> Profile | None:
        return self._model.profile(self._view.currentIndex())

    def _choose(self, profile_id: str) -> None:
        ids = [profile.id for profile in self._account.profiles]
        row = ids.index(profile_id) if profile_id in ids else 0
        self._view.setCurrentIndex(self._model.index(row))
        self._show_buttons()

    def _remember(self) -> None:
        chosen = self._chosen()
        self._remembered = (chosen.id if chosen else "", self._model.rowCount())

    def _choose_again(self) -> None:
        profile_id, rows = self._remembered
        added = self._model.rowCount() > rows
        self._choose(self._account.profiles[-1].id if added else profile_id)

    def _show_buttons(self) -> None:
        chosen = self._chosen()
        self._edit.setEnabled(chosen is not None)
        self._remove.setVisible(chosen is not None and not chosen.built_in)
        self._reset.setVisible(chosen is not None and is_changed(chosen))

    def _open_form(self, profile: Profile | None) -> None:
        ProfileForm(self._account, profile, self).open()

    def _ask_to_remove(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._ask(
                chosen,
                self.tr("Remove {provider}?").format(provider=chosen.name),
                self.tr(
                    "Clips made with it stay, and those that are being made are still fetched. "
                    "Its token stays in the keyring."
                ),
                self.tr("Remove"),
            )

    def _ask_to_reset(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._ask(
                chosen,
                self.tr("Reset {provider}?").format(provider=chosen.name),
                self.tr("Its address, prices and all else go back to how they came."),
                self.tr("Reset"),
            )

    def _ask(self, profile: Profile, title: str, text: str, yes: str) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setObjectName("profileConfirm")
        box.setWindowTitle(title)
        box.setText(title)
        box.setInformativeText(text)
        cancel = box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        do_it = box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
        named(cancel, "profileConfirmCancel", self.tr("Cancel"))
        named(do_it, "profileConfirmYes", yes)
        theme.set_property(do_it, "kind", "danger")
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)
        do_it.clicked.connect(lambda: self._account.remove_profile(profile.id))
        box.open()

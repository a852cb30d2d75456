"""Where the person enters, replaces and forgets the token of a provider.

What is typed lives in the password field alone, and leaves it for ``Tokens`` only.
"""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ...core.errors import BadTokenText, TokenTrouble
from ...core.profile import Profile
from ...core.token import clean_token
from ...state.account import Account
from ...state.tasks import TaskOwner
from ...state.tokens import TokenState
from .. import theme, token_words
from ..announce import announce
from ..widgets.labels import RemarkLabel
from .parts import dialog_button, fit_height, margins, wrapping_label

_WIDTH = 520
_GROUP = "token sheet"
_FORGETTABLE = (TokenState.KEYRING, TokenState.SESSION, TokenState.ENVIRONMENT)


class TokenSheet(QDialog):
    """For one address: the one the provider had when the sheet was made. Open it with ``open``."""

    def __init__(
        self,
        account: Account,
        tasks: TaskOwner,
        parent: QWidget | None = None,
        *,
        profile: Profile | None = None,
    ) -> None:
        """The sheet of ``profile``; without one, of the provider in use."""
        super().__init__(parent)
        self._account = account
        self._tasks = tasks
        self._profile = profile or account.profile
        self._origin = self._profile.origin
        self._busy = False
        self._closed = False
        self.setObjectName("tokenSheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Token for {provider}").format(provider=self._profile.name))
        self._state = wrapping_label()
        self._state.setObjectName("tokenState")
        self._edit = self._build_edit()
        self._remark = RemarkLabel()
        self._remark.setObjectName("tokenRemark")
        self._help = wrapping_label("small_dim")
        self._help.setText(
            self.tr("You find it in your account at {provider}.").format(
                provider=self._profile.name
            )
        )
        self._waiting = wrapping_label("small_dim")
        self._waiting.setObjectName("tokenWaiting")
        self._waiting.setText(
            self.tr("Waiting for the keyring: it may ask for its password in a window of its own.")
        )
        self._build_buttons()
        self._trouble = self._build_trouble()
        self._build_layout()
        self._connect()
        self._show_trouble(account.tokens.trouble(self._origin))
        self._refresh()
        self._edit.setFocus()

    def _build_edit(self) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName("tokenEdit")
        edit.setEchoMode(QLineEdit.EchoMode.Password)
        edit.setDragEnabled(False)
        edit.setPlaceholderText(self.tr("Paste the token here"))
        edit.setAccessibleName(self.tr("Token for {provider}").format(provider=self._profile.name))
        return edit

    def _build_buttons(self) -> None:
        self._forget = dialog_button("tokenForget", self.tr("Forget the token"), "danger")
        self._cancel = dialog_button("tokenCancel", self.tr("Cancel"))
        self._session = dialog_button("tokenSession", self.tr("Use for this session only"))
        self._save = dialog_button("tokenSave", self.tr("Save in the keyring"), "primary")
        self._again = dialog_button("tokenAskAgain", self.tr("Try the keyring again"))

    def _build_trouble(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("tokenTrouble")
        frame.setProperty("kind", "notice")
        frame.setProperty("severity", "warning")
        self._trouble_title = wrapping_label("strong")
        self._trouble_text = wrapping_label()
        column = QVBoxLayout(frame)
        column.setContentsMargins(*(theme.space(3),) * 4)
        column.setSpacing(theme.space(1))
        column.addWidget(self._trouble_title)
        column.addWidget(self._trouble_text)
        column.addSpacing(theme.space(1))
        column.addWidget(self._again, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _build_layout(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*margins())
        column.setSpacing(theme.space(3))
        column.addWidget(self._bound_to())
        stands = QHBoxLayout()
        stands.addWidget(self._state, 1)
        stands.addWidget(self._forget)
        column.addLayout(stands)
        column.addWidget(self._edit)
        column.addWidget(self._remark)
        column.addWidget(self._help)
        column.addWidget(self._trouble)
        column.addWidget(self._waiting)
        row = QHBoxLayout()
        row.setSpacing(theme.space(2))
        row.addStretch(1)
        for button in (self._cancel, self._session, self._save):
            row.addWidget(button)
        column.addLayout(row)

    def _bound_to(self) -> QLabel:
        label = wrapping_label("dim")
        label.setObjectName("tokenHost")
        label.setText(
            self.tr("The token for {provider} is sent to {host} and nowhere else.").format(
                provider=self._profile.name, host=urlsplit(self._profile.base_url).netloc
            )
        )
        return label

    def _connect(self) -> None:
        self._account.tokens.changed.connect(self._on_token_changed)
        self._edit.textEdited.connect(lambda: self._show_bad_text(None))
        self._cancel.clicked.connect(self.reject)
        self._session.clicked.connect(self._use_for_session)
        self._save.clicked.connect(self._start_saving)
        self._forget.clicked.connect(self._start_forgetting)
        self._again.clicked.connect(self._try_again)

    def _refresh(self) -> None:
        state = self._account.tokens.state(self._origin)
        demo = state is TokenState.DEMO
        asking = state is TokenState.ASKING
        self._state.setText(token_words.sentence(self._account, self._origin))
        for widget in (self._edit, self._help, self._session, self._save):
            widget.setVisible(not demo)
        self._cancel.setText(self.tr("Close") if demo else self.tr("Cancel"))
        self._forget.setVisible(state in _FORGETTABLE)
        self._edit.setEnabled(not self._busy)
        self._session.setEnabled(not self._busy)
        for button in (self._save, self._forget, self._again):
            button.setEnabled(not self._busy and not asking)
        self._waiting.setVisible(self._busy)
        fit_height(self, _WIDTH)

    def _show_bad_text(self, error: BadTokenText | None) -> None:
        says = error.text if error else ""
        self._remark.show_remark(says, "error")
        self._edit.setAccessibleDescription(says)
        theme.set_property(self._edit, "invalid", error is not None)
        fit_height(self, _WIDTH)

    def _show_trouble(self, trouble: TokenTrouble | None, after: str = "") -> None:
        """Tell why the keyring did not do it; ``after`` takes the place of what to do then."""
        self._trouble.setVisible(trouble is not None)
        if trouble is not None:
            text = f"{trouble.message} {after}" if after else trouble.text
            self._trouble_title.setText(trouble.title)
            self._trouble_text.setText(text)
            self._trouble.setAccessibleName(f"{trouble.title}, {text}")
            announce(self._trouble, self._trouble.accessibleName())

    def _on_token_changed(self, origin: str) -> None:
        if origin == self._origin and not self._closed:
            if not self._busy:
                self._show_trouble(self._account.tokens.trouble(origin))
            self._refresh()

    def _use_for_session(self) -> None:
        try:
            self._account.tokens.use_for_session(self._origin, self._edit.text())
        except BadTokenText as error:
            self._refuse(error)
        else:
            self.accept()

    def _refuse(self, error: BadTokenText) -> None:
        self._show_bad_text(error)
        self._edit.setFocus()
        announce(self._edit, error.text, at_once=True)

    def _start_saving(self) -> None:
        try:
            token = clean_token(self._edit.text())
        except BadTokenText as error:
            self._refuse(error)
        else:
            self._start(lambda: self._save_token(token), self._save, self.tr("Saving…"))

    def _start_forgetting(self) -> None:
        self._start(self._forget_token, self._forget, self.tr("Forgetting…"))

    def _try_again(self) -> None:
        # With something typed it is the saving that is wanted again, else the look-up.
        if self._edit.text():
            self._start_saving()
        else:
            self._account.tokens.ask(self._origin, again=True)

    def _start(self, work: Callable[[], Awaitable[None]], pressed: QPushButton, busy: str) -> None:
        self._busy = True
        self._show_trouble(None)
        self._refresh()
        self._cancel.setFocus()
        ready = pressed.text()
        pressed.setText(busy)

        async def run() -> None:
            try:
                await work()
            finally:
                self._busy = False
                if not self._closed:
                    pressed.setText(ready)
                    self._refresh()
                    self._edit.setFocus()

        self._tasks.start(run(), pressed.objectName(), group=_GROUP)

    async def _save_token(self, token: str) -> None:
        try:
            await self._account.tokens.save(self._origin, token)
        except TokenTrouble as trouble:
            self._show_trouble(trouble)
        else:
            self.accept()

    async def _forget_token(self) -> None:
        try:
            await self._account.tokens.forget(self._origin)
        except TokenTrouble as trouble:
            self._show_trouble(
                trouble, self.tr("The token is no longer used here, but the keyring still has it.")
            )

    def done(self, result: int) -> None:
        """Close; what was typed is gone, and what waits for the keyring is given up."""
        self._closed = True
        self._edit.clear()
        self._tasks.cancel(_GROUP)
        super().done(result)

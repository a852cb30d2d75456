"""What is said of a token: short in the header, whole in the sheet. Never the token itself."""

from PySide6.QtCore import QCoreApplication

from ..core.errors import (
    KeyringAbsent,
    KeyringLocked,
    KeyringRefused,
    TokenTrouble,
)
from ..state.account import Account
from ..state.tokens import TokenState


def _tr(text: str) -> str:
    return QCoreApplication.translate("TokenWords", text)


def chip_words(account: Account) -> str:
    """A few words for the header."""
    state = account.token_state
    if state is TokenState.KEYRING:
        return _tr("token in {keyring}").format(keyring=_keyring_name(account))
    if state is TokenState.TROUBLE:
        return _trouble_words(account.tokens.trouble(account.profile.origin))
    return {
        TokenState.UNKNOWN: _tr("token not looked up yet"),
        TokenState.ASKING: _tr("asking the keyring…"),
        TokenState.NONE: _tr("no token – enter one"),
        TokenState.SESSION: _tr("token for this session"),
        TokenState.ENVIRONMENT: _tr("token from SEEDANCE_TOKEN"),
        TokenState.DEMO: _tr("no token needed"),
    }[state]


def chip_color(account: Account) -> str:
    """The theme's colour for the dot beside the words."""
    state = account.token_state
    if state.usable:
        return "done"
    return "dim" if state in (TokenState.UNKNOWN, TokenState.ASKING) else "warning"


def sentence(account: Account, origin: str) -> str:
    """Where the token of ``origin`` is, as a sentence or two."""
    return {
        TokenState.UNKNOWN: _tr("The keyring has not been asked for it yet."),
        TokenState.ASKING: _tr("The keyring is being asked. It may show a window of its own."),
        TokenState.NONE: _tr("There is no token for this address yet."),
        TokenState.TROUBLE: _tr("There is no token to send with."),
        TokenState.KEYRING: _tr("A token is kept in {keyring}. A new one takes its place.").format(
            keyring=_keyring_name(account)
        ),
        TokenState.SESSION: _tr("A token is used until the app closes. It is not stored."),
        TokenState.ENVIRONMENT: _tr(
            "This run uses the token from SEEDANCE_TOKEN, which is not stored. One that is "
            "entered here takes its place."
        ),
        TokenState.DEMO: _tr(
            "The demo has a token of its own. Where its service refuses it, choose another "
            "behaviour in the Demo menu."
        ),
    }[account.tokens.state(origin)]


def _keyring_name(account: Account) -> str:
    return account.tokens.keyring_name or _tr("the keyring")


def _trouble_words(trouble: TokenTrouble | None) -> str:
    match trouble:
        case KeyringAbsent():
            return _tr("no keyring – enter a token")
        case KeyringLocked():
            return _tr("keyring locked")
        case KeyringRefused():
            return _tr("keyring not opened")
        case _:
            return _tr("keyring does not answer")

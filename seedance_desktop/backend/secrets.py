"""Tokens in the system's keyring, each under the origin it belongs to.

Every call may block as long as the keyring's prompt is open: it belongs in a daemon thread.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

from ..core.errors import (
    BadTokenText,
    KeyringAbsent,
    KeyringLocked,
    KeyringRefused,
    KeyringUnavailable,
    TokenTrouble,
)
from ..core.token import clean_token

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)

SERVICE = "Seedance Desktop"

_NAMES = {
    "keyring.backends.SecretService": "Secret Service",
    "keyring.backends.libsecret": "Secret Service",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.macOS": "Keychain",
    "keyring.backends.Windows": "Credential Manager",
}
_NOT_KEPT_SAFE = ("keyring.backends.fail", "keyring.backends.null", "keyring.backends.chainer")
"""Backends that keep nothing, and the one that mixes the others: it would ask each in turn."""

_A_PERSON_NEEDS = 0.4
"""Seconds. A prompt that came to its end sooner was never shown: nobody could unlock."""

T = TypeVar("T")


class TokenStore:
    """The keyring, as far as the app uses it. Its troubles never hold a token."""

    def __init__(self, service: str = SERVICE) -> None:
        self._service = service
        self._keyring: KeyringBackend | None = None

    def get(self, origin: str) -> str | None:
        """The token kept for ``origin``.

        Raises:
            TokenTrouble: absent, locked, refused or unavailable.
        """
        text = self._ask(lambda keyring: keyring.get_password(self._service, origin))
        if not text:
            return None
        try:
            return clean_token(text)
        except BadTokenText:
            log.warning("The keyring's entry for %s holds no token", origin)
            return None

    def set(self, origin: str, token: str) -> None:
        """Keep ``token`` for ``origin``, in place of an earlier one.

        Raises:
            TokenTrouble: absent, locked, refused or unavailable.
        """
        self._ask(lambda keyring: keyring.set_password(self._service, origin, token))

    def forget(self, origin: str) -> None:
        """Remove the token kept for ``origin``; nothing where there is none.

        Raises:
            TokenTrouble: absent, locked, refused or unavailable.
        """

        def remove(keyring: "KeyringBackend") -> None:
            if keyring.get_password(self._service, origin) is not None:
                keyring.delete_password(self._service, origin)

        self._ask(remove)

    def backend_name(self) -> str:
        """What the person calls the keyring; empty where there is none."""
        try:
            keyring = self._ask(lambda found: found)
        except TokenTrouble:
            return ""
        return next(
            (name for module, name in _NAMES.items() if _module(keyring).startswith(module)),
            str(keyring.name),
        )

    def _ask(self, question: "Callable[[KeyringBackend], T]") -> T:
        if self._keyring is None:
            with _told_in_words():
                self._keyring = _find_keyring()
        with _told_in_words():
            return question(self._keyring)


def _find_keyring() -> "KeyringBackend":
    """The one the person configured, else the best that keeps secrets safe.

    It is looked for anew as long as there is none: the person may install or start one.
    """
    from keyring import backend, core

    with suppress(KeyError):  # nothing was found before
        backend.get_all_keyring.reset()
    core.init_backend(_keeps_safe)
    found = core.get_keyring()
    if not _keeps_safe(found):
        raise KeyringAbsent("The system has no place that keeps a token safe.")
    return found


def _keeps_safe(keyring: "KeyringBackend") -> bool:
    module = _module(keyring)
    if module.startswith((*_NOT_KEPT_SAFE, "keyrings.alt")):
        return False
    return "plaintext" not in type(keyring).__name__.lower() and keyring.priority >= 1


def _module(keyring: "KeyringBackend") -> str:
    return type(keyring).__module__


@contextmanager
def _told_in_words() -> Iterator[None]:
    """The one gate from a keyring's errors, which differ from system to system, to ours."""
    begun = time.monotonic()
    try:
        yield
    except TokenTrouble:
        raise
    except Exception as error:
        trouble = _trouble(error, time.monotonic() - begun)
        log.info("The keyring answered with %s", type(error).__name__)
        raise trouble from error


def _trouble(error: BaseException, seconds: float) -> TokenTrouble:
    """What ``error`` means to the person. Its own text is not shown: nobody knows what it holds."""
    from keyring.errors import KeyringLocked as Locked
    from keyring.errors import NoKeyringError

    kinds = {kind.__name__ for e in _chain(error) for kind in type(e).__mro__}
    if isinstance(error, NoKeyringError):
        return KeyringAbsent("The system has no place that keeps a token safe.")
    if "KeychainDenied" in kinds:
        return KeyringRefused("Access to the Keychain was not given.")
    locked = isinstance(error, Locked) or "LockedException" in kinds
    dismissed = "PromptDismissedException" in kinds or "Cancelled by user" in str(error)
    if (locked or dismissed) and seconds >= _A_PERSON_NEEDS:
        return KeyringRefused("The question for its password was closed.")
    if locked or dismissed:
        return KeyringLocked("It could not ask for its password here.")
    return KeyringUnavailable(f"The system's keyring failed ({type(error).__name__}).")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__

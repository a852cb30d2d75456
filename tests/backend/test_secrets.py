"""Keyrings of all kinds and their troubles; a real one is asked in tests/e2e."""

from __future__ import annotations

import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
from keyring.errors import (
    InitError,
    KeyringError,
    KeyringLocked,
    NoKeyringError,
    PasswordDeleteError,
    PasswordSetError,
)

from seedance_desktop.backend import secrets
from seedance_desktop.backend.secrets import TokenStore
from seedance_desktop.core import errors
from tests.support.keyrings import Failing, Memory

ORIGIN, OTHER = "https://a.invalid:443", "https://a.invalid:8443"
TOKEN = "sk-very-secret"


@pytest.fixture(autouse=True)
def no_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither the person's keyring nor a bus to find one on."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    Memory.entries.clear()
    yield
    Memory.entries.clear()


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> TokenStore:
    use(monkeypatch, "Memory")
    return TokenStore()


def use(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"tests.support.keyrings.{name}")


def test_a_token_belongs_to_its_origin(memory: TokenStore) -> None:
    assert memory.get(ORIGIN) is None
    memory.set(ORIGIN, TOKEN)
    memory.set(OTHER, "other")
    assert (memory.get(ORIGIN), memory.get(OTHER)) == (TOKEN, "other")
    assert Memory.entries["Seedance Desktop", ORIGIN] == TOKEN
    memory.set(ORIGIN, "newer")
    assert TokenStore().get(ORIGIN) == "newer"
    memory.forget(ORIGIN)
    memory.forget(ORIGIN)
    assert (memory.get(ORIGIN), memory.get(OTHER)) == (None, "other")


def test_an_entry_another_program_wrote_is_cleaned(memory: TokenStore) -> None:
    memory.set(ORIGIN, f"Bearer {TOKEN}\n")
    assert memory.get(ORIGIN) == TOKEN


@pytest.mark.logs("holds no token")
def test_an_entry_that_is_no_token_is_none(memory: TokenStore) -> None:
    memory.set(ORIGIN, "two words")
    assert memory.get(ORIGIN) is None


@pytest.mark.skipif(sys.platform != "linux", reason="the other systems always have one")
def test_without_a_bus_there_is_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    store = TokenStore()
    for _ in range(2):
        with pytest.raises(errors.KeyringAbsent):
            store.get(ORIGIN)
    assert store.backend_name() == ""
    # The person starts one.
    use(monkeypatch, "Memory")
    store.set(ORIGIN, TOKEN)
    assert store.get(ORIGIN) == TOKEN
    assert store.backend_name() == "keyrings Memory"


@pytest.mark.parametrize(
    "name",
    [
        "keyring.backends.null.Keyring",
        "keyring.backends.fail.Keyring",
        "keyring.backends.chainer.ChainerBackend",
        "tests.support.keyrings.MyPlaintextFile",
        "tests.support.keyrings.Weak",
    ],
)
def test_what_keeps_no_secret_is_no_keyring(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    for call in (lambda: TokenStore().set(ORIGIN, TOKEN), lambda: TokenStore().get(ORIGIN)):
        with pytest.raises(errors.KeyringAbsent):
            call()
    assert Memory.entries == {}


def test_what_comes_with_the_package_of_others_keeps_none(monkeypatch: pytest.MonkeyPatch) -> None:
    class EncryptedKeyring(Memory):
        """Asks for its password on a terminal."""

    place = "keyrings.alt.file"
    EncryptedKeyring.__module__ = place
    module = types.ModuleType(place)
    vars(module)["EncryptedKeyring"] = EncryptedKeyring
    for name in ("keyrings", "keyrings.alt", place):
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{place}.EncryptedKeyring")
    with pytest.raises(errors.KeyringAbsent):
        TokenStore().set(ORIGIN, TOKEN)


@pytest.mark.parametrize("name", ["nonsense", "no.such.module.Keyring", "os.path"])
def test_a_wrong_configuration_is_told(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    with pytest.raises(errors.KeyringUnavailable):
        TokenStore().get(ORIGIN)


class LockedException(Exception):
    """Named as SecretStorage's."""


class PromptDismissedException(Exception):
    """Named as SecretStorage's."""


class KeychainDenied(Exception):
    """Named as the one of keyring's part for macOS."""


def _caused(error: BaseException, cause: BaseException) -> BaseException:
    error.__cause__ = cause
    return error


DISMISSED = _caused(InitError("Failed to create the collection"), PromptDismissedException())
TROUBLES = [
    (NoKeyringError("none"), errors.KeyringAbsent, errors.KeyringAbsent),
    (KeyringLocked("Failed to unlock"), errors.KeyringLocked, errors.KeyringRefused),
    (LockedException("locked"), errors.KeyringLocked, errors.KeyringRefused),
    (DISMISSED, errors.KeyringLocked, errors.KeyringRefused),
    (PasswordSetError("Cancelled by user"), errors.KeyringLocked, errors.KeyringRefused),
    (
        _caused(KeyringLocked("denied"), KeychainDenied()),
        errors.KeyringRefused,
        errors.KeyringRefused,
    ),
    (InitError("no bus"), errors.KeyringUnavailable, errors.KeyringUnavailable),
    (KeyringError(TOKEN), errors.KeyringUnavailable, errors.KeyringUnavailable),
    (PasswordDeleteError(TOKEN), errors.KeyringUnavailable, errors.KeyringUnavailable),
    (OSError(5, TOKEN), errors.KeyringUnavailable, errors.KeyringUnavailable),
    (RuntimeError(TOKEN), errors.KeyringUnavailable, errors.KeyringUnavailable),
]


@pytest.mark.parametrize(("error", "at_once", "after_a_while"), TROUBLES)
def test_troubles_are_told_apart(
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    at_once: type[errors.TokenTrouble],
    after_a_while: type[errors.TokenTrouble],
) -> None:
    use(monkeypatch, "Failing")
    monkeypatch.setattr(Failing, "error", error)
    store = TokenStore()
    for soonest, kind in ((60.0, at_once), (0.0, after_a_while)):
        monkeypatch.setattr(secrets, "_A_PERSON_NEEDS", soonest)
        for call in (
            lambda: store.get(ORIGIN),
            lambda: store.set(ORIGIN, TOKEN),
            lambda: store.forget(ORIGIN),
        ):
            with pytest.raises(errors.TokenTrouble) as told:
                call()
            assert type(told.value) is kind
            assert TOKEN not in told.value.text


def test_keyring_is_loaded_when_it_is_asked_and_not_before() -> None:
    script = (
        "import sys, seedance_desktop.backend.secrets as s; s.TokenStore();"
        "print([m for m in ('keyring', 'secretstorage', 'jeepney') if m in sys.modules])"
    )
    said = subprocess.check_output([sys.executable, "-c", script], text=True)
    assert said == "[]\n"

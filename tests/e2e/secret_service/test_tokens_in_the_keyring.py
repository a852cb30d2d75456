"""Tokens in a real gnome-keyring: unlocked, locked, gone, and with a person at its prompt."""

from __future__ import annotations

import gc
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from seedance_desktop.backend import secrets
from seedance_desktop.backend.secrets import TokenStore
from seedance_desktop.core.errors import (
    KeyringAbsent,
    KeyringLocked,
    KeyringRefused,
    KeyringUnavailable,
    TokenTrouble,
)
from tests.support.secret_service import Session

# keyring leaves its connection open where something goes wrong; the collector closes it.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

ORIGIN, OTHER = "https://a.invalid:443", "https://a.invalid:8443"
TOKEN = "sk-very-secret"


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A bus of its own, in a folder whose name is short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="bus-"))
    session = Session(folder)
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    for name, value in session.environment.items():
        monkeypatch.setenv(name, value)
    yield session
    session.end()
    gc.collect()
    shutil.rmtree(folder)


def test_a_token_is_kept_for_its_origin(session: Session) -> None:
    session.start_keyring()
    store = TokenStore()
    assert store.backend_name() == "Secret Service"
    assert store.get(ORIGIN) is None
    store.set(ORIGIN, "older")
    store.set(ORIGIN, TOKEN)
    store.set(OTHER, "other")
    assert (store.get(ORIGIN), store.get(OTHER)) == (TOKEN, "other")
    store.forget(ORIGIN)
    store.forget(ORIGIN)
    assert (store.get(ORIGIN), store.get(OTHER)) == (None, "other")


def test_it_is_there_after_a_restart_under_the_apps_name(session: Session) -> None:
    session.start_keyring()
    longest = "s" * 1280
    TokenStore().set(ORIGIN, longest)
    session.end_keyring()
    session.start_keyring()
    script = f"import keyring; print(keyring.get_password('Seedance Desktop', '{ORIGIN}'))"
    said = subprocess.check_output([sys.executable, "-c", script], text=True)
    assert said.strip() == longest


def test_no_file_of_the_keyring_shows_it(session: Session, tmp_path: Path) -> None:
    session.start_keyring()
    TokenStore().set(ORIGIN, TOKEN)
    files = [f for f in Path(session.environment["XDG_DATA_HOME"]).rglob("*") if f.is_file()]
    assert files
    assert not any(TOKEN.encode() in file.read_bytes() for file in files)


def test_without_a_daemon_there_is_no_keyring_until_one_starts(session: Session) -> None:
    store = TokenStore()
    with pytest.raises(KeyringAbsent):
        store.get(ORIGIN)
    session.start_keyring()
    store.set(ORIGIN, TOKEN)
    assert store.get(ORIGIN) == TOKEN


def every_call_meets(kind: type[TokenTrouble], store: TokenStore) -> None:
    for call in (
        lambda: store.get(ORIGIN),
        lambda: store.set(ORIGIN, TOKEN),
        lambda: store.forget(ORIGIN),
    ):
        with pytest.raises(TokenTrouble) as told:
            call()
        assert type(told.value) is kind
        assert TOKEN not in told.value.text


def lock(session: Session) -> None:
    session.start_keyring()
    TokenStore().set(ORIGIN, TOKEN)
    session.end_keyring()
    session.start_keyring(unlocked=False)


def test_a_locked_one_that_nobody_can_be_asked_for(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock(session)
    monkeypatch.setattr(secrets, "_A_PERSON_NEEDS", 60.0)  # however busy the machine is
    every_call_meets(KeyringLocked, TokenStore())


def test_a_prompt_the_person_closes(session: Session) -> None:
    lock(session)
    with session.prompter(answer_after=1.0) as prompts:
        every_call_meets(KeyringRefused, TokenStore())
        assert prompts == ["password"] * 3


def test_a_new_keyring_the_person_does_not_want(session: Session) -> None:
    session.start_keyring(unlocked=False)
    with session.prompter(answer_after=1.0) as prompts:
        every_call_meets(KeyringRefused, TokenStore())
        assert prompts == ["password"] * 3


def test_a_daemon_that_ends_meanwhile(session: Session) -> None:
    session.start_keyring()
    store = TokenStore()
    store.set(ORIGIN, TOKEN)
    session.end_keyring()
    every_call_meets(KeyringUnavailable, store)
    session.start_keyring()
    assert store.get(ORIGIN) == TOKEN


def test_a_bus_that_ends_meanwhile(session: Session) -> None:
    session.start_keyring()
    store = TokenStore()
    store.set(ORIGIN, TOKEN)
    session.end_bus()
    every_call_meets(KeyringUnavailable, store)

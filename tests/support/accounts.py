"""An account of its own for a test, with a keyring in memory that can be made to misbehave."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from seedance_desktop.backend.settings import Settings
from seedance_desktop.core.errors import TokenTrouble
from seedance_desktop.state.account import Account
from seedance_desktop.state.keeper import SettingsKeeper
from seedance_desktop.state.notices import Notices
from seedance_desktop.state.tasks import TaskOwner
from seedance_desktop.state.threads import Worker
from seedance_desktop.state.tokens import Tokens


@dataclass
class MemoryKeyring:
    """Keeps tokens by origin; the real Secret Service has tests of its own."""

    tokens: dict[str, str] = field(default_factory=dict)
    trouble: TokenTrouble | None = None
    """Raised by every call while it is set."""
    asked: int = 0
    answers: threading.Event = field(default_factory=threading.Event)
    """Cleared, every call waits as if a prompt were open."""

    def __post_init__(self) -> None:
        self.answers.set()

    def get(self, origin: str) -> str | None:
        self._ask()
        return self.tokens.get(origin)

    def set(self, origin: str, token: str) -> None:
        self._ask()
        self.tokens[origin] = token

    def forget(self, origin: str) -> None:
        self._ask()
        self.tokens.pop(origin, None)

    def backend_name(self) -> str:
        return "Secret Service"

    def _ask(self) -> None:
        self.asked += 1
        self.answers.wait()
        if self.trouble is not None:
            raise self.trouble


@dataclass
class OpenedAccount:
    """The account and what it stands on."""

    account: Account
    tasks: TaskOwner
    keyring: MemoryKeyring
    settings: SettingsKeeper
    secrets: list[str]
    """What was told to the redaction."""

    @property
    def origin(self) -> str:
        return self.account.profile.origin


@asynccontextmanager
async def opened_account(
    folder: Path, *, demo: bool = False, base_url: str | None = None
) -> AsyncIterator[OpenedAccount]:
    """An account whose settings are written into ``folder``; a task's error fails the test."""
    tasks, files, keyring, secrets = TaskOwner(), Worker("files"), MemoryKeyring(), []
    failures: list[BaseException] = []
    tasks.failed.connect(lambda _, error: failures.append(error))
    settings = SettingsKeeper(Settings(), folder / "settings.json", files, tasks, Notices())
    tokens = Tokens(keyring, tasks, secrets.append)
    account = Account(settings, tokens, base_url=base_url, demo=demo)
    try:
        yield OpenedAccount(account, tasks, keyring, settings, secrets)
    finally:
        keyring.answers.set()
        await tasks.close(grace=10)
        await settings.flush()
        files.close()
    if failures:
        raise failures[0]

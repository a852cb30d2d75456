"""Keyrings for tests, found only where PYTHON_KEYRING_BACKEND names them."""

from __future__ import annotations

import os

from keyring.backend import KeyringBackend
from keyring.compat import properties


class _ForTests(KeyringBackend):
    @properties.classproperty
    def priority(cls) -> float:
        wanted = os.environ.get("PYTHON_KEYRING_BACKEND", "").rpartition(".")[2]
        if wanted != cls.__name__:  # type: ignore[attr-defined]
            raise RuntimeError("for tests only")
        return 5.0

    def get_password(self, service: str, username: str) -> str | None:
        raise NotImplementedError

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


class Memory(_ForTests):
    """One that works."""

    entries: dict[tuple[str, str], str] = {}  # noqa: RUF012 - shared, as a keyring is

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


class MyPlaintextFile(Memory):
    """One that keeps nothing safe, by its name."""


class Weak(Memory):
    """One that keyring itself does not recommend."""

    @properties.classproperty
    def priority(cls) -> float:
        return 0.5 * super().priority / 5.0


class Failing(_ForTests):
    """One that fails in whatever way a test wants."""

    error: BaseException = RuntimeError()

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error

    def delete_password(self, service: str, username: str) -> None:
        raise self.error

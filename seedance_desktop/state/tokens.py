"""Tokens, each bound to the origin it was stored for; nobody else in the app keeps one."""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from ..core.errors import TokenTrouble
from ..core.token import clean_token
from .tasks import TaskOwner
from .threads import run_on_daemon_thread


class TokenState(StrEnum):
    """Where the token of an origin is."""

    UNKNOWN = "unknown"
    ASKING = "asking"
    NONE = "none"
    TROUBLE = "trouble"
    KEYRING = "keyring"
    SESSION = "session"
    ENVIRONMENT = "environment"
    DEMO = "demo"

    @property
    def usable(self) -> bool:
        """Whether there is a token to send with."""
        return self in (
            TokenState.KEYRING,
            TokenState.SESSION,
            TokenState.ENVIRONMENT,
            TokenState.DEMO,
        )


class Keyring(Protocol):
    """The system's keyring; every call may block as long as its prompt is open."""

    def get(self, origin: str) -> str | None: ...
    def set(self, origin: str, token: str) -> None: ...
    def forget(self, origin: str) -> None: ...
    def backend_name(self) -> str: ...


class Tokens(QObject):
    """Asks the keyring once for each origin, and not again by itself after a refusal."""

    changed = Signal(str)
    """The origin whose token came, went or could not be had."""

    def __init__(
        self,
        keyring: Keyring,
        tasks: TaskOwner,
        keep_secret: Callable[[str], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._keyring = keyring
        self._tasks = tasks
        self._keep_secret = keep_secret
        self._tokens: dict[str, str] = {}
        self._states: dict[str, TokenState] = {}
        self._stored: set[str] = set()
        """Origins whose token is in the keyring, though another may be used in this run."""
        self._troubles: dict[str, TokenTrouble] = {}
        self._keyring_name = ""
        self._refusal: TokenTrouble | None = None
        self._one_at_a_time = asyncio.Lock()

    @property
    def keyring_name(self) -> str:
        """What the system calls its keyring; empty until it was asked."""
        return self._keyring_name

    def state(self, origin: str) -> TokenState:
        """Where the token of ``origin`` is."""
        return self._states.get(origin, TokenState.UNKNOWN)

    def trouble(self, origin: str) -> TokenTrouble | None:
        """Why the keyring gave none."""
        return self._troubles.get(origin)

    def lend(self, origin: str, token: str, state: TokenState) -> None:
        """Use ``token`` for ``origin`` in this run only."""
        self._keep_secret(token)
        self._tokens[origin] = token
        self._troubles.pop(origin, None)
        self._states[origin] = state
        if state is TokenState.KEYRING:
            self._stored.add(origin)
        # Also where the state is the same: a replaced token is another token.
        self.changed.emit(origin)

    def ask(self, origin: str, *, again: bool = False) -> None:
        """Look the token of ``origin`` up; ``again`` where the person wants it after a refusal."""
        if again:
            self._refusal = None
            self._troubles.pop(origin, None)
            if not self.state(origin).usable:
                self._states.pop(origin, None)
        self._tasks.start(self.get(origin), f"token of {origin}", group="token")

    async def get(self, origin: str) -> str | None:
        """The token for ``origin``, or None; then ``state`` and ``trouble`` tell why."""
        if origin in self._tokens:
            return self._tokens[origin]  # also while a prompt for another one is open
        async with self._one_at_a_time:
            if origin in self._tokens or self.state(origin) in (
                TokenState.NONE,
                TokenState.TROUBLE,
            ):
                return self._tokens.get(origin)
            if self._refusal is not None:
                self._troubles[origin] = self._refusal
                self._set_state(origin, TokenState.TROUBLE)
                return None
            self._set_state(origin, TokenState.ASKING)
            await self._look_up(origin)
            return self._tokens.get(origin)

    async def save(self, origin: str, text: str) -> None:
        """Store what the person typed for ``origin``.

        Raises:
            BadTokenText: it cannot be a token; the reason does not hold it.
            TokenTrouble: the keyring does not take it.
        """
        token = clean_token(text)
        self._keep_secret(token)
        await run_on_daemon_thread(self._keyring.set, origin, token)
        self._refusal = None
        self._keyring_name = await run_on_daemon_thread(self._keyring.backend_name)
        self.lend(origin, token, TokenState.KEYRING)

    def use_for_session(self, origin: str, text: str) -> None:
        """Use what the person typed until the app closes.

        Raises:
            BadTokenText: it cannot be a token.
        """
        self.lend(origin, clean_token(text), TokenState.SESSION)

    async def forget(self, origin: str) -> None:
        """Remove the token of ``origin`` here and from the keyring.

        Raises:
            TokenTrouble: the keyring does not let go of it; it is no longer used here.
        """
        self._tokens.pop(origin, None)
        self._set_state(origin, TokenState.NONE)
        if origin in self._stored:
            await run_on_daemon_thread(self._keyring.forget, origin)
            self._stored.discard(origin)

    async def _look_up(self, origin: str) -> None:
        try:
            token = await run_on_daemon_thread(self._keyring.get, origin)
            self._keyring_name = await run_on_daemon_thread(self._keyring.backend_name)
        except TokenTrouble as trouble:
            self._refusal = trouble
            if origin not in self._tokens:
                self._troubles[origin] = trouble
                self._set_state(origin, TokenState.TROUBLE)
            return
        if origin in self._tokens:
            return  # what the person entered meanwhile goes before it
        if token is None:
            self._set_state(origin, TokenState.NONE)
        else:
            self.lend(origin, token, TokenState.KEYRING)

    def _set_state(self, origin: str, state: TokenState) -> None:
        if self._states.get(origin) is not state:
            self._states[origin] = state
            self.changed.emit(origin)

"""Asking for the state of running tasks: from gentle to slow, for as long as it takes."""

import asyncio
import logging
from collections.abc import Callable
from time import monotonic, time
from typing import Any

from PySide6.QtCore import QObject, Signal

from ..backend.answers import Progress as TaskProgress
from ..backend.answers import TaskAnswer
from ..backend.client import ServiceClient
from ..core.errors import (
    BadToken,
    NoStatusCall,
    StatusRefused,
    StatusTrouble,
    StorageTrouble,
    TaskUnknown,
    TokenMissing,
    UserError,
)
from ..core.generation import ClipState, Generation, State
from ..core.origin import origin_of
from ..core.profile import service_of
from ..core.telling import NO_STATUS
from .account import Account
from .library import Library
from .notices import Notices
from .progress import ProgressBoard
from .tasks import TaskOwner

_log = logging.getLogger(__name__)

SCHEDULE = ((60.0, 10.0), (300.0, 20.0), (1_800.0, 60.0), (10_800.0, 120.0))
"""Up to an age in seconds, seconds between two questions. Published advice: about a minute [S]."""
SLOWEST = 300.0
LOCAL_PAUSE = 1.0
"""Seconds between two questions to a service on this machine, at first."""
NO_STATUS_PAUSE = 600.0
SLOT_HELD_FOR = 3 * 3_600.0
"""Seconds after which a task of a provider without status frees its slot: the longest wait [S]."""
LONGEST_BACKOFF = 300.0
MOST_DOUBLINGS = 10
TOKEN_PAUSE = 60.0
"""Seconds until a task is asked about again although its token was refused or missing."""


def pause_at(age: float, local: bool) -> float:
    """Seconds until the next question about a task accepted ``age`` seconds ago."""
    if local and age < 60.0:
        return LOCAL_PAUSE
    return next((pause for until, pause in SCHEDULE if age < until), SLOWEST)


def _clock_of(row: Generation) -> Callable[[], float]:
    """Tells how many seconds ago a task was accepted.

    A clock that is set back makes it no younger, and it ages while the machine sleeps.
    """
    since = row.answered_at or row.created_at
    began = monotonic() - max(0.0, time() - since)
    return lambda: max(monotonic() - began, time() - since)


class Poller(QObject):
    """One task for each running generation; trouble changes what is shown, never the outcome."""

    ended = Signal(object)
    """A ``Generation`` that has become done or failed."""
    slot_freed = Signal(int)
    """A generation that counts no longer among the tasks at a time."""

    def __init__(
        self,
        client: ServiceClient,
        library: Library,
        account: Account,
        board: ProgressBoard,
        notices: Notices,
        tasks: TaskOwner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._library = library
        self._account = account
        self._board = board
        self._notices = notices
        self._tasks = tasks
        self._token_came: dict[str, asyncio.Event] = {}
        self._told_no_status: set[str] = set()
        self._told_unknown: set[int] = set()
        account.tokens.changed.connect(self._on_token_changed)

    def follow(self, row: Generation) -> None:
        """Ask for the state of ``row`` until it ends."""
        self._board.begin(row.id, row.service_status or "running", row.answered_at)
        group = f"poll {row.id}"
        self._tasks.start(self._follow(row), group, group=group, exclusive=True)

    def leave(self, id: int) -> None:
        """Stop asking."""
        self._tasks.cancel(f"poll {id}")

    async def ask(self, row: Generation, task_id: str = "") -> TaskAnswer:
        """Ask once about the task of ``row``, or about ``task_id`` in its place.

        Raises:
            TokenMissing: there is no token to ask with.
            StatusTrouble, BadToken: the question was not answered.
        """
        base_url = self._account.address_of(row.profile, row.base_url)
        token = await self._account.tokens.get(origin_of(base_url))
        if token is None:
            raise TokenMissing("There is no token for the address of this clip.")
        return await self._client.get_task(base_url, token, task_id or row.task_id)

    async def _follow(self, row: Generation) -> None:
        failures = 0
        age_of = _clock_of(row)
        while row.state is State.RUNNING:
            age = age_of()
            await asyncio.sleep(self._pause(row, age, failures))
            try:
                heard, row = await self._ask_and_store(row, age)
            except StorageTrouble as trouble:
                # What the service said is asked for again once it can be written down.
                heard = False
                self._board.note(row.id, "waits for disk space")
                self._notices.tell_error(trouble, topic="storage", generation_id=row.id)
            failures = 0 if heard else failures + 1
        self._board.end(row.id)
        self.ended.emit(row)

    async def _ask_and_store(self, row: Generation, age: float) -> tuple[bool, Generation]:
        """Whether the service told a state, and the row as it then stands."""
        try:
            answer = await self.ask(row)
        except (StatusTrouble, BadToken) as trouble:
            return False, await self._troubled(row, trouble, age)
        return True, await self._took(row, answer)

    def _pause(self, row: Generation, age: float, failures: int) -> float:
        base_url = self._account.address_of(row.profile, row.base_url)
        pause = pause_at(age, self._account.may_fetch_locally(base_url))
        # No higher power is needed, and some days without an answer would make it no number.
        longer = pause * 2 ** min(failures, MOST_DOUBLINGS)
        return max(pause, min(LONGEST_BACKOFF, longer)) if failures else pause

    async def _took(self, row: Generation, answer: TaskAnswer) -> Generation:
        columns: dict[str, Any] = {
            "service_status": answer.status,
            "raw_status": answer.raw,
            "task_verified": True,
        }
        if answer.credits is not None:
            columns["credits"] = answer.credits
        if answer.trace_id and not row.trace_id:
            columns["trace_id"] = answer.trace_id
        if answer.progress is TaskProgress.SUCCEEDED:
            return await self._library.change(
                row.id,
                State.DONE,
                **columns,
                finished_at=time(),
                result_url=answer.result_url,
                clip=ClipState.FETCHING if answer.result_url else ClipState.NOT_FETCHED,
            )
        if answer.progress is TaskProgress.FAILED:
            words = answer.error_message or answer.message
            return await self._library.change(
                row.id, State.FAILED, **columns, finished_at=time(), message=words,
                error="task-failed",
            )  # fmt: skip
        self._board.note(row.id, answer.status or "running")
        self._notices.close_topic(f"status of {row.id}")
        charged = columns.get("credits", row.credits)
        if answer.status != row.service_status or not row.raw_status or charged != row.credits:
            return await self._library.update(row.id, **columns)
        return row

    async def _troubled(self, row: Generation, trouble: UserError, age: float) -> Generation:
        if isinstance(trouble, TokenMissing):
            self._board.note(row.id, "waits for a token")
            await self._next_token(row)
            return row
        if isinstance(trouble, BadToken):
            self._board.note(row.id, "waits for a token")
            refused = StatusRefused(trouble.message, trace_id=trouble.trace_id, words=trouble.words)
            # One for each service, however many of its clips run.
            origin = origin_of(self._account.address_of(row.profile, row.base_url))
            topic = f"bad token {origin}"
            self._notices.tell_error(refused, topic=topic, generation_id=row.id)
            await self._next_token(row)
            return row
        if isinstance(trouble, NoStatusCall) and not await self._has_answered(row):
            return await self._without_status(row, trouble, age)
        if isinstance(trouble, TaskUnknown):
            self._board.note(row.id, "unknown to the service")
            if row.id not in self._told_unknown:
                # Once: it is asked about on and on, and a closed notice stays closed.
                self._told_unknown.add(row.id)
                topic = f"status of {row.id}"
                self._notices.tell_error(trouble, topic=topic, generation_id=row.id)
            return row
        _log.info("Status of generation %s: %s", row.id, trouble.message)
        self._board.note(row.id, "no answer; asking again")
        await asyncio.sleep(getattr(trouble, "retry_after", None) or 0)
        return row

    async def _without_status(self, row: Generation, trouble: UserError, age: float) -> Generation:
        """The provider publishes no status call: never called failed for it."""
        origin = origin_of(row.base_url)
        if origin not in self._told_no_status:
            self._told_no_status.add(origin)
            self._notices.tell_error(trouble, generation_id=row.id)
        self._board.note(row.id, NO_STATUS)
        if age >= SLOT_HELD_FOR and not row.slot_freed:
            row = await self._library.update(row.id, slot_freed=True)
            self.slot_freed.emit(row.id)
        held_for = max(0.0, SLOT_HELD_FOR - age)
        await asyncio.sleep(min(NO_STATUS_PAUSE, held_for) if held_for else NO_STATUS_PAUSE)
        return row

    async def _has_answered(self, row: Generation) -> bool:
        return await self._library.has_status(service_of(row.profile, row.base_url))

    async def _next_token(self, row: Generation) -> None:
        origin = origin_of(self._account.address_of(row.profile, row.base_url))
        event = self._token_came.setdefault(origin, asyncio.Event())
        try:
            # Asked again after a while all the same: the service may accept it later.
            async with asyncio.timeout(TOKEN_PAUSE):
                await event.wait()
        except TimeoutError:
            return

    def _on_token_changed(self, origin: str) -> None:
        if self._account.tokens.state(origin).usable:
            event = self._token_came.pop(origin, None)
            if event is not None:
                event.set()

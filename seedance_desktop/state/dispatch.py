"""What waits is sent in its order, as far as the provider's slots are free."""

import asyncio
from time import monotonic

from PySide6.QtCore import QObject, Signal

from ..backend.answers import CreateAnswer, Outcome
from ..core.errors import SendNotStored, StorageTrouble, TaskFailed
from ..core.generation import Generation, State
from ..core.origin import origin_of
from ..core.profile import AT_A_TIME
from .account import Account
from .fetching import Fetcher
from .library import Library
from .notices import Notices
from .polling import Poller
from .progress import ProgressBoard
from .sending import Sender
from .tasks import TaskOwner
from .tokens import TokenState

LIMIT_PAUSE = 15.0
"""Seconds a provider that runs as many tasks as it takes is left alone, where it names no time."""
STORAGE_PAUSE = 30.0
"""Seconds until a row that could not be claimed for want of disk space is tried again."""
FREE_SLOT = "waits for a free slot"


class Dispatcher(QObject):
    """Moves rows from waiting over sending to running; keeps count of the slots."""

    ended = Signal(object)
    """A ``Generation`` that has become done or failed while the app ran."""

    def __init__(
        self,
        account: Account,
        library: Library,
        sender: Sender,
        poller: Poller,
        fetcher: Fetcher,
        board: ProgressBoard,
        notices: Notices,
        tasks: TaskOwner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._account = account
        self._library = library
        self._sender = sender
        self._poller = poller
        self._fetcher = fetcher
        self._board = board
        self._notices = notices
        self._tasks = tasks
        self._waiting: dict[int, Generation] = {}
        self._slots: dict[int, str] = {}
        """The origin each sending or running generation takes a slot of."""
        self._held_until: dict[str, float] = {}
        self._closed = False
        account.changed.connect(self.pump)
        account.tokens.changed.connect(self._on_token_changed)
        poller.ended.connect(self._on_task_ended)
        poller.slot_freed.connect(self._on_slot_freed)

    def enqueue(self, row: Generation, *, began_at: float | None = None) -> None:
        """``row`` waits for its turn."""
        self._waiting[row.id] = row
        self._board.begin(row.id, FREE_SLOT, began_at)
        self.pump()

    def take_back(self, id: int) -> bool:
        """Take a row out of the queue; False where it is not waiting any more."""
        if self._waiting.pop(id, None) is None:
            return False
        self._board.end(id)
        return True

    def accepted(self, row: Generation) -> None:
        """The service has ``row``: it takes a slot and is followed to its end."""
        if row.takes_slot:
            self._slots[row.id] = self._origin(row)
        self._poller.follow(row)

    def finished_by_hand(self, row: Generation) -> None:
        """The person attached the result of a running row."""
        self._poller.leave(row.id)
        self._board.end(row.id)
        self._free_slot(row.id)

    def close(self) -> None:
        """Send nothing more; what waits goes on waiting after the next start."""
        self._closed = True

    def pump(self) -> None:
        """Send what may be sent now."""
        if self._closed:
            return
        for row in sorted(self._waiting.values(), key=lambda r: r.id):
            origin = self._origin(row)
            token = self._account.tokens.state(origin)
            if not token.usable:
                self._board.note(row.id, "waits for a token")
                if token is TokenState.UNKNOWN:
                    self._account.tokens.ask(origin)
            elif self._slot_free(origin):
                del self._waiting[row.id]
                self._slots[row.id] = origin
                name = f"send {row.id}"
                self._tasks.start(self._send(row, origin), name, group="send", protected=True)
            else:
                self._board.note(row.id, FREE_SLOT)

    def _slot_free(self, origin: str) -> bool:
        if monotonic() < self._held_until.get(origin, 0.0):
            return False
        return sum(1 for o in self._slots.values() if o == origin) < self._at_a_time(origin)

    def _at_a_time(self, origin: str) -> int:
        profiles = (self._account.profile, *self._account.profiles)
        return next((p.at_a_time for p in profiles if p.origin == origin), AT_A_TIME)

    async def _send(self, row: Generation, origin: str) -> None:
        token = await self._account.tokens.get(origin)
        if token is None or self._closed:
            self._back_in_front(row)
            return
        try:
            sent = await self._sender.send(row, token)
        except StorageTrouble as trouble:
            # The row could not be claimed, so nothing has left.
            told = SendNotStored(trouble.message)
            self._notices.tell_error(told, topic="storage", generation_id=row.id)
            self._hold(origin, STORAGE_PAUSE)
            self._back_in_front(row)
            return
        if sent is None:
            self._free_slot(row.id)
            return
        self._answered(*sent)

    def _answered(self, row: Generation, answer: CreateAnswer) -> None:
        if answer.outcome is Outcome.RUNNING:
            self.accepted(row)
            return
        self._board.end(row.id)
        if answer.outcome is Outcome.LIMIT:
            self._hold(self._origin(row), answer.retry_after or LIMIT_PAUSE)
            self._back_in_front(row)
            return
        if answer.error is not None:
            answer.error.trace_id = answer.trace_id
            topic = f"{answer.error.code} {row.id}"
            self._notices.tell_error(answer.error, topic=topic, generation_id=row.id)
        self._free_slot(row.id)

    def _back_in_front(self, row: Generation) -> None:
        # Rows go out in the order of their ids, so this one is ahead of all that came later.
        self._slots.pop(row.id, None)
        self.enqueue(row)

    def _hold(self, origin: str, seconds: float) -> None:
        self._held_until[origin] = monotonic() + seconds
        self._tasks.start(self._pump_after(seconds), f"hold {origin}", group="hold")

    async def _pump_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self.pump()

    def _free_slot(self, id: int) -> None:
        if self._slots.pop(id, None) is not None:
            self.pump()

    def _origin(self, row: Generation) -> str:
        return origin_of(self._account.address_of(row.profile, row.base_url))

    def _on_task_ended(self, row: Generation) -> None:
        self._free_slot(row.id)
        if row.state is State.DONE:
            self._fetcher.fetch(row)
        else:
            failed = TaskFailed(words=row.message, trace_id=row.trace_id)
            self._notices.tell_error(failed, topic=f"failed {row.id}", generation_id=row.id)
        self.ended.emit(row)

    def _on_slot_freed(self, id: int) -> None:
        self._free_slot(id)

    def _on_token_changed(self, origin: str) -> None:
        if self._account.tokens.state(origin).usable:
            self.pump()

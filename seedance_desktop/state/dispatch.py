"""What waits is sent in its order, as far as the provider's slots are free."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
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
from .pausing import Pause
from .polling import Poller
from .progress import ProgressBoard
from .sending import Sender
from .tasks import TaskOwner
from .tokens import TokenState
from .waiting_line import WaitingLine

LIMIT_PAUSE = 15.0
"""Seconds a provider that runs as many tasks as it takes is left alone, where it names no time."""
STORAGE_PAUSE = 30.0
"""Seconds until a row that could not be claimed for want of disk space is tried again."""
FREE_SLOT = "waits for a free slot"
FOR_A_TOKEN = "waits for a token"
BEING_EDITED = "waits while you edit it"

Hold = Callable[[Generation], str]
"""Tells why a row is not sent though its turn has come; nothing where it may be."""

_Service = tuple[str, str]
"""Profile and address of a row: where it goes, before the demo's moving address is looked up."""


def nothing_held(row: Generation) -> str:
    """The hold that keeps nothing back."""
    return ""


class Dispatcher(QObject):
    """Moves rows from waiting over sending to running; keeps count of the slots."""

    ended = Signal(object)
    """A ``Generation`` that has become done or failed while the app ran."""
    line_changed = Signal()
    """Which rows wait, what they will send, or their order."""

    def __init__(
        self,
        account: Account,
        library: Library,
        sender: Sender,
        poller: Poller,
        fetcher: Fetcher,
        pause: Pause,
        board: ProgressBoard,
        notices: Notices,
        tasks: TaskOwner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._account = account
        self._pause = pause
        self._library = library
        self._sender = sender
        self._poller = poller
        self._fetcher = fetcher
        self._board = board
        self._notices = notices
        self._tasks = tasks
        self._line = WaitingLine()
        self._rows: dict[int, Generation] = {}
        """What waits, by id."""
        self._services: Counter[_Service] = Counter()
        """How many rows wait for each service."""
        self._reasons: dict[_Service, str] = {}
        """Why the rows of a service wait, as was last said of each."""
        self._turns: dict[int, int] = {}
        """The how-manieth send each row was that is being sent, or came back from it."""
        self._sends = 0
        self._slots: dict[int, str] = {}
        """The origin each sending or running generation takes a slot of."""
        self._taken: dict[int, Generation] = {}
        """What takes a slot, as it last stood."""
        self._held_until: dict[str, float] = {}
        self._edited: set[int] = set()
        """What the person is changing, and is not sent meanwhile."""
        self._why_held: Hold = nothing_held
        self._closed = False
        account.changed.connect(self.pump)
        account.tokens.changed.connect(self._on_token_changed)
        pause.changed.connect(self.pump)
        self.line_changed.connect(lambda: pause.something_waits(bool(self._rows)))
        library.changed.connect(self._on_row_changed)
        library.removed.connect(self._on_rows_removed)
        library.project_renamed.connect(self._on_project_renamed)
        poller.ended.connect(self._on_task_ended)
        poller.slot_freed.connect(self._on_slot_freed)

    @property
    def line(self) -> tuple[int, ...]:
        """Ids of what waits, the next one first."""
        return self._line.ids

    @property
    def taken(self) -> tuple[int, ...]:
        """Ids of what takes a slot: sending or running, the longest first."""
        return tuple(self._slots)

    def waiting_row(self, id: int) -> Generation | None:
        """The row, while it waits."""
        return self._rows.get(id)

    def row(self, id: int) -> Generation | None:
        """The row, while it waits or takes a slot."""
        return self._rows.get(id) or self._taken.get(id)

    def enqueue(self, row: Generation, *, began_at: float | None = None) -> None:
        """``row`` waits for its turn, unless it was deleted on its way here."""
        if row.hidden:
            return
        self._take_in(row, began_at)
        self.pump()
        self.line_changed.emit()

    def enqueue_all(self, rows: Sequence[Generation]) -> None:
        """All of these wait for their turn, since they were made."""
        if not rows:
            return
        for row in rows:
            self._take_in(row, row.created_at)
        self.pump()
        self.line_changed.emit()

    def take_back(self, id: int) -> bool:
        """Take a row out of the queue; False where it is not waiting any more."""
        if self._let_go(id) is None:
            return False
        self._board.end(id)
        self.line_changed.emit()
        return True

    def move(self, ids: Sequence[int], place: int) -> None:
        """Bring waiting rows, in this order, to ``place`` (from 0) among the others; kept."""
        waiting = [id for id in ids if id in self._line]
        positions = self._line.positions_at(waiting, place) if waiting else {}
        if self._line.move(positions):
            # In memory at once: what is sent next is what the person sees in front.
            keep = self._library.put_at(positions)
            self._tasks.start(keep, "places in the line", protected=True)
            self.line_changed.emit()

    def begin_edit(self, id: int) -> None:
        """Do not send a row before ``end_edit``: it is being changed. Others go past it."""
        self._edited.add(id)
        self._board.note(id, BEING_EDITED)

    def end_edit(self, id: int) -> None:
        """A row may be sent again, as it stands now."""
        self._edited.discard(id)
        row = self._rows.get(id)
        if row is not None:
            self._board.note(id, self._reason_of(row))
            self.pump()

    def set_hold(self, hold: Hold) -> None:
        """Every row passes ``hold`` from now on, when its turn comes. Others go past it."""
        self._why_held = hold

    def hold_changed(self) -> None:
        """The hold tells another thing of some rows than before."""
        for row in self._rows.values():
            self._board.note(row.id, self._reason_of(row))
        self.pump()

    def accepted(self, row: Generation) -> None:
        """The service has ``row``: it takes a slot and is followed to its end."""
        if row.takes_slot:
            self._slots[row.id] = self._origin(row)
            self._taken[row.id] = row
        self._poller.follow(row)
        self.line_changed.emit()

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
        blocked: set[_Service] = set()
        for id in self._line:
            if len(blocked) == len(self._services):
                return
            row = self._rows[id]
            service = (row.profile, row.base_url)
            if service in blocked or id in self._edited or self._why_held(row):
                continue
            reason = self._why_not(self._origin(row))
            if reason:
                blocked.add(service)
                self._say_why(service, reason)
            else:
                self._begin(row)

    def _begin(self, row: Generation) -> None:
        self._let_go(row.id)
        self._sends += 1
        self._turns[row.id] = self._sends
        origin = self._slots[row.id] = self._origin(row)
        self._taken[row.id] = row
        name = f"send {row.id}"
        self._tasks.start(self._send(row, origin), name, group="send", protected=True)
        self.line_changed.emit()

    def _why_not(self, origin: str) -> str:
        """Why nothing is sent to a service now; empty where something may be."""
        if self._pause.reason:
            return self._pause.reason
        token = self._account.tokens.state(origin)
        if not token.usable:
            if token is TokenState.UNKNOWN:
                self._account.tokens.ask(origin)
            return FOR_A_TOKEN
        return "" if self._slot_free(origin) else FREE_SLOT

    def _say_why(self, service: _Service, reason: str) -> None:
        if self._reasons.get(service) == reason:
            return
        self._reasons[service] = reason
        for row in self._rows.values():
            if (row.profile, row.base_url) == service:
                self._board.note(row.id, self._reason_of(row))

    def _reason_of(self, row: Generation) -> str:
        """Why a row waits: what is about it alone goes before what is about its service."""
        if row.id in self._edited:
            return BEING_EDITED
        service = (row.profile, row.base_url)
        return self._why_held(row) or self._reasons.get(service, FREE_SLOT)

    def _take_in(self, row: Generation, began_at: float | None = None) -> None:
        service = (row.profile, row.base_url)
        if row.id not in self._rows:
            self._services[service] += 1
        self._rows[row.id] = row
        self._line.follow(row)
        self._board.begin(row.id, self._reason_of(row), began_at)

    def _let_go(self, id: int) -> Generation | None:
        row = self._rows.pop(id, None)
        if row is None:
            return None
        self._line.leave(id)
        self._turns.pop(id, None)
        service = (row.profile, row.base_url)
        self._services[service] -= 1
        if not self._services[service]:
            del self._services[service]
            self._reasons.pop(service, None)
        return row

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
            self._turns.pop(row.id, None)
            self._board.end(row.id)
            self._free_slot(row.id)
            return
        self._answered(*sent)

    def _answered(self, row: Generation, answer: CreateAnswer) -> None:
        if answer.outcome is Outcome.LIMIT:
            self._board.end(row.id)
            self._hold(self._origin(row), answer.retry_after or LIMIT_PAUSE)
            self._back_in_front(row)
            return
        self._turns.pop(row.id, None)
        if answer.outcome is Outcome.RUNNING:
            self.accepted(row)
            return
        self._board.end(row.id)
        if answer.error is not None:
            answer.error.trace_id = answer.trace_id
            topic = f"{answer.error.code} {row.id}"
            self._notices.tell_error(answer.error, topic=topic, generation_id=row.id)
        self._free_slot(row.id)

    def _back_in_front(self, row: Generation) -> None:
        """Ahead of all that waits, but for what was sent before it and came back too."""
        self._slots.pop(row.id, None)
        self._taken.pop(row.id, None)
        turn = self._turns.get(row.id, 0)
        if row.hidden:
            # Deleted while it was on its way; refused, it is not sent again.
            self._turns.pop(row.id, None)
        else:
            self._take_in(row)
            line, place = self._line.ids, 0
            while line[place] != row.id and self._turns.get(line[place], turn) < turn:
                place += 1
            if line[place] != row.id:
                self.move([row.id], place)
        self.pump()
        self.line_changed.emit()

    def _hold(self, origin: str, seconds: float) -> None:
        # A shorter wait that comes later does not end a longer one.
        until = monotonic() + seconds
        self._held_until[origin] = max(until, self._held_until.get(origin, 0.0))
        self._tasks.start(self._pump_after(seconds), f"hold {origin}", group="hold")

    async def _pump_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self.pump()

    def _free_slot(self, id: int) -> None:
        self._taken.pop(id, None)
        if self._slots.pop(id, None) is not None:
            self.pump()
            self.line_changed.emit()

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

    def _on_row_changed(self, row: Generation) -> None:
        """An edit, most likely. Its place is kept here alone: moves may come fast."""
        if row.id in self._rows and row.state is State.WAITING:
            self._rows[row.id] = row
            self.line_changed.emit()
        elif row.id in self._taken:
            self._taken[row.id] = row
            self.line_changed.emit()

    def _on_rows_removed(self, ids: tuple[int, ...]) -> None:
        """What was deleted while it came back into the line: mostly it was taken out before."""
        for id in ids:
            self.take_back(id)

    def _on_project_renamed(self, old: str, new: str) -> None:
        for rows in (self._rows, self._taken):
            for id, row in rows.items():
                if row.project == old:
                    rows[id] = replace(row, project=new)

    def _on_slot_freed(self, id: int) -> None:
        self._free_slot(id)

    def _on_token_changed(self, origin: str) -> None:
        if self._account.tokens.state(origin).usable:
            self.pump()

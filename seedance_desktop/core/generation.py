"""One generation: a request that was, is or will be sent, and all that is known of it.

::

    waiting ──► sending ──► running ──► done
       │  ▲        │ │  ╲      └──────► failed
       │  └────────┘ │   ╲► unconfirmed ──► running   (a task id adopted)
       ▼   (limit)   ▼ failed, not sent
    not sent ──► waiting
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from .request import VideoRequest


class State(StrEnum):
    """Where a generation stands; the values are the words outside tools rely on."""

    WAITING = "waiting"
    SENDING = "sending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"
    NOT_SENT = "not sent"


LEGAL_CHANGES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.SENDING, State.NOT_SENT}),
    State.SENDING: frozenset(
        {State.RUNNING, State.WAITING, State.FAILED, State.UNCONFIRMED, State.NOT_SENT}
    ),
    State.RUNNING: frozenset({State.DONE, State.FAILED}),
    State.DONE: frozenset(),
    State.FAILED: frozenset(),
    State.UNCONFIRMED: frozenset({State.RUNNING}),
    State.NOT_SENT: frozenset({State.WAITING}),
}
"""The one table of legal changes. A failed task stays failed; sending again makes a new row."""

ACTIVE = frozenset({State.WAITING, State.SENDING, State.RUNNING})
MAY_BE_BILLED = frozenset({State.SENDING, State.RUNNING, State.UNCONFIRMED})
"""Deleting such a row hides it; it is never forgotten."""


class ClipState(StrEnum):
    """Where the file of a finished generation stands. Never a reason to call the task failed."""

    NONE = "none"
    FETCHING = "fetching"
    SAVED = "saved"
    NOT_FETCHED = "not fetched"


class CameFrom(StrEnum):
    """How a generation came of the one in ``parent_id``; empty where it came of none."""

    NOWHERE = ""
    SETTINGS = "settings"
    """Its settings, or some of them, were used."""
    REMIX = "remix"
    """Its prompt and references were used, with other settings."""
    AGAIN = "again"
    """The same request was sent once more."""
    PROMOTED = "promoted"
    """A draft that was found good, made anew with full settings."""


_LARGEST_ID = 2**63 - 1
"""The store's."""


def came_of(plain: Mapping[str, Any]) -> tuple[int | None, CameFrom]:
    """Generation and way that plain data names; what cannot be understood is passed over."""
    parent_id, word = plain.get("parent_id"), plain.get("came_from")
    usable = type(parent_id) is int and 0 < parent_id <= _LARGEST_ID
    way = next((each for each in CameFrom if each.value == word), CameFrom.NOWHERE)
    return (parent_id if usable else None), way


class Mark(StrEnum):
    """What the person thinks of a clip."""

    NONE = ""
    STAR = "star"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Background:
    """Where a generation comes from and what it belongs to; known before it is sent."""

    parent_id: int | None = None
    """The generation it was made from."""
    came_from: CameFrom = CameFrom.NOWHERE
    written: str = ""
    """The prompt as the person wrote it, where that differs from what is sent."""
    preset: str = ""
    """Name of the preset it was begun with."""
    project: str = ""
    """Name of the project its cost is counted for."""
    set_id: int | None = None
    """The set of variations it is a cell of."""
    cell: int | None = None
    """Which cell of its set, from 0; several generations may repeat one cell."""
    checks: str = ""
    """What the check of its references found before it was sent, as JSON."""
    position: float | None = None
    """Its place in the waiting line where the person moved it: lower goes first, its own id
    counts for one that was not moved."""


NO_BACKGROUND = Background()


class IllegalChange(Exception):
    """A change of state that the table does not allow: a bug, not a mishap."""


def check_change(before: State, after: State) -> None:
    """Raise ``IllegalChange`` unless the table allows it."""
    if after not in LEGAL_CHANGES[before]:
        raise IllegalChange(f"{before} → {after}")


@dataclass(frozen=True, slots=True)
class Generation:
    """A row of the history, as it stands in the store.

    Times are seconds since the epoch (UTC), for showing only: order comes from ``id``, waiting
    from monotonic clocks.
    """

    id: int
    key: str
    """Names the generation in the ledger, whatever happens to the database."""
    state: State
    request: VideoRequest
    profile: str
    """Id of the provider's profile it was made with."""
    base_url: str
    """The service's address at that time; the token of its origin is the only one it may get."""
    created_at: float
    parent_id: int | None = None
    sent_at: float | None = None
    answered_at: float | None = None
    finished_at: float | None = None
    saved_at: float | None = None
    task_id: str = ""
    task_verified: bool = True
    """False for an adopted task id that the service could not be asked about."""
    trace_id: str = ""
    credits: float | None = None
    estimate: float | None = None
    service_status: str = ""
    """The service's own last word for the state."""
    message: str = ""
    """The service's own words, where it said any."""
    error: str = ""
    """Code of the ``core.errors`` class that tells why it is failed, unconfirmed or not sent."""
    raw_answer: str = ""
    """The answer to the paid request as it came, whole."""
    raw_status: str = ""
    """The last status answer as it came."""
    result_url: str = ""
    clip: ClipState = ClipState.NONE
    clip_path: str = ""
    clip_error: str = ""
    poster_path: str = ""
    hidden: bool = False
    dismissed: bool = False
    """An unconfirmed one the person has looked at and put aside."""
    slot_freed: bool = False
    """It no longer counts among the tasks at a time: the provider gives no status."""
    came_from: CameFrom = CameFrom.NOWHERE
    written: str = ""
    preset: str = ""
    project: str = ""
    set_id: int | None = None
    cell: int | None = None
    checks: str = ""
    position: float | None = None
    mark: Mark = Mark.NONE

    @property
    def background(self) -> Background:
        """Where it comes from and what it belongs to; see there for what each field means."""
        return Background(**{f.name: getattr(self, f.name) for f in fields(Background)})

    @property
    def prompt_written(self) -> str:
        """The prompt as the person wrote it."""
        return self.written or self.request.prompt

    @property
    def takes_slot(self) -> bool:
        """Whether it counts among the tasks the provider runs at a time."""
        if self.state is State.SENDING:
            return True
        return self.state is State.RUNNING and not self.slot_freed

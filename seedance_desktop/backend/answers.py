"""What the service's answers mean to the app: plain values, whatever came over the wire."""

from dataclasses import dataclass
from enum import StrEnum

from ..core.errors import UserError


class Outcome(StrEnum):
    """What became of a paid request: the outcome table's five rows."""

    RUNNING = "running"
    """A task id came: keep it, poll it."""
    REFUSED = "refused"
    """Nothing charged as far as the service says."""
    LIMIT = "limit"
    """Clearly refused for now: to be sent again when a slot is free."""
    UNCONFIRMED = "unconfirmed"
    """May be billed: never sent again by itself."""
    NOT_SENT = "not sent"
    """Nothing has left this machine."""


@dataclass(frozen=True, slots=True)
class CreateAnswer:
    """What came of one paid request."""

    outcome: Outcome
    task_id: str = ""
    trace_id: str = ""
    credits: float | None = None
    """``credits_cost`` [C], where it is a number that can be a charge."""
    status: str = ""
    """The service's own word for the state."""
    message: str = ""
    """The service's own words."""
    http_status: int | None = None
    """None where no answer came."""
    raw: str = ""
    """The body as it came, without the token; very long ones are cut."""
    error: UserError | None = None
    """What to tell the person; None for a running task."""
    retry_after: float | None = None
    """Seconds the service asks to wait."""
    created_at: str = ""
    """As the service wrote it."""


class Unread(Exception):
    """A bug kept the answer to a paid request from being read; its cause tells which."""

    def __init__(self, http_status: int | None, raw: str) -> None:
        super().__init__(f"HTTP {http_status}")
        self.http_status = http_status
        self.raw = raw
        """The body as it came, without the token."""


class Progress(StrEnum):
    """What a status answer says of a task."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TaskAnswer:
    """A status answer about one task [S]."""

    progress: Progress
    status: str = ""
    """The service's own word; an unknown one counts as running and is shown as it is."""
    credits: float | None = None
    result_url: str = ""
    """http or https, with a host; empty where none came or what came is no such URL."""
    error_message: str = ""
    finished_at: str = ""
    """As the service wrote it."""
    trace_id: str = ""
    message: str = ""
    raw: str = ""
    """The body as it came, without the token; very long ones are cut."""

"""What a check found out about one reference link, before anything is paid."""

from dataclasses import dataclass
from enum import StrEnum


class Reach(StrEnum):
    """Whether a link was looked at, and answered."""

    NOT_CHECKED = "not checked"
    """Checks are off, or the link leads where the app does not look."""
    CHECKING = "checking"
    REACHABLE = "reachable"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class ReferenceFacts:
    """All that is known of one link; None or empty where it is not."""

    url: str
    reach: Reach = Reach.NOT_CHECKED
    trouble: str = ""
    """Why it could not be reached or looked at, as a sentence for the person."""
    media_type: str = ""
    """As found in the content itself, ``image/png``; else as the server says."""
    size: int | None = None
    """Bytes."""
    width: int | None = None
    """Pixels, as shown (turned where the file says so)."""
    height: int | None = None
    seconds: float | None = None
    frames_per_second: float | None = None
    expires_at: float | None = None
    """When a signed link stops working, in seconds since the epoch."""
    checked_at: float | None = None
    """Seconds since the epoch."""

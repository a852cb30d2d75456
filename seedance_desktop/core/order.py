"""What is to be sent: a request, what stands behind it, and whom it goes to."""

from dataclasses import dataclass

from .generation import NO_BACKGROUND, Background
from .request import VideoRequest


@dataclass(frozen=True, slots=True)
class Order:
    """One request on its way into the queue; it becomes one row, and is paid once."""

    request: VideoRequest
    """As it is sent: without comments, placeholders and groups."""
    background: Background = NO_BACKGROUND
    estimate: float | None = None
    """Credits it is expected to cost; None where nothing is known."""
    profile: str = ""
    """Id of the provider's profile."""
    base_url: str = ""
    """The provider's address."""

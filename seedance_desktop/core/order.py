"""What is to be sent: a request, what stands behind it, and whom it goes to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from . import groups
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
    braces_meant: bool = False
    """The person knows of the braces in the prompt. Else a prompt that has some is not sent."""


def settled(order: Order, choices: Sequence[int] = ()) -> Order:
    """``order`` with an alternative in the place of each group of its prompt, and no escapes.

    A brace that belongs to no group is not meant, nor are groups for which nothing was chosen.
    """
    prompt = order.request.prompt
    found = groups.find_groups(prompt)
    if not groups.has_braces(prompt) or len(found) != len(choices):
        return order
    made = groups.choose(prompt, choices).text
    written = order.background.written or (prompt if made != prompt else "")
    return replace(
        order,
        request=order.request.with_value("prompt", made),
        background=replace(order.background, written=written),
        braces_meant=not groups.stray_braces(prompt),
    )

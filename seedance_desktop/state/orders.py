"""Orders on their way into the queue, and the gate they pass."""

from collections.abc import Awaitable, Callable, Sequence

from ..core import groups
from ..core.order import Order, settled
from ..core.request import VideoRequest

__all__ = ["Gate", "Order", "all_allowed", "left_open", "settled"]

Gate = Callable[[Sequence[Order]], Awaitable[Sequence[Order]]]
"""Gives back those that may go on, in their order. It may ask the person, and take its time."""


async def all_allowed(orders: Sequence[Order]) -> Sequence[Order]:
    """The gate that is always open."""
    return orders


def left_open(request: VideoRequest) -> str:
    """What stands in braces in the prompt, or a brace alone; empty where there is none."""
    return groups.first_in_braces(request.prompt)

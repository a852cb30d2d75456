"""Orders on their way into the queue, and the gate they pass."""

import re
from collections.abc import Awaitable, Callable, Sequence

from ..core.order import Order
from ..core.request import VideoRequest

__all__ = ["Gate", "Order", "all_allowed", "left_open"]

Gate = Callable[[Sequence[Order]], Awaitable[Sequence[Order]]]
"""Gives back those that may go on, in their order. It may ask the person, and take its time."""

_LEFT_OPEN = re.compile(r"\{\{[^{}]*\}\}|\{[^{}]*\|[^{}]*\}")


async def all_allowed(orders: Sequence[Order]) -> Sequence[Order]:
    """The gate that is always open."""
    return orders


def left_open(request: VideoRequest) -> str:
    """A placeholder or a group that still stands in the prompt; empty where none does."""
    found = _LEFT_OPEN.search(request.prompt)
    return found.group() if found else ""

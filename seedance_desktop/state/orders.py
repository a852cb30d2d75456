"""Orders on their way into the queue, and the gate they pass."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from ..core import groups
from ..core.order import Order, settled
from ..core.request import VideoRequest

__all__ = [
    "Add",
    "Gate",
    "Order",
    "Record",
    "all_allowed",
    "left_open",
    "nothing_recorded",
    "settled",
    "with_checks",
]

Add = Callable[[Sequence[Order]], Awaitable[None]]
"""Gives orders their rows: all of them are committed on return, or none."""

Gate = Callable[[Sequence[Order], Add], Awaitable[None]]
"""Adds those that may go on, in their order. It may ask the person, and take its time.

It adds them itself, so that what it judged by cannot change before they are committed.
"""

Record = Callable[[VideoRequest], str]
"""Tells what is known of a request's references when it is sent, for ``Background.checks``."""


async def all_allowed(orders: Sequence[Order], add: Add) -> None:
    """The gate that is always open."""
    await add(orders)


def left_open(request: VideoRequest) -> str:
    """What stands in braces in the prompt, or a brace alone; empty where there is none."""
    return groups.first_in_braces(request.prompt)


def nothing_recorded(request: VideoRequest) -> str:
    """The record where nobody looks at references."""
    return ""


def with_checks(order: Order, record: Record) -> Order:
    """``order`` with what is known of its references now, also where it comes of an earlier one."""
    background = replace(order.background, checks=record(order.request))
    return replace(order, background=background)

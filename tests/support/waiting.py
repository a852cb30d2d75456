"""Waiting for something to become true, without a guess at how long it takes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic


async def until(condition: Callable[[], object], what: str = "", timeout: float = 90.0) -> None:
    """Return when ``condition()`` is true; fail after ``timeout`` seconds, naming ``what``."""
    deadline = monotonic() + timeout
    while not condition():
        if monotonic() > deadline:
            raise AssertionError(f"not within {timeout:g} s: {what or condition}")
        await asyncio.sleep(0.01)

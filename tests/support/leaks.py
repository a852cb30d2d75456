"""A test that leaves an asyncio task, a timer on the loop or a thread behind fails.

What a fixture wider than one test starts is that fixture's own to end, and is not counted:
pytest makes wider fixtures before the guard here looks around for the first time.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

_GRACE = 10.0
"""Seconds for a thread that was told to stop to be gone; only a leak lasts as long."""

_TURNS = 5
"""Turns of the loop for a cancelled task to end."""

_SESSION_THREADS = ("asyncio_",)
"""So begin the names of the threads in the session loop's default executor."""


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test after which more runs than before."""
    loop = request.getfixturevalue("loop") if "loop" in request.fixturenames else None
    threads = set(threading.enumerate())
    tasks = asyncio.all_tasks(loop) if loop else set()
    timers = _pending_timers(loop) if loop else 0
    yield
    left = []
    if loop:
        left += _end_tasks(loop, tasks)
        left += ["a timer on the loop"] * (_pending_timers(loop) - timers)
    left += [repr(thread) for thread in set(threading.enumerate()) - threads if _stays(thread)]
    if left:
        pytest.fail("left behind:\n  " + "\n  ".join(left), pytrace=False)


def _end_tasks(loop: asyncio.AbstractEventLoop, known: set[asyncio.Task[Any]]) -> list[str]:
    """Name the tasks the test started and left, and end them for the sake of the next test."""
    for _ in range(_TURNS):
        loop.run_until_complete(asyncio.sleep(0))
    leaked = asyncio.all_tasks(loop) - known
    names = [repr(task) for task in leaked]
    for task in leaked:
        task.cancel()
    if leaked:
        loop.run_until_complete(asyncio.wait(leaked))
    return names


def _pending_timers(loop: Any) -> int:
    count: int | None = getattr(loop, "pending_timers", None)
    if count is None:  # asyncio's own loop, which does not tell
        count = sum(not handle.cancelled() for handle in loop._scheduled)
    return count


def _stays(thread: threading.Thread) -> bool:
    # A dummy stands for a thread of Qt's that once ran Python; Python 3.11 never forgets it.
    if isinstance(thread, threading._DummyThread) or thread.name.startswith(_SESSION_THREADS):
        return False
    thread.join(_GRACE)
    return thread.is_alive()

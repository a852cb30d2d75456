"""Simulator tests run with Qt, which draws and encodes the clips."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.support.qt import *  # noqa: F403
from tests.support.simulator import Simulator

Start = Callable[..., Simulator]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts simulators, and ends those that still run after the test."""
    with ExitStack() as stack:
        yield lambda *args, **options: stack.enter_context(Simulator.start(*args, **options))


@pytest.fixture(scope="session")
def refusing() -> Iterator[Simulator]:
    """One for all tests of requests that never become a task."""
    with Simulator.start("no-credits") as simulator:
        yield simulator

"""Coroutine tests: ``async def test_…`` runs on one event loop for the whole session.

The loop here is asyncio's own; ``tests.support.qt`` puts the app's Qt loop in its place.
A fixture that needs the loop asks for ``loop`` and calls ``loop.run_until_complete``.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Give the session's event loop, which runs only while a coroutine test does."""
    with asyncio.Runner() as runner:
        yield runner.get_loop()


def pytest_itemcollected(item: pytest.Item) -> None:
    if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
        item.fixturenames.append("loop")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: pyfuncitem.funcargs[name] for name in names}
    loop: Any = pyfuncitem.funcargs["loop"]
    loop.run_until_complete(pyfuncitem.obj(**arguments))
    return True

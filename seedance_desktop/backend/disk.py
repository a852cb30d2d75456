"""A thread for slow files, so that neither the loop nor asyncio's own threads wait for a disk."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Disk:
    """One thread for one job. What it is given is done in order; its thread ends with the job."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="clip")

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do ``work`` in the thread. Cancelling leaves it, but it is done to its end."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, partial(work, *args, **kwargs))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        type_: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # Whoever follows must find the files closed: what still runs is waited for.
        try:
            await asyncio.shield(self.run(int))
        finally:
            self._pool.shutdown(wait=False)


Run = Callable[..., Coroutine[Any, Any, Any]]
"""As ``Disk.run``, for callers that have a thread of their own."""


def load_http() -> None:
    """Load the HTTP library and the system's certificates: 100 ms, so do it in a thread."""
    from . import transport

    transport.tls_context()

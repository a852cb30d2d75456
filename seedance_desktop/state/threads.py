"""Work that would block: one named thread for each kind, never asyncio's shared pool."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Worker:
    """One thread that runs calls in their order."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def submit(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run ``call`` on the thread; for callers without an event loop."""
        return self._executor.submit(call, *args, **kwargs)

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``call`` on the thread and wait for its result.

        Cancelling the caller does not stop a call that has begun: what it commits stays.
        """
        return await asyncio.wrap_future(self._executor.submit(call, *args, **kwargs))

    def close(self) -> None:
        """Finish what was submitted and end the thread. Blocks as long as that takes."""
        self._executor.shutdown(wait=True)


async def run_on_daemon_thread(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run ``call`` on a thread of its own that never holds up the exit.

    For the keyring: it blocks as long as its prompt is open, without a time limit.
    """
    result: Future[T] = Future()

    def work() -> None:
        try:
            value = call(*args, **kwargs)
        except BaseException as error:  # noqa: BLE001 - told to the waiter
            _settle(result, error=error)
        else:
            _settle(result, value=value)

    threading.Thread(target=work, name="keyring", daemon=True).start()
    return await asyncio.wrap_future(result)


def daemon_at_work() -> bool:
    """Whether a thread runs that never holds up the exit."""
    # A dummy stands for a thread of Qt's that once ran Python, and may be long over.
    return any(
        thread.daemon and not isinstance(thread, threading._DummyThread)
        for thread in threading.enumerate()
    )


def _settle(
    result: "Future[T]", *, value: T | None = None, error: BaseException | None = None
) -> None:
    # The waiter may be gone (cancelled); then nobody wants the result any more.
    if not result.set_running_or_notify_cancel():
        return
    if error is not None:
        result.set_exception(error)
    else:
        result.set_result(value)  # type: ignore[arg-type]

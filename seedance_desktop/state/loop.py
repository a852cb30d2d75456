"""The event loop: asyncio on Qt's own loop, with timers that are exact and die when cancelled.

qasync's own timers are coarse (50 ms early to 250 ms late), live on after a cancel and overflow
after 24.8 days; what threads call does not come in the order of the calls. This touches private
names of qasync 0.28, which is why its version is pinned.
"""

import asyncio
import sys
from collections import deque
from collections.abc import Callable
from contextvars import Context
from time import monotonic
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimerEvent, Signal
from qasync import QEventLoop

LONGEST_WAIT = 86_400.0
"""Seconds a single Qt timer is asked for; a longer delay is waited for in pieces."""


class EventLoop(QEventLoop):  # type: ignore[misc]
    """One loop for Qt and asyncio. Make it after the application, close it last."""

    def __init__(self, app: QCoreApplication) -> None:
        self._timers = _Timers()
        super().__init__(app)

    def run_forever(self) -> int:
        """Run until stopped."""
        # qasync leaves this out: a generator left in the middle, as httpx's are when a download
        # is cancelled, would be thrown away without the turns its clean-up waits for.
        before = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(self._asyncgen_firstiter_hook, self._asyncgen_finalizer_hook)
        try:
            status: int = super().run_forever()
        finally:
            sys.set_asyncgen_hooks(*before)
        return status

    def call_later(
        self,
        delay: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> asyncio.Handle:
        """Call ``callback`` after ``delay`` seconds, never early."""
        if delay <= 0:
            return self.call_soon(callback, *args, context=context)
        handle = _TimedHandle(callback, args, self, context)
        self._timers.wait(handle, monotonic() + delay)
        return handle

    def call_soon(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """Call ``callback`` in the next turn, in the order of the calls."""
        handle = asyncio.Handle(callback, args, self, context)
        self._timers.soon(handle)
        return handle

    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """Call ``callback`` in the next turn, from any thread, in the order of the calls.

        qasync lets what this thread calls go before what another called earlier: of two things
        asked of the store the answer to the second came first.
        """
        handle = asyncio.Handle(callback, args, self, context)
        self._timers.soon_from_any_thread(handle)
        return handle

    def _add_callback(self, handle: asyncio.Handle, delay: float = 0) -> asyncio.Handle:
        # asyncio's own way in, for signal handlers and ready sockets.
        self._timers.soon(handle)
        return handle

    @property
    def pending_timers(self) -> int:
        """Timers that wait to run; none may be left when everything is done."""
        return self._timers.pending

    def close(self) -> None:
        """Close the loop; what still waits never runs."""
        super().close()
        self._timers.stop()


class _TimedHandle(asyncio.Handle):
    """A handle whose timer dies with it."""

    on_cancel: Callable[[], None] | None = None

    def cancel(self) -> None:
        super().cancel()
        if self.on_cancel is not None:
            self.on_cancel()
            self.on_cancel = None


class _Timers(QObject):
    _called = Signal()
    """Something is to be done in the next turn; from another thread it goes through Qt's queue."""

    def __init__(self) -> None:
        super().__init__()
        self._called.connect(self._start_turn)
        self._ready: deque[asyncio.Handle] = deque()
        self._turn_timer = 0
        self._waiting: dict[int, tuple[_TimedHandle, float]] = {}

    @property
    def pending(self) -> int:
        return len(self._waiting)

    def soon(self, handle: asyncio.Handle) -> None:
        self._ready.append(handle)
        self._start_turn()

    def soon_from_any_thread(self, handle: asyncio.Handle) -> None:
        self._ready.append(handle)
        self._called.emit()

    def wait(self, handle: _TimedHandle, when: float) -> None:
        left = min(max(0.0, when - monotonic()), LONGEST_WAIT)
        # Rounded up: a timer that fires early would call back before its time.
        timer = self.startTimer(int(left * 1000) + 1, Qt.TimerType.PreciseTimer)
        self._waiting[timer] = (handle, when)
        handle.on_cancel = lambda: self._drop(timer)

    def stop(self) -> None:
        for timer in list(self._waiting):
            self._drop(timer)
        self._ready.clear()

    def _drop(self, timer: int) -> None:
        if self._waiting.pop(timer, None) is not None:
            self.killTimer(timer)

    def _start_turn(self) -> None:
        if self._ready and not self._turn_timer:
            self._turn_timer = self.startTimer(0)

    def _run_turn(self) -> None:
        self.killTimer(self._turn_timer)
        self._turn_timer = 0
        # Only what is here now: what these callbacks add waits for the next turn, so that
        # painting and input get theirs in between.
        for _ in range(len(self._ready)):
            if not self._ready:
                return
            handle = self._ready.popleft()
            if not handle.cancelled():
                handle._run()

    def timerEvent(self, event: QTimerEvent) -> None:
        timer = event.timerId()
        if timer == self._turn_timer:
            self._run_turn()
            return
        entry = self._waiting.get(timer)
        if entry is None:
            return
        self._drop(timer)
        handle, when = entry
        if when > monotonic():
            self.wait(handle, when)
        elif not handle.cancelled():
            handle.on_cancel = None
            handle._run()

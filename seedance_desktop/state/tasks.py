"""The one place that starts asyncio tasks: every task has an owner, a name and an end."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Coroutine
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, Signal

_log = logging.getLogger(__name__)


class TaskOwner(QObject):
    """Holds every task of the app, routes their errors, cancels them on close."""

    failed = Signal(str, object)
    """Name and exception of a task that ended by one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: dict[asyncio.Task[Any], str] = {}
        self._groups: defaultdict[str, dict[asyncio.Task[Any], None]] = defaultdict(dict)
        """The tasks of each group, in the order they were started: a start may fetch a thousand."""
        self._protected: set[asyncio.Task[Any]] = set()
        self._closing = False

    def start(
        self,
        coro: Coroutine[Any, Any, Any],
        name: str,
        group: str = "",
        exclusive: bool = False,
        protected: bool = False,
    ) -> asyncio.Task[Any] | None:
        """Start ``coro``; with ``exclusive`` it replaces the tasks of its group.

        A ``protected`` task is waited for on close and never cancelled before the time is up:
        it holds a paid answer. Returns None once the owner is closing: the coroutine is closed
        unrun.
        """
        if self._closing:
            coro.close()
            return None
        if exclusive:
            self.cancel(group)
        task = asyncio.get_running_loop().create_task(coro, name=name)
        self._tasks[task] = group
        self._groups[group][task] = None
        if protected:
            self._protected.add(task)
        task.add_done_callback(self._ended)
        return task

    def running(self, group: str) -> list[asyncio.Task[Any]]:
        """The tasks of ``group`` that have not ended."""
        return list(self._groups.get(group, ()))

    def cancel(self, group: str) -> None:
        """Cancel the tasks of ``group`` that are not protected; they end in a later turn."""
        for task in self.running(group):
            if task not in self._protected:
                task.cancel()

    async def wait_for_protected(self, timeout: float) -> bool:
        """Wait until no protected task is left, at most ``timeout`` seconds; tell whether so."""
        end = monotonic() + timeout
        # One that ends may have started another: what came back puts itself in front of the line.
        while self._protected and (left := end - monotonic()) > 0:
            await asyncio.wait(set(self._protected), timeout=left)
        return not self._protected

    async def close(self, grace: float) -> None:
        """Cancel everything and wait for it, at most ``grace`` seconds."""
        self._closing = True
        mine = asyncio.current_task()
        left = {task for task in self._tasks if task is not mine}
        for task in left:
            task.cancel()
        if left:
            _, stuck = await asyncio.wait(left, timeout=grace)
            for task in stuck:
                _log.error("Task %s did not end within %s s", task.get_name(), grace)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        group = self._tasks.pop(task)
        del self._groups[group][task]
        if not self._groups[group]:
            del self._groups[group]
        self._protected.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            self.failed.emit(task.get_name(), error)

"""The app without its window, in a process that dies by SIGKILL. Linux.

``python -m tests.support.doomed`` loads everything once and then reads one life a line from
standard input; each is a fork of its own, so that a hundred of them take no time to start. The
answer, one line, is the number of the signal the life ended by, or 0.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from seedance_desktop.state.model import Model

ROOT = Path(__file__).resolve().parents[2]
PAUSE = 0.02
"""Seconds between two requests."""

LONGEST_LIFE = 60
"""Seconds after which a life that comes to no end is ended by SIGALRM."""

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Life:
    """What one run of the app does, and when it dies."""

    folder: str
    base_url: str
    name: str
    """Begins every prompt, so that no two lives send the same one."""
    requests: int
    """How many are sent, as fast as the row of the one before is there."""
    dies_at: str = ""
    """``before`` or ``after`` and a step of ``STEPS``: the first time it comes to that."""
    arranges: bool = False
    """It pauses the queue first; then it moves the last one to the front and edits it."""
    dies_after: float = 0.0
    """Seconds after the fork; 0 for none."""


class Nursery:
    """The process that forks the lives."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.doomed"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "QT_LOGGING_RULES": "qt.multimedia.*=false",
            },
        )

    def live(self, life: Life) -> int:
        """Run one life to its end; the signal it ended by, or 0."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(asdict(life)) + "\n")
        stdin.flush()
        return int(stdout.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._process as process:
            assert process.stdin is not None
            process.stdin.close()


def main() -> int:
    """Fork a life for each line until the input ends."""
    # Loaded once, for every life.
    import httpx  # noqa: F401
    import truststore  # noqa: F401

    import tests.support.models  # noqa: F401

    for line in sys.stdin:
        life = Life(**json.loads(line))
        pid = os.fork()
        if not pid:
            _live(life)
        if life.dies_after:
            time.sleep(life.dies_after)
            os.kill(pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if status > 0:
            raise AssertionError(f"{life} broke: status {status}")
        print(-status, flush=True)
    return 0


def _live(life: Life) -> None:
    status = 1
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        signal.alarm(LONGEST_LIFE)
        if life.dies_at:
            _die_at(life.dies_at)
        _run(life)
        status = 0
    except BaseException:  # noqa: BLE001 - the process it was forked from must not go on here
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)


def _run(life: Life) -> None:
    from PySide6.QtWidgets import QApplication

    from seedance_desktop.state.loop import EventLoop

    with EventLoop(QApplication([])) as loop:
        loop.run_until_complete(_use(life))


async def _use(life: Life) -> None:
    from seedance_desktop.core.generation import ClipState, State
    from seedance_desktop.core.request import VideoRequest
    from seedance_desktop.state import polling
    from tests.support.models import rows, running_model

    polling.LOCAL_PAUSE = 0.05
    async with running_model(Path(life.folder), life.base_url) as model:
        if life.arranges:
            model.queue.pause()
        for number in range(life.requests):
            # The person's own second press, without the second between.
            model.queue._pressed_at = float("-inf")
            model.draft.replace(VideoRequest(prompt=f"{life.name} {number}", duration=4))
            model.queue.submit()
            await asyncio.sleep(PAUSE)
        if life.arranges:
            await _arrange(model, life.requests)
        unended = True
        while unended:
            await asyncio.sleep(0.02)
            unended = any(
                row.state in (State.WAITING, State.SENDING, State.RUNNING)
                or (row.state is State.DONE and row.clip is not ClipState.SAVED)
                for row in await rows(model)
            )


async def _arrange(model: Model, count: int) -> None:
    """Move and edit, one after the other, as far as it lives."""
    from tests.support.waiting import until

    await until(lambda: len(model.dispatcher.line) == count)
    last = model.dispatcher.line[-1]
    model.queue.move([last], -count)
    row = model.dispatcher.waiting_row(last)
    assert row is not None
    edit = model.queue.edit(row)
    edit.draft.set("prompt", "edited")
    edit.save()
    await asyncio.Event().wait()


def _steps() -> dict[str, tuple[type[Any], str]]:
    from seedance_desktop.backend.client import ServiceClient
    from seedance_desktop.backend.history import HistoryStore
    from seedance_desktop.backend.ledger import Ledger

    return {
        "add": (HistoryStore, "add_many"),
        "claim": (HistoryStore, "claim"),
        "ledger send": (Ledger, "append_send"),
        "move": (HistoryStore, "put_at"),
        "edit": (HistoryStore, "edit_waiting"),
        "post": (ServiceClient, "create_task"),
        "ledger answer": (Ledger, "append_answer"),
        "answer": (HistoryStore, "record_answer"),
        "done": (HistoryStore, "change"),
        "saved": (HistoryStore, "update"),
    }


def _die_at(moment: str) -> None:
    when, _, step = moment.partition(" ")
    owner, name = _steps()[step]
    original: Callable[..., Any] = getattr(owner, name)

    def is_it(columns: dict[str, Any]) -> bool:
        return step != "saved" or "saved_at" in columns

    def plain(*arguments: Any, **columns: Any) -> Any:
        if is_it(columns) and when == "before":
            _die()
        result = original(*arguments, **columns)
        if is_it(columns):
            _die()
        return result

    async def waited_for(*arguments: Any, **columns: Any) -> Any:
        if when == "before":
            _die()
        await original(*arguments, **columns)
        _die()

    setattr(owner, name, waited_for if asyncio.iscoroutinefunction(original) else plain)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
    threading.Event().wait()  # the signal takes the whole process, in its time


if __name__ == "__main__":
    sys.exit(main())

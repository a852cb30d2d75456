"""The accepted tasks. Each is a small file, so that a restart of the service forgets none."""

import json
import os
import secrets
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import msgspec

from seedance_desktop.simulator.contract import Order, price
from seedance_desktop.simulator.scripts import Script, Timing

KEEP = 7 * 24 * 3600
"""Seconds after which a restart drops a task and its clip, so that the folder stays small."""

SLOT = 3 * 3600
"""Seconds after which even a task that never ends gives its slot back."""


@dataclass(frozen=True)
class Task:
    """One accepted request. Times in seconds, `accepted_at` since the epoch."""

    task_id: str
    script: Script
    accepted_at: float
    timing: Timing
    credits_cost: int
    order: Order = field(repr=False)
    links_given: int = 0

    @property
    def gets_clip(self) -> bool:
        """Whether a clip is ever to be made for it."""
        return self.timing.ends_after is not None and self.script is not Script.MODERATED


@dataclass(frozen=True)
class Progress:
    """Where a task stands: the service's status word, since when, and why it failed if it did."""

    status: str
    since: float
    error: str | None = None

    @property
    def finished(self) -> bool:
        return self.status in ("succeeded", "failed")


def progress(
    task: Task, now: float, clip_made_at: float | None, clip_error: str | None
) -> Progress:
    """A task's state follows from the clock and its clip alone, so a restart changes nothing."""
    runs_at = task.accepted_at + task.timing.runs_after
    if now < runs_at:
        return Progress("queued", task.accepted_at)
    running = Progress("running", runs_at)
    if task.timing.ends_after is None or now < task.accepted_at + task.timing.ends_after:
        return running
    due = task.accepted_at + task.timing.ends_after
    if task.script is Script.MODERATED:
        return Progress("failed", due, "The request was stopped by the content policy.")
    if clip_error is not None:
        return Progress("failed", due, clip_error)
    if clip_made_at is None:
        return running
    return Progress("succeeded", max(due, clip_made_at))


class TaskBook:
    """All tasks, in memory and under `folder`."""

    def __init__(self, folder: Path) -> None:
        self._records = folder / "tasks"
        self._clips = folder / "clips"
        self._records.mkdir(parents=True, exist_ok=True)
        self._clips.mkdir(exist_ok=True)
        self._tasks: dict[str, Task] = {}
        for path in sorted(self._records.glob("*.json")):
            self._load(path)

    def __iter__(self) -> Iterator[Task]:
        return iter(list(self._tasks.values()))

    def get(self, task_id: str) -> Task | None:
        return self._tasks.get(task_id)

    def clip_path(self, task_id: str) -> Path:
        """Where the task's clip is, or will be once it is made."""
        return self._clips / f"{task_id}.mp4"

    def clip_made_at(self, task_id: str) -> float | None:
        """Seconds since the epoch, or None while there is no clip."""
        try:
            return self.clip_path(task_id).stat().st_mtime
        except FileNotFoundError:
            return None

    def accept(self, order: Order, script: Script, timing: Timing) -> Task:
        """A new task, on disk when this returns. Raises OSError."""
        task = Task(
            task_id=f"task_{secrets.token_hex(10)}",
            script=script,
            accepted_at=time.time(),
            timing=timing,
            credits_cost=price(order),
            order=order,
        )
        self._save(task)
        return task

    def count_link(self, task: Task) -> None:
        """Notes that one more link to the task's clip was given out. Raises OSError."""
        self._save(replace(task, links_given=task.links_given + 1))

    def _save(self, task: Task) -> None:
        path = self._records / f"{task.task_id}.json"
        part = path.with_suffix(".part")
        with part.open("w", encoding="utf-8") as file:
            json.dump(asdict(task), file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        self._tasks[task.task_id] = task

    def _load(self, path: Path) -> None:
        try:
            task = msgspec.json.decode(path.read_bytes(), type=Task)
            if task.task_id != path.stem:
                raise ValueError("it is of another task")
        except (msgspec.MsgspecError, ValueError) as error:
            print(f"set aside an unreadable task, {path.name}: {error}", file=sys.stderr)
            path.replace(path.with_suffix(".unreadable"))
            return
        if time.time() - task.accepted_at > KEEP:
            path.unlink()
            self.clip_path(task.task_id).unlink(missing_ok=True)
        else:
            self._tasks[task.task_id] = task

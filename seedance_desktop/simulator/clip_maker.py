"""Has the clips made one at a time, each by a process of its own.

A process for each clip keeps Qt out of the service, so that it starts at once and answers while
it draws, and an encoder that crashes or hangs costs one clip and not the service.
"""

import json
import queue
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path

from seedance_desktop.simulator import command
from seedance_desktop.simulator.clip_job import ClipJob

DRAW_FLAG = "--draw-clip"
TIME_LIMIT = 120.0
"""Seconds for one clip; it usually takes one or two."""

_FAILED = "The demo could not draw this clip. Its log says why."


class ClipMaker:
    """Draws clips in the order they were asked for, on a thread that only waits for processes."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[tuple[str, ClipJob] | None] = queue.SimpleQueue()
        self._errors: dict[str, str] = {}
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="clips", daemon=True)
        self._thread.start()

    def add(self, task_id: str, job: ClipJob) -> None:
        """Asks for a clip; it appears at `job.path`, whole or not at all."""
        self._jobs.put((task_id, job))

    def error(self, task_id: str) -> str | None:
        """Why the task's clip could not be made, or None."""
        return self._errors.get(task_id)

    def stop(self) -> None:
        """Gives up the clip being drawn and ends the thread."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.kill()
        self._jobs.put(None)
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while (item := self._jobs.get()) is not None:
            task_id, job = item
            try:
                self._draw(job)
            except (OSError, subprocess.SubprocessError) as error:
                if not self._stopped:
                    self._errors[task_id] = _FAILED
                    print(f"the clip of {task_id} was not drawn: {error}", file=sys.stderr)

    def _draw(self, job: ClipJob) -> None:
        # The suffix stays mp4: the encoder chooses the container by it.
        part = Path(job.path).with_suffix(".part.mp4")
        order = json.dumps({**asdict(job), "path": str(part)}).encode()
        with self._start() as process:
            try:
                _, said = process.communicate(order, timeout=TIME_LIMIT)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        if process.returncode != 0:
            part.unlink(missing_ok=True)
            raise OSError(said.decode(errors="replace").strip() or f"status {process.returncode}")
        part.replace(job.path)

    def _start(self) -> "subprocess.Popen[bytes]":
        with self._lock:
            if self._stopped:
                raise OSError("the service is ending")
            # The encoder chats on both outputs; what it says matters only if it fails.
            self._process = subprocess.Popen(
                [*command(), DRAW_FLAG],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            return self._process

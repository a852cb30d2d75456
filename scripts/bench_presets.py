"""Measure a library of many presets: first look, next look, search, and the window's longest stall.

    QT_QPA_PLATFORM=offscreen python -m scripts.bench_presets [N]

The window's thread is stood in for by a timer of one millisecond: what it is late by is what a
person would feel.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from seedance_desktop.backend.paths import paths_in
from seedance_desktop.backend.redaction import Redactor
from seedance_desktop.state.loop import EventLoop
from seedance_desktop.state.model import Model, build_model
from seedance_desktop.state.preset_model import PresetModel

WORDS = (
    "slow", "push-in", "bottle", "neon", "night", "dawn", "rain", "glass", "瓶子", "dolly", "linen",
)  # fmt: skip
SEARCHES = ("b", "bo", "bottle", "bottle neon", "瓶子", "nothing like it", "")


def make(folder: Path, count: int) -> None:
    """Write ``count`` presets into a hundred folders."""
    random.seed(1)
    for number in range(count):
        place = folder / f"Folder {number % 100}"
        place.mkdir(parents=True, exist_ok=True)
        request = {"prompt": " ".join(random.choices(WORDS, k=80)), "duration": 5}
        plain = {"version": 1, "name": f"Preset {number}", "request": request}
        text = json.dumps(plain, ensure_ascii=False, indent=2)
        (place / f"Preset {number}.json").write_text(text, "utf-8")


class Stalls:
    """The longest time the thread's event loop did not turn, ms."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._at = perf_counter()
        self._timer = QTimer(interval=1)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def take(self) -> float:
        """The longest since the last call."""
        longest, self.longest = self.longest, 0.0
        return longest

    def _tick(self) -> None:
        now = perf_counter()
        self.longest = max(self.longest, 1000 * (now - self._at))
        self._at = now


async def measure(model: Model, count: int) -> None:
    """Print what each step takes and holds up."""
    stalls = Stalls()
    await asyncio.sleep(0.2)
    idle = stalls.take()
    print(f"{count} presets; longest stall of an idle loop {idle:.1f} ms")
    for name in ("first look", "next look, nothing changed"):
        begun = perf_counter()
        await model.presets.refresh()
        took = 1000 * (perf_counter() - begun)
        await asyncio.sleep(0.05)
        print(f"{name:28} {took:8.1f} ms, longest stall {stalls.take():6.1f} ms")
    begun = perf_counter()
    rows = PresetModel(model.presets)
    print(f"{'list made':28} {1000 * (perf_counter() - begun):8.1f} ms, {rows.rowCount()} rows")
    for search in SEARCHES:
        begun = perf_counter()
        rows.show(search)
        took = 1000 * (perf_counter() - begun)
        print(f"{'search ' + repr(search):28} {took:8.1f} ms, {rows.rowCount()} rows")
    await asyncio.sleep(0.05)
    stalls.take()
    model.presets.load()
    await asyncio.sleep(1)
    print(f"{'watching begun':28} {'':11} longest stall {stalls.take():6.1f} ms")


async def run(count: int) -> None:
    """Build the app's parts on a folder of that many presets."""
    with tempfile.TemporaryDirectory() as folder:
        paths = paths_in(Path(folder))
        paths.ensure()
        make(paths.presets, count)
        model = build_model(paths, Redactor())
        await measure(model, count)
        await model.tasks.close(5)
        await model.client.aclose()
        await model.library.close()
        model.close_threads()


def main() -> None:
    """Measure as many presets as the command line says."""
    qapp = QApplication(sys.argv[:1])
    loop = EventLoop(qapp)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(run(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))


if __name__ == "__main__":
    main()

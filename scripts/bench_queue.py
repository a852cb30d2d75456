"""What a long queue costs: 1,000 waiting requests, and 100,000 rows behind them.

    bench_queue.py [--waiting 1000] [--rows 100000]

Offscreen. Prints milliseconds, of which a frame has 16.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from seedance_desktop.backend.paths import paths_in
from seedance_desktop.backend.redaction import Redactor
from seedance_desktop.core.order import Order
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.loop import EventLoop
from seedance_desktop.state.model import Model, build_model
from seedance_desktop.ui import theme
from seedance_desktop.ui.main_window import MainWindow
from tests.support.history import fill

NOWHERE = "http://127.0.0.1:9/api"
IDLE = 5.0
"""Seconds that the app is left alone."""


def timed(what: str, call: Callable[[], object]) -> None:
    """Do it once and say how long that took."""
    began = perf_counter()
    call()
    print(f"{what:52} {(perf_counter() - began) * 1000:8.1f} ms")


async def timed_all(what: str, call: Callable[[], object], done: Callable[[], object]) -> None:
    """The same, with all that comes of it in the loop."""
    began = perf_counter()
    call()
    while not done():  # noqa: ASYNC110 - nothing tells of all that comes of it
        await asyncio.sleep(0)
    print(f"{what:52} {(perf_counter() - began) * 1000:8.1f} ms, with all that comes of it")


async def measure(options: argparse.Namespace, folder: Path) -> None:
    """Build the app on a long history, and time it."""
    paths = paths_in(folder)
    paths.ensure()
    model = build_model(paths, Redactor(), base_url=NOWHERE)
    await model.library.open()
    await asyncio.to_thread(fill, paths.history, options.rows)
    profile = model.account.profile
    window = MainWindow(model, demo=False)
    window.show()
    window.history_is_open()
    await model.queue.resume()
    await asyncio.sleep(1)
    orders = [
        Order(VideoRequest(f"prompt {n}"), profile=profile.id, base_url=profile.base_url)
        for n in range(options.waiting)
    ]
    line = model.dispatcher
    await timed_all(
        f"place {options.waiting:,}", lambda: model.queue.place(orders),
        lambda: len(line.line) == options.waiting and not model.tasks.running("orders"),
    )  # fmt: skip
    await asyncio.sleep(2)
    used = process_time()
    await asyncio.sleep(IDLE)
    print(f"{'idle, of one processor':52} {(process_time() - used) / IDLE * 100:8.2f} %")
    await opened(model, window)
    last = line.line[-1]
    timed("move the last to the front", lambda: model.queue.move_to([last], 0))
    timed("look for what may be sent", line.pump)
    await timed_all("pause", model.queue.pause, lambda: not model.tasks.running("keep the pause"))
    await timed_all("go on", model.queue.go_on, lambda: not model.tasks.running("keep the pause"))
    await timed_all("read the last 500 prompts", model.prompts.load, lambda: model.prompts.prompts)
    window.take_down()
    await model.tasks.close(5)
    await model.client.aclose()
    await model.library.close()
    model.close_threads()


async def opened(model: Model, window: MainWindow) -> None:
    """Open the queue, as it is after the start."""
    window.warm_up()
    await asyncio.sleep(0.5)
    for which in ("first", "second"):
        timed(f"open the queue, the {which} time", window._queue.toggle)
        began = perf_counter()
        view = window._queue._view
        assert view is not None
        view.grab()
        print(f"{'    and paint it':52} {(perf_counter() - began) * 1000:8.1f} ms")
        await asyncio.sleep(0.2)
        window._queue.toggle()
        await asyncio.sleep(0.2)


def main() -> int:
    """Read the command line; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--waiting", type=int, default=1_000)
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args()
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    theme.install(app, "dark")
    with EventLoop(app) as loop, tempfile.TemporaryDirectory() as folder:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(measure(options, Path(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What ``bench.py`` starts: the app, an empty window or a bare client, watched from inside.

    bench_child.py WATCH APP-ARGUMENTS…          the app, its own command line and all
    bench_child.py empty-start | empty-stall     the smallest window PySide6 makes
    bench_child.py http URL COUNT                httpx alone, as the app sets it up

Every line on standard output is one JSON object; ``{"at": …}`` are seconds of the system's
monotonic clock, which all processes share. The app is the product as it is: its own ``main`` runs
in here, and all that is added are hooks around the painting of the list and the window's showing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import monotonic
from typing import Any

LOOK_AGAIN_S = 3.0
"""After the first page: what is loaded late is there by then."""
CLICKS_APART_S = 1.2
"""A second press within a second sends nothing."""


def say(**words: Any) -> None:
    """One line for the parent, at once."""
    print(json.dumps(words), flush=True)


def memory() -> dict[str, float]:
    """What this process holds, in MB: resident, its share of it, and what is its alone."""
    sums: dict[str, int] = {}
    with Path("/proc/self/smaps_rollup").open(encoding="ascii") as lines:
        for line in lines:
            name, _, value = line.partition(":")
            if value.strip().endswith("kB"):
                sums[name] = int(value.split()[0])
    alone = sums["Private_Clean"] + sums["Private_Dirty"]
    return {"rss": sums["Rss"] / 1024, "pss": sums["Pss"] / 1024, "uss": alone / 1024}


def run_app(watch: str, arguments: list[str]) -> int:
    """The app, from its own entry point, watched by ``bench_watch``."""
    from seedance_desktop.__main__ import load, main

    load()  # what main() is about to do anyway
    from scripts import bench_watch

    bench_watch.install(watch)
    sys.argv = ["seedance-desktop", *arguments]
    return main()


def run_empty(watch: str) -> int:
    """A window with a text field to type in, and nothing else."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit

    class Field(QPlainTextEdit):
        painted = False

        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            if not self.painted:
                self.painted = True
                QTimer.singleShot(0, on_painted)

    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    field = Field()
    window.setCentralWidget(field)
    window.resize(1440, 900)
    window.show()
    field.setFocus()

    def on_painted() -> None:
        from scripts import bench_watch

        if watch == "start":
            bench_watch.type_a_key(field, app.quit)
        else:
            bench_watch.StallWatch(field).start()

    return app.exec()


def run_http(url: str, count: int) -> int:
    """``count`` paid requests by httpx alone, one connection each, after one to warm up."""
    import asyncio

    import httpx

    async def post() -> None:
        async with httpx.AsyncClient(
            verify=False,
            trust_env=False,
            timeout=httpx.Timeout(10.0, read=120.0),
            limits=httpx.Limits(max_keepalive_connections=0),
            headers={"Accept-Encoding": "identity", "Connection": "close"},
        ) as client:
            for number in range(count + 1):
                body = {"prompt": "a paper boat on a rainy street", "duration": 5}
                if number:
                    say(at=monotonic())
                await client.post(url, json=body, headers={"Authorization": "Bearer bench-token"})
                await asyncio.sleep(CLICKS_APART_S if number else 0.2)

    asyncio.run(post())
    return 0


def main() -> int:
    """Do what the first word says; the exit status."""
    what, *rest = sys.argv[1:]
    if what == "http":
        return run_http(rest[0], int(rest[1]))
    if what.startswith("empty-"):
        return run_empty(what.removeprefix("empty-"))
    return run_app(what, rest)


if __name__ == "__main__":
    sys.exit(main())

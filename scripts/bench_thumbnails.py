"""Measure the window while nine pictures of 24 megapixels are dropped on the compose pane at once.

    bench_thumbnails.py [--rounds 5] [--form jpg|png|webp]

The app's own window, as it is built, gets real drag and drop events: links to a server on this
machine, then files. The goals: what the window's loop comes late by, p99.9, at most 16 ms, and
all nine pictures painted within 2 s. Beside it stands an empty window while another process
decodes the same nine pictures. Only a quiet machine says anything, but for the work of the
window's own thread: that is told as processor time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from time import monotonic, thread_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COUNT = 9
WIDTH, HEIGHT = 6000, 4000
WATCHED_S = 3.0
"""Seconds from the drop on, in each round."""
STALL_GOAL_MS = 16.0
SHOWN_GOAL_S = 2.0


def main() -> int:
    """Measure and print; the exit status tells whether the goals were met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--form", choices=("jpg", "png", "webp"), default="jpg")
    parser.add_argument("--child", nargs="*", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        what, *rest = options.child
        children: dict[str, Callable[..., int]] = {
            "draw": draw, "read": read, "empty": empty, "app": app
        }  # fmt: skip
        return children[what](*rest)
    good = True
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        run("draw", str(folder), options.form)
        print("| what | stall p99 | p99.9 | longest | most work in a turn | all shown |")
        print("|---" * 6 + "|", flush=True)
        with served(folder) as url:
            for what, links in (("links", url), ("files", folder.as_uri())):
                said = run("app", links, options.form, str(options.rounds), str(folder / what))
                good = told(f"nine dropped {what}", said) and good
        reading = subprocess.Popen(words("read", str(folder), str(options.rounds * 3)))
        told("an empty window, another process decodes", run("empty", str(options.rounds)))
        reading.wait()
    print(f"\nLoad average {os.getloadavg()[0]:.2f}, {os.cpu_count()} cores, {options.form}.")
    return 0 if good else 1


def words(*child: str) -> list[str]:
    """The command line of a child."""
    return [sys.executable, "-m", "scripts.bench_thumbnails", "--child", *child]


def run(*child: str) -> dict[str, Any]:
    """Run a child to its end and give what it said."""
    environment = {**os.environ, "QT_LOGGING_RULES": "qt.multimedia.*=false"}
    environment.pop("QT_LINUX_ACCESSIBILITY_ALWAYS_ON", None)
    done = subprocess.run(
        words(*child), cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True,
        timeout=300,
    )  # fmt: skip
    said: dict[str, Any] = json.loads(done.stdout or "{}")
    return said


def told(what: str, said: dict[str, Any]) -> bool:
    """Print a line of the table; whether it met the goals."""
    gaps, works = (sorted(1000 * turn[of] for turn in said["gaps"]) for of in (0, 1))
    p99, p999 = (gaps[int(of * len(gaps))] for of in (0.99, 0.999))
    shown = max(said.get("shown", ()), default=None)
    last = "" if shown is None else f"{shown:.2f} s"
    figures = " | ".join(f"{figure:.1f} ms" for figure in (p99, p999, gaps[-1], works[-1]))
    print(f"| {what} | {figures} | {last} |", flush=True)
    return p999 <= STALL_GOAL_MS and (shown is None or shown <= SHOWN_GOAL_S)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder, as links."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A look ends behind the first bytes."""

    server = Server(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def draw(folder: str, form: str) -> int:
    """Nine different pictures with as much in them as a photograph has."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage

    for number in range(COUNT):
        grain = QImage(WIDTH // 12, HEIGHT // 12, QImage.Format.Format_RGB32)
        bits = memoryview(grain.bits()).cast("B")
        bits[:] = Random(number).randbytes(len(bits))
        picture = grain.scaled(
            WIDTH, HEIGHT, Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )  # fmt: skip
        if not picture.save(f"{folder}/{number}.{form}", quality=88):
            raise SystemExit("the pictures could not be drawn")
    return 0


def read(folder: str, times: str) -> int:
    """Decode the nine, again and again: the load of it without the app."""
    from seedance_desktop.state.small_pictures import read_small

    for _ in range(int(times)):
        for path in sorted(Path(folder).iterdir()):
            if path.is_file():
                read_small(path)
    return 0


def empty(rounds: str) -> int:
    """A window with a text field, for as long as the app is watched."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit

    application = QApplication([])
    window = QMainWindow()
    window.setCentralWidget(QPlainTextEdit())
    window.resize(1440, 900)
    window.show()
    gaps: list[tuple[float, float]] = []
    ticks = _ticks(gaps)
    QTimer.singleShot(int(1000 * WATCHED_S * int(rounds)), application.quit)
    application.exec()
    ticks.stop()
    print(json.dumps({"gaps": gaps}))
    return 0


def _ticks(gaps: list[tuple[float, float]]) -> Any:
    """A timer of 1 ms that notes each turn: its seconds, and those this thread worked; running."""
    from PySide6.QtCore import Qt, QTimer

    last = [(monotonic(), thread_time())]

    def note() -> None:
        now, worked = monotonic(), thread_time()
        gaps.append((now - last[0][0], worked - last[0][1]))
        last[0] = (now, worked)

    timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(note)
    timer.start()
    return timer


def app(links: str, form: str, rounds: str, data: str) -> int:
    """The app's window on a service of this machine, without its first paint in the figures."""
    from PySide6.QtWidgets import QApplication

    from seedance_desktop.state.loop import EventLoop

    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    with EventLoop(application) as loop:
        asyncio.set_event_loop(loop)
        print(json.dumps(loop.run_until_complete(_drops(links, form, int(rounds), Path(data)))))
    return 0


async def _drops(links: str, form: str, rounds: int, data: Path) -> dict[str, Any]:
    from PySide6.QtWidgets import QApplication

    from seedance_desktop.backend.paths import paths_in
    from seedance_desktop.backend.redaction import Redactor
    from seedance_desktop.core.spec import Kind
    from seedance_desktop.state.model import build_model
    from seedance_desktop.ui import theme
    from seedance_desktop.ui.main_window import MainWindow

    paths = paths_in(data)
    paths.ensure()
    model = build_model(paths, Redactor(), base_url="http://127.0.0.1:9/api")
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme.install(application, "dark")
    window = MainWindow(model, demo=False)
    window.resize(1440, 900)
    window.show()
    await model.library.open()
    window.history_is_open()
    model.warm_up()
    window.warm_up()
    await asyncio.sleep(WATCHED_S)
    gaps: list[tuple[float, float]] = []
    shown: list[float] = []
    for turn in range(rounds):
        # Another address for the same file: nothing is known of it yet.
        tail = f"?turn={turn}" if links.startswith("http") else ""
        urls = [f"{links}/{number}.{form}{tail}" for number in range(COUNT)]
        ticks = _ticks(gaps)
        shown.append(await _dropped(window, model, urls))
        ticks.stop()
        model.draft.remove_urls(Kind.IMAGE, range(COUNT))
        await asyncio.sleep(0.5)
        if not tail:
            model.thumbnails._pictures = type(model.thumbnails._pictures)(32_000_000)
    window.take_down()
    await model.tasks.close(5)
    await model.client.aclose()
    await model.library.close()
    model.close_threads()
    return {"gaps": gaps, "shown": shown}


async def _dropped(window: Any, model: Any, urls: Sequence[str]) -> float:
    """Drop them and give the seconds until all nine are painted, or infinity."""
    from PySide6.QtCore import QEvent, QMimeData, QObject, QPointF, Qt, QUrl
    from PySide6.QtGui import QDragEnterEvent, QDropEvent
    from PySide6.QtWidgets import QApplication, QListView, QWidget

    from seedance_desktop.core.spec import Kind

    painted: list[float] = []

    def complete() -> bool:
        pictures = [model.thumbnails._pictures.get((Kind.IMAGE, url)) for url in urls]
        return all(picture is not None and not picture.isNull() for picture in pictures)

    class Paints(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and complete():
                painted.append(monotonic())
            return False

    tiles = window.findChild(QListView, "imageList").viewport()
    watch = Paints()
    tiles.installEventFilter(watch)
    pane = window.findChild(QWidget, "composePane")
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    spot, copy = QPointF(pane.width() / 2, 60), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(pane, QDragEnterEvent(spot.toPoint(), copy, data, left, none))
    await asyncio.sleep(0.1)
    began = monotonic()
    QApplication.sendEvent(pane, QDropEvent(spot, copy, data, left, none))
    await asyncio.sleep(WATCHED_S)
    tiles.removeEventFilter(watch)
    if len(model.draft.request.image_urls) != COUNT:
        raise SystemExit("the drop was not taken")
    return painted[0] - began if painted else float("inf")


if __name__ == "__main__":
    sys.exit(main())

"""What stands in a circle of references dies on the window's thread, whichever makes the next."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer

from seedance_desktop.state import garbage
from seedance_desktop.state.garbage import Sweeper
from tests.support.waiting import until

MANY = 20_000
"""Objects: enough for any Python to look for garbage."""


class Circle(QObject):
    """Nothing but a look for garbage finds it."""

    def __init__(self, ended: list[int]) -> None:
        super().__init__()
        self.itself = self
        self.timer = QTimer(self, interval=3_600_000)
        self.timer.start()
        self.destroyed.connect(
            lambda: ended.append(threading.get_ident()), Qt.ConnectionType.DirectConnection
        )


def make_objects() -> list[list[None]]:
    return [[] for _ in range(MANY)]


def test_another_threads_objects_end_nothing_of_the_windows(sweeper: Sweeper) -> None:
    ended: list[int] = []
    Circle(ended)
    kept: list[object] = []
    other = threading.Thread(target=lambda: kept.append(make_objects()))
    other.start()
    other.join()
    assert ended == []
    sweeper.sweep()
    assert ended == [threading.get_ident()]


async def test_it_sweeps_by_itself(sweeper: Sweeper) -> None:
    ended: list[int] = []
    Circle(ended)
    kept = make_objects()
    await until(lambda: ended, "the circle's end")
    assert len(kept) == MANY


def test_what_lived_long_is_looked_through_once_enough_was_made(
    sweeper: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "MADE_FOR_ALL", 3 * MANY)
    ended: list[int] = []
    old = [Circle(ended)]
    gc.collect()
    old.clear()
    kept = []
    for _ in range(5):
        kept.append(make_objects())
        sweeper.sweep()
    assert ended == [threading.get_ident()]


def test_where_little_was_made_nothing_is_looked_through(sweeper: Sweeper) -> None:
    gc.collect()
    ended: list[int] = []
    Circle(ended)
    sweeper.sweep()
    assert ended == []
    gc.collect()
    assert ended


_APP = """
import sys, threading
from seedance_desktop import __main__ as main
run = main.load()
from seedance_desktop.app import App
from tests.state.test_garbage import Circle, make_objects
opened = App._after_first_page
class Ended(list):
    def append(self, thread):
        print("ended on the window's thread:", thread == threading.main_thread().ident)
        app._quit.set()
def begin(self):
    global app, kept
    opened(self)
    app = self
    Circle(Ended())
    kept = make_objects()
App._after_first_page = begin
sys.exit(main.main())
"""


def test_the_app_sweeps_once_its_first_page_is_there(
    pytestconfig: pytest.Config, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _APP, "--data-dir", str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(pytestconfig.rootpath)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert done.stdout == "ended on the window's thread: True\n"

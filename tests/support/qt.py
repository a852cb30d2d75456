"""For tests with a QApplication: the app's event loop, Qt's messages brought to the log, and
garbage that dies on the window's thread as the app's does.

A conftest takes all of it in by ``from tests.support.qt import *``.

In a coroutine test wait with ``tests.support.waiting.until``, never with ``qtbot.wait…``: that
would nest a second event loop in the first.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from seedance_desktop.state.garbage import Sweeper
from seedance_desktop.state.loop import EventLoop

__all__ = ["loop", "pytest_itemcollected", "qt_messages", "sweeper", "swept"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# As the app itself does: FFmpeg prints file names and signed links.
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")

PLATFORM_NOISE = (
    # The offscreen platform cannot do these, and says so whenever a window asks.
    r"^This plugin does not support propagateSizeHints\(\)",
    r"^This plugin does not support raise\(\)",
    r"^This plugin does not support grabbing the keyboard",
    # A machine without sound or without a graphics card; clips play silently, drawn by the CPU.
    r"^PulseAudioService: pa_context_connect\(\) failed$",
    r"No RHI backend\. Using CPU conversion\.$",
)
"""Messages that tell of the test's platform, not of the app."""

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


@pytest.fixture(scope="session")
def loop(qapp: QApplication) -> Iterator[EventLoop]:
    """Give the app's own event loop, Qt and asyncio in one."""
    # As in the app: the last window closing must not end the loop.
    qapp.setQuitOnLastWindowClosed(False)
    with EventLoop(qapp) as loop:
        yield loop


@pytest.fixture(scope="session", autouse=True)
def sweeper(qapp: QApplication) -> Sweeper:
    """Keep the threads of a test's servers from ending what another test's window left."""
    return Sweeper(qapp)


@pytest.fixture(autouse=True)
def swept(sweeper: Sweeper) -> Iterator[None]:
    """Sweep also where no loop runs."""
    yield
    sweeper.sweep()


def pytest_itemcollected(item: pytest.Item) -> None:
    # pytest-qt listens during the test alone; qt_messages also while fixtures are taken down.
    item.add_marker(pytest.mark.no_qt_log)


@pytest.fixture(scope="session", autouse=True)
def qt_messages() -> Iterator[None]:
    """Send what Qt says to the log, where a warning fails the test."""
    previous = qInstallMessageHandler(_to_log)
    yield
    qInstallMessageHandler(previous)


def _to_log(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    if not any(re.search(noise, message) for noise in PLATFORM_NOISE):
        logging.getLogger(context.category or "qt").log(_LEVELS[kind], "%s", message)

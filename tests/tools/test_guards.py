"""The guards of the test run: each fails the tests that deserve it, and no others."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

_CONFTEST = """
pytest_plugins = ["tests.support.coroutines", "tests.support.leaks", "tests.support.logs"]

def pytest_configure():
    from tests.support import leaks
    leaks._GRACE = 0.1
"""

_TESTS = """
import asyncio
import logging
import threading
import warnings
import pytest

async def forever():
    await asyncio.sleep(1e6)

@pytest.fixture(scope="module")
def server():
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    yield
    stop.set()
    thread.join()

async def test_bad_leaves_task():
    test_bad_leaves_task.keep = asyncio.ensure_future(forever())

async def test_good_ends_task():
    asyncio.ensure_future(forever()).cancel()

async def test_bad_leaves_timer():
    asyncio.get_running_loop().call_later(1e6, print)

async def test_good_ends_timer():
    asyncio.get_running_loop().call_later(1e6, print).cancel()

def test_bad_leaves_thread():
    threading.Thread(target=threading.Event().wait, daemon=True).start()

def test_good_uses_thread_of_wider_fixture(server):
    pass

async def test_good_uses_default_executor():
    await asyncio.to_thread(print)

def test_bad_logs():
    logging.getLogger("some.where").warning("the disk is full")

@pytest.mark.logs("disk is f.ll")
def test_good_logs_announced():
    logging.getLogger("some.where").warning("the disk is full")

@pytest.mark.logs("memory")
def test_bad_logs_other_than_announced():
    logging.getLogger("some.where").warning("the disk is full")

def test_good_logs_information():
    logging.getLogger("some.where").info("all is well")

async def test_bad_loses_error_of_task():
    async def broken():
        raise LookupError("lost")
    asyncio.ensure_future(broken())
    await asyncio.sleep(0)

async def test_bad_raises():
    raise LookupError("seen")

def test_bad_python_warning():
    warnings.warn("old way")

async def test_good_runs_on_the_one_loop(loop):
    assert asyncio.get_running_loop() is loop
"""

_QT_TESTS = """
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QWidget
from seedance_desktop.state.loop import EventLoop

class Talkative(QWidget):
    def closeEvent(self, event):
        qWarning("closing badly")

@pytest.fixture
def talkative(qapp):
    widget = Talkative()
    widget.show()
    yield
    widget.close()

def test_bad_qt_warning():
    qWarning("bad call")

def test_bad_qt_warning_when_taken_down(talkative):
    pass

def test_good_platform_noise():
    qWarning("This plugin does not support propagateSizeHints()")

@pytest.mark.logs("bad call")
def test_good_qt_warning_announced():
    qWarning("bad call")

async def test_good_runs_on_the_loop_of_the_app(loop):
    assert isinstance(loop, EventLoop)
"""


def _check_verdicts(pytester: pytest.Pytester, project: pytest.Config) -> None:
    """Run the files made so far under the project's settings; a name tells what must come."""
    result = pytester.runpytest_subprocess(
        f"--config-file={project.inipath}",
        f"--rootdir={project.rootpath}",
        f"-opythonpath={project.rootpath}",
        "--junit-xml=verdicts.xml",
    )
    cases = list(ElementTree.parse(pytester.path / "verdicts.xml").iter("testcase"))
    passed = {case.attrib["name"]: len(case) == 0 for case in cases}
    wanted = {name: name.startswith("test_good") for name in passed}
    assert len(set(wanted.values())) == 2, result.stdout.str()
    assert passed == wanted


def test_on_the_loop_of_asyncio(pytester: pytest.Pytester, pytestconfig: pytest.Config) -> None:
    pytester.makeconftest(_CONFTEST)
    pytester.makepyfile(_TESTS)
    _check_verdicts(pytester, pytestconfig)


def test_on_the_loop_of_the_app(pytester: pytest.Pytester, pytestconfig: pytest.Config) -> None:
    pytester.makeconftest(_CONFTEST + "from tests.support.qt import *\n")
    pytester.makepyfile(_TESTS + _QT_TESTS)
    _check_verdicts(pytester, pytestconfig)

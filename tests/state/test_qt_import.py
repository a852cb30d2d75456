"""Qt is loaded without what no window asks for, and what is asked for all the same is there."""

import subprocess
import sys

import pytest

_LATE = """
from seedance_desktop.state.qt_import import load_qt
load_qt()
"""
_SHOW = """
try:
    print({what})
except Exception as error:
    print(repr(error))
"""
_ASKED = [
    "QtCore.QPoint('a', 'b')",
    "QtCore.QPoint(1, 2, 3)",
    "QtCore.QObject().setObjectName(3)",
    "QtCore.QTimer(foo=1)",
    "QtCore.QTimer(interval='x')",
    "QtCore.QTimer.singleShot(1, 'x')",
    "QtCore.QPoint.setX.__doc__",
    "QtCore.QObject.connect(1, 2)",
    "QtGui.QColor('red', 'blue')",
]


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", code], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout


def test_support_for_signatures_is_not_loaded_and_import_stays_python_s_own() -> None:
    said = run(
        "import builtins, sys\nplain = builtins.__import__\n"
        + _LATE
        + "from PySide6 import QtGui, QtWidgets\n"
        "print(builtins.__import__ is plain, 'shibokensupport.signature.parser' in sys.modules)"
    )
    assert said.split() == ["True", "False"]


@pytest.mark.parametrize("what", _ASKED)
def test_a_wrong_call_is_told_in_pyside_s_own_words(what: str) -> None:
    """Each in a process of its own: what C does first must not find anything missing."""
    asking = "from PySide6 import QtCore, QtGui\n" + _SHOW.format(what=what)
    assert run(_LATE + asking) == run(asking)


def test_a_second_wrong_call_is_told_as_well() -> None:
    asking = "from PySide6 import QtCore, QtGui\n"
    asking += "".join(_SHOW.format(what=what) for what in _ASKED)
    assert run(_LATE + asking) == run(asking)

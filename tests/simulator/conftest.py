"""Simulator tests run with Qt, which draws and encodes the clips."""

from tests.support.qt import *  # noqa: F403

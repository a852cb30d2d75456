"""Every GUI test runs with the real look."""

import pytest
from PySide6.QtWidgets import QApplication

from seedance_desktop.ui import theme
from tests.support.qt import *  # noqa: F403


@pytest.fixture(autouse=True)
def installed_theme(qapp: QApplication) -> theme.Theme:
    return theme.install(qapp, "dark")

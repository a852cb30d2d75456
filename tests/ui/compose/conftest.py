from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from seedance_desktop.state.draft import Draft
from seedance_desktop.ui.compose.pane import ComposePane


@pytest.fixture
def draft() -> Draft:
    return Draft()


@pytest.fixture
def make_pane(qtbot: QtBot) -> Callable[[Draft], ComposePane]:
    windows = []

    def make(draft: Draft) -> ComposePane:
        window = QWidget()
        windows.append(window)
        pane = ComposePane(draft, window)
        qtbot.addWidget(window)
        pane.move(QPoint(0, 0))
        pane.resize(358, 700)
        window.resize(358, 700)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=10_000)
        return pane

    return make


@pytest.fixture
def pane(make_pane: Callable[[Draft], ComposePane], draft: Draft) -> ComposePane:
    return make_pane(draft)

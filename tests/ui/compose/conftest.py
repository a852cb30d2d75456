from collections.abc import Callable, Iterator, Sequence

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from seedance_desktop.core.generation import Generation
from seedance_desktop.state.draft import Draft
from seedance_desktop.state.reference_desk import ReferenceDesk
from seedance_desktop.state.tasks import TaskOwner
from seedance_desktop.ui.compose.pane import ComposePane


@pytest.fixture
def draft() -> Draft:
    return Draft()


@pytest.fixture
def make_pane(qtbot: QtBot) -> Iterator[Callable[[Draft], ComposePane]]:
    windows = []
    desks = []

    async def no_rows(ids: Sequence[int]) -> list[Generation]:
        return []

    def make(draft: Draft) -> ComposePane:
        window = QWidget()
        windows.append(window)
        desks.append(ReferenceDesk(draft, TaskOwner(), no_rows))
        pane = ComposePane(draft, desks[-1], parent=window)
        qtbot.addWidget(window)
        pane.move(QPoint(0, 0))
        pane.resize(358, 700)
        window.resize(358, 700)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=10_000)
        return pane

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def pane(make_pane: Callable[[Draft], ComposePane], draft: Draft) -> ComposePane:
    return make_pane(draft)

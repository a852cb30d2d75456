"""What speaks against a link is said in the pane, beside nothing that stops the person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView, QPushButton
from pytestqt.qtbot import QtBot

from seedance_desktop.core.spec import Kind
from seedance_desktop.state import preflight as module
from seedance_desktop.ui.compose.pane import ComposePane
from tests.support import media
from tests.support.models import running_model
from tests.support.server import Server, files
from tests.support.waiting import until


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


async def test_a_warning_is_shown_and_generate_works_all_the_same(
    server: Server, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAUSE_MS", 0)
    server.say(files(media.mp4(seconds=1.2)))
    async with running_model(tmp_path, server.url) as model:
        pane = ComposePane(model.draft, model.references)
        qtbot.addWidget(pane)
        pane.show()
        asked: list[bool] = []
        pane.generate_requested.connect(lambda: asked.append(True))
        model.preflight.start()
        model.draft.set("prompt", "as @Video1")
        model.draft.add_urls(Kind.VIDEO, f"{server.url}/a.mp4")
        problems = pane.findChild(QListView, "problemList")
        await until(lambda: problems.model().rowCount() == 1, "the warning")
        index = problems.model().index(0, 0)
        assert index.data() == "Video 1 is 1.2 s; the model takes 2 to 15 s."
        spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken == "Warning: Video 1 is 1.2 s; the model takes 2 to 15 s."
        generate = pane.findChild(QPushButton, "generateButton")
        assert generate.isEnabled()
        QTest.mouseClick(generate, Qt.MouseButton.LeftButton)
        assert asked == [True]

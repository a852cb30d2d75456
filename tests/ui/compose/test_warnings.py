"""What speaks against a link is said in the pane, beside nothing that stops the person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QListView, QPushButton
from pytestqt.qtbot import QtBot

from seedance_desktop.core.reference_sources import Carried
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


async def test_what_a_link_is_need_not_be_said_where_its_content_tells(
    server: Server, qtbot: QtBot, tmp_path: Path
) -> None:
    with Server() as silent:
        server.say(files(media.mp4(seconds=3.0)))
        silent.say(files(b"<html>"))
        async with running_model(tmp_path, server.url) as model:
            pane = ComposePane(model.draft, model.references)
            qtbot.addWidget(pane)
            pane.show()
            model.preflight.start()
            page, clip = f"{silent.url}/watch", f"{server.url}/download?id=7"
            model.references.take(Carried(urls=(page, clip)))
            question = pane.findChild(QFrame, "askKind").findChild(QLabel)
            assert "watch and download" in question.text()
            await until(lambda: model.draft.request.video_urls == (clip,), "its list")
            assert "watch" in question.text() and "download" not in question.text()
            await until(lambda: model.preflight.facts(page).checked_at is not None)
            assert question.isVisible(), "a page is none of the three"
            assert model.draft.request.image_urls == ()
            model.draft.undo()
            assert model.draft.request.video_urls == ()

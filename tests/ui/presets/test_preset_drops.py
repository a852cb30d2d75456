"""Presets, requests and cURL lines dropped or pasted on the form; the rest goes elsewhere."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget

from seedance_desktop.core.request import VideoRequest
from seedance_desktop.ui.compose.pane import ComposePane
from seedance_desktop.ui.main_window import MainWindow
from tests.ui.presets.test_preset_flows import get, settled, window_on

# Qt 6.12 would have a QPointF here, which 6.11 does not take.
pytestmark = pytest.mark.filterwarnings("ignore:.*QDragEnterEvent:DeprecationWarning")
REQUEST = '{"prompt": "a boat", "duration": 8}'
CURL = f"curl https://x.y -H 'Authorization: Bearer s3cret' -d '{REQUEST}'"
BOAT = VideoRequest("a boat", duration=8)


def mime(text: str = "", *files: Path) -> QMimeData:
    data = QMimeData()
    if text:
        data.setText(text)
    if files:
        data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return data


def drop(target: QWidget, data: QMimeData) -> bool:
    """Drag ``data`` over a widget and let it go; whether it was taken anywhere on the way up."""
    spot = target.rect().center()
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    taken = False
    widget: QWidget | None = target
    while widget is not None and not taken:
        enter = QDragEnterEvent(spot, copy, data, left, none)
        QApplication.sendEvent(widget, enter)
        let_go = QDropEvent(QPointF(spot), copy, data, left, none)
        if enter.isAccepted():
            QApplication.sendEvent(widget, let_go)
        taken = enter.isAccepted() and let_go.isAccepted()
        spot = widget.mapToParent(spot) if widget.parentWidget() else QPoint()
        widget = widget.parentWidget()
    return taken


def prompt_of(window: MainWindow) -> QPlainTextEdit:
    return get(window, QPlainTextEdit, "promptEdit")


@pytest.mark.parametrize("text", [REQUEST, CURL])
async def test_a_request_is_taken_from_anywhere_on_the_form(tmp_path: Path, text: str) -> None:
    async with window_on(tmp_path) as (window, model):
        for target in (window.findChild(ComposePane, "composePane"), prompt_of(window).viewport()):
            model.draft.replace(VideoRequest())
            assert drop(target, mime(text))
            await settled(model)
            assert model.draft.request == BOAT


async def test_a_preset_file_is_kept_and_used(tmp_path: Path) -> None:
    file = tmp_path / "Boat.json"
    file.write_text(f'{{"version": 1, "request": {REQUEST}}}')
    async with window_on(tmp_path / "data") as (window, model):
        assert drop(window.findChild(ComposePane, "composePane"), mime("", file))
        await settled(model)
        assert model.draft.request == BOAT
        assert get(window, QPushButton, "presetCombo").accessibleName() == "Preset: Boat"
        assert (model.paths.presets / "Boat.json").exists()


async def test_words_stay_with_the_prompt_and_pictures_with_the_lists(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        viewport = prompt_of(window).viewport()
        assert drop(viewport, mime('{"shot": "wide"} and words'))
        assert model.draft.request.prompt == '{"shot": "wide"} and words'
        drop(window.findChild(ComposePane, "composePane"), mime("https://a.b/c.png"))
        await settled(model)
        assert model.draft.request.image_urls == ("https://a.b/c.png",)


async def test_what_is_dropped_and_wrong_says_why(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        errors: list[BaseException] = []
        model.tasks.failed.connect(lambda _, error: errors.append(error))
        assert drop(window.findChild(ComposePane, "composePane"), mime('{"prompt": 5}'))
        await settled(model)
        assert "“prompt” has to be text" in str(errors[0])
        assert model.draft.request == VideoRequest()


async def test_the_key_for_pasting_outside_an_editor(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        QGuiApplication.clipboard().setText(CURL)
        pane = window.findChild(ComposePane, "composePane")
        QTest.keyClick(pane, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        await settled(model)
        assert model.draft.request == BOAT


async def test_pasted_into_the_prompt_it_is_a_prompt(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        QGuiApplication.clipboard().setText(REQUEST)
        prompt_of(window).paste()
        assert model.draft.request.prompt == REQUEST


async def test_a_curl_line_pasted_into_the_prompt_is_none(tmp_path: Path) -> None:
    """It would be sent as words, and kept on disk with the token that is in it."""
    async with window_on(tmp_path) as (window, model):
        model.draft.replace(VideoRequest("words"))
        QGuiApplication.clipboard().setText(CURL)
        prompt_of(window).paste()
        await settled(model)
        assert model.draft.request == BOAT
        QGuiApplication.clipboard().setText("Curl of smoke over a cup")
        prompt_of(window).selectAll()
        prompt_of(window).paste()
        assert model.draft.request.prompt == "Curl of smoke over a cup"

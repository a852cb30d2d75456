"""Earlier prompts by key and from the list; never while something else has the keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QPushButton, QWidget

from seedance_desktop.core.generation import State
from seedance_desktop.core.spec import Kind
from seedance_desktop.state.model import Model
from seedance_desktop.ui.compose.prompt_edit import PromptEdit
from seedance_desktop.ui.main_window import MainWindow
from tests.support.history import add_row
from tests.support.models import running_model
from tests.support.waiting import until

NOWHERE = "http://127.0.0.1:9/api"
CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


@asynccontextmanager
async def window_after(folder: Path, *prompts: str) -> AsyncIterator[tuple[PromptEdit, Model]]:
    """The prompt in the window, after these were sent."""
    async with running_model(folder, NOWHERE, token=None) as model:
        for prompt in prompts:
            await add_row(model.library, State.DONE, prompt)
        window = MainWindow(model, demo=False)
        window.show()
        edit = window.findChild(PromptEdit, "promptEdit")
        assert edit is not None
        edit.setFocus()
        await until(lambda: QApplication.focusWidget() is edit, "the window in front")
        try:
            yield edit, model
        finally:
            window.take_down()
            await asyncio.sleep(0)


async def until_text(edit: PromptEdit, text: str) -> None:
    await until(lambda: edit.toPlainText() == text, f"{text!r} in the prompt")


async def test_keys_go_through_them_and_back_to_what_was_typed(tmp_path: Path) -> None:
    async with window_after(tmp_path, "one", "two") as (edit, _):
        QTest.keyClicks(edit, "half a thought")
        QTest.keyClick(edit, Key.Key_Up, CTRL)
        await until_text(edit, "two")
        QTest.keyClick(edit, Key.Key_Up, CTRL)
        await until_text(edit, "one")
        for text in ("two", "half a thought"):
            QTest.keyClick(edit, Key.Key_Down, CTRL)
            await until_text(edit, text)


async def test_the_keys_are_left_to_an_input_method_and_to_an_open_list(tmp_path: Path) -> None:
    async with window_after(tmp_path, "one", "two") as (edit, model):
        model.prompts.load()
        await until(lambda: model.prompts.prompts)
        QApplication.sendEvent(edit, QInputMethodEvent("ni", []))
        QTest.keyClick(edit, Key.Key_Up, CTRL)
        assert model.draft.request.prompt == ""
        done = QInputMethodEvent()
        done.setCommitString("你")
        QApplication.sendEvent(edit, done)
        assert model.draft.request.prompt == "你"
        model.draft.add_urls(Kind.IMAGE, "https://a.b/1.png")
        QTest.keyClicks(edit, " @")
        choices = edit.window().findChild(QWidget, "referenceChoices")
        assert choices is not None
        await until(choices.isVisible)
        QTest.keyClick(edit, Key.Key_Up, CTRL)
        assert model.draft.request.prompt == "你 @"
        QTest.keyClick(edit, Key.Key_Escape)
        QTest.keyClick(edit, Key.Key_Up, CTRL)
        await until_text(edit, "two")


async def test_the_list_is_searched_and_gives_one_by_keyboard_alone(tmp_path: Path) -> None:
    prompts = ("Forest road at dawn", "A paper boat", "Road at night\nsecond line")
    async with window_after(tmp_path, *prompts) as (edit, model):
        QTest.keyClicks(edit, "mine")
        window = edit.window()
        button = window.findChild(QPushButton, "promptHistoryButton")
        search = window.findChild(QLineEdit, "promptHistorySearch")
        assert button is not None
        assert search is None, "it is made when it is first wanted"
        button.setFocus()
        QTest.keyClick(button, Key.Key_Space)
        search = window.findChild(QLineEdit, "promptHistorySearch")
        found = window.findChild(QListView, "promptHistoryList")
        assert search is not None
        assert found is not None
        await until(lambda: found.model().rowCount() == 3)
        assert QApplication.focusWidget() is search
        QTest.keyClicks(search, "ROAD at")
        assert found.model().rowCount() == 2
        QTest.keyClick(search, Key.Key_Down)
        QTest.keyClick(search, Key.Key_Return)
        assert edit.toPlainText() == "Forest road at dawn"
        assert QApplication.focusWidget() is edit and not search.isVisible()
        model.draft.undo()
        assert edit.toPlainText() == "mine"
        button.click()
        QTest.keyClicks(search, "nothing like it")
        nothing = window.findChild(QLabel, "promptHistoryEmpty")
        assert nothing is not None and nothing.isVisible()
        QTest.keyClick(search, Key.Key_Return)
        QTest.keyClick(search, Key.Key_Escape)
        assert QApplication.focusWidget() is edit and edit.toPlainText() == "mine"


async def test_the_list_goes_away_with_the_focus(tmp_path: Path) -> None:
    async with window_after(tmp_path, "one") as (edit, _):
        window = edit.window()
        button = window.findChild(QPushButton, "promptHistoryButton")
        assert button is not None
        button.click()
        popped = window.findChild(QWidget, "promptHistory")
        assert popped is not None and popped.isVisible()
        edit.setFocus()
        assert not popped.isVisible()

"""The token sheet: what it stores where, what it says of the keyring, and what it never shows."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from seedance_desktop.core.errors import (
    KeyringAbsent,
    KeyringLocked,
    KeyringRefused,
    KeyringUnavailable,
    TokenTrouble,
)
from seedance_desktop.state.tokens import TokenState
from seedance_desktop.ui.dialogs.token_sheet import TokenSheet
from tests.support.accounts import OpenedAccount, opened_account
from tests.support.waiting import until

SECRET = "sk-Very+Secret/123="


def open_sheet(qtbot: QtBot, opened: OpenedAccount) -> TokenSheet:
    sheet = TokenSheet(opened.account, opened.tasks)
    # It deletes itself when it is closed; here it is looked at afterwards.
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(sheet)
    sheet.open()
    return sheet


def edit(sheet: TokenSheet) -> QLineEdit:
    found = sheet.findChild(QLineEdit, "tokenEdit")
    assert found is not None
    return found


def button(sheet: TokenSheet, name: str) -> QPushButton:
    found = sheet.findChild(QPushButton, name)
    assert found is not None, name
    return found


def trouble_text(sheet: TokenSheet) -> str:
    """What the keyring's trouble is, as it is told; empty while none is."""
    frame = sheet.findChild(QFrame, "tokenTrouble")
    return frame.accessibleName() if frame.isVisible() else ""


def all_texts(sheet: TokenSheet) -> str:
    """Everything the sheet shows or tells assistive tools."""
    texts = [sheet.windowTitle()]
    for widget in [sheet, *sheet.findChildren(QWidget)]:
        texts += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        if isinstance(widget, QLabel | QPushButton):
            texts.append(widget.text())
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is not None:
            texts += [interface.text(kind) for kind in QAccessible.Text]
            spoken = interface.textInterface()
            texts.append(spoken.text(0, spoken.characterCount()) if spoken else "")
    return "\n".join(texts)


async def test_saving_keeps_the_token_for_the_origin_and_closes(
    qtbot: QtBot, tmp_path: Path
) -> None:
    async with opened_account(tmp_path, base_url="https://api.example:8443/v2") as opened:
        sheet = open_sheet(qtbot, opened)
        assert "api.example:8443" in sheet.findChild(QLabel, "tokenHost").text()
        assert "OutAI" in sheet.windowTitle()
        QTest.keyClicks(edit(sheet), f"  Bearer {SECRET} ")
        QTest.keyClick(edit(sheet), Qt.Key.Key_Return)
        await until(lambda: not sheet.isVisible(), "the sheet closes")
        assert opened.keyring.tokens == {"https://api.example:8443": SECRET}
        assert opened.account.token_state is TokenState.KEYRING
        assert opened.secrets == [SECRET, SECRET]
        assert edit(sheet).text() == ""


async def test_for_this_session_asks_no_keyring(qtbot: QtBot, tmp_path: Path) -> None:
    async with opened_account(tmp_path) as opened:
        sheet = open_sheet(qtbot, opened)
        edit(sheet).setText(SECRET)
        button(sheet, "tokenSession").click()
        assert not sheet.isVisible() and opened.keyring.asked == 0
        assert opened.account.token_state is TokenState.SESSION
        assert await opened.account.tokens.get(opened.origin) == SECRET


@pytest.mark.parametrize("name", ["tokenSave", "tokenSession"])
async def test_what_cannot_be_a_token_is_told_at_the_field_and_kept(
    qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    async with opened_account(tmp_path) as opened:
        sheet = open_sheet(qtbot, opened)
        edit(sheet).setText("two words")
        button(sheet, name).click()
        assert sheet.isVisible() and edit(sheet).text() == "two words"
        assert "blank" in edit(sheet).accessibleDescription()
        assert edit(sheet).property("invalid") is True
        assert "two words" not in all_texts(sheet)
        assert opened.keyring.asked == 0
        QTest.keyClicks(edit(sheet), "x")
        assert edit(sheet).accessibleDescription() == ""


async def test_the_token_is_nowhere_but_in_its_field(qtbot: QtBot, tmp_path: Path) -> None:
    async with opened_account(tmp_path) as opened:
        opened.keyring.trouble = KeyringLocked("It could not ask.")
        sheet = open_sheet(qtbot, opened)
        QTest.keyClicks(edit(sheet), SECRET)
        assert SECRET not in all_texts(sheet)
        button(sheet, "tokenSave").click()
        await until(lambda: trouble_text(sheet))
        assert SECRET not in all_texts(sheet)
        QGuiApplication.clipboard().setText("before")
        for keys in (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut):
            edit(sheet).selectAll()
            QTest.keySequence(edit(sheet), keys)
            assert QGuiApplication.clipboard().text() == "before"
        assert not edit(sheet).dragEnabled()
        sheet.reject()
        assert edit(sheet).text() == "" and SECRET not in all_texts(sheet)


@pytest.mark.parametrize("kind", [KeyringAbsent, KeyringLocked, KeyringRefused, KeyringUnavailable])
async def test_each_trouble_is_told_in_its_own_words(
    qtbot: QtBot, tmp_path: Path, kind: type[TokenTrouble]
) -> None:
    async with opened_account(tmp_path) as opened:
        opened.keyring.trouble = kind("What happened.")
        await opened.account.tokens.get(opened.origin)
        sheet = open_sheet(qtbot, opened)
        assert trouble_text(sheet).startswith(f"{kind.title}, What happened.")
        assert kind.what_to_do in trouble_text(sheet)
        opened.keyring.trouble = None
        opened.keyring.tokens[opened.origin] = SECRET
        button(sheet, "tokenAskAgain").click()
        await until(lambda: "Secret Service" in sheet.findChild(QLabel, "tokenState").text())
        assert not trouble_text(sheet)
        assert opened.account.token_state is TokenState.KEYRING


async def test_a_refused_save_keeps_what_was_typed_and_can_be_tried_again(
    qtbot: QtBot, tmp_path: Path
) -> None:
    async with opened_account(tmp_path) as opened:
        opened.keyring.trouble = KeyringRefused("The question was closed.")
        sheet = open_sheet(qtbot, opened)
        edit(sheet).setText(SECRET)
        button(sheet, "tokenSave").click()
        await until(lambda: "was not opened" in trouble_text(sheet))
        assert edit(sheet).text() == SECRET and edit(sheet).isEnabled()
        opened.keyring.trouble = None
        button(sheet, "tokenAskAgain").click()
        await until(lambda: not sheet.isVisible())
        assert opened.keyring.tokens == {opened.origin: SECRET}


async def test_an_open_prompt_can_be_given_up(qtbot: QtBot, tmp_path: Path) -> None:
    async with opened_account(tmp_path) as opened:
        opened.keyring.answers.clear()
        sheet = open_sheet(qtbot, opened)
        edit(sheet).setText(SECRET)
        button(sheet, "tokenSave").click()
        await until(lambda: opened.keyring.asked)
        assert button(sheet, "tokenSave").text() == "Saving…"
        assert sheet.findChild(QLabel, "tokenWaiting").isVisible()
        enabled = {b.objectName() for b in sheet.findChildren(QPushButton) if b.isEnabled()}
        assert enabled == {"tokenCancel"}
        button(sheet, "tokenCancel").click()
        assert not sheet.isVisible() and edit(sheet).text() == ""
        await until(lambda: not opened.tasks.running("token sheet"))
        opened.keyring.answers.set()
        assert opened.account.token_state is TokenState.UNKNOWN


async def test_a_sheet_that_is_gone_is_left_alone(qtbot: QtBot, tmp_path: Path) -> None:
    async with opened_account(tmp_path) as opened:
        opened.keyring.answers.clear()
        sheet = TokenSheet(opened.account, opened.tasks)
        sheet.open()
        edit(sheet).setText(SECRET)
        button(sheet, "tokenSave").click()
        await until(lambda: opened.keyring.asked)
        gone: list[None] = []
        sheet.destroyed.connect(lambda: gone.append(None))
        sheet.reject()
        await until(lambda: gone, "the sheet is deleted")
        opened.keyring.answers.set()
        await until(lambda: not opened.tasks.running("token sheet"))
        opened.account.tokens.use_for_session(opened.origin, SECRET)


async def test_forgetting(qtbot: QtBot, tmp_path: Path) -> None:
    async with opened_account(tmp_path) as opened:
        sheet = open_sheet(qtbot, opened)
        assert not button(sheet, "tokenForget").isVisible()
        sheet.reject()
        await opened.account.tokens.save(opened.origin, SECRET)
        sheet = open_sheet(qtbot, opened)
        button(sheet, "tokenForget").click()
        await until(lambda: not button(sheet, "tokenForget").isVisible())
        await until(lambda: not opened.keyring.tokens)
        await until(button(sheet, "tokenSave").isEnabled)
        assert opened.account.token_state is TokenState.NONE


async def test_a_keyring_that_does_not_let_go_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    async with opened_account(tmp_path) as opened:
        await opened.account.tokens.save(opened.origin, SECRET)
        opened.keyring.trouble = KeyringLocked("It could not ask.")
        sheet = open_sheet(qtbot, opened)
        button(sheet, "tokenForget").click()
        await until(lambda: "the keyring still has it" in trouble_text(sheet))
        assert button(sheet, "tokenForget").text() == "Forget the token"


async def test_a_token_of_the_environment_is_named(qtbot: QtBot, tmp_path: Path) -> None:
    async with opened_account(tmp_path) as opened:
        opened.account.tokens.lend(opened.origin, SECRET, TokenState.ENVIRONMENT)
        sheet = open_sheet(qtbot, opened)
        assert "SEEDANCE_TOKEN" in sheet.findChild(QLabel, "tokenState").text()
        assert SECRET not in all_texts(sheet)


async def test_the_demo_takes_no_token(qtbot: QtBot, tmp_path: Path) -> None:
    async with opened_account(tmp_path, demo=True) as opened:
        opened.account.demo_is_at("http://127.0.0.1:4000/api")
        sheet = open_sheet(qtbot, opened)
        assert not edit(sheet).isVisible() and not button(sheet, "tokenSave").isVisible()
        assert "Demo menu" in sheet.findChild(QLabel, "tokenState").text()


async def test_the_keyboard_goes_through_it_in_the_order_of_sight(
    qtbot: QtBot, tmp_path: Path
) -> None:
    async with opened_account(tmp_path) as opened:
        opened.keyring.trouble = KeyringLocked("It could not ask.")
        await opened.account.tokens.get(opened.origin)
        sheet = open_sheet(qtbot, opened)
        sheet.activateWindow()
        await until(lambda: edit(sheet).hasFocus())
        names = []
        for _ in range(5):
            names.append(sheet.focusWidget().objectName())
            QTest.keyClick(sheet.focusWidget(), Qt.Key.Key_Tab)
        assert names == ["tokenEdit", "tokenAskAgain", "tokenCancel", "tokenSession", "tokenSave"]

"""The form of a waiting request, by keyboard; the person's own draft is never touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QSpinBox, QWidget

from seedance_desktop.core.generation import State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Kind
from seedance_desktop.state.tokens import TokenState
from seedance_desktop.ui.compose.prompt_edit import PromptEdit
from seedance_desktop.ui.compose.reference_field import ReferenceField
from seedance_desktop.ui.main_window import MainWindow
from seedance_desktop.ui.queue.edit import EditWaitingDialog
from seedance_desktop.ui.widgets.labels import RemarkLabel
from tests.support.drags import Drag, urls, words
from tests.support.models import TOKEN, rows, until_state
from tests.support.simulator import Simulator
from tests.support.waiting import until
from tests.ui.queue.test_queue import opened, window_with

Key = Qt.Key


def form_of(window: MainWindow) -> EditWaitingDialog:
    form = window.findChild(EditWaitingDialog, "queueEditDialog")
    assert form is not None
    return form


def button(form: EditWaitingDialog, name: str) -> QPushButton:
    found = form.findChild(QPushButton, name)
    assert found is not None
    return found


def prompt(form: QWidget) -> PromptEdit:
    found = form.findChild(PromptEdit, "promptEdit")
    assert found is not None
    return found


async def test_return_opens_it_and_control_return_saves(tmp_path: Path) -> None:
    async with window_with(tmp_path, "one", "two") as (window, model):
        model.draft.replace(VideoRequest(prompt="my own"))
        _, found = opened(window)
        QTest.keyClick(found, Key.Key_Down)
        QTest.keyClick(found, Key.Key_Return)
        form = form_of(window)
        await until(form.isActiveWindow)
        assert not button(form, "queueEditSave").isEnabled()
        QTest.keyClicks(prompt(form), " more")
        seconds = form.findChild(QSpinBox, "durationSpin")
        assert seconds is not None
        seconds.setFocus()
        QTest.keyClick(seconds, Key.Key_Up)
        assert button(form, "queueEditSave").isEnabled()
        QTest.keyClick(form, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: window.findChild(EditWaitingDialog) is None, "it closes")
        newest = (await rows(model))[0]
        assert (newest.request.prompt, newest.request.duration) in (
            (" moretwo", 6),
            ("two more", 6),
        )
        assert model.draft.request.prompt == "my own"


async def test_escape_drops_nothing_that_was_typed_and_cancel_does(tmp_path: Path) -> None:
    async with window_with(tmp_path, "one") as (window, model):
        _, found = opened(window)
        QTest.keyClick(found, Key.Key_Return)
        form = form_of(window)
        QTest.keyClicks(prompt(form), "x")
        QTest.keyClick(prompt(form), Key.Key_Escape)
        assert form.isVisible()
        remark = form.findChild(QWidget, "queueEditRemark")
        assert remark is not None and remark.isVisible()
        button(form, "queueEditCancel").click()
        await until(lambda: window.findChild(EditWaitingDialog) is None)
        assert [row.request.prompt for row in await rows(model)] == ["one"]


async def test_too_late_it_says_so_and_what_was_typed_can_become_the_draft(
    tmp_path: Path,
) -> None:
    async with window_with(tmp_path, "one") as (window, model):
        model.draft.replace(VideoRequest(prompt="my own"))
        _, found = opened(window)
        QTest.keyClick(found, Key.Key_Return)
        form = form_of(window)
        prompt(form).setPlainText("another")
        keep = button(form, "queueEditKeep")
        assert not keep.isVisible()
        (row,) = await rows(model)
        await model.library.claim(row.id)
        assert keep.isVisible() and not button(form, "queueEditSave").isEnabled()
        texts = [label.text() for label in form.findChildren(QLabel)]
        assert any("waits no more" in text for text in texts)
        keep.click()
        await until(lambda: window.findChild(EditWaitingDialog) is None)
        assert model.draft.request.prompt == "another"
        model.draft.undo()
        assert model.draft.request.prompt == "my own"
        (row,) = await rows(model)
        assert (row.state, row.request.prompt) == (State.SENDING, "one")


async def test_what_is_being_edited_is_not_sent_and_others_go_past_it(
    tmp_path: Path,
) -> None:
    with Simulator.start("fast", speed=20) as simulator:
        async with window_with(tmp_path, "one", "two", base_url=simulator.base_url) as (
            window,
            model,
        ):
            _, found = opened(window)
            QTest.keyClick(found, Key.Key_Return)
            form = form_of(window)
            prompt(form).setPlainText("another")
            model.tokens.lend(model.account.profile.origin, TOKEN, TokenState.SESSION)
            newer, older = await rows(model)
            await until_state(model, newer.id, State.DONE)
            assert model.dispatcher.line == (older.id,)
            button(form, "queueEditSave").click()
            await until_state(model, older.id, State.DONE)
        assert [post.request["prompt"] for post in simulator.log()] == ["two", "another"]


async def test_an_illegal_edit_cannot_be_saved_and_the_key_goes_to_its_problem(
    tmp_path: Path,
) -> None:
    async with window_with(tmp_path, "one") as (window, _):
        _, found = opened(window)
        QTest.keyClick(found, Key.Key_Return)
        form = form_of(window)
        await until(form.isActiveWindow)
        prompt(form).setPlainText("")
        assert not button(form, "queueEditSave").isEnabled()
        QTest.keyClick(form, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert form.isVisible() and prompt(form).hasFocus()


async def test_no_link_gets_lost_on_the_way_into_it(tmp_path: Path) -> None:
    link = "https://a.example/boat.png"
    async with window_with(tmp_path, "one") as (window, model):
        _, found = opened(window)
        QTest.keyClick(found, Key.Key_Return)
        form = form_of(window)
        await until(form.isActiveWindow)
        QGuiApplication.clipboard().setText(link)
        QTest.keyClick(prompt(form), Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        button(form, "addVideo").click()
        typed = form.findChild(QPlainTextEdit, "referenceUrlEdit")
        assert typed is not None
        QTest.keyClicks(typed, "https://a.example/sea")
        button(form, "queueEditSave").click()
        assert form.isVisible() and typed.hasFocus()
        QTest.keyClick(prompt(form), Key.Key_Escape)
        assert form.isVisible() and typed.isVisible()
        QTest.keyClick(typed, Key.Key_Return)
        button(form, "queueEditSave").click()
        await until(lambda: window.findChild(EditWaitingDialog) is None)
        (row,) = await rows(model)
        assert row.request.prompt == "one"
        assert row.request.image_urls == (link,)
        assert row.request.video_urls == ("https://a.example/sea",)


@pytest.mark.filterwarnings("ignore:.*QDrag(Enter|Move)Event:DeprecationWarning")
async def test_what_is_dropped_or_pasted_on_it_goes_to_its_own_lists(tmp_path: Path) -> None:
    site = "https://a.example"
    png, mp4, wav = f"{site}/1.png", f"{site}/2.mp4", f"{site}/3.wav"
    async with window_with(tmp_path, "one") as (window, model):
        mine = model.draft.request
        _, found = opened(window)
        QTest.keyClick(found, Key.Key_Return)
        form = form_of(window)
        await until(form.isActiveWindow)
        mode, edit = button(form, "mode_omni_reference"), prompt(form)
        note = next(f for f in form.findChildren(ReferenceField) if f.kind is Kind.VIDEO)._note
        drag = Drag(form, urls(png, mp4, "file:///home/me/sea.mov"))
        assert drag.over(mode) and note.text() == "would take 2"
        assert drag.drop(mode).isAccepted()
        for text in (wav, " at dawn"):
            # What was dropped before brought its list into view.
            form._scroll.ensureWidgetVisible(edit)
            assert Drag(form, words(text)).drop(edit.viewport()).isAccepted()
        draft = form._edit.draft
        assert draft.request.image_urls == (png,)
        assert draft.request.video_urls == (mp4, "file:///home/me/sea.mov")
        assert draft.request.audio_urls == (wav,)
        assert "one" in draft.request.prompt and "at dawn" in draft.request.prompt

        QGuiApplication.clipboard().setText(f"{site}/4.png")
        ctrl = Qt.KeyboardModifier.ControlModifier
        form._scroll.ensureWidgetVisible(mode)
        mode.setFocus()
        QTest.keyClick(mode, Key.Key_V, ctrl)
        assert draft.request.image_urls == (png, f"{site}/4.png")
        QTest.keyClick(mode, Key.Key_Z, ctrl)
        assert draft.request.image_urls == (png,)
        # A cURL line is the request it stands for, here too: its token is kept nowhere.
        line = """curl https://x.y -H 'Authorization: Bearer s3cret' -d '{"duration": 9}'"""
        QGuiApplication.clipboard().setText(line)
        QTest.keyClick(edit, Key.Key_V, ctrl)
        assert draft.request.duration == 9 and "s3cret" not in str(draft.composition)
        QGuiApplication.clipboard().setText("curl https://x.y -d '{'")
        QTest.keyClick(edit, Key.Key_V, ctrl)
        assert "no JSON" in form.findChild(RemarkLabel, "queueEditRemark").text()
        assert model.presets.label == ""

        form._scroll.ensureWidgetVisible(mode)
        # A preset is for the person's own draft: here it is a file like any other.
        Drag(form, urls("file:///home/me/hero.json")).drop(mode)
        said = form.findChild(RemarkLabel, "referencesRemark")
        assert said is not None and "hero.json" in said.text()
        assert model.draft.request == mine
        button(form, "queueEditCancel").click()
        await until(lambda: window.findChild(EditWaitingDialog) is None)

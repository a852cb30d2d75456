"""What the buttons of the inspector do, down to the store."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from time import time

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from seedance_desktop.core.generation import ClipState, Generation, State
from seedance_desktop.core.telling import TAKEN_BACK
from tests.support.clips import Clip, make_clip
from tests.support.models import rows
from tests.support.stages import NARROW, OpenedStage, opened_stage
from tests.support.waiting import until


@pytest.fixture
def clip(tmp_path: Path, loop: asyncio.AbstractEventLoop) -> Clip:
    return loop.run_until_complete(make_clip(tmp_path / "clip.mp4"))


def press(stage: OpenedStage, name: str) -> None:
    """Click a button the person can see and use."""
    button = stage.find(QPushButton, name)
    assert button.isVisible(), name
    assert button.isEnabled(), name
    button.click()


async def test_use_settings_hands_the_generation_over(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        row = await stage.show_row(State.FAILED)
        asked: list[object] = []
        stage.pane.use_settings_requested.connect(asked.append)
        press(stage, "useSettings")
        assert asked == [row]


async def test_sending_again_warns_first_and_makes_a_new_row(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        row = await stage.show_row(State.UNCONFIRMED, error="unconfirmed")
        assert not stage.visible("sendAgainConfirm")
        press(stage, "sendAgain")
        strip = stage.find(QWidget, "sendAgainConfirm").parentWidget()
        assert strip is not None
        assert "billed a second time" in strip.findChild(QLabel).text()
        added: list[Generation] = []
        stage.model.library.added.connect(added.append)
        press(stage, "sendAgainConfirm")
        await until(lambda: added, "the new row")
        newest, old = await rows(stage.model)
        assert newest.parent_id == row.id
        assert old.state is State.UNCONFIRMED
        assert not stage.visible("sendAgainConfirm")
        press(stage, "sendAgain")
        assert stage.find(QPushButton, "sendAgainConfirm").isEnabled()


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"credits": 90.0}, "It was charged 90 credits the last time."),
        ({"estimate": 75.0}, "It was expected to cost about 75 credits."),
        ({"estimate": None}, "What it costs is not known."),
    ],
)
async def test_sending_again_says_what_it_cost(
    tmp_path: Path, columns: dict[str, float | None], words: str
) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_row(State.FAILED, **columns)
        press(stage, "sendAgain")
        strip = stage.find(QWidget, "sendAgainConfirm").parentWidget()
        assert strip is not None
        assert strip.findChild(QLabel).text().endswith(words)


async def test_one_question_at_a_time(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_row(State.UNCONFIRMED)
        press(stage, "sendAgain")
        press(stage, "adoptTaskId")
        assert stage.visible("adoptTaskIdConfirm")
        assert not stage.visible("sendAgainConfirm")


async def test_leaving_it_sends_nothing(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_row(State.UNCONFIRMED)
        press(stage, "sendAgain")
        press(stage, "sendAgainConfirmKeep")
        assert not stage.visible("sendAgainConfirm")
        press(stage, "sendAgain")
        QTest.keyClick(stage.find(QWidget, "sendAgainConfirm"), Qt.Key.Key_Escape)
        assert not stage.visible("sendAgainConfirm")
        assert len(await rows(stage.model)) == 1


async def test_another_selection_takes_the_question_away(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_row(State.UNCONFIRMED)
        press(stage, "sendAgain")
        await stage.show_row(State.UNCONFIRMED)
        assert not stage.visible("sendAgainConfirm")


async def test_a_task_id_is_adopted(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_row(State.UNCONFIRMED, error="unconfirmed")
        press(stage, "adoptTaskId")
        confirm = stage.find(QPushButton, "adoptTaskIdConfirm")
        assert not confirm.isEnabled(), "there is nothing to adopt yet"
        stage.find(QLineEdit, "adoptTaskIdEdit").setText("  task_42 ")
        press(stage, "adoptTaskIdConfirm")
        await until(lambda: not stage.visible("adoptTaskId"), "it runs")
        row = await stage.current()
        assert (row.state, row.task_id, row.task_verified) == (State.RUNNING, "task_42", False)
        assert "not checked" in stage.find(QWidget, "inspectorState").text()  # type: ignore[attr-defined]


async def test_a_task_id_of_another_row_is_refused_beside_the_entry(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_row(State.RUNNING, task_id="task_42")
        await stage.show_row(State.UNCONFIRMED)
        press(stage, "adoptTaskId")
        edit = stage.find(QLineEdit, "adoptTaskIdEdit")
        edit.setText("task_42")
        QTest.keyClick(edit, Qt.Key.Key_Return)
        await until(lambda: stage.visible("adoptTaskIdConfirmRemark"), "the refusal")
        assert edit.text() == "task_42"
        assert stage.find(QPushButton, "adoptTaskIdConfirm").isEnabled()
        edit.setText("task_43")
        assert not stage.visible("adoptTaskIdConfirmRemark")
        assert (await stage.current()).state is State.UNCONFIRMED


async def test_dismissing_puts_it_aside(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_row(State.UNCONFIRMED)
        press(stage, "dismiss")
        await until(lambda: not stage.visible("dismiss"), "it is aside")
        assert (await stage.current()).dismissed


async def test_waiting_can_be_taken_back_and_tried_again(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        row = await stage.show_row(State.WAITING)
        stage.model.dispatcher.enqueue(row)
        press(stage, "cancelWaiting")
        await until(lambda: stage.visible("tryAgain"), "it is back")
        assert (await stage.current()).error == TAKEN_BACK
        press(stage, "stageAction")
        await until(lambda: stage.visible("cancelWaiting"), "it waits again")


async def test_a_link_that_is_none_is_refused_beside_the_entry(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_row(State.DONE, clip=ClipState.NOT_FETCHED)
        stage.pane.show_attach()
        edit = stage.find(QLineEdit, "attachLinkEdit")
        edit.setText("ftp://example.test/clip.mp4")
        press(stage, "attachLinkConfirm")
        await until(lambda: stage.visible("attachLinkConfirmRemark"), "the refusal")


async def test_a_result_is_attached_as_a_file_and_plays(tmp_path: Path, clip: Clip) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_row(
            State.RUNNING, task_id="t", slot_freed=True, answered_at=time() - 20_000
        )
        press(stage, "attachResult")
        press(stage, "attachFile")
        await choose(stage, "attachFileDialog", clip.path)
        await until(lambda: stage.playback.frame is not None, "the clip")
        row = await stage.current()
        assert (row.state, row.clip) == (State.DONE, ClipState.SAVED)
        assert Path(row.clip_path) != clip.path


async def test_a_copy_is_saved_where_the_person_wants_it(tmp_path: Path, clip: Clip) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_clip(clip)
        press(stage, "saveAs")
        folder = tmp_path / "elsewhere"
        folder.mkdir()
        await choose(stage, "saveAsDialog", folder / "copy")
        await until((folder / "copy.mp4").exists, "the copy")
        await until(lambda: not stage.model.tasks.running("save 1"))
        assert (folder / "copy.mp4").read_bytes() == clip.path.read_bytes()
        assert stage.model.settings.value.save_folder == str(folder)


class _Opened(QObject):
    """Stands for the system's file manager."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[QUrl] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.urls.append(url)


@pytest.fixture
def file_manager() -> Iterator[_Opened]:
    opened = _Opened()
    QDesktopServices.setUrlHandler("file", opened, "take")
    yield opened
    QDesktopServices.unsetUrlHandler("file")


async def test_the_folder_is_shown(tmp_path: Path, clip: Clip, file_manager: _Opened) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_clip(clip)
        press(stage, "revealInFolder")
        assert [u.toLocalFile() for u in file_manager.urls] == [str(clip.path.parent)]


async def test_the_answer_is_shown_laid_out_and_copied_as_it_came(tmp_path: Path) -> None:
    raw, status = '{"code":200,"data":{"credits_cost":12.0}}', '{"code":200,"data":null}'
    async with opened_stage(tmp_path) as stage:
        await stage.show_row(State.RUNNING, task_id="t", raw_answer=raw)
        press(stage, "showAnswer")
        text = stage.find(QPlainTextEdit, "answerText")
        assert '"credits_cost": 12.0' in text.toPlainText().splitlines()[3]
        assert not stage.visible("answer_status")
        press(stage, "answerCopy")
        assert QGuiApplication.clipboard().text() == raw
        QTest.keyClick(text, Qt.Key.Key_Escape)
        assert not stage.visible("answerSheet")
        await stage.model.library.update((await stage.current()).id, raw_status=status)
        press(stage, "showAnswer")
        press(stage, "answer_status")
        press(stage, "answerCopy")
        assert QGuiApplication.clipboard().text() == status


async def test_where_there_is_little_room_the_details_are_a_sheet(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, NARROW) as stage:
        await stage.show_row(State.UNCONFIRMED)
        assert not stage.visible("inspectorState")
        press(stage, "playerDetails")
        assert stage.visible("inspectorState")
        picture = stage.find(QWidget, "stageMessage")
        sheet = stage.find(QWidget, "detailsSheet")
        assert sheet.geometry().bottom() <= picture.height()
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
        assert not stage.visible("inspectorState")
        assert not stage.find(QPushButton, "playerDetails").isChecked()
        press(stage, "stageAction")
        assert stage.visible("adoptTaskId")
        stage.pane.resize(720, 860)
        await until(lambda: not stage.visible("detailsSheet"), "it goes below")
        assert stage.visible("inspectorState")
        assert not stage.visible("playerDetails")


async def choose(stage: OpenedStage, name: str, path: Path) -> None:
    """Answer a file dialog the way a person does: type the name, press Enter."""
    dialog = stage.find(QFileDialog, name)
    await until(dialog.isVisible, "the dialog")
    edit = dialog.findChild(QLineEdit)
    assert edit is not None
    edit.setText(os.fspath(path))
    QTest.keyClick(edit, Qt.Key.Key_Return)
    await until(lambda: not dialog.isVisible(), "the dialog is answered")

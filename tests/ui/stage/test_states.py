"""What the stage says of each state, and what can be done there."""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import time
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget

from seedance_desktop.core.generation import ClipState, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.ui.stage.pane import NARROWEST
from seedance_desktop.ui.stage.text_block import TextBlock
from seedance_desktop.ui.stage.viewer import COMPACT
from tests.support import clips
from tests.support.clips import make_clip
from tests.support.history import TRACE_ID
from tests.support.stages import NARROW, WIDE, OpenedStage, opened_stage
from tests.support.waiting import until


def title(stage: OpenedStage) -> str:
    return stage.find(QWidget, "stageMessage").accessibleName()


def words(stage: OpenedStage) -> str:
    return stage.find(TextBlock, "stageText").toPlainText()


async def test_with_nothing_selected_it_says_what_to_do_first(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        assert "Generate" in words(stage)
        assert stage.pane.findChild(QWidget, "inspector") is None
        assert not stage.find(QPushButton, "playerPlay").isEnabled()


@pytest.mark.parametrize(
    ("state", "columns", "says", "offered"),
    [
        (State.WAITING, {}, "Waiting", {"editWaiting", "cancelWaiting"}),
        (State.SENDING, {}, "Sending", set()),
        (State.RUNNING, {"task_id": "t"}, "Running", set()),
        (
            State.UNCONFIRMED,
            {"error": "unconfirmed"},
            "No clear answer: this may be billed",
            {"adoptTaskId", "sendAgain", "dismiss"},
        ),
        (
            State.FAILED,
            {"error": "no-credits", "message": "insufficient credits", "raw_answer": "{}"},
            "No credits left",
            {"sendAgain", "showAnswer"},
        ),
        (
            State.NOT_SENT,
            {"error": "not-sent"},
            "The request did not leave this computer",
            {"tryAgain"},
        ),
        (
            State.DONE,
            {"clip": ClipState.NOT_FETCHED, "clip_error": "The disk is full."},
            "The clip is done but could not be fetched",
            {"tryAgain", "attachResult"},
        ),
    ],
)
async def test_each_state_has_its_words_and_its_actions(
    tmp_path: Path, state: State, columns: dict[str, Any], says: str, offered: set[str]
) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_row(state, **columns)
        assert title(stage) == says
        always = {"useSettings", "useSettingsMenu", "remix", "copyPrompt", "copyCurl"}
        marks = {"star", "reject"} if state is State.DONE else set()
        assert stage.offered() == offered | always | marks
        label = stage.find(QLabel, "inspectorState")
        assert label.text().lower() == state.value
        assert label.accessibleDescription() == state.value


async def test_the_facts_stand_in_the_inspector_and_are_copied_with_one_click(
    tmp_path: Path,
) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_row(
            State.RUNNING,
            request=VideoRequest("A lamp", ratio="9:16", duration=7),
            task_id="task_8f21c0",
            credits=1_150.5,
            sent_at=time(),
            answered_at=time(),
        )
        shown = {
            "inspectorCredits": "1,150.5",
            "inspectorTraceId": TRACE_ID,
            "inspectorTaskId": "task_8f21c0",
            "inspectorRequest": "Seedance 2.0 · omni reference · 9:16 · 7 s",
        }
        for name, text in shown.items():
            assert stage.find(QLabel, name).text().replace("\u00a0", " ") == text
        timeline = stage.find(QLabel, "inspectorTimeline")
        assert "accepted +" in timeline.accessibleName()
        assert not [step for step in timeline.text().split(" · ") if " " in step]
        assert not stage.visible("inspectorError")
        assert not stage.visible("inspectorFile")
        copies = {"inspectorCredits": "1150.5", "inspectorTraceId": TRACE_ID,
                  "inspectorTaskId": "task_8f21c0"}  # fmt: skip
        for name, text in copies.items():
            stage.find(QPushButton, f"{name}Copy").click()
            assert QGuiApplication.clipboard().text() == text


async def test_an_estimate_is_called_one_and_is_no_charge_to_copy(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_row(State.WAITING, estimate=75)
        assert stage.find(QLabel, "inspectorCredits").text() == "≈75 (estimate)"
        assert not stage.visible("inspectorCreditsCopy")


async def test_what_went_wrong_is_told_with_the_services_words_and_trace_id(
    tmp_path: Path,
) -> None:
    async with opened_stage(tmp_path) as stage:
        message = "<b>content policy</b> " + "no" * 300
        await stage.show_row(State.FAILED, error="task-failed", message=message)
        error = stage.find(TextBlock, "inspectorError").toPlainText()
        assert stage.find(TextBlock, "inspectorError").accessibleName() == error
        assert "The service could not make this clip." in error
        assert "<b>content policy</b>" in error
        assert "no" * 300 in error
        assert "charge stays" in error
        assert len(words(stage)) < len(error)
        assert stage.find(QLabel, "inspectorTraceId").text() == TRACE_ID


async def test_a_running_task_shows_time_and_last_word(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        row = await stage.show_row(State.RUNNING, task_id="t", answered_at=time())
        stage.model.board.begin(row.id, "queued", began_at=time() - 130)
        assert "queued" in words(stage)
        assert stage.find(QLabel, "stageElapsed").text().startswith("2:1")
        stage.model.board.note(row.id, "processing")
        assert "processing" in words(stage)
        before = stage.find(QLabel, "stageElapsed").text()
        await until(lambda: stage.find(QLabel, "stageElapsed").text() != before, "time goes on")


async def test_the_clock_stands_still_with_nothing_to_time(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_row(State.RUNNING, task_id="t")
        assert stage.pane._clock.isActive()
        stage.pane.hide()
        assert not stage.pane._clock.isActive()
        stage.pane.show()
        await stage.show_row(State.FAILED)
        assert not stage.pane._clock.isActive()


async def test_fetching_shows_how_much_is_here(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        row = await stage.show_row(State.DONE, clip=ClipState.FETCHING)
        stage.model.board.begin(row.id)
        bar = stage.find(QProgressBar, "stageProgress")
        stage.model.board.received(row.id, 1_000, None)
        assert bar.isVisible()
        assert bar.maximum() == 0
        stage.model.board.received(row.id, 3_000, 4_000)
        assert bar.value() / bar.maximum() == 0.75
        stage.model.board.end(row.id)
        assert not bar.isVisible()


async def test_the_clip_takes_the_place_of_the_words_when_it_arrives(tmp_path: Path) -> None:
    clip = await make_clip(tmp_path / "clip.mp4")
    async with opened_stage(tmp_path) as stage:
        row = await stage.show_row(State.RUNNING, task_id="t")
        assert not stage.visible("player")
        await stage.model.library.change(
            row.id, State.DONE, clip=ClipState.SAVED, clip_path=str(clip.path)
        )
        await until(lambda: stage.playback.frame is not None, "the first frame")
        assert stage.visible("player")
        assert not stage.playback.playing
        assert stage.find(QLabel, "inspectorFile").text() == str(clip.path)


async def test_a_clip_that_cannot_be_decoded_says_so(tmp_path: Path) -> None:
    clip = clips.as_av1(await make_clip(tmp_path / "clip.mp4"), tmp_path / "av1.mp4")
    async with opened_stage(tmp_path) as stage:
        await stage.show_row(State.DONE, clip=ClipState.SAVED, clip_path=str(clip.path))
        await until(lambda: "cannot be played" in title(stage), "the words")
        assert "another player" in words(stage)
        assert stage.find(QPushButton, "stageAction").text() == "Show in folder"
        await stage.show_row(State.WAITING)
        assert title(stage) == "Waiting"


async def test_of_a_file_that_is_gone_nobody_says_that_it_is_kept(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        gone = str(tmp_path / "gone.mp4")
        await stage.show_row(State.DONE, clip=ClipState.SAVED, clip_path=gone)
        await until(lambda: "cannot be played" in title(stage), "the words")
        assert "put it back" in words(stage)
        assert "kept" not in words(stage)


async def test_words_that_are_not_there_take_no_room(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        message = stage.find(QWidget, "stageMessage")
        labels = [w for w in message.findChildren(QLabel) if w.isVisible() and w.pixmap().isNull()]
        assert [label.text() for label in labels] == ["Your clips play here"]


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_no_text_pushes_the_stage_wider_or_higher(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened_stage(tmp_path, size) as stage:
        await stage.show_row(
            State.FAILED,
            request=VideoRequest("无人机从高楼之间缓缓飞过," * 200 + "w" * 2_000),
            error="task-failed",
            message="x" * 5_000,
            task_id="t" * 200,
            trace_id="i" * 200,
        )
        for _ in range(5):
            await asyncio.sleep(0.01)
        # Narrower than this the bar takes two rows.
        limit = COMPACT if size == WIDE else NARROWEST
        assert stage.pane.minimumSizeHint().width() <= limit
        assert stage.pane.minimumSizeHint().height() <= NARROW[1]
        assert (stage.pane.width(), stage.pane.height()) == size


async def test_everything_one_can_use_has_a_name_and_is_reached_by_keyboard(
    tmp_path: Path,
) -> None:
    clip = await make_clip(tmp_path / "clip.mp4")
    async with opened_stage(tmp_path) as stage:
        await stage.show_clip(clip)
        usable = [
            w
            for w in stage.pane.findChildren(QWidget)
            if w.isVisible() and w.focusPolicy() != Qt.FocusPolicy.NoFocus
        ]
        assert len(usable) >= 14
        for widget in usable:
            says = widget.accessibleName() or getattr(widget, "text", str)()
            assert says, widget.objectName()
            assert widget.objectName(), says
            # A fact can be selected by mouse; by keyboard it is copied by its button.
            by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
            assert by_tab or isinstance(widget, QLabel), widget.objectName()


async def test_escape_gives_the_focus_back_to_what_opened_a_sheet(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, NARROW) as stage:
        await stage.show_row(State.FAILED, raw_answer="{}")
        opener = stage.find(QPushButton, "playerDetails")
        opener.window().activateWindow()
        await until(opener.window().isActiveWindow, "the keyboard")
        opener.setFocus()
        QTest.keyClick(opener, Qt.Key.Key_Space)
        close = stage.find(QPushButton, "detailsSheetClose")
        await until(close.hasFocus, "the sheet has the focus")
        QTest.keyClick(close, Qt.Key.Key_Escape)
        assert opener.hasFocus()

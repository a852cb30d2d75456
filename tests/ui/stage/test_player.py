"""The player on screen: what is painted, and every way to drive it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from seedance_desktop.state.playback import Playback
from seedance_desktop.ui import theme
from seedance_desktop.ui.stage import full_screen
from seedance_desktop.ui.stage.canvas import PlayerCanvas
from seedance_desktop.ui.widgets.inputs import QuietSlider
from tests.support.clips import Clip, make_clip, number_of
from tests.support.stages import NARROW, WIDE, OpenedStage, opened_stage
from tests.support.waiting import until

_Key = Qt.Key


@pytest.fixture
def clip(tmp_path: Path, loop: asyncio.AbstractEventLoop) -> Clip:
    return loop.run_until_complete(make_clip(tmp_path / "clip.mp4", frames=72))


def painted(stage: OpenedStage) -> int:
    """The number of the frame in the picture on screen."""
    canvas = stage.find(PlayerCanvas, "player")
    rect = canvas.picture_rect().toRect()
    return number_of(canvas.grab(rect).toImage())


async def test_the_clip_is_painted_in_its_shape_on_the_well(tmp_path: Path, clip: Clip) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_clip(clip)
        canvas = stage.find(PlayerCanvas, "player")
        rect = canvas.picture_rect()
        assert rect.width() / rect.height() == pytest.approx(16 / 9)
        assert rect.width() == canvas.width()
        assert painted(stage) == 0
        image = canvas.grab().toImage()
        well = theme.color("well")
        assert image.pixelColor(canvas.width() // 2, 2) == well
        assert image.pixelColor(rect.topLeft().toPoint()) == well, "the corner is not rounded"
        stage.playback.step(1)
        await until(lambda: painted(stage) == 1, "the next frame is painted")


async def test_play_plays_what_is_on_screen(tmp_path: Path, clip: Clip) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_clip(clip)
        play = stage.find(QPushButton, "playerPlay")
        play.click()
        assert play.accessibleName() == "Pause"
        seen: set[int] = set()
        await until(lambda: seen.add(painted(stage)) or len(seen) >= 5, "five frames on screen")
        play.click()
        assert not stage.playback.playing
        assert play.accessibleName() == "Play"
        here = stage.find(QLabel, "playerPosition").text()
        assert here == f"0:0{stage.playback.position / 1000:.4f}"[: len("0:00.0")]
        assert stage.find(QLabel, "playerDuration").text() == "0:03.0"


@pytest.mark.parametrize(
    ("key", "start", "frame"),
    [
        (_Key.Key_Right, 10, 11), (_Key.Key_Period, 10, 11),
        (_Key.Key_Left, 10, 9), (_Key.Key_Comma, 10, 9),
        (_Key.Key_L, 10, 34), (_Key.Key_J, 40, 16),
        (_Key.Key_Home, 10, 0), (_Key.Key_End, 10, 71),
    ],
)  # fmt: skip
async def test_keys_go_through_the_clip(
    tmp_path: Path, clip: Clip, key: Qt.Key, start: int, frame: int
) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_clip(clip)
        stage.playback.seek(round((start + 0.5) * 1000 / 24))
        await until(lambda: painted(stage) == start, "the start")
        QTest.keyClick(stage.find(QWidget, "player"), key)
        await until(lambda: painted(stage) == frame, f"frame {frame}")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (_Key.Key_Space, lambda p: p.playing),
        (_Key.Key_K, lambda p: p.playing),
        (_Key.Key_M, lambda p: p.muted),
        (_Key.Key_R, lambda p: p.loop),
    ],
)
async def test_keys_switch_and_switch_back(
    tmp_path: Path, clip: Clip, key: Qt.Key, value: Callable[[Playback], bool]
) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_clip(clip)
        before = value(stage.playback)
        QTest.keyClick(stage.find(QWidget, "player"), key)
        assert value(stage.playback) is not before
        QTest.keyClick(stage.find(QWidget, "player"), key)
        assert value(stage.playback) is before


async def test_keys_work_from_the_slider_too_but_not_from_an_entry(
    tmp_path: Path, clip: Clip
) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_clip(clip)
        slider = stage.find(QuietSlider, "playerSeek")
        QTest.keyClick(slider, _Key.Key_Right)
        await until(lambda: painted(stage) == 1, "the next frame")
        QTest.keyClicks(stage.find(QWidget, "adoptTaskIdEdit"), "kmr")
        assert not stage.playback.playing
        assert not stage.playback.muted


async def test_a_click_on_the_slider_jumps_and_a_drag_scrubs(tmp_path: Path, clip: Clip) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_clip(clip)
        slider = stage.find(QuietSlider, "playerSeek")
        middle = slider.rect().center()
        stage.playback.play()
        QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=middle)
        assert not stage.playback.playing, "it runs on under the hand"
        await until(lambda: abs(painted(stage) - 36) <= 1, "the middle")
        quarter = QPoint(slider.width() // 4, middle.y())
        QTest.mouseMove(slider, quarter)
        await until(lambda: abs(painted(stage) - 18) <= 1, "the quarter, while the hand is down")
        QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=quarter)
        assert stage.playback.playing, "it does not go on"


async def test_the_wheel_over_a_slider_without_focus_changes_nothing(
    tmp_path: Path, clip: Clip
) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_clip(clip)
        volume = stage.playback.volume
        for name in ("playerSeek", "playerVolume"):
            slider = stage.find(QuietSlider, name)
            slider.clearFocus()
            QApplication.sendEvent(slider, _wheel(slider))
        assert stage.playback.position == 0
        assert stage.playback.volume == volume


async def test_a_click_on_the_picture_plays_and_pauses(tmp_path: Path, clip: Clip) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_clip(clip)
        player = stage.find(QWidget, "player")
        QTest.mouseClick(player, Qt.MouseButton.LeftButton)
        assert stage.playback.playing
        QTest.mouseClick(player, Qt.MouseButton.LeftButton)
        assert not stage.playback.playing


async def test_sound_and_loop_are_remembered(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        stage.find(QuietSlider, "playerVolume").setValue(35)
        stage.find(QPushButton, "playerLoop").click()
        stage.find(QPushButton, "playerMute").click()
        loop = stage.playback.loop
    async with opened_stage(tmp_path) as stage:
        assert stage.playback.volume == pytest.approx(0.35)
        assert stage.playback.muted
        assert stage.playback.loop is loop is False


async def test_turning_the_sound_up_ends_the_silence(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        volume = stage.find(QuietSlider, "playerVolume")
        stage.find(QPushButton, "playerMute").click()
        assert volume.value() == 0
        volume.setValue(20)
        assert not stage.playback.muted
        volume.setValue(0)
        assert stage.playback.muted


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_full_screen_takes_the_player_and_gives_it_back(
    tmp_path: Path, clip: Clip, size: tuple[int, int]
) -> None:
    async with opened_stage(tmp_path, size) as stage:
        await stage.show_clip(clip)
        player = stage.find(QWidget, "player")
        stage.find(QPushButton, "playerFullScreen").click()
        window = player.window()
        assert window.isFullScreen()
        assert window is not stage.pane
        assert stage.find(QPushButton, "playerFullScreen").accessibleName() == "Leave full screen"
        QTest.keyClick(player, _Key.Key_Right)
        await until(lambda: painted(stage) == 1, "keys work there")
        QTest.keyClick(player, _Key.Key_Escape)
        assert player.window() is stage.pane
        assert player.isVisible()
        QTest.keyClick(player, _Key.Key_F)
        assert player.window().isFullScreen()
        player.window().close()
        assert player.window() is stage.pane


async def test_in_full_screen_the_bar_goes_when_nothing_stirs(
    tmp_path: Path, clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(full_screen, "IDLE_MS", 100)
    async with opened_stage(tmp_path) as stage:
        await stage.show_clip(clip)
        player = stage.find(QWidget, "player")
        QTest.keyClick(player, _Key.Key_F)
        await until(lambda: not stage.visible("playerBar"), "it goes")
        await until(lambda: player.height() == player.window().height(), "the picture has it all")
        QApplication.sendEvent(player, _move(player))
        await until(lambda: stage.visible("playerBar"), "it comes back")
        await until(lambda: not stage.visible("playerBar"), "it goes again")
        QTest.keyClick(player, _Key.Key_Escape)
        assert stage.visible("playerBar")
        assert player.cursor().shape() != Qt.CursorShape.BlankCursor


async def test_without_a_clip_there_is_no_full_screen(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        QTest.keyClick(stage.pane, _Key.Key_F)
        assert not stage.find(QWidget, "player").window().isFullScreen()


async def test_the_picture_shows_that_it_has_the_focus(tmp_path: Path, clip: Clip) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_clip(clip)
        player = stage.find(QWidget, "player")
        stage.pane.activateWindow()
        edge = QPoint(player.width() // 2, 0)
        player.setFocus(Qt.FocusReason.MouseFocusReason)
        assert player.grab().toImage().pixelColor(edge) == theme.color("well")
        player.clearFocus()
        player.setFocus(Qt.FocusReason.TabFocusReason)
        await until(player.hasFocus, "the focus")
        assert player.grab().toImage().pixelColor(edge) == theme.color("accent")


async def test_the_history_can_have_it_played(tmp_path: Path, clip: Clip) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.show_clip(clip)
        stage.pane.play()
        await until(lambda: stage.playback.playing, "it plays")
        stage.pane.hide()
        assert not stage.playback.playing, "it plays on unseen"


def _move(widget: QWidget) -> QMouseEvent:
    here = QPointF(40, 40)
    none = Qt.MouseButton.NoButton
    keys = Qt.KeyboardModifier.NoModifier
    return QMouseEvent(
        QEvent.Type.MouseMove, here, QPointF(widget.mapToGlobal(here)), none, none, keys
    )


def _wheel(widget: QWidget) -> QWheelEvent:
    here = QPointF(widget.rect().center())
    return QWheelEvent(
        here,
        QPointF(widget.mapToGlobal(here)),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )

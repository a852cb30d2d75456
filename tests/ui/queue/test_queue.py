"""The queue over the window, by keyboard and by mouse; nothing of it is ever sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from seedance_desktop.core.budget import Scope
from seedance_desktop.core.generation import State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.budget_stop import NO_ROOM
from seedance_desktop.state.history_model import Role
from seedance_desktop.state.model import Model
from seedance_desktop.state.orders import Order
from seedance_desktop.ui.main_window import MainWindow
from seedance_desktop.ui.queue.list import QueueList
from seedance_desktop.ui.queue.row import HEIGHT
from seedance_desktop.ui.queue.view import QueueView
from seedance_desktop.ui.widgets.chips import ChipButton
from tests.support.history import add_row
from tests.support.models import rows, running_model, until_state
from tests.support.waiting import until

NOWHERE = "http://127.0.0.1:9/api"


@asynccontextmanager
async def window_with(
    folder: Path, *prompts: str, base_url: str = NOWHERE
) -> AsyncIterator[tuple[MainWindow, Model]]:
    """The window over a queue that waits for a token, in this order."""
    async with running_model(folder, base_url, token=None) as model:
        profile = model.account.profile
        model.queue.place(
            [Order(VideoRequest(prompt=p), estimate=75, profile=profile.id,
                   base_url=profile.base_url) for p in prompts]
        )  # fmt: skip
        await until(lambda: len(model.dispatcher.line) == len(prompts))
        window = MainWindow(model, demo=False)
        window.show()
        window.history_is_open()
        await until(lambda: model.library.totals.counts or not prompts)
        await until(window.isActiveWindow, "the window to have the keyboard")
        try:
            yield window, model
        finally:
            window.take_down()
            await asyncio.sleep(0)


def opened(window: MainWindow) -> tuple[QueueView, QueueList]:
    chip = window.findChild(ChipButton, "runningChip")
    assert chip is not None
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Space)
    view = window.findChild(QueueView, "queueView")
    assert view is not None and view.isVisible()
    return view, the_list(view)


def the_list(view: QueueView) -> QueueList:
    found = view.findChild(QueueList, "queueList")
    assert found is not None
    return found


def button(view: QueueView, name: str) -> QPushButton:
    found = view.findChild(QPushButton, name)
    assert found is not None
    return found


def texts(found: QueueList) -> list[str]:
    model = found.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


async def test_the_order_is_changed_by_keys_and_the_chosen_ones_stay_chosen(
    tmp_path: Path,
) -> None:
    async with window_with(tmp_path, "one", "two", "three") as (window, model):
        _, found = opened(window)
        assert QApplication.focusWidget() is found
        assert texts(found) == ["one", "two", "three"]
        QTest.keyClick(found, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        await until(lambda: texts(found) == ["two", "one", "three"])
        assert found.currentIndex().row() == 1
        QTest.keyClick(found, Qt.Key.Key_End, Qt.KeyboardModifier.AltModifier)
        await until(lambda: texts(found) == ["two", "three", "one"])
        QTest.keyClick(found, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClick(found, Qt.Key.Key_Home, Qt.KeyboardModifier.AltModifier)
        await until(lambda: texts(found) == ["three", "one", "two"])
        kept = await model.library.get(model.dispatcher.line)
        assert [row.request.prompt for row in kept] == ["three", "one", "two"]


async def test_the_buttons_do_the_same(tmp_path: Path) -> None:
    async with window_with(tmp_path, "one", "two", "three") as (window, _):
        view, found = opened(window)
        button(view, "queueMoveDown").click()
        await until(lambda: texts(found) == ["two", "one", "three"])
        button(view, "queueMoveUp").click()
        await until(lambda: texts(found) == ["one", "two", "three"])
        found.go_to_row(2)
        button(view, "queueMoveFirst").click()
        await until(lambda: texts(found) == ["three", "one", "two"])


async def test_a_row_is_dragged_to_its_place(tmp_path: Path) -> None:
    async with window_with(tmp_path, "one", "two", "three", "four") as (window, _):
        _, found = opened(window)
        spot = QPoint(120, HEIGHT // 2)
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QTest.mousePress(found.viewport(), left, none, spot)
        for y in (40, 90, 2 * HEIGHT + 40):
            QTest.mouseMove(found.viewport(), QPoint(120, y))
        QTest.mouseRelease(found.viewport(), left, none, QPoint(120, 2 * HEIGHT + 40))
        await until(lambda: texts(found) == ["two", "three", "one", "four"])


async def test_what_waits_is_taken_back_and_what_was_sent_is_said_to_go_on(
    tmp_path: Path,
) -> None:
    async with window_with(tmp_path, "one", "two") as (window, model):
        row = await add_row(model.library, State.RUNNING, "sent", task_id="t")
        model.dispatcher.accepted(row)
        view, found = opened(window)
        await until(lambda: texts(found) == ["sent", "one", "two"])
        note = view.findChild(QLabel, "queueNote")
        assert note is not None
        found.go_to_row(0)
        assert "cannot be cancelled" in note.text()
        assert not button(view, "queueCancel").isEnabled()
        QTest.keyClick(found, Qt.Key.Key_Delete)
        QTest.keyClick(found, Qt.Key.Key_Down)
        assert "cannot be cancelled" not in note.text()
        QTest.keyClick(found, Qt.Key.Key_Delete)
        await until(lambda: texts(found) == ["sent", "two"])
        assert found.currentIndex().row() == 1
        one = next(r for r in await rows(model) if r.request.prompt == "one")
        await until_state(model, one.id, State.NOT_SENT)


async def test_it_is_paused_and_goes_on_by_the_same_button(tmp_path: Path) -> None:
    async with window_with(tmp_path, "one") as (window, model):
        view, _ = opened(window)
        pause = button(view, "queuePause")
        chip = window.findChild(ChipButton, "runningChip")
        summary = view.findChild(QLabel, "queueSummary")
        assert chip is not None
        assert summary is not None
        pause.setFocus()
        QTest.keyClick(pause, Qt.Key.Key_Space)
        assert model.pause.paused and pause.text() == "Go on"
        assert chip.words() == "1 waiting · paused"
        assert summary.text().startswith("Paused")
        QTest.keyClick(pause, Qt.Key.Key_Space)
        assert not model.pause.paused and pause.text() == "Pause"
        assert "≈75 credits wait" in summary.text()


async def test_it_can_be_paused_before_anything_waits(tmp_path: Path) -> None:
    async with window_with(tmp_path) as (window, model):
        chip = window.findChild(ChipButton, "runningChip")
        assert chip is not None
        chip.click()
        view = window.findChild(QueueView, "queueView")
        assert view is not None
        button(view, "queuePause").click()
        assert model.pause.paused and chip.words() == "paused"


async def test_escape_closes_it_and_nothing_of_it_is_left(tmp_path: Path) -> None:
    async with window_with(tmp_path, "one") as (window, _):
        _, found = opened(window)
        QTest.keyClick(found, Qt.Key.Key_Escape)
        focused = QApplication.focusWidget()
        assert focused is not None and focused.objectName() == "runningChip"
        await until(lambda: window.findChild(QueueView, "queueView") is None)


async def test_where_a_budget_stops_the_line_the_queue_says_so_and_sends_anyway(
    tmp_path: Path,
) -> None:
    async with window_with(tmp_path, "one", "two", "three") as (window, model):
        view, found = opened(window)
        said, send = view.findChild(QLabel, "queueStopped"), button(view, "queueSendAnyway")
        assert said is not None and not said.isVisible() and not send.isVisible()
        model.budgets.set_amount(Scope.DAY, 100)
        await until(send.isVisible)
        assert said.text() == "What waits goes over the budget for today"
        assert "2 requests wait until they fit" in said.accessibleDescription()
        assert send.text() == "Send all 2 anyway"
        cards = [found.model().index(row, 0).data(Role.PROGRESS).note for row in range(3)]
        assert cards == ["waits for a token", NO_ROOM, NO_ROOM]
        spoken = found.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken.startswith("place 2, ") and spoken.endswith(NO_ROOM)
        newest = model.history.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert newest.endswith(f"three, {NO_ROOM}")

        def offered() -> bool:
            found = window.findChildren(QPushButton, "waitingSendAnyway")
            return any(each.isVisible() for each in found)

        await until(offered)
        QTest.keyClick(send, Qt.Key.Key_Space)
        await until(lambda: not send.isVisible() and not offered())
        assert not said.isVisible()
        assert found.model().index(2, 0).data(Role.PROGRESS).note == "waits for a token"

"""Each flow of the variations in the real window, by the keyboard alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QPushButton,
    QWidget,
)

from seedance_desktop.core.generation import CameFrom, Mark, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state import queue
from seedance_desktop.state.cell_model import CellRow, Role
from seedance_desktop.state.model import Model
from seedance_desktop.ui.main_window import MainWindow
from seedance_desktop.ui.variations.cell_delegate import box_rect
from seedance_desktop.ui.variations.sheet import VariationsSheet
from tests.support.models import rows, running_model
from tests.support.sets import PROMPT, finish, members
from tests.support.waiting import until

NOBODY = "http://127.0.0.1:9/api"
KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test presses what sends faster than a person who means each press."""
    monkeypatch.setattr(queue, "DOUBLE_PRESS", 0.0)


@asynccontextmanager
async def window_on(
    folder: Path, size: tuple[int, int] = (1440, 900)
) -> AsyncIterator[tuple[MainWindow, Model]]:
    async with running_model(folder, NOBODY) as model:
        model.queue.pause()
        window = MainWindow(model, demo=False)
        window.resize(*size)
        window.show()
        window.history_is_open()
        window.activateWindow()
        await until(window.isActiveWindow, "the window has the keyboard")
        try:
            yield window, model
        finally:
            window.take_down()


def find(window: QWidget, name: str) -> QWidget:
    found = [w for w in window.findChildren(QWidget, name) if w.isVisible()]
    assert len(found) == 1, name
    return found[0]


def list_of(window: QWidget, name: str) -> QListView:
    view = find(window, name)
    assert isinstance(view, QListView)
    return view


def type_into(window: QWidget, name: str, text: str) -> None:
    """Write over what stands in a field."""
    field = find(window, name)
    field.setFocus()
    QTest.keyClick(field, KEY.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, text)


def press(window: QWidget, name: str, key: Qt.Key = KEY.Key_Space) -> None:
    """Put the focus on a widget, as Tab would, and press a key."""
    widget = find(window, name)
    assert widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus, name
    widget.setFocus()
    QTest.keyClick(widget, key)


def opened(window: MainWindow, model: Model, prompt: str = PROMPT) -> VariationsSheet:
    model.draft.replace(VideoRequest(prompt=prompt, duration=10))
    press(window, "variationsButton")
    sheet = find(window, "variationsSheet")
    assert isinstance(sheet, VariationsSheet)
    return sheet


def cell_rows(sheet: VariationsSheet) -> list[CellRow]:
    model = cells(sheet).model()
    return [model.index(row, 0).data(Role.ROW) for row in range(model.rowCount())]


def cells(sheet: VariationsSheet) -> QListView:
    return list_of(sheet, "cellTable")


def select(view: QListView, *places: int) -> None:
    view.setFocus()
    for at, place in enumerate(places):
        index = view.model().index(place, 0)
        mode = view.selectionModel().SelectionFlag
        flag = mode.Select if at else mode.ClearAndSelect
        view.selectionModel().setCurrentIndex(index, flag)


async def add_axis(window: MainWindow, name: str) -> None:
    press(window, "axisAdd")
    await until(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    names = [action.objectName() for action in menu.actions()]
    for _ in range(names.index(f"axisAdd_{name}") + 1):
        QTest.keyClick(menu, KEY.Key_Down)
    QTest.keyClick(menu, KEY.Key_Return)
    await until(lambda: window.findChild(QWidget, f"axisValue_{name}_1").isVisible())
    # The offscreen platform does not give the keyboard back after a menu.
    window.activateWindow()
    await until(window.isActiveWindow)


def text_of(window: QWidget, name: str) -> str:
    widget = find(window, name)
    assert isinstance(widget, QLabel | QAbstractButton | QLineEdit)
    return widget.text()


async def test_a_set_is_planned_and_sent(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        model.account.use("loova")
        model.tokens.lend(model.account.profile.origin, "x" * 20, model.account.token_state.SESSION)
        sheet = opened(window, model)
        assert [row.label for row in cell_rows(sheet)] == ["dawn", "neon night"]
        await add_axis(window, "ratio")
        assert window.focusWidget().objectName() == "axisValue_ratio_0"
        press(sheet, "axisValue_ratio_3")
        assert len(cell_rows(sheet)) == 6
        press(sheet, "variationsDraftFirst")
        assert cell_rows(sheet)[0].label == "dawn · 16:9 · 4 s Fast"
        assert text_of(sheet, "variationsTotal") == "6 clips · about 240 credits by the price list"
        select(cells(sheet), 4)
        QTest.keyClick(cells(sheet), KEY.Key_Space)
        assert [row.on for row in cell_rows(sheet)] == [True] * 4 + [False, True]
        assert text_of(sheet, "variationsSend") == "Send 5 · ≈200 credits"
        type_into(sheet, "variationsName", "Bottle")
        QTest.keyClick(find(sheet, "variationsName"), KEY.Key_Return)
        press(sheet, "variationsSend")
        await until(lambda: len(members(model.variations)) == 5)
        made = list(reversed(await rows(model)))
        assert len(made) == 5
        assert {(row.request.duration, row.estimate) for row in made} == {(4, 40.0)}
        assert "Every variation" in text_of(sheet, "variationsTotal")
        assert cell_rows(sheet)[0].results[0].state is State.WAITING
        press(sheet, "variations_axes", KEY.Key_Right)
        await until(lambda: sheet.findChild(QListView, "setList").isVisible())
        sets = list_of(sheet, "setList")
        assert sets.model().rowCount() == 1
        assert sets.model().index(0, 0).data() == "Bottle"


async def test_winners_are_starred_and_promoted_and_cells_repeated(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        sheet = opened(window, model)
        press(sheet, "variationsDraftFirst")
        press(sheet, "variationsSend")
        desk = model.variations
        await until(lambda: len(members(desk)) == 2)
        for row in members(desk):
            await finish(model, row)
        await until(lambda: all(r.results[0].state is State.DONE for r in cell_rows(sheet)))
        assert not sheet.findChild(QPushButton, "promoteButton").isVisible()
        select(cells(sheet), 0, 1)
        QTest.keyClick(cells(sheet), KEY.Key_S)
        await until(lambda: all(row.mark is Mark.STAR for row in members(desk)))
        words = "Promote 2 to Seedance 2.0 · 10 s · unknown price"
        await until(lambda: text_of(sheet, "promoteButton") == words)
        press(sheet, "promoteButton")
        await until(lambda: len(members(desk)) == 4 and not desk.sending)
        full = members(desk)[2:]
        assert [row.came_from for row in full] == [CameFrom.PROMOTED] * 2
        assert {row.request.duration for row in full} == {10}
        select(cells(sheet), 1)
        assert text_of(sheet, "repeatCells").startswith("Once more: 1")
        press(sheet, "repeatCells")
        await until(lambda: len(members(desk)) == 5)
        assert members(desk)[-1].request.duration == 4


async def test_an_earlier_set_is_opened_deleted_and_brought_back(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        sheet = opened(window, model)
        desk = model.variations
        press(sheet, "variationsSend")
        await until(lambda: len(members(desk)) == 2)
        set_id = desk.set_id
        press(sheet, "variationsNew")
        assert desk.set_id is None
        press(sheet, "variations_axes", KEY.Key_Right)
        await until(lambda: sheet.findChild(QListView, "setList").isVisible())
        sets = list_of(sheet, "setList")
        assert sets.model().rowCount() == 1
        sets.setFocus()
        QTest.keyClick(sets, KEY.Key_Down)
        QTest.keyClick(sets, KEY.Key_Return)
        await until(lambda: desk.set_id == set_id)
        assert [len(row.results) for row in cell_rows(sheet)] == [1, 1]
        sets.setFocus()
        QTest.keyClick(sets, KEY.Key_Delete)
        await until(lambda: sheet.findChild(QListView, "setList").model().rowCount() == 0)
        assert desk.set_id is None
        press(window, "undoDeleteSet")
        await until(lambda: sheet.findChild(QListView, "setList").isVisible())


async def test_a_clip_leads_to_its_set_and_back(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        sheet = opened(window, model)
        desk = model.variations
        press(sheet, "variationsSend")
        await until(lambda: len(members(desk)) == 2)
        select(cells(sheet), 1)
        QTest.keyClick(cells(sheet), KEY.Key_Return)
        assert not sheet.isVisible()
        await until(lambda: model.selection.current is not None)
        assert model.selection.current.id == members(desk)[1].id
        desk.start_new()
        button = find(window, "showSet")
        button.setFocus()
        QTest.keyClick(button, KEY.Key_Space)
        assert sheet.isVisible()
        await until(lambda: desk.set_id == model.selection.current.set_id)


async def test_escape_leaves_and_gives_the_panes_back(tmp_path: Path) -> None:
    async with window_on(tmp_path, (1024, 680)) as (window, model):
        sheet = opened(window, model)
        covered = [window.findChild(QWidget, name) for name in ("stagePane", "historyPane")]
        assert not any(pane.isEnabled() for pane in covered)
        assert QApplication.focusWidget().objectName() == "axisValue_group_0_0"
        for pane in covered:
            corner = pane.mapTo(sheet.parentWidget(), QPoint(1, 1))
            assert sheet.geometry().contains(corner)
        QTest.keyClick(QApplication.focusWidget(), KEY.Key_Escape)
        assert not sheet.isVisible()
        assert all(pane.isEnabled() for pane in covered)
        assert QApplication.focusWidget().objectName() == "variationsButton"


async def test_tab_goes_as_one_reads(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        sheet = opened(window, model)
        await add_axis(window, "model")
        find(sheet, "variationsName").setFocus()
        seen = []
        while QApplication.focusWidget().objectName() not in seen and len(seen) < 20:
            seen.append(QApplication.focusWidget().objectName())
            if seen[-1] == "variationsSend":
                break
            QTest.keyClick(QApplication.focusWidget(), KEY.Key_Tab)
        assert seen == [
            "variationsName", "variationsClose", "variations_axes",
            "axisValue_group_0_0", "axisValue_group_0_1",
            "axisRemove_model", "axisValue_model_0", "axisValue_model_1",
            "axisAdd", "variationsRepeats", "variationsDraftFirst",
            "cellsAllOn", "cellsAllOff", "cellTable", "variationsSend",
        ]  # fmt: skip


async def test_the_prompt_stays_at_hand_and_the_cells_follow(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        sheet = opened(window, model, "a boat")
        assert [row.label for row in cell_rows(sheet)] == ["As written"]
        assert find(sheet, "axesHint").isVisible()
        edit = find(window, "promptEdit")
        edit.setFocus()
        QTest.keyClick(edit, KEY.Key_End, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(edit, " at {dawn|dusk}")
        await until(lambda: [row.label for row in cell_rows(sheet)] == ["dawn", "dusk"])
        assert edit.hasFocus()


async def test_too_many_cells_are_told_and_not_sent(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        sheet = opened(window, model)
        type_into(sheet, "variationsRepeats", "60")
        assert text_of(sheet, "variationsTotal").startswith("120 clips, at most 100")
        assert not find(sheet, "variationsSend").isEnabled()
        type_into(sheet, "variationsRepeats", "2")
        assert text_of(sheet, "variationsSend") == "Send 4 · unknown price"


async def test_a_click_on_the_box_switches_one_cell_alone(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        sheet = opened(window, model)
        view = cells(sheet)
        index = view.model().index(1, 0)
        spot = box_rect(view.visualRect(index)).center()
        QTest.mouseClick(view.viewport(), LEFT, pos=spot)
        assert [row.on for row in cell_rows(sheet)] == [True, False]
        press(sheet, "cellsAllOff")
        assert not any(row.on for row in cell_rows(sheet))
        assert text_of(sheet, "variationsTotal") == "Nothing to send"
        press(sheet, "cellsAllOn")
        assert all(row.on for row in cell_rows(sheet))


async def test_every_widget_has_its_names_and_the_cells_speak(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        sheet = opened(window, model)
        await add_axis(window, "duration")
        reached = [
            w
            for w in sheet.findChildren(QWidget)
            if w.isVisible()
            and w.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not w.objectName().startswith("qt_")
        ]
        assert len(reached) > 12
        assert [w for w in reached if not w.objectName()] == []
        unspoken = [w.objectName() for w in reached if not w.accessibleName()]
        assert [name for name in unspoken if not isinstance(find(sheet, name), QCheckBox)] == []
        spoken = cells(sheet).model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken.startswith("1, dawn · 10 s, on, price unknown")
        assert spoken.endswith("a bottle at dawn")


@pytest.mark.parametrize("width", [1024, 1440])
async def test_nothing_is_cut_off(tmp_path: Path, width: int) -> None:
    async with window_on(tmp_path, (width, 680)) as (window, model):
        sheet = opened(window, model, "a {" + "|".join(["词" * 40, "long words " * 12]) + "} b")
        QApplication.sendPostedEvents()
        for name in ("axisAdd", "variationsSend", "variationsTotal", "variationsDraftFirst"):
            part = find(sheet, name)
            assert part.visibleRegion().boundingRect().size() == part.size(), name
        for place in (0, 1):
            chip = find(sheet, f"axisValue_group_0_{place}")
            assert chip.width() <= chip.parentWidget().width()


async def test_any_set_of_references_can_be_a_value(tmp_path: Path) -> None:
    links = tuple(f"https://a.test/{n}.png" for n in range(1, 5))
    async with window_on(tmp_path) as (window, model):
        model.draft.replace(VideoRequest("@Image1 beside @Image3", image_urls=links))
        press(window, "variationsButton")
        sheet = find(window, "variationsSheet")
        assert isinstance(sheet, VariationsSheet)
        await add_axis(window, "image_urls")
        assert len(cell_rows(sheet)) == 4
        type_into(sheet, "axisSet_image_urls", "1 9")
        QTest.keyClick(find(sheet, "axisSet_image_urls"), KEY.Key_Return)
        remarks = [label.text() for label in sheet.findChildren(QLabel) if label.isVisible()]
        assert "“9” is none of them: write numbers from 1 to 4." in remarks
        type_into(sheet, "axisSet_image_urls", "3 1")
        QTest.keyClick(find(sheet, "axisSet_image_urls"), KEY.Key_Return)
        await until(lambda: len(cell_rows(sheet)) == 5, "the cell of the set")
        cell = cell_rows(sheet)[-1]
        assert cell.label == "Images 1 + 3"
        assert cell.request.image_urls == (links[0], links[2])
        assert cell.request.prompt == "@Image1 beside @Image2"

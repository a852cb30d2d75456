from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QWidget

from seedance_desktop.core.budget import Scope
from seedance_desktop.core.generation import ClipState, Generation, State
from seedance_desktop.state.history_model import PAGE
from seedance_desktop.state.library import Library
from seedance_desktop.state.model import Model
from seedance_desktop.ui.history.card import Copyable
from seedance_desktop.ui.history.pane import HistoryPane
from tests.support.history import TRACE_ID, add_row, fill
from tests.support.waiting import until
from tests.ui.history.opened import (
    click,
    copy_spot,
    middle_of,
    opened_pane,
    shown_ids,
    view_of,
)

Key = Qt.Key


async def three(library: Library) -> None:
    await add_row(library, prompt="paper boat", credits=75, clip=ClipState.SAVED, clip_path="/c")
    await add_row(library, State.FAILED, "forest road", message="content policy")
    await add_row(library, State.UNCONFIRMED, "霓虹街道", trace_id="", estimate=150)


def search_of(pane: HistoryPane) -> QLineEdit:
    edit = pane.findChild(QLineEdit, "historySearch")
    assert edit is not None
    return edit


def pill(pane: HistoryPane, name: str) -> QPushButton:
    button = pane.findChild(QPushButton, f"historyFilter_{name}")
    assert button is not None
    return button


def text_of(pane: HistoryPane, name: str) -> str:
    label = pane.findChild(QLabel, name)
    assert label is not None
    return label.accessibleName() or label.text()


def selected_id(model: Model) -> int | None:
    return model.selection.current.id if model.selection.current else None


async def test_search_looks_with_each_letter_and_escape_ends_it(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, three) as (pane, model):
        QTest.keyClicks(search_of(pane), "boat")
        assert len(shown_ids(model)) == 3
        await until(lambda: shown_ids(model) == [1], "the match")
        QTest.keyClick(search_of(pane), Key.Key_Escape)
        await until(lambda: shown_ids(model) == [3, 2, 1], "all")


@pytest.mark.parametrize(
    ("name", "ids"),
    [("all", [3, 2, 1]), ("running", []), ("done", [1]), ("failed", [2]), ("unconfirmed", [3])],
)
async def test_a_pill_lists_its_states(tmp_path: Path, name: str, ids: list[int]) -> None:
    async with opened_pane(tmp_path, three) as (pane, model):
        pill(pane, "all" if name != "all" else "done").click()
        pill(pane, name).click()
        await until(lambda: shown_ids(model) == ids, name)


async def test_pills_count_what_wants_looking_after(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, three) as (pane, _):
        await until(lambda: pill(pane, "unconfirmed").text() == "Unconfirmed 1", "the count")
        assert not any(letter.isdigit() for letter in pill(pane, "running").text())
        assert pill(pane, "failed").accessibleName() == "Failed: 1 generations"


async def test_why_the_list_is_empty(tmp_path: Path) -> None:
    async with opened_pane(tmp_path) as (pane, model):
        await until(lambda: text_of(pane, "historyEmptyTitle") == "No generations yet")
        await add_row(model.library, prompt="boat")
        assert view_of(pane).isVisible()
        search_of(pane).setText("zebra")
        await until(lambda: not view_of(pane).isVisible(), "nothing found")
        assert "zebra" in text_of(pane, "historyEmptyText")
        search_of(pane).setText("zebra" * 40)
        text = pane.findChild(QLabel, "historyEmptyText")
        assert text is not None
        await until(lambda: "zebrazebra" in text.text(), "a word without end")
        assert text.minimumSizeHint().width() <= text.width(), "cut off"
        button = pane.findChild(QPushButton, "historyShowAll")
        assert button is not None
        button.click()
        await until(lambda: view_of(pane).isVisible(), "all")
        assert not search_of(pane).text()


async def test_sums_are_honest_about_what_is_not_known(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, three) as (pane, model):
        await until(lambda: text_of(pane, "historyToday") == "Today 75", "the sums")
        assert text_of(pane, "historyHeld") == "Held 150"
        assert text_of(pane, "historyClips") == "1 clip"
        await add_row(model.library, State.RUNNING)
        await until(lambda: text_of(pane, "historyHeld") == "Held 150 + 1 unknown")


async def test_budgets_stand_beside_the_sums_and_fit_a_narrow_pane(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, three) as (pane, model):
        day = pane.findChild(QLabel, "historyBudget_day")
        assert day is not None and not day.isVisible()
        model.budgets.set_amount(Scope.DAY, 3000)
        model.budgets.add("A project with a name that is far too long for the line")
        model.budgets.set_amount(Scope.PROJECT, 500)
        await until(lambda: text_of(pane, "historyBudget_day") == "Budget 3,000")
        assert text_of(pane, "historyBudget_project") == "A project with a n… 0 of 500"
        pane.resize(264, 700)
        await until(lambda: pane.width() == 264)
        names = ("historyToday", "historyHeld", "historyBudget_day", "historyBudget_project")
        for name in (*names, "historyClips"):
            label = pane.findChild(QLabel, name)
            assert label.width() >= label.sizeHint().width(), name
        model.budgets.set_amount(Scope.DAY, None)
        assert not day.isVisible()


async def test_the_stage_follows_the_keyboard(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, three) as (pane, model):
        view = view_of(pane)
        click(view, middle_of(view, 0))
        assert selected_id(model) == 3
        QTest.keyClick(view, Key.Key_Down)
        assert selected_id(model) == 2
        QTest.keyClick(view, Key.Key_Up)
        assert selected_id(model) == 3


async def test_a_jump_selects_a_row_once_it_is_read(tmp_path: Path) -> None:
    async with opened_pane(tmp_path) as (pane, model):
        fill(tmp_path / "history.sqlite3", 5 * PAGE)
        pane.load()
        await until(lambda: model.history.rowCount() == 5 * PAGE, "the rows")
        click(view_of(pane), middle_of(view_of(pane), 0))
        QTest.keyClick(view_of(pane), Key.Key_End)
        await until(lambda: selected_id(model) == 1, "the last row")


async def test_the_list_follows_a_selection_from_elsewhere(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, three) as (pane, model):
        (row,) = await model.library.get([1])
        model.selection.select(row)
        assert view_of(pane).selected_ids() == [1]
        model.selection.select(None)
        assert view_of(pane).selected_ids() == []


async def test_what_is_looked_at_is_marked_below_the_first_page_and_not_scrolled_to(
    tmp_path: Path,
) -> None:
    async with opened_pane(tmp_path) as (pane, model):
        fill(tmp_path / "history.sqlite3", 5 * PAGE)
        (row,) = await model.library.get([10])
        model.selection.select(row)
        pane.load()
        await until(lambda: model.history.rowCount() == 5 * PAGE, "the rows")
        view = view_of(pane)
        assert view.selected_ids() == [10]
        assert view.verticalScrollBar().value() == 0


async def test_what_was_just_made_is_selected(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, three) as (pane, model):
        view = view_of(pane)
        click(view, middle_of(view, 2))
        row = await add_row(model.library, State.WAITING)
        await until(lambda: view.selected_ids() == [row.id], "the new one is selected")
        assert selected_id(model) == row.id


async def test_what_was_just_made_is_selected_as_it_stands_now(tmp_path: Path) -> None:
    """A request is refused before its row is told: what is told at once comes in one turn."""
    async with opened_pane(tmp_path) as (_, model):
        model.library.hush()
        row = await add_row(model.library, State.FAILED, message="content policy")
        await until(lambda: selected_id(model) == row.id, "the new one is selected")
        assert model.selection.current == row


async def test_what_one_watches_run_stays_when_it_is_done(tmp_path: Path) -> None:
    async def running(library: Library) -> None:
        await add_row(library, State.RUNNING)
        await add_row(library, State.RUNNING)

    async with opened_pane(tmp_path, running) as (pane, model):
        pill(pane, "running").click()
        click(view_of(pane), middle_of(view_of(pane), 1))
        await model.library.change(1, State.DONE)
        assert shown_ids(model) == [2, 1]
        QTest.keyClick(view_of(pane), Key.Key_Up)
        await until(lambda: shown_ids(model) == [2], "the finished row to leave")
        assert selected_id(model) == 2


async def test_show_generation_lifts_a_filter_that_hides_it(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, three) as (pane, model):
        pill(pane, "done").click()
        await until(lambda: shown_ids(model) == [1], "the done one")
        (row,) = await model.library.get([3])
        pane.show_generation(row)
        await until(lambda: view_of(pane).selected_ids() == [3], "the row")


async def test_what_is_asked_for_is_shown_though_a_row_was_just_made(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, three) as (pane, model):
        (row,) = await model.library.get([1])
        made: list[Generation] = []
        model.library.added.connect(made.append)
        model.library.added.connect(lambda: pane.show_generation(row))
        await add_row(model.library, State.WAITING)
        await until(lambda: view_of(pane).selected_ids() == [1], "the row that was asked for")
        await asyncio.sleep(0)
        assert made and selected_id(model) == 1


async def test_delete_goes_on_to_the_next_row_and_can_be_undone(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, three) as (pane, model):
        view = view_of(pane)
        click(view, middle_of(view, 0))
        click(view, middle_of(view, 1), Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClick(view, Key.Key_Delete)
        assert selected_id(model) == 1
        await until(lambda: shown_ids(model) == [1], "the rows to go")
        await until(lambda: model.notices.standing, "the notice")
        model.notices.standing[-1].offers[0].call()
        await until(lambda: shown_ids(model) == [3, 2, 1], "the rows again")


async def test_ctrl_c_copies_the_trace_ids_of_all_selected(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, three) as (pane, _):
        view = view_of(pane)
        click(view, middle_of(view, 0))
        click(view, middle_of(view, 2), Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClick(view, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == f"{TRACE_ID}\n{TRACE_ID}"


@pytest.mark.parametrize(
    ("what", "copied"), [(Copyable.TRACE_ID, TRACE_ID), (Copyable.CREDITS, "75")]
)
async def test_one_click_copies_and_selects_nothing(
    tmp_path: Path, what: Copyable, copied: str
) -> None:
    async with opened_pane(tmp_path, three) as (pane, model):
        view = view_of(pane)
        played: list[int] = []
        pane.play_requested.connect(lambda: played.append(1))
        QGuiApplication.clipboard().clear()
        click(view, copy_spot(view, 2, what))
        assert QGuiApplication.clipboard().text() == copied
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=copy_spot(view, 2, what))
        assert not played
        assert selected_id(model) is None


async def test_enter_and_a_double_click_play(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, three) as (pane, _):
        view = view_of(pane)
        played: list[int] = []
        pane.play_requested.connect(lambda: played.append(1))
        click(view, middle_of(view, 2))
        QTest.keyClick(view, Key.Key_Return)
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle_of(view, 2))
        assert len(played) == 2


async def menu_names(pane: HistoryPane, row: int) -> QMenu:
    view = view_of(pane)
    click(view, middle_of(view, row))
    view.menu_requested.emit(view.viewport().mapToGlobal(middle_of(view, row)))
    menu = pane.findChild(QMenu, "historyMenu")
    assert menu is not None
    return menu


@pytest.mark.parametrize(
    ("row", "names"),
    [
        (0, "UseSettings Remix CopyPrompt Delete"),
        (1, "UseSettings Remix CopyPrompt CopyTraceId Delete"),
        (
            2,
            "Play UseSettings Remix UseAsVideo Star Reject CopyPrompt CopyTraceId CopyCredits"
            " SaveAs Reveal Delete",
        ),
    ],
)
async def test_the_menu_holds_only_what_applies(tmp_path: Path, row: int, names: str) -> None:
    async with opened_pane(tmp_path, three) as (pane, _):
        menu = await menu_names(pane, row)
        found = [a.objectName() for a in menu.actions() if not a.isSeparator()]
        assert found == [f"history{name}" for name in names.split()]
        menu.close()


async def test_the_menu_gives_the_settings_of_its_row(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, three) as (pane, _):
        asked: list[Generation] = []
        pane.use_settings_requested.connect(asked.append)
        menu = await menu_names(pane, 1)
        next(a for a in menu.actions() if a.objectName() == "historyUseSettings").trigger()
        menu.close()
        assert [g.request.prompt for g in asked] == ["forest road"]


async def test_a_screen_reader_hears_the_state_first(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, three) as (pane, _):
        found = QAccessible.queryAccessibleInterface(view_of(pane))
        rows = [found.child(at) for at in range(found.childCount())]
        names = [row.text(QAccessible.Text.Name) for row in rows]
        words = [row.text(QAccessible.Text.Description) for row in rows]
        assert names == [
            "Unconfirmed, about 150 credits, 霓虹街道",
            f"Failed, credits unknown, trace {TRACE_ID}, content policy, forest road",
            f"Done, 75 credits, trace {TRACE_ID}, paper boat",
        ]
        assert words == ["unconfirmed", "failed", "done"]


async def test_the_clock_runs_only_while_a_running_row_is_seen(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, three) as (pane, model):
        view = view_of(pane)
        view.viewport().repaint()
        assert not view.ticking
        row = await add_row(model.library, State.RUNNING)
        await until(lambda: view.ticking, "the clock")
        await model.library.change(row.id, State.DONE)
        await until(lambda: not view.ticking, "the clock to stop")


async def test_the_menu_key_opens_the_menu_at_the_current_card(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, three) as (pane, _):
        view = view_of(pane)
        click(view, middle_of(view, 1))
        key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
        QApplication.sendEvent(view.viewport(), key)
        menu = pane.findChild(QMenu, "historyMenu")
        assert menu is not None and menu.isVisible()
        card = view.visualRect(view.currentIndex())
        assert menu.pos() == view.viewport().mapToGlobal(card.center())
        menu.close()


async def test_arrow_keys_choose_among_the_pills(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, three) as (pane, model):
        pill(pane, "all").setFocus()
        for _ in range(2):
            focused = QApplication.focusWidget()
            assert focused is not None
            QTest.keyClick(focused, Key.Key_Right)
        assert pill(pane, "done").isChecked()
        await until(lambda: shown_ids(model) == [1], "the done one")


async def test_everything_can_be_reached_and_has_a_name(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, three) as (pane, _):
        for widget in pane.findChildren(QWidget):
            if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible():
                found = QAccessible.queryAccessibleInterface(widget)
                assert found.text(QAccessible.Text.Name), widget

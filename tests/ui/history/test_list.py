"""The list's own geometry: where rows are, how keys, clicks and the wheel move among them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QStringListModel, Qt, QTimer
from PySide6.QtGui import QAccessible, QHoverEvent, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from seedance_desktop.core.generation import Generation
from seedance_desktop.state.library import Library
from seedance_desktop.state.model import Model
from seedance_desktop.ui import theme
from seedance_desktop.ui.history.card import HEIGHT
from seedance_desktop.ui.history.pane import HistoryPane
from seedance_desktop.ui.history.uniform_list import UniformListView
from tests.support.history import add_row, fill
from tests.support.waiting import until
from tests.ui.history.opened import click, middle_of, opened_pane, view_of

ROWS = 500
Key, Shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier


async def filled(pane: HistoryPane, model: Model, folder: Path, rows: int = ROWS) -> None:
    fill(folder / "history.sqlite3", rows)
    pane.load()
    await until(lambda: model.history.rowCount() == rows, "the rows")


async def test_the_scroll_bar_is_honest_from_the_start(tmp_path: Path) -> None:
    async with opened_pane(tmp_path) as (pane, model):
        await filled(pane, model, tmp_path)
        view = view_of(pane)
        bar = view.verticalScrollBar()
        assert bar.maximum() == ROWS * HEIGHT - view.viewport().height()
        await add_row(model.library)
        await until(lambda: bar.maximum() == (ROWS + 1) * HEIGHT - view.viewport().height())


class Counting(UniformListView):
    """Notes of how many rows the list was each time it was painted."""

    def __init__(self) -> None:
        super().__init__(HEIGHT)
        self.painted: list[int] = []

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted.append(self.model().rowCount())


async def test_what_comes_below_the_screen_paints_nothing_anew() -> None:
    view, rows = Counting(), QStringListModel(["row"] * 64)
    view.setModel(rows)
    view.resize(334, 5 * HEIGHT)
    view.show()
    await until(lambda: view.painted, "the first rows")
    await turns(10)
    rows.insertRows(64, 100)
    await turns(10)
    assert view.verticalScrollBar().maximum() == 164 * HEIGHT - view.viewport().height()
    rows.insertRows(0, 1)
    await until(lambda: 165 in view.painted, "a row at the top")
    assert set(view.painted) == {64, 165}
    view.close()
    view.deleteLater()


async def turns(count: int) -> None:
    """So many turns of the loop: whatever was to be laid out and painted is."""
    for _ in range(count):
        turned: list[int] = []
        QTimer.singleShot(0, lambda turned=turned: turned.append(1))
        await until(lambda turned=turned: turned, "a turn")


async def test_a_screen_reads_its_own_rows_alone(tmp_path: Path) -> None:
    async with opened_pane(tmp_path) as (pane, model):
        await filled(pane, model, tmp_path)
        read: list[tuple[int, int]] = []
        model.history.dataChanged.connect(lambda a, b: read.append((a.row(), b.row())))
        view_of(pane).scrollToBottom()
        await until(lambda: model.history.at_hand([1]), "the last row")
        assert sum(last - first + 1 for first, last in read) <= 128


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        ([Key.Key_Down] * 3, 3),
        ([Key.Key_End], ROWS - 1),
        ([Key.Key_End, Key.Key_Up, Key.Key_Home], 0),
        ([Key.Key_Up], 0),
        ([Key.Key_PageDown, Key.Key_PageUp], 0),
    ],
)
async def test_keys_move_and_the_row_is_seen(tmp_path: Path, keys: list[Key], row: int) -> None:
    async with opened_pane(tmp_path) as (pane, model):
        await filled(pane, model, tmp_path)
        view = view_of(pane)
        click(view, middle_of(view, 0))
        for key in keys:
            QTest.keyClick(view, key)
        assert view.currentIndex().row() == row
        assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))


async def test_shift_selects_from_the_first_to_the_last_far_away(tmp_path: Path) -> None:
    async with opened_pane(tmp_path) as (pane, model):
        await filled(pane, model, tmp_path)
        view = view_of(pane)
        click(view, middle_of(view, 1))
        QTest.keyClick(view, Key.Key_End, Shift)
        assert view.selected_ids() == list(range(ROWS - 1, 0, -1))
        QTest.keyClick(view, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert len(view.selected_ids()) == ROWS


async def test_shift_selects_upwards_too(tmp_path: Path) -> None:
    async with opened_pane(tmp_path) as (pane, model):
        await filled(pane, model, tmp_path, 9)
        view = view_of(pane)
        click(view, middle_of(view, 4))
        QTest.keyClick(view, Key.Key_Up, Shift)
        QTest.keyClick(view, Key.Key_Up, Shift)
        assert view.selected_ids() == [7, 6, 5]
        assert model.selection.current is not None and model.selection.current.id == 7


async def test_below_the_last_row_there_is_none(tmp_path: Path) -> None:
    async def one(library: Library) -> None:
        await add_row(library)

    async with opened_pane(tmp_path, one) as (pane, model):
        view = view_of(pane)
        click(view, middle_of(view, 0))
        below = QPoint(50, 3 * HEIGHT)
        assert not view.indexAt(below).isValid()
        click(view, below)
        assert view.selected_ids() == [1]
        assert model.selection.current is not None


def lit(view_pane: HistoryPane, row: int) -> bool:
    view = view_of(view_pane)
    spot = view.visualRect(view.model().index(row, 0)).topLeft() + QPoint(4, 4)
    return view.viewport().grab().toImage().pixelColor(spot) == theme.color("hover")


async def test_the_card_under_the_mouse_is_lit_after_scrolling_too(tmp_path: Path) -> None:
    async with opened_pane(tmp_path) as (pane, model):
        await filled(pane, model, tmp_path)
        view = view_of(pane)
        spot = QPointF(middle_of(view, 1))
        hover = QHoverEvent(QEvent.Type.HoverMove, spot, spot, QPointF())
        QApplication.sendEvent(view.viewport(), hover)
        assert (lit(pane, 0), lit(pane, 1)) == (False, True)
        view.verticalScrollBar().setValue(HEIGHT)
        assert (lit(pane, 1), lit(pane, 2)) == (False, True)


async def test_focus_by_keyboard_leaves_what_one_looks_at(tmp_path: Path) -> None:
    async with opened_pane(tmp_path) as (pane, model):
        await filled(pane, model, tmp_path, 3)
        view = view_of(pane)
        elsewhere: list[Generation] = await model.library.get([2])
        await model.library.hide([2])
        model.selection.select(elsewhere[0])
        view.setFocus(Qt.FocusReason.TabFocusReason)
        assert model.selection.current == elsewhere[0]


async def test_assistive_tools_find_each_row_where_it_is_drawn(tmp_path: Path) -> None:
    async with opened_pane(tmp_path) as (pane, model):
        await filled(pane, model, tmp_path)
        view = view_of(pane)
        found = QAccessible.queryAccessibleInterface(view)
        assert found.childCount() == ROWS
        assert found.role() == QAccessible.Role.List
        row = found.child(2)
        assert row.role() == QAccessible.Role.ListItem
        place = view.visualRect(view.model().index(2, 0))
        assert row.rect().topLeft() == view.viewport().mapToGlobal(place.topLeft())
        assert row.text(QAccessible.Text.Name).startswith("Done, 150 credits, trace 0000")

"""Budgets, projects and the view of what was spent, as the person meets them in the window."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest
import shiboken6
from PySide6.QtCore import QDate, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDateEdit,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSpinBox,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from seedance_desktop.core.budget import Scope
from seedance_desktop.core.generation import Background, Mark, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state import spending as spending_module
from seedance_desktop.state.model import Model
from seedance_desktop.state.spending_table import Role
from seedance_desktop.ui.dialogs import budgets_dialog
from seedance_desktop.ui.main_window import MainWindow
from tests.support.models import TOKEN, rows, running_model
from tests.support.waiting import until

NOWHERE = "http://127.0.0.1:9/api"
W = TypeVar("W", bound=QWidget)


@asynccontextmanager
async def opened(folder: Path, qtbot: QtBot) -> AsyncIterator[tuple[MainWindow, Model]]:
    async with running_model(folder, NOWHERE, token=TOKEN) as model:
        model.queue.pause()
        window = MainWindow(model, demo=False)
        qtbot.addWidget(window)
        window.show()
        window.history_is_open()
        yield window, model
        for dialog in window.findChildren(QDialog):
            dialog.close()


def find(inside: QWidget, kind: type[W], name: str) -> W:
    found = inside.findChild(kind, name)
    assert found is not None, name
    return found


def press(inside: QWidget, name: str) -> None:
    button = find(inside, QPushButton, name)
    assert button.isVisible() and button.isEnabled(), name
    button.click()


async def spend(
    model: Model, credits: float, estimate: float | None = None, mark: Mark = Mark.NONE, **kept: str
) -> None:
    """A clip that is done and charged."""
    profile = model.account.profile
    row = await model.library.add(
        VideoRequest(prompt="a boat"),
        profile=profile.id,
        base_url=profile.base_url,
        estimate=estimate,
        background=Background(**kept),
    )
    await model.library.claim(row.id)
    await model.library.record_answer(row.id, State.RUNNING, task_id=f"t{row.id}", credits=credits)
    await model.library.change(row.id, State.DONE, mark=mark)


def asks(window: MainWindow) -> list[QPushButton]:
    """The buttons that send anyway, as far as they can be seen."""
    found = window.findChildren(QPushButton, "budgetSendAnyway")
    return [button for button in found if button.isVisible()]


async def generate(window: MainWindow, model: Model) -> None:
    model.draft.set("prompt", "a paper boat")
    model.queue._pressed_at = float("-inf")
    press(window, "generateButton")


async def test_generate_over_a_budget_asks_in_the_window_and_keeps_everything(
    tmp_path: Path, qtbot: QtBot
) -> None:
    async with opened(tmp_path, qtbot) as (window, model):
        await spend(model, 75)
        await until(lambda: model.draft.estimate.seen == 1)
        model.budgets.set_amount(Scope.DAY, 100)
        await until(lambda: "over the 25" in find(window, QLabel, "budgetLabel").text())
        await generate(window, model)
        await until(lambda: asks(window))
        press(window, "noticeClose")
        await until(lambda: not asks(window))
        assert len(await rows(model)) == 1
        assert model.draft.request.prompt == "a paper boat"
        await generate(window, model)
        await until(lambda: asks(window))
        asks(window)[0].click()
        await until(lambda: len(model.dispatcher.line) == 1)
        left = find(window, QLabel, "budgetLabel")
        await until(lambda: left.text() == "nothing left today")


async def test_a_project_is_begun_used_renamed_and_left(tmp_path: Path, qtbot: QtBot) -> None:
    async with opened(tmp_path, qtbot) as (window, model):
        button = find(window, QPushButton, "projectButton")
        assert button.accessibleName() == "Project: No project"
        button.click()
        entries = find(button, QMenu, "projectMenu").actions()
        next(a for a in entries if a.text() == "New project…").trigger()
        dialog = find(window, QDialog, "projectDialog")
        press(dialog, "projectSave")
        assert "Give the project a name" in dialog.findChild(QWidget, "projectRemark").text()
        QTest.keyClicks(find(dialog, QLineEdit, "projectNameEdit"), "Bottle  & Co")
        QTest.keyClick(find(dialog, QLineEdit, "projectNameEdit"), Qt.Key.Key_Return)
        await until(lambda: model.budgets.project == "Bottle & Co")
        assert button.accessibleName() == "Project: Bottle & Co"
        await until(lambda: not button.findChildren(QMenu))
        button.click()
        entries = find(button, QMenu, "projectMenu").actions()
        assert [a.text() for a in entries if a.isChecked()] == ["Bottle && Co"]
        next(a for a in entries if a.text() == "No project").trigger()
        assert model.budgets.project == ""


async def test_budgets_are_set_in_their_dialog(tmp_path: Path, qtbot: QtBot) -> None:
    async with opened(tmp_path, qtbot) as (window, model):
        model.budgets.add("Bottle")
        window._money.open_budgets()
        dialog = find(window, QDialog, "budgetsDialog")
        for name, scope in (("budgetSession", Scope.SESSION), ("budgetDay", Scope.DAY),
                            ("budgetProjectAmount", Scope.PROJECT)):  # fmt: skip
            edit = find(dialog, QLineEdit, name)
            QTest.keyClicks(edit, "3,000")
            QTest.keyClick(edit, Qt.Key.Key_Return)
            assert model.budgets.amount(scope) == 3000
            assert edit.text() == "3000"
        day = find(dialog, QLineEdit, "budgetDay")
        day.selectAll()
        QTest.keyClicks(day, "a lot")
        QTest.keyClick(day, Qt.Key.Key_Return)
        assert "“a lot” is no amount" in dialog.findChild(QWidget, "budgetRemark").text()
        assert model.budgets.amount(Scope.DAY) == 3000
        day.setText("250")  # as a screen reader does it
        assert model.budgets.amount(Scope.DAY) == 250
        day.clear()
        assert model.budgets.amount(Scope.DAY) is None
        combo = find(dialog, QComboBox, "budgetProject")
        combo.setCurrentIndex(0)
        combo.activated.emit(0)
        assert model.budgets.project == ""
        assert not find(dialog, QLineEdit, "budgetProjectAmount").isEnabled()
        assert not find(dialog, QPushButton, "projectRename").isEnabled()


@pytest.mark.parametrize(
    ("text", "amount"),
    [("", None), ("3000", 3000), ("3,000", 3000), ("1,234,567", 1_234_567), ("3 000", 3000),
     ("12,5", 12.5), ("12.5", 12.5), ("0", 0)],
)  # fmt: skip
def test_amounts_as_people_write_them(text: str, amount: float | None) -> None:
    assert budgets_dialog._amount(text) == amount


@pytest.mark.parametrize("text", ["a lot", "-1", "nan", "inf", "1e12", "1.2.3", ","])
def test_no_amounts(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        budgets_dialog._amount(text)


def cells(view: QDialog, row: int) -> list[str]:
    model = find(view, QTableView, "spendingTable").model()
    return [model.index(row, column).data() for column in range(model.columnCount())]


async def spending_view(window: MainWindow, lines: int) -> QDialog:
    view = find(window, QDialog, "spendingView")
    table = find(view, QTableView, "spendingTable")
    await until(lambda: table.model().rowCount() == (lines + 1 if lines else 0))
    return view


async def test_spending_is_shown_in_groups_and_follows_what_comes_in(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spending_module, "FOLLOW_MS", 1)
    async with opened(tmp_path, qtbot) as (window, model):
        await spend(model, 100, 80, Mark.STAR, project="Bottle")
        await spend(model, 50, 50, project="Logo")
        press(window, "spendingButton")
        view = await spending_view(window, 1)
        assert cells(view, 0)[1:7] == ["150", "130", "–", "2", "1", "150"]
        summary = find(view, QLabel, "spendingSummary")
        assert summary.text() == (
            "150 credits charged · 15 % over the estimates · 2 clips · 150 a starred clip"
        )
        press(view, "spendingBy_project")
        await until(lambda: cells(view, 0)[0] == "Bottle")
        assert [cells(view, row)[1] for row in range(3)] == ["100", "50", "150"]
        table = find(view, QTableView, "spendingTable")
        index = table.model().index(0, 1)
        spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken == "100 credits charged"
        assert table.model().index(2, 0).data(Role.SUM)
        await spend(model, 500, project="Poster")
        await until(lambda: cells(view, 0)[0] == "Poster")
        table.grab()


async def test_days_are_chosen_by_range_and_by_hand(tmp_path: Path, qtbot: QtBot) -> None:
    async with opened(tmp_path, qtbot) as (window, model):
        await spend(model, 100)
        QTest.keyClick(
            window, Qt.Key.Key_B,
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
        )  # fmt: skip
        view = await spending_view(window, 1)
        first = find(view, QDateEdit, "spendingFrom")
        today = QDate.currentDate()
        assert first.date() == today.addDays(-29)
        press(view, "spendingRange_all")
        await until(lambda: first.date() == today)
        last = find(view, QDateEdit, "spendingTo")
        last.setDate(today.addDays(-1))
        first.setDate(today.addDays(-5))
        await until(lambda: find(view, QLabel, "spendingNothing").isVisible())
        assert not find(view, QPushButton, "spendingExport").isEnabled()
        press(view, "spendingRange_today")
        await until(lambda: find(view, QTableView, "spendingTable").isVisible())


async def test_what_is_shown_is_exported(tmp_path: Path, qtbot: QtBot) -> None:
    async with opened(tmp_path, qtbot) as (window, model):
        await spend(model, 100, project="=Bottle")
        press(window, "spendingButton")
        view = await spending_view(window, 1)
        press(view, "spendingBy_project")
        await until(lambda: cells(view, 0)[0] == "=Bottle")
        press(view, "spendingExport")
        chooser = find(view, QFileDialog, "spendingChooser")
        path = tmp_path / "spent.csv"
        chooser.fileSelected.emit(str(path))
        chooser.close()
        await until(path.exists)
        assert "'=Bottle,1,1,0,100," in path.read_text("utf-8-sig")
        summary = find(view, QLabel, "spendingSummary")
        await until(lambda: summary.text() == "Saved as spent.csv")
        folder = tmp_path / "a-folder.csv"
        folder.mkdir()
        press(view, "spendingExport")
        find(view, QFileDialog, "spendingChooser").fileSelected.emit(str(folder))
        remark = view.findChild(QWidget, "spendingRemark")
        await until(lambda: "could not be written" in remark.text())


async def test_the_view_can_be_closed_at_any_time(tmp_path: Path, qtbot: QtBot) -> None:
    async with opened(tmp_path, qtbot) as (window, model):
        for _ in range(3):
            press(window, "spendingButton")
            view = window.findChildren(QDialog, "spendingView")[-1]
            press(view, "spendingRange_all")
            view.reject()
        await spend(model, 5)
        await until(lambda: not model.tasks.running("spending"))


async def test_a_question_is_asked_on_the_sheet_that_covers_the_window(
    tmp_path: Path, qtbot: QtBot
) -> None:
    async with opened(tmp_path, qtbot) as (window, model):
        model.budgets.set_amount(Scope.DAY, 100)
        window._open_variations()
        sheet = find(window, QWidget, "variationsSheet")
        await until(sheet.isVisible)
        await generate(window, model)
        await until(lambda: asks(window))
        assert sheet.isAncestorOf(asks(window)[0])
        assert window._variations is not None
        window._variations.close_sheet()
        await until(lambda: asks(window))
        assert not sheet.isAncestorOf(asks(window)[0])
        asks(window)[0].click()
        await until(lambda: len(model.dispatcher.line) == 1)


@pytest.mark.parametrize("answer", ["yes", "no", "cancel"])
async def test_a_dearer_edit_of_what_waits_is_asked_in_its_form(
    tmp_path: Path, qtbot: QtBot, answer: str
) -> None:
    async with opened(tmp_path, qtbot) as (window, model):
        await spend(model, 10)
        await until(lambda: model.draft.estimate.seen == 1)
        await generate(window, model)
        await until(lambda: len(model.dispatcher.line) == 1)
        id = model.dispatcher.line[0]
        model.budgets.set_amount(Scope.DAY, 20)
        (row,) = await model.library.get([id])
        window._edit_waiting(row)
        dialog = find(window, QDialog, "queueEditDialog")
        find(dialog, QSpinBox, "durationSpin").setValue(15)
        press(dialog, "queueEditSave")
        await until(lambda: asks(window))
        assert dialog.isAncestorOf(asks(window)[0])
        if answer == "yes":
            asks(window)[0].click()
            await until(lambda: window.findChild(QDialog, "queueEditDialog") is None)
        elif answer == "no":
            press(dialog, "noticeClose")
            await until(lambda: not asks(window))
            assert dialog.isVisible()
        else:
            press(dialog, "queueEditCancel")
            await until(lambda: not asks(window))
        await until(lambda: not model.tasks.running(f"edit {id}"))
        (row,) = await model.library.get([id])
        assert row.request.duration == (15 if answer == "yes" else 5)


async def test_sums_that_change_late_find_no_window_to_show_them(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=TOKEN) as model:
        window = MainWindow(model, demo=False)
        window.show()
        window.take_down()
        QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
        assert not shiboken6.isValid(window)
        model.budgets.changed.emit()

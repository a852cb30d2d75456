"""The header: what it says of the account, what it says of the work, and what it asks for."""

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from seedance_desktop.core.budget import Totals
from seedance_desktop.core.errors import (
    KeyringAbsent,
    KeyringLocked,
    KeyringRefused,
    KeyringUnavailable,
    TokenTrouble,
)
from seedance_desktop.core.generation import State
from seedance_desktop.core.profile import Profile
from seedance_desktop.simulator.scripts import Script
from seedance_desktop.state.budgets import Budgets
from seedance_desktop.state.library import Library
from seedance_desktop.state.notices import Notices
from seedance_desktop.state.pausing import Pause
from seedance_desktop.state.tokens import TokenState
from seedance_desktop.ui.demo_choice import DemoChoice, demo_scripts
from seedance_desktop.ui.header import Header, running_words
from seedance_desktop.ui.widgets.chips import ChipButton
from tests.support.accounts import OpenedAccount, opened_account
from tests.support.history import add_row, opened_library
from tests.support.waiting import until


def shown(
    qtbot: QtBot,
    opened: OpenedAccount,
    library: Library,
    *,
    demo: bool = False,
    pause: Pause | None = None,
) -> Header:
    if pause is None:
        pause = Pause(opened.account._settings, library, Notices(), library._tasks)
    budgets = Budgets(opened.settings, library, library._tasks)
    header = Header(opened.account, library, pause, budgets, demo=demo)
    qtbot.addWidget(header)
    header.resize(1440, header.height())
    header.show()
    return header


async def test_a_long_project_gives_way_to_a_narrow_window(qtbot: QtBot, tmp_path: Path) -> None:
    async with opened_account(tmp_path, demo=True) as opened, opened_library(tmp_path) as (
        library, _,
    ):  # fmt: skip
        header = shown(qtbot, opened, library, demo=True)
        assert header.project.text() == "No project ▾"
        header.project._budgets.add("Bottle campaign, autumn 2026")
        library._totals = Totals(counts={State.RUNNING: 6, State.WAITING: 1_000})
        header._pause.pause()
        library.totals_changed.emit(library._totals)
        assert "paused" in header.queue_button.accessibleName()
        assert "campaign" not in header.project.text() and "Bottle" in header.project.text()
        assert "autumn 2026" in header.project.toolTip()
        assert header.minimumSizeHint().width() <= 1024
        header.resize(header.minimumSizeHint())
        QApplication.sendPostedEvents()
        assert header.project.text().startswith("B")


def chip(header: Header) -> ChipButton:
    button = header.findChild(ChipButton, "tokenButton")
    assert button is not None
    return button


async def test_the_chip_says_where_the_token_is(qtbot: QtBot, tmp_path: Path) -> None:
    async with opened_account(tmp_path) as opened, opened_library(tmp_path) as (library, _):
        header = shown(qtbot, opened, library)
        assert chip(header).words() == "token not looked up yet"
        opened.keyring.answers.clear()
        opened.account.ask_for_token()
        await until(lambda: chip(header).words() == "asking the keyring…")
        opened.keyring.answers.set()
        await until(lambda: chip(header).words() == "no token – enter one")
        await opened.account.tokens.save(opened.origin, "secret")
        assert chip(header).words() == "token in Secret Service"
        assert chip(header).accessibleName() == "Token: token in Secret Service"
        opened.account.tokens.use_for_session(opened.origin, "secret")
        assert chip(header).words() == "token for this session"
        opened.account.tokens.lend(opened.origin, "secret", TokenState.ENVIRONMENT)
        assert chip(header).words() == "token from SEEDANCE_TOKEN"


async def test_the_troubles_of_the_keyring_differ_in_words(qtbot: QtBot, tmp_path: Path) -> None:
    troubles: tuple[type[TokenTrouble], ...] = (
        KeyringAbsent,
        KeyringLocked,
        KeyringRefused,
        KeyringUnavailable,
    )
    said = set()
    for trouble in troubles:
        async with opened_account(tmp_path) as opened, opened_library(tmp_path) as (library, _):
            opened.keyring.trouble = trouble("what happened")
            await opened.account.tokens.get(opened.origin)
            header = shown(qtbot, opened, library)
            assert "keyring" in chip(header).words()
            said.add(chip(header).words())
    assert len(said) == len(troubles)


async def test_another_provider_is_chosen_with_the_keyboard(qtbot: QtBot, tmp_path: Path) -> None:
    async with opened_account(tmp_path) as opened, opened_library(tmp_path) as (library, _):
        header = shown(qtbot, opened, library)
        box = header.findChild(QComboBox, "profileCombo")
        assert box.accessibleName()
        qtbot.keyClick(box, Qt.Key.Key_Down)
        assert opened.account.profile.id == "loova"
        await until(lambda: chip(header).words() == "no token – enter one")
        opened.account.use("outai")
        assert box.currentText() == "OutAI"


async def test_the_wheel_changes_no_provider(qtbot: QtBot, tmp_path: Path) -> None:
    async with opened_account(tmp_path) as opened, opened_library(tmp_path) as (library, _):
        header = shown(qtbot, opened, library)
        box = header.findChild(QComboBox, "profileCombo")
        box.clearFocus()
        wheel = QWheelEvent(
            QPointF(5, 5),
            box.mapToGlobal(QPointF(5, 5)),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, wheel)
        assert opened.account.profile.id == "outai"


async def test_the_list_of_providers_follows_the_account(qtbot: QtBot, tmp_path: Path) -> None:
    async with opened_account(tmp_path) as opened, opened_library(tmp_path) as (library, _):
        header = shown(qtbot, opened, library)
        box = header.findChild(QComboBox, "profileCombo")
        opened.account.save_profile(Profile("mine", "Mine", "https://mine.example/api"))
        assert [box.itemText(i) for i in range(box.count())] == ["OutAI", "Loova", "Mine"]
        assert box.currentText() == "OutAI"


async def test_the_running_chip_counts_and_leads_to_the_queue_at_rest_too(
    qtbot: QtBot, tmp_path: Path
) -> None:
    async with opened_account(tmp_path) as opened, opened_library(tmp_path) as (library, _):
        header = shown(qtbot, opened, library)
        label = header.findChild(ChipButton, "runningChip")
        assert label is not None
        assert label.isVisible() and label.words() == "Queue"
        assert label.accessibleName() == "Queue: nothing waits"
        await add_row(library, State.RUNNING, task_id="t1")
        row = await add_row(library, State.WAITING)
        await until(lambda: label.words() == "1 running · 1 waiting", label.words())
        assert label.isVisible() and label.accessibleName() == f"Queue: {label.words()}"
        await library.change(row.id, State.NOT_SENT)
        await until(lambda: label.words() == "1 running")


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, ""),
        ({State.DONE: 3, State.FAILED: 1, State.UNCONFIRMED: 2}, ""),
        ({State.RUNNING: 5, State.SENDING: 1, State.WAITING: 1}, "6 running · 1 waiting"),
        ({State.WAITING: 2}, "2 waiting"),
    ],
)
def test_words_for_what_runs(counts: dict[State, int], words: str) -> None:
    assert running_words(Totals(counts=counts)) == words


async def test_the_demo_says_so_and_has_a_way_out(qtbot: QtBot, tmp_path: Path) -> None:
    async with (
        opened_account(tmp_path, demo=True) as opened,
        opened_library(tmp_path) as (library, _),
    ):
        header = shown(qtbot, opened, library, demo=True)
        assert header.findChild(QLabel, "demoChip").text() == "Demo · nothing is billed"
        assert header.findChild(QComboBox, "profileCombo") is None
        with qtbot.waitSignal(header.own_account_requested, timeout=0):
            header.findChild(QPushButton, "ownAccount").click()


async def test_the_demo_list_tells_the_script_that_is_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    async with (
        opened_account(tmp_path, demo=True) as opened,
        opened_library(tmp_path) as (library, _),
    ):
        header = shown(qtbot, opened, library, demo=True)
        choice = header.findChild(DemoChoice, "demoMenu")
        chosen: list[str] = []
        header.demo_script_chosen.connect(chosen.append)
        choice.setFocus()
        qtbot.keyClick(choice, Qt.Key.Key_Down)
        assert chosen == ["slow"]
        header.show_demo_script("lost-answer")
        assert choice.currentData() == "lost-answer" and chosen == ["slow"]
        assert "lost answer" in choice.accessibleName()
        header.show_demo_script("fast")  # from a start by hand: no script of the list
        assert choice.currentIndex() == -1 and "fast" in choice.accessibleName()


async def test_assistive_tools_find_every_script_of_the_demo(qtbot: QtBot, tmp_path: Path) -> None:
    async with (
        opened_account(tmp_path, demo=True) as opened,
        opened_library(tmp_path) as (library, _),
    ):
        header = shown(qtbot, opened, library, demo=True)
        box = QAccessible.queryAccessibleInterface(header.findChild(DemoChoice, "demoMenu"))
        rows = box.child(0)
        names = {rows.child(at).text(QAccessible.Text.Name) for at in range(rows.childCount())}
        assert len(names) == len(demo_scripts())
        assert "Lost answer – billed, and the answer never comes" in names


def test_every_script_of_the_menu_exists() -> None:
    assert set(demo_scripts()) <= set(Script)


async def test_the_buttons_ask_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    async with opened_account(tmp_path) as opened, opened_library(tmp_path) as (library, _):
        header = shown(qtbot, opened, library)
        with qtbot.waitSignal(header.token_requested, timeout=0):
            chip(header).click()
        with qtbot.waitSignal(header.settings_requested, timeout=0):
            header.findChild(QPushButton, "settingsButton").click()


@pytest.mark.parametrize("demo", [False, True])
async def test_it_fits_the_smallest_window(qtbot: QtBot, tmp_path: Path, demo: bool) -> None:
    async with (
        opened_account(tmp_path, demo=demo) as opened,
        opened_library(tmp_path) as (library, _),
    ):
        if not demo:
            name = "A provider with a name that is far too long for any strip"
            opened.account.save_profile(Profile("mine", name, "https://mine.example/api"))
            opened.account.use("mine")
            opened.account.tokens.lend(opened.origin, "t", TokenState.ENVIRONMENT)
        header = shown(qtbot, opened, library, demo=demo)
        library.totals_changed.emit(Totals(counts={State.RUNNING: 20, State.WAITING: 1_000}))
        header.resize(1024, header.height())
        await until(lambda: header.width() == 1024)
        header.layout().activate()
        parts = [w for w in header.children() if isinstance(w, QWidget) and w.isVisible()]
        parts.sort(key=QWidget.x)
        assert header.minimumSizeHint().width() <= 1024
        for left, right in pairwise(parts):
            assert left.geometry().right() < right.x(), (left.objectName(), right.objectName())


def test_a_chip_without_room_ends_in_an_ellipsis(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    button = ChipButton(window)
    button.show_words("a state that needs a lot of words to be told", "done")
    window.show()
    button.resize(120, button.sizeHint().height())
    assert button.text().endswith("…")
    assert button.words() == "a state that needs a lot of words to be told"
    button.resize(button.sizeHint())
    assert button.text() == button.words()


def test_a_chip_of_its_usual_width_shows_all_its_words(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    button = ChipButton(window)
    window.show()
    states = [f"{n} running · {m} waiting · paused" for n in range(1, 40) for m in (1, 2, 17, 111)]
    for before, words in pairwise(states):
        button.show_words(before, "running")
        button.resize(button.sizeHint())
        button.show_words(words, "running")
        button.resize(button.sizeHint())
        button.show_words(words, "warning")
        assert button.text() == words

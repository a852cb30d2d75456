"""Stars and rejects by keyboard, in the list and in the inspector; nothing is ever deleted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QPushButton

from seedance_desktop.core.generation import Background, CameFrom, Mark, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.library import Library
from tests.support.history import add_row
from tests.support.models import rows
from tests.support.stages import opened_stage
from tests.support.waiting import until
from tests.ui.history.opened import opened_pane, shown_ids, view_of

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


async def some(library: Library) -> None:
    for prompt in ("one", "two", "three"):
        await add_row(library, State.DONE, prompt)
    await add_row(library, State.FAILED, "failed")


async def test_s_and_x_mark_what_is_selected_and_undo_takes_it_back(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, some) as (pane, model):
        view = view_of(pane)

        async def are(*marks: Mark) -> None:
            await model.tasks.wait_for_protected(30)
            await until(lambda: not model.tasks.running("mark"))
            found = {row.request.prompt: row.mark for row in await rows(model)}
            assert [found[prompt] for prompt in ("three", "two", "failed")] == list(marks)

        view.go_to(shown_ids(model)[1])
        QTest.keyClick(view, Key.Key_S)
        await are(Mark.STAR, Mark.NONE, Mark.NONE)
        QTest.keyClick(view, Key.Key_X)
        await are(Mark.REJECT, Mark.NONE, Mark.NONE)
        QTest.keyClick(view, Key.Key_X)
        await are(Mark.NONE, Mark.NONE, Mark.NONE)
        QTest.keyClick(view, Key.Key_A, CTRL)
        QTest.keyClick(view, Key.Key_S)
        await are(Mark.STAR, Mark.STAR, Mark.NONE)
        for _ in range(3):
            QTest.keyClick(view, Key.Key_Z, CTRL)
        await are(Mark.STAR, Mark.NONE, Mark.NONE)
        assert len(await rows(model)) == 4


async def test_a_rejected_card_is_faint_has_its_sign_and_is_said_to_be(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, some) as (pane, model):
        view = view_of(pane)
        two = shown_ids(model)[2]
        await model.library.set_marks({two: Mark.REJECT})

        index = model.history.index(2)
        card = view.cards.card_of(view.visualRect(index), index)
        assert card is not None and card.dimmed and card.mark == "reject"
        found = QAccessible.queryAccessibleInterface(view)
        assert "rejected" in found.child(2).text(QAccessible.Text.Name)
        view.grab()


async def test_the_pill_lists_the_starred_alone(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, some) as (pane, model):
        two = shown_ids(model)[2]
        await model.library.set_marks({two: Mark.STAR})
        pill = pane.findChild(QPushButton, "historyFilter_starred")
        assert pill is not None and pill.text() == "★"
        await until(lambda: pill.accessibleName() == "Starred: 1 generations")
        pill.setFocus()
        QTest.keyClick(pill, Key.Key_Space)
        await until(lambda: shown_ids(model) == [two])


async def test_the_inspectors_buttons_mark_recall_and_copy(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        row = await stage.show_row(State.DONE, prompt="A bottle", written="A {{what=bottle}}")
        star = stage.find(QPushButton, "star")
        assert star.accessibleName() == "Star"
        QTest.keyClick(star, Key.Key_Space)
        await until(lambda: star.accessibleName() == "Take the star off")
        assert (await stage.current()).mark is Mark.STAR

        stage.find(QPushButton, "copyCurl").click()
        copied = QGuiApplication.clipboard().text()
        assert copied.startswith("curl") and "A bottle" in copied

        stage.model.draft.replace(VideoRequest(prompt="mine", duration=9))
        stage.find(QPushButton, "remix").click()
        assert stage.model.draft.request == VideoRequest(prompt="A {{what=bottle}}", duration=9)

        stage.find(QPushButton, "useSettingsMenu").click()
        menu = stage.pane.findChild(QMenu, "useFieldMenu")
        assert menu is not None
        names = [action.objectName() for action in menu.actions()]
        assert names[:2] == ["useField_prompt", "useField_function_mode"]
        next(a for a in menu.actions() if a.objectName() == "useField_duration").trigger()
        assert stage.model.draft.request.duration == 5

        stage.find(QPushButton, "copyPrompt").click()
        menu = stage.pane.findChild(QMenu, "copyPromptMenu")
        assert menu is not None
        next(a for a in menu.actions() if a.objectName() == "copyPromptWritten").trigger()
        assert QGuiApplication.clipboard().text() == "A {{what=bottle}}"
        assert row.mark is Mark.NONE


async def test_what_changed_is_said_and_leads_to_where_it_came_from(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        parent = await stage.show_row(State.DONE, prompt="A bottle")
        profile = stage.model.account.profile
        made = await stage.model.library.add(
            VideoRequest(prompt="A bottle", duration=9), profile=profile.id,
            base_url=profile.base_url, estimate=None,
            background=Background(parent_id=parent.id, came_from=CameFrom.REMIX),
        )  # fmt: skip
        asked: list[object] = []
        stage.pane.show_requested.connect(asked.append)
        stage.model.selection.select(made)
        changed = stage.find(QLabel, "inspectorChanged")
        await until(lambda: "duration 5 → 9 s" in changed.toolTip() + changed.text())
        link = stage.find(QPushButton, "inspectorParent")
        QTest.keyClick(link, Key.Key_Space)
        stage.model.selection.select(parent)
        led = stage.find(QPushButton, "inspectorChildren")
        await until(led.isVisible)
        QTest.keyClick(led, Key.Key_Space)
        assert asked == [parent, made]

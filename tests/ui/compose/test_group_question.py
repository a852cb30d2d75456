"""Generate on a prompt with braces in it asks; nothing is sent with braces by accident."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QWidget

from seedance_desktop.core.generation import State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.model import Model
from seedance_desktop.ui.main_window import MainWindow
from tests.state.test_orders import rows_placed
from tests.support.history import add_row
from tests.support.models import rows
from tests.support.waiting import until
from tests.ui.variations.test_sheet import find, press, window_on

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def generate_by_key(window: MainWindow) -> None:
    QTest.keyClick(find(window, "promptEdit"), KEY.Key_Return, CTRL)


def question(window: MainWindow) -> QWidget | None:
    found = window.findChild(QWidget, "groupQuestion")
    return found if found is not None and found.isVisible() else None


async def prompts(model: Model) -> list[str]:
    return [row.request.prompt for row in await rows(model)]


@pytest.mark.parametrize("by_key", [True, False])
async def test_a_group_is_asked_about_and_one_alternative_sent(
    tmp_path: Path, by_key: bool
) -> None:
    async with window_on(tmp_path) as (window, model):
        model.draft.replace(VideoRequest(prompt="a boat at {dawn|neon night}, {red|}"))
        if by_key:
            generate_by_key(window)
        else:
            press(window, "generateButton")
        assert question(window) is not None
        assert not await rows_placed(model)
        first, second = find(window, "groupChoice0"), find(window, "groupChoice1")
        assert isinstance(first, QComboBox) and isinstance(second, QComboBox)
        assert first.hasFocus()
        assert [second.itemText(n) for n in range(second.count())] == ["red", "(nothing)"]
        QTest.keyClick(first, KEY.Key_Down)
        press(window, "groupSend")
        await until(lambda: bool(model.dispatcher.line))
        assert await prompts(model) == ["a boat at neon night, red"]
        (row,) = await rows(model)
        assert row.prompt_written == "a boat at {dawn|neon night}, {red|}"
        assert question(window) is None
        assert find(window, "generateButton").hasFocus()


async def test_the_key_again_sends_nothing_and_leads_to_the_button(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        model.draft.replace(VideoRequest(prompt="at {dawn|dusk}"))
        generate_by_key(window)
        generate_by_key(window)
        assert find(window, "groupSend").hasFocus()
        assert not model.dispatcher.line
        QTest.keyClick(QApplication.focusWidget(), KEY.Key_Escape)
        assert question(window) is None
        assert not await rows_placed(model)


async def test_another_prompt_takes_the_question_back(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        model.draft.replace(VideoRequest(prompt="at {dawn|dusk}"))
        generate_by_key(window)
        model.draft.set("ratio", "1:1")
        assert question(window) is not None
        model.draft.set("prompt", "at noon")
        assert question(window) is None
        model.draft.set("prompt", "at {noon|night}")
        generate_by_key(window)
        box = find(window, "groupChoice0")
        assert isinstance(box, QComboBox)
        assert box.currentText() == "noon"


async def test_it_opens_on_what_the_recalled_clip_was_made_with(tmp_path: Path) -> None:
    written = "{slow|fast} {{what=boat}} at {dawn|noon|night}"
    async with window_on(tmp_path) as (window, model):
        row = await add_row(
            model.library, State.DONE,
            request=VideoRequest(prompt="fast ship at night"), written=written,
        )  # fmt: skip

        def asked_first() -> list[str]:
            generate_by_key(window)
            boxes = window.findChildren(QComboBox)
            return [b.currentText() for b in boxes if b.objectName().startswith("groupChoice")
                    and b.isVisible()]  # fmt: skip

        model.recall.use(row)
        assert asked_first() == ["fast", "night"]
        model.draft.set("prompt", f"{{red|blue}} and {written}")
        assert asked_first() == ["red", "fast", "night"]
        model.draft.undo()
        assert asked_first() == ["fast", "night"]
        first = find(window, "groupChoice0")
        QTest.keyClick(first, KEY.Key_Up)
        press(window, "groupSend")
        await until(lambda: bool(model.dispatcher.line))
        assert (await prompts(model))[0] == "slow ship at night"
        assert asked_first() == ["slow", "night"], "what was sent last"
        # The other clip's own, whatever was sent meanwhile.
        model.recall.remix(row)
        assert asked_first() == ["fast", "night"]


@pytest.mark.parametrize("prompt", ['{"scene": "a boat"}', "a {stray", "{a|{b|c}}", "{one}"])
async def test_other_braces_are_sent_as_they_are_only_where_that_is_said(
    tmp_path: Path, prompt: str
) -> None:
    async with window_on(tmp_path) as (window, model):
        model.draft.replace(VideoRequest(prompt=prompt))
        generate_by_key(window)
        asked = question(window)
        assert asked is not None
        assert "is no group" in asked.accessibleName()
        assert find(window, "groupKeep").hasFocus()
        assert not await rows_placed(model)
        press(window, "groupSendAsItIs")
        await until(lambda: bool(model.dispatcher.line))
        assert await prompts(model) == [prompt]


async def test_braces_that_are_meant_are_not_asked_about(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        model.draft.replace(VideoRequest(prompt=r"the sign says \{open\}"))
        generate_by_key(window)
        assert question(window) is None
        await until(lambda: bool(model.dispatcher.line))
        assert await prompts(model) == ["the sign says {open}"]


async def test_the_question_leads_to_the_variations(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        model.draft.replace(VideoRequest(prompt="at {dawn|dusk}"))
        generate_by_key(window)
        press(window, "groupVariations")
        assert find(window, "variationsSheet").isVisible()
        assert len(model.variations.cells) == 2
        assert question(window) is None


async def test_many_groups_with_long_words_fit_the_smallest_window(tmp_path: Path) -> None:
    async with window_on(tmp_path, (1024, 680)) as (window, model):
        words = "|".join(["很长的描述" * 12, "a rather long description " * 6])
        model.draft.replace(VideoRequest(prompt=" ".join([f"{{{words}}}"] * 7)))
        generate_by_key(window)
        QApplication.sendPostedEvents()
        asked = question(window)
        assert asked is not None
        await until(lambda: find(window, "groupSend").isVisible())
        footer = asked.parentWidget()
        for name in ("groupSend", "groupVariations", "groupKeep", "generateButton"):
            part = find(window, name)
            assert part.visibleRegion().boundingRect().size() == part.size(), name
        assert asked.width() <= footer.width()
        assert all(label.width() <= asked.width() for label in asked.findChildren(QLabel))


@pytest.mark.parametrize(
    ("prompt", "answer"), [("at {dawn|dusk}", "groupSend"), ("at {dawn", "groupSendAsItIs")]
)
async def test_no_answer_sends_while_a_typed_link_is_not_added(
    tmp_path: Path, prompt: str, answer: str
) -> None:
    async with window_on(tmp_path) as (window, model):
        model.draft.replace(VideoRequest(prompt=prompt))
        press(window, "generateButton")
        press(window, "addImage")
        typed = find(window, "referenceUrlEdit")
        QTest.keyClicks(typed, "https://a.example/boat")
        press(window, answer)
        assert typed.hasFocus()
        assert not model.dispatcher.line
        assert not await rows_placed(model)

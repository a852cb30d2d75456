"""The window's own part: layout, closing, and what a notice's buttons do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSlider,
    QSplitter,
    QWidget,
)

from seedance_desktop.core.errors import BadToken, NotSent
from seedance_desktop.core.generation import State
from seedance_desktop.core.origin import origin_of
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.model import Model
from seedance_desktop.ui import theme
from seedance_desktop.ui.main_window import SMALLEST, TITLE_BAR, USUAL, MainWindow
from tests.support.history import add_row
from tests.support.models import rows, running_model, until_state
from tests.support.simulator import Simulator
from tests.support.waiting import until

NOBODY = "http://127.0.0.1:9/api"


@asynccontextmanager
async def window_on(
    folder: Path, base_url: str = NOBODY, size: tuple[int, int] = (1440, 900)
) -> AsyncIterator[tuple[MainWindow, Model]]:
    async with running_model(folder, base_url) as model:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.install(app, "dark")
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


def button(window: MainWindow, name: str) -> QPushButton:
    found = [b for b in window.findChildren(QPushButton, name) if b.isVisible()]
    assert len(found) == 1, name
    return found[0]


async def test_the_prompt_accepts_keys_at_once(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        edit = window.findChild(QPlainTextEdit, "promptEdit")
        assert edit.hasFocus()
        QTest.keyClicks(edit, "a boat")
        assert model.draft.request.prompt == "a boat"


async def test_a_first_start_leaves_room_for_the_title_bar(tmp_path: Path) -> None:
    room = QGuiApplication.primaryScreen().availableGeometry().height()
    assert room <= USUAL[1], "this screen has room for more than the window"
    async with running_model(tmp_path, NOBODY) as model:
        window = MainWindow(model, demo=False)
        assert window.height() == max(SMALLEST[1], room - TITLE_BAR)
        window.take_down()


async def test_the_narrow_window_keeps_room_for_the_stage(tmp_path: Path) -> None:
    async with window_on(tmp_path, size=(1024, 680)) as (window, _):
        assert window.findChild(QSplitter, "panes").sizes() == [320, 438, 264]
    async with window_on(tmp_path / "wide") as (window, _):
        compose, stage, history = window.findChild(QSplitter, "panes").sizes()
        assert compose < 420 and history < 420 and stage > 600


async def test_widths_come_back_after_a_restart(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, _):
        splitter = window.findChild(QSplitter, "panes")
        splitter.setSizes([400, 690, 348])
        sizes = splitter.sizes()
        window.show_closing()
    async with window_on(tmp_path) as (window, _):
        assert window.findChild(QSplitter, "panes").sizes() == sizes


async def test_closing_asks_and_waits_for_the_app(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, _):
        asked: list[int] = []
        window.close_requested.connect(lambda: asked.append(1))
        window.close()
        assert asked and window.isVisible()


async def test_a_notice_moves_nothing_one_presses_or_types_in(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        kinds = (QPushButton, QLineEdit, QPlainTextEdit, QSlider)

        def places() -> dict[QWidget, QPoint]:
            bar = window.findChild(QWidget, "noticeBar")
            found = (w for kind in kinds for w in window.findChildren(kind))
            return {
                w: w.mapTo(window, QPoint())
                for w in found
                if w.isVisible() and not bar.isAncestorOf(w)
            }

        await until(lambda: len(places()) > 20, "the window is laid out")
        QApplication.sendPostedEvents()
        before = places()
        model.notices.tell_error(BadToken("The token was refused.", trace_id="t" * 32))
        await until(lambda: window.findChild(QWidget, "noticeBar").height() > 30)
        QApplication.sendPostedEvents()
        assert places() == before


async def test_a_refused_token_offers_its_field(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        model.notices.tell_error(BadToken("The token was refused.", trace_id="t" * 32))
        bar = window.findChild(QWidget, "noticeBar")

        def offers() -> list[QPushButton]:
            return [b for b in bar.findChildren(QPushButton) if "token" in b.text().lower()]

        await until(lambda: offers() and offers()[0].isVisible())
        offers()[0].click()
        await until(lambda: any(d.isVisible() for d in window.findChildren(QDialog)))
        (sheet,) = [d for d in window.findChildren(QDialog) if d.isVisible()]
        assert sheet.objectName() == "tokenSheet"
        sheet.reject()


async def test_the_token_asked_for_is_that_of_the_clips_provider(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        other = await model.library.add(
            VideoRequest(prompt="a boat"),
            profile="loova",
            base_url="https://api.loova.ai/api",
            estimate=None,
        )
        removed = await model.library.add(
            VideoRequest(prompt="a road"),
            profile="gone",
            base_url="https://gone.invalid:8443/api",
            estimate=None,
        )
        for row, name, host in (
            (other, "Loova", "api.loova.ai"),
            (removed, "gone.invalid:8443", "gone.invalid:8443"),
        ):
            model.notices.tell_error(BadToken("The token was refused."), generation_id=row.id)
            told = model.notices.standing[-1]
            window._on_notice_action(told, told.action)
            await until(lambda: any(d.isVisible() for d in window.findChildren(QDialog)))
            (sheet,) = [d for d in window.findChildren(QDialog) if d.isVisible()]
            assert sheet.windowTitle() == f"Token for {name}"
            assert host in sheet.findChild(QLabel, "tokenHost").text()
            sheet.findChild(QLineEdit, "tokenEdit").setText("sk-another")
            sheet.findChild(QPushButton, "tokenSession").click()
            assert await model.tokens.get(origin_of(row.base_url)) == "sk-another"
            assert await model.tokens.get(model.account.profile.origin) != "sk-another"


async def test_generate_by_key_leads_to_a_row_and_settings_come_back(tmp_path: Path) -> None:
    with Simulator.start("fast") as simulator:
        async with window_on(tmp_path, simulator.base_url) as (window, model):
            model.draft.replace(VideoRequest(prompt="a boat", duration=7))
            edit = window.findChild(QPlainTextEdit, "promptEdit")
            QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            await until(lambda: model.selection.current is not None)
            row = model.selection.current
            assert row is not None
            await until_state(model, row.id, State.DONE)
            await until(lambda: not model.tasks.running(f"fetch {row.id}"))
            model.draft.replace(VideoRequest(prompt="another"))
            button(window, "useSettings").click()
            assert model.draft.request == row.request
        assert len(simulator.log()) == 1


async def test_try_again_sends_what_had_not_left(tmp_path: Path) -> None:
    with Simulator.start("stuck") as simulator:
        gone = simulator.base_url
    async with window_on(tmp_path, gone) as (window, model):
        model.draft.replace(VideoRequest(prompt="a boat"))
        model.queue.submit()
        await until(lambda: any(n.title == NotSent.title for n in model.notices.standing))
        (row,) = await rows(model)
        assert row.state is State.NOT_SENT
        told = next(n for n in model.notices.standing if n.title == NotSent.title)
        window._on_notice_action(told, told.action)
        await until(lambda: not model.notices.standing)
        await until(lambda: any(n.title == NotSent.title for n in model.notices.standing))
        assert len(await rows(model)) == 1


async def test_links_typed_and_not_added_hold_the_request_back(tmp_path: Path) -> None:
    with Simulator.start("fast") as simulator:
        async with window_on(tmp_path, simulator.base_url) as (window, model):
            model.draft.replace(VideoRequest(prompt="a boat"))
            button(window, "addImage").click()
            entry = window.findChild(QPlainTextEdit, "referenceUrlEdit")
            entry.setPlainText("https://example.com/boat.png")
            button(window, "generateButton").click()
            assert entry.toPlainText() and entry.isVisible()
            assert not await rows(model)
            button(window, "referenceUrlAdd").click()
            button(window, "generateButton").click()
            await until(lambda: simulator.log())
            assert simulator.log()[0].request["image_urls"] == ["https://example.com/boat.png"]


async def test_the_find_key_leads_to_the_search(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, _):
        QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        assert window.findChild(QWidget, "historySearch").hasFocus()


def tabbed(window: MainWindow) -> list[str]:
    """The names of what the Tab key comes to, from the prompt round to it again."""
    names: list[str] = []
    while len(names) < 100:
        focused = window.focusWidget()
        assert focused is not None
        if focused.objectName() in names:
            break
        names.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    return names


def stand_in_order(names: list[str], *wanted: str) -> None:
    round_again = names[names.index(wanted[0]) :] + names[: names.index(wanted[0])]
    assert [name for name in round_again if name in wanted] == list(wanted)


async def test_tab_goes_as_the_eye_does_whatever_was_made_when(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        await model.library.open()
        row = await add_row(model.library, State.FAILED, raw_answer="{}")
        window.show_generation(row)
        await until(lambda: any(b.isVisible() for b in window.findChildren(QPushButton, "remix")))
        model.draft.set("prompt", "A {{what}} in {{where}}")
        await until(lambda: window.findChild(QLineEdit, "placeholder_where") is not None, "fields")
        window.findChild(QPlainTextEdit, "promptEdit").setFocus()
        names = tabbed(window)
        stand_in_order(
            names, "presetMenu", "placeholder_what", "placeholder_where", "promptHistoryButton",
            "promptEdit", "variationsButton", "playerLoop", "playerVolume", "sendAgain", "remix",
            "showAnswer", "inspectorTraceIdCopy", "inspectorPrompt", "historySearch",
        )  # fmt: skip
        button(window, "runningChip").click()
        await until(lambda: window.findChild(QWidget, "queueView") is not None, "the queue")
        window.findChild(QPushButton, "queuePause").setFocus()
        stand_in_order(tabbed(window), "queuePause", "queueClose", "promptEdit")

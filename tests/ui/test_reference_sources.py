"""What has to be read first, link files and clips of the history, dropped on the real window."""

from __future__ import annotations

from pathlib import Path
from time import time

import pytest
from PySide6.QtCore import QMimeData, QPoint
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from seedance_desktop.core.generation import ClipState, State
from seedance_desktop.ui.history.pane import HistoryPane
from seedance_desktop.ui.main_window import MainWindow
from tests.support.drags import Drag, generations, urls
from tests.support.history import add_row
from tests.support.waiting import until
from tests.ui.test_main_window import window_on

pytestmark = pytest.mark.filterwarnings("ignore:.*QDrag(Enter|Move)Event:DeprecationWarning")

SITE = "https://a.example"


def drop(window: MainWindow, data: QMimeData) -> None:
    target = window.findChild(QPushButton, "mode_omni_reference")
    assert Drag(window, data).drop(target).isAccepted()


def said(window: MainWindow, name: str) -> str:
    label = window.findChild(QWidget, name)
    return label.text() if label.isVisible() else ""


def button_of(window: MainWindow, name: str) -> QPushButton | None:
    return next((b for b in window.findChildren(QPushButton, name) if b.isVisible()), None)


async def test_link_files_lead_to_their_lists(tmp_path: Path) -> None:
    folder = tmp_path / "links"
    folder.mkdir()
    (folder / "Cat.url").write_text(f"[InternetShortcut]\nURL={SITE}/cat.png\n")
    (folder / "Clip.desktop").write_text(f"[Desktop Entry]\nType=Link\nURL={SITE}/clip.mp4\n")
    (folder / "Bad.webloc").write_bytes(b"bplist00nonsense")
    async with window_on(tmp_path / "data") as (window, model):
        drop(window, urls(*(path.as_uri() for path in sorted(folder.iterdir()))))
        await until(lambda: model.draft.request.video_urls)
        assert model.draft.request.image_urls == (f"{SITE}/cat.png",)
        assert model.draft.request.video_urls == (f"{SITE}/clip.mp4",)
        assert "Bad.webloc" in said(window, "referencesRemark")


async def test_a_clip_of_the_history_is_a_video_with_its_age(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        link = f"{SITE}/result?sig=1"
        row = await add_row(
            model.library, prompt="A paper boat", result_url=link, finished_at=time() - 7_300
        )
        drop(window, generations([row.id]))
        await until(lambda: model.draft.request.video_urls)
        assert model.draft.request.video_urls == (link,)
        assert "made 2 h ago; such links last 12 to 24 hours" in said(window, "videoRefusal")


async def test_a_clip_is_used_as_a_reference_without_a_drag(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        link = f"{SITE}/result.mp4"
        row = await add_row(model.library, prompt="A paper boat", result_url=link)
        window.show_generation(row)
        await until(lambda: button_of(window, "useAsVideo"))
        button_of(window, "useAsVideo").click()
        await until(lambda: model.draft.request.video_urls == (link,))
        history = window.findChild(HistoryPane)
        await until(lambda: history._view.selected_ids() == [row.id])
        history._view.menu_requested.emit(QPoint(10, 10))
        await until(lambda: window.findChild(QMenu, "historyMenu"))
        menu = window.findChild(QMenu, "historyMenu")
        (entry,) = [a for a in menu.actions() if a.objectName() == "historyUseAsVideo"]
        entry.trigger()
        await until(lambda: model.draft.request.video_urls == (link, link))


async def test_a_clip_without_a_link_offers_its_file(tmp_path: Path) -> None:
    clip = tmp_path / "boat.mp4"
    async with window_on(tmp_path / "data") as (window, model):
        row = await add_row(model.library, clip=ClipState.SAVED, clip_path=str(clip))
        drop(window, generations([row.id]))
        await until(lambda: said(window, "videoRefusal"))
        assert "no link of its own" in said(window, "videoRefusal")
        assert model.draft.request.video_urls == ()
        window.findChild(QPushButton, "videoRefusalFile").click()
        assert model.draft.request.video_urls == (clip.as_uri(),)


async def test_a_clip_that_has_nothing_says_so(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        row = await add_row(model.library, State.RUNNING, "A lamp")
        drop(window, generations([row.id]))
        await until(lambda: said(window, "referencesRemark"))
        assert "“A lamp” has no link" in said(window, "referencesRemark")

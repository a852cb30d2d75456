"""The offscreen platform ends a drag as soon as it began; what it would have carried is left."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QDrag, QImage
from PySide6.QtTest import QTest

from seedance_desktop.core.generation import ClipState, State
from seedance_desktop.state.library import Library
from seedance_desktop.ui.drag import generations_in
from seedance_desktop.ui.history.card import Copyable
from seedance_desktop.ui.history.pane import HistoryPane
from tests.support.history import add_row
from tests.support.waiting import until
from tests.ui.history.opened import click, copy_spot, middle_of, opened_pane, view_of

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def drag(pane: HistoryPane, start: QPoint) -> QDrag | None:
    """Press there, move away and let go."""
    view = view_of(pane)
    QTest.mousePress(view.viewport(), LEFT, PLAIN, start)
    for step in range(1, 6):
        QTest.mouseMove(view.viewport(), start + QPoint(0, step * 6))
    QTest.mouseRelease(view.viewport(), LEFT, PLAIN, start + QPoint(0, 30))
    return view.findChild(QDrag)


async def clips(library: Library) -> None:
    await add_row(library, State.RUNNING)
    await add_row(library, clip=ClipState.NOT_FETCHED)
    await add_row(library, clip=ClipState.SAVED, clip_path="/clips/雨 1.mp4", credits=75)
    await add_row(library, clip=ClipState.SAVED, clip_path="/clips/two.mp4")


def files_of(found: QDrag | None) -> list[str]:
    assert found is not None
    assert found.mimeData().hasFormat("text/uri-list")
    return [url.toLocalFile() for url in found.mimeData().urls()]


async def test_a_clip_is_dragged_as_a_file(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, clips) as (pane, _):
        assert files_of(drag(pane, middle_of(view_of(pane), 1))) == ["/clips/雨 1.mp4"]


async def test_all_selected_clips_are_dragged(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, clips) as (pane, _):
        view = view_of(pane)
        click(view, middle_of(view, 3))
        click(view, middle_of(view, 0), Qt.KeyboardModifier.ShiftModifier)
        assert files_of(drag(pane, middle_of(view, 1))) == ["/clips/two.mp4", "/clips/雨 1.mp4"]


async def test_the_poster_goes_with_it(tmp_path: Path) -> None:
    poster = QImage(160, 90, QImage.Format.Format_RGB32)
    poster.fill(QColor("green"))
    poster.save(str(tmp_path / "poster.png"))

    path = str(tmp_path / "poster.png")

    async def one(library: Library) -> None:
        await add_row(library, clip=ClipState.SAVED, clip_path="/c.mp4", poster_path=path)

    async with opened_pane(tmp_path, one) as (pane, model):
        await until(lambda: model.pictures.pixmap(path, QSize(84, 60), 1.0), "the poster")
        found = drag(pane, middle_of(view_of(pane), 0))
        assert found is not None
        assert found.pixmap().toImage().pixelColor(40, 30).green() > 100


async def test_what_has_no_clip_cannot_be_dragged(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, clips) as (pane, _):
        assert drag(pane, middle_of(view_of(pane), 2)) is None
        assert drag(pane, middle_of(view_of(pane), 3)) is None


async def test_a_clip_that_is_not_here_is_dragged_as_a_reference_alone(tmp_path: Path) -> None:
    async def one(library: Library) -> None:
        link = "https://a.example/clip.mp4"
        await add_row(library, clip=ClipState.NOT_FETCHED, result_url=link)

    async with opened_pane(tmp_path, one) as (pane, model):
        found = drag(pane, middle_of(view_of(pane), 0))
        assert not found.mimeData().urls()
        assert generations_in(found.mimeData()) == (model.history.id_at(0),)


async def test_a_press_on_a_copy_icon_drags_and_selects_nothing(tmp_path: Path) -> None:
    async with opened_pane(tmp_path, clips) as (pane, _):
        view = view_of(pane)
        assert drag(pane, copy_spot(view, 1, Copyable.CREDITS)) is None
        assert view.selected_ids() == []

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPixmap

from seedance_desktop.state import posters as module
from seedance_desktop.state.posters import Posters
from seedance_desktop.state.tasks import TaskOwner
from tests.support.waiting import until

SIZE = QSize(84, 60)


@asynccontextmanager
async def opened() -> AsyncIterator[Posters]:
    tasks = TaskOwner()
    posters = Posters(tasks)
    try:
        yield posters
    finally:
        await tasks.close(grace=10)
        posters.close()


def poster(folder: Path, width: int, height: int, name: str = "poster.jpg") -> str:
    """A picture that is green in the middle square and red around it."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    for y in range(top, top + side):
        for x in range(left, left + side):
            image.setPixelColor(x, y, QColor("green"))
    assert image.save(str(folder / name), quality=95)
    return str(folder / name)


async def read(posters: Posters, path: str, ratio: float = 1.0) -> QPixmap:
    await until(lambda: posters.pixmap(path, SIZE, ratio) is not None, "the poster")
    picture = posters.pixmap(path, SIZE, ratio)
    assert picture is not None
    return picture


@pytest.mark.parametrize(("width", "height"), [(160, 60), (60, 160), (90, 90)])
async def test_the_middle_fills_the_card(tmp_path: Path, width: int, height: int) -> None:
    async with opened() as posters:
        picture = await read(posters, poster(tmp_path, width, height))
        assert picture.size() == SIZE
        middle = picture.toImage().pixelColor(42, 30)
        assert middle.green() > 100 > middle.red()


async def test_a_sharp_screen_gets_a_sharp_picture(tmp_path: Path) -> None:
    async with opened() as posters:
        picture = await read(posters, poster(tmp_path, 400, 300), 2.0)
        assert picture.size() == SIZE * 2
        assert picture.deviceIndependentSize().toSize() == SIZE


async def test_reading_is_told_once_for_each_file(tmp_path: Path) -> None:
    async with opened() as posters:
        path = poster(tmp_path, 100, 60)
        told: list[str] = []
        posters.ready.connect(told.append)
        assert posters.pixmap(path, SIZE, 1.0) is None
        assert posters.pixmap(path, SIZE, 1.0) is None
        await until(lambda: told, "the poster")
        await read(posters, path)
        assert told == [path]


@pytest.mark.logs("JPEG")
@pytest.mark.parametrize("content", [None, b"no picture", b"\xff\xd8\xff\xe0 cut"])
async def test_what_cannot_be_read_is_known_as_such(tmp_path: Path, content: bytes | None) -> None:
    async with opened() as posters:
        path = tmp_path / "poster.jpg"
        if content is not None:
            path.write_bytes(content)
        assert (await read(posters, str(path))).isNull()


async def test_posters_scrolled_past_are_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WAITING", 2)
    async with opened() as posters:
        paths = [poster(tmp_path, 90, 60, f"{i}.png") for i in range(6)]
        told: list[str] = []
        posters.ready.connect(told.append)
        for path in paths:
            posters.pixmap(path, SIZE, 1.0)
        await until(lambda: len(told) == 2, "the newest")
        assert told == [paths[5], paths[4]]


async def test_only_so_many_pixels_are_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MEMORY", 3 * SIZE.width() * SIZE.height() * 4)
    async with opened() as posters:
        paths = [poster(tmp_path, 90, 60, f"{i}.png") for i in range(4)]
        for path in paths:
            await read(posters, path)
        assert posters.pixmap(paths[3], SIZE, 1.0) is not None
        assert posters.pixmap(paths[0], SIZE, 1.0) is None

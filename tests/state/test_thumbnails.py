"""Small pictures of references, over real connections and from real files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from seedance_desktop.core.spec import Kind
from seedance_desktop.state import thumbnails as module
from seedance_desktop.state.model import Model
from seedance_desktop.state.small_pictures import SIDE, read_small, save_small
from seedance_desktop.state.thumbnails import Thumbnails
from tests.support import media
from tests.support.clips import make_clip, number_of
from tests.support.models import running_model
from tests.support.server import Connection, Reply, Server, files, html_reply, raw, reply, stall
from tests.support.waiting import until


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@asynccontextmanager
async def opened(folder: Path, server: Server) -> AsyncIterator[Model]:
    async with running_model(folder, server.url) as model:
        model.thumbnails.start()
        yield model


async def shown(thumbnails: Thumbnails, kind: Kind, url: str) -> QImage:
    await until(lambda: thumbnails.picture(kind, url) is not None, "the picture")
    picture = thumbnails.picture(kind, url)
    assert picture is not None
    return picture


def picture(folder: Path, width: int = 900, height: int = 600, name: str = "a.png") -> Path:
    """Red on the left, green on the right."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    for x in range(width // 2, width):
        for y in range(height):
            image.setPixelColor(x, y, QColor("green"))
    assert image.save(str(folder / name))
    return folder / name


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "cache" / module.FOLDER).iterdir())


async def test_a_picture_is_fetched_once_and_kept_for_the_next_start(
    server: Server, tmp_path: Path
) -> None:
    server.say(files(picture(tmp_path).read_bytes()))
    url = f"{server.url}/a"
    async with opened(tmp_path, server) as model:
        told: list[str] = []
        model.thumbnails.ready.connect(told.append)
        assert model.thumbnails.picture(Kind.IMAGE, url) is None
        assert model.thumbnails.picture(Kind.IMAGE, url) is None
        small = await shown(model.thumbnails, Kind.IMAGE, url)
        assert (small.width(), small.height()) == (SIDE, 213)
        assert small.pixelColor(10, 100).red() > 200
        assert told == [url]
        assert [seen.method for seen in server.requests] == ["GET"]
        assert not {"authorization", "cookie"} & server.requests[0].headers.keys()
    assert len(kept(tmp_path)) == 1
    async with opened(tmp_path, server) as model:
        again = await shown(model.thumbnails, Kind.IMAGE, url)
        assert again.size() == small.size()
    assert len(server.requests) == 1


async def test_the_first_frame_of_a_film(server: Server, tmp_path: Path) -> None:
    clip = await make_clip(tmp_path / "clip.mp4", size=(640, 360))
    server.say(files(clip.path.read_bytes()))
    async with opened(tmp_path, server) as model:
        frame = await shown(model.thumbnails, Kind.VIDEO, f"{server.url}/clip")
        assert (frame.width(), frame.height(), number_of(frame)) == (SIDE, 180, 0)
        local = await shown(model.thumbnails, Kind.VIDEO, clip.path.as_uri())
        assert (local.width(), number_of(local)) == (SIDE, 0)
    assert len(kept(tmp_path)) == 1


async def test_files_of_this_computer_are_read_where_they_are(
    server: Server, tmp_path: Path
) -> None:
    path = picture(tmp_path, 400, 800, "ein Bild.png")
    async with opened(tmp_path, server) as model:
        model.settings.set(check_links=False)
        small = await shown(model.thumbnails, Kind.IMAGE, path.as_uri())
        assert (small.width(), small.height()) == (SIDE // 2, SIDE)
        gone = (tmp_path / "gone.png").as_uri()
        assert (await shown(model.thumbnails, Kind.IMAGE, gone)).isNull()
        assert (await shown(model.thumbnails, Kind.VIDEO, path.as_uri())).isNull()
        sound = model.thumbnails.picture(Kind.AUDIO, f"{server.url}/a")
        assert sound is not None
        assert sound.isNull()
    assert server.requests == []


PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n"


@pytest.mark.logs("")
@pytest.mark.parametrize(
    "answer",
    [
        reply(404),
        html_reply(),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n" + media.png(9, 9)),
        reply(200, PLAYLIST),
        reply(200, media.jpeg(9, 9)),
        reply(200, b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"),
        reply(200, media.png(60_000, 60_000)[:5000]),
        reply(302, b"", {"Location": "/again"}),
        reply(200, b""),
    ],
    ids=["gone", "page", "10 GB", "playlist", "cut", "drawing", "bomb", "circle", "empty"],
)
@pytest.mark.parametrize("kind", [Kind.IMAGE, Kind.VIDEO])
async def test_what_has_no_picture_is_known_as_such(
    server: Server, tmp_path: Path, kind: Kind, answer: Reply
) -> None:
    server.say(answer)
    async with opened(tmp_path, server) as model:
        assert (await shown(model.thumbnails, kind, f"{server.url}/a")).isNull()
        asked = len(server.requests)
        assert (await shown(model.thumbnails, kind, f"{server.url}/a")).isNull()
        assert len(server.requests) == asked
    assert kept(tmp_path) == []


async def test_more_than_the_limit_is_not_fetched_to_its_end(
    server: Server, tmp_path: Path
) -> None:
    part = bytes(1_000_000)

    def without_end(connection: Connection) -> None:
        connection.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + media.png(9, 9))
        while True:
            connection.send(part)

    server.say(without_end)
    async with opened(tmp_path, server) as model:
        assert (await shown(model.thumbnails, Kind.IMAGE, f"{server.url}/a")).isNull()
    assert kept(tmp_path) == []


async def test_what_is_reached_at_last_gets_its_picture(server: Server, tmp_path: Path) -> None:
    server.say(reply(503))
    url = f"{server.url}/a"
    async with opened(tmp_path, server) as model:
        assert (await shown(model.thumbnails, Kind.IMAGE, url)).isNull()
        server.say(files(media.png(500, 400)))
        model.preflight.start()
        model.preflight.check_again(url)
        await until(lambda: model.preflight.facts(url).width, "the look")
        assert (await shown(model.thumbnails, Kind.IMAGE, url)).width() == SIDE


async def test_switched_off_nothing_is_fetched(server: Server, tmp_path: Path) -> None:
    server.say(files(media.png(500, 400)))
    url = f"{server.url}/a"
    async with opened(tmp_path, server) as model:
        model.settings.set(check_links=False)
        assert (await shown(model.thumbnails, Kind.IMAGE, url)).isNull()
        assert server.requests == []
        told: list[str] = []
        model.thumbnails.ready.connect(told.append)
        model.settings.set(check_links=True)
        assert told == [url]
        assert (await shown(model.thumbnails, Kind.IMAGE, url)).width() == SIDE


async def test_only_a_few_are_fetched_at_a_time(server: Server, tmp_path: Path) -> None:
    server.say(stall())
    async with opened(tmp_path, server) as model:
        for number in range(9):
            model.thumbnails.picture(Kind.IMAGE, f"{server.url}/{number}")
        await until(lambda: len(server.requests) == module.AT_ONCE, "the first")
        assert len(model.tasks.running("thumbnails")) == module.AT_ONCE


async def test_only_so_much_is_kept(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DISK", 2_500)
    server.say(files(media.png(500, 400)))
    async with opened(tmp_path, server) as model:
        for number in range(6):
            await shown(model.thumbnails, Kind.IMAGE, f"{server.url}/{number}")
        assert sum(path.stat().st_size for path in kept(tmp_path)) <= 2_500
        assert kept(tmp_path)


def test_a_photograph_is_turned_as_it_says(tmp_path: Path) -> None:
    path = picture(tmp_path, 640, 320, "a.jpg")
    plain = path.read_bytes()
    exif = b"Exif\0\0" + media.tiff(0, 0, "<", 6)
    segment = b"\xff\xe1" + (2 + len(exif)).to_bytes(2, "big") + exif
    path.write_bytes(plain[:2] + segment + plain[2:])
    small = read_small(path)
    assert (small.width(), small.height()) == (160, 320)
    assert small.pixelColor(80, 40).red() > small.pixelColor(80, 40).green()


def test_a_small_picture_stays_as_it_is_and_keeps_its_clear_parts(tmp_path: Path) -> None:
    image = QImage(40, 20, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    assert save_small(image, tmp_path / "a")
    read = read_small(tmp_path / "a")
    assert (read.width(), read.height()) == (40, 20)
    assert read.pixelColor(5, 5).alpha() == 0
    assert read_small(tmp_path / "none").isNull()
    assert not save_small(image, tmp_path / "no folder" / "a")

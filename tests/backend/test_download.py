"""Clips over a real connection: cut, resumed, changed, refused, too large, on a full disk."""

from __future__ import annotations

import logging
import os
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from seedance_desktop.backend import clip_files, download, links
from seedance_desktop.core.errors import (
    ClipNotWritten,
    ClipTrouble,
    LinkExpired,
    LinkTrouble,
    StorageTrouble,
)
from tests.support.server import (
    Connection,
    Reply,
    Server,
    html_reply,
    json_reply,
    raw,
    reply,
    stall,
    then_cut,
)


def box(kind: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + kind + content


MP4 = (
    box(b"ftyp", b"isom\0\0\2\0isomiso2") + box(b"moov", b"m" * 900) + box(b"mdat", b"x" * 700_000)
)
OTHER = box(b"ftyp", b"isom\0\0\2\0isomiso2") + box(b"moov", b"o" * 900) + box(b"mdat", b"y" * 99)
WEBM = b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm" * 30


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "clips" / "2026-11-23 fox 7.mp4"


def file_server(content: bytes, etag: str = '"v1"', *, cut_at: int | None = None) -> Reply:
    """Serves ranges as nginx does, and may break off behind ``cut_at`` bytes of the content."""

    def answer(connection: Connection) -> None:
        headers = connection.request.headers
        asked = headers.get("range", "")
        start = int(asked[6:-1]) if asked and headers.get("if-range") == etag else 0
        body = content[start:]
        head = f"Content-Length: {len(body)}\r\nETag: {etag}\r\nConnection: close\r\n"
        if start:
            head += f"Content-Range: bytes {start}-{len(content) - 1}/{len(content)}\r\n"
        status = "206 Partial" if start else "200 OK"
        body = body if cut_at is None else content[start:cut_at]
        connection.send(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)

    return answer


async def fetch(server: Server, target: Path, path: str = "/clip.mp4", **terms: int) -> Path:
    fetched = await download.fetch(server.url + path, target, allow_private=True, **terms)
    assert fetched.bytes == fetched.path.stat().st_size
    return fetched.path


def put(path: Path, data: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)


def content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def names(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir()) if target.parent.exists() else []


async def test_a_clip_is_fetched_whole_and_nothing_else_stays(server: Server, target: Path) -> None:
    server.say(file_server(MP4))
    seen: list[tuple[int, int | None]] = []
    fetched = await download.fetch(
        server.url,
        target,
        allow_private=True,
        progress=lambda got, total: seen.append((got, total)),
    )
    assert fetched == download.Fetched(target, len(MP4), "video/mp4")
    assert content(target) == MP4
    assert names(target) == [target.name]
    assert seen[-1] == (len(MP4), len(MP4))
    assert [got for got, _ in seen] == sorted({got for got, _ in seen})
    assert not {"authorization", "cookie"} & server.requests[0].headers.keys()


async def test_a_cut_clip_is_gone_on_from_under_a_fresh_link(server: Server, target: Path) -> None:
    server.say(file_server(MP4, cut_at=400_000), file_server(MP4))
    with pytest.raises(ClipTrouble):
        await fetch(server, target, "/clip.mp4?signature=old")
    assert await fetch(server, target, "/clip.mp4?signature=new") == target
    assert content(target) == MP4
    assert server.requests[1].headers["range"] == "bytes=400000-"
    assert names(target) == [target.name]


async def test_another_content_is_fetched_from_its_beginning(server: Server, target: Path) -> None:
    server.say(file_server(MP4, cut_at=400_000), file_server(OTHER, '"v2"'))
    with pytest.raises(ClipTrouble):
        await fetch(server, target)
    assert (await fetch(server, target)).read_bytes() == OTHER


def partial(etag: str, start: int, total: int, body: bytes) -> Reply:
    place = f"bytes {start}-{start + len(body) - 1}/{total}"
    return reply(206, body, {"ETag": etag, "Content-Range": place})


@pytest.mark.parametrize(
    "wrong",
    [
        partial('"v2"', 400_000, len(MP4), b"z" * (len(MP4) - 400_000)),
        partial('"v1"', 399_999, len(MP4), b"z" * (len(MP4) - 399_999)),
        partial('"v1"', 400_000, len(MP4) + 1, b"z" * 10),
        reply(206, b"z" * 10, {"ETag": '"v1"'}),
        reply(206, b"z" * 10, {"Content-Range": "bytes 400000-400009/*"}),
        reply(416, b"", {"Content-Range": f"bytes */{len(MP4)}"}),
    ],
    ids=["another etag", "another place", "another size", "no place", "no etag", "no such place"],
)
async def test_a_rest_that_does_not_fit_is_not_put_behind_the_beginning(
    server: Server, target: Path, wrong: Reply
) -> None:
    server.say(file_server(MP4, cut_at=400_000), wrong, file_server(MP4))
    with pytest.raises(ClipTrouble):
        await fetch(server, target)
    assert (await fetch(server, target)).read_bytes() == MP4
    assert "range" not in server.requests[2].headers


async def test_more_than_was_announced_is_not_kept(server: Server, target: Path) -> None:
    rest = partial('"v1"', 400_000, len(MP4), MP4[400_000:] + b"more")
    server.say(file_server(MP4, cut_at=400_000), rest)
    with pytest.raises(ClipTrouble):
        await fetch(server, target)
    with pytest.raises(ClipTrouble, match="More came"):
        await fetch(server, target)
    assert names(target) == []


@pytest.mark.parametrize(
    "headers",
    [{}, {"ETag": 'W/"weak"'}, {"Last-Modified": "Mon, 23 Nov 2026 09:00:00 GMT"}],
    ids=["nothing", "a weak etag", "a date without a length"],
)
async def test_without_a_sure_mark_it_begins_anew(
    server: Server, target: Path, headers: dict[str, str]
) -> None:
    head = b"".join(f"{name}: {value}\r\n".encode() for name, value in headers.items())
    chunked = b"Transfer-Encoding: chunked\r\n\r\n" + b"%x\r\n" % len(MP4) + MP4[:400_000]
    server.say(raw(b"HTTP/1.1 200 OK\r\n" + head + chunked), file_server(MP4))
    with pytest.raises(ClipTrouble):
        await fetch(server, target)
    assert (await fetch(server, target)).read_bytes() == MP4
    assert "range" not in server.requests[1].headers


@pytest.mark.parametrize(
    "notes", [b"", b"{", b"\xff", b'{"etag": 7}', b'{"etag": "\\"\\r\\nX: y"}']
)
async def test_spoilt_notes_beside_the_part_cost_only_the_part(
    server: Server, target: Path, notes: bytes
) -> None:
    target.parent.mkdir()
    target.with_name(target.name + ".part").write_bytes(MP4[:1000])
    target.with_name(target.name + ".part.json").write_bytes(notes)
    server.say(file_server(MP4))
    assert (await fetch(server, target)).read_bytes() == MP4
    assert "range" not in server.requests[0].headers


async def test_a_file_of_that_name_is_never_overwritten(server: Server, target: Path) -> None:
    put(target, b"mine")
    server.say(file_server(MP4))
    assert (await fetch(server, target)).name == f"{target.stem} (2).mp4"
    other = MP4[:-1] + b"?"
    server.say(file_server(other))
    assert (await fetch(server, target)).name == f"{target.stem} (3).mp4"
    assert content(target) == b"mine"


async def test_a_clip_that_is_there_already_is_not_there_twice(
    server: Server, target: Path
) -> None:
    """The app was killed when the file had its name and the history did not know it yet."""
    put(target, b"mine")
    server.say(file_server(MP4))
    first = await fetch(server, target)
    assert await fetch(server, target) == first
    assert sorted(names(target)) == sorted([target.name, first.name])


async def test_the_name_ends_as_the_content_asks(server: Server, target: Path) -> None:
    server.say(file_server(WEBM))
    assert await fetch(server, target) == target.with_suffix(".webm")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (html_reply(200), "a web page"),
        (html_reply(200, "\ufeff \n<!DOCTYPE html><p>Sign in"), "a web page"),
        (json_reply({"error": "expired"}), "a JSON message"),
        (reply(200, b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>"), "an XML"),
        (reply(200, b"\x89PNG\r\n\x1a\n" + bytes(99)), "a picture"),
        (reply(200, box(b"ftyp", b"heic\0\0\0\0mif1")), "a picture"),
        (reply(200, b"not today"), "plain text"),
        (reply(200, bytes(2000)), "something that is not"),
        (reply(200, b""), "empty"),
        (reply(200, MP4[:6]), "something that is not"),
        (reply(204), "HTTP 204"),
        (reply(206, MP4), "HTTP 206"),
        (reply(500), "HTTP 500"),
        (reply(304), "HTTP 304"),
        (then_cut(), "lost"),
        (raw(b"HTTP/1.1 200 OK\r\n\r\n" + MP4[:-1]), "before the whole"),
        (raw(b"HTTP/1.1 200 OK\r\n\r\n" + MP4[: 8 + 24]), "before the whole"),
    ],
)
async def test_what_is_no_clip_is_told_and_not_kept(
    server: Server, target: Path, answer: Reply, words: str
) -> None:
    server.say(answer)
    with pytest.raises(ClipTrouble, match=words) as caught:
        await fetch(server, target)
    assert type(caught.value) is ClipTrouble
    assert content(target) == b""


async def test_a_server_that_says_nothing(server: Server, target: Path) -> None:
    server.say(stall())
    with pytest.raises(ClipTrouble, match="in time"):
        await download.fetch(server.url, target, allow_private=True, stall_timeout=0.3)
    assert names(target) == []


async def test_what_is_no_clip_is_not_waited_for(server: Server, target: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    server.say(stall(head + b"<html>" + b"x" * 2_000))
    with pytest.raises(ClipTrouble, match="a web page"):
        await fetch(server, target)


async def test_a_clip_without_a_length_is_taken_when_its_boxes_are_whole(
    server: Server, target: Path
) -> None:
    server.say(raw(b"HTTP/1.1 200 OK\r\n\r\n" + MP4))
    assert (await fetch(server, target)).read_bytes() == MP4


@pytest.mark.parametrize("status", [403, 404, 410])
async def test_a_link_that_has_ended(server: Server, target: Path, status: int) -> None:
    server.say(file_server(MP4, cut_at=400_000), html_reply(status), file_server(MP4))
    with pytest.raises(ClipTrouble):
        await fetch(server, target)
    with pytest.raises(LinkExpired):
        await fetch(server, target)
    await fetch(server, target)
    assert server.requests[2].headers["range"] == "bytes=400000-"


@pytest.mark.parametrize("announced", [True, False])
async def test_a_clip_beyond_the_limit(server: Server, target: Path, announced: bool) -> None:
    whole = raw(b"HTTP/1.1 200 OK\r\n\r\n" + MP4)
    server.say(file_server(MP4) if announced else whole)
    with pytest.raises(ClipTrouble, match="larger than"):
        await fetch(server, target, max_bytes=len(MP4) - 1)
    assert names(target) == []


async def test_a_clip_that_drips_in_forever(server: Server, target: Path) -> None:
    server.say(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", *[b"x"] * 998, pause=0.05))
    with pytest.raises(ClipTrouble, match="too slowly"):
        await download.fetch(server.url, target, allow_private=True, time_limit=0.5)


async def test_redirects_are_followed_without_end_they_are_not(
    server: Server, target: Path
) -> None:
    server.say(
        reply(302, b"", {"Location": "/b?signed=1"}),
        reply(308, b"", {"Location": f"{server.url}/c"}),
        file_server(MP4),
    )
    await fetch(server, target)
    assert [seen.target for seen in server.requests] == ["/clip.mp4", "/b?signed=1", "/c"]
    server.say(reply(302, b"", {"Location": "/again", "Set-Cookie": "a=b"}))
    with pytest.raises(ClipTrouble, match="without end"):
        await fetch(server, target)
    assert len(server.requests) == 3 + 6
    assert not any("cookie" in seen.headers for seen in server.requests)


@pytest.mark.parametrize(
    "place", ["file:///etc/passwd", "ftp://a/b", "https://", "http://[", "//["]
)
async def test_a_redirect_to_what_is_no_web_link(server: Server, target: Path, place: str) -> None:
    server.say(reply(302, b"", {"Location": place}))
    with pytest.raises(ClipTrouble):
        await fetch(server, target)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "0"]
)
async def test_a_link_may_not_lead_into_this_machine(
    server: Server, target: Path, host: str
) -> None:
    server.say(file_server(MP4))
    with pytest.raises(ClipTrouble, match=r"own network|came about|not found|cannot be used"):
        await download.fetch(f"http://{host}:{server.port}/clip.mp4", target)
    assert server.requests == []
    if links.is_local(host):  # plain enough to be seen without a connection
        assert server.connections == 0


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("10.1.2.3", True), ("172.31.0.1", True), ("192.168.0.9", True), ("169.254.169.254", True),
        ("fe80::1%eth0", True), ("fd12::1", True), ("::1", True), ("::ffff:10.0.0.1", True),
        ("1.1.1.1", False), ("2606:4700::1111", False), ("198.18.0.7", False), ("fc00::7", False),
        ("example.org", False), ("app.localhost", True),
        ("100.100.100.200", True), ("100.63.255.255", False), ("100.128.0.1", False),
        ("fec0::1", True), ("::127.0.0.1", True), ("64:ff9b::a00:1", True),
        ("64:ff9b::101:101", False),
    ],
)  # fmt: skip
def test_which_addresses_are_local(address: str, local: bool) -> None:
    assert links.is_local(address) is local


async def test_a_link_from_safe_to_open_is_not_followed() -> None:
    with pytest.raises(LinkTrouble, match="secure"):
        links._next("https://a.example/x", "http://a.example/x")


async def test_a_folder_that_cannot_be_made(server: Server, tmp_path: Path) -> None:
    (tmp_path / "clips").write_text("a file")
    server.say(file_server(MP4))
    with pytest.raises(ClipNotWritten) as caught:
        await fetch(server, tmp_path / "clips" / "a.mp4")
    assert isinstance(caught.value, StorageTrouble)


async def test_notes_that_cannot_be_written(server: Server, target: Path) -> None:
    target.with_name(f"{target.name}.part.json").mkdir(parents=True)
    part = target.with_name(f"{target.name}.part")
    part.write_bytes(b"of another version")
    server.say(file_server(MP4))
    with pytest.raises(ClipNotWritten):
        await fetch(server, target)
    assert not part.exists()


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file may grow beyond 300,000 bytes: the disk is full in the middle of a clip."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.usefixtures("small_files")
async def test_a_full_disk_is_told_and_gets_its_room_back(server: Server, target: Path) -> None:
    server.say(file_server(MP4))
    with pytest.raises(ClipNotWritten):
        await fetch(server, target)
    assert names(target) == []


@pytest.mark.usefixtures("small_files")
async def test_a_full_disk_while_a_file_is_adopted(tmp_path: Path, target: Path) -> None:
    source = tmp_path / "mine.mp4"
    source.write_bytes(MP4[:290_000])
    with source.open("ab") as file:
        os.posix_fallocate(file.fileno(), 0, 300_000)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
    with pytest.raises(ClipNotWritten):
        await download.adopt_file(source, target)
    assert names(target) == []


async def test_no_room_is_noticed_before_a_byte_is_written(server: Server, target: Path) -> None:
    server.say(raw(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % 10**17 + MP4))
    with pytest.raises(ClipNotWritten, match="no room"):
        await fetch(server, target, max_bytes=10**18)
    assert [path for path in target.parent.iterdir() if path.stat().st_size] == []


async def test_the_signature_of_a_link_is_in_no_log(
    server: Server, target: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.say(html_reply(403))
    with pytest.raises(LinkExpired) as caught:
        await fetch(server, target, "/clip.mp4?signature=s3cr3t")
    assert "s3cr3t" not in caplog.text + str(caught.value)


async def test_a_file_of_the_persons_own_is_copied(tmp_path: Path, target: Path) -> None:
    source = tmp_path / "mine.mov"
    source.write_bytes(MP4)
    assert await download.adopt_file(source, target) == target
    assert await download.adopt_file(source, target) == target
    source.write_bytes(MP4[:-1] + b"?")
    assert await download.adopt_file(source, target) == target.with_stem(f"{target.stem} (2)")
    assert content(target) == MP4
    assert len(names(target)) == 2


async def test_what_cannot_be_adopted(tmp_path: Path, target: Path) -> None:
    page, pipe = tmp_path / "page.mp4", tmp_path / "pipe.mp4"
    page.write_bytes(b"<html>")
    os.mkfifo(pipe)
    for source in (page, pipe, tmp_path, tmp_path / "gone.mp4"):
        with pytest.raises(ClipTrouble):
            await download.adopt_file(source, target)
    assert names(target) == []


async def test_a_copy_replaces_what_is_there_but_never_itself(tmp_path: Path) -> None:
    clip, copy = tmp_path / "clip.mp4", tmp_path / "copy.mp4"
    clip.write_bytes(MP4)
    copy.write_bytes(b"old")
    await download.copy_file(clip, copy)
    await download.copy_file(clip, clip)
    assert (clip.read_bytes(), copy.read_bytes()) == (MP4, MP4)
    with pytest.raises(ClipNotWritten):
        await download.copy_file(tmp_path / "gone.mp4", copy)
    assert copy.read_bytes() == MP4
    assert names(clip) == ["clip.mp4", "copy.mp4"]


async def test_a_copy_that_does_not_get_its_place_leaves_nothing_behind(tmp_path: Path) -> None:
    clip, folder = tmp_path / "clip.mp4", tmp_path / "folder.mp4"
    clip.write_bytes(MP4)
    folder.mkdir()
    with pytest.raises(ClipNotWritten, match="a folder where the file should be"):
        await download.copy_file(clip, folder)
    assert names(clip) == ["clip.mp4", "folder.mp4"]


def test_a_clip_of_endless_boxes_is_not_gone_through(tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(MP4 + (8).to_bytes(4, "big") + b"free")
    assert not clip_files.is_cut(clip)
    with clip.open("ab") as file:
        file.write(((8).to_bytes(4, "big") + b"free") * clip_files.MOST_BOXES)
    assert clip_files.is_cut(clip)

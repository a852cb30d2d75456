"""A look at links, over real connections: honest servers, lazy ones, and ones that mean harm."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
from pathlib import Path

import pytest

from seedance_desktop.backend import link_bytes, links
from seedance_desktop.backend.preflight import look_at_file, look_at_link
from seedance_desktop.core.reference_facts import Reach, ReferenceFacts
from tests.support import media
from tests.support.server import (
    Connection,
    Reply,
    Server,
    files,
    html_reply,
    raw,
    reply,
    stall,
    then_cut,
)

FILM = media.mp4(data=6_000_000)
PICTURE = media.png(800, 600)


async def look(server: Server, path: str = "/a", **terms: float) -> ReferenceFacts:
    return await look_at_link(server.url + path, allow_private=True, **terms)


def methods(server: Server) -> list[str]:
    return [seen.method for seen in server.requests]


async def test_a_picture_is_told_from_two_requests(server: Server) -> None:
    server.say(files(PICTURE, "text/plain"))
    before = time.time()
    facts = await look(server, "/a.mp4?Expires=1800000000&Signature=x")
    assert (facts.reach, facts.trouble) == (Reach.REACHABLE, "")
    assert (facts.media_type, facts.width, facts.height) == ("image/png", 800, 600)
    assert facts.size == len(PICTURE)
    assert facts.expires_at == 1_800_000_000
    assert facts.checked_at is not None
    assert before <= facts.checked_at <= time.time()
    assert methods(server) == ["HEAD", "GET"]
    assert server.requests[1].headers["range"] == "bytes=0-65535"
    for seen in server.requests:
        assert not {"authorization", "cookie", "referer"} & seen.headers.keys()
        assert seen.headers["user-agent"].startswith("seedance-desktop/")


async def test_a_films_description_at_its_end_is_fetched_alone(server: Server) -> None:
    server.say(files(FILM, "video/mp4"))
    facts = await look(server)
    assert (facts.width, facts.height, facts.seconds) == (1280, 720, pytest.approx(5))
    assert facts.frames_per_second == pytest.approx(24)
    assert methods(server) == ["HEAD", "GET", "GET"]
    start = int(server.requests[2].headers["range"][6:].partition("-")[0])
    assert start > 5_900_000


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500, 501])
async def test_a_server_that_refuses_head_is_asked_with_get(server: Server, status: int) -> None:
    server.say(files(PICTURE, head=status))
    facts = await look(server)
    assert (facts.reach, facts.width, facts.size) == (Reach.REACHABLE, 800, len(PICTURE))


async def test_a_server_that_hangs_up_on_head_is_asked_with_get(server: Server) -> None:
    server.say(then_cut(), files(PICTURE))
    assert (await look(server)).width == 800


@pytest.mark.parametrize("content", [PICTURE, media.mp4(data=2_000_000)])
async def test_a_server_that_knows_no_parts(server: Server, content: bytes) -> None:
    server.say(files(content, ranges=False))
    facts = await look(server)
    assert facts.reach is Reach.REACHABLE
    assert facts.width in (800, 1280)
    assert facts.size == len(content)


async def test_what_lies_too_far_behind_is_not_read(server: Server) -> None:
    server.say(files(FILM, ranges=False))
    facts = await look(server)
    assert (facts.reach, facts.media_type, facts.seconds) == (Reach.REACHABLE, "video/mp4", None)


async def test_ten_gigabytes_announced_are_told_not_fetched(server: Server) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n"
    server.say(raw(head), stall(head + PICTURE + bytes(70_000)))
    facts = await look(server)
    assert (facts.reach, facts.size, facts.width) == (Reach.REACHABLE, 10_000_000_000, 800)


def endless(start: bytes) -> Reply:
    def answer(connection: Connection) -> None:
        connection.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        part = start
        while connection.request.method == "GET":
            connection.send(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            part = bytes(65_536)

    return answer


@pytest.mark.parametrize("start", [PICTURE, b"ID3\4\0\0\x7f\x7f\x7f\x7f", media.mp4()[:20]])
async def test_a_body_without_end_is_left(server: Server, start: bytes) -> None:
    server.say(endless(start))
    facts = await look(server)
    assert facts.reach is Reach.REACHABLE
    assert facts.media_type.partition("/")[0] in ("image", "audio", "video")
    assert len(server.requests) <= 1 + link_bytes.MOST_REQUESTS


async def test_what_read_a_body_that_was_left_has_ended_with_the_look(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.say(endless(PICTURE))
    await look(server)
    loop, late = asyncio.get_running_loop(), []
    make = loop.create_task
    monkeypatch.setattr(loop, "create_task", lambda coro: late.append(coro) or make(coro))
    for _ in range(40):
        await asyncio.sleep(0)
    assert late == []


async def test_a_file_that_sends_one_here_and_there_is_left(server: Server) -> None:
    server.say(files(media.mp4()[:20] + media.box(b"free", bytes(200_000)) * 30))
    facts = await look(server)
    assert (facts.reach, facts.media_type) == (Reach.REACHABLE, "video/mp4")
    assert len(server.requests) == 1 + link_bytes.MOST_REQUESTS


async def test_a_server_without_parts_costs_no_more_than_a_look_may(server: Server) -> None:
    # Each box lies so far behind the last that all before it has to be read again.
    film = media.mp4()[:20] + media.box(b"free", bytes(1_300_000)) * 4
    server.say(files(film, ranges=False))
    assert (await look(server)).media_type == "video/mp4"
    assert methods(server).count("GET") == 3


async def test_a_body_that_breaks_off_is_told_as_far_as_it_came(server: Server) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n"
    server.say(reply(405), then_cut(head + PICTURE))
    assert (await look(server)).reach in (Reach.REACHABLE, Reach.UNREACHABLE)
    server.say(reply(405), raw(head + PICTURE))
    assert (await look(server)).width == 800


async def test_a_slow_drip_is_given_up(server: Server) -> None:
    drip = [b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n", *([b"x"] * 9000)]
    server.say(reply(405), raw(*drip, pause=0.05))
    facts = await look(server, time_limit=0.4)
    assert facts.reach is Reach.UNREACHABLE
    assert facts.trouble == "127.0.0.1 answers too slowly to be looked at."


async def test_one_that_says_nothing_is_given_up(server: Server) -> None:
    server.say(stall())
    assert "too slowly" in (await look(server, time_limit=0.3)).trouble


async def test_redirects_are_followed_and_their_circles_left(server: Server) -> None:
    away = [reply(status, b"", {"Location": place}) for status, place in ((302, "/b"), (307, "/c"))]
    server.say(away[0], files(PICTURE), away[1], files(PICTURE))
    assert (await look(server)).width == 800
    assert [seen.target for seen in server.requests] == ["/a", "/b", "/a", "/c"]
    server.requests.clear()
    server.say(reply(302, b"", {"Location": "/again", "Set-Cookie": "a=b"}))
    facts = await look(server)
    assert facts.reach is Reach.UNREACHABLE
    assert "without end" in facts.trouble
    assert len(server.requests) == links.MAX_REDIRECTS + 1
    assert not any("cookie" in seen.headers for seen in server.requests)


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "refuses"), (403, "refuses"), (404, "does not have it"), (410, "does not have it"),
     (500, "answered HTTP 500")],
)  # fmt: skip
async def test_a_refusal_in_words(server: Server, status: int, words: str) -> None:
    server.say(html_reply(status))
    facts = await look(server)
    assert (facts.reach, facts.media_type) == (Reach.UNREACHABLE, "")
    assert words in facts.trouble
    assert "127.0.0.1" in facts.trouble


async def test_a_page_is_a_page_whatever_it_calls_itself(server: Server) -> None:
    page = b"<!doctype html><title>Sign in</title>"
    server.say(files(page, "image/png"))
    assert (await look(server, "/a.png")).media_type == "text/html"
    packed = gzip.compress(page)
    server.say(reply(405), reply(200, packed, {"Content-Encoding": "gzip"}))
    facts = await look(server)
    assert (facts.media_type, facts.size) == ("text/html", None)


async def test_nothing_at_all(server: Server) -> None:
    for empty in (files(b""), files(b"", ranges=False)):
        server.say(empty)
        facts = await look(server)
        assert (facts.reach, facts.media_type, facts.size) == (
            Reach.REACHABLE, "application/x-empty", 0
        )  # fmt: skip


@pytest.mark.parametrize(
    "place", ["bytes 9-99/100", "bytes */100", "nonsense", "bytes 0-1/99999999999999999999"]
)
async def test_a_part_that_was_not_asked_for_is_not_believed(server: Server, place: str) -> None:
    server.say(reply(405), reply(206, PICTURE, {"Content-Range": place}))
    facts = await look(server)
    assert facts.reach is Reach.REACHABLE
    assert facts.width is None


async def test_a_name_that_is_none_and_a_port_where_nobody_is(server: Server) -> None:
    facts = await look_at_link("http://nobody.invalid/a.png")
    assert facts.reach is Reach.UNREACHABLE
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    facts = await look_at_link(f"http://127.0.0.1:{port}/a.png", allow_private=True)
    assert facts.trouble == "127.0.0.1 takes no connections right now."


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "app.localhost"])
async def test_this_machine_is_not_asked(server: Server, host: str) -> None:
    facts = await look_at_link(f"http://{host}:{server.port}/a.png")
    assert facts.reach is Reach.NOT_CHECKED
    assert "own network" in facts.trouble
    assert server.connections == 0


async def test_a_name_that_turns_out_to_be_this_machine_is_not_asked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "pictures.example.com"
    real = socket.getaddrinfo

    def resolve(host: str | bytes, *rest: object, **more: object) -> list[object]:
        found = host.decode() if isinstance(host, bytes) else host
        return real("127.0.0.1" if found == name else found, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    facts = await look_at_link(f"http://{name}:{server.port}/a.png")
    assert facts.reach is Reach.NOT_CHECKED
    assert "own network" in facts.trouble
    assert server.requests == []
    server.say(files(PICTURE))
    assert (await look_at_link(f"http://{name}:{server.port}/a.png", allow_private=True)).width


async def test_a_redirect_into_this_machine_is_not_followed(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way there counts, not the first address alone."""
    monkeypatch.setattr(links, "is_local", lambda address: address == "127.0.0.2")
    server.say(reply(302, b"", {"Location": f"http://127.0.0.2:{server.port}/secret"}))
    facts = await look_at_link(f"{server.url}/a.png")
    assert facts.reach is Reach.NOT_CHECKED
    assert [seen.target for seen in server.requests] == ["/a.png"]


def test_a_file_of_this_computer(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(FILM)
    facts = look_at_file(path.as_uri(), path)
    assert (facts.reach, facts.size, facts.width) == (Reach.NOT_CHECKED, len(FILM), 1280)
    assert facts.seconds == pytest.approx(5)
    path.unlink()
    assert look_at_file(path.as_uri(), path).trouble == "“a.mp4” is gone."
    assert look_at_file(tmp_path.as_uri(), tmp_path).reach is Reach.UNREACHABLE

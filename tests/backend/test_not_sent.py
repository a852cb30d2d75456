"""What has not left is never taken for sent, nor the other way round; who gets the token."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import httpx
import pytest

from seedance_desktop.backend import client as client_module
from seedance_desktop.backend import transport
from seedance_desktop.backend.answers import Outcome
from seedance_desktop.backend.client import ServiceClient
from seedance_desktop.backend.http_errors import Break, BreakKind
from seedance_desktop.core import errors
from seedance_desktop.core.request import VideoRequest
from tests.support.server import (
    Connection,
    Reply,
    Server,
    json_reply,
    stall,
)
from tests.support.service import ACCEPTED, REQUEST, TOKEN, client, create
from tests.support.waiting import until


def unused_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def tries(loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ports that were connected to, or tried to be, in order."""
    ports = []
    connect = loop.create_connection

    async def counted(factory: Any, host: str, port: int, **kwargs: Any) -> Any:
        try:
            return await connect(factory, host, port, **kwargs)
        finally:
            ports.append(port)

    monkeypatch.setattr(loop, "create_connection", counted)
    return ports


async def test_no_connection_is_not_sent_and_tried_three_times(tries: list[int]) -> None:
    async with client() as service:
        result = await service.create_task(unused_address(), TOKEN, REQUEST)
    assert (result.outcome, result.http_status) == (Outcome.NOT_SENT, None)
    assert isinstance(result.error, errors.NotSent)
    assert len(tries) == 3


async def test_a_later_try_to_connect_may_succeed(tries: list[int]) -> None:
    address = unused_address()
    async with client() as service:
        sending = asyncio.create_task(service.create_task(address, TOKEN, REQUEST))
        await until(lambda: tries)
        with Server(int(address.rpartition(":")[2])) as late:
            late.say(json_reply(ACCEPTED))
            result = await sending
    assert result.outcome is Outcome.RUNNING
    assert len(late.posts) == 1


async def test_all_tries_to_connect_end_within_the_time_there_is_for_them(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = []

    async def refused(*_: Any, connect_timeout: float, **__: Any) -> transport.Answer:
        limits.append(connect_timeout)
        return transport.Answer(broken=Break(BreakKind.REFUSED, may_have_left=False))

    monkeypatch.setattr("seedance_desktop.backend.calls.exchange", refused)
    monkeypatch.setattr("seedance_desktop.backend.calls.RETRY_PAUSES", (0.01, 0.01))
    async with client(connect_timeout=60, retry_window=30) as service:
        await service.create_task(server.url, TOKEN, REQUEST)
    first, second, third = limits
    assert first == 60
    assert 30 > second > third > 0


async def test_no_free_connection_is_not_sent(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "MAX_CONNECTIONS", 1)
    server.say(stall())
    async with client(connect_timeout=0.2, retry_window=0, read_timeout=1) as service:
        first, second = await asyncio.gather(
            *(service.create_task(server.url, TOKEN, REQUEST) for _ in range(2))
        )
    assert (first.outcome, second.outcome) == (Outcome.UNCONFIRMED, Outcome.NOT_SENT)
    assert len(server.requests) == 1


async def test_an_unknown_name_is_not_sent() -> None:
    async with client(retry_window=0) as service:
        result = await service.create_task("https://nowhere.invalid", TOKEN, REQUEST)
    assert result.outcome is Outcome.NOT_SENT
    assert "not found" in result.error.text if result.error else False


async def test_a_server_that_cannot_do_tls_gets_nothing(server: Server) -> None:
    server.say(stall())
    address = server.url.replace("http://", "https://")
    async with client(connect_timeout=0.3, retry_window=0) as service:
        result = await service.create_task(address, TOKEN, REQUEST)
    assert result.outcome is Outcome.NOT_SENT
    assert server.requests == []


@pytest.mark.parametrize("token", ["", "två", "a b", "a\nb", "a\0"])
async def test_a_token_that_cannot_be_one_is_not_sent(server: Server, token: str) -> None:
    async with client() as service:
        result = await service.create_task(server.url, token, REQUEST)
    assert (result.outcome, server.requests) == (Outcome.NOT_SENT, [])
    assert isinstance(result.error, errors.BadToken)


async def test_half_an_emoji_is_not_sent(server: Server) -> None:
    async with client() as service:
        result = await service.create_task(server.url, TOKEN, VideoRequest(prompt="\ud83d"))
    assert (result.outcome, server.requests) == (Outcome.NOT_SENT, [])


async def test_a_link_that_is_none_is_not_sent(server: Server) -> None:
    # Of an old row: what is written now is held to the rules before.
    request = VideoRequest(prompt="a", image_urls=("https://[é",))
    async with client() as service:
        result = await service.create_task(server.url, TOKEN, request)
    assert (result.outcome, server.requests) == (Outcome.NOT_SENT, [])
    assert result.error is not None and "link" in result.error.text


async def test_a_token_never_goes_to_the_network_in_the_clear(server: Server) -> None:
    # It leads here, but does not say so.
    address = f"http://0.0.0.0:{server.port}"
    async with client() as service:
        result = await service.create_task(address, TOKEN, REQUEST)
        with pytest.raises(errors.StatusTrouble, match="https://"):
            await service.get_task(address, TOKEN, "t-1")
    assert (result.outcome, server.connections) == (Outcome.NOT_SENT, 0)


async def test_nothing_is_sent_once_closed(server: Server) -> None:
    async with client() as service:
        pass
    result = await service.create_task(server.url, TOKEN, REQUEST)
    assert (result.outcome, server.requests) == (Outcome.NOT_SENT, [])


async def test_nothing_is_sent_that_waited_for_the_library_while_the_app_closed(
    server: Server,
) -> None:
    may_load = threading.Event()

    class Slow(ServiceClient):
        def _load(self, loading: Future[Any]) -> None:
            may_load.wait()
            super()._load(loading)

    service = Slow()
    sending = asyncio.create_task(service.create_task(server.url, TOKEN, REQUEST))
    closing = asyncio.create_task(service.aclose())
    await asyncio.sleep(0)
    may_load.set()
    await closing
    assert ((await sending).outcome, server.requests) == (Outcome.NOT_SENT, [])


@pytest.mark.logs("Paid request broke off")
async def test_what_could_not_be_loaded_is_tried_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.say(json_reply(ACCEPTED))
    async with client() as service:
        with monkeypatch.context() as broken:
            broken.setattr("seedance_desktop.backend.calls.tls_context", lambda: 1 / 0)
            result = await service.create_task(server.url, TOKEN, REQUEST)
            assert (result.outcome, server.requests) == (Outcome.NOT_SENT, [])
        result = await service.create_task(server.url, TOKEN, REQUEST)
    assert result.outcome is Outcome.RUNNING


@pytest.mark.logs("Paid request broke off")
async def test_a_bug_behind_the_sending_is_unconfirmed_and_logged_without_the_token(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def bug(*_: object) -> None:
        raise KeyError(f"Bearer {TOKEN}")

    monkeypatch.setattr("seedance_desktop.backend.wire.read_envelope", bug)
    result = await create(server, json_reply(ACCEPTED))
    assert (result.outcome, len(server.posts)) == (Outcome.UNCONFIRMED, 1)
    # The task is in it: the person can still adopt it.
    assert (result.http_status, json.loads(result.raw)) == (200, ACCEPTED)
    assert "KeyError" in caplog.text
    assert TOKEN not in caplog.text


async def test_that_nothing_has_left_needs_proof() -> None:
    departure = transport.Departure()
    assert transport.what_broke(RuntimeError("unheard of"), departure).may_have_left
    await departure.note("connection.connect_tcp.started", {})
    assert not transport.what_broke(RuntimeError("unheard of"), departure).may_have_left
    await departure.note("connection.unheard_of.started", {})
    assert transport.what_broke(RuntimeError("unheard of"), departure).may_have_left


def test_why_there_is_no_connection_is_found_behind_whatever_hides_it() -> None:
    hidden = OSError("All connection attempts failed")
    hidden.__context__ = ExceptionGroup("", [socket.gaierror()])
    hidden.__suppress_context__ = True
    broken = transport.what_broke(httpx.ConnectError("x"), transport.Departure())
    assert broken.kind is BreakKind.CONNECT
    error = httpx.ConnectError("x")
    error.__cause__ = hidden
    assert transport.what_broke(error, transport.Departure()).kind is BreakKind.NAME


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_packed_answer_is_unpacked_no_further_than_any_is_read(
    pack: Callable[[bytes], bytes],
) -> None:
    body = b"{" + bytes(3 * transport.MAX_ANSWER)
    assert transport.decoded(pack(body), "gzip") == body[: transport.MAX_ANSWER]
    assert transport.decoded(pack(body)[:100], "deflate").startswith(b"{\0")
    assert transport.decoded(b"{}", "gzip") == b"{}"


def test_the_window_opens_without_the_http_library() -> None:
    modules = "seedance_desktop.backend.client, seedance_desktop.backend.download"
    check = f"import sys, {modules}; sys.exit('httpx' in sys.modules)"
    checkout = Path(client_module.__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", check], cwd=checkout, check=False).returncode == 0


async def test_each_paid_request_has_a_connection_of_its_own(server: Server) -> None:
    server.say(json_reply(ACCEPTED, headers={"Connection": "keep-alive", "Set-Cookie": "a=b"}))
    async with client() as service:
        for _ in range(3):
            await service.create_task(server.url, TOKEN, REQUEST)
        await asyncio.gather(*(service.create_task(server.url, TOKEN, REQUEST) for _ in range(6)))
    assert (server.connections, len(server.posts)) == (9, 9)
    assert not any("cookie" in post.headers for post in server.posts)


async def test_this_machine_is_never_asked_through_a_proxy(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server() as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert (await create(server, json_reply(ACCEPTED))).outcome is Outcome.RUNNING
        assert proxy.connections == 0


def answer_connect(then: bytes) -> Reply:
    def answer(connection: Connection) -> None:
        connection.send(then)
        if then.startswith(b"HTTP/1.1 200"):
            connection.wait()

    return answer


@pytest.mark.parametrize(
    "says",
    [
        b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
        b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
        b"",
        b"HTTP/1.1 200 OK\r\n\r\n",
    ],
    ids=["refuses", "fails", "hangs up", "goes silent"],
)
async def test_a_proxy_that_does_not_connect_gets_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch, says: bytes
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", server.url)
    server.say(answer_connect(says))
    async with client(connect_timeout=0.3, retry_window=0) as service:
        result = await service.create_task("https://service.invalid", TOKEN, REQUEST)
    assert result.outcome is Outcome.NOT_SENT
    await until(lambda: server.requests)
    assert [seen.method for seen in server.requests] == ["CONNECT"]
    assert TOKEN not in str(server.requests)


async def test_a_proxy_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://old.example:70")
    async with client() as service:
        result = await service.create_task("https://service.invalid", TOKEN, REQUEST)
    assert result.outcome is Outcome.NOT_SENT
    assert "proxy" in result.error.text if result.error else False


async def test_cancelling_is_the_one_thing_that_is_raised(server: Server) -> None:
    server.say(stall())
    async with client() as service:
        sending = asyncio.create_task(service.create_task(server.url, TOKEN, REQUEST))
        await until(lambda: server.requests)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending

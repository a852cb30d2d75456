"""The outcome table, row by row, at a real server that counts what comes."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from seedance_desktop.backend import client as client_module
from seedance_desktop.backend import transport
from seedance_desktop.backend.answers import CreateAnswer, Outcome, Progress, TaskAnswer
from seedance_desktop.backend.client import ServiceClient
from seedance_desktop.core import errors
from seedance_desktop.core.request import VideoRequest
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
from tests.support.waiting import until

TOKEN = "sk-9f8e7d6c5b4a39281706"
REQUEST = VideoRequest(prompt="A fox in the snow", image_urls=("https://example.org/a.png",))
ACCEPTED = {
    "code": 200,
    "trace_id": "45c30d76f06549b199a3775544523689",
    "message": None,
    "data": {
        "task_id": "t-1",
        "status": "running",
        "created_at": "2023-11-07T05:31:56Z",
        "credits_cost": 12,
    },
}
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@asynccontextmanager
async def client(**limits: float) -> AsyncIterator[ServiceClient]:
    client = ServiceClient(**limits)
    try:
        yield client
    finally:
        await client.aclose()


async def create(server: Server, answer: Reply, **limits: float) -> CreateAnswer:
    server.say(answer)
    async with client(**limits) as service:
        return await service.create_task(server.url, TOKEN, REQUEST)


async def status(server: Server, answer: Reply) -> TaskAnswer:
    server.say(answer)
    async with client() as service:
        return await service.get_task(server.url, TOKEN, "t-1")


def message(text: Any, code: Any = 200) -> dict[str, Any]:
    return {"code": code, "trace_id": "tr-1", "message": text, "data": None}


async def test_the_paid_request_is_the_contracts_to_the_letter(server: Server) -> None:
    answer = await create(server, json_reply(ACCEPTED))

    [post] = server.posts
    assert post.target == "/v1/video/seedance-2"
    assert post.headers["authorization"] == f"Bearer {TOKEN}"
    assert post.headers["content-type"] == "application/json"
    assert post.headers["connection"] == "close"
    assert post.json == {
        "prompt": "A fox in the snow",
        "model": "seedance_2_0",
        "function_mode": "omni_reference",
        "ratio": "16:9",
        "duration": 5,
        "image_urls": ["https://example.org/a.png"],
        "audio_urls": [],
        "video_urls": [],
    }
    assert answer == CreateAnswer(
        Outcome.RUNNING,
        task_id="t-1",
        trace_id="45c30d76f06549b199a3775544523689",
        credits=12.0,
        status="running",
        http_status=200,
        raw=json.dumps(ACCEPTED),
        created_at="2023-11-07T05:31:56Z",
    )


RUNNING = {
    "as published": json_reply(ACCEPTED),
    "credits as text": json_reply({"data": {"task_id": "t-1", "credits_cost": "12.5"}}),
    "a number as id": json_reply({"code": "200", "data": {"task_id": 7}}),
    "with a refusal": json_reply({**ACCEPTED, "message": "insufficient credits"}),
    "with HTTP 500": json_reply(ACCEPTED, 500),
    "with HTTP 400 and code 400": json_reply({**ACCEPTED, "code": 400}, 400),
    "in a redirect": json_reply(ACCEPTED, 307, {"Location": "/elsewhere"}),
    "deeper": json_reply({"data": {"tasks": [{"task_id": "t-1"}]}}),
    "bare": json_reply({"task_id": "t-1"}),
    "with a mark of byte order": reply(200, b"\xef\xbb\xbf" + json.dumps(ACCEPTED).encode()),
    "not in UTF-8": reply(200, b'{"message": "\xc4\xe3", "data": {"task_id": "t-1"}}'),
    "beside not-a-number": reply(200, b'{"data": {"task_id": "t-1", "credits_cost": NaN}}'),
    "as a web page": reply(200, json.dumps(ACCEPTED).encode(), {"Content-Type": "text/html"}),
    "packed though not asked": reply(
        200, gzip.compress(json.dumps(ACCEPTED).encode()), {"Content-Encoding": "gzip"}
    ),
    "whole, in an answer cut behind it": then_cut(
        HEAD + b"Content-Length: 999\r\n\r\n" + json.dumps(ACCEPTED).encode()
    ),
}


@pytest.mark.parametrize("answer", RUNNING.values(), ids=RUNNING.keys())
async def test_a_task_id_anywhere_is_a_running_task(server: Server, answer: Reply) -> None:
    result = await create(server, answer)
    assert (result.outcome, result.error) == (Outcome.RUNNING, None)
    assert result.task_id in ("t-1", "7")
    assert len(server.requests) == 1


STATUS_REFUSALS = (400, 401, 402, 403, 404, 405, 413, 415, 422, 429)
REFUSED = {
    **{f"HTTP {n}": reply(n) for n in STATUS_REFUSALS},
    **{f"HTTP {n} with a page": html_reply(n) for n in (400, 403, 404, 413)},
    **{f"code {n}": json_reply(message("no", n)) for n in STATUS_REFUSALS},
    **{f"code {n} with HTTP 500": json_reply(message("no", n), 500) for n in (400, 429)},
    "code as text": json_reply(message("no", "402")),
    **{
        text: json_reply(message(text))
        for text in (
            "Insufficient credits",
            "authentication failed",
            "UNAUTHORIZED",
            "Sorry: invalid API key.",
            "insufficient_credits",
        )
    },
    "known words with HTTP 503": json_reply(message("insufficient credits", 503), 503),
    "known words with HTTP 409": json_reply(message("unauthorized", 409), 409),
    "HTTP 400, cut": then_cut(b"HTTP/1.1 400 Bad\r\nContent-Length: 99\r\n\r\n{"),
}


@pytest.mark.parametrize("answer", REFUSED.values(), ids=REFUSED.keys())
async def test_a_clear_refusal_has_failed(server: Server, answer: Reply) -> None:
    result = await create(server, answer)
    assert result.outcome is Outcome.REFUSED
    assert isinstance(result.error, errors.RequestRefused)
    assert len(server.requests) == 1


LIMIT = {
    "HTTP 200": json_reply(message("parallel task limit")),
    "HTTP 429": json_reply(message("Concurrent task limit reached", 429), 429),
    "HTTP 400": json_reply(message("Your Parallel Task Limit is 6", 400), 400),
    "HTTP 503": json_reply(message("concurrent_task_limit", 503), 503),
}


@pytest.mark.parametrize("answer", LIMIT.values(), ids=LIMIT.keys())
async def test_the_limit_message_waits(server: Server, answer: Reply) -> None:
    result = await create(server, answer)
    assert result.outcome is Outcome.LIMIT
    assert isinstance(result.error, errors.TaskLimit)
    assert len(server.requests) == 1


UNCONFIRMED = {
    **{f"HTTP {n}": reply(n) for n in (204, 304, 408, 409, 410, 418, 451, 500, 502, 503, 504, 599)},
    **{
        f"HTTP {n} with a place to go": reply(n, b"", {"Location": "/v1/video/seedance-2"})
        for n in (301, 302, 303, 307, 308)
    },
    **{f"code {n}": json_reply(message("no", n)) for n in (0, 100, 302, 408, 409, 418, 500, 503)},
    "success without an id": json_reply(message(None)),
    "an empty id": json_reply({"code": 200, "data": {"task_id": "  "}}),
    "no usable id": json_reply({"code": 200, "data": {"task_id": {"a": [1, True, None]}}}),
    "unknown words": json_reply(message("the moon is full")),
    "known words outside an envelope": reply(200, b"insufficient credits"),
    "a page": html_reply(200),
    "a gateway's page": html_reply(502),
    "empty": reply(200),
    "null": reply(200, b"null"),
    "a number": reply(200, b"7"),
    "a list": reply(200, b"[]"),
    "deep": reply(200, b"[" * 100_000),
    "cut in mid-body": then_cut(HEAD + b'Content-Length: 99\r\n\r\n{"data": {"task_id": "t-'),
    "ended in mid-body": raw(HEAD + b'Content-Length: 99\r\n\r\n{"data": {"task_id": "t-'),
    "cut in mid-head": then_cut(HEAD),
    "no answer at all": then_cut(),
    "closed without an answer": raw(),
    "no HTTP": raw(b"\x00\x01\x02 what is this\r\n\r\n"),
    "another protocol": raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
    "broken chunks": raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}"),
    "without end": raw(HEAD + b"\r\n" + b'{"data":"' + b"x" * 1_100_000),
}


@pytest.mark.parametrize("answer", UNCONFIRMED.values(), ids=UNCONFIRMED.keys())
async def test_anything_unclear_is_unconfirmed(server: Server, answer: Reply) -> None:
    result = await create(server, answer)
    assert result.outcome is Outcome.UNCONFIRMED
    assert isinstance(result.error, errors.AnswerLost)
    assert len(result.raw) <= 1_000_000
    assert len(server.requests) == 1


async def test_no_answer_in_time_is_unconfirmed(server: Server) -> None:
    result = await create(server, stall(), read_timeout=0.2)
    assert result.outcome is Outcome.UNCONFIRMED
    assert "in time" in result.error.text if result.error else False
    assert len(server.requests) == 1


async def test_an_answer_that_drips_in_forever_is_ended(server: Server) -> None:
    accepted = json.dumps(ACCEPTED).encode()
    head = HEAD + b"Content-Length: %d\r\n\r\n" % (100 + len(accepted))
    answer = raw(head, *[b" "] * 100, accepted, pause=0.05)
    result = await create(server, answer, deadline=0.5)
    assert (result.outcome, result.http_status) == (Outcome.UNCONFIRMED, 200)
    assert len(server.requests) == 1


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


async def test_a_token_never_goes_to_the_network_in_the_clear() -> None:
    async with client() as service:
        result = await service.create_task("http://example.org", TOKEN, REQUEST)
    assert result.outcome is Outcome.NOT_SENT


async def test_nothing_is_sent_once_closed(server: Server) -> None:
    async with client() as service:
        pass
    result = await service.create_task(server.url, TOKEN, REQUEST)
    assert (result.outcome, server.requests) == (Outcome.NOT_SENT, [])


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
    assert "KeyError" in caplog.text
    assert TOKEN not in caplog.text


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
    assert [seen.method for seen in server.requests] == ["CONNECT"]
    assert TOKEN not in str(server.requests)


async def test_a_proxy_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://old.example:70")
    async with client() as service:
        result = await service.create_task("https://service.invalid", TOKEN, REQUEST)
    assert result.outcome is Outcome.NOT_SENT
    assert "proxy" in result.error.text if result.error else False


async def test_retry_after_and_trace_id_come_from_headers_too(server: Server) -> None:
    headers = {"Retry-After": "7", "X-Trace-Id": "from-a-header"}
    result = await create(server, json_reply({"message": "parallel task limit"}, 429, headers))
    assert (result.outcome, result.retry_after) == (Outcome.LIMIT, 7.0)
    assert result.trace_id == "from-a-header"
    assert result.error is not None and result.error.trace_id == "from-a-header"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (json_reply(message("insufficient credits")), errors.NoCredits),
        (reply(402), errors.NoCredits),
        (json_reply(message("invalid api key")), errors.BadToken),
        (reply(401), errors.BadToken),
        (json_reply(message("no", 403)), errors.BadToken),
        (html_reply(403), errors.RequestRefused),
        (json_reply(message("ratio must be one of", 422), 422), errors.RequestRefused),
    ],
)
async def test_a_refusal_says_which(
    server: Server, answer: Reply, kind: type[errors.UserError]
) -> None:
    result = await create(server, answer)
    assert type(result.error) is kind
    assert result.error.words == result.message


async def test_the_token_is_hidden_wherever_it_is_echoed(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    echo = message(f"unauthorized: {TOKEN}", 401)
    echo["trace_id"] = TOKEN
    echo["data"] = {"task_id": TOKEN, "header": f"Bearer {TOKEN}", "result": {}}
    result = await create(server, json_reply(echo, 401, {"X-Trace-Id": TOKEN}))
    assert result.outcome is Outcome.REFUSED
    assert result.error is not None
    assert TOKEN not in repr(result) + result.error.text + repr(result.error.__dict__)
    assert TOKEN not in caplog.text


async def test_cancelling_is_the_one_thing_that_is_raised(server: Server) -> None:
    server.say(stall())
    async with client() as service:
        sending = asyncio.create_task(service.create_task(server.url, TOKEN, REQUEST))
        await until(lambda: server.requests)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending


def task(**data: Any) -> Reply:
    return json_reply({"code": 200, "trace_id": "tr-2", "message": None, "data": data})


VIDEO = "https://cdn.example.org/video.mp4"


@pytest.mark.parametrize(
    ("data", "progress"),
    [
        ({"status": "queued", "result": None}, Progress.RUNNING),
        ({"status": "dreaming"}, Progress.RUNNING),
        ({"status": "SUCCEEDED", "result": {"video_url": VIDEO}}, Progress.SUCCEEDED),
        ({"status": "completed", "result": None}, Progress.SUCCEEDED),
        ({"status": "running", "result": {"video_url": VIDEO}}, Progress.SUCCEEDED),
        ({"status": "running", "result": {"video_url": "ftp://a/b"}}, Progress.RUNNING),
        ({"status": "cancelled"}, Progress.FAILED),
        ({"status": "expired", "result": {"video_url": VIDEO}}, Progress.FAILED),
        ({"status": "running", "result": {"error_message": {"why": 1}}}, Progress.FAILED),
        ({"status": "succeeded", "result": {"error_message": ""}}, Progress.SUCCEEDED),
    ],
)
async def test_status_words(server: Server, data: dict[str, Any], progress: Progress) -> None:
    answer = await status(server, task(**data))
    assert (answer.progress, answer.status) == (progress, data["status"])
    [seen] = server.requests
    assert (seen.method, seen.target) == ("GET", "/v1/tasks?task_id=t-1")
    assert seen.headers["authorization"] == f"Bearer {TOKEN}"


async def test_a_status_answer_is_read_whole(server: Server) -> None:
    result = {"video_url": VIDEO, "error_message": None, "finished_at": "2024-01-01T12:02:00Z"}
    answer = await status(server, task(status="succeeded", credits_cost=12.0, result=result))
    assert (answer.credits, answer.result_url, answer.trace_id) == (12.0, VIDEO, "tr-2")
    assert answer.finished_at == "2024-01-01T12:02:00Z"
    assert json.loads(answer.raw)["data"]["result"] == result


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply(404), errors.NoStatusCall),
        (html_reply(404), errors.NoStatusCall),
        (json_reply({"detail": "Not Found"}, 404), errors.NoStatusCall),
        (json_reply({"message": "Method not allowed"}, 405), errors.NoStatusCall),
        (json_reply(message("no such task", 404), 404), errors.TaskUnknown),
        (json_reply(message("no such task", 404)), errors.TaskUnknown),
        (reply(401), errors.BadToken),
        (json_reply(message("no", 403), 403), errors.BadToken),
        (json_reply(message("invalid api key")), errors.BadToken),
        (json_reply(message("later", 500)), errors.StatusTrouble),
        (json_reply(message(None)), errors.StatusTrouble),
        (reply(307, b"", {"Location": "/v1/elsewhere"}), errors.StatusTrouble),
        (html_reply(502), errors.StatusTrouble),
        (reply(200), errors.StatusTrouble),
        (then_cut(), errors.StatusTrouble),
    ],
)
async def test_trouble_with_the_status_call(
    server: Server, answer: Reply, kind: type[errors.UserError]
) -> None:
    with pytest.raises(errors.UserError) as caught:
        await status(server, answer)
    assert type(caught.value) is kind
    assert len(server.requests) == 1


async def test_status_trouble_says_how_long_to_wait(server: Server) -> None:
    with pytest.raises(errors.StatusTrouble) as caught:
        await status(server, reply(503, b"", {"Retry-After": "30"}))
    assert caught.value.retry_after == 30.0

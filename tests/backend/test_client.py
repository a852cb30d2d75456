"""The outcome table, row by row, at a real server that counts what comes."""

from __future__ import annotations

import gzip
import json
import logging

import pytest

from seedance_desktop.backend import wire
from seedance_desktop.backend.answers import CreateAnswer, Outcome
from seedance_desktop.core import errors
from tests.support.server import (
    Reply,
    Server,
    html_reply,
    json_reply,
    raw,
    reply,
    stall,
    then_cut,
)
from tests.support.service import ACCEPTED, HEAD, TOKEN, create, message
from tests.support.waiting import until


async def test_the_paid_request_is_the_contracts_to_the_letter(server: Server) -> None:
    answer = await create(server, json_reply(ACCEPTED))

    [post] = server.posts
    assert post.target == "/v1/video/seedance-2"
    assert post.headers["authorization"] == f"Bearer {TOKEN}"
    assert post.headers["content-type"] == "application/json"
    assert post.headers["connection"] == "close"
    assert post.headers["accept-encoding"] == "identity"
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
    await until(lambda: len(server.requests) == 1)


async def test_an_answer_that_drips_in_forever_is_ended(server: Server) -> None:
    accepted = json.dumps(ACCEPTED).encode()
    head = HEAD + b"Content-Length: %d\r\n\r\n" % (100 + len(accepted))
    answer = raw(head, *[b" "] * 100, accepted, pause=0.2)
    result = await create(server, answer, deadline=2)
    assert (result.outcome, result.http_status) == (Outcome.UNCONFIRMED, 200)
    assert len(server.requests) == 1


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
        (html_reply(404), errors.NoSuchCall),
        (reply(405), errors.NoSuchCall),
        (json_reply(message("no such model", 404), 404), errors.RequestRefused),
        (json_reply(message("slow down"), 429), errors.TooFast),
        (json_reply(message("slow down", 429)), errors.TooFast),
        (json_reply(message("ratio must be one of", 422), 422), errors.RequestRefused),
    ],
)
async def test_a_refusal_says_which(
    server: Server, answer: Reply, kind: type[errors.UserError]
) -> None:
    result = await create(server, answer)
    assert type(result.error) is kind
    assert result.error.words == result.message


async def test_words_that_are_cut_leave_no_beginning_of_the_token(server: Server) -> None:
    long = "x" * (wire.MAX_MESSAGE_LENGTH - len(TOKEN) // 2) + TOKEN
    result = await create(server, json_reply(message(long)))
    assert result.message.startswith("x" * 400)
    assert TOKEN[:4] not in result.message


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


async def test_an_id_with_the_token_in_it_is_none(server: Server) -> None:
    echo = {"data": {"task_id": f"job-{TOKEN}", "credits_cost": 12}}
    result = await create(server, json_reply(echo))
    assert (result.outcome, result.task_id) == (Outcome.UNCONFIRMED, "")
    assert TOKEN not in repr(result)

"""Asking for the state of a task."""

from __future__ import annotations

import json
from typing import Any

import pytest

from seedance_desktop.backend.answers import Progress, TaskAnswer
from seedance_desktop.core import errors
from tests.support.server import (
    Reply,
    Server,
    html_reply,
    json_reply,
    reply,
    then_cut,
)
from tests.support.service import TOKEN, client, message


async def status(server: Server, answer: Reply) -> TaskAnswer:
    server.say(answer)
    async with client() as service:
        return await service.get_task(server.url, TOKEN, "t-1")


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
        ({"status": "expired", "result": None}, Progress.FAILED),
        ({"status": "expired", "result": {"video_url": VIDEO}}, Progress.SUCCEEDED),
        (
            {"status": "succeeded", "result": {"video_url": VIDEO, "error_message": "cut"}},
            Progress.FAILED,
        ),
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


async def test_a_word_of_the_message_is_no_refusal_where_the_task_is_told(server: Server) -> None:
    told = {"code": 200, "message": "authentication passed", "data": {"status": "running"}}
    assert (await status(server, json_reply(told))).progress is Progress.RUNNING


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
        (json_reply({"code": 500, "data": {"status": "failed"}}), errors.StatusTrouble),
        (json_reply({"code": 200, "data": {"status": "failed"}}, 502), errors.StatusTrouble),
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

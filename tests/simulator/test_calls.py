"""The envelope, the token, the status call, and what a call that does not exist is told."""

import re
from datetime import datetime

import pytest

from tests.simulator.conftest import Start
from tests.support.simulator import Simulator

TRACE_ID = re.compile(r"[0-9a-f]{32}")


def test_an_accepted_request_is_answered_as_published(start: Start) -> None:
    answer = start("stuck").create()
    assert answer.status_code == 200
    envelope = answer.json()
    assert envelope.keys() == {"code", "trace_id", "message", "data"}
    assert (envelope["code"], envelope["message"]) == (200, None)
    assert TRACE_ID.fullmatch(envelope["trace_id"])
    data = envelope["data"]
    assert data.keys() == {"task_id", "status", "created_at", "credits_cost"}
    assert data["status"] == "queued"
    assert datetime.fromisoformat(data["created_at"]).tzinfo is not None


def test_a_task_goes_from_queued_over_running_to_succeeded(start: Start) -> None:
    simulator = start("normal", speed=4)
    task_id = simulator.create(model="seedance_2_0_fast").json()["data"]["task_id"]
    seen = [(first := simulator.status(task_id).json()["data"])["status"]]
    assert first["model"] == "seedance_2_0_fast"
    assert first["result"] is None
    while seen[-1] not in ("succeeded", "failed"):
        word = simulator.status(task_id).json()["data"]["status"]
        if word != seen[-1]:
            seen.append(word)
    assert seen == ["queued", "running", "succeeded"]
    last = simulator.status(task_id).json()["data"]
    assert last["result"]["error_message"] is None
    assert last["result"]["video_url"].startswith(simulator.root_url)
    assert last["result"]["finished_at"] == last["updated_at"] > last["created_at"]


def test_two_requests_never_share_an_id(start: Start) -> None:
    simulator = start("stuck")
    answers = [simulator.create().json() for _ in range(2)]
    assert answers[0]["trace_id"] != answers[1]["trace_id"]
    assert answers[0]["data"]["task_id"] != answers[1]["data"]["task_id"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (None, "unauthorized"),
        ("Bearer other", "invalid api key"),
        ("demo-token", "invalid api key"),
        ("Bearer d\xe9mo", "invalid api key"),
    ],
)
def test_a_call_needs_the_right_token(refusing: Simulator, given: str | None, message: str) -> None:
    headers = [] if given is None else [(b"Authorization", given.encode("latin-1"))]
    create = refusing.client.post(
        f"{refusing.base_url}/v1/video/seedance-2", json={"prompt": "a"}, headers=headers
    )
    status = refusing.client.get(f"{refusing.base_url}/v1/tasks?task_id=a", headers=headers)
    for answer in (create, status):
        assert answer.status_code == 401
        assert (answer.json()["code"], answer.json()["message"]) == (401, message)


def test_the_token_can_be_chosen(start: Start) -> None:
    assert start("stuck", token="of my own").create().status_code == 200


def test_an_unknown_task_is_told_inside_the_envelope(refusing: Simulator) -> None:
    answer = refusing.status("task_of_another")
    assert (answer.status_code, answer.json()["code"]) == (404, 404)
    assert answer.json()["message"] == "task not found"


def test_the_status_call_needs_a_task_id(refusing: Simulator) -> None:
    assert refusing.status("").json()["code"] == 422


@pytest.mark.parametrize("path", ["/", "/api", "/api/v1/tasks/", "/api/v2/tasks", "/clips/a"])
def test_an_unknown_path_is_told_inside_the_envelope(refusing: Simulator, path: str) -> None:
    answer = refusing.client.get(refusing.root_url + path)
    assert (answer.status_code, answer.json()["code"]) == (404, 404)
    assert TRACE_ID.fullmatch(answer.json()["trace_id"])


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/video/seedance-2", {"POST"}),
        ("PUT", "/v1/video/seedance-2", {"POST"}),
        ("POST", "/v1/tasks", {"GET", "HEAD"}),
    ],
)
def test_another_method_is_told_the_right_ones(
    refusing: Simulator, method: str, path: str, allowed: set[str]
) -> None:
    answer = refusing.client.request(method, refusing.base_url + path)
    assert (answer.status_code, answer.json()["code"]) == (405, 405)
    assert set(answer.headers["Allow"].split(", ")) == allowed


def test_a_page_in_a_browser_cannot_reach_it_under_another_name(refusing: Simulator) -> None:
    answer = refusing.client.get(
        f"{refusing.root_url}/demo/log", headers={"Host": "rebound.example.com"}
    )
    assert answer.status_code == 400

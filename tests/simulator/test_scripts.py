"""What each script makes of a request, and what the service's own record says of it."""

import hashlib

import httpx
import pytest

from seedance_desktop.simulator.scripts import Script
from tests.simulator.conftest import Start
from tests.support.simulator import Simulator


def test_normal_and_slow_take_their_time_and_end(start: Start) -> None:
    simulator = start("normal", speed=100)
    first = simulator.create().json()["data"]["task_id"]
    simulator.set_script("slow")
    second = simulator.create().json()["data"]["task_id"]
    assert simulator.finished(first)["status"] == "succeeded"
    assert simulator.finished(second)["status"] == "succeeded"


def test_stuck_runs_on(start: Start) -> None:
    simulator = start("stuck", speed=1000)
    stuck = simulator.create().json()["data"]["task_id"]
    simulator.set_script("slow")
    simulator.finished(simulator.create().json()["data"]["task_id"])
    assert simulator.status(stuck).json()["data"]["status"] == "running"


def test_moderated_is_accepted_then_fails_and_keeps_its_charge(start: Start) -> None:
    simulator = start("moderated", speed=100)
    data = simulator.finished(simulator.create().json()["data"]["task_id"])
    assert data["status"] == "failed"
    assert "content policy" in data["result"]["error_message"]
    assert data["result"]["video_url"] is None
    assert data["credits_cost"] == 75.0


def test_mixed_stops_one_of_six_and_loses_one_answer(start: Start) -> None:
    simulator = start("mixed", speed=100)
    outcomes = []
    for _ in range(6):
        try:
            data = simulator.finished(simulator.create().json()["data"]["task_id"])
        except httpx.RemoteProtocolError:
            outcomes.append("lost")
        else:
            outcomes.append(data["status"])
    assert outcomes == ["succeeded", "failed", "succeeded", "succeeded", "lost", "succeeded"]
    assert all(post.task_id for post in simulator.log())


def test_no_credits_is_a_failure_that_looks_like_success(start: Start) -> None:
    answer = start("no-credits").create()
    assert answer.status_code == 200
    envelope = answer.json()
    assert (envelope["code"], envelope["message"]) == (200, "insufficient credits")
    assert envelope["data"] is None
    assert len(envelope["trace_id"]) == 32


def test_too_many_tasks_lets_a_later_try_through(start: Start) -> None:
    simulator = start("too-many-tasks")
    answers = [simulator.create() for _ in range(4)]
    assert [answer.status_code for answer in answers] == [429, 429, 429, 200]
    assert answers[0].json()["message"] == "parallel task limit"
    assert int(answers[0].headers["Retry-After"]) >= 1


def test_a_seventh_task_waits_until_one_has_ended(start: Start) -> None:
    simulator = start("stuck", speed=30)
    for _ in range(5):
        simulator.create().raise_for_status()
    simulator.set_script("slow")
    sixth = simulator.create().json()["data"]["task_id"]
    refused = simulator.create()
    assert (refused.status_code, refused.json()["code"]) == (429, 429)
    assert refused.json()["message"] == "parallel task limit"
    simulator.finished(sixth)
    assert simulator.create().status_code == 200


def test_wrong_token_refuses_every_call(start: Start) -> None:
    simulator = start("wrong-token")
    for answer in (simulator.create(), simulator.status("task")):
        assert answer.status_code == 401
        assert "invalid api key" in answer.json()["message"]


def test_lost_answer_bills_and_says_nothing(start: Start) -> None:
    simulator = start("lost-answer", speed=100)
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        simulator.create()
    assert_billed(simulator)


def test_cut_answer_bills_and_breaks_off_before_the_task_id(start: Start) -> None:
    simulator = start("cut-answer", speed=100)
    request = httpx.Request(
        "POST",
        f"{simulator.base_url}/v1/video/seedance-2",
        json={"prompt": "a"},
        headers=simulator.headers,
    )
    answer = simulator.client.send(request, stream=True)
    received = b""
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        for chunk in answer.iter_raw():
            received += chunk
    answer.close()
    assert answer.status_code == 200
    assert 0 < len(received) < int(answer.headers["Content-Length"])
    assert b"task_" not in received
    assert_billed(simulator)


def test_gateway_page_bills_behind_a_page(start: Start) -> None:
    simulator = start("gateway-page", speed=100)
    answer = simulator.create()
    assert answer.status_code == 502
    assert answer.headers["Content-Type"].startswith("text/html")
    assert_billed(simulator)


def test_slow_answer_is_accepted_before_it_is_told(start: Start) -> None:
    simulator = start("slow-answer", speed=0.001)
    with pytest.raises(httpx.ReadTimeout):
        simulator.client.post(
            f"{simulator.base_url}/v1/video/seedance-2",
            json={"prompt": "a"},
            headers=simulator.headers,
            timeout=1,
        )
    [post] = simulator.log()
    assert post.task_id is not None


def test_slow_answer_comes_in_the_end(start: Start) -> None:
    assert start("slow-answer", speed=100).create().json()["data"]["task_id"]


def test_expired_link_is_good_once_it_was_asked_for_again(start: Start) -> None:
    simulator = start("expired-link", speed=100)
    task_id = simulator.create().json()["data"]["task_id"]
    expired = simulator.finished(task_id)["result"]["video_url"]
    assert simulator.client.get(expired).status_code == 403
    assert simulator.client.get(expired).status_code == 403
    fresh = simulator.finished(task_id)["result"]["video_url"]
    assert simulator.client.get(fresh).status_code == 200


def test_no_status_answers_without_the_envelope(start: Start) -> None:
    simulator = start("no-status", speed=100)
    task_id = simulator.create().json()["data"]["task_id"]
    answer = simulator.status(task_id)
    assert (answer.status_code, answer.text) == (404, "404 page not found")
    simulator.set_script("fast")
    assert simulator.finished(task_id)["status"] == "succeeded"


def test_every_script_can_be_chosen_live(refusing: Simulator, start: Start) -> None:
    simulator = start()
    url = f"{simulator.root_url}/demo/script"
    offered = simulator.client.get(url).json()
    assert [choice["name"] for choice in offered["scripts"]] == [*Script]
    assert all(choice["about"] for choice in offered["scripts"])
    for script in Script:
        simulator.set_script(script)
        assert simulator.client.get(url).json()["name"] == script


@pytest.mark.parametrize("body", ['{"name": "unheard-of"}', "{}", "[]", "", '{"name": []}'])
def test_an_unknown_script_changes_nothing(refusing: Simulator, body: str) -> None:
    url = f"{refusing.root_url}/demo/script"
    headers = {"Content-Type": "application/json"}
    answer = refusing.client.post(url, content=body, headers=headers)
    assert answer.status_code == 422
    assert "no-credits" in answer.json()["message"]
    assert refusing.client.get(url).json()["name"] == "no-credits"


def test_the_record_holds_every_request_and_what_became_of_it(start: Start) -> None:
    simulator = start("stuck")
    accepted = simulator.create("一只纸船")
    simulator.create(duration=99)
    simulator.client.post(f"{simulator.base_url}/v1/video/seedance-2", content=b"\xff")
    first, second, third = simulator.log()
    assert first.body_sha256 == hashlib.sha256(accepted.request.content).hexdigest()
    assert first.request == {"prompt": "一只纸船"}
    assert first.task_id == accepted.json()["data"]["task_id"]
    assert (first.refusal, first.script) == (None, "stuck")
    assert first.headers == {"authorization": "right", "content_type": "application/json"}
    assert second.task_id is None
    assert second.refusal == "duration: must be from 4 to 15"
    assert third.headers == {"authorization": "missing", "content_type": ""}
    assert "demo-token" not in repr(simulator.log())


def assert_billed(simulator: Simulator) -> None:
    [post] = simulator.log()
    assert post.refusal is None
    assert post.task_id is not None
    data = simulator.finished(post.task_id)
    assert (data["status"], data["credits_cost"]) == ("succeeded", 75.0)

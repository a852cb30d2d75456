"""Every rule of the create call [C], asked of the real service over HTTP."""

from typing import Any

import httpx
import pytest

from tests.simulator.conftest import Start
from tests.support.simulator import Simulator


def urls(count: int, kind: str = "png") -> list[str]:
    return [f"https://example.com/{number}.{kind}" for number in range(count)]


# Credits are looked at after the contract, so this answer means that the request was allowed.
ALLOWED = "insufficient credits"

LEGAL: list[dict[str, Any]] = [
    {},
    {"prompt": "一只纸船 🛶"},
    {"prompt": " "},
    {"model": "seedance_2_0"},
    {"model": "seedance_2_0_fast"},
    {"function_mode": "first_last_frames"},
    {"function_mode": "first_last_frames", "image_urls": urls(2)},
    {"function_mode": "first_last_frames", "audio_urls": urls(3, "mp3")},
    *({"ratio": ratio} for ratio in ("21:9", "16:9", "4:3", "1:1", "3:4", "9:16")),
    {"duration": 4},
    {"duration": 15},
    {"image_urls": urls(9), "video_urls": urls(3, "mp4"), "audio_urls": urls(3, "mp3")},
    {"audio_urls": urls(1), "video_urls": urls(1)},
    {"image_urls": ["data:image/png;base64,AAAA"]},
    {"image_urls": urls(1) * 2},
    {"image_urls": ["https://[2001:db8::1]:8080/a%20b;c?d[]=e&f#g", "urn:isbn:0451450523"]},
    {"seed": 7, "unheard_of": {"of": None}},
]

ILLEGAL: list[tuple[dict[str, Any], str]] = [
    ({"prompt": ""}, "prompt: must not be empty"),
    ({"prompt": None}, "prompt: must be a string"),
    ({"prompt": 7}, "prompt: must be a string"),
    ({"model": "seedance_1_0"}, "model: must be one of"),
    ({"model": None}, "model: must be one of"),
    ({"function_mode": ["omni_reference"]}, "function_mode: must be one of"),
    ({"ratio": "2:1"}, "ratio: must be one of"),
    ({"ratio": 1.5}, "ratio: must be one of"),
    ({"duration": 3}, "duration: must be from 4 to 15"),
    ({"duration": 16}, "duration: must be from 4 to 15"),
    ({"duration": 5.5}, "duration: must be an integer"),
    ({"duration": "5"}, "duration: must be an integer"),
    ({"duration": True}, "duration: must be an integer"),
    ({"duration": None}, "duration: must be an integer"),
    ({"image_urls": urls(10)}, "image_urls: at most 9"),
    ({"video_urls": urls(4)}, "video_urls: at most 3"),
    ({"audio_urls": urls(4), "image_urls": urls(1)}, "audio_urls: at most 3"),
    ({"image_urls": "https://example.com/a.png"}, "image_urls: must be an array"),
    ({"image_urls": None}, "image_urls: must be an array"),
    ({"image_urls": [None]}, "image_urls: item 1 is not a URI"),
    ({"image_urls": [*urls(1), "a.png"]}, "image_urls: item 2 is not a URI"),
    ({"video_urls": ["https://"]}, "video_urls: item 1 is not a URI"),
    ({"image_urls": ["https://example.com/猫.png"]}, "image_urls: item 1 is not a URI"),
    ({"image_urls": ['https://example.com/"a".png']}, "image_urls: item 1 is not a URI"),
    ({"image_urls": ["https://example.com/100%.png"]}, "image_urls: item 1 is not a URI"),
    ({"video_urls": ["https://a b.com/"]}, "video_urls: item 1 is not a URI"),
    ({"video_urls": ["https://[::1/"]}, "video_urls: item 1 is not a URI"),
    ({"audio_urls": urls(1)}, "audio_urls: needs at least one image or video"),
    (
        {"function_mode": "first_last_frames", "image_urls": urls(3)},
        "image_urls: at most 2 when function_mode is first_last_frames",
    ),
]


@pytest.mark.parametrize("fields", LEGAL, ids=str)
def test_allows_what_the_contract_allows(refusing: Simulator, fields: dict[str, Any]) -> None:
    answer = refusing.create(**fields)
    assert (answer.status_code, answer.json()["message"]) == (200, ALLOWED)


@pytest.mark.parametrize(("fields", "reason"), ILLEGAL, ids=str)
def test_refuses_what_breaks_a_rule(
    refusing: Simulator, fields: dict[str, Any], reason: str
) -> None:
    answer = refusing.create(**fields)
    assert answer.status_code == 422
    assert answer.json()["code"] == 422
    assert reason in answer.json()["message"]
    assert answer.json()["data"] is None


def test_names_every_broken_rule_at_once(refusing: Simulator) -> None:
    message = refusing.create(prompt="", duration=3, ratio="2:1").json()["message"]
    assert [part.split(":")[0] for part in message.split("; ")] == ["prompt", "ratio", "duration"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"prompt"', b'{"prompt": NaN}', b'{"prompt": "\xff"}', b"[" * 100_000],
    ids=lambda body: body[:20].decode(errors="replace"),
)
def test_refuses_what_is_no_json_object(refusing: Simulator, body: bytes) -> None:
    answer = post(refusing, body)
    assert (answer.status_code, answer.json()["code"]) == (400, 400)


def test_a_missing_prompt_is_named(refusing: Simulator) -> None:
    assert post(refusing, b"{}").json()["message"] == "prompt: is required"


def test_refuses_another_content_type(refusing: Simulator) -> None:
    answer = post(refusing, b'{"prompt": "a"}', **{"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()["code"]) == (415, 415)


def test_refuses_a_body_over_its_size(refusing: Simulator) -> None:
    answer = post(refusing, b'{"prompt": "' + b"a" * 1024 * 1024 + b'"}')
    assert (answer.status_code, answer.json()["code"]) == (413, 413)


def test_half_a_character_in_a_prompt_is_no_fault_of_the_service(start: Start) -> None:
    simulator = start()
    answer = post(simulator, rb'{"prompt": "broken \ud83d emoji"}').raise_for_status()
    assert simulator.finished(answer.json()["data"]["task_id"])["status"] == "succeeded"


@pytest.mark.parametrize(
    ("fields", "credits_cost"),
    [
        ({}, 75),
        ({"duration": 15}, 225),
        ({"video_urls": urls(1)}, 150),
        ({"image_urls": urls(1)}, 75),
        ({"model": "seedance_2_0_fast", "duration": 4}, 40),
        ({"model": "seedance_2_0_fast", "video_urls": urls(2)}, 100),
    ],
    ids=str,
)
def test_prices_are_the_siblings(start: Start, fields: dict[str, Any], credits_cost: int) -> None:
    simulator = start("stuck")
    data = simulator.create(**fields).raise_for_status().json()["data"]
    assert data["credits_cost"] == credits_cost
    assert simulator.status(data["task_id"]).json()["data"]["credits_cost"] == credits_cost


def post(simulator: Simulator, body: bytes, **headers: str) -> httpx.Response:
    return simulator.client.post(
        f"{simulator.base_url}/v1/video/seedance-2",
        content=body,
        headers={"Content-Type": "application/json", **simulator.headers, **headers},
    )

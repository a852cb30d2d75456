"""Whatever an answer holds, reading it never raises and never makes up an id."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.backend import wire
from seedance_desktop.core.request import VideoRequest

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
keys = st.sampled_from(
    ["code", "trace_id", "message", "data", "task_id", "status", "credits_cost", "result",
     "video_url", "error_message", "created_at", "finished_at"]
)  # fmt: skip
envelopes = st.recursive(
    plain, lambda inner: st.dictionaries(keys, inner, max_size=8) | st.lists(inner), max_leaves=30
)


@given(envelopes)
def test_any_json_can_be_read(document: Any) -> None:
    check(wire.read_envelope(json.dumps(document)))


@given(st.binary() | st.binary().map(lambda b: b'{"data": {"task_id": "' + b + b'"}}'))
def test_any_bytes_can_be_read(body: bytes) -> None:
    check(wire.read_envelope(wire.body_text(body)))


@given(
    envelopes, st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=256)
)
def test_an_id_in_the_data_is_found_whatever_is_around_it(around: Any, task_id: str) -> None:
    document = {"extra": around, "data": {"task_id": task_id, "result": around}}
    envelope = wire.read_envelope(json.dumps(document))
    assert envelope is not None
    assert envelope.task_id == task_id


def check(envelope: wire.Envelope | None) -> None:
    if envelope is None:
        return
    assert len(envelope.task_id) <= wire.MAX_ID_LENGTH
    assert len(envelope.message) <= wire.MAX_MESSAGE_LENGTH
    for text in (envelope.task_id, envelope.message, envelope.trace_id, envelope.status):
        assert text.isprintable()
        assert text == text.strip()
    assert not envelope.result_url or envelope.result_url.startswith("http")
    assert envelope.credits is None or 0 <= envelope.credits < float("inf")


@pytest.mark.parametrize(
    ("value", "credits"),
    [
        (12, 12.0), (12.0, 12.0), ("12.5", 12.5), (0, 0.0), (True, None), (-1, None),
        ("twelve", None), ([12], None), (None, None), ("1e999", None), (10**400, None),
        (1e300, None), (1e9, 1e9),
    ],
)  # fmt: skip
def test_credits_are_a_number_that_can_be_a_charge(value: Any, credits: float | None) -> None:
    envelope = wire.read_envelope(json.dumps({"data": {"task_id": "t", "credits_cost": value}}))
    assert envelope is not None
    assert envelope.credits == credits


def test_an_envelope_without_its_outer_part_is_read() -> None:
    task = {"task_id": "t", "trace_id": "tr", "result": {"video_url": "https://a.example/b.mp4"}}
    for document in (task, [task], {"data": task}, {"data": [task]}, {"data": {"tasks": [task]}}):
        envelope = wire.read_envelope(json.dumps(document))
        assert envelope is not None
        assert (envelope.task_id, envelope.has_data) == ("t", True)
        assert (envelope.trace_id, envelope.result_url) == ("tr", "https://a.example/b.mp4")


def test_the_charge_beside_the_task_counts_before_any_other() -> None:
    for task, credits in ({"task_id": "t"}, 7), ({"task_id": "t", "credits_cost": 12}, 12):
        document = {"credits_cost": 99, "data": {"credits_cost": 7, "task": task}}
        envelope = wire.read_envelope(json.dumps(document))
        assert envelope is not None
        assert envelope.credits == credits


@pytest.mark.parametrize(
    ("value", "task_id"),
    [
        (" t-1 ", "t-1"), (7, "7"), (10**30, str(10**30)), ("任务-1", "任务-1"), (True, ""),
        (1.5, ""), ("", ""), ("x" * 257, ""), ("a\nb", ""), ("a\u202eb", ""), (["t"], ""),
    ],
)  # fmt: skip
def test_ids_are_short_visible_text_or_whole_numbers(value: Any, task_id: str) -> None:
    envelope = wire.read_envelope(json.dumps({"code": 200, "data": {"task_id": value}}))
    assert envelope is not None
    assert envelope.task_id == task_id


@pytest.mark.parametrize(
    "url",
    ["ftp://a/b", "file:///etc/passwd", "//a/b", "https://", "https://a b", "http://[", "x", 7,
     "https://a:0/", "https://a:99999/", "https://a/" + "x" * 9_000, "javascript:alert(1)"],
)  # fmt: skip
def test_a_result_must_be_a_web_link(url: Any) -> None:
    text = json.dumps({"data": {"status": "succeeded", "result": {"video_url": url}}})
    envelope = wire.read_envelope(text)
    assert envelope is not None
    assert envelope.result_url == ""


@pytest.mark.parametrize(
    "text", ['{"message": "Not Found"}', '{"detail": "Not Found"}', '{"error": {"code": 404}}']
)
def test_not_every_json_object_is_the_services_envelope(text: str) -> None:
    envelope = wire.read_envelope(text)
    assert envelope is not None
    assert not envelope.is_whole


def test_the_prompt_goes_out_as_it_was_written() -> None:
    prompt = '  狐狸 "fox" \\ 🦊\n\t@Image1  '
    assert json.loads(wire.request_body(VideoRequest(prompt=prompt)))["prompt"] == prompt


def test_links_go_out_as_uris() -> None:
    link = "https://例え.jp/图片.png"
    request = VideoRequest("a", image_urls=(link,), video_urls=(link,), audio_urls=(link,))
    sent = json.loads(wire.request_body(request))
    uris = [*sent["image_urls"], *sent["video_urls"], *sent["audio_urls"]]
    assert uris == ["https://xn--r8jz45g.jp/%E5%9B%BE%E7%89%87.png"] * 3


def test_half_a_character_in_a_link_is_told() -> None:
    for link in ("https://a.example/\ud83d", "https://\ud83d.example/"):
        with pytest.raises(UnicodeEncodeError):
            wire.request_body(VideoRequest("a", image_urls=(link,)))


def test_an_id_cannot_break_out_of_the_status_address() -> None:
    url = wire.status_url("https://a.example/api/", "a&b=c#d/../ü")
    assert url == "https://a.example/api/v1/tasks?task_id=a%26b%3Dc%23d%2F..%2F%C3%BC"

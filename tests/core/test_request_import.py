"""What can be brought in: presets, the service's JSON, cURL lines; and what is left out of it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.core.request_import import CannotImport, looks_importable, read_text

PAGE = """{
  "prompt": "a cat, it's raining",
  "model": "seedance_2_0_fast",
  "function_mode": "omni_reference",
  "ratio": "9:16",
  "duration": 8,
  "image_urls": ["https://a.b/c.png"],
  "video_urls": [],
  "audio_urls": null
}"""


def test_the_request_json_of_the_services_page() -> None:
    read = read_text(PAGE)
    assert not read.is_preset
    assert read.preset.fields == {
        "prompt": "a cat, it's raining",
        "model": "seedance_2_0_fast",
        "function_mode": "omni_reference",
        "ratio": "9:16",
        "duration": 8,
        "image_urls": ("https://a.b/c.png",),
        "video_urls": (),
    }


def test_keys_that_are_no_fields_are_left_out_and_named() -> None:
    read = read_text('{"prompt": "x", "seed": 5, "token": "s3cret"}')
    assert (read.preset.fields, read.left_out) == ({"prompt": "x"}, ("seed", "token"))


def test_a_preset_keeps_its_name() -> None:
    read = read_text('{"version": 1, "name": "Hero", "request": {"duration": 5}}')
    assert (read.is_preset, read.preset.name, read.preset.fields) == (True, "Hero", {"duration": 5})
    unnamed = read_text('{"version": 1, "request": {}}', "Bottle")
    assert unnamed.preset.name == "Bottle"


@pytest.mark.parametrize(
    "line",
    [
        """curl -X POST https://x.y/v1 -H 'Authorization: Bearer s3cret' -d '{"prompt":"it"}'""",
        """$ curl https://x.y --data '{"prompt":"it"}' --header "Authorization: Bearer s3cret" """,
        """curl https://x.y --data-raw '{"prompt":"it"}'""",
        """curl https://x.y --data-raw='{"prompt":"it"}' -o out.json""",
        """curl https://x.y --json '{"prompt":' --json '"it"}'""",
        """curl https://x.y -d'{"prompt":"it"}'""",
        """curl.exe https://x.y -d "{\\"prompt\\": \\"it\\"}" """,
        'curl --request POST \\\n  --url https://x.y \\\n  --data \'{\n  "prompt": "it"\n}\'',
        'curl https://x.y `\n  -d \'{"prompt": "it"}\'',
        "curl 'https://x.y' --data-raw $'{\\\"prompt\\\":\\\"i\\u0074\\\"}' --compressed",
    ],
)
def test_a_curl_line_gives_its_request_and_nothing_of_its_headers(line: str) -> None:
    assert looks_importable(line)
    read = read_text(line)
    assert read.preset.fields == {"prompt": "it"}
    assert "s3cret" not in repr(read)


def test_a_browser_writes_an_emoji_as_two_halves() -> None:
    line = "curl 'https://x.y' --data-raw $'{\"prompt\":\"a \\ud83e\\udd8a\\u0021 \\ud83e\"}'"
    assert read_text(line).preset.fields == {"prompt": "a 🦊! \ufffd"}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "JSON"),
        ("A boat at dawn", "JSON"),
        ("{", "line 1"),
        ("[]", "object"),
        ("{}", "none of"),
        ('{"code": 200, "data": {}}', "none of"),
        ('{"prompt": 5}', "text"),
        ('{"duration": "5"}', "whole number"),
        ('{"version": 3, "request": {}}', "newer"),
        ('{"version": 1, "request": {"x": 1}}', "no part"),
        ("curl https://x.y", "no data"),
        ("curl https://x.y -d @body.json", "file"),
        ("curl https://x.y --data-binary @-", "file"),
        ("curl https://x.y --json=@body.json", "file"),
        ("curl https://x.y --data-urlencode 'prompt=x'", "form"),
        ("curl https://x.y -d 'prompt=x'", "JSON"),
        ("curl https://x.y -d '{", "quotes"),
        ("curl https://x.y -d", "JSON"),
        ("[" * 100_000, "JSON"),
        ("{" + "x" * 2_000_000, "too long"),
    ],
)
def test_what_cannot_be_used_says_why(text: str, word: str) -> None:
    with pytest.raises(CannotImport, match=word):
        read_text(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (PAGE, True),
        ("\ufeff " + PAGE, True),
        ("curl -d x", True),
        ("curl --request POST", True),
        ("curl https://x.y", True),
        ("curly hair in the wind", False),
        ("Curl of smoke over a cup - slow", False),
        ("A boat", False),
        ("{dawn|neon night}, a boat", False),
        ('{{product=a "bottle"}} on slate', False),
        ('{"shot": "wide", "camera": "drone"}', False),
        ('{"version": 1, "request": {}}', True),
        ("https://a.b/c.png", False),
        ("", False),
    ],
)
def test_a_prompt_is_told_from_what_is_to_be_read(text: str, meant: bool) -> None:
    assert looks_importable(text) is meant


@given(st.text() | st.text().map(lambda t: f"curl {t}") | st.text().map(lambda t: f"curl -d {t}"))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        read_text(text)
    except CannotImport as error:
        assert str(error).endswith(".")


@given(st.text())
def test_what_json_holds_comes_through(prompt: str) -> None:
    assert read_text(json.dumps({"prompt": prompt})).preset.prompt == prompt

"""What is said against references: in words and numbers, and never more than a warning."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.core.checks_record import to_json, to_line
from seedance_desktop.core.preflight import judge, span
from seedance_desktop.core.reference_facts import Reach, ReferenceFacts
from seedance_desktop.core.reference_limits import wait_to_expect
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Kind

NOW = 1_800_000_000.0
HOUR = 3600.0
IMAGE = ReferenceFacts(
    "i", Reach.REACHABLE, media_type="image/png", size=2_000_000, width=1920, height=1080
)
VIDEO = ReferenceFacts(
    "v",
    Reach.REACHABLE,
    media_type="video/mp4",
    size=9_000_000,
    width=1280,
    height=720,
    seconds=5.0,
    frames_per_second=24.0,
)
AUDIO = ReferenceFacts("a", Reach.REACHABLE, media_type="audio/mpeg", size=99, seconds=5.0)


def texts(*facts: ReferenceFacts, wait: float = HOUR) -> list[str]:
    """What is said of these, each in the list its URL's first letter names."""
    known = {f"{known.url}{place}": known for place, known in enumerate(facts)}
    lists: dict[str, tuple[str, ...]] = {
        kind: tuple(url for url in known if url[0] == kind[0]) for kind in Kind
    }
    request = VideoRequest(
        image_urls=lists["image"], video_urls=lists["video"], audio_urls=lists["audio"]
    )
    problems = judge(request, lambda url: known[url], NOW, wait)
    assert not any(problem.blocks for problem in problems)
    return [problem.text for problem in problems]


def test_nothing_is_said_of_what_fits_or_is_not_known() -> None:
    assert texts(IMAGE, VIDEO, AUDIO) == []
    assert texts(*(ReferenceFacts(kind) for kind in "iva")) == []


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (replace(VIDEO, seconds=1.2), "Video 1 is 1.2 s; the model takes 2 to 15 s."),
        (replace(AUDIO, seconds=61.0), "Audio 1 is 61 s; the model takes 2 to 15 s."),
        (replace(IMAGE, size=34_500_000), "Image 1 is 34.5 MB; the model takes under 30 MB."),
        (replace(VIDEO, size=50_000_000), "Video 1 is 50 MB; the model takes under 50 MB."),
        (
            replace(IMAGE, width=200, height=300),
            "Image 1 is 200 × 300 px; the model takes 300 to 6,000 px a side.",
        ),
        (
            replace(IMAGE, width=3000, height=1000),
            "Image 1 is 3000 × 1000 px, 3 times as wide as high; the model takes 0.4 to 2.5 times.",
        ),
        (
            replace(VIDEO, width=1920, height=1080),
            "Video 1 has 2,073,600 px a frame (1920 × 1080); the model takes 409,600 to 927,408.",
        ),
        (
            replace(VIDEO, frames_per_second=120.0),
            "Video 1 has 120 frames a second; the model takes 24 to 60.",
        ),
        (
            replace(IMAGE, media_type="image/avif"),
            "Image 1 is an AVIF image; the model takes JPEG, PNG, WebP, BMP, TIFF and GIF.",
        ),
        (
            replace(IMAGE, media_type="video/mp4", seconds=1.0),
            "Image 1 is an MP4 video: it belongs to the videos.",
        ),
        (
            replace(VIDEO, media_type="text/html"),
            "Video 1 is a web page: copy the link of the video itself.",
        ),
        (
            replace(AUDIO, media_type="application/octet-stream"),
            "Audio 1 is something that is not known here; the model takes MP3 and WAV.",
        ),
        (
            replace(IMAGE, media_type="application/x-empty"),
            "Image 1 is empty: nothing comes when its link is opened.",
        ),
        (
            replace(VIDEO, width=None, height=None, seconds=None, frames_per_second=None),
            "Video 1: its length could not be read, it may be cut off or damaged. "
            "You can still generate.",
        ),
        (
            replace(IMAGE, width=None, height=None),
            "Image 1: its pixels could not be read, it may be cut off or damaged. "
            "You can still generate.",
        ),
        (
            replace(VIDEO, expires_at=NOW + 1_205),
            "Video 1 · the link expires in 20 min, the queue may take longer. "
            "You can still generate.",
        ),
        (
            replace(VIDEO, expires_at=NOW - 5),
            "Video 1 · the link has expired: get a fresh one. You can still generate.",
        ),
        (
            ReferenceFacts("i", Reach.UNREACHABLE, "a.test does not have it (HTTP 404)."),
            "Image 1 could not be reached from here. a.test does not have it (HTTP 404). "
            "The service may still reach it.",
        ),
        (
            ReferenceFacts("i", Reach.NOT_CHECKED, "The link leads into this computer."),
            "Image 1: The link leads into this computer. The service cannot fetch it from there. "
            "You can still generate.",
        ),
    ],
)
def test_what_is_said_in_words_and_numbers(facts: ReferenceFacts, text: str) -> None:
    assert texts(facts) == [text]


@pytest.mark.parametrize(
    "facts",
    [
        replace(VIDEO, seconds=15.04),
        replace(VIDEO, seconds=1.96),
        replace(VIDEO, frames_per_second=24_000 / 1001),
        replace(VIDEO, frames_per_second=60_000 / 1001),
        replace(IMAGE, size=29_999_999),
        replace(IMAGE, width=300, height=300),
        replace(IMAGE, width=2500, height=1000),
        replace(VIDEO, expires_at=NOW + HOUR),
    ],
)
def test_limits_themselves_are_within(facts: ReferenceFacts) -> None:
    assert texts(facts) == []


def test_the_expiry_is_held_against_the_wait_to_be_expected() -> None:
    facts = replace(IMAGE, expires_at=NOW + 1200)
    assert texts(facts, wait=600) == []
    assert len(texts(facts, wait=1201)) == 1


@pytest.mark.parametrize(
    ("usual", "wait"), [(None, 3 * HOUR), (160, HOUR / 2), (1200, HOUR), (9 * HOUR, 3 * HOUR)]
)
def test_the_wait_to_be_expected(usual: float | None, wait: float) -> None:
    assert wait_to_expect(usual) == wait


def test_all_of_a_kind_together() -> None:
    long = replace(VIDEO, seconds=7.5)
    assert texts(long, long) == []
    assert texts(long, long, replace(VIDEO, seconds=3.4)) == [
        "Videos: 18.4 s together; the model takes 15 s in all."
    ]
    assert texts(replace(AUDIO, seconds=8.0), replace(AUDIO, seconds=9.0), ReferenceFacts("a")) == [
        "Audio: at least 17 s together; the model takes 15 s in all."
    ]
    assert texts(replace(VIDEO, seconds=8.0), replace(AUDIO, seconds=9.0)) == []


def test_links_that_cannot_be_reached_for_one_reason_are_told_once() -> None:
    offline = ReferenceFacts("i", Reach.UNREACHABLE, "There is no network.")
    assert texts(offline, IMAGE, offline, replace(offline, url="v"), VIDEO) == [
        "Image 1, Image 3 and Video 1 could not be reached from here. There is no network. "
        "The service may still reach it."
    ]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h"),
     (7_900, "2 h 11 min"), (900_000, "10 days")],
)  # fmt: skip
def test_how_long_in_words(seconds: float, words: str) -> None:
    assert span(seconds) == words


def record(*facts: ReferenceFacts) -> str:
    known = {f"{place}": f for place, f in enumerate(facts)}
    request = VideoRequest(image_urls=tuple(known))
    return to_json(request, known.__getitem__, judge(request, known.__getitem__, NOW, 60), NOW)


def test_the_record_holds_what_was_known_and_said() -> None:
    plain: dict[str, Any] = json.loads(record(IMAGE, replace(IMAGE, width=200)))
    assert plain["at"] == NOW
    assert plain["links"][0] == {
        "kind": "image", "position": 1, "reach": "reachable", "media_type": "image/png",
        "size": 2_000_000, "width": 1920, "height": 1080,
    }  # fmt: skip
    assert plain["warnings"] == [
        "Image 2 is 200 × 1080 px; the model takes 300 to 6,000 px a side.",
        "Image 2 is 200 × 1080 px, 0.19 times as wide as high; the model takes 0.4 to 2.5 times.",
    ]


def test_the_record_in_a_line() -> None:
    unseen = ReferenceFacts("")
    assert record() == to_line(record()) == ""
    assert to_line(record(IMAGE)) == "1 link, no warning"
    assert to_line(record(unseen, unseen)) == "2 links, not checked"
    assert to_line(record(IMAGE, unseen)) == "2 links, 1 not checked, no warning"
    assert to_line(record(IMAGE, replace(IMAGE, size=34_000_000))) == (
        "2 links, one warning: Image 2 is 34 MB; the model takes under 30 MB."
    )
    assert to_line(record(replace(IMAGE, width=100))).startswith("1 link, 2 warnings:\nImage 1 is")


@pytest.mark.parametrize(
    "text", ["{", "[]", "7", '{"links": 5}', '{"links": [4]}', "[" * 5000, '"x"']
)
def test_a_record_that_is_none_gives_no_line(text: str) -> None:
    assert to_line(text) == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(JSON, JSON)
def test_any_record_gives_a_line(links: object, warnings: object) -> None:
    assert isinstance(to_line(json.dumps({"links": links, "warnings": warnings})), str)
    assert isinstance(to_line(json.dumps({"links": [{"reach": links}], "warnings": warnings})), str)

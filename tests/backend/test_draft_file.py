"""The draft survives as it was, legal or not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from seedance_desktop.backend.draft_file import load_draft, save_draft
from seedance_desktop.core.request import VideoRequest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "draft.json"


def test_without_a_file_an_empty_draft(path: Path) -> None:
    assert load_draft(path) == (VideoRequest(), None)


def test_an_illegal_draft_stays_as_it_is(path: Path) -> None:
    draft = VideoRequest(
        "雨\n\n@Image1 ",
        model="unknown",
        duration=20,
        image_urls=tuple(f"https://a.b/{n}.png" for n in range(12)),
        audio_urls=("not a link",),
    )
    save_draft(path, draft)
    assert load_draft(path) == (draft, None)


def test_half_characters_do_not_keep_it_from_being_saved(path: Path) -> None:
    save_draft(path, VideoRequest("a \ud83d cat"))
    assert load_draft(path) == (VideoRequest("a ? cat"), None)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"junk",
        b"\xff",
        b"[]",
        b"{}",
        b'{"version": 1}',
        b'{"request": []}',
        b'{"request": "x"}',
        b"[" * 200_000,
    ],
)
def test_one_that_cannot_be_read_is_kept_under_a_new_name(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    draft, aside = load_draft(path)
    assert draft == VideoRequest()
    assert aside is not None
    assert aside.kept_as.read_bytes() == data
    assert not path.exists()


def test_one_of_a_newer_version_is_used_and_kept(path: Path) -> None:
    data = json.dumps({"version": 2, "request": {"prompt": "x", "seed": 5}, "tabs": []}).encode()
    path.write_bytes(data)
    draft, aside = load_draft(path)
    assert draft == VideoRequest("x")
    assert aside is not None
    assert aside.kept_as.read_bytes() == data
    assert "in full" in aside.text
    assert load_draft(path) == (draft, None)

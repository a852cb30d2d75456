"""Situations of the look at links: what is said against them before sending, and kept after."""

from __future__ import annotations

import time
from dataclasses import replace

from scripts.design_parts import BOTTLE, Stage, add, fill, press, show, situation
from scripts.design_references import IMAGES, SOUNDS, VIDEOS, Known
from seedance_desktop.core.generation import State
from seedance_desktop.core.reference_facts import Reach, ReferenceFacts
from seedance_desktop.core.request import VideoRequest

_MINUTES = 20
OFFLINE = "The address of cdn.example.com was not found: is this computer online?"


def taken(stage: Stage, *found: ReferenceFacts) -> None:
    """A draft with these references, as if each had been looked at."""
    preflight = stage.model.preflight
    for facts in found:
        preflight._known.put(facts.url, replace(facts, checked_at=time.time()))
    urls = [facts.url for facts in found]
    stage.model.references._thumbnails = Known()  # type: ignore[assignment]
    stage.model.draft.replace(
        VideoRequest(
            prompt=BOTTLE,
            image_urls=tuple(url for url in urls if url in IMAGES),
            video_urls=tuple(url for url in urls if url.partition("?")[0] in VIDEOS),
            audio_urls=tuple(url for url in urls if url in SOUNDS),
        )
    )


def image(number: int, **facts: object) -> ReferenceFacts:
    """One that is well, but for ``facts``."""
    return replace(
        ReferenceFacts(
            IMAGES[number], Reach.REACHABLE, "", "image/png", 2_100_000, width=1920, height=1080
        ),
        **facts,  # type: ignore[arg-type]
    )


@situation
async def link_expires(stage: Stage) -> None:
    """One link that may end before its turn; the rest is well."""
    await fill(stage)
    url = f"{VIDEOS[0]}?Expires={int(time.time()) + 60 * _MINUTES + 30}&Signature=x"
    video = ReferenceFacts(
        url, Reach.REACHABLE, "", "video/mp4", 9_100_000, 1280, 720, 5.2, 24.0,
        expires_at=time.time() + 60 * _MINUTES + 30,
    )  # fmt: skip
    taken(stage, image(0), image(1), video)
    await show(stage, "done")


@situation
async def link_warnings(stage: Stage) -> None:
    """Much is said against the links."""
    await fill(stage)
    taken(
        stage,
        image(0, size=34_200_000),
        image(1, media_type="text/html", width=None, height=None),
        image(2, width=3000, height=900),
        ReferenceFacts(VIDEOS[0], Reach.REACHABLE, "", "video/mp4", 9, 1920, 1080, 1.2, 120.0),
        ReferenceFacts(SOUNDS[0], Reach.UNREACHABLE, OFFLINE),
        ReferenceFacts(SOUNDS[1], Reach.UNREACHABLE, OFFLINE),
    )
    record = stage.model.preflight.record(stage.model.draft.request)
    row = await add(stage, "checked", State.RUNNING, BOTTLE, raw_answer="{}")
    stage.model.selection.select(replace(row, checks=record))


@situation
async def link_setting(stage: Stage) -> None:
    """The switch in the settings."""
    press(stage, "settingsButton")

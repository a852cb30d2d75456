"""Situations of the variations, for design.py."""

from __future__ import annotations

import asyncio
from typing import Any

from scripts.design_parts import Stage, fill, press, situation
from seedance_desktop.core.generation import Mark, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.tokens import TokenState

BOTTLE = (
    "Slow push-in on the bottle from @Image1, condensation beading, the light of @Image2. "
    "{Dawn|Neon night}, shallow depth of field."
)
CHINESE = (
    "黄昏时分的未来城市,无人机从高楼之间缓缓飞过,霓虹灯在雨后的街道上反射出柔和的光芒,"
    "镜头{逐渐拉远|推近到窗边的人|绕着塔楼旋转},{薄雾|大雪},色调偏冷"
)
LINKS = tuple(f"https://cdn.example.com/campaign/2026/bottle-{n:02}.png" for n in range(1, 4))
LONG = " ".join(["Condensation beading on the glass, the light of @Image2 from the left;"] * 7)


async def begun(stage: Stage, request: VideoRequest, *axes: str) -> None:
    """The sheet, open, with these axes."""
    await fill(stage)
    stage.model.account.use("loova")
    origin = stage.model.account.profile.origin
    stage.model.tokens.lend(origin, "x" * 20, TokenState.KEYRING)
    stage.model.pause.pause()
    stage.model.draft.replace(request)
    press(stage, "variationsButton")
    for axis in axes:
        stage.model.variations.add_axis(axis)


@situation
async def variations(stage: Stage) -> None:
    """A plan: two prompts in three ratios, drafts first, one cell off."""
    await begun(stage, VideoRequest(prompt=BOTTLE, image_urls=LINKS[:2], duration=10), "ratio")
    desk = stage.model.variations
    desk.set_values("ratio", ("16:9", "1:1", "9:16"))
    desk.set_draft_first(True)
    desk.switch([desk.cells[4].key], False)


@situation
async def variations_set(stage: Stage) -> None:
    """A set that was sent: done, running, failed, waiting, two stars."""
    await variations(stage)
    desk, library = stage.model.variations, stage.model.library
    desk.set_name("Bottle · 2 × 3 variations")
    desk.send()
    kept = asyncio.Event()
    desk.changed.connect(lambda: None if desk.sending else kept.set())
    await kept.wait()
    states = (State.DONE, State.DONE, State.FAILED, State.RUNNING)
    for cell, state in zip(desk.cells, states, strict=False):
        row = desk.results(desk.number_of(cell.key))[0]
        await library.claim(row.id)
        told: dict[str, Any] = {"task_id": f"t{row.id}", "credits": 40.0}
        refused = state is State.FAILED
        await library.record_answer(row.id, State.FAILED if refused else State.RUNNING, **told)
        if state is State.DONE:
            await library.change(row.id, State.DONE)
            await library.update(row.id, mark=Mark.STAR)
    await asyncio.sleep(0.2)


@situation
async def variations_sets(stage: Stage) -> None:
    """The list of the sets that were kept."""
    await variations_set(stage)
    press(stage, "variations_sets")


@situation
async def variations_long(stage: Stage) -> None:
    """A Chinese prompt in two groups, with references one at a time and a problem."""
    request = VideoRequest(
        prompt=CHINESE, image_urls=LINKS, audio_urls=("https://cdn.example.com/a.mp3",), duration=15
    )
    await begun(stage, request, "image_urls")
    stage.model.variations.set_values("image_urls", ((0,), (0, 1, 2), ()))


@situation
async def variations_too_many(stage: Stage) -> None:
    """A long prompt whose difference is at its end; more clips than a set may have."""
    request = VideoRequest(prompt=f"{LONG} At {{dawn|dusk}}.", image_urls=LINKS[:2])
    await begun(stage, request, "duration")
    stage.model.variations.set_repeats(40)
    stage.model.variations.set_repeats(1 if stage.window.width() < 1_100 else 40)


@situation
async def variations_empty(stage: Stage) -> None:
    """Nothing varies yet, no price list."""
    press(stage, "variationsButton")


@situation
async def group_question(stage: Stage) -> None:
    """Generate on a prompt with groups."""
    await fill(stage)
    stage.model.draft.replace(VideoRequest(prompt=f"{BOTTLE} {{薄雾|大雪|}}"))
    stage.model.draft.set_choice((1, 1))
    press(stage, "generateButton")


@situation
async def stray_brace(stage: Stage) -> None:
    """Generate on a prompt with braces that are no group."""
    stage.model.draft.replace(VideoRequest(prompt='{"scene": "a boat", "light": {"at": "dawn"}}'))
    press(stage, "generateButton")

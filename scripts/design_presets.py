"""Situations of the preset library, for ``design.py``."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from PySide6.QtWidgets import QLineEdit

from scripts.design_parts import Stage, press, situation

LONG_NAME = (
    "Autumn campaign, second flight: bottle on wet slate with the slow push-in that the client "
    "liked best"
)


def put(stage: Stage, file: str, request: dict[str, Any], **more: Any) -> None:
    """Write a preset of the person's own."""
    path = stage.model.paths.presets / f"{file}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"version": 1, "request": request, **more}), "utf-8")


async def library(stage: Stage) -> None:
    """Own presets in folders, one broken, one Chinese, one long, one in place of a built-in."""
    put(stage, "Ads/long", {"prompt": "Slow push-in on {{product=the bottle}}. " * 40,
                            "duration": 12, "ratio": "21:9"}, name=LONG_NAME,
        notes="For the second flight. " * 12)  # fmt: skip
    turn = "{{主角=女孩}}在{{地点=雨夜的街头}}缓缓转身,霓虹灯光掠过脸庞,镜头环绕"
    put(stage, "广告/转身", {"prompt": turn, "ratio": "9:16"}, name="主角转身 · 雨夜霓虹")
    put(stage, "Talking head", {"prompt": "Mine", "duration": 8}, name="Talking head")
    (stage.model.paths.presets / "Ads" / "Winter sale.json").write_text(
        '{\n  "version": 1,\n  "request": {\n    "duraton": 8\n  }\n}\n'
    )
    await stage.model.presets.refresh()
    hero = stage.model.presets.entry("Product hero shot")
    assert hero is not None
    stage.model.presets.set_favourite(hero, marked=True)


async def choose(stage: Stage, search: str) -> None:
    """Open the list and search in it."""
    press(stage, "presetCombo")
    edit = stage.window.findChild(QLineEdit, "presetSearch")
    assert edit is not None
    edit.setText(search)
    await asyncio.sleep(0.2)


@situation
async def presets(stage: Stage) -> None:
    """The list of presets, the one in use chosen."""
    await library(stage)
    hero = stage.model.presets.entry("Product hero shot")
    assert hero is not None
    stage.model.presets.apply(hero)
    await choose(stage, "")


@situation
async def preset_broken(stage: Stage) -> None:
    """A broken preset and what is wrong with it."""
    await library(stage)
    await choose(stage, "winter")


@situation
async def preset_long(stage: Stage) -> None:
    """A preset with a long name and prompt."""
    await library(stage)
    await choose(stage, "autumn")


@situation
async def preset_chinese(stage: Stage) -> None:
    """A Chinese preset in use, and found."""
    await library(stage)
    entry = stage.model.presets.entry("广告/主角转身 · 雨夜霓虹")
    assert entry is not None
    stage.model.presets.apply(entry)
    await choose(stage, "霓虹")


@situation
async def preset_none(stage: Stage) -> None:
    """A search that finds nothing."""
    await library(stage)
    await choose(stage, "helicopter over mars")


@situation
async def placeholders(stage: Stage) -> None:
    """A preset's fields above the prompt, one filled in, one of the person's empty."""
    await library(stage)
    entry = stage.model.presets.entry("Logo sting")
    assert entry is not None
    stage.model.presets.apply(entry)
    stage.model.draft.set_value("material", "Drops of mercury on a dark ground that run together")
    stage.model.draft.set("prompt", stage.model.draft.request.prompt + "\n{{client's claim}}")


@situation
async def preset_save(stage: Stage) -> None:
    """Keeping the draft as a preset."""
    await presets(stage)
    stage.model.draft.set("duration", 9)
    press(stage, "presetCombo")
    press(stage, "presetSave")


@situation
async def preset_actions(stage: Stage) -> None:
    """The menu of presets, over a preset of the person's that was changed."""
    await library(stage)
    entry = stage.model.presets.entry("Talking head")
    assert entry is not None
    stage.model.presets.apply(entry)
    stage.model.draft.set("duration", 9)
    press(stage, "presetMenu")


@situation
async def requests_imported(stage: Stage) -> None:
    """Three request files were dropped at once, one with a field that is none."""
    paths = []
    for name, extra in (("city", {}), ("boat", {"seed": 5}), ("forest road", {})):
        paths.append(stage.folder / f"{name}.json")
        paths[-1].write_text(json.dumps({"prompt": f"The {name} at dawn", **extra}))
    stage.model.preset_desk.import_files(paths)
    await asyncio.sleep(0.3)

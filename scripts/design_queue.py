"""Situations of the queue, for design.py."""

from __future__ import annotations

import asyncio
from time import time

from PySide6.QtWidgets import QDialog, QScrollArea

from scripts.design_parts import Stage, fill, press, show, situation
from scripts.design_references import hold
from seedance_desktop.core.budget import Scope
from seedance_desktop.core.generation import Mark, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.orders import Order

PROMPTS = (
    "Slow push-in on the bottle from @Image1, neon night, shallow depth of field",
    "黄昏时分的未来城市,无人机从高楼之间缓缓飞过,霓虹灯在雨后的街道上反射出柔和的光芒",
    "Macro: bubbles rising past the label, backlit, 120 fps feel",
    "Logo sting, ink in water",
    "Forest road at dawn, fog, tracking shot behind a cyclist",
    "Paper boat on a rainy street, night, reflections",
)


@situation
async def queue(stage: Stage) -> None:
    """The queue, open over a window with two clips running and six requests waiting."""
    await fill(stage)
    model = stage.model
    for ago, prompt in ((130, PROMPTS[0]), (320, PROMPTS[4])):
        profile = model.account.profile
        row = await model.library.add(
            VideoRequest(prompt=prompt), profile=profile.id, base_url=profile.base_url, estimate=75
        )
        await model.library.claim(row.id)
        row = await model.library.record_answer(
            row.id, State.RUNNING, task_id=f"t{row.id}", answered_at=time() - ago, credits=75.0
        )
        model.dispatcher.accepted(row)
    model.queue.pause()
    profile = model.account.profile
    model.queue.place(
        [Order(VideoRequest(prompt=prompt), estimate=None if "Logo" in prompt else 75,
               profile=profile.id, base_url=profile.base_url) for prompt in PROMPTS]
    )  # fmt: skip
    await asyncio.sleep(0.3)
    press(stage, "runningChip")


@situation
async def recall(stage: Stage) -> None:
    """A starred clip that came from another, one rejected, one running half its usual time."""
    await fill(stage)
    model, rows = stage.model, stage.rows
    await model.library.set_marks({rows["done"].id: Mark.STAR, rows["chinese"].id: Mark.REJECT})
    parent = rows["not fetched"].id
    await model.library._call(
        lambda s: s._db.execute(
            "UPDATE generations SET parent_id = ?, duration = 5, came_from = 'remix' WHERE id = ?",
            (parent, rows["done"].id),
        )
    )
    await model.library._call(
        lambda s: s._db.execute("UPDATE generations SET answered_at = finished_at - 161")
    )
    (stage.rows["done"],) = await model.library.get([rows["done"].id])
    model.usual_times._known.clear()
    stage.window._history.load()
    await show(stage, "done")


@situation
async def prompts(stage: Stage) -> None:
    """Earlier prompts, listed."""
    await fill(stage)
    await show(stage, "done")
    press(stage, "promptHistoryButton")


@situation
async def queue_edit(stage: Stage) -> None:
    """A waiting request while it is changed."""
    await fill(stage)
    await show(stage, "waiting")
    await asyncio.sleep(0.3)
    press(stage, "editWaiting")


@situation
async def queue_edit_dragged_over(stage: Stage) -> None:
    """Links held over the form of a waiting request."""
    await queue_edit(stage)
    await asyncio.sleep(0.3)
    form = stage.window.findChild(QDialog, "queueEditDialog")
    fields = None if form is None else form.findChild(QScrollArea)
    assert form is not None and fields is not None
    bar = fields.verticalScrollBar()
    bar.setValue(bar.maximum())
    hold(form, *(f"https://cdn.example/{name}" for name in ("a.png", "b.png", "c.mp4")))


@situation
async def queue_asks(stage: Stage) -> None:
    """Back after more than an hour: it asks before it goes on spending."""
    await fill(stage)
    rows = await stage.model.library.get([stage.rows["waiting"].id])
    stage.model.pause._ask([*rows, *rows])
    await show(stage, "waiting")


@situation
async def queue_stopped(stage: Stage) -> None:
    """A budget was lowered below what waits: told, and in the open queue."""
    await queue(stage)
    stage.model.budgets.set_amount(Scope.DAY, 600)
    await asyncio.sleep(0.3)


@situation
async def queue_stopped_told(stage: Stage) -> None:
    """The same, the queue closed."""
    await queue_stopped(stage)
    press(stage, "queueClose")

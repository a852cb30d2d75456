"""What the situations of design.py are made from: a stage, and rows in every state on it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import time
from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QPushButton

from seedance_desktop.core.generation import ClipState, Generation, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.simulator.clip_job import ClipJob
from seedance_desktop.simulator.clip_maker import ClipMaker
from seedance_desktop.state.model import Model
from seedance_desktop.ui.main_window import MainWindow

BOTTLE = (
    "Slow push-in on the bottle from @Image1, condensation beading, the light of @Image2; camera "
    "moves like @Video1. Dawn, shallow depth of field."
)
CHINESE = (
    "黄昏时分的未来城市,无人机从高楼之间缓缓飞过,霓虹灯在雨后的街道上反射出柔和的光芒,镜头逐渐拉远"
)
LONG = " ".join([BOTTLE] * 9)
LINKS = tuple(f"https://cdn.example.com/campaign/2026/bottle-{n:02}.png" for n in range(1, 10))
TRACES = ("45c30d76f06549b199a3775544523689", "91aa73d2c4e04be08f217c0d6c1b2e55")
COLOURS = (("#0f2027", "#2c5364", "#d9e4b5"), ("#41295a", "#9b4b5e", "#f0643c"),
           ("#134e5e", "#3f8466", "#71b280"), ("#30343f", "#8a6d3b", "#c9a055"))  # fmt: skip


@dataclass
class Stage:
    """What a situation works on."""

    model: Model
    window: MainWindow
    folder: Path
    rows: dict[str, Generation] = field(default_factory=dict)


Situation = Callable[[Stage], Awaitable[None]]
SITUATIONS: dict[str, Situation] = {}


def situation(make: Situation) -> Situation:
    """Enter ``make`` under its name."""
    SITUATIONS[make.__name__.replace("_", "-")] = make
    return make


def press(stage: Stage, name: str) -> None:
    """Click the button called ``name``."""
    button = stage.window.findChild(QPushButton, name)
    if button is None:
        raise SystemExit(f"there is no button {name}")
    button.click()


async def show(stage: Stage, name: str) -> None:
    """Select a row."""
    stage.window.show_generation(stage.rows[name])


async def fill(stage: Stage) -> None:
    """One row in each state, oldest first."""
    model = stage.model
    clip = await asyncio.to_thread(draw_clip, stage.folder)
    for index, prompt in enumerate(
        ("Forest road at dawn, fog, tracking shot behind a cyclist",
         "A futuristic city at sunset, drone shot between the towers")
    ):  # fmt: skip
        await done(stage, prompt, prompt, index + 1, clip)
    stopped = {"message": "Stopped by the content policy.", "error": "task-failed"}
    await add(stage, "failed", State.FAILED, "Paper boat on a rainy street, night", **stopped)
    await done(stage, "chinese", CHINESE, 3, clip)
    await done(stage, "not fetched", "Logo sting, ink in water", None, clip)
    await done(stage, "done", BOTTLE, 0, clip)
    await add(stage, "unconfirmed", State.UNCONFIRMED, "Macro: bubbles rising past the label",
              error="unconfirmed", trace_id="", credits=None)  # fmt: skip
    await add(stage, "not sent", State.NOT_SENT, "Steam over a cup", error="not-sent", credits=None,
              trace_id="")  # fmt: skip
    row = await add(stage, "running", State.RUNNING, BOTTLE.replace("Dawn", "Neon night"))
    model.board.begin(row.id, "processing", time() - 130)
    row = await add(stage, "waiting", State.WAITING, BOTTLE)
    model.board.begin(row.id, "waits for a free slot")


async def done(stage: Stage, name: str, prompt: str, colours: int | None, clip: Path) -> None:
    """A finished row; without colours its clip could not be fetched."""
    row = await add(stage, name, State.RUNNING, prompt)
    here: dict[str, Any] = {"clip": ClipState.NOT_FETCHED, "clip_error": "The server answered 500."}
    if colours is not None:
        poster = stage.folder / f"{row.id}.png"
        paint(COLOURS[colours]).save(str(poster))
        here = {"clip": ClipState.SAVED, "clip_path": str(clip), "poster_path": str(poster)}
    stage.rows[name] = await stage.model.library.change(
        row.id, State.DONE, finished_at=time() + 161, saved_at=time() + 164,
        raw_status='{"code":200,"data":{"status":"succeeded"}}', **here,
    )  # fmt: skip


async def add(stage: Stage, name: str, state: State, prompt: str, **columns: Any) -> Generation:
    """A row in ``state``."""
    model = stage.model
    profile = model.account.profile
    row = await model.library.add(
        VideoRequest(prompt=prompt), profile=profile.id, base_url=profile.base_url, estimate=75
    )
    if state is not State.WAITING:
        await model.library.claim(row.id)
        told = {"task_id": f"task_{row.id:06}", "trace_id": TRACES[0], "credits": 75.0,
                "raw_answer": '{"code":200,"trace_id":"45c3","data":{"task_id":"t"}}'}  # fmt: skip
        row = await model.library.record_answer(row.id, state, **{**told, **columns})
    stage.rows[name] = row
    return row


def draw_clip(folder: Path) -> Path:
    """A real clip, as the demo draws them."""
    maker, path = ClipMaker(), folder / "clip.mp4"
    try:
        maker._draw(ClipJob(str(path), BOTTLE, "16:9", 4, "design"))
    finally:
        maker.stop()
    return path


def paint(colours: tuple[str, ...]) -> QImage:
    """A picture to stand for a clip."""
    image = QImage(640, 360, QImage.Format.Format_RGB32)
    gradient = QLinearGradient(QPointF(0, 0), QPointF(640, 360))
    for index, colour in enumerate(colours):
        gradient.setColorAt(index / (len(colours) - 1), QColor(colour))
    painter = QPainter(image)
    painter.fillRect(QRectF(image.rect()), gradient)
    painter.end()
    return image

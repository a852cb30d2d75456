"""Situations of money: what it costs, what is left, what was spent."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random
from time import time

from scripts.design_parts import BOTTLE, LINKS, Stage, fill, press, show, situation
from seedance_desktop.core.budget import Scope
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.tokens import TokenState

PROJECTS = ("Bottle campaign, autumn 2026", "Logo", "雨中的猫", "")


@situation
async def budget(stage: Stage) -> None:
    """A budget for the day, and one for a project."""
    await fill(stage)
    stage.model.budgets.set_amount(Scope.DAY, 3000)
    stage.model.budgets.set_amount(Scope.SESSION, 4000)
    stage.model.budgets.add("Bottle campaign, autumn 2026")
    stage.model.budgets.set_amount(Scope.PROJECT, 12000)
    stage.model.account.use("loova")
    stage.model.tokens.lend(stage.model.account.profile.origin, "x" * 20, TokenState.KEYRING)
    stage.model.draft.replace(
        VideoRequest(prompt=BOTTLE, image_urls=LINKS[:2], video_urls=(LINKS[0] + ".mp4",))
    )
    # Charged by another price than was expected.
    done = stage.rows["done"]
    stage.rows["done"] = await stage.model.library.update(done.id, estimate=60.0)
    await show(stage, "done")


@situation
async def budget_asks(stage: Stage) -> None:
    """A send that goes over the budget."""
    await budget(stage)
    stage.model.budgets.set_amount(Scope.DAY, 400)
    stage.model.queue.submit()


@situation
async def budget_asks_set(stage: Stage) -> None:
    """A set that goes over the budget, asked about on its sheet."""
    await budget(stage)
    stage.model.budgets.set_amount(Scope.DAY, 1150)
    stage.model.draft.set("prompt", f"{BOTTLE} {{dawn|noon|neon night}}, {{calm|storm}}")
    stage.window._open_variations()
    await asyncio.sleep(0.5)
    press(stage, "variationsSend")


@situation
async def budgets(stage: Stage) -> None:
    """The dialog of the budgets."""
    await budget(stage)
    stage.window._money.open_budgets()


@situation
async def spending(stage: Stage) -> None:
    """What was spent in a month, by day."""
    await asyncio.to_thread(spend, stage.folder)
    await fill(stage)
    stage.window._money.open_spending()


@situation
async def spending_by_project(stage: Stage) -> None:
    """What was spent, by project."""
    await spending(stage)
    press(stage, "spendingBy_project")


@situation
async def spending_nothing(stage: Stage) -> None:
    """What was spent, before anything was."""
    stage.window._money.open_spending()


def spend(folder: Path) -> None:
    """Four weeks of work, written past the app."""
    random = Random(7)
    columns = ("key", "state", "request", "profile", "base_url", "origin", "model", "prompt",
               "function_mode", "duration", "with_video", "created_at", "sent_at", "credits",
               "estimate", "task_id", "project", "preset", "mark")  # fmt: skip
    marks = ", ".join("?" * len(columns))
    with closing(sqlite3.connect(folder / "history.sqlite3")) as db, db:
        for number in range(260):
            state = random.choices(("done", "failed", "unconfirmed"), (90, 7, 3))[0]
            model, a_second = random.choice((("seedance_2_0", 15), ("seedance_2_0_fast", 10)))
            seconds = random.choice((4, 5, 8))
            sent = time() - 86_400 * random.choice((0.2, 1, 2, 3, 6, 7, 8, 9, 12, 15, 20, 22, 27))
            credits = None if state == "unconfirmed" else seconds * a_second
            estimate = seconds * a_second * random.choice((1, 1, 1, 0.8))
            project = random.choice(PROJECTS)
            preset = random.choice(("Product hero", "Logo sting", ""))
            mark = random.choices(("star", "reject", ""), (2, 3, 6))[0]
            db.execute(
                f"INSERT INTO generations ({', '.join(columns)}) VALUES ({marks})",
                (f"spent{number}", state, "{}", "outai", "https://a.example", "https://a.example",
                 model, "", "omni_reference", seconds, 0, sent, sent, credits, estimate,
                 f"t{number}", project, preset, mark if state == "done" else ""),
            )  # fmt: skip

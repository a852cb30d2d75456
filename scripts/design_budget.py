"""Situations of money: what it costs, what is left, what was spent."""

from __future__ import annotations

from scripts.design_parts import BOTTLE, LINKS, Stage, fill, show, situation
from seedance_desktop.core.budget import Scope
from seedance_desktop.core.request import VideoRequest


@situation
async def budget(stage: Stage) -> None:
    """A budget for the day, and one for a project."""
    await fill(stage)
    stage.model.budgets.set_amount(Scope.DAY, 3000)
    stage.model.budgets.set_amount(Scope.SESSION, 4000)
    stage.model.budgets.add("Bottle campaign, autumn 2026")
    stage.model.budgets.set_amount(Scope.PROJECT, 12000)
    stage.model.account.use("loova")
    stage.model.draft.replace(
        VideoRequest(prompt=BOTTLE, image_urls=LINKS[:2], video_urls=(LINKS[0] + ".mp4",))
    )
    await show(stage, "done")


@situation
async def budget_asks(stage: Stage) -> None:
    """A send that goes over the budget."""
    await budget(stage)
    stage.model.budgets.set_amount(Scope.DAY, 400)
    stage.model.queue.submit()

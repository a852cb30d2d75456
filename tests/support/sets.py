"""Sets of variations for tests: sent into a paused queue, and led to where a test wants them."""

from __future__ import annotations

from typing import Any

from seedance_desktop.core.generation import Generation, Mark, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.model import Model
from seedance_desktop.state.variations import VariationDesk
from tests.support.waiting import until

PROMPT = "a bottle at {dawn|neon night}"


def begun(model: Model, prompt: str = PROMPT, **fields: Any) -> VariationDesk:
    """A new plan on the desk, in front of a queue that sends nothing."""
    model.queue.pause()
    model.draft.replace(VideoRequest(prompt=prompt, **{"duration": 10, **fields}))
    model.variations.watch(True)
    model.variations.start_new()
    return model.variations


async def sent(model: Model, desk: VariationDesk) -> list[Generation]:
    """Send what is missing; every row of the set."""
    wanted = len(members(desk)) + desk.total().clips
    desk.send()
    await until(lambda: not desk.sending and len(members(desk)) == wanted, "the set's rows")
    return members(desk)


def members(desk: VariationDesk) -> list[Generation]:
    """Every row of the set on the desk, oldest first."""
    return list(desk._results)


async def finish(model: Model, row: Generation, mark: Mark = Mark.NONE) -> None:
    """Lead a waiting row to done."""
    model.dispatcher.take_back(row.id)
    await model.library.claim(row.id)
    await model.library.record_answer(row.id, State.RUNNING, task_id=f"t{row.id}", credits=40.0)
    await model.library.change(row.id, State.DONE)
    if mark is not Mark.NONE:
        await model.library.update(row.id, mark=mark)

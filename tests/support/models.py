"""The app without its window: every part of it real, at a service on this machine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from seedance_desktop.backend.paths import paths_in
from seedance_desktop.backend.redaction import Redactor
from seedance_desktop.core.generation import Generation, State
from seedance_desktop.state.model import Model, build_model
from seedance_desktop.state.tokens import TokenState
from tests.support.waiting import until

TOKEN = "demo-token"


@asynccontextmanager
async def running_model(
    folder: Path, base_url: str, token: str | None = TOKEN, *, resumed: bool = True
) -> AsyncIterator[Model]:
    """A model that is open and, mostly, has resumed; taken down in order afterwards."""
    paths = paths_in(folder)
    paths.ensure()
    model = build_model(paths, Redactor(), base_url=base_url)
    if token is not None:
        model.tokens.lend(model.account.profile.origin, token, TokenState.SESSION)
    try:
        await model.library.open()
        if resumed:
            await model.queue.resume()
        yield model
    finally:
        model.dispatcher.close()
        model.sender.closing = True
        await model.tasks.wait_for_protected(30)
        await model.tasks.close(30)
        await model.settings.flush()
        await model.draft_keeper.flush()
        await model.client.aclose()
        await model.library.close()
        model.close_threads()


async def rows(model: Model) -> list[Generation]:
    """Every row of the history, newest first."""
    return await model.library.get(await model.library.ids("", None))


async def until_state(model: Model, id: int, *states: State) -> Generation:
    """Wait until a row is in one of ``states``."""
    while True:
        (row,) = await model.library.get([id])
        if row.state in states:
            return row
        changed: list[Generation] = []
        connection = model.library.changed.connect(changed.append)
        (row,) = await model.library.get([id])
        if row.state not in states:
            await until(lambda: any(r.id == id for r in changed), f"{id} is {row.state}")  # noqa: B023
        model.library.changed.disconnect(connection)

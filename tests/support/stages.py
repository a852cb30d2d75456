"""The stage on a real model, with nothing at the other end unless a test puts it there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Any, TypeVar

from PySide6.QtWidgets import QWidget

from seedance_desktop.core.generation import ClipState, Generation, State
from seedance_desktop.state.model import Model
from seedance_desktop.state.playback import Playback
from seedance_desktop.ui.stage.offers import Offer
from seedance_desktop.ui.stage.pane import StagePane
from tests.support.clips import Clip
from tests.support.history import add_row
from tests.support.models import running_model
from tests.support.waiting import until

NOBODY = "http://127.0.0.1:9/api"
"""An address at which nothing listens."""
WIDE, NARROW = (720, 860), (440, 640)

W = TypeVar("W", bound=QWidget)


@dataclass
class OpenedStage:
    """A stage on screen, and what it stands on."""

    pane: StagePane
    model: Model

    @property
    def playback(self) -> Playback:
        return self.pane._playback

    def find(self, kind: type[W], name: str) -> W:
        """The one widget of this name, wherever it is now."""
        widget = self.pane.findChild(kind, name)
        assert widget is not None, name
        return widget

    def visible(self, name: str) -> bool:
        """Whether the person can see the widget."""
        return self.find(QWidget, name).isVisible()

    def offered(self) -> set[str]:
        """The actions on screen."""
        return {offer.value for offer in Offer if self.visible(offer.value)}

    async def show_row(self, state: State, **columns: Any) -> Generation:
        """Add a row in this state and select it."""
        row = await add_row(self.model.library, state, **columns)
        self.model.selection.select(row)
        await asyncio.sleep(0)
        return row

    async def show_clip(self, clip: Clip) -> Generation:
        """Select a finished row with this clip and wait for its first frame."""
        row = await self.show_row(
            State.DONE, clip=ClipState.SAVED, clip_path=str(clip.path), finished_at=time()
        )
        await until(lambda: self.playback.frame is not None, "the first frame")
        return row

    async def current(self) -> Generation:
        """The selected row as the store has it."""
        selected = self.model.selection.current
        assert selected is not None
        (row,) = await self.model.library.get([selected.id])
        return row


@asynccontextmanager
async def opened_stage(
    folder: Path, size: tuple[int, int] = WIDE, base_url: str = NOBODY, token: str | None = None
) -> AsyncIterator[OpenedStage]:
    """A stage of ``size`` px, shown; all of it is gone afterwards."""
    async with running_model(folder, base_url, token) as model:
        pane = StagePane(model)
        pane.resize(*size)
        pane.show()
        try:
            yield OpenedStage(pane, model)
        finally:
            pane.hide()
            model.selection.select(None)
            pane.deleteLater()
            await asyncio.sleep(0)

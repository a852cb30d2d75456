"""Finished clips, fetched at once: resumed, checked, and never a reason to call a task failed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from time import time
from typing import Any

from PySide6.QtCore import QObject

from ..backend import download
from ..core.errors import ClipTrouble, LinkExpired, StorageTrouble, UserError
from ..core.generation import ClipState, Generation
from .account import Account
from .library import Library
from .notices import Notices
from .polling import Poller
from .progress import ProgressBoard
from .tasks import TaskOwner

_log = logging.getLogger(__name__)

AT_A_TIME = 3
PAUSES = (0.0, 3.0, 15.0, 60.0)
"""Seconds before each try; after the last the clip stands as not fetched."""

STORAGE_PAUSE = 10.0
"""Seconds until what became of a clip is written again to a disk that was full."""


class Fetcher(QObject):
    """Brings results to disk."""

    def __init__(
        self,
        library: Library,
        account: Account,
        poller: Poller,
        board: ProgressBoard,
        notices: Notices,
        tasks: TaskOwner,
        clips_folder: Callable[[], Path],
        make_poster: Callable[[Generation], Awaitable[str]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._account = account
        self._poller = poller
        self._board = board
        self._notices = notices
        self._tasks = tasks
        self._clips_folder = clips_folder
        self._make_poster = make_poster
        self._slots = asyncio.Semaphore(AT_A_TIME)

    def fetch(self, row: Generation) -> None:
        """Bring the clip of ``row`` to disk; a second call for the same clip does nothing."""
        group = f"fetch {row.id}"
        if not self._tasks.running(group):
            self._tasks.start(self._fetch(row), group, group=group)

    async def stop(self, id: int) -> None:
        """Fetch a clip no further: the person gave the result by hand, which goes before it."""
        running = self._tasks.running(f"fetch {id}")
        self._tasks.cancel(f"fetch {id}")
        if running:
            await asyncio.wait(running)

    async def adopt(self, row: Generation, source: Path) -> Path:
        """Copy a file the person has into the clips folder as the clip of ``row``.

        Raises:
            ClipTrouble: it is no video.
            StorageTrouble: it could not be copied.
        """
        return await download.adopt_file(source, self._target(row))

    async def copy(self, clip: Path, target: Path) -> None:
        """Copy a clip to where the person wants it.

        Raises:
            StorageTrouble: it could not be written.
        """
        await download.copy_file(clip, target)

    async def add_poster(self, row: Generation) -> None:
        """Make the picture for the card from the clip's first frame."""
        poster = await self._make_poster(row)
        if poster:
            await self._library.update(row.id, poster_path=poster)

    async def _fetch(self, row: Generation) -> None:
        self._board.begin(row.id, "waiting to fetch")
        try:
            await self._store(row.id, clip=ClipState.FETCHING, clip_error="")
            path = await self._try(row)
        except (ClipTrouble, StorageTrouble) as trouble:
            await self._store(row.id, clip=ClipState.NOT_FETCHED, clip_error=trouble.message)
            self._notices.tell_error(trouble, topic=f"clip {row.id}", generation_id=row.id)
        else:
            row = await self._store(
                row.id,
                clip=ClipState.SAVED,
                clip_path=str(path),
                clip_error="",
                saved_at=time(),
            )
            self._notices.close_topic(f"clip {row.id}")
            await self.add_poster(row)
        finally:
            self._board.end(row.id)

    async def _store(self, id: int, **columns: Any) -> Generation:
        """Write what became of a clip, again and again while the disk is full.

        Else the row would say that it is being fetched for as long as the app runs.
        """
        while True:
            try:
                return await self._library.update(id, **columns)
            except StorageTrouble as trouble:
                self._board.note(id, "waits for disk space")
                self._notices.tell_error(trouble, topic="storage", generation_id=id)
                await asyncio.sleep(STORAGE_PAUSE)

    async def _try(self, row: Generation) -> Path:
        url = row.result_url
        trouble: UserError = ClipTrouble("The service gave no link to the clip.")
        for pause in PAUSES:
            await asyncio.sleep(pause)
            try:
                # Between two tries the slot is another's: links end, and one may never work again.
                async with self._slots:
                    return await self._fetch_once(row, url or await self._fresh_url(row))
            except LinkExpired as expired:
                trouble, url = expired, ""
            except ClipTrouble as other:
                trouble = other
                _log.info("Clip of generation %s: %s", row.id, other.message)
        raise trouble

    async def _fetch_once(self, row: Generation, url: str) -> Path:
        base_url = self._account.address_of(row.profile, row.base_url)
        fetched = await download.fetch(
            url,
            self._target(row),
            progress=lambda got, total: self._board.received(row.id, got, total),
            allow_private=self._account.may_fetch_locally(base_url),
        )
        return fetched.path

    async def _fresh_url(self, row: Generation) -> str:
        """Ask the service where the clip is now: links end after some hours."""
        if not row.task_id:
            raise ClipTrouble("The service gave no link to the clip.")
        try:
            answer = await self._poller.ask(row)
        except UserError as error:
            raise LinkExpired(f"A fresh link could not be had: {error.message}") from error
        if not answer.result_url:
            raise ClipTrouble("The service gave no link to the clip.")
        await self._library.update(row.id, result_url=answer.result_url)
        return answer.result_url

    def _target(self, row: Generation) -> Path:
        created = datetime.fromtimestamp(row.created_at).astimezone()
        name = download.file_name(created, row.request.prompt, row.id, "mp4")
        return self._clips_folder() / name

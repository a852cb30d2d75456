"""What the person mends by hand: adopt a task, attach a result, try again, delete."""

from collections.abc import Sequence
from pathlib import Path
from time import time
from typing import Any

from PySide6.QtCore import QObject, Signal

from ..core.errors import BadToken, StatusTrouble, StorageTrouble, TaskUnknown, UserError
from ..core.generation import ClipState, Generation, State
from ..core.profile import service_of
from ..core.telling import TAKEN_BACK
from ..core.urls import RefusedUrl, check_url
from .dispatch import Dispatcher
from .fetching import Fetcher
from .library import Library
from .notices import Notice, Notices, Offer
from .polling import Poller

LONGEST_TASK_ID = 200
OF_ANOTHER = "Another clip in the history already has this task id."


class Mender(QObject):
    """Coroutines; ``Queue`` runs each at most once at a time for a row."""

    refused = Signal(int, str)
    """Id of a row and why what the person gave cannot be taken."""

    undelete_requested = Signal(object)
    """Ids the person wants back."""

    def __init__(
        self,
        library: Library,
        dispatcher: Dispatcher,
        poller: Poller,
        fetcher: Fetcher,
        notices: Notices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._dispatcher = dispatcher
        self._poller = poller
        self._fetcher = fetcher
        self._notices = notices
        self._adopted: set[tuple[str, str]] = set()
        """Service and task id of what is being adopted."""

    async def adopt(self, id: int, task_id: str) -> None:
        """Take ``task_id`` for an unconfirmed row, checked as far as the provider allows."""
        row = await self._row(id, State.UNCONFIRMED)
        if row is None:
            return
        if not task_id or len(task_id) > LONGEST_TASK_ID or not task_id.isprintable():
            self.refused.emit(id, "Paste the task id as the provider shows it.")
            return
        task = service_of(row.profile, row.base_url), task_id
        if task in self._adopted:
            self.refused.emit(id, OF_ANOTHER)
            return
        # Until it is in the history: asking the service takes its time.
        self._adopted.add(task)
        try:
            await self._adopt_known(row, task)
        except TaskUnknown:
            self.refused.emit(id, "The service does not know this task id. Check it and try again.")
        finally:
            self._adopted.discard(task)

    async def dismiss(self, id: int) -> None:
        """Put an unconfirmed row aside."""
        await self._library.update(id, dismissed=True)

    async def retry(self, id: int, project: str) -> None:
        """A row that has not left this computer goes back to waiting, now for ``project``."""
        row = await self._row(id, State.NOT_SENT)
        if row is not None:
            row = await self._library.change(
                id, State.WAITING, error="", message="", project=project
            )
            self._dispatcher.enqueue(row)

    async def take_back(self, id: int) -> bool:
        """A waiting row is not to be sent; whether it was waiting."""
        row = self._dispatcher.waiting_row(id)
        if row is None:
            return False
        self._dispatcher.take_back(id)
        try:
            await self._library.change(id, State.NOT_SENT, error=TAKEN_BACK)
        except StorageTrouble:
            # Else the next start would send what now looks as if it were not in the queue.
            self._dispatcher.enqueue(row, began_at=row.created_at)
            raise
        return True

    async def fetch_clip(self, id: int) -> None:
        """Try again to fetch a clip."""
        row = await self._row(id, State.DONE)
        if row is not None:
            self._fetcher.fetch(row)

    async def attach_link(self, id: int, url: str) -> None:
        """The person has a link to the result."""
        checked = check_url(url)
        if isinstance(checked, RefusedUrl):
            self.refused.emit(id, checked.reason)
            return
        await self._fetcher.stop(id)
        row = await self._finish(id, result_url=checked, clip=ClipState.FETCHING)
        if row is not None:
            self._fetcher.fetch(row)

    async def attach_file(self, id: int, source: Path) -> None:
        """The person has the result as a file."""
        row = await self._row(id, State.RUNNING, State.DONE)
        if row is None:
            return
        try:
            path = await self._fetcher.adopt(row, source)
        except UserError as trouble:
            self.refused.emit(id, trouble.text)
            return
        await self._fetcher.stop(id)
        row = await self._finish(
            id, clip=ClipState.SAVED, clip_path=str(path), clip_error="", saved_at=time()
        )
        if row is not None:
            await self._fetcher.add_poster(row)

    async def delete(self, ids: Sequence[int]) -> None:
        """Hide rows; a notice offers to bring them back."""
        taken_back = [id for id in ids if await self.take_back(id)]
        await self._library.hide(ids)
        what = "One clip" if len(ids) == 1 else f"{len(ids)} clips"
        undo = Offer("undoDelete", "Undo", lambda: self.undelete_requested.emit(tuple(ids)))
        self._notices.tell(
            Notice(
                f"{what} taken out of the history",
                _what_stays(bool(taken_back)),
                topic="deleted",
                offers=(undo,),
            )
        )

    async def undelete(self, ids: Sequence[int]) -> None:
        """Bring hidden rows back. What still waited when it was deleted is not sent after all."""
        for row in await self._library.get(ids):
            if row.state is State.WAITING and self._dispatcher.row(row.id) is None:
                # Deleted on its way out, or refused after that: the next start would send it.
                await self._library.change(row.id, State.NOT_SENT, error=TAKEN_BACK)
        await self._library.unhide(ids)
        self._notices.close_topic("deleted")

    async def _adopt_known(self, row: Generation, task: tuple[str, str]) -> None:
        service, task_id = task
        if await self._library.find_task(service, task_id) is not None:
            self.refused.emit(row.id, OF_ANOTHER)
            return
        verified = await self._is_known(row, task_id)
        row = await self._library.change(
            row.id,
            State.RUNNING,
            task_id=task_id,
            task_verified=verified,
            answered_at=time(),
            error="",
        )
        self._dispatcher.accepted(row)

    async def _is_known(self, row: Generation, task_id: str) -> bool:
        """Whether the service said so; it may not be there to be asked."""
        try:
            await self._poller.ask(row, task_id)
        except TaskUnknown:
            raise
        except (StatusTrouble, BadToken):
            return False
        return True

    async def _finish(self, id: int, **columns: Any) -> Generation | None:
        row = await self._row(id, State.RUNNING, State.DONE)
        if row is not None and row.state is State.RUNNING:
            self._dispatcher.finished_by_hand(row)
            # The service may have told the end in this moment, too.
            row = await self._row(id, State.RUNNING, State.DONE)
        if row is None:
            return None
        if row.state is State.DONE:
            return await self._library.update(id, **columns)
        return await self._library.change(id, State.DONE, finished_at=time(), **columns)

    async def _row(self, id: int, *states: State) -> Generation | None:
        rows = await self._library.get([id])
        return rows[0] if rows and rows[0].state in states else None


def _what_stays(taken_back: bool) -> str:
    if taken_back:
        return "What was waiting is not sent. Files stay, and what is running goes on."
    return "Files stay in their folder, and what is running goes on."

"""The paid request: claimed in the store, sent once, its answer committed before it is told."""

import asyncio
import logging
from typing import Any

from PySide6.QtCore import QObject

from ..backend.answers import CreateAnswer, Outcome
from ..backend.client import ServiceClient
from ..core.errors import AnswerLost, AnswerNotWritten, AnswerOnlyInLedger, UserError
from ..core.generation import Generation, State
from .account import Account
from .library import Library
from .notices import Notices
from .progress import ProgressBoard

_log = logging.getLogger(__name__)

STATE_OF = {
    Outcome.RUNNING: State.RUNNING,
    Outcome.REFUSED: State.FAILED,
    Outcome.LIMIT: State.WAITING,
    Outcome.UNCONFIRMED: State.UNCONFIRMED,
    Outcome.NOT_SENT: State.NOT_SENT,
}

LEDGER_ONLY_PAUSE = 10.0
NOT_WRITTEN_PAUSE = 2.0
"""Seconds until an answer the disk did not take is written again."""


class Sender(QObject):
    """Sends one row at a time for its caller; many calls may be under way."""

    def __init__(
        self,
        client: ServiceClient,
        library: Library,
        account: Account,
        board: ProgressBoard,
        notices: Notices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._library = library
        self._account = account
        self._board = board
        self._notices = notices
        self.in_flight = 0
        """Requests whose answer is not on disk yet."""
        self.closing = False
        """Set on shutdown: what the ledger has need not wait for the database any longer."""

    async def send(self, row: Generation, token: str) -> tuple[Generation, CreateAnswer] | None:
        """Send ``row`` unless another instance has taken it; run it protected from cancelling."""
        claimed = await self._library.claim(row.id)
        if claimed is None:
            return None
        self.in_flight += 1
        try:
            self._board.begin(row.id, "sending")
            base_url = self._account.address_of(row.profile, row.base_url)
            answer = await self._post(base_url, token, claimed)
            recorded = await self._record(claimed, answer)
            return (recorded, answer) if recorded else None
        finally:
            self.in_flight -= 1

    async def _post(self, base_url: str, token: str, row: Generation) -> CreateAnswer:
        try:
            return await self._client.create_task(base_url, token, row.request)
        except Exception:  # noqa: BLE001 - whatever broke, the request may have left
            _log.exception("Sending generation %s broke off", row.id)
            lost = AnswerLost("The app broke off while it waited for the answer.")
            return CreateAnswer(Outcome.UNCONFIRMED, error=lost)

    async def _record(self, row: Generation, answer: CreateAnswer) -> Generation | None:
        topic = f"answer of {row.id}"
        while True:
            try:
                recorded = await self._library.record_answer(
                    row.id, STATE_OF[answer.outcome], **_columns(answer)
                )
            except AnswerOnlyInLedger as trouble:
                self._tell(trouble, topic, row, answer)
                if self.closing:
                    return None
                await asyncio.sleep(LEDGER_ONLY_PAUSE)
            except AnswerNotWritten as trouble:
                self._tell(trouble, topic, row, answer)
                await asyncio.sleep(NOT_WRITTEN_PAUSE)
            else:
                self._notices.close_topic(topic)
                return recorded

    def _tell(self, trouble: UserError, topic: str, row: Generation, answer: CreateAnswer) -> None:
        # The log is one more place to find the task in, should the disk never take it.
        _log.error(
            "Answer of generation %s is not in the history: task %s, trace %s",
            row.id,
            answer.task_id,
            answer.trace_id,
        )
        trouble.trace_id = answer.trace_id
        self._notices.tell_error(trouble, topic=topic, generation_id=row.id)


def _columns(answer: CreateAnswer) -> dict[str, Any]:
    return {
        "task_id": answer.task_id,
        "trace_id": answer.trace_id,
        "credits": answer.credits,
        "service_status": answer.status,
        "message": _words_of(answer),
        "error": answer.error.code if answer.error else "",
        "raw_answer": answer.raw,
    }


def _words_of(answer: CreateAnswer) -> str:
    """The service's words, or ours on why it did not get there."""
    if answer.outcome is Outcome.NOT_SENT and answer.error is not None:
        return answer.error.message
    return answer.message

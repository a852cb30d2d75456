"""The service, as the rest of the app sees it: order a video, ask for a task's state."""

import asyncio
import logging
import threading
import traceback
from concurrent.futures import Future
from typing import TYPE_CHECKING

from ..core.errors import AnswerLost, NotSent, StatusTrouble
from ..core.request import VideoRequest
from .answers import CreateAnswer, Outcome, TaskAnswer, Unread
from .redaction import Redactor

if TYPE_CHECKING:
    from .calls import Calls

_log = logging.getLogger(__name__)


class ServiceClient:
    """One for the life of the app. Cheap to make: what is costly is loaded by ``warm_up``.

    All times are seconds: ``connect_timeout`` for a connection, ``read_timeout`` for the next
    part of an answer, ``retry_window`` for all tries to connect for a paid request, ``deadline``
    for one exchange as a whole.
    """

    def __init__(
        self,
        *,
        connect_timeout: float = 10.0,
        read_timeout: float = 120.0,
        retry_window: float = 10.0,
        deadline: float = 180.0,
    ) -> None:
        self._times = (connect_timeout, read_timeout, retry_window, deadline)
        self._loading: Future[Calls] | None = None
        self._closed = False

    def warm_up(self) -> None:
        """Begin to load the HTTP library and the system's certificates, in a thread.

        To be called when the window is painted; the calls below do it where it was not.
        """
        if self._loading is None or _failed(self._loading):
            self._loading = Future()
            self._loading.set_running_or_notify_cancel()
            thread = threading.Thread(
                target=self._load, args=(self._loading,), name="http-warm-up", daemon=True
            )
            thread.start()

    async def create_task(self, base_url: str, token: str, request: VideoRequest) -> CreateAnswer:
        """Send one paid request [C], at most once, and say what came of it.

        Raises nothing that can happen on the way, only ``CancelledError``: shield it, or the
        answer is lost. ``base_url`` is one that ``core.origin.check_base_url`` returned.
        """
        try:
            calls = await self._calls()
        except Exception as error:  # noqa: BLE001 - nothing has left, which must be said
            _log_unforeseen(error, token)
            return CreateAnswer(Outcome.NOT_SENT, error=NotSent("The app could not set out."))
        if calls is None:
            return CreateAnswer(Outcome.NOT_SENT, error=NotSent("The app is closing."))
        try:
            return await calls.create(base_url, token, request)
        except Exception as error:  # noqa: BLE001 - it may have left, which must be said
            _log_unforeseen(error, token)
            lost = AnswerLost("The app broke off while it read the answer.")
            came = error if isinstance(error, Unread) else Unread(None, "")
            return CreateAnswer(
                Outcome.UNCONFIRMED, http_status=came.http_status, raw=came.raw, error=lost
            )

    async def get_task(self, base_url: str, token: str, task_id: str) -> TaskAnswer:
        """Ask for a task's state [S].

        Raises:
            TaskUnknown: the service does not know this task.
            NoStatusCall: the answer is no envelope, as from a provider without this call.
            BadToken: the token is not accepted, or cannot be one.
            StatusTrouble: anything else; ``retry_after`` may say how long to wait.
        """
        calls = await self._calls()
        if calls is None:
            raise StatusTrouble("The app is closing.")
        return await calls.status(base_url, token, task_id)

    async def aclose(self) -> None:
        """Close all connections; later paid requests are not sent."""
        self._closed = True
        if self._loading is not None and not _failed(self._loading):
            calls = await asyncio.wrap_future(self._loading)
            await calls.aclose()

    async def _calls(self) -> "Calls | None":
        """What does the work, loaded; None once closed."""
        if self._closed:
            return None
        self.warm_up()
        assert self._loading is not None
        if self._loading.done():
            return self._loading.result()
        calls = await asyncio.wrap_future(self._loading)
        return None if self._closed else calls

    def _load(self, loading: "Future[Calls]") -> None:
        try:
            from .calls import Calls, Patience

            loading.set_result(Calls(Patience(*self._times)))
        except Exception as error:  # noqa: BLE001 - told to whoever waits for it
            loading.set_exception(error)


def _failed(loading: "Future[Calls]") -> bool:
    return loading.done() and loading.exception() is not None


def _log_unforeseen(error: Exception, token: str) -> None:
    details = "".join(traceback.format_exception(error))
    _log.error("Paid request broke off:\n%s", Redactor([token]).clean(details))

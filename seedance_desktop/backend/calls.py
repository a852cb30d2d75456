"""The two calls to the service. Loaded by ``client`` when it is first needed."""

import asyncio
import contextlib
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from ..core.errors import BadToken, NotSent, StatusTrouble, UserError
from ..core.origin import BadAddress, check_base_url, is_loopback
from ..core.request import VideoRequest
from . import http_errors, wire
from .answers import CreateAnswer, Outcome, Progress, TaskAnswer, Unread
from .http_errors import Reply
from .redaction import Redactor
from .transport import Answer, Client, TimeLimits, exchange, make_client, tls_context

_log = logging.getLogger(__name__)

RETRY_PAUSES = (0.5, 2.0)
"""Seconds before the second and the third try to connect for a paid request."""

_VISIBLE_ASCII = re.compile(r"[\x21-\x7e]+")

_SUCCEEDED = frozenset({"succeeded", "success", "completed"})
_FAILED = frozenset({"failed", "error", "canceled", "cancelled", "expired"})
"""Status words seen across clients of this API; all others, known or not, are running."""


@dataclass(frozen=True, slots=True)
class Patience:
    """All in seconds."""

    connect: float = 10.0
    """For one try to connect."""
    read: float = 120.0
    """For the next part of an answer."""
    retry_window: float = 10.0
    """From the first try to connect to the end of the last, for a paid request."""
    deadline: float = 180.0
    """For one exchange as a whole, however slowly its answer drips in."""


class Calls:
    """The clients, for the life of the app: the paid request's own and one for the rest.

    Each twice, as services on this machine are never asked through a proxy: it would see the
    token.
    """

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._context = tls_context()
        self._clients: dict[tuple[bool, bool], Client] = {}
        for paid in (True, False):
            for local in (True, False):
                # A proxy setting that cannot be used is told when it matters.
                with contextlib.suppress(ValueError):
                    self._client(paid, local)

    async def create(self, base_url: str, token: str, request: VideoRequest) -> CreateAnswer:
        """Send a paid request; see ``ServiceClient.create_task``.

        Raises:
            Unread: a bug; what came is in it.
        """
        try:
            base_url = check_base_url(base_url)
            headers = _headers(token) | {"Content-Type": "application/json"}
            content = _content(request)
            client = self._client_for(base_url, paid=True)
        except (UserError, BadAddress) as error:
            trouble = error if isinstance(error, UserError) else NotSent(str(error))
            return CreateAnswer(Outcome.NOT_SENT, error=trouble)
        answer = await self._post(client, wire.create_url(base_url), headers, content)
        raw = _raw(token, answer)
        try:
            reply = _read(base_url, token, answer)
        except Exception as error:
            raise Unread(answer.status, raw) from error
        outcome = http_errors.outcome_of(reply)
        _log.info("Paid request to %s: %s, HTTP %s", reply.host, outcome, reply.status)
        envelope = reply.envelope or wire.NO_ENVELOPE
        return CreateAnswer(
            outcome,
            task_id=envelope.task_id,
            trace_id=reply.trace_id,
            credits=envelope.credits,
            status=envelope.status,
            message=envelope.message,
            http_status=reply.status,
            raw=raw,
            error=http_errors.create_error(outcome, reply),
            retry_after=reply.retry_after,
            created_at=envelope.created_at,
        )

    async def status(self, base_url: str, token: str, task_id: str) -> TaskAnswer:
        """Ask for a task's state; see ``ServiceClient.get_task``."""
        try:
            base_url = check_base_url(base_url)
            client = self._client_for(base_url, paid=False)
        except (NotSent, BadAddress) as error:
            raise StatusTrouble(str(error)) from None
        answer = await exchange(
            client,
            "GET",
            wire.status_url(base_url, task_id),
            headers=_headers(token),
            deadline=self._patience.deadline,
        )
        reply = _read(base_url, token, answer)
        trouble = http_errors.status_error(reply)
        if trouble is not None:
            raise trouble
        return _task_answer(reply, _raw(token, answer))

    async def aclose(self) -> None:
        """Close all connections."""
        for client in self._clients.values():
            await client.aclose()

    async def _post(
        self, client: Client, url: str, headers: Mapping[str, str], content: bytes
    ) -> Answer:
        """Send once. Only where no connection came about is it tried again."""
        clock = asyncio.get_running_loop().time
        end = clock() + self._patience.retry_window
        connect = self._patience.connect
        for pause in (*RETRY_PAUSES, None):
            answer = await exchange(
                client,
                "POST",
                url,
                headers=headers,
                content=content,
                deadline=self._patience.deadline,
                connect_timeout=connect,
            )
            again = answer.status is None and answer.broken and answer.broken.worth_retrying
            if not again or pause is None or clock() + pause >= end:
                break
            await asyncio.sleep(pause)
            connect = min(self._patience.connect, end - clock())
        return answer

    def _client_for(self, base_url: str, paid: bool) -> Client:
        try:
            return self._client(paid, is_loopback(urlsplit(base_url).hostname or ""))
        except ValueError:
            raise NotSent("The proxy set on this computer cannot be used.") from None

    def _client(self, paid: bool, local: bool) -> Client:
        if (paid, local) not in self._clients:
            limits = TimeLimits(connect=self._patience.connect, read=self._patience.read)
            # A kept connection may be closed by the server just as a request goes out on it, and
            # nobody could say whether that was paid: none is kept for paid requests.
            self._clients[paid, local] = make_client(
                self._context, limits, trust_env=not local, keep_alive=not paid
            )
        return self._clients[paid, local]


def _headers(token: str) -> dict[str, str]:
    if not _VISIBLE_ASCII.fullmatch(token):
        # httpx would raise an error that holds the whole header.
        raise BadToken("The token is empty or holds a character that no token has.")
    return {"Authorization": f"Bearer {token}", "Accept": "application/json"}


def _content(request: VideoRequest) -> bytes:
    try:
        return wire.request_body(request)
    except UnicodeEncodeError:
        text = (
            "The prompt or a link holds a broken character, often half of an emoji. Type it anew."
        )
    except ValueError:
        text = "A link among the references is none that can be sent. Put another in its place."
    raise NotSent(text)


def _raw(token: str, answer: Answer) -> str:
    """The body as it came, without the token."""
    return Redactor([token]).clean(wire.body_text(answer.body))


def _read(base_url: str, token: str, answer: Answer) -> Reply:
    """What came, without the token wherever it may have been echoed."""
    clean = Redactor([token]).clean
    host = urlsplit(base_url).hostname or base_url
    text = wire.body_text(answer.body)
    envelope = wire.read_envelope(text)
    if envelope is not None:
        envelope = _without_token(envelope, token, clean)
    if answer.broken and answer.broken.details:
        _log.error("Exchange with %s broke off:\n%s", host, clean(answer.broken.details))
    page = "html" in answer.headers.get("content-type", "").lower() or text.lstrip()[:1] == "<"
    return Reply(
        host=host,
        status=answer.status,
        envelope=envelope,
        is_page=page and envelope is None,
        broken=answer.broken,
        trace_id=(envelope.trace_id if envelope else "")
        or clean(http_errors.trace_id_in(answer.headers)),
        retry_after=http_errors.retry_after(answer.headers),
    )


def _without_token(
    envelope: wire.Envelope, token: str, clean: Callable[[str], str]
) -> wire.Envelope:
    def words(text: str) -> str:
        return clean(_without_cut(text, token))

    return replace(
        envelope,
        trace_id=clean(envelope.trace_id),
        message=words(envelope.message),
        status=words(envelope.status),
        created_at=words(envelope.created_at),
        error_message=words(envelope.error_message),
        finished_at=words(envelope.finished_at),
        # These two are used as they are or not at all: kept, and the link asked for elsewhere.
        task_id="" if _holds(envelope.task_id, token) else envelope.task_id,
        result_url="" if _holds(envelope.result_url, token) else envelope.result_url,
    )


def _without_cut(text: str, token: str) -> str:
    """``text`` without the beginning of a token that was cut off with it."""
    whole = text.removesuffix(wire.CUT)
    if whole == text:
        return text
    lengths = range(min(len(token), len(whole)), 0, -1)
    left = next((n for n in lengths if whole.endswith(token[:n])), 0)
    return whole[: len(whole) - left] + wire.CUT


def _holds(text: str, token: str) -> bool:
    # A short token, such as the demo's, may be part of an innocent text.
    return text == token or (len(token) >= 16 and token in text)


def _task_answer(reply: Reply, raw: str) -> TaskAnswer:
    envelope = reply.envelope or wire.NO_ENVELOPE
    return TaskAnswer(
        progress=_progress(envelope),
        status=envelope.status,
        credits=envelope.credits,
        result_url=envelope.result_url,
        error_message=envelope.error_message,
        finished_at=envelope.finished_at,
        trace_id=reply.trace_id,
        message=envelope.message,
        raw=raw,
    )


def _progress(envelope: wire.Envelope) -> Progress:
    """A link with no error is success, an error is failure, whatever the word says [S]."""
    if envelope.error_message:
        return Progress.FAILED
    word = envelope.status.lower()
    if envelope.result_url or word in _SUCCEEDED:
        return Progress.SUCCEEDED
    return Progress.FAILED if word in _FAILED else Progress.RUNNING

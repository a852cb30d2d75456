"""The one gate from HTTP, and from what breaks on its way, to ``core.errors``.

Pure: what came is read by ``wire``, what broke is named by ``transport``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

from ..core.errors import (
    AnswerLost,
    BadToken,
    ClipTrouble,
    LinkExpired,
    LinkTrouble,
    NoCredits,
    NoStatusCall,
    NoSuchCall,
    NotSent,
    RequestRefused,
    StatusTrouble,
    TaskLimit,
    TaskUnknown,
    TooFast,
    UserError,
)
from .answers import Outcome
from .wire import Envelope

REFUSING = frozenset({400, 401, 402, 403, 404, 405, 413, 415, 422, 429})
"""HTTP statuses and envelope codes that are a clear refusal (the outcome table)."""

LONGEST_WAIT = 3_600.0
"""Seconds of a Retry-After that are believed."""

_TRACE_HEADERS = ("x-trace-id", "trace-id", "x-request-id")

# Messages seen [S], in any case, with blanks, hyphens or underscores between the words.
_LIMIT = re.compile(r"\b(parallel|concurrent)[\s_-]+tasks?[\s_-]+limit", re.IGNORECASE)
_CREDITS = re.compile(r"\binsufficient[\s_-]+credits?\b", re.IGNORECASE)
_TOKEN = re.compile(
    r"\bauthentication\b|\bunauthori[sz]ed\b|\binvalid[\s_-]+api[\s_-]+key\b", re.IGNORECASE
)


class BreakKind(StrEnum):
    """What kept an exchange from its end."""

    NAME = "name"
    REFUSED = "refused"
    CERTIFICATE = "certificate"
    TLS = "tls"
    CONNECT = "connect"
    CONNECT_TIMEOUT = "connect timeout"
    PROXY = "proxy"
    BUSY = "busy"
    ADDRESS = "address"
    TIMEOUT = "timeout"
    LOST = "lost"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Break:
    """An exchange that ended early."""

    kind: BreakKind
    may_have_left: bool
    """Whether the request, or a part of it, may have reached the service."""
    details: str = ""
    """Of an unknown kind, for the log; it may hold a token until it is cleaned."""

    @property
    def worth_retrying(self) -> bool:
        """Whether a paid request may be tried again: no connection came about."""
        return not self.may_have_left and self.kind in _NO_CONNECTION


_NO_CONNECTION = frozenset(
    {
        BreakKind.NAME,
        BreakKind.REFUSED,
        BreakKind.CERTIFICATE,
        BreakKind.TLS,
        BreakKind.CONNECT,
        BreakKind.CONNECT_TIMEOUT,
        BreakKind.BUSY,
    }
)

_BREAK_WORDS = {
    BreakKind.NAME: "The address of {host} was not found: is this computer online?",
    BreakKind.REFUSED: "{host} takes no connections right now.",
    BreakKind.CERTIFICATE: "{host} could not prove that it is {host}: its certificate is not "
    "trusted here.",
    BreakKind.TLS: "No secure connection to {host} came about.",
    BreakKind.CONNECT: "No connection to {host} came about.",
    BreakKind.CONNECT_TIMEOUT: "{host} could not be reached in time.",
    BreakKind.PROXY: "The proxy set on this computer did not connect to {host}.",
    BreakKind.BUSY: "Too many requests were under way at once.",
    BreakKind.ADDRESS: "The service's address cannot be used.",
    BreakKind.TIMEOUT: "{host} did not answer in time.",
    BreakKind.LOST: "The connection to {host} was lost before all had come.",
    BreakKind.UNKNOWN: "Something unforeseen broke off the exchange with {host}.",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back from one request, or how it broke."""

    host: str
    status: int | None = None
    envelope: Envelope | None = None
    is_page: bool = False
    """Whether the body is a web page: a gateway's answer, not the service's."""
    broken: Break | None = None
    trace_id: str = ""
    retry_after: float | None = None

    @property
    def words(self) -> str:
        """The service's own words."""
        return self.envelope.message if self.envelope else ""

    @property
    def code(self) -> int | None:
        """The envelope's code."""
        return self.envelope.code if self.envelope else None

    def has(self, *numbers: int) -> bool:
        """Whether the HTTP status or the envelope's code is one of these."""
        return self.status in numbers or self.code in numbers


def outcome_of(reply: Reply) -> Outcome:
    """The outcome table, its rows in order; the first that fits decides."""
    if reply.envelope and reply.envelope.task_id:
        return Outcome.RUNNING
    if reply.status is None and reply.broken and not reply.broken.may_have_left:
        return Outcome.NOT_SENT
    if _LIMIT.search(reply.words):
        return Outcome.LIMIT
    known = _CREDITS.search(reply.words) or _TOKEN.search(reply.words)
    if known or reply.has(*REFUSING):
        return Outcome.REFUSED
    return Outcome.UNCONFIRMED


def create_error(outcome: Outcome, reply: Reply) -> UserError | None:
    """What to tell the person about a paid request; None for a running task."""
    told = {"trace_id": reply.trace_id, "words": reply.words}
    match outcome:
        case Outcome.RUNNING:
            return None
        case Outcome.NOT_SENT:
            return NotSent(_broken(reply))
        case Outcome.LIMIT:
            return TaskLimit(_answered(reply), **told)
        case Outcome.REFUSED:
            return _refusal_class(reply)(_answered(reply), **told)
        case Outcome.UNCONFIRMED:
            return AnswerLost(_unclear(reply), **told)


def status_error(reply: Reply) -> UserError | None:
    """Why a question about a task was not answered; None where it was.

    ``StatusTrouble`` or one of its kind, or ``BadToken``.
    """
    told = {"trace_id": reply.trace_id, "words": reply.words}
    if reply.status is None:
        return StatusTrouble(_broken(reply))
    whole = reply.envelope is not None and reply.envelope.is_whole
    if reply.status in (404, 405) and not whole:
        return NoStatusCall(f"{reply.host} has no call for a task's state (HTTP {reply.status}).")
    tells = whole and reply.envelope is not None and reply.envelope.has_data
    if _says_bad_token(reply) or (not tells and _TOKEN.search(reply.words)):
        return BadToken(_answered(reply), **told)
    if reply.has(404):
        return TaskUnknown(_answered(reply), **told)
    if tells and 200 <= reply.status < 300 and reply.code in (None, 200):
        return None
    trouble = StatusTrouble(_unclear(reply), **told)
    trouble.retry_after = reply.retry_after
    return trouble


def clip_refused(status: int, host: str) -> ClipTrouble:
    """Why a link to a clip was answered with ``status`` instead of the clip."""
    if status in (403, 404, 410):
        return LinkExpired(f"{host} does not give the clip any more (HTTP {status}).")
    return ClipTrouble(f"{host} answered HTTP {status} instead of the clip.")


def link_refused(status: int, host: str) -> LinkTrouble:
    """Why a link was answered with ``status`` instead of what it leads to."""
    if status in (401, 403):
        return LinkTrouble(f"{host} refuses to give it (HTTP {status}).")
    if status in (404, 410):
        return LinkTrouble(f"{host} does not have it (HTTP {status}).")
    return LinkTrouble(f"{host} answered HTTP {status} instead.")


def link_broken(broken: Break, host: str) -> LinkTrouble:
    """Why what a link leads to did not come, or not whole."""
    if broken.kind is BreakKind.ADDRESS:
        return LinkTrouble("The address in the link cannot be used.")
    trouble = LinkTrouble(_BREAK_WORDS[broken.kind].format(host=host))
    trouble.lost = broken.kind is BreakKind.LOST
    return trouble


def trace_id_in(headers: Mapping[str, str]) -> str:
    """A trace id from the headers of an answer whose body has none."""
    found = (headers.get(name, "").strip() for name in _TRACE_HEADERS)
    return next((value for value in found if value and value.isprintable()), "")[:256]


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds to wait as Retry-After says, as a number or a date; None without a usable one."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    seconds = (moment - (now or datetime.now(UTC))).total_seconds()
    return min(max(0.0, seconds), LONGEST_WAIT)


def _refusal_class(reply: Reply) -> type[RequestRefused]:
    if _CREDITS.search(reply.words):
        return NoCredits
    if _TOKEN.search(reply.words) or _says_bad_token(reply):
        return BadToken
    if reply.has(402):
        return NoCredits
    if reply.has(429):
        return TooFast
    whole = reply.envelope is not None and reply.envelope.is_whole
    # In an envelope it is about something in the request, which the service has read.
    return NoSuchCall if reply.status in (404, 405) and not whole else RequestRefused


def _says_bad_token(reply: Reply) -> bool:
    # A gateway's page with 403 tells of a blocked network, not of the token.
    return reply.has(401) or (reply.has(403) and not reply.is_page)


def _answered(reply: Reply) -> str:
    """Who answered, and the figure that support will ask for."""
    if reply.code not in (None, 200, reply.status):
        return f"{reply.host} answered HTTP {reply.status}, code {reply.code}."
    return f"{reply.host} answered HTTP {reply.status}."


def _unclear(reply: Reply) -> str:
    if reply.status is None or reply.broken:
        return _broken(reply)
    if reply.is_page:
        return f"A web page came instead of an answer: {_answered(reply)}"
    if 300 <= reply.status < 400:
        return f"{reply.host} pointed to another address, which is not followed."
    if reply.envelope is None:
        return f"The answer could not be read: {_answered(reply)}"
    return _answered(reply)


def _broken(reply: Reply) -> str:
    kind = reply.broken.kind if reply.broken else BreakKind.UNKNOWN
    return _BREAK_WORDS[kind].format(host=reply.host)

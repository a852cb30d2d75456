"""The one module that imports httpx: clients for the app's life, and one exchange over the wire.

Importing it costs about 100 ms, so others import it when they first need it, or in a thread.
"""

import asyncio
import logging
import socket
import ssl
import sys
import traceback
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import anyio._backends._asyncio  # noqa: F401 - loaded with the first connection otherwise
import truststore

from .. import __version__
from .http_errors import Break, BreakKind

# httpx has a command line, which loads rich, click and pygments wherever they are installed: 8 MB
# and the time of 80 modules. With nothing to import from it goes on without.
_NO_COMMAND_LINE = "httpx._main"
sys.modules.setdefault(_NO_COMMAND_LINE, ModuleType(_NO_COMMAND_LINE))
import httpx  # noqa: E402

MAX_ANSWER = 1_000_000
"""Bytes of an answer that are read; the ones seen have some hundred."""

MAX_CONNECTIONS = 64
"""At once and by client; far more than the tasks a provider runs at a time."""

USER_AGENT = f"seedance-desktop/{__version__}"

# httpcore looks for this package several times in each request. That it is not there would take
# a walk through all of the import path every time, 0.2 ms on the loop's thread.
if find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]

for _name in ("httpx", "httpcore"):
    # They log whole URLs at INFO and headers at DEBUG.
    logging.getLogger(_name).setLevel(logging.WARNING)


@cache
def tls_context() -> ssl.SSLContext:
    """The context that trusts what the system trusts; the first call reads its certificates.

    On Linux truststore reads them anew for every connection, 20 ms on the loop's thread each
    time, so OpenSSL's own look-up is used, where it finds any.
    """
    if sys.platform == "linux":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.set_default_verify_paths()
        if context.cert_store_stats()["x509_ca"]:
            return context
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


Client = httpx.AsyncClient
Response = httpx.Response
"""For annotations elsewhere."""

FAILURES = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, UnicodeError)
"""What can come of a request and of reading its answer; ``TimeoutError`` is an OSError."""


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """All in seconds."""

    connect: float = 10.0
    """For a connection, also for a place in the pool."""
    read: float = 120.0
    """For the next part of an answer."""
    write: float = 30.0
    """For the next part of a request."""


def make_client(
    context: ssl.SSLContext, limits: TimeLimits, *, trust_env: bool, keep_alive: bool
) -> Client:
    """A client that follows no redirect, keeps no cookie and asks for plain bodies.

    Raises:
        ValueError: the proxy set in the environment cannot be used.
    """
    headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
    if not keep_alive:
        headers["Connection"] = "close"
    return httpx.AsyncClient(
        verify=context,
        http1=True,
        http2=False,
        timeout=httpx.Timeout(
            connect=limits.connect, read=limits.read, write=limits.write, pool=limits.connect
        ),
        trust_env=trust_env,
        follow_redirects=False,
        headers=headers,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        limits=httpx.Limits(
            max_connections=MAX_CONNECTIONS,
            max_keepalive_connections=None if keep_alive else 0,
        ),
    )


@dataclass(slots=True)
class Answer:
    """What came over the wire; with a ``broken`` it may have ended early, or never begun."""

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    broken: Break | None = None


class Departure:
    """Evidence, from httpcore's trace, of whether a request may have begun to leave."""

    _BEFORE = frozenset(
        f"{step}.started"
        for step in (
            "connection.connect_tcp",
            "connection.start_tls",
            "proxy.start_tls",
            "socks.connect_tcp",
            "socks.setup_socks5_connection",
            "socks.start_tls",
            # Also after a proxy's refusal; after the request itself, its sending was seen before.
            "http11.response_closed",
        )
    )

    def __init__(self) -> None:
        self.seen = False
        self.left = False
        self._stream: Any = None

    async def note(self, event: str, info: dict[str, Any]) -> None:
        """Take in one event. Whatever is not known to come before the request counts as it."""
        self.seen = True
        if event.endswith("connect_tcp.complete"):
            self._stream = info["return_value"]
        if not event.endswith(".started") or event in self._BEFORE:
            return
        if getattr(info.get("request"), "method", b"") != b"CONNECT":
            self.left = True

    async def hang_up(self) -> None:
        """Close a connection nothing was sent on: httpcore forgets it behind a SOCKS proxy."""
        if self._stream is not None and not self.left:
            await self._stream.aclose()


async def exchange(
    client: Client,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    content: bytes | None = None,
    deadline: float,
    connect_timeout: float | None = None,
) -> Answer:
    """Send one request once and read its answer, at most ``deadline`` seconds long.

    Nothing that happens on the wire is raised: see ``Answer.broken``.
    """
    answer, departure = Answer(), Departure()
    received = bytearray()
    try:
        async with asyncio.timeout(deadline):
            request = client.build_request(method, url, headers=headers, content=content)
            request.extensions["trace"] = departure.note
            if connect_timeout is not None:
                request.extensions["timeout"]["connect"] = connect_timeout
            response = await client.send(request, stream=True)
            try:
                answer.status, answer.headers = response.status_code, response.headers
                await _read(response, received)
            finally:
                await response.aclose()
    except Exception as error:  # noqa: BLE001 - classified, and logged by the caller if unknown
        answer.broken = what_broke(error, departure)
    finally:
        await departure.hang_up()
    answer.body = decoded(bytes(received), answer.headers.get("content-encoding", ""))
    return answer


async def _read(response: httpx.Response, received: bytearray) -> None:
    async for chunk in response.aiter_raw():
        received += chunk
        if len(received) > MAX_ANSWER:
            del received[MAX_ANSWER:]
            return


def decoded(body: bytes, encoding: str) -> bytes:
    """``body`` unpacked, as far as it came; plain bodies were asked for, but not all obey."""
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        return body
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, MAX_ANSWER)
    except zlib.error:
        return body


_KINDS: tuple[tuple[type[Exception], BreakKind], ...] = (
    (httpx.ProxyError, BreakKind.PROXY),
    (httpx.ConnectTimeout, BreakKind.CONNECT_TIMEOUT),
    (httpx.ConnectError, BreakKind.CONNECT),
    (httpx.PoolTimeout, BreakKind.BUSY),
    (httpx.UnsupportedProtocol, BreakKind.ADDRESS),
    (httpx.InvalidURL, BreakKind.ADDRESS),
    (httpx.TimeoutException, BreakKind.TIMEOUT),
    (TimeoutError, BreakKind.TIMEOUT),
    (httpx.RemoteProtocolError, BreakKind.LOST),
    (httpx.NetworkError, BreakKind.LOST),
    (OSError, BreakKind.LOST),
)

_BEFORE_SENDING = (
    httpx.ProxyError,
    httpx.ConnectTimeout,
    httpx.ConnectError,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


def what_broke(error: Exception, departure: Departure) -> Break:
    """The one reading of a foreign exception: what it is, and whether the request may have left.

    "Nothing has left" needs proof: a class that is only raised before sending, or a trace that
    got no further than the connection, and in both cases no sign of the request in the trace.
    """
    kind = next((kind for type_, kind in _KINDS if isinstance(error, type_)), BreakKind.UNKNOWN)
    if kind is BreakKind.CONNECT:
        kind = _why_no_connection(error)
    proof = departure.seen or isinstance(error, _BEFORE_SENDING)
    details = "".join(traceback.format_exception(error)) if kind is BreakKind.UNKNOWN else ""
    return Break(kind, may_have_left=departure.left or not proof, details=details)


def _why_no_connection(error: Exception) -> BreakKind:
    causes = list(_causes(error))
    for type_, kind in (
        (socket.gaierror, BreakKind.NAME),
        (ssl.SSLCertVerificationError, BreakKind.CERTIFICATE),
        (ssl.SSLError, BreakKind.TLS),
        (ConnectionRefusedError, BreakKind.REFUSED),
    ):
        if any(isinstance(cause, type_) for cause in causes):
            return kind
    return BreakKind.CONNECT


def _causes(error: BaseException) -> list[BaseException]:
    """``error`` and all that led to it, the ones hidden by ``from None`` included."""
    found: list[BaseException] = []
    waiting: list[Any] = [error]
    while waiting:
        item = waiting.pop()
        if isinstance(item, BaseException) and item not in found:
            found.append(item)
            group = item.exceptions if isinstance(item, BaseExceptionGroup) else ()
            waiting += [item.__cause__, item.__context__, *item.args, *group]
    return found

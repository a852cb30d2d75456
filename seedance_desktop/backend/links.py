"""Opening links that came from outside. Loaded when first needed: it brings the HTTP library.

A link may lead anywhere, also by redirects: never into this machine or the network it is in,
unless the service itself is there, and never with a token or a cookie.
"""

import asyncio
import ipaddress
import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit

from ..core.errors import LinkLeadsInside, LinkTrouble
from ..core.origin import is_loopback
from ..core.spec import URL_SCHEMES
from . import http_errors
from .transport import (
    FAILURES,
    Client,
    Departure,
    Response,
    TimeLimits,
    make_client,
    tls_context,
    what_broke,
)

MAX_REDIRECTS = 5

_TURNS = 16
"""Of the loop, for six generators and some to spare."""

_REDIRECTS = (301, 302, 303, 307, 308)

_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)", re.ASCII)

_LOCAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/4", "255.255.255.255/32",
        "::/128", "::1/128", "fd00::/8", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
"""This machine, private networks, and the one a provider shares with its customers, in which VPNs
and clouds have their own. Not 198.18.0.0/15 and fc00::/8, which stand for public names where a VPN
answers for all of them."""
_TRANSLATED = tuple(map(ipaddress.ip_network, ("::/96", "64:ff9b::/96")))
"""IPv6 addresses whose last 32 bits are the IPv4 address that is meant."""


def is_local(address: str) -> bool:
    """Whether an IP address is of this machine or a private network; False for a name."""
    try:
        ip = ipaddress.ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return address == "localhost" or address.endswith(".localhost")
    return any(each in network for each in (ip, _meant(ip)) for network in _LOCAL)


def _meant(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if any(ip in network for network in _TRANSLATED):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip


@asynccontextmanager
async def opened(
    url: str,
    headers: Mapping[str, str],
    *,
    allow_private: bool,
    limits: TimeLimits,
    method: str = "GET",
) -> AsyncIterator[Response]:
    """The answer to a GET of ``url``, its body still to be read, after redirects.

    Raises:
        LinkLeadsInside: the way led into this machine or its network, and may not.
        LinkTrouble: no answer came.
    """
    for _ in range(MAX_REDIRECTS + 1):
        host = _checked(url, allow_private)
        async with _client(host, limits) as client:
            response = await _ask(client, method, url, headers, allow_private)
            try:
                place = response.headers.get("location")
                if response.status_code not in _REDIRECTS or not place:
                    yield response
                    return
            finally:
                await _hang_up(response)
        url = _next(url, place)
    raise LinkTrouble("The link led from one address to the next without end.")


async def _hang_up(response: Response) -> None:
    """Close the connection, and see the end of what read a body that was left in the middle.

    The library's generators lie in one another, and each is only closed by the loop once the one
    around it is gone: two turns for each of them.
    """
    left = not response.is_closed
    await response.aclose()
    for _ in range(_TURNS if left else 0):
        await asyncio.sleep(0)


async def chunks(response: Response) -> AsyncGenerator[bytes, None]:
    """The body as it comes.

    Raises:
        LinkTrouble: it broke off.
    """
    try:
        async for chunk in response.aiter_raw():
            yield chunk
    except FAILURES as error:
        raise _broken(error, response.url.host) from None


def announced(headers: Mapping[str, str]) -> int | None:
    """Bytes the body is said to have."""
    length = headers.get("content-length", "").strip()
    return int(length) if length.isascii() and length.isdigit() and len(length) < 19 else None


def part_in(headers: Mapping[str, str]) -> tuple[int, int | None] | None:
    """Where a part begins, and bytes of the whole where they are told; None where none is told."""
    match = _CONTENT_RANGE.fullmatch(headers.get("content-range", "").strip())
    if match is None:
        return None
    return int(match[1]), None if match[2] == "*" else int(match[2])


def _checked(url: str, allow_private: bool) -> str:
    """The host of ``url``; refuses what is no web link or leads inside."""
    try:
        parts = urlsplit(url)
        host, _ = (parts.hostname or "").lower(), parts.port
    except ValueError:
        host = ""
    if not host or parts.scheme not in URL_SCHEMES:
        raise LinkTrouble("This is no web link.")
    if not allow_private and is_local(host):
        raise _leads_inside()
    return host


def _client(host: str, limits: TimeLimits) -> Client:
    try:
        return make_client(tls_context(), limits, trust_env=not is_loopback(host), keep_alive=False)
    except ValueError:
        raise LinkTrouble("The proxy set on this computer cannot be used.") from None


def _next(url: str, place: str) -> str:
    try:
        following = urljoin(url, place)
    except ValueError:
        raise LinkTrouble("The link leads to an address that is none.") from None
    if url.startswith("https:") and following.startswith("http:"):
        raise LinkTrouble("The link leads from a secure address to an open one: not followed.")
    return following


def _leads_inside() -> LinkLeadsInside:
    return LinkLeadsInside("The link leads into this computer or its own network: not followed.")


def _broken(error: Exception, host: str) -> LinkTrouble:
    return http_errors.link_broken(what_broke(error, Departure()), host)


async def _ask(
    client: Client, method: str, url: str, headers: Mapping[str, str], allow_private: bool
) -> Response:
    try:
        request = client.build_request(method, url, headers=headers)
        if not allow_private:
            # The host as it is connected to: a name in another script has another spelling there.
            request.extensions["trace"] = _Guard(request.url.raw_host.decode()).note
        return await client.send(request, stream=True)
    except FAILURES as error:
        raise _broken(error, urlsplit(url).hostname or "") from None


class _Guard:
    """Looks at the address a name turned out to have, before a request goes there."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._direct = False

    async def note(self, event: str, info: dict[str, Any]) -> None:
        """Take in one event of httpcore's trace; ends a connection that may not be."""
        if event == "connection.connect_tcp.started":
            # Where a proxy is between, the name is looked up there.
            self._direct = info["host"] == self._host
        elif event == "connection.connect_tcp.complete" and self._direct:
            stream = info["return_value"]
            if is_local(stream.get_extra_info("server_addr")[0]):
                await stream.aclose()
                raise _leads_inside()

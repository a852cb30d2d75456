"""Some bytes of what a link leads to, asked for politely. Loaded when first needed."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, aclosing, suppress

from ..core.errors import LinkLeadsInside, LinkTrouble
from . import http_errors, links
from .media.spans import HEAD, Span
from .transport import Response, TimeLimits, decoded

MOST_REQUESTS = 6
"""GETs for one look: the beginning, the end, and what lies between them."""
MOST_BYTES = 4_000_000
"""Of one look."""
FARTHEST_SKIP = 4_000_000
"""Bytes read past where a server gives no parts."""


class LinkBytes:
    """One look at one link."""

    def __init__(self, url: str, allow_private: bool, limits: TimeLimits) -> None:
        self._url = url
        self._allow_private = allow_private
        self._limits = limits
        self._blocks: list[tuple[int, bytes]] = []
        self._requests = 0
        self._bytes = 0
        self.size: int | None = None
        """Bytes in all, as the server says."""
        self.claimed = ""
        """The media type the server gives."""

    async def begin(self) -> None:
        """Ask for the headers, then for the beginning.

        Raises:
            LinkLeadsInside: the way led into this machine or its network.
            LinkTrouble: it cannot be had.
        """
        try:
            async with self._opened("HEAD", {}) as response:
                if 200 <= response.status_code < 300:
                    self._take_headers(response)
        except LinkLeadsInside:
            raise
        except LinkTrouble as trouble:
            if not trouble.lost:
                raise
        # Not every server knows HEAD, and a signed link may be good for GET alone.
        await self._fetch(Span(0, HEAD))

    async def read(self, span: Span) -> bytes:
        """These bytes, as many of them as can be had; nothing once the look has cost enough."""
        held = self._held(span)
        if held is None and self._requests < MOST_REQUESTS and self._bytes < MOST_BYTES:
            with suppress(LinkTrouble):
                await self._fetch(Span(span.start, max(span.length, HEAD)))
            held = self._held(span)
        return self._beginning_of(span) if held is None else held

    def _held(self, span: Span) -> bytes | None:
        """The whole of ``span``, as far as the file goes, if it is here."""
        rest = span.length if self.size is None else self.size - span.start
        length = min(span.length, rest)
        if length <= 0:
            return b""
        part = self._beginning_of(span)[:length]
        return part if len(part) == length else None

    def _beginning_of(self, span: Span) -> bytes:
        parts = (
            block[span.start - start :][: span.length]
            for start, block in self._blocks
            if start <= span.start
        )
        return max(parts, key=len, default=b"")

    def _opened(
        self, method: str, headers: Mapping[str, str]
    ) -> AbstractAsyncContextManager[Response]:
        return links.opened(
            self._url,
            headers,
            allow_private=self._allow_private,
            limits=self._limits,
            method=method,
        )

    async def _fetch(self, span: Span) -> None:
        self._requests += 1
        last = span.start + span.length - 1
        async with self._opened("GET", {"Range": f"bytes={span.start}-{last}"}) as response:
            status = response.status_code
            if status == 416:
                self.size = self.size if span.start else 0
                return
            if status not in (200, 206):
                raise http_errors.link_refused(status, response.url.host)
            start = self._take_range(response) if status == 206 else 0
            if status == 200:
                self._take_headers(response)
            if start == span.start or (start == 0 and span.start <= FARTHEST_SKIP):
                self._blocks.append((start, await self._body(response, span, start)))

    async def _body(self, response: Response, span: Span, start: int) -> bytes:
        wanted = span.start + span.length - start
        received, ended = bytearray(), True
        try:
            async with aclosing(links.chunks(response)) as chunks:
                async for chunk in chunks:
                    received += chunk
                    if len(received) >= wanted:
                        ended = False
                        break
        except LinkTrouble:
            if not received:
                raise
            ended = False
        self._bytes += len(received)
        body = bytes(received[:wanted])
        packed = response.headers.get("content-encoding", "")
        if packed and packed.strip().lower() != "identity":
            self.size = None
            return decoded(body, packed)[:wanted]
        if ended and self.size is None:
            self.size = start + len(body)
        return body

    def _take_range(self, response: Response) -> int:
        """Where a part begins; -1 where its headers do not say so."""
        self.claimed = response.headers.get("content-type", self.claimed)
        part = links.part_in(response.headers)
        if part is None:
            return -1
        start, total = part
        if total is not None:
            self.size = total
        return start

    def _take_headers(self, response: Response) -> None:
        self.size = links.announced(response.headers)
        self.claimed = response.headers.get("content-type", "")

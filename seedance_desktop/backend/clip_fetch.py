"""One clip on its way from a link to its part file. Loaded by ``download`` when first needed."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, aclosing
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.errors import ClipTrouble, LinkTrouble
from . import clip_files, http_errors, links
from .disk import Disk
from .part_file import Held, PartFile, Version
from .transport import Response, TimeLimits

if TYPE_CHECKING:
    from .download import Terms

_BATCH = 256 * 1024
"""Bytes gathered before they go to the disk."""


Found = tuple[Path, int, str]
"""Path, bytes, content type."""


class ClipFetch:
    """One try. Make a new one for the next."""

    def __init__(self, url: str, part: PartFile, disk: Disk, terms: "Terms") -> None:
        self._url = url
        self._part = part
        self._disk = disk
        self._terms = terms
        self._batch = bytearray()
        self._got = 0
        self._begun = False

    async def whole(self) -> Found:
        """Fetch the clip from its beginning."""
        found = await self._receive({}, None)
        assert found is not None
        return found

    async def rest(self, held: Held) -> Found | None:
        """Fetch what comes behind ``held``, or all if the server sends all.

        None where what is held is no beginning of what is there now.
        """
        asked = {"Range": f"bytes={held.size}-", "If-Range": held.version.mark}
        return await self._receive(asked, held)

    async def _receive(self, headers: Mapping[str, str], held: Held | None) -> Found | None:
        try:
            return await self._receive_by_link(headers, held)
        except LinkTrouble as trouble:
            raise ClipTrouble(trouble.message) from None

    async def _receive_by_link(self, headers: Mapping[str, str], held: Held | None) -> Found | None:
        async with self._opened(headers) as response:
            start = starting_point(response.status_code, response.headers, held)
            if start is None:
                if held and response.status_code in (206, 416):
                    return None
                raise http_errors.clip_refused(response.status_code, response.url.host)
            await self._store(response, start)
        return await self._disk.run(self._part.finish, start.version.total)

    def _opened(self, headers: Mapping[str, str]) -> AbstractAsyncContextManager[Response]:
        terms = self._terms
        return links.opened(
            self._url,
            {"Accept": "video/*, */*;q=0.5", **headers},
            allow_private=terms.allow_private,
            limits=TimeLimits(connect=terms.connect_timeout, read=terms.stall_timeout),
        )

    async def _store(self, response: Response, start: Held) -> None:
        self._got = start.size
        self._check_size(start.version.total or 0)
        try:
            async with aclosing(links.chunks(response)) as chunks:
                async for chunk in chunks:
                    self._batch += chunk
                    self._check_size(self._got + len(self._batch))
                    if len(self._batch) >= (_BATCH if self._begun else clip_files.HEAD):
                        await self._flush(start)
        except (ClipTrouble, LinkTrouble):
            if self._begun:  # what has come need not come again
                await self._flush(start)
            raise
        await self._flush(start)

    async def _flush(self, start: Held) -> None:
        if not self._begun:
            if not start.size:
                clip_files.content_of(bytes(self._batch[: clip_files.HEAD]))
            await self._disk.run(self._part.begin, start.size, start.version)
            self._begun = True
        await self._disk.run(self._part.write, bytes(self._batch))
        self._got += len(self._batch)
        self._batch.clear()
        if self._terms.progress:
            self._terms.progress(self._got, start.version.total)

    def _check_size(self, size: int) -> None:
        limit = self._terms.max_bytes
        if size > limit:
            text = f"The clip is larger than {clip_files.megabytes(limit)}, so it was not kept."
            raise TooLarge(text)


class TooLarge(ClipTrouble):
    """Beyond the limit: what has come is of no use."""


def starting_point(status: int, headers: Mapping[str, str], held: Held | None) -> Held | None:
    """Where in which version the body begins; None where it is no clip, or no rest of ``held``."""
    etag = headers.get("etag", "").strip()
    etag = etag if etag.startswith('"') else ""  # a weak one does not promise equal bytes
    modified = headers.get("last-modified", "").strip()
    if status == 200:
        return Held(0, Version(etag, modified, links.announced(headers)))
    part = links.part_in(headers)
    if status != 206 or held is None or part is None or part[0] != held.size:
        return None
    total = part[1]
    same = held.version.mark == (etag if held.version.etag else modified)
    known = held.version.total
    return held if same and (total == known or total is None or known is None) else None

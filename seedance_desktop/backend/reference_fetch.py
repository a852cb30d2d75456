"""A reference brought here to be looked at: into a passing file, within limits."""

import asyncio
from collections.abc import Container
from contextlib import aclosing
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from ..core.errors import LinkTrouble
from .disk import Run
from .files import storage_trouble
from .media.sniffing import media_type_of

CONNECT_TIMEOUT = 8.0
STALL_TIMEOUT = 15.0
TIME_LIMIT = 120.0
"""Seconds for the whole of it."""

_BATCH = 1_000_000
"""Bytes gathered before they go to the disk."""
_ENOUGH_TO_TELL = 512


async def fetch_reference(
    url: str,
    target: Path,
    *,
    run: Run,
    wanted: Container[str],
    max_bytes: int,
    allow_private: bool,
    time_limit: float = TIME_LIMIT,
) -> None:
    """Bring what ``url`` leads to into ``target``; guarded and bare as every look at a link.

    ``run`` does the writing, in a thread; ``preflight.load`` comes before. ``wanted`` are the
    media types its content may have: anything else is left where it is.

    Raises:
        LinkTrouble: it cannot be had, is too large, or is none of the wanted.
        StorageTrouble: the disk did not take it.
    """
    file = await run(_open, target)
    try:
        async with asyncio.timeout(time_limit):
            await _receive(url, file, run, wanted, max_bytes, allow_private)
    except TimeoutError:
        raise LinkTrouble(f"{urlsplit(url).hostname} answers too slowly.") from None
    finally:
        await run(file.close)


async def _receive(
    url: str,
    file: IO[bytes],
    run: Run,
    wanted: Container[str],
    max_bytes: int,
    allow_private: bool,
) -> None:
    from . import http_errors, links
    from .transport import TimeLimits

    limits = TimeLimits(connect=CONNECT_TIMEOUT, read=STALL_TIMEOUT)
    async with links.opened(url, {}, allow_private=allow_private, limits=limits) as response:
        if response.status_code != 200:
            raise http_errors.link_refused(response.status_code, response.url.host)
        _check_size(links.announced(response.headers) or 0, max_bytes)
        batch, written = bytearray(), 0
        async with aclosing(links.chunks(response)) as chunks:
            async for chunk in chunks:
                batch += chunk
                _check_size(written + len(batch), max_bytes)
                if not written and len(batch) >= _ENOUGH_TO_TELL:
                    _check_type(batch, wanted)
                if len(batch) >= _BATCH:
                    await run(_write, file, bytes(batch))
                    written += len(batch)
                    batch.clear()
        if not written:
            _check_type(batch, wanted)
        await run(_write, file, bytes(batch))


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise LinkTrouble(f"It is larger than {limit // 1_000_000} MB.")


def _check_type(head: bytearray, wanted: Container[str]) -> None:
    if media_type_of(bytes(head[:_ENOUGH_TO_TELL])) not in wanted:
        raise LinkTrouble("It is in no form that has a picture here.")


def _open(target: Path) -> IO[bytes]:
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return target.open("xb")
    except OSError as error:
        raise storage_trouble(target, error) from error


def _write(file: IO[bytes], data: bytes) -> None:
    try:
        file.write(data)
    except OSError as error:
        raise storage_trouble(Path(file.name), error) from error

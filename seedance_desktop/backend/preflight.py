"""A polite look at one reference: what a link, or a file of this computer, leads to."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..core.errors import LinkLeadsInside, LinkTrouble
from ..core.link_expiry import expires_at
from ..core.reference_facts import Reach, ReferenceFacts
from .disk import load_http
from .files import storage_trouble
from .media.look import look
from .media.spans import MOST_SPANS, Found, Span

if TYPE_CHECKING:
    from .link_bytes import LinkBytes

TIME_LIMIT = 20.0
"""Seconds for one look as a whole."""
CONNECT_TIMEOUT = 8.0
STALL_TIMEOUT = 10.0
"""Seconds for the next part of an answer."""

MOST_READ = 2_000_000
"""Bytes a reader gets at once from a file."""


def load() -> None:
    """Load what a look needs and what judges it: to be called in a thread before the first one."""
    from ..core import checks_record, preflight  # noqa: F401
    from . import link_bytes, reference_fetch  # noqa: F401

    load_http()


async def look_at_link(
    url: str, *, allow_private: bool = False, time_limit: float = TIME_LIMIT
) -> ReferenceFacts:
    """What ``url`` leads to: HEAD, then GET of the few parts that tell.

    No token, no cookie; every address on the way is held against the guard of ``links``, which
    ``allow_private`` lifts for a service on this machine. Never raises what can happen on the
    way: it stands in the facts.
    """
    facts = ReferenceFacts(url, expires_at=expires_at(url))
    try:
        async with asyncio.timeout(time_limit):
            facts = await _looked_at(facts, allow_private)
    except LinkLeadsInside as trouble:
        facts = replace(facts, reach=Reach.NOT_CHECKED, trouble=trouble.message)
    except LinkTrouble as trouble:
        facts = replace(facts, reach=Reach.UNREACHABLE, trouble=trouble.message)
    except TimeoutError:
        host = urlsplit(url).hostname or "The other side"
        text = f"{host} answers too slowly to be looked at."
        facts = replace(facts, reach=Reach.UNREACHABLE, trouble=text)
    return replace(facts, checked_at=time.time())


def look_at_file(url: str, path: Path) -> ReferenceFacts:
    """What the file ``path``, which ``url`` names, is. Waits for the disk, raises nothing of it."""
    facts = ReferenceFacts(url, checked_at=time.time())
    try:
        if not path.is_file():  # a pipe or a device may never end
            return replace(facts, reach=Reach.UNREACHABLE, trouble=f"“{path.name}” is gone.")
        size = path.stat().st_size
        reader = look(size)
        with path.open("rb") as file:
            span = next(reader)
            for _ in range(MOST_SPANS):
                file.seek(min(span.start, size))
                span = reader.send(file.read(min(span.length, MOST_READ)))
    except StopIteration as end:
        return _told(replace(facts, size=size), end.value)
    except OSError as error:
        text = storage_trouble(path, error, "read").message
        return replace(facts, reach=Reach.UNREACHABLE, trouble=text)
    return replace(facts, size=size)


async def _looked_at(facts: ReferenceFacts, allow_private: bool) -> ReferenceFacts:
    from .link_bytes import LinkBytes
    from .transport import TimeLimits

    limits = TimeLimits(connect=CONNECT_TIMEOUT, read=STALL_TIMEOUT)
    source = LinkBytes(facts.url, allow_private, limits)
    await source.begin()
    found = await _read(source)
    return _told(replace(facts, reach=Reach.REACHABLE, size=source.size), found)


async def _read(source: "LinkBytes") -> Found:
    reader = look(source.size, source.claimed)
    try:
        span: Span = next(reader)
        for _ in range(MOST_SPANS):
            span = reader.send(await source.read(span))
    except StopIteration as end:
        found: Found = end.value
        return found
    return Found()


def _told(facts: ReferenceFacts, found: Found) -> ReferenceFacts:
    return replace(
        facts,
        media_type=found.media_type,
        width=found.width,
        height=found.height,
        seconds=found.seconds,
        frames_per_second=found.frames_per_second,
    )

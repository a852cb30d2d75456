"""Finished clips: fetched to a part file, resumed, checked, and given their name."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import ClipTrouble
from . import clip_files
from .clip_files import MAX_CLIP, file_name
from .disk import Disk, load_http
from .part_file import PartFile

__all__ = ["Fetched", "adopt_file", "copy_file", "fetch", "file_name"]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A clip on the disk."""

    path: Path
    bytes: int
    content_type: str
    """As its content says, not the server."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which a clip is fetched; see ``fetch``."""

    progress: Callable[[int, int | None], None] | None
    allow_private: bool
    max_bytes: int
    connect_timeout: float
    stall_timeout: float


async def fetch(
    url: str,
    target: Path,
    *,
    progress: Callable[[int, int | None], None] | None = None,
    allow_private: bool = False,
    max_bytes: int = MAX_CLIP,
    connect_timeout: float = 10.0,
    stall_timeout: float = 60.0,
    time_limit: float = 3_600.0,
) -> Fetched:
    """Bring the clip at ``url`` to ``target``, or to a free name like it.

    Goes on from an earlier try for the same ``target``, also after a restart and with another
    link to the same content. The name ends as the content asks (.mp4, .mov, .webm, .mkv).
    ``progress`` gets the bytes so far, and in all where that is known. ``allow_private`` lets the
    link lead to this machine and its own network, for a service that is there. Times are seconds.

    Raises:
        LinkExpired: the link has ended: ask the service for a fresh one.
        ClipTrouble: it could not be fetched, or is no video. What came may be gone on from.
        ClipNotWritten: the disk did not take it.
    """
    terms = Terms(progress, allow_private, max_bytes, connect_timeout, stall_timeout)
    part = PartFile(target)
    async with Disk() as disk:
        try:
            async with asyncio.timeout(time_limit):
                found = await _fetch(url, part, disk, terms)
        except TimeoutError:
            raise ClipTrouble("The clip came too slowly.") from None
        finally:
            await disk.run(part.close)
    return Fetched(*found)


def _load() -> None:
    """Load what fetches, HTTP and all: in a thread, for the window must not wait for it."""
    load_http()
    from . import clip_fetch  # noqa: F401


async def _fetch(url: str, part: PartFile, disk: Disk, terms: Terms) -> tuple[Path, int, str]:
    await disk.run(_load)
    from .clip_fetch import ClipFetch, TooLarge

    try:
        held = await disk.run(part.held)
        found = await ClipFetch(url, part, disk, terms).rest(held) if held else None
        return found or await ClipFetch(url, part, disk, terms).whole()
    except TooLarge:
        await disk.run(part.discard)
        raise


async def adopt_file(source: Path, target: Path) -> Path:
    """Copy a video the person has to ``target``, or to a free name like it.

    Raises:
        ClipTrouble: it cannot be read, is too large or no video.
        ClipNotWritten: the copy could not be written.
    """
    async with Disk() as disk:
        return await disk.run(clip_files.adopt, source, target)


async def copy_file(clip: Path, target: Path) -> None:
    """Copy a clip to where the person wants it, replacing what they agreed to replace.

    Raises:
        ClipNotWritten: it could not be read or written.
    """
    async with Disk() as disk:
        await disk.run(clip_files.copy, clip, target)

"""The one entry: what is this file, by its content."""

from collections.abc import Generator

from ...core.media_names import UNKNOWN, kind_of
from . import images, sounds
from .movies import read_movie
from .sniffing import media_type_of
from .spans import HEAD, Found, Span

_MOVIES = ("video/mp4", "video/quicktime", "audio/mp4")


def look(size: int | None, claimed: str = "") -> Generator[Span, bytes, Found]:
    """A reader of any file of ``size`` bytes, where that is known.

    What the content does not tell is taken from ``claimed``, the media type its server gives.
    """
    head = yield Span(0, HEAD)
    media_type = media_type_of(head)
    if media_type in images.READERS:
        return (yield from images.READERS[media_type](head))
    if media_type in sounds.READERS:
        found = yield from sounds.READERS[media_type](head, size)
    elif media_type in _MOVIES:
        found = yield from read_movie(media_type)
    else:
        found = Found(media_type)
    if found.media_type:
        return found
    claimed = claimed.partition(";")[0].strip().lower()
    # A name for media may be right for a form not known here; any other is no better than none.
    return Found(claimed if kind_of(claimed) and len(claimed) < 80 else UNKNOWN)

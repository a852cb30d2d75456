"""Where each link of a drag belongs, and what has no room: decided before anything is changed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from . import spec
from .reference_sources import MAX_LOOKS, Found
from .request import VideoRequest
from .spec import Kind
from .urls import RefusedUrl

_NOTHING: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """What one list gets of a drag."""

    fits: tuple[str, ...] = ()
    stays_out: tuple[str, ...] = ()
    """It is of this kind, but the list takes no more."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a drag."""

    shares: Mapping[Kind, Share] = field(default_factory=dict)
    """A share for every kind."""
    unsorted: tuple[str, ...] = ()
    """Nothing says what they are: the person has to."""
    link_files: tuple[str, ...] = ()
    clips: int = 0
    """Clips of the history; they are videos."""
    refused: tuple[RefusedUrl, ...] = ()
    beyond: int = 0
    """How many links were left out, whatever they are: there are too many at once."""

    @property
    def takes_something(self) -> bool:
        """Whether letting go here has any use."""
        return bool(
            self.unsorted
            or self.link_files
            or self.clips
            or any(share.fits or share.stays_out for share in self.shares.values())
        )


def sort_links(
    found: Found,
    request: VideoRequest,
    kind_of: Callable[[str], Kind | None],
    over: Kind | None = None,
    clips: int = 0,
) -> Plan:
    """Give each link to the list of its kind.

    One that does not say what it is goes to the list it is held ``over``, where it is held over
    one: the person said it then.
    """
    by_kind: dict[Kind, list[str]] = {kind: [] for kind in Kind}
    unsorted = []
    for link in found.links:
        kind = kind_of(link) or over
        if kind is None:
            unsorted.append(link)
        else:
            by_kind[kind].append(link)
    return Plan(
        shares={kind: share_of(kind, links, request) for kind, links in by_kind.items()},
        unsorted=tuple(unsorted[:MAX_LOOKS]),
        link_files=found.link_files,
        clips=clips,
        refused=found.refused,
        beyond=found.beyond + max(0, len(unsorted) - MAX_LOOKS),
    )


def share_of(kind: Kind, links: Iterable[str], request: VideoRequest) -> Share:
    """As many of ``links`` as the list of ``kind`` still takes in the request's mode."""
    links = tuple(links)
    limit = spec.reference_field(kind).limit(request.function_mode)
    room = max(0, limit - len(request.urls(kind)))
    return Share(links[:room], links[room:])

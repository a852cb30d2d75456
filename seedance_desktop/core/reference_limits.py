"""What the model is said to take as references, as one table.

All of it is hearsay of other services of the same model [U]: it warns and never blocks.
"""

from dataclasses import dataclass
from types import MappingProxyType

from .spec import Kind


@dataclass(frozen=True, slots=True)
class Between:
    """Two bounds, both included."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether ``value`` lies between them."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class ReferenceLimits:
    """The limits of one kind; None where nothing is said."""

    formats: MappingProxyType[str, str]
    """Media type to name, in the order they are told in."""
    below_bytes: int
    side: Between | None = None
    """Pixels, of width and height alike."""
    aspect: Between | None = None
    """Width divided by height."""
    pixels: Between | None = None
    """Width times height."""
    frames_per_second: Between | None = None
    seconds: Between | None = None
    """Each."""
    total_seconds: float | None = None
    """All of the kind together."""


_SIDE = Between(300, 6_000)
_SECONDS = Between(2, 15)

LIMITS: MappingProxyType[Kind, ReferenceLimits] = MappingProxyType(
    {
        Kind.IMAGE: ReferenceLimits(
            formats=MappingProxyType(
                {
                    "image/jpeg": "JPEG",
                    "image/png": "PNG",
                    "image/webp": "WebP",
                    "image/bmp": "BMP",
                    "image/tiff": "TIFF",
                    "image/gif": "GIF",
                }
            ),
            below_bytes=30_000_000,
            side=_SIDE,
            aspect=Between(0.4, 2.5),
        ),
        Kind.VIDEO: ReferenceLimits(
            formats=MappingProxyType({"video/mp4": "MP4", "video/quicktime": "MOV"}),
            below_bytes=50_000_000,
            side=_SIDE,
            pixels=Between(409_600, 927_408),
            frames_per_second=Between(24, 60),
            seconds=_SECONDS,
            total_seconds=15,
        ),
        Kind.AUDIO: ReferenceLimits(
            formats=MappingProxyType({"audio/mpeg": "MP3", "audio/wav": "WAV"}),
            below_bytes=15_000_000,
            seconds=_SECONDS,
            total_seconds=15,
        ),
    }
)

LONGEST_QUEUE = 3 * 3600.0
"""Seconds a task may wait at busy times before it starts [S]; a link must live as long."""
SHORTEST_QUEUE = 1800.0
"""Seconds a link should live even where such tasks are usually quick: the next may not be."""
_MARGIN = 3
"""Times the usual wait."""


def wait_to_expect(usual: float | None) -> float:
    """Seconds a link should live, by what such tasks usually take here where that is known."""
    if usual is None:
        return LONGEST_QUEUE
    return min(LONGEST_QUEUE, max(SHORTEST_QUEUE, _MARGIN * usual))

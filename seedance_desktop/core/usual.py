"""How long such clips usually took here, and how far one has come against that."""

from collections.abc import Iterable
from dataclasses import dataclass

from .request import VideoRequest
from .wording import elapsed

LEAST = 2
"""Clips from which on one speaks of a usual time; a single one may have been anything."""


@dataclass(frozen=True, slots=True)
class UsualKey:
    """Clips that are expected to take the same time."""

    origin: str
    model: str
    duration: int
    """Seconds of the clip."""


def usual_key(origin: str, request: VideoRequest) -> UsualKey:
    """What the time of ``request`` at one provider depends on."""
    return UsualKey(origin, request.model, request.duration)


def usual_seconds(past: Iterable[float]) -> float | None:
    """The middle one of past times, in seconds; None where there are too few."""
    times = sorted(seconds for seconds in past if seconds > 0)
    if len(times) < LEAST:
        return None
    middle = len(times) // 2
    return (times[middle] + times[~middle]) / 2


def share(seconds: float, usual: float | None) -> float | None:
    """How much of its usual time it has had: 0 to 1, and never more."""
    return None if not usual else max(0.0, min(1.0, seconds / usual))


def against_usual(seconds: float, usual: float | None) -> str:
    """``usually about 2:40``, or that it takes longer; nothing where nothing is usual."""
    if not usual:
        return ""
    words = elapsed(round(usual))
    return f"usually about {words}" if seconds <= usual else f"longer than the usual {words}"

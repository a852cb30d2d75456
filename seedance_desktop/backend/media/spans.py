"""How readers ask for bytes, and what they find."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeAlias

HEAD = 65_536
"""Bytes of the beginning that are there from the start, as many as the file has."""

MOST_SPANS = 512
"""Spans one reader may ask for; most lie in bytes that are there already."""


@dataclass(frozen=True, slots=True)
class Span:
    """``length`` bytes from ``start`` on. What is sent may be shorter, or empty."""

    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is; None and empty where it does not say."""

    media_type: str = ""
    width: int | None = None
    """Pixels, as shown."""
    height: int | None = None
    seconds: float | None = None
    frames_per_second: float | None = None


Reader: TypeAlias = Generator[Span, bytes, Found]

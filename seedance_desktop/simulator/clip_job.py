"""What a clip is to show, and how large it is."""

from dataclasses import dataclass

SHORT_SIDE = 480
"""Pixels; enough to look at, and drawn in a second or two on a small machine."""

FRAMES_PER_SECOND = 24


@dataclass(frozen=True)
class ClipJob:
    """One clip to draw. `duration` in seconds, `short_side` in pixels.

    `salt` makes two clips of equal requests differ, as the service has no seed.
    """

    path: str
    prompt: str
    ratio: str
    duration: int
    salt: str
    short_side: int = SHORT_SIDE

    def size(self) -> tuple[int, int]:
        """Width and height in pixels, both even, as the encoder needs them."""
        wide, high = (int(part) for part in self.ratio.split(":"))
        longer = round(self.short_side * max(wide, high) / min(wide, high) / 2) * 2
        return (longer, self.short_side) if wide >= high else (self.short_side, longer)

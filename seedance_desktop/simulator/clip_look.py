"""What a clip looks and sounds like, as numbers: colours from its prompt, forms from its salt."""

import colorsys
import hashlib
import math
import random
from array import array
from dataclasses import dataclass

from seedance_desktop.simulator.clip_job import ClipJob

Color = tuple[float, float, float]
"""Red, green and blue, each from 0 to 1."""

SAMPLE_RATE = 48000

# Top of the sky, its middle, the horizon, the light.
_PALETTES = (
    ("1b1238", "5b2a6e", "e8795a", "ffd9a0"),
    ("0f2027", "2c5364", "dce9c0", "fffbe6"),
    ("2b1055", "c2395f", "ffb36b", "fff0d0"),
    ("0b1d3a", "2f6690", "bcd8e8", "fff2d8"),
    ("0d1f1a", "2f6b52", "d3e3a4", "fbffe0"),
    ("3a1c3f", "b5507a", "f7c9b6", "fff4ec"),
    ("35203b", "a8554a", "f3c77f", "fff3cf"),
    ("06141f", "10595e", "7fe0b0", "eafff2"),
    ("14161c", "46506a", "cfd4de", "ffffff"),
)

# Just intervals over a deep tone, in whole hertz, so that one second of sound can be repeated.
_CHORDS = ((110, 165, 220, 275), (98, 147, 196, 294), (120, 180, 240, 300), (96, 144, 216, 288))


def printable(text: str) -> str:
    """The text in one line, without halves of characters, and no longer than can be shown."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return " ".join(whole.split())[:600]


def mix(first: Color, second: Color, share: float) -> Color:
    """`first` with `share` (0 to 1) of `second`."""
    red, green, blue = (a + (b - a) * share for a, b in zip(first, second, strict=True))
    return red, green, blue


@dataclass(frozen=True)
class Hill:
    """A ridge across the picture; heights are shares of the picture's height."""

    base: float
    waves: tuple[tuple[float, int, float], ...]
    """Height, periods over the width, phase."""
    drift: int
    """Periods it moves over the clip: a whole number, so that the clip can be looped."""
    color: Color

    def height(self, along: float, time: float) -> float:
        """Height above the bottom at `along` of the width and `time` of the clip, all 0 to 1."""
        return self.base + sum(
            size * math.sin(math.tau * (periods * along + self.drift * time) + phase)
            for size, periods, phase in self.waves
        )


class Look:
    """The landscape of one clip."""

    def __init__(self, job: ClipJob) -> None:
        mood = random.Random(hashlib.sha256(printable(job.prompt).encode()).digest())
        form = random.Random(job.salt)
        turn = mood.uniform(-0.03, 0.03)
        colors = (_turned(name, turn) for name in mood.choice(_PALETTES))
        self.top, self.middle, self.horizon, self.light = colors
        self.light_size = form.uniform(0.07, 0.1)
        """Radius as a share of the picture's shorter side."""
        self.hills = [self._hill(form, nearness) for nearness in (0.25, 0.5, 0.75, 1.0)]
        self._rightward = form.random() < 0.5
        self._chord = form.choice(_CHORDS)

    def light_at(self, time: float) -> tuple[float, float]:
        """Where the light stands at `time` (0 to 1): shares of width and height from top left."""
        across = 0.15 + 0.7 * (time if self._rightward else 1 - time)
        return across, 0.66 - 0.3 * math.sin(math.pi * across)

    def sound(self) -> "array[int]":
        """One second of a quiet chord, 16-bit mono, that can be repeated without a seam."""
        steps = [math.tau * hertz / SAMPLE_RATE for hertz in self._chord]
        return array(
            "h", (int(sum(700 * math.sin(step * n) for step in steps)) for n in range(SAMPLE_RATE))
        )

    def _hill(self, form: random.Random, nearness: float) -> Hill:
        waves = tuple(
            (form.uniform(0.5, 1.0) * 0.06 / periods * (1 + nearness), periods, form.uniform(0, 7))
            for periods in (1, 2, 2 + round(nearness * 4))
        )
        far = mix(self.horizon, self.middle, 0.45)
        near = mix(self.top, (0, 0, 0), 0.35)
        return Hill(0.48 - 0.32 * nearness, waves, round(nearness * 4), mix(far, near, nearness))


def _turned(name: str, turn: float) -> Color:
    """The colour of six hex digits with its hue moved by `turn` of the circle."""
    red, green, blue = (int(name[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, lightness, strength = colorsys.rgb_to_hls(red, green, blue)
    return colorsys.hls_to_rgb((hue + turn) % 1, lightness, strength)

"""THE table of the request's parameters: fields, choices, ranges, defaults, limits by mode.

Widgets prevent what stands here, ``validation`` decides by it; nobody writes a limit again.
Facts are the contract's [C] unless a line says otherwise.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal


class Mode(StrEnum):
    """What the references are for [C]."""

    OMNI_REFERENCE = "omni_reference"
    FIRST_LAST_FRAMES = "first_last_frames"


class Model(StrEnum):
    """The model that draws [C]."""

    SEEDANCE_2_0 = "seedance_2_0"
    SEEDANCE_2_0_FAST = "seedance_2_0_fast"


class Kind(StrEnum):
    """A kind of reference; its value names it in prompts, tables and files."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"


FieldName = Literal[
    "prompt",
    "function_mode",
    "model",
    "ratio",
    "duration",
    "image_urls",
    "video_urls",
    "audio_urls",
]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a choice field may have, and its words on screen."""

    value: str
    label: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class TextField:
    """Free text."""

    name: FieldName
    label: str
    help: str


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """One of a few values."""

    name: FieldName
    label: str
    choices: tuple[Choice, ...]
    default: str

    @property
    def values(self) -> tuple[str, ...]:
        """The values the contract allows, in the order they are shown."""
        return tuple(choice.value for choice in self.choices)

    def label_of(self, value: str) -> str:
        """The words for ``value``; an unknown value is its own label."""
        return next((c.label for c in self.choices if c.value == value), value)


@dataclass(frozen=True, slots=True)
class RangeField:
    """A whole number between two bounds, both included."""

    name: FieldName
    label: str
    minimum: int
    maximum: int
    default: int
    unit: str

    def allows(self, value: int) -> bool:
        """Whether the contract takes ``value``."""
        return self.minimum <= value <= self.maximum


@dataclass(frozen=True, slots=True)
class ReferenceField:
    """A list of reference URLs of one kind."""

    name: FieldName
    kind: Kind
    label: str
    singular: str
    maximum: int
    maximum_by_mode: MappingProxyType[str, int] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def limit(self, mode: str) -> int:
        """How many URLs the contract takes in ``mode``."""
        return self.maximum_by_mode.get(mode, self.maximum)


PROMPT = TextField("prompt", "Prompt", "Describe the shot: subject, movement, camera, light.")

MODE = ChoiceField(
    "function_mode",
    "Mode",
    (
        Choice(
            Mode.OMNI_REFERENCE,
            "Omni reference",
            "Images, videos and audio guide the clip in any combination.",
        ),
        Choice(
            Mode.FIRST_LAST_FRAMES,
            "First & last frame",
            "The clip starts on the first image and, with two, ends on the second.",
        ),
    ),
    Mode.OMNI_REFERENCE,
)

MODEL = ChoiceField(
    "model",
    "Model",
    (
        Choice(Model.SEEDANCE_2_0, "Seedance 2.0", "The full model."),
        Choice(Model.SEEDANCE_2_0_FAST, "2.0 Fast", "The faster model."),
    ),
    Model.SEEDANCE_2_0,
)

RATIO = ChoiceField(
    "ratio",
    "Ratio",
    tuple(Choice(r, r) for r in ("21:9", "16:9", "4:3", "1:1", "3:4", "9:16")),
    "16:9",
)

DURATION = RangeField("duration", "Duration", 4, 15, 5, "s")

IMAGES = ReferenceField(
    "image_urls",
    Kind.IMAGE,
    "Images",
    "image",
    9,
    MappingProxyType({Mode.FIRST_LAST_FRAMES: 2}),
)
VIDEOS = ReferenceField("video_urls", Kind.VIDEO, "Videos", "video", 3)
AUDIO = ReferenceField("audio_urls", Kind.AUDIO, "Audio", "audio clip", 3)

REFERENCES: tuple[ReferenceField, ...] = (IMAGES, VIDEOS, AUDIO)
CHOICES: tuple[ChoiceField, ...] = (MODE, MODEL, RATIO)

MAX_REFERENCES = 12
"""References of all kinds together that the model is said to take [U]: warns, never blocks."""

URL_SCHEMES = ("http", "https")
"""The service fetches references itself, so a reference is a public link of one of these."""


def reference_field(kind: Kind) -> ReferenceField:
    """The field that holds references of ``kind``."""
    return next(f for f in REFERENCES if f.kind == kind)


def ratio_value(ratio: str) -> float:
    """Width divided by height of ``"16:9"``; 16:9 for anything that is not a ratio."""
    width, _, height = ratio.partition(":")
    try:
        return int(width) / int(height)
    except (ValueError, ZeroDivisionError):
        return 16 / 9

"""The request being made: a frozen value, to and from plain data."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from typing import Any

from . import spec
from .spec import FieldName, Kind

_LARGEST = 2**31 - 1
"""No widget holds a larger number; a file can say one all the same."""


@dataclass(frozen=True, slots=True)
class VideoRequest:
    """Everything that is sent to the service, as the person set it.

    It may be illegal: an old clip or a preset can hold values the contract does not take.
    They stay as they are until the person changes them; ``validation.validate`` names them.
    """

    prompt: str = ""
    model: str = spec.MODEL.default
    function_mode: str = spec.MODE.default
    ratio: str = spec.RATIO.default
    duration: int = spec.DURATION.default
    """Seconds."""
    image_urls: tuple[str, ...] = ()
    audio_urls: tuple[str, ...] = ()
    video_urls: tuple[str, ...] = ()

    def urls(self, kind: Kind) -> tuple[str, ...]:
        """The reference URLs of one kind, in the order the service gets them."""
        value: tuple[str, ...] = getattr(self, spec.reference_field(kind).name)
        return value

    def with_urls(self, kind: Kind, urls: tuple[str, ...]) -> "VideoRequest":
        """The same request with other references of one kind."""
        return self.with_value(spec.reference_field(kind).name, urls)

    def with_value(self, field: FieldName, value: Any) -> "VideoRequest":
        """The same request with one field changed."""
        return replace(self, **{field: value})

    def to_plain(self) -> dict[str, Any]:
        """Plain data for JSON, with every field."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> "VideoRequest":
        """Read plain data. Unknown keys, wrong types and endless numbers are passed over."""
        known = _defaults()
        taken = {
            name: _as_type_of(known[name], value)
            for name, value in data.items()
            if name in known and _fits(known[name], value) and not _endless(value)
        }
        return cls(**taken)


def value_of(field: FieldName, value: Any) -> Any:
    """Plain data as the value of ``field``, legal or not.

    Raises:
        TypeError: it is of another type; the text says what it has to be.
    """
    default = _defaults()[field]
    if not _fits(default, value):
        if isinstance(default, tuple):
            raise TypeError("a list of texts")
        raise TypeError("a whole number" if isinstance(default, int) else "text")
    return _as_type_of(default, value)


@cache
def _defaults() -> dict[str, Any]:
    return {f.name: f.default for f in fields(VideoRequest)}


def _fits(default: Any, value: Any) -> bool:
    if isinstance(default, tuple):
        return isinstance(value, list | tuple) and all(isinstance(v, str) for v in value)
    if isinstance(default, int):
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str)


def _endless(value: Any) -> bool:
    return isinstance(value, int) and abs(value) > _LARGEST


def _as_type_of(default: Any, value: Any) -> Any:
    return tuple(value) if isinstance(default, tuple) else value

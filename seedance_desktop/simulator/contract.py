"""The create call's contract, checked to the letter by code that shares nothing with the app.

Both sides reading one table would agree on a mistake in it; so this file repeats the published
page [C] on purpose, and the sibling's prices [S].
"""

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import urlsplit

MODELS = ("seedance_2_0", "seedance_2_0_fast")
MODES = ("first_last_frames", "omni_reference")
RATIOS = ("21:9", "16:9", "4:3", "1:1", "3:4", "9:16")
MIN_SECONDS, MAX_SECONDS = 4, 15
MAX_IMAGES, MAX_FRAMES, MAX_AUDIOS, MAX_VIDEOS = 9, 2, 3, 3

MAX_BODY = 1024 * 1024
"""Bytes; not published, only a bound for this process."""

TASK_LIMIT = 6
"""Tasks of one user that may be unfinished at a time [S]."""

_PRICES = {"seedance_2_0": (15, 30), "seedance_2_0_fast": (10, 20)}
_URI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+"
)
"""The characters of RFC 3986; brackets anywhere, as everybody sends them."""


@dataclass(eq=False)
class Refusal(Exception):
    """The request was turned away and costs nothing.

    `status` is the HTTP status, `code` the envelope's, `retry_after` whole seconds or None.
    """

    status: int
    code: int
    message: str
    retry_after: int | None = None


@dataclass(frozen=True)
class Order:
    """A create request that the contract allows, its defaults filled in. `duration` in seconds."""

    prompt: str
    model: str = "seedance_2_0"
    function_mode: str = "omni_reference"
    ratio: str = "16:9"
    duration: int = 5
    image_urls: tuple[str, ...] = ()
    audio_urls: tuple[str, ...] = ()
    video_urls: tuple[str, ...] = ()


def price(order: Order) -> int:
    """Credits for one clip by the sibling's list [S]: a reference video costs double."""
    plain, with_video = _PRICES[order.model]
    return order.duration * (with_video if order.video_urls else plain)


def read_order(body: bytes) -> Order:
    """The order in a request body. Fields the contract does not know are ignored.

    Raises Refusal: 400 for what is not a JSON object, 422 for what breaks a rule, naming every
    broken one.
    """
    fields = _Fields(_read_object(body))
    order = Order(
        prompt=fields.prompt(),
        model=fields.choice("model", MODELS, Order.model),
        function_mode=fields.choice("function_mode", MODES, Order.function_mode),
        ratio=fields.choice("ratio", RATIOS, Order.ratio),
        duration=fields.duration(),
        image_urls=fields.urls("image_urls", MAX_IMAGES),
        audio_urls=fields.urls("audio_urls", MAX_AUDIOS),
        video_urls=fields.urls("video_urls", MAX_VIDEOS),
    )
    problems = fields.problems + _cross_field_problems(order)
    if problems:
        raise Refusal(422, 422, "; ".join(problems))
    return order


def _cross_field_problems(order: Order) -> list[str]:
    problems = []
    if order.function_mode == "first_last_frames" and len(order.image_urls) > MAX_FRAMES:
        problems.append(f"image_urls: at most {MAX_FRAMES} when function_mode is first_last_frames")
    alone = order.audio_urls and not (order.image_urls or order.video_urls)
    if order.function_mode == "omni_reference" and alone:
        problems.append("audio_urls: needs at least one image or video in omni_reference")
    return problems


def _read_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, 400, "the body is not valid JSON") from error
    if not isinstance(value, dict):
        raise Refusal(400, 400, "the body must be a JSON object")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


class _Fields:
    """Reads field by field and notes every problem, so that one answer names them all."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values
        self.problems: list[str] = []

    def prompt(self) -> str:
        if "prompt" not in self._values:
            self.problems.append("prompt: is required")
            return ""
        value = self._values["prompt"]
        if not isinstance(value, str):
            self.problems.append("prompt: must be a string")
            return ""
        if not value:
            self.problems.append("prompt: must not be empty")
        return value

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self._values.get(name, default)
        if isinstance(value, str) and value in choices:
            return value
        self.problems.append(f"{name}: must be one of {', '.join(choices)}")
        return default

    def duration(self) -> int:
        value = self._values.get("duration", Order.duration)
        # JSON's true is an int to Python, and not to the contract.
        if not isinstance(value, int) or isinstance(value, bool):
            self.problems.append("duration: must be an integer")
        elif not MIN_SECONDS <= value <= MAX_SECONDS:
            self.problems.append(f"duration: must be from {MIN_SECONDS} to {MAX_SECONDS}")
        else:
            return value
        return Order.duration

    def urls(self, name: str, limit: int) -> tuple[str, ...]:
        value = self._values.get(name, [])
        if not isinstance(value, list):
            self.problems.append(f"{name}: must be an array")
            return ()
        if len(value) > limit:
            self.problems.append(f"{name}: at most {limit}")
        for position, item in enumerate(value, 1):
            if not _is_uri(item):
                self.problems.append(f"{name}: item {position} is not a URI")
        return tuple(item for item in value if isinstance(item, str))


def _is_uri(value: object) -> bool:
    if not isinstance(value, str) or not _URI.fullmatch(value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.hostname) if parts.scheme in ("http", "https") else True

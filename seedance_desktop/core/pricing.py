"""What a request will cost: an estimate that always names its source."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from . import spec
from .request import VideoRequest

NEWEST = 50
"""Past charges an estimate stands on at most, so that a price that changed is learnt anew."""
NOTEWORTHY = 0.1
"""Part of the estimate by which a charge may differ from it without a word."""

Differences = Mapping[tuple[str, str | int], float]
"""Credits more (or less, below zero) by the field's name and the value it would have."""


class Source(StrEnum):
    """Where an estimate comes from."""

    PAST_CHARGES = "past charges"
    PRICE_LIST = "price list"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PriceList:
    """Credits for each second of output [S], by model: plain, and with a reference video."""

    per_second: dict[str, tuple[float, float]]

    def to_plain(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {model: list(prices) for model, prices in self.per_second.items()}

    def price(self, request: VideoRequest) -> float | None:
        """Credits for ``request``, or None for a model the list does not name."""
        prices = self.per_second.get(request.model)
        if prices is None:
            return None
        return prices[1 if request.video_urls else 0] * request.duration


SIBLING_PRICES = PriceList({"seedance_2_0": (15, 30), "seedance_2_0_fast": (10, 20)})
"""The sibling's published prices [S]; the first provider publishes none."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Credits from ``low`` to ``high``; both None where nothing is known."""

    source: Source
    low: float | None = None
    high: float | None = None
    seen: int = 0
    """How many past charges it stands on."""

    @property
    def amount(self) -> float | None:
        """The figure to hold: the higher one, so that a sum is never too small."""
        return self.high


PRICE_MAKING = frozenset(
    {spec.MODEL.name, spec.MODE.name, spec.DURATION.name, spec.VIDEOS.name}
)  # fmt: skip
"""Names of the request's fields that a ``PriceKey`` is made from."""


@dataclass(frozen=True, slots=True)
class PriceKey:
    """The settings that make the price: equal keys are expected to cost the same."""

    origin: str
    model: str
    function_mode: str
    duration: int
    with_video: bool


def price_key(origin: str, request: VideoRequest) -> PriceKey:
    """The price-making settings of ``request`` at one provider."""
    return PriceKey(
        origin, request.model, request.function_mode, request.duration, bool(request.video_urls)
    )


def estimate(
    request: VideoRequest, prices: PriceList | None, past: Iterable[float] = ()
) -> Estimate:
    """Estimate the credits of ``request``: own past charges first, then the price list."""
    charges = sorted(past)
    if charges:
        return Estimate(Source.PAST_CHARGES, charges[0], charges[-1], len(charges))
    listed = prices.price(request) if prices else None
    if listed is not None:
        return Estimate(Source.PRICE_LIST, listed, listed)
    return Estimate(Source.UNKNOWN)


def differences(
    request: VideoRequest, estimate_of: Callable[[VideoRequest], Estimate]
) -> Differences:
    """What each other choice would change; without those that change nothing or are unknown.

    These are the modes, the models and both ends of the duration.
    """
    now = estimate_of(request).amount
    if now is None:
        return {}
    found: dict[tuple[str, str | int], float] = {}
    for name, value in _other_choices(request):
        then = estimate_of(request.with_value(name, value)).amount
        if then is not None and then != now:
            found[name, value] = then - now
    return found


def _other_choices(request: VideoRequest) -> Iterable[tuple[spec.FieldName, str | int]]:
    for field in (spec.MODE, spec.MODEL):
        yield from ((field.name, value) for value in field.values)
    yield from ((spec.DURATION.name, end) for end in (spec.DURATION.minimum, spec.DURATION.maximum))


def differs(charge: float | None, expected: float | None) -> bool:
    """Whether a charge is so far from what was expected that it is worth a word."""
    if charge is None or expected is None:
        return False
    return abs(charge - expected) > abs(expected) * NOTEWORTHY


def format_difference(credits: float) -> str:
    """``−50`` for 50 credits less, ``+75`` for 75 more."""
    return f"{'−' if credits < 0 else '+'}{format_credits(abs(credits))}"


def spoken_difference(credits: float) -> str:
    """``50 credits less``, ``75 credits more``."""
    amount = format_credits(abs(credits))
    unit = "credit" if amount == "1" else "credits"
    return f"{amount} {unit} {'less' if credits < 0 else 'more'}"


def format_credits(credits: float | None) -> str:
    """``12`` for 12.0, ``12.5`` for 12.5, a dash for nothing known; thousands set apart."""
    if credits is None:
        return "–"
    return f"{credits:,.2f}".rstrip("0").rstrip(".")

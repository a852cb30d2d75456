"""What a request will cost: an estimate that always names its source."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .request import VideoRequest


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


def format_credits(credits: float | None) -> str:
    """``12`` for 12.0, ``12.5`` for 12.5, a dash for nothing known; thousands set apart."""
    if credits is None:
        return "–"
    return f"{credits:,.2f}".rstrip("0").rstrip(".")

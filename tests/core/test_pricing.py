import pytest

from seedance_desktop.core.pricing import SIBLING_PRICES, Source, estimate, format_credits
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Kind, Model

FIVE = VideoRequest(prompt="x")
WITH_VIDEO = FIVE.with_urls(Kind.VIDEO, ("https://a.example/v.mp4",))


@pytest.mark.parametrize(
    ("request_", "credits"),
    [
        (FIVE, 75),
        (WITH_VIDEO, 150),
        (FIVE.with_value("model", Model.SEEDANCE_2_0_FAST), 50),
        (WITH_VIDEO.with_value("model", Model.SEEDANCE_2_0_FAST).with_value("duration", 4), 80),
    ],
)
def test_the_siblings_list(request_: VideoRequest, credits: float) -> None:
    made = estimate(request_, SIBLING_PRICES)
    assert (made.source, made.low, made.high) == (Source.PRICE_LIST, credits, credits)


def test_own_charges_go_before_the_list() -> None:
    made = estimate(FIVE, SIBLING_PRICES, [80, 70, 80])
    assert (made.source, made.low, made.high, made.seen) == (Source.PAST_CHARGES, 70, 80, 3)
    assert made.amount == 80


@pytest.mark.parametrize("request_", [FIVE, FIVE.with_value("model", "new")])
def test_without_either_it_is_unknown(request_: VideoRequest) -> None:
    prices = None if request_ is FIVE else SIBLING_PRICES
    assert estimate(request_, prices).source is Source.UNKNOWN


@pytest.mark.parametrize(
    ("credits", "text"),
    [(12.0, "12"), (12.5, "12.5"), (0.0, "0"), (1500.0, "1,500"), (100.0, "100"), (None, "–")],
)
def test_credits_are_written_short(credits: float | None, text: str) -> None:
    assert format_credits(credits) == text

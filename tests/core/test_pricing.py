import pytest

from seedance_desktop.core.pricing import (
    SIBLING_PRICES,
    Estimate,
    PriceList,
    Source,
    differences,
    differs,
    estimate,
    format_credits,
    format_difference,
    spoken_difference,
)
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


def by_list(request: VideoRequest) -> Estimate:
    return estimate(request, SIBLING_PRICES)


def test_each_other_choice_says_what_it_would_change() -> None:
    assert differences(WITH_VIDEO, by_list) == {
        ("model", "seedance_2_0_fast"): -50,
        ("duration", 4): -30,
        ("duration", 15): 300,
    }


def test_a_choice_that_changes_nothing_or_has_no_price_says_nothing() -> None:
    at_the_end = FIVE.with_value("duration", 4)
    assert ("duration", 4) not in differences(at_the_end, by_list)
    only_full = PriceList({Model.SEEDANCE_2_0: (15, 30)})
    found = differences(FIVE, lambda request: estimate(request, only_full))
    assert ("model", "seedance_2_0_fast") not in found and ("duration", 15) in found
    assert differences(FIVE, lambda request: Estimate(Source.UNKNOWN)) == {}


@pytest.mark.parametrize(
    ("charge", "expected", "worth_a_word"),
    [
        (75, 60, True),
        (45, 60, True),
        (66, 60, False),
        (54, 60, False),
        (60, None, False),
        (None, 60, False),
        (0, 0, False),
        (1, 0, True),
    ],
)
def test_a_charge_is_told_from_a_tenth_on(
    charge: float | None, expected: float | None, worth_a_word: bool
) -> None:
    assert differs(charge, expected) is worth_a_word


def test_differences_have_a_sign() -> None:
    assert [format_difference(d) for d in (-50, 1500, 0.5)] == ["−50", "+1,500", "+0.5"]
    assert [spoken_difference(d) for d in (-50, 1)] == ["50 credits less", "1 credit more"]

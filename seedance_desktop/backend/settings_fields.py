"""Checks of single settings: each gives the value as it is used, or says why it cannot be."""

from collections.abc import Callable
from typing import Any

from ..core.budget import HIGHEST, LONGEST_PROJECT
from ..core.origin import BadAddress, check_base_url
from ..core.pricing import PriceList
from ..core.profile import BUILT_IN, DEMO_ID, REFERENCE_SPELLINGS, Profile
from ..core.urls import is_legible

MAX_PROFILES = 100
MAX_AT_A_TIME = 100
MAX_PROJECTS = 500
MAX_PRICE = 1_000_000.0
_BUILT_IN_IDS = frozenset(profile.id for profile in BUILT_IN)


class BadValue(ValueError):
    """Why a value cannot be used; ``usable`` is what can be, where that is a part of it."""

    def __init__(self, reason: str, usable: Any = None) -> None:
        super().__init__(reason)
        self.usable = usable


def flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise BadValue("is neither true nor false")
    return value


def number(value: Any, low: float, high: float) -> float:
    """A number from ``low`` to ``high``."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadValue("is no number")
    # Compared as it is: a whole number may be too large for a float.
    if not low <= value <= high:
        raise BadValue(f"is not between {low:g} and {high:g}")
    return float(value)


def row_id(value: Any) -> int:
    """Id of a row of the history, or 0 for none."""
    return int(number(value, 0, 2**53))


def amount(value: Any) -> float | None:
    """Credits of a budget, or None for no budget."""
    return None if value is None else number(value, 0, HIGHEST)


def projects(value: Any) -> dict[str, float | None]:
    """Budgets by the names of projects. Those that cannot be used are left out."""
    if not isinstance(value, dict):
        raise BadValue("holds no projects")
    found: dict[str, float | None] = {}
    wrong: list[str] = []
    for name, budget in list(value.items())[:MAX_PROJECTS]:
        try:
            if not name:
                raise BadValue("has no name")
            found[text_of(name, LONGEST_PROJECT)] = amount(budget)
        except BadValue as error:
            wrong.append(f"project {name[:LONGEST_PROJECT]!r} {error}")
    if len(value) > MAX_PROJECTS:
        wrong.append(f"more than {MAX_PROJECTS} projects")
    if wrong:
        raise BadValue("; ".join(wrong), found)
    return found


def fraction(value: Any) -> float:
    """A number from 0 to 1."""
    return number(value, 0, 1)


def text_of(value: Any, limit: int) -> str:
    """A text of at most ``limit`` characters, without line ends and the like."""
    if not isinstance(value, str):
        raise BadValue("is no text")
    if len(value) > limit:
        raise BadValue(f"is longer than {limit} characters")
    if not is_legible(value):
        raise BadValue("holds an invisible character")
    return value


def short_text(limit: int) -> Callable[[Any], str]:
    """A check for ``text_of`` with this limit."""
    return lambda value: text_of(value, limit)


def texts(most: int, limit: int) -> Callable[[Any], tuple[str, ...]]:
    """A check for a list of at most ``most`` texts, each at most ``limit`` characters long.

    Those that cannot be used are left out.
    """

    def check(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise BadValue("is no list of texts")
        found: list[str] = []
        wrong = [f"has more than {most} texts"] if len(value) > most else []
        for some in value[:most]:
            try:
                found.append(text_of(some, limit))
            except BadValue as error:
                wrong.append(f"one {error}")
        if wrong:
            raise BadValue("; ".join(dict.fromkeys(wrong)), tuple(found))
        return tuple(found)

    return check


def one_of(choices: tuple[str, ...]) -> Callable[[Any], str]:
    """A check for one of a few words."""

    def check(value: Any) -> str:
        if value not in choices:
            raise BadValue(f"is none of {', '.join(choices)}")
        return str(value)

    return check


def sizes(value: Any) -> dict[str, tuple[int, ...]]:
    """Lists of pixels by name."""
    if not isinstance(value, dict) or len(value) > 50:
        raise BadValue("holds no sizes")
    return {text_of(name, 64): _pixels(some) for name, some in value.items()}


def _pixels(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list | tuple) or len(value) > 20:
        raise BadValue("holds no sizes")
    return tuple(int(number(some, 0, 100_000)) for some in value)


def profiles(value: Any) -> tuple[Profile, ...]:
    """Providers. One that cannot be used is left out, the others are the usable part."""
    if not isinstance(value, list):
        raise BadValue("is no list of providers")
    found: dict[str, Profile] = {}
    wrong: list[str] = []
    for position, plain in enumerate(value[:MAX_PROFILES], 1):
        try:
            profile = profile_from_plain(plain)
            if profile.id in found:
                raise BadValue("has an id that is taken")
        except BadValue as error:
            wrong.append(f"provider {position} {error}")
        else:
            found[profile.id] = profile
    if len(value) > MAX_PROFILES:
        wrong.append(f"more than {MAX_PROFILES} providers")
    if wrong:
        raise BadValue("; ".join(wrong), tuple(found.values()))
    return tuple(found.values())


def profile_from_plain(plain: Any) -> Profile:
    """One provider from plain data. Raises ``BadValue``."""
    if not isinstance(plain, dict):
        raise BadValue("is no provider")
    profile_id = text_of(plain.get("id"), 64)
    name = text_of(plain.get("name"), 100)
    if not profile_id or not name or profile_id == DEMO_ID:
        raise BadValue("has no name or id of its own")
    try:
        base_url = check_base_url(text_of(plain.get("base_url"), 2048))
    except BadAddress as error:
        raise BadValue(f"has an address that cannot be used: {error}") from None
    return Profile(
        id=profile_id,
        name=name,
        base_url=base_url,
        spelling=text_of(plain.get("spelling", REFERENCE_SPELLINGS[0]), 40),
        prices=_prices(plain.get("prices")),
        at_a_time=int(number(plain.get("at_a_time", 6), 1, MAX_AT_A_TIME)),
        built_in=profile_id in _BUILT_IN_IDS,
    )


def profiles_to_plain(some: tuple[Profile, ...]) -> list[dict[str, Any]]:
    """Plain data for JSON."""
    return [profile.to_plain() for profile in some]


def _prices(value: Any) -> PriceList | None:
    if value is None:
        return None
    if not isinstance(value, dict) or len(value) > 50:
        raise BadValue("has prices that cannot be read")
    return PriceList({text_of(model, 100): _pair(pair) for model, pair in value.items()})


def _pair(value: Any) -> tuple[float, float]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise BadValue("has prices that cannot be read")
    plain, with_video = (number(some, 0, MAX_PRICE) for some in value)
    return plain, with_video

"""A provider's profile: everything that differs from one provider to the next, but the token."""

from dataclasses import dataclass, replace
from typing import Any

from .origin import origin_of
from .pricing import SIBLING_PRICES, PriceList

DEMO_ID = "demo"
DEMO_TOKEN = "demo-token"
"""The service on this machine takes this one; it is worth nothing anywhere else."""

REFERENCE_SPELLINGS = ("@Image1", "@image1", "@Image 1", "@图片1")
"""How services write the first image in a prompt [U]."""

AT_A_TIME = 6
"""Tasks at a time for one user [S]."""


def service_of(profile_id: str, base_url: str) -> str:
    """What charges, tasks and answers are known by: the origin of the service they came from.

    The demo's service listens on another port where its usual one is taken; it has one name.
    """
    return DEMO_ID if profile_id == DEMO_ID else origin_of(base_url)


@dataclass(frozen=True, slots=True)
class Profile:
    """One provider."""

    id: str
    name: str
    base_url: str
    spelling: str = REFERENCE_SPELLINGS[0]
    prices: PriceList | None = None
    at_a_time: int = AT_A_TIME
    built_in: bool = False

    @property
    def origin(self) -> str:
        """What the profile's token is bound to."""
        return origin_of(self.base_url)

    @property
    def service(self) -> str:
        """See ``service_of``."""
        return service_of(self.id, self.base_url)

    @property
    def is_demo(self) -> bool:
        """Whether it is the service on this machine, where nothing is billed."""
        return self.id == DEMO_ID

    def at(self, base_url: str) -> "Profile":
        """The same provider at another address; another origin needs its own token."""
        return replace(self, base_url=base_url)

    def to_plain(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "id": self.id,
            "name": self.name,
            "base_url": self.base_url,
            "spelling": self.spelling,
            "prices": self.prices.to_plain() if self.prices else None,
            "at_a_time": self.at_a_time,
        }


OUTAI = Profile("outai", "OutAI", "https://api.outai.top/api", built_in=True)
SIBLING = Profile(
    "loova", "Loova", "https://api.loova.ai/api", prices=SIBLING_PRICES, built_in=True
)
BUILT_IN = (OUTAI, SIBLING)


def demo_profile(base_url: str) -> Profile:
    """The profile of the service on this machine."""
    return Profile(DEMO_ID, "Demo", base_url, prices=SIBLING_PRICES, built_in=True)

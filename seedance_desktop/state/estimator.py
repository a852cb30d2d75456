"""Estimates: own past charges first, then the price list.

Past charges are looked up once for each set of price-making settings and kept; a charge that
comes in has those settings looked up anew. So a hundred requests are estimated by one question to
the history, and again by none.
"""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from ..core import pricing
from ..core.generation import Generation
from ..core.pricing import PRICE_MAKING, Estimate, PriceKey, price_key
from ..core.profile import Profile, service_of
from ..core.request import VideoRequest
from .account import Account
from .draft import Draft
from .library import Library
from .tasks import TaskOwner


class Estimator(QObject):
    """Estimates any request, and keeps the draft's own estimate up to date."""

    changed = Signal()
    """Estimates may be others now: a charge or another price came in, or another provider."""

    def __init__(
        self,
        draft: Draft,
        account: Account,
        library: Library,
        tasks: TaskOwner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._draft = draft
        self._account = account
        self._library = library
        self._tasks = tasks
        self._past: dict[PriceKey, tuple[float, ...]] = {}
        self._missing: set[PriceKey] = set()
        """Asked for and not looked up yet."""
        draft.changed.connect(self._on_draft_changed)
        account.changed.connect(self._on_account_changed)
        library.changed.connect(self._on_row_changed)
        self._refresh()

    def estimate_of(self, request: VideoRequest, profile: Profile | None = None) -> Estimate:
        """What ``request`` costs at ``profile``, or at the one in use, as far as is known now.

        Where past charges have to be looked up first, ``changed`` tells when they are here.
        """
        where = profile or self._account.profile
        key = price_key(where.service, request)
        if key not in self._past:
            self._ask_for(key)
        return pricing.estimate(request, where.prices, self._past.get(key, ()))

    async def prices(
        self, requests: Sequence[VideoRequest], profile: Profile | None = None
    ) -> list[Estimate]:
        """The estimates of many requests, in their order; past charges are waited for."""
        where = profile or self._account.profile
        keys = {price_key(where.service, request) for request in requests}
        await self._take_in(keys - self._past.keys())
        return [self.estimate_of(request, where) for request in requests]

    async def price_again(self, row: Generation, base_url: str) -> float | None:
        """Credits the request of ``row`` is expected to cost at ``base_url``, sent once more."""
        known = next((p for p in self._account.profiles if p.id == row.profile), None)
        # A provider that was taken out of the list has past charges, but no price list.
        profile = known or Profile(row.profile, row.profile, base_url)
        (estimate,) = await self.prices((row.request,), profile.at(base_url))
        return estimate.amount

    def _refresh(self) -> None:
        request = self._draft.request  # as written: the prompt makes no price
        others = pricing.differences(request, self.estimate_of)
        self._draft.set_estimate(self.estimate_of(request), others)

    def _ask_for(self, key: PriceKey) -> None:
        if not self._missing:
            self._tasks.start(self._look_up(), "past charges", group="estimate")
        self._missing.add(key)

    async def _look_up(self) -> None:
        """Everything that was asked for in this turn of the loop, with one question."""
        keys, self._missing = self._missing, set()
        if await self._take_in(keys):
            self._refresh()
            self.changed.emit()

    async def _take_in(self, keys: Iterable[PriceKey]) -> bool:
        """Look past charges up; whether any are others than were known."""
        wanted = tuple(keys)
        if not wanted:
            return False
        found = await self._library.past_charges(wanted)
        differ = any(self._past.get(key, ()) != found[key] for key in wanted)
        self._past.update(found)
        return differ

    def _on_draft_changed(self, names: frozenset[str]) -> None:
        if names & PRICE_MAKING:
            self._refresh()

    def _on_account_changed(self) -> None:
        self._refresh()
        self.changed.emit()

    def _on_row_changed(self, row: Generation) -> None:
        if row.credits is None:
            return
        # A charge may have come in, or gone where the task failed.
        key = price_key(service_of(row.profile, row.base_url), row.request)
        if key in self._past:
            self._ask_for(key)

"""Keeps the draft's estimate up to date: own past charges first, then the price list."""

from PySide6.QtCore import QObject

from ..core.generation import Generation
from ..core.pricing import PriceKey, estimate, price_key
from .account import Account
from .draft import Draft
from .library import Library
from .tasks import TaskOwner


class Estimator(QObject):
    """Looks past charges up when the settings that make the price change."""

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
        self._past: dict[PriceKey, list[float]] = {}
        draft.changed.connect(self._refresh)
        account.changed.connect(self._refresh)
        library.changed.connect(self._on_row_changed)
        self._refresh()

    def _refresh(self) -> None:
        profile, (request, _) = self._account.profile, self._draft.to_send()
        key = price_key(profile.origin, request)
        past = self._past.get(key)
        self._draft.set_estimate(estimate(request, profile.prices, past or ()))
        if past is None:
            self._past[key] = []
            self._tasks.start(self._look_up(key), "past charges", group="estimate")

    async def _look_up(self, key: PriceKey) -> None:
        self._past[key] = await self._library.past_charges(key)
        self._refresh()

    def _on_row_changed(self, row: Generation) -> None:
        # A charge may have come in: look these settings up again when they are next asked for.
        if row.credits is not None and self._past:
            self._past.clear()
            self._refresh()

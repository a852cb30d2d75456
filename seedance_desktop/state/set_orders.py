"""Orders for the cells of a set, and for the promotion of its winners."""

from dataclasses import replace

from ..core.generation import Background, CameFrom
from ..core.order import Order
from ..core.references import convert
from ..core.request import VideoRequest
from ..core.variation_results import Winner
from ..core.variations import Cell, Plan
from .account import Account
from .estimator import Estimator


class SetOrders:
    """Each goes to the provider in use, its tokens in that one's spelling."""

    def __init__(self, account: Account, estimator: Estimator) -> None:
        self._account = account
        self._estimator = estimator

    def of_cell(self, plan: Plan, cell: Cell, set_id: int, number: int) -> Order:
        """One clip of a cell, which has ``number`` in its set."""
        written = plan.written or plan.base.prompt
        background = Background(
            written="" if written == cell.request.prompt else written,
            preset=plan.preset,
            parent_id=plan.parent_id,
            came_from=plan.came_from,
            set_id=set_id,
            cell=number,
        )
        return self._order(cell.request, background, plan.spelling)

    def of_winner(self, plan: Plan, winner: Winner) -> Order:
        """A draft made anew with full settings, in its own cell."""
        row = winner.row
        background = replace(
            row.background, parent_id=row.id, came_from=CameFrom.PROMOTED, position=None
        )
        return self._order(winner.request, background, plan.spelling)

    def _order(self, request: VideoRequest, background: Background, spelling: str) -> Order:
        profile = self._account.profile
        prompt = convert(request.prompt, profile.spelling, spelling)
        return Order(
            replace(request, prompt=prompt),
            background,
            self._estimator.estimate_of(request).amount,
            profile.id,
            profile.base_url,
            # A cell with a stray brace is not legal; what is left was written with a backslash.
            braces_meant=True,
        )

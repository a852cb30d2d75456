"""A waiting request while it is changed: a draft of its own, and the race with its being sent."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ..core import template
from ..core.generation import Generation, State
from ..core.groups import escaped, has_braces
from ..core.pricing import Estimate
from ..core.profile import Profile
from ..core.spec import Kind
from ..core.spelling import DEFAULT
from .account import Account
from .draft import Draft
from .estimator import Estimator
from .library import Library
from .orders import Gate, Order, left_open, settled
from .tasks import TaskOwner


class WaitingEdit(QObject):
    """The person's own draft is left alone. A claim wins: what was sent is no longer changed."""

    saved = Signal()
    refused = Signal(str)
    """Why it cannot be saved as it stands."""
    too_late = Signal()
    """It waits no more: it was sent, or taken back, as it was before."""
    estimate_changed = Signal()

    def __init__(
        self,
        row: Generation,
        account: Account,
        library: Library,
        estimator: Estimator,
        gate: Gate,
        tasks: TaskOwner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.row = row
        """As it stood when the edit began."""
        self._account = account
        self._library = library
        self._estimator = estimator
        self._gate = gate
        self._tasks = tasks
        self._group = f"edit {row.id}"
        self._late = False
        self.draft = Draft(parent=self)
        self._begin()
        self._before = self.draft.composition
        self.draft.changed.connect(self.estimate_changed)
        # A question that stands is about what the edit no longer is.
        self.draft.changed.connect(self._stop_saving)
        estimator.changed.connect(self.estimate_changed)
        library.changed.connect(self._on_changed)
        library.removed.connect(self._on_removed)

    @property
    def changed(self) -> bool:
        """Whether there is something to save."""
        return self.draft.composition != self._before

    @property
    def late(self) -> bool:
        """Whether the request waits no more."""
        return self._late

    @property
    def estimate(self) -> Estimate:
        """What it will cost as it stands in the edit."""
        return self._estimator.estimate_of(self.draft.request, self._profile())

    def save(self) -> None:
        """Let the waiting request be what the edit is, unless it was sent meanwhile."""
        if self._late or not self.draft.legal or self._tasks.running(self._group):
            return
        order = self._order(None)
        part = "" if order.braces_meant else left_open(order.request)
        if part:
            self.refused.emit(f"The prompt holds {part}: write what is to be sent in its place.")
            return
        self._tasks.start(self._save(), self._group, group=self._group)

    def take_text(self, text: str) -> None:
        """Put what was dropped or pasted into the edit, in one step of undo: a request's JSON, a
        cURL line, or a preset, which is not kept as one.
        """
        from ..core.request_import import CannotImport, read_text

        try:
            read = read_text(text)
        except CannotImport as error:
            self.refused.emit(str(error))
            return
        draft = self.draft
        request = read.preset.applied_to(draft.request)
        draft.replace(request, draft.background, draft.values)

    def close(self) -> None:
        """Its form goes away: what a save still asks is asked no more, and changes nothing."""
        self._stop_saving()

    def _stop_saving(self) -> None:
        self._tasks.cancel(self._group)

    async def _save(self) -> None:
        (estimate,) = await self._estimator.prices((self.draft.request,), self._profile())
        # As it stands now: its project may have been given another name meanwhile.
        (row,) = await self._library.get([self.row.id])
        order = self._order(estimate.amount)
        more = _more(estimate.amount, row.estimate)
        if more is not None and more <= 0:
            await self._commit(order)
            return

        async def commit(orders: Sequence[Order]) -> None:
            await self._commit(order)

        own = replace(order.background, project=row.project)
        await self._gate((replace(order, background=own, estimate=more),), commit)

    async def _commit(self, order: Order) -> None:
        same = all(order.request.urls(kind) == self.row.request.urls(kind) for kind in Kind)
        row = await self._library.edit_waiting(
            self.row.id,
            order.request,
            written=order.background.written,
            estimate=order.estimate,
            # What was found of other references says nothing of these.
            checks=self.row.checks if same else "",
        )
        if row is None:
            self._be_late()
        else:
            self.saved.emit()

    def _begin(self) -> None:
        profile = self._profile()
        row, spelling = self.row, profile.spelling if profile is not None else DEFAULT
        self.draft.set_spelling(spelling)
        values = template.values_in(row.prompt_written, row.request.prompt)
        # A group of which one alternative was chosen stays chosen, a brace that was meant is.
        sent = row.request.prompt
        as_written = not has_braces(sent) and template.as_sent(row.prompt_written, values) == sent
        prompt = row.prompt_written if as_written else escaped(sent)
        request = row.request.with_value("prompt", prompt)
        self.draft.replace(request, row.background, values, spelling)

    def _order(self, estimate: float | None) -> Order:
        """The edit as it stands, with what is sent for a brace that was written as one."""
        request, background = self.draft.to_send()
        return settled(Order(request, background, estimate, self.row.profile, self.row.base_url))

    def _profile(self) -> Profile | None:
        row = self.row
        known = next((p for p in self._account.profiles if p.id == row.profile), None)
        return known.at(self._account.address_of(row.profile, row.base_url)) if known else None

    def _on_changed(self, row: Generation) -> None:
        if row.id == self.row.id and row.state is not State.WAITING:
            self._be_late()

    def _on_removed(self, ids: tuple[int, ...]) -> None:
        if self.row.id in ids:
            self._be_late()

    def _be_late(self) -> None:
        if not self._late:
            self._late = True
            self.too_late.emit()


def _more(amount: float | None, held: float | None) -> float | None:
    """What a budget is asked for: what it was expected to cost before is held already."""
    return amount if amount is None or held is None else amount - held

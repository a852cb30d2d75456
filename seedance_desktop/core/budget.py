"""Budgets: what was charged, what is held, and whether more fits in.

Sums are never counted along: each is made anew from the rows, and each row has one share of it:

============================  ==================  ==============================================
generation                    charged             held
============================  ==================  ==============================================
waiting, sending              –                   its estimate
unconfirmed                   –                   what the answer named, else its estimate
running, done                 its charge          its estimate, where no charge was ever told
failed after acceptance       its charge          the same: no page promises refunds
refused                       what was told       –
not sent, or deleted while    –                   –
it waited
============================  ==================  ==============================================

An unconfirmed one that was put aside keeps its hold: looking away from it does not unbill it. The
hold leaves a day's budget with the day and a session's with the session; a project's keeps it
until its task id is adopted.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from .generation import Generation, Mark, State

HIGHEST = 1_000_000_000.0
"""Credits of a budget at most."""
LONGEST_PROJECT = 60
"""Characters of a project's name."""

_TOLERANCE = 1e-6
"""Credits that sums of fractions may be off by."""

_ACCEPTED = frozenset({State.RUNNING, State.DONE, State.FAILED})


@dataclass(frozen=True, slots=True)
class Spent:
    """Credits of some generations."""

    charged: float = 0.0
    held: float = 0.0
    """Expected for those whose charge is not known yet."""
    unknown: int = 0
    """How many may cost something that cannot even be estimated."""

    @property
    def total(self) -> float:
        """Charged and held."""
        return self.charged + self.held

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            self.charged + other.charged, self.held + other.held, self.unknown + other.unknown
        )

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(
            self.charged - other.charged, self.held - other.held, self.unknown - other.unknown
        )


NOTHING = Spent()


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the history, and how many rows stand where."""

    day: Spent = NOTHING
    """Since midnight, local time."""
    session: Spent = NOTHING
    """In this run of the app."""
    project: Spent = NOTHING
    """For the current project, ever; nothing where there is none."""
    clips: int = 0
    counts: dict[State, int] = field(default_factory=dict)
    """How many rows stand in each state (hidden ones left out)."""
    marked: dict[Mark, int] = field(default_factory=dict)
    """How many of them have each mark."""


@dataclass(frozen=True, slots=True)
class Period:
    """A time whose generations are summed; what still waits belongs to the one that is now."""

    since: float
    """Sent at this time or later, in seconds since the epoch."""
    first_id: int | None = None
    """Rows from this id on belong to it too, whatever the clock was set to meanwhile."""

    def holds(self, row: Generation) -> bool:
        """Whether ``row`` belongs to it."""
        if row.state is State.WAITING:
            return True
        if self.first_id is not None and row.id >= self.first_id:
            return True
        return row.sent_at is not None and row.sent_at >= self.since


def share_of(row: Generation) -> Spent:
    """What ``row`` adds to a sum: the table above."""
    if row.state is State.NOT_SENT or (row.state is State.WAITING and row.hidden):
        return NOTHING
    if row.state in _ACCEPTED:
        if row.credits is not None:
            return Spent(charged=row.credits)
        if row.state is State.FAILED and not row.task_id:
            return NOTHING
    named = row.credits if row.state is State.UNCONFIRMED else None
    expected = row.estimate if named is None else named
    return Spent(unknown=1) if expected is None else Spent(held=max(0.0, expected))


class Scope(StrEnum):
    """What a budget is for."""

    SESSION = "session"
    DAY = "day"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Standing:
    """A budget and what is gone of it."""

    scope: Scope
    amount: float
    """Credits it allows."""
    spent: Spent
    project: str = ""
    """Its project's name."""

    @property
    def left(self) -> float:
        """Credits left, nothing below zero."""
        return max(0.0, self.amount - self.spent.total)

    def takes(self, credits: float) -> bool:
        """Whether so many more fit in."""
        return self.spent.total + credits <= self.amount + _TOLERANCE


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether some requests may be sent without a question."""

    count: int
    """How many requests there are."""
    known: float
    """Credits those come to that have a price."""
    unknown: int
    """How many have none."""
    fits: int
    """How many of the first ones fit into every budget, one after the other."""
    over: tuple[Standing, ...] = ()
    """The budgets that all of them together would go over."""
    standings: tuple[Standing, ...] = ()
    """All budgets there are."""

    @property
    def allowed(self) -> bool:
        """Whether all may go without a question."""
        return self.fits == self.count


def judge(estimates: Sequence[float | None], standings: Iterable[Standing]) -> Verdict:
    """Hold requests of these prices, None for an unknown one, against every budget.

    Without a budget everything is allowed. A price that is not known fits into none.
    """
    budgets = tuple(standings)
    known = sum(credits for credits in estimates if credits is not None)
    return Verdict(
        count=len(estimates),
        known=known,
        unknown=sum(1 for credits in estimates if credits is None),
        fits=_fitting(estimates, budgets) if budgets else len(estimates),
        over=tuple(s for s in budgets if not s.takes(known)),
        standings=budgets,
    )


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the waiting line stops before a budget."""

    ids: tuple[int, ...]
    """What goes no further, in its order."""
    verdict: Verdict
    """The first of it, against its budgets as they stand once all before it was sent."""


def stop_in(
    line: Sequence[Generation],
    doubted: Collection[int],
    standings: Mapping[str, Iterable[Standing]],
) -> Stop | None:
    """Where the ``doubted`` rows of a waiting line go over a budget; None where all of them fit.

    ``standings`` has the budgets for each project; in their sums is all of the line. What is not
    doubted goes in any case. From the first that does not fit on, all of them stop.
    """
    behind: dict[tuple[Scope, str], Spent] = {}
    for row in line:
        for key in _sums_with(row):
            behind[key] = behind.get(key, NOTHING) + share_of(row)
    for place, row in enumerate(line):
        if row.id in doubted:
            budgets = (
                replace(s, spent=s.spent - behind[s.scope, s.project])
                for s in standings.get(row.project, ())
            )
            verdict = judge((row.estimate,), budgets)
            if not verdict.allowed:
                return Stop(tuple(r.id for r in line[place:] if r.id in doubted), verdict)
        for key in _sums_with(row):
            behind[key] -= share_of(row)
    return None


def tightest(standings: Iterable[Standing]) -> Standing | None:
    """The budget of which the least is left."""
    return min(standings, key=lambda s: s.left, default=None)


def _sums_with(row: Generation) -> tuple[tuple[Scope, str], ...]:
    """The sums that a waiting row has a share of: whose budget, and for a project its name."""
    return (Scope.SESSION, ""), (Scope.DAY, ""), (Scope.PROJECT, row.project)


def _fitting(estimates: Sequence[float | None], standings: Sequence[Standing]) -> int:
    so_far = 0.0
    for index, credits in enumerate(estimates):
        if credits is None:
            return index
        so_far += credits
        if not all(s.takes(so_far) for s in standings):
            return index
    return len(estimates)

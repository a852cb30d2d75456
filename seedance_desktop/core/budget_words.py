"""What is said of budgets: how much is left, and the question before one is gone over."""

from collections.abc import Iterable
from dataclasses import dataclass

from .budget import Scope, Standing, Verdict
from .pricing import format_credits

_SCOPES = {Scope.SESSION: "this session", Scope.DAY: "today"}


@dataclass(frozen=True, slots=True)
class Question:
    """Asked before anything is sent."""

    title: str
    text: str
    send_all: str
    """On the button that sends all of it."""
    send_fitting: str = ""
    """On the button that sends what fits; empty where that is nothing, or all."""


def scope_words(standing: Standing) -> str:
    """``today``, ``this session``, or the project's name in quotes."""
    return _SCOPES.get(standing.scope) or f"“{standing.project}”"


def left_words(standing: Standing, credits: float | None) -> str:
    """``of 1,255 left today``, or how that is not enough for ``credits``."""
    where = scope_words(standing)
    over = credits is not None and not standing.takes(credits)
    if over and not standing.left:
        return f"nothing left {_for(standing)}{where}"
    left = f"{format_credits(standing.left)} left {_for(standing)}{where}"
    return f"over the {left}" if over else f"of {left}"


def explained(standing: Standing) -> str:
    """The whole calculation, in one sentence."""
    spent = standing.spent
    text = (
        f"Budget {_for(standing)}{scope_words(standing)}: {format_credits(standing.amount)} "
        f"credits, of which {format_credits(spent.charged)} are charged and "
        f"{format_credits(spent.held)} are held for what has no charge yet"
    )
    if spent.unknown:
        what = "one more costs" if spent.unknown == 1 else f"{spent.unknown} more cost"
        text += f"; what {what} is not known"
    return text + "."


def question(verdict: Verdict) -> Question:
    """What is asked where ``verdict`` does not let everything pass."""
    one = verdict.count == 1
    title = _title(verdict, one)
    sentences = [_comes_to(verdict, standing) for standing in verdict.over]
    if verdict.unknown:
        sentences.append(_unknown(verdict, one))
    if verdict.fits:
        fitting = "one fits" if verdict.fits == 1 else f"{verdict.fits} fit"
        sentences.append(f"The first {fitting}.")
    sentences.append("Nothing was sent yet.")
    return Question(
        title,
        " ".join(sentences),
        "Send anyway" if one else f"Send all {verdict.count} anyway",
        f"Send the first {verdict.fits}" if verdict.fits else "",
    )


def stopped(verdict: Verdict, count: int) -> Question:
    """What is asked where ``count`` requests that wait, ``verdict`` being on the first of them,
    do not fit into a budget any more.
    """
    one = count == 1
    if verdict.over:
        budgets = "budget" if len(verdict.over) == 1 else "budgets"
        where = _listed(scope_words(standing) for standing in verdict.over)
        title = f"What waits goes over the {budgets} for {where}"
        sentences = [_comes_to(verdict, standing) for standing in verdict.over]
    else:
        title = "What the next request costs is not known"
        sentences = [_unknown(verdict, one=True)]
    sentences.append(
        "It waits until it fits, or until you send it."
        if one
        else f"{count:,} requests wait until they fit, or until you send them."
    )
    send = "Send anyway" if one else f"Send all {count:,} anyway"
    return Question(title, " ".join(sentences), send)


def _title(verdict: Verdict, one: bool) -> str:
    if not verdict.over:
        return "What this costs is not known" if one else "What these cost is not known"
    what = "This goes" if one else f"These {verdict.count} go"
    budgets = "budget" if len(verdict.over) == 1 else "budgets"
    return f"{what} over the {budgets} for {_listed(scope_words(s) for s in verdict.over)}"


def _comes_to(verdict: Verdict, standing: Standing) -> str:
    more, total = verdict.known, standing.spent.total + verdict.known
    return (
        f"With {format_credits(more)} more it comes to {format_credits(total)} of "
        f"{format_credits(standing.amount)} credits for {scope_words(standing)}."
    )


def _unknown(verdict: Verdict, one: bool) -> str:
    left = _listed(
        f"{format_credits(s.left)} of {format_credits(s.amount)} for {scope_words(s)}"
        for s in verdict.standings
    )
    what = "It has" if one else f"{verdict.unknown} of the {verdict.count} have"
    if verdict.unknown == verdict.count and not one:
        what = "They have"
    return f"{what} no price until the first charge, and there is a budget: {left} is left."


def _for(standing: Standing) -> str:
    return "for " if standing.scope is Scope.PROJECT else ""


def _listed(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last

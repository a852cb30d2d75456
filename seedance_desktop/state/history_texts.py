"""What a card of the history says, in plain English."""

from datetime import datetime
from time import monotonic, time

from PySide6.QtCore import QDateTime, QLocale

from ..core import usual
from ..core.errors import class_of
from ..core.generation import ACTIVE, ClipState, Generation, Mark, State
from ..core.pricing import format_credits
from ..core.telling import TAKEN_BACK
from ..core.wording import STATE_LABELS, elapsed, escaped, surprise
from .progress import Progress

TRACE_START = 4
"""Characters of a trace id that stand before another word."""
MARK_WORDS = {Mark.STAR: "starred", Mark.REJECT: "rejected"}
LONGEST_TOOLTIP = 2_000

_CHARGE_EXPECTED = ACTIVE | {State.UNCONFIRMED, State.DONE}


def credits_text(row: Generation) -> str:
    """``150`` where it was charged, ``≈150`` where that is only expected, else a dash.

    ``75, estimated 60`` where the charge was a surprise.
    """
    if row.credits is None and row.estimate is not None and row.state in _CHARGE_EXPECTED:
        return f"≈{format_credits(row.estimate)}"
    return format_credits(row.credits) + surprise(row)


def credits_figure(row: Generation) -> str:
    """The charge as a plain number for copying; empty where none is known."""
    return "" if row.credits is None else format_credits(row.credits).replace(",", "")


def settings_text(row: Generation) -> str:
    """``5 s · 16:9``."""
    return f"{row.request.duration} s · {row.request.ratio}"


def when_text(created_at: float, now: datetime) -> str:
    """``14:06`` for today, ``12 Nov`` for this year, else with the year; local time."""
    made = datetime.fromtimestamp(created_at)
    if made.date() == now.date():
        form = "HH:mm"
    else:
        form = "d MMM" if made.year == now.year else "d MMM yyyy"
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(created_at)), form)


def elapsed_text(row: Generation, progress: Progress | None) -> str:
    """How long it has been in its present state."""
    return elapsed(seconds_of(row, progress))


def seconds_of(row: Generation, progress: Progress | None) -> float:
    """The same in seconds."""
    if progress is not None:
        return monotonic() - progress.since
    return time() - (row.answered_at or row.sent_at or row.created_at)


def spoken_now(row: Generation, progress: Progress | None, usual_seconds: float | None) -> str:
    """How a running one stands against the usual time, or what a waiting one waits for."""
    if row.state is State.RUNNING:
        return usual.against_usual(seconds_of(row, progress), usual_seconds)
    return progress.note if row.state is State.WAITING and progress is not None else ""


def fetched_text(progress: Progress | None) -> str:
    """``42 %``, or megabytes where the server did not say how many there are; else nothing."""
    if progress is None or progress.received is None:
        return ""
    if progress.total:
        return f"{min(100, progress.received * 100 // progress.total)} %"
    return f"{progress.received / 1_000_000:.1f} MB"


def going_on(row: Generation, progress: Progress | None) -> str:
    """What is to be known beside the state word; empty where the word says it all."""
    note = progress.note if progress else ""
    match row.state:
        case State.WAITING:
            return note or "waits for a free slot"
        case State.SENDING:
            return "waits for the answer"
        case State.RUNNING:
            words = note or row.service_status
            return "" if words == State.RUNNING.value else words
        case State.DONE:
            return _about_clip(row, progress)
        case State.UNCONFIRMED:
            return "put aside: may be billed" if row.dismissed else "reply lost: may be billed"
    return reason(row)


def _about_clip(row: Generation, progress: Progress | None) -> str:
    if row.clip is ClipState.NOT_FETCHED:
        return "clip not fetched"
    if row.clip is ClipState.FETCHING:
        return f"fetching {fetched_text(progress)}".rstrip()
    return ""


def reason(row: Generation) -> str:
    """Why it failed or was not sent: the service's words, else ours."""
    if row.error == TAKEN_BACK:
        return "taken back before it was sent"
    return row.message or (class_of(row.error).title if row.error else "")


def last_line(row: Generation, progress: Progress | None) -> str:
    """The card's last line: the trace id, what is going on, or the start of the one and the other.

    A word that stands alone or begins with the trace id, so that the id is cut before the word.
    """
    words = " ".join(going_on(row, progress).split())
    if not row.trace_id:
        return words
    if not words:
        return f"trace {row.trace_id}"
    return f"trace {row.trace_id[:TRACE_START]}… {words}"


def accessible_text(row: Generation) -> str:
    """State word, credits, trace id, the service's words if it failed, and the prompt."""
    parts = [STATE_LABELS[row.state], _spoken_credits(row)]
    if row.trace_id:
        parts.append(f"trace {row.trace_id}")
    if row.state in (State.FAILED, State.NOT_SENT):
        parts.append(reason(row))
    if row.clip is ClipState.NOT_FETCHED:
        parts.append("clip not fetched")
    if row.mark:
        parts.append(MARK_WORDS[row.mark])
    parts.append(row.request.prompt)
    return ", ".join(part for part in parts if part)


def _spoken_credits(row: Generation) -> str:
    text = credits_text(row)
    if text == format_credits(None):
        return "credits unknown"
    if text.startswith("≈"):
        return f"about {text[1:]} credits"
    amount = format_credits(row.credits)
    return f"{amount} {'credit' if amount == '1' else 'credits'}{surprise(row)}"


def tooltip(row: Generation, also: str = "") -> str:
    """The whole prompt and what the card may have had no room for, as rich text that wraps.

    ``also`` is one more fact, known elsewhere.
    """
    prompt = row.request.prompt
    if len(prompt) > LONGEST_TOOLTIP:
        prompt = f"{prompt[:LONGEST_TOOLTIP]}…"
    made = QDateTime.fromSecsSinceEpoch(int(row.created_at))
    facts = [
        STATE_LABELS[row.state],
        f"{credits_text(row)} credits" if not surprise(row) else _spoken_credits(row),
        settings_text(row),
        QLocale().toString(made, QLocale.FormatType.ShortFormat),
    ]
    if words := reason(row) or row.clip_error:
        facts.append(words)
    if row.mark:
        facts.append(MARK_WORDS[row.mark])
    if also:
        facts.append(also)
    return f"<p>{escaped(prompt).replace(chr(10), '<br>')}</p><p>{escaped(' · '.join(facts))}</p>"

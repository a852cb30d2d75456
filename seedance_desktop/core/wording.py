"""Words and figures as they are shown: states, times, credits. One home for each phrase."""

from datetime import datetime

from . import spec
from .generation import ACTIVE, MAY_BE_BILLED, Generation, State
from .pricing import differs, format_credits
from .request import VideoRequest

STATE_LABELS = {
    State.WAITING: "Waiting",
    State.SENDING: "Sending",
    State.RUNNING: "Running",
    State.DONE: "Done",
    State.FAILED: "Failed",
    State.UNCONFIRMED: "Unconfirmed",
    State.NOT_SENT: "Not sent",
}

_CHARGE_EXPECTED = ACTIVE | MAY_BE_BILLED | {State.DONE}
_ANSWERED = {
    State.FAILED: "refused",
    State.UNCONFIRMED: "no clear answer",
    State.NOT_SENT: "given up",
}
"""What the answer to the paid request was where it gave no task id."""


def elapsed(seconds: float) -> str:
    """``2:10`` for 130 s, ``1:02:10`` from an hour on."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"


def ago(seconds: float) -> str:
    """``2 h ago`` for something that long past."""
    minutes = max(0, int(seconds)) // 60
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if minutes < 48 * 60:
        return f"{minutes // 60} h ago"
    return f"{minutes // (24 * 60)} days ago"


_IN_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})


def escaped(text: str) -> str:
    """``text`` as HTML has it; Python's own way comes with the names of 2,000 characters."""
    return text.translate(_IN_HTML)


def to_the_letter(text: str) -> str:
    """``text`` for a tooltip: Qt takes what looks like HTML for it, wherever it comes from."""
    if "<" not in text and "&" not in text:
        return text
    return f"<span>{escaped(text)}</span>".replace("\n", "<br>")


def shortened(prompt: str, length: int = 40) -> str:
    """The beginning of a prompt in quotation marks, to name a generation by."""
    words = " ".join(prompt.split())
    return f"“{words}”" if len(words) <= length else f"“{words[: length - 1].rstrip()}…”"


def time_code(milliseconds: int) -> str:
    """``0:01.9`` for 1,900 ms: a place in a clip. Cut, not rounded: it never runs ahead."""
    tenths = max(0, milliseconds) // 100
    minutes, rest = divmod(tenths, 600)
    return f"{minutes}:{rest // 10:02}.{rest % 10}"


def request_line(request: VideoRequest) -> str:
    """``Seedance 2.0 · omni reference · 16:9 · 5 s · 2 images``."""
    parts = [
        spec.MODEL.label_of(request.model),
        spec.MODE.label_of(request.function_mode).lower(),
        request.ratio,
        f"{request.duration} {spec.DURATION.unit}",
    ]
    for field in spec.REFERENCES:
        count = len(request.urls(field.kind))
        if count:
            parts.append(f"{count} {field.singular}{'s' if count > 1 else ''}")
    return " · ".join(parts)


def surprise(row: Generation) -> str:
    """``, estimated 60`` where the charge is far from what was expected, else nothing.

    A failed task's charge is the service's grace, and says nothing of prices.
    """
    if row.state is State.FAILED or not differs(row.credits, row.estimate):
        return ""
    return f", estimated {format_credits(row.estimate)}"


def credits_line(row: Generation) -> str:
    """What a generation cost, or is expected to cost, with the doubt there is about it."""
    if row.credits is not None:
        return format_credits(row.credits) + surprise(row)
    if row.estimate is None or row.state not in _CHARGE_EXPECTED:
        return format_credits(None)
    return f"≈{format_credits(row.estimate)} (estimate)"


def timeline(row: Generation, now: float) -> str:
    """``sent 13:51:02 · accepted +0.8 s · done +2:41``, as far as it has come.

    ``now`` in seconds since the epoch; a day that is not today's is named.
    """
    if row.sent_at is None:
        return f"made {_clock(row.created_at, now)}"
    ended = "failed" if row.state is State.FAILED else "done"
    answered = "accepted" if row.task_id else _ANSWERED.get(row.state, "answered")
    later = ((answered, row.answered_at), (ended, row.finished_at), ("saved", row.saved_at))
    steps = [f"{word} +{_since(row.sent_at, at)}" for word, at in later if at is not None]
    begun = "tried" if row.state is State.NOT_SENT else "sent"
    return " · ".join((f"{begun} {_clock(row.sent_at, now)}", *steps))


def _clock(at: float, now: float) -> str:
    moment = datetime.fromtimestamp(at).astimezone()
    today = datetime.fromtimestamp(now).astimezone().date()
    return moment.strftime("%H:%M:%S" if moment.date() == today else "%Y-%m-%d %H:%M:%S")


def _since(start: float, at: float) -> str:
    seconds = max(0.0, at - start)
    return elapsed(seconds) if seconds >= 60 else f"{seconds:.1f} s"

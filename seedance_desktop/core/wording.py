"""Words and figures as they are shown: states, times, credits. One home for each phrase."""

from .generation import State

STATE_LABELS = {
    State.WAITING: "Waiting",
    State.SENDING: "Sending",
    State.RUNNING: "Running",
    State.DONE: "Done",
    State.FAILED: "Failed",
    State.UNCONFIRMED: "Unconfirmed",
    State.NOT_SENT: "Not sent",
}


def elapsed(seconds: float) -> str:
    """``2:10`` for 130 s, ``1:02:10`` from an hour on."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"

"""What is told of one generation in the place of its clip, and beside it: plain sentences.

Words of the service come from outside: they are shown as plain text, and cut where they are
too long to be read.
"""

from dataclasses import dataclass
from enum import StrEnum

from .errors import (
    LONGEST_WORDS,
    AnswerLost,
    ClipTrouble,
    ClipUndecodable,
    NotSent,
    class_of,
    cut,
    quoted,
)
from .generation import ClipState, Generation, State

TAKEN_BACK = "taken-back"
"""The code in ``Generation.error`` of a request the person took back before it was sent."""

NO_STATUS = "no status from this provider"
"""The last word on a task whose provider has no call to ask about it."""

SHORT_WORDS = 240
"""Characters of the service's words in the place of the clip."""


class Look(StrEnum):
    """Which picture goes with it; shown beside the words, never in their place."""

    EMPTY = "empty"
    WAITING = "waiting"
    RUNNING = "running"
    FETCHING = "fetching"
    QUESTION = "question"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Told:
    """A title and what follows it."""

    look: Look
    title: str
    text: str = ""
    timed: bool = False
    """Whether the time it has been so belongs to it."""


NOTHING_SELECTED = Told(
    Look.EMPTY,
    "Your clips play here",
    "Write a prompt on the left and press Generate, or choose a clip in the history on the right.",
)


def told_of(row: Generation | None, note: str = "") -> Told | None:
    """What stands in the place of the clip; None where there is a clip to show.

    ``note`` is the last word about what is going on with it.
    """
    if row is None:
        return NOTHING_SELECTED
    if row.state is State.DONE:
        return _told_of_clip(row)
    return _TELL[row.state](row, note, SHORT_WORDS)


def undecodable(reason: str) -> Told:
    """What stands in the place of a clip that was fetched but cannot be shown."""
    return Told(Look.TROUBLE, ClipUndecodable.title, reason)


def trouble_of(row: Generation) -> str:
    """All that is known of what went wrong, in one paragraph; empty where nothing did."""
    if row.state is State.DONE:
        if row.clip is not ClipState.NOT_FETCHED:
            return ""
        return _sentences(ClipTrouble.title + ".", row.clip_error, ClipTrouble.what_to_do)
    if row.state in (State.FAILED, State.UNCONFIRMED, State.NOT_SENT):
        told = _TELL[row.state](row, "", LONGEST_WORDS)
        return f"{told.title}. {told.text}"
    return ""


def _told_of_clip(row: Generation) -> Told | None:
    if row.clip is ClipState.SAVED:
        return None
    if row.clip is ClipState.FETCHING:
        return Told(Look.FETCHING, "Fetching the clip", "It is done and on its way here.")
    text = _sentences(row.clip_error, ClipTrouble.what_to_do)
    return Told(Look.TROUBLE, ClipTrouble.title, text)


def _waiting(row: Generation, note: str, longest: int) -> Told:
    why = f"It {note}." if note else ""
    return Told(
        Look.WAITING,
        "Waiting",
        _sentences(
            why,
            # Of a request that the service refused for now.
            quoted(row.message, longest),
            "It is sent by itself as soon as it can be; nothing is charged before.",
        ),
        timed=True,
    )


def _sending(row: Generation, note: str, longest: int) -> Told:
    text = "The request is on its way. It is sent once, whatever happens to the answer."
    return Told(Look.RUNNING, "Sending", text, timed=True)


def _running(row: Generation, note: str, longest: int) -> Told:
    last = f"Last word: {cut(row.service_status, longest)}." if row.service_status else ""
    now = f"Now: {cut(note, longest)}." if note and note != row.service_status else ""
    unverified = "" if row.task_verified else "The task id could not be checked with the service."
    go_on = "You can go on working, or close the app: the clip is fetched when it is there."
    if note == NO_STATUS:
        go_on = "When the clip is there, attach its link or file by hand."
    return Told(Look.RUNNING, "Running", _sentences(last, now, unverified, go_on), timed=True)


def _failed(row: Generation, note: str, longest: int) -> Told:
    kind = class_of(row.error)
    return Told(Look.TROUBLE, kind.title, _sentences(quoted(row.message, longest), kind.what_to_do))


def _unconfirmed(row: Generation, note: str, longest: int) -> Told:
    aside = "You have put it aside." if row.dismissed else ""
    text = _sentences(quoted(row.message, longest), AnswerLost.what_to_do, aside)
    return Told(Look.QUESTION, AnswerLost.title, text)


def _not_sent(row: Generation, note: str, longest: int) -> Told:
    if row.error == TAKEN_BACK:
        text = "You took it back before it left this computer. Nothing was charged."
        return Told(Look.WAITING, "Not sent", text)
    kind = class_of(row.error) if row.error else NotSent
    # Our own words: no service was there to say any.
    return Told(Look.TROUBLE, kind.title, _sentences(cut(row.message, longest), kind.what_to_do))


_TELL = {
    State.WAITING: _waiting,
    State.SENDING: _sending,
    State.RUNNING: _running,
    State.FAILED: _failed,
    State.UNCONFIRMED: _unconfirmed,
    State.NOT_SENT: _not_sent,
}


def _sentences(*parts: str) -> str:
    return " ".join(part for part in parts if part)

"""Which actions a generation has: what the buttons of the inspector show is decided here."""

from enum import StrEnum
from time import time

from ...core.generation import ClipState, Generation, State

ATTACH_AFTER = 600.0
"""Seconds a task runs until a result got elsewhere can be attached; most clips are here by then."""
UNHEARD_AFTER = 60.0
"""The same where the provider has not told one state of it: it may have no call for that."""


class Offer(StrEnum):
    """An action; the value is the button's objectName."""

    ADOPT = "adoptTaskId"
    SEND_AGAIN = "sendAgain"
    DISMISS = "dismiss"
    TRY_AGAIN = "tryAgain"
    CANCEL_WAITING = "cancelWaiting"
    EDIT_WAITING = "editWaiting"
    USE_SETTINGS = "useSettings"
    USE_FIELD = "useSettingsMenu"
    REMIX = "remix"
    AS_VIDEO = "useAsVideo"
    SAVE_AS = "saveAs"
    REVEAL = "revealInFolder"
    ATTACH = "attachResult"
    COPY_PROMPT = "copyPrompt"
    COPY_CURL = "copyCurl"
    SHOW_SET = "showSet"
    SHOW_ANSWER = "showAnswer"
    STAR = "star"
    REJECT = "reject"


def offers_of(row: Generation) -> list[Offer]:
    """The actions that can be taken now, in the order they are shown."""
    done = row.state is State.DONE
    saved = done and row.clip is ClipState.SAVED
    offers = {
        Offer.USE_SETTINGS: True,
        Offer.USE_FIELD: True,
        Offer.REMIX: True,
        Offer.AS_VIDEO: done and bool(row.result_url or row.clip_path),
        Offer.STAR: done,
        Offer.REJECT: done,
        Offer.SAVE_AS: saved,
        Offer.SEND_AGAIN: saved,
        Offer.REVEAL: saved,
        Offer.ATTACH: may_attach(row),
        Offer.COPY_CURL: True,
        Offer.COPY_PROMPT: True,
        Offer.SHOW_ANSWER: bool(row.raw_answer or row.raw_status),
        Offer.SHOW_SET: row.set_id is not None,
    }
    return [*_of_state(row), *(offer for offer, given in offers.items() if given)]


def may_attach(row: Generation) -> bool:
    """Whether the person may give the result by hand: the service has not, and should have."""
    if row.state is State.DONE:
        return row.clip is ClipState.NOT_FETCHED
    if row.state is not State.RUNNING:
        return False
    age = time() - (row.answered_at or row.sent_at or row.created_at)
    unheard = not row.raw_status and age > UNHEARD_AFTER
    return row.slot_freed or unheard or age > ATTACH_AFTER


def _of_state(row: Generation) -> list[Offer]:
    match row.state:
        case State.WAITING:
            return [Offer.EDIT_WAITING, Offer.CANCEL_WAITING]
        case State.NOT_SENT:
            return [Offer.TRY_AGAIN]
        case State.FAILED:
            return [Offer.SEND_AGAIN]
        case State.UNCONFIRMED:
            aside = [] if row.dismissed else [Offer.DISMISS]
            return [Offer.ADOPT, Offer.SEND_AGAIN, *aside]
        case State.DONE if row.clip is ClipState.NOT_FETCHED:
            return [Offer.TRY_AGAIN]
        case _:
            return []

"""What the service does with a request: the scripts that a demo or a test chooses from."""

import random
from dataclasses import dataclass
from enum import StrEnum


class Script(StrEnum):
    """A way for the service to behave; the value is the name used outside."""

    NORMAL = "normal"
    FAST = "fast"
    SLOW = "slow"
    STUCK = "stuck"
    MODERATED = "moderated"
    NO_CREDITS = "no-credits"
    TOO_MANY_TASKS = "too-many-tasks"
    WRONG_TOKEN = "wrong-token"
    SLOW_ANSWER = "slow-answer"
    LOST_ANSWER = "lost-answer"
    CUT_ANSWER = "cut-answer"
    GATEWAY_PAGE = "gateway-page"
    EXPIRED_LINK = "expired-link"
    NO_STATUS = "no-status"
    MIXED = "mixed"


ABOUT = {
    Script.NORMAL: "Every clip is ready in under ten seconds",
    Script.FAST: "Every clip is ready as soon as it is drawn",
    Script.SLOW: "A clip takes about three minutes",
    Script.STUCK: "A clip never gets ready",
    Script.MODERATED: "A clip is accepted, then stopped by the content policy",
    Script.NO_CREDITS: "Requests are refused: the credits are used up",
    Script.TOO_MANY_TASKS: "The next three requests are refused: too many tasks at a time",
    Script.WRONG_TOKEN: "Every call is refused: the token is not valid",
    Script.SLOW_ANSWER: "The answer to a request takes six seconds",
    Script.LOST_ANSWER: "A request is accepted and billed, and the answer never comes",
    Script.CUT_ANSWER: "A request is accepted and billed, and the answer breaks off",
    Script.GATEWAY_PAGE: "A request is accepted, and a gateway answers with an error page",
    Script.EXPIRED_LINK: "A clip's first link has expired; the next one works",
    Script.NO_STATUS: "The service has no status call",
    Script.MIXED: "Of six requests one is stopped by the content policy, and one answer gets lost",
}

REFUSED_CALLS = 3
"""Requests that TOO_MANY_TASKS refuses before it lets them through again."""

MIXTURE = (
    Script.NORMAL,
    Script.MODERATED,
    Script.NORMAL,
    Script.NORMAL,
    Script.LOST_ANSWER,
    Script.NORMAL,
)
"""What MIXED makes of the requests it takes, one after another and then again."""

ANSWER_DELAY = 6.0
"""Seconds that SLOW_ANSWER waits."""


@dataclass(frozen=True)
class Timing:
    """Seconds after acceptance: when the task starts to run, and when it ends (None: never)."""

    runs_after: float
    ends_after: float | None


def timing(script: Script, speed: float) -> Timing:
    """How long a task accepted under this script takes; `speed` 2 halves every time."""
    if script is Script.FAST:
        return Timing(0.0, 0.0)
    if script is Script.STUCK:
        return Timing(1.0 / speed, None)
    if script is Script.SLOW:
        return Timing(5.0 / speed, random.uniform(170.0, 190.0) / speed)
    return Timing(1.0 / speed, random.uniform(6.0, 10.0) / speed)

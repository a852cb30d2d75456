"""Everything that can go wrong and is told to the person: title, message, what to do.

::

    UserError
    ├── RequestRefused          the service said no; nothing charged as far as it says
    │   ├── BadToken            → token field
    │   ├── NoCredits
    │   ├── NoSuchCall          nothing of the service is at its address
    │   ├── TooFast             too many requests in a while
    │   └── TaskLimit           (goes back to waiting, not failed)
    ├── AnswerLost              unconfirmed: may be billed
    ├── NotSent                 nothing has left this machine
    │   └── OnceWaiting         put back from the ledger: is it still wanted?
    ├── TaskFailed              accepted, then failed
    ├── StatusTrouble           asking for a state went wrong; changes what is shown only
    │   ├── StatusRefused       the token is not accepted; the task goes on
    │   ├── TokenMissing        nobody to ask as
    │   ├── TaskUnknown         a 404 inside an envelope: about that task alone
    │   └── NoStatusCall        this provider publishes no status call
    ├── ClipTrouble             the clip could not be fetched or is no video
    │   ├── LinkExpired
    │   └── ClipUndecodable     it is here, but this machine cannot decode it
    ├── LinkTrouble             a link from outside could not be opened
    │   └── LinkLeadsInside     it leads into this machine or its network: not opened
    ├── TokenTrouble            the keyring: absent, locked, refused, unavailable
    │   ├── KeyringAbsent
    │   ├── KeyringLocked
    │   ├── KeyringRefused
    │   └── KeyringUnavailable
    ├── BadTokenText            what was typed cannot be a token
    ├── PresetTrouble           a preset that is not as it was, or not where it was
    ├── ImportRefused           what was dropped, pasted or opened cannot be used
    │   └── NotAllImported      … of several files some
    └── StorageTrouble          a full disk, a read-only folder, a file that cannot be read
        ├── ClipNotWritten      the clip's file: it can be fetched again
        ├── NewerFile           made by a newer version of the app; left as it is
        ├── HistoryDamaged      the database is found broken while it is in use
        ├── AnswerOnlyInLedger  the answer is safe, but not in the history
        └── AnswerNotWritten    the answer is in memory only; to be tried again
"""

from enum import StrEnum
from typing import ClassVar


class Action(StrEnum):
    """What a notice can offer; the window knows how to do each."""

    NONE = ""
    ENTER_TOKEN = "enter-token"
    TRY_AGAIN = "try-again"
    SHOW = "show"
    OPEN_SETTINGS = "open-settings"
    COPY_DETAILS = "copy-details"
    ATTACH_RESULT = "attach-result"


LONGEST_WORDS = 1_000
"""Characters of the service's words that are ever shown; the whole answer can be looked at."""


def cut(words: str, longest: int = LONGEST_WORDS) -> str:
    """``words`` on one line, ``longest`` characters of them at most."""
    shown = " ".join(words.split())
    return shown if len(shown) <= longest else shown[:longest].rstrip() + "…"


def quoted(words: str, longest: int = LONGEST_WORDS) -> str:
    """The service's words as a sentence of ours; nothing for none."""
    shown = cut(words, longest)
    stop = "" if shown.endswith((".", "!", "?", "…", "。", "！", "？")) else "."
    return f"The service says: “{shown}”{stop}" if shown else ""


class UserError(Exception):
    """A known failure. Its text is written for the person and never holds a token."""

    code: ClassVar[str] = "error"
    title: ClassVar[str] = "Something went wrong"
    what_to_do: ClassVar[str] = ""
    action: ClassVar[Action] = Action.NONE

    def __init__(self, message: str = "", *, trace_id: str = "", words: str = "") -> None:
        super().__init__(message)
        self.message = message
        """What happened, one sentence."""
        self.trace_id = trace_id
        self.words = words
        """The service's own words."""

    @property
    def text(self) -> str:
        """Message, the service's words and what to do, as one paragraph."""
        return " ".join(p for p in (self.message, quoted(self.words), self.what_to_do) if p)


class RequestRefused(UserError):
    code = "refused"
    title = "The service refused the request"
    what_to_do = "Nothing was charged as far as the service says. Change the request and try again."


class BadToken(RequestRefused):
    code = "bad-token"
    title = "The service does not accept the token"
    what_to_do = "Nothing was charged. Check the token and enter it again."
    action = Action.ENTER_TOKEN


class NoCredits(RequestRefused):
    code = "no-credits"
    title = "No credits left"
    what_to_do = "Nothing was charged. Add credits at the provider, then generate again."


class NoSuchCall(RequestRefused):
    code = "no-such-call"
    title = "The provider's address has no such call"
    what_to_do = "Nothing was charged. Check the provider's address, then send it again."
    action = Action.OPEN_SETTINGS


class TooFast(RequestRefused):
    code = "too-fast"
    title = "The service wants fewer requests"
    what_to_do = "Nothing was charged as far as the service says. Send it again in a while."


class TaskLimit(RequestRefused):
    code = "task-limit"
    title = "The service runs as many tasks as it takes"
    what_to_do = "Nothing was charged. It is sent as soon as a place is free."


class AnswerLost(UserError):
    code = "unconfirmed"
    title = "No clear answer: this may be billed"
    what_to_do = (
        "It is not sent again by itself. Look at your account at the provider: enter the task id "
        "if it is there, or send again."
    )
    action = Action.SHOW


class NotSent(UserError):
    code = "not-sent"
    title = "The request did not leave this computer"
    what_to_do = "Nothing was charged. Check the connection and try again."
    action = Action.TRY_AGAIN


class OnceWaiting(NotSent):
    code = "once-waiting"
    title = "It was waiting when the history was lost"
    what_to_do = "Nothing was charged. Send it if it is still wanted."


class TaskFailed(UserError):
    code = "task-failed"
    title = "The service could not make this clip"
    what_to_do = "Its charge stays in the sums unless the service says otherwise."
    action = Action.SHOW


class StatusTrouble(UserError):
    code = "status"
    title = "The state could not be asked"
    what_to_do = "It is asked again by itself; the task goes on at the service."
    retry_after: float | None = None
    """Seconds the service asks to wait."""


class StatusRefused(StatusTrouble):
    code = "status-refused"
    title = "The service does not accept the token"
    what_to_do = "Your running clips go on at the service. Enter the token again to hear of them."
    action = Action.ENTER_TOKEN


class TokenMissing(StatusTrouble):
    code = "token-missing"
    title = "There is no token for this provider"
    what_to_do = "Enter it to hear of your running clips; they go on at the service."
    action = Action.ENTER_TOKEN


class TaskUnknown(StatusTrouble):
    code = "task-unknown"
    title = "The service does not know this task"
    what_to_do = "It may be too old or belong to another account. Attach the result by hand."
    action = Action.ATTACH_RESULT


class NoStatusCall(StatusTrouble):
    code = "no-status"
    title = "This provider gives no status"
    what_to_do = (
        "The task keeps running at the service. When the clip is there, attach its link or file "
        "by hand."
    )
    action = Action.ATTACH_RESULT


class ClipTrouble(UserError):
    code = "clip"
    title = "The clip is done but could not be fetched"
    what_to_do = "Try again soon: links to finished clips end after some hours."
    action = Action.TRY_AGAIN


class LinkExpired(ClipTrouble):
    code = "link-expired"
    title = "The link to the clip has ended"


class ClipUndecodable(ClipTrouble):
    code = "clip-undecodable"
    title = "This clip cannot be played here"
    what_to_do = ""  # a file that is gone wants another thing than one in an unknown form
    action = Action.SHOW


class LinkTrouble(UserError):
    code = "link"
    title = "The link could not be opened"
    lost = False
    """Whether the other side was there and hung up, as some do where they dislike a question."""


class LinkLeadsInside(LinkTrouble):
    code = "link-inside"


class TokenTrouble(UserError):
    code = "token"
    title = "The token could not be kept"
    what_to_do = "You can use it for this session only."
    action = Action.ENTER_TOKEN


class KeyringAbsent(TokenTrouble):
    code = "keyring-absent"
    title = "This system has no keyring"
    what_to_do = (
        "Install one (GNOME Keyring or KWallet) to keep the token, or use it for this session only."
    )


class KeyringLocked(TokenTrouble):
    code = "keyring-locked"
    title = "The keyring is locked"
    what_to_do = "Unlock it and try again, or use a token for this session only."


class KeyringRefused(TokenTrouble):
    code = "keyring-refused"
    title = "The keyring was not opened"
    what_to_do = "It is not asked again by itself. Use a token for this session only, or try again."


class KeyringUnavailable(TokenTrouble):
    code = "keyring-unavailable"
    title = "The keyring does not answer"
    what_to_do = "Use a token for this session only, or try again later."


class BadTokenText(UserError):
    code = "bad-token-text"
    title = "This cannot be a token"


class PresetTrouble(UserError):
    """A preset cannot be kept, moved or read as was asked; nothing was changed."""

    code = "preset"
    title = "The preset is as it was"


class ImportRefused(UserError):
    """What was dropped, pasted or opened cannot be used; nothing was changed by it."""

    code = "import"
    title = "Nothing was imported"


class NotAllImported(ImportRefused):
    """Of several files some cannot be used; the others were brought in."""

    title = "Not everything was imported"


class StorageTrouble(UserError):
    code = "storage"
    title = "A file could not be written"
    what_to_do = "Free some space or choose another folder."


class ClipNotWritten(StorageTrouble):
    code = "clip-storage"
    title = "The clip could not be written"
    what_to_do = "Free some space or choose another folder, then try again."
    action = Action.TRY_AGAIN


class SendNotStored(StorageTrouble):
    code = "send-not-stored"
    title = "Nothing was sent: the history could not be written"
    what_to_do = "A request leaves only once its row is on disk. Free some space and try again."


class NewerFile(StorageTrouble):
    code = "newer-file"
    title = "This was made by a newer version"
    what_to_do = "Nothing was changed. Start the newer version, or choose another data folder."


class HistoryDamaged(StorageTrouble):
    code = "history-damaged"
    title = "The history file is damaged"
    what_to_do = (
        "Close the app and start it again: the file is then kept under a new name, and what was "
        "sent is read back in."
    )


class AnswerOnlyInLedger(StorageTrouble):
    code = "answer-in-ledger"
    title = "The history could not be written"
    what_to_do = (
        "The service's answer is safe in the ledger beside it. Free some space; the history "
        "catches up by itself."
    )


class AnswerNotWritten(StorageTrouble):
    code = "answer-not-written"
    title = "The service's answer could not be written"
    what_to_do = "Free some space before you close the app: it is tried again until then."


def class_of(code: str) -> type[UserError]:
    """The class whose ``code`` stands in a row of the history; ``UserError`` for an unknown one."""
    return _classes(UserError).get(code, UserError)


def _classes(base: type[UserError]) -> dict[str, type[UserError]]:
    found = {base.code: base}
    for child in base.__subclasses__():
        found |= _classes(child)
    return found

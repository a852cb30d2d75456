"""What can be done with the selected generations, as a menu: only what applies is in it."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ...core.generation import ClipState, Generation, Mark, State
from ...state import history_texts
from .. import icons
from ..widgets import menus


class Command(StrEnum):
    """An entry; the value is its objectName."""

    PLAY = "historyPlay"
    USE_SETTINGS = "historyUseSettings"
    REMIX = "historyRemix"
    AS_VIDEO = "historyUseAsVideo"
    MOVE_FIRST = "historyMoveFirst"
    EDIT_WAITING = "historyEditWaiting"
    CANCEL_WAITING = "historyCancelWaiting"
    STAR = "historyStar"
    UNSTAR = "historyUnstar"
    REJECT = "historyReject"
    UNREJECT = "historyUnreject"
    COPY_WRITTEN = "historyCopyPromptWritten"
    SHOW_SET = "historyShowSet"
    COPY_PROMPT = "historyCopyPrompt"
    COPY_TRACE_ID = "historyCopyTraceId"
    COPY_TASK_ID = "historyCopyTaskId"
    COPY_CREDITS = "historyCopyCredits"
    SAVE_AS = "historySaveAs"
    REVEAL = "historyReveal"
    DELETE = "historyDelete"


COPIED: dict[Command, Callable[[Generation], str]] = {
    Command.COPY_WRITTEN: lambda row: row.written,
    Command.COPY_PROMPT: lambda row: row.request.prompt,
    Command.COPY_TRACE_ID: lambda row: row.trace_id,
    Command.COPY_TASK_ID: lambda row: row.task_id,
    Command.COPY_CREDITS: history_texts.credits_figure,
}
"""What each copying entry copies of a row; nothing where the row has none."""

_GROUPS = (
    (Command.PLAY, Command.USE_SETTINGS, Command.REMIX, Command.AS_VIDEO, Command.SHOW_SET),
    (Command.MOVE_FIRST, Command.EDIT_WAITING, Command.CANCEL_WAITING),
    (Command.STAR, Command.UNSTAR, Command.REJECT, Command.UNREJECT),
    tuple(COPIED),
    (Command.SAVE_AS, Command.REVEAL),
    (Command.DELETE,),
)
_KEYS = {
    Command.PLAY: QKeySequence(Qt.Key.Key_Return),
    # A standard key would be looked up now, before there is an application to ask.
    Command.COPY_TRACE_ID: QKeySequence(Qt.KeyboardModifier.ControlModifier | Qt.Key.Key_C),
    Command.DELETE: QKeySequence(Qt.Key.Key_Delete),
    Command.STAR: QKeySequence(Qt.Key.Key_S),
    Command.UNSTAR: QKeySequence(Qt.Key.Key_S),
    Command.REJECT: QKeySequence(Qt.Key.Key_X),
    Command.UNREJECT: QKeySequence(Qt.Key.Key_X),
}
_ICONS = {
    Command.PLAY: "play",
    Command.COPY_PROMPT: "copy",
    Command.SAVE_AS: "download",
    Command.REVEAL: "folder",
    Command.DELETE: "trash",
    Command.STAR: "star",
    Command.UNSTAR: "star-full",
    Command.REJECT: "reject",
}
_OF_WAITING = frozenset({Command.MOVE_FIRST, Command.CANCEL_WAITING})
_MARKS = {
    Command.STAR: (Mark.STAR, False),
    Command.UNSTAR: (Mark.STAR, True),
    Command.REJECT: (Mark.REJECT, False),
    Command.UNREJECT: (Mark.REJECT, True),
}
"""Which mark, and whether the entry takes it off: then all must have it."""


def applies(command: Command, rows: Sequence[Generation]) -> bool:
    """Whether the entry can do anything with these rows."""
    if command in COPIED:
        return any(COPIED[command](row) for row in rows)
    if command is Command.DELETE:
        return bool(rows)
    if command is Command.AS_VIDEO:
        return any(row.result_url or row.clip_path for row in rows)
    if command in _OF_WAITING:
        return bool(rows) and all(row.state is State.WAITING for row in rows)
    if command in _MARKS:
        mark, off = _MARKS[command]
        done = [row for row in rows if row.state is State.DONE]
        return bool(done) and all(row.mark is mark for row in done) is off
    if len(rows) != 1:
        return False
    if command is Command.EDIT_WAITING:
        return rows[0].state is State.WAITING
    if command is Command.SHOW_SET:
        return rows[0].set_id is not None
    return command in (Command.USE_SETTINGS, Command.REMIX) or rows[0].clip is ClipState.SAVED


def make_menu(
    parent: QWidget, rows: Sequence[Generation], on_chosen: Callable[[Command], None]
) -> QMenu:
    """The menu for these rows."""
    says = QCoreApplication.translate("HistoryMenu", "What to do with the selected")
    menu = menus.make_menu(parent, "historyMenu", says)
    for group in _GROUPS:
        for command in group:
            if applies(command, rows):
                _add(menu, command, len(rows) > 1, on_chosen)
        menu.addSeparator()
    return menu


def _add(menu: QMenu, command: Command, many: bool, on_chosen: Callable[[Command], None]) -> None:
    words = _label(command, many)
    action = menus.add(menu, command.value, words, lambda: on_chosen(command))
    if command in _KEYS:
        action.setShortcut(_KEYS[command])
        action.setShortcutVisibleInContextMenu(True)
    if command in _ICONS:
        action.setIcon(icons.icon(_ICONS[command]))


def _label(command: Command, many: bool) -> str:
    one, several = {
        Command.PLAY: ("Play", "Play"),
        Command.USE_SETTINGS: ("Use settings", "Use settings"),
        Command.REMIX: ("Remix", "Remix"),
        Command.AS_VIDEO: ("Use as video reference", "Use all as video references"),
        Command.MOVE_FIRST: ("To the front of the queue", "To the front of the queue"),
        Command.EDIT_WAITING: ("Edit…", "Edit…"),
        Command.CANCEL_WAITING: ("Do not send", "Do not send these"),
        Command.STAR: ("Star", "Star all selected"),
        Command.UNSTAR: ("Take the star off", "Take the stars off"),
        Command.REJECT: ("Reject", "Reject all selected"),
        Command.UNREJECT: ("Reject no longer", "Reject none of these"),
        Command.COPY_WRITTEN: ("Copy prompt as written", "Copy prompts as written"),
        Command.SHOW_SET: ("Show its set", "Show its set"),
        Command.COPY_PROMPT: ("Copy prompt", "Copy prompts"),
        Command.COPY_TRACE_ID: ("Copy trace id", "Copy trace ids"),
        Command.COPY_TASK_ID: ("Copy task id", "Copy task ids"),
        Command.COPY_CREDITS: ("Copy credits", "Copy credits"),
        Command.SAVE_AS: ("Save as…", "Save as…"),
        Command.REVEAL: ("Show in folder", "Show in folder"),
        Command.DELETE: ("Delete", "Delete all selected"),
    }[command]
    return QCoreApplication.translate("HistoryMenu", several if many else one)

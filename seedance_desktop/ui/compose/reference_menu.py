"""What can be done with references: one table for the keys and the menu."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ...core.reference_sources import is_local
from .. import icons
from ..widgets import menus


class Command(StrEnum):
    """An entry; the value is its objectName."""

    COPY = "referenceCopy"
    OPEN = "referenceOpen"
    REPLACE = "referenceReplace"
    CHECK = "referenceCheck"
    REMOVE = "referenceRemove"


def _keys(*keys: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> tuple[QKeySequence, ...]:
    if modifier is None:
        return tuple(QKeySequence(key) for key in keys)
    return tuple(QKeySequence(modifier | key) for key in keys)


KEYS: dict[Command, tuple[QKeySequence, ...]] = {
    Command.COPY: _keys(Qt.Key.Key_C, modifier=Qt.KeyboardModifier.ControlModifier),
    Command.OPEN: _keys(Qt.Key.Key_O, modifier=Qt.KeyboardModifier.ControlModifier),
    Command.REPLACE: _keys(Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter),
    Command.CHECK: _keys(Qt.Key.Key_F5),
    Command.REMOVE: _keys(Qt.Key.Key_Delete, Qt.Key.Key_Backspace),
}
_ICONS = {
    Command.COPY: "copy",
    Command.OPEN: "link",
    Command.REMOVE: "trash",
}


def applies(command: Command, urls: Sequence[str]) -> bool:
    """Whether the entry can do anything with these references."""
    if command in (Command.OPEN, Command.CHECK):
        return any(not is_local(url) for url in urls)
    return len(urls) == 1 if command is Command.REPLACE else bool(urls)


def make_menu(parent: QWidget, urls: Sequence[str], on_chosen: Callable[[Command], None]) -> QMenu:
    """The menu for these references."""
    says = QCoreApplication.translate("ReferenceMenu", "What to do with the reference")
    menu = menus.make_menu(parent, "referenceMenu", says)
    for command in Command:
        if not applies(command, urls):
            continue
        if command is Command.REMOVE:
            menu.addSeparator()
        does = partial(on_chosen, command)
        action = menus.add(menu, command.value, _label(command, urls), does)
        action.setShortcut(KEYS[command][0])
        action.setShortcutVisibleInContextMenu(True)
        if command in _ICONS:
            action.setIcon(icons.icon(_ICONS[command]))
    return menu


def _label(command: Command, urls: Sequence[str]) -> str:
    one, several = {
        Command.COPY: ("Copy link", "Copy links"),
        Command.OPEN: ("Open in browser", "Open all in browser"),
        Command.REPLACE: ("Replace…", ""),
        Command.CHECK: ("Check again", "Check all again"),
        Command.REMOVE: ("Remove", "Remove all selected"),
    }[command]
    if command is Command.REPLACE and is_local(urls[0]):
        one = "Put a public link in its place…"
    return QCoreApplication.translate("ReferenceMenu", several if len(urls) > 1 else one)

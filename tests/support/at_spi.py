"""Drives a window through the accessibility tree, for a test in another process.

Run by the system's Python, whose pyatspi no virtual environment has. Reads one JSON list a line,
``[pid, what, objectName, …]``, and answers each with one line, ``{"value": …}`` or
``{"error": …}``. Nothing here waits; whoever asks does.
"""

import json
import sys
from collections import deque
from collections.abc import Callable
from typing import Any

import pyatspi  # type: ignore[import-not-found]

_LISTS = (pyatspi.ROLE_LIST, pyatspi.ROLE_TABLE, pyatspi.ROLE_TREE)


class NotThere(Exception):
    """No such widget is on the screen."""


def application(pid: int) -> Any:
    for app in pyatspi.Registry.getDesktop(0):
        if app is not None and app.get_process_id() == pid:
            return app
    raise NotThere(f"no application with process id {pid}")


def widget(pid: int, name: str, shown: bool = True) -> Any:
    """The widget called ``name``: its accessible id ends so."""
    left = deque([application(pid)])
    while left:
        found = left.popleft()
        if found is None:
            continue
        if found.get_accessible_id().rpartition(".")[2] == name:
            if shown and not found.getState().contains(pyatspi.STATE_SHOWING):
                raise NotThere(f"{name} is hidden")
            return found
        if found.getRole() not in _LISTS:
            left.extend(found)
    raise NotThere(f"no {name}")


def is_there(pid: int, name: str) -> bool:
    try:
        widget(pid, name)
    except NotThere:
        return False
    return True


def name_of(pid: int, name: str) -> Any:
    return widget(pid, name).name


def description(pid: int, name: str) -> Any:
    return widget(pid, name).description


def content(pid: int, name: str) -> Any:
    text = widget(pid, name).queryText()
    return text.getText(0, text.characterCount)


def items(pid: int, name: str) -> list[list[str]]:
    return [[item.name, item.description] for item in widget(pid, name)]


def is_on(pid: int, name: str, state: str) -> Any:
    return widget(pid, name).getState().contains(getattr(pyatspi, "STATE_" + state.upper()))


def place(pid: int, name: str, row: int | None = None) -> list[int]:
    """Where a widget, or a row of a list, is on the screen: x, y, width, height."""
    found = widget(pid, name)
    if row is not None:
        if not 0 <= row < found.childCount:
            raise NotThere(f"no row {row} in {name}")
        found = found[row]
    return list(found.queryComponent().getExtents(pyatspi.DESKTOP_COORDS))


def is_password(pid: int, name: str) -> Any:
    return widget(pid, name).getRole() == pyatspi.ROLE_PASSWORD_TEXT


def press(pid: int, name: str) -> Any:
    found = widget(pid, name)
    if not found.getState().contains(pyatspi.STATE_ENABLED):
        raise NotThere(f"{name} is disabled")
    action = found.queryAction()
    names = [action.getName(number) for number in range(action.nActions)]
    wanted = next(word for word in ("Press", "Toggle", "ShowMenu") if word in names)
    return action.doAction(names.index(wanted))


def enter(pid: int, name: str, text: str) -> Any:
    return widget(pid, name).queryEditableText().setTextContents(text)


def value(pid: int, name: str) -> Any:
    return widget(pid, name).queryValue().currentValue


def limits(pid: int, name: str) -> list[float]:
    value = widget(pid, name).queryValue()
    return [value.minimumValue, value.maximumValue]


def set_value(pid: int, name: str, number: float) -> None:
    widget(pid, name).queryValue().currentValue = number


DOES: dict[str, Callable[..., Any]] = {
    does.__name__: does
    for does in (
        is_there,
        name_of,
        description,
        content,
        items,
        is_on,
        place,
        is_password,
        press,
        enter,
        value,
        limits,
        set_value,
    )
}


def main() -> None:
    """Answer until the input ends."""
    for line in sys.stdin:
        pid, what, *arguments = json.loads(line)
        try:
            answer = {"value": DOES[what](pid, *arguments)}
        except Exception as error:  # noqa: BLE001 - told to the test, which waits or fails
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()

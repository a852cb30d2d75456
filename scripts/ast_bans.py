"""Find what the design forbids and no ready-made linter knows.

    ast_bans.py [FOLDER]

Prints one line for each finding and exits with 1 if there is any. FOLDER is the package; without
it, the one in this checkout.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "seedance_desktop"


@dataclass(frozen=True)
class Ban:
    """One forbidden thing: what to say, how to find it, and the files that may have it."""

    text: str
    found_in: Callable[[ast.AST], bool]
    allowed: tuple[str, ...] = ()


def _words(node: ast.AST) -> list[str]:
    """Give ``["a", "b", "c"]`` for ``a.b.c``, ``a().b.c`` and ``x[0].a.b.c``."""
    match node:
        case ast.Attribute():
            return [*_words(node.value), node.attr]
        case ast.Name():
            return [node.id]
        case ast.Call():
            return _words(node.func)
        case _:
            return []


def _called(node: ast.AST) -> list[str]:
    return _words(node.func) if isinstance(node, ast.Call) else []


def _text(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _imported(node: ast.AST) -> list[str]:
    """Give the dotted names a statement imports."""
    match node:
        case ast.Import():
            return [alias.name for alias in node.names]
        case ast.ImportFrom(level=0):
            return [f"{node.module}.{alias.name}" for alias in node.names]
        case _:
            return []


def _mentions(node: ast.AST, names: set[str]) -> bool:
    match node:
        case ast.Attribute():
            return node.attr in names
        case ast.Name():
            return node.id in names
        case _:
            return any(name.rpartition(".")[2] in names for name in _imported(node))


def _nested_loop(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"exec", "exec_"}
    )


def _process_events(node: ast.AST) -> bool:
    return _mentions(node, {"processEvents"})


def _qasync_decorator(node: ast.AST) -> bool:
    return _mentions(node, {"asyncSlot", "asyncClose"})


def _bare_task(node: ast.AST) -> bool:
    if _mentions(node, {"ensure_future"}) or "asyncio.create_task" in _imported(node):
        return True
    *owner, name = ["", *_called(node)]
    # The HTTP client has a create_task of its own: the paid request.
    return name == "create_task" and not owner[-1].endswith("client")


_STATIC_DIALOGS = re.compile(
    r"QMessageBox\.(about|aboutQt|critical|information|question|warning)"
    r"|Q(File|Input|Color|Font)Dialog\.get\w+"
)


def _static_dialog(node: ast.AST) -> bool:
    return bool(_STATIC_DIALOGS.fullmatch(".".join(_called(node)[-2:])))


_COLOR = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{8})\b|\brgba?\(")
_SHORT_COLOR = re.compile(r"#[0-9a-fA-F]{3,4}")


def _color(node: ast.AST) -> bool:
    if _COLOR.search(_text(node)) or _SHORT_COLOR.fullmatch(_text(node)):
        return True
    if isinstance(node, ast.Attribute) and _words(node)[-2:-1] == ["GlobalColor"]:
        return node.attr != "transparent"
    return (
        isinstance(node, ast.Call)
        and "QColor" in _words(node.func)[-2:]
        and any(isinstance(argument, ast.Constant) for argument in node.args)
    )


_FONT_SIZE = re.compile(r"\bfont(-size)?\s*:[^;]*\d(px|pt|em)")
_FONT_SETTERS = {"setPixelSize", "setPointSize", "setPointSizeF"}


def _font_size(node: ast.AST) -> bool:
    name = "".join(_called(node)[-1:])
    if name == "QFont" and isinstance(node, ast.Call):
        return len(node.args) > 1
    return name in _FONT_SETTERS or bool(_FONT_SIZE.search(_text(node)))


def _does_nothing(body: list[ast.stmt]) -> bool:
    return all(
        isinstance(statement, ast.Pass)
        or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        for statement in body
    )


def _swallowed_error(node: ast.AST) -> bool:
    everything = {"Exception", "BaseException"}
    if isinstance(node, ast.ExceptHandler):
        if node.type is None:
            return True
        types = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        return _does_nothing(node.body) and any(_mentions(type_, everything) for type_ in types)
    return (
        isinstance(node, ast.Call)
        and _called(node)[-1:] == ["suppress"]
        and any(_mentions(argument, everything) for argument in node.args)
    )


def _print(node: ast.AST) -> bool:
    return _called(node) == ["print"]


def _own_menu(node: ast.AST) -> bool:
    *_, name = ["", *_called(node)]
    return name in {"QMenu", "popup"}


def _widgets(node: ast.AST) -> bool:
    return any(name.startswith("PySide6.QtWidgets") for name in _imported(node))


def _qt(node: ast.AST) -> bool:
    return any(name.partition(".")[0] in {"PySide6", "qasync"} for name in _imported(node))


_ROOT = ("__main__.py", "app.py")

BANS = (
    Ban(
        "runs an event loop inside the one that runs: open() it and wait for its signal",
        _nested_loop,
        # The app itself; the one drag; and a process that does nothing but draw one clip.
        allowed=("app.py", "ui/drag.py", "simulator/clips.py"),
    ),
    Ban("processEvents wedges the tasks that wait: give the turn back instead", _process_events),
    Ban("asyncSlot and asyncClose hold no task: call a method that starts one", _qasync_decorator),
    Ban(
        "starts a task nobody owns: use TaskOwner.start",
        _bare_task,
        allowed=("state/tasks.py",),
    ),
    Ban("a static dialog blocks: make the dialog and open() it", _static_dialog),
    Ban(
        "a colour outside the theme",
        _color,
        # The clips are pictures, no part of the window.
        allowed=("ui/theme.py", "simulator/clips.py"),
    ),
    Ban(
        "a font size outside the theme",
        _font_size,
        allowed=("ui/theme.py", "simulator/clips.py"),
    ),
    Ban("swallows every error: name the ones that are expected", _swallowed_error),
    # The command line's own errors, and the simulator's.
    Ban("prints: log it", _print, allowed=("__main__.py", "app.py", "simulator/*")),
    Ban(
        "a menu that assistive tools cannot find: make it and pop it up with widgets/menus.py",
        _own_menu,
        allowed=("ui/widgets/menus.py",),
    ),
    Ban("widgets belong in ui", _widgets, allowed=("ui/*", *_ROOT)),
    Ban(
        "Qt belongs in state and ui, and in the drawing of the demo's clips",
        _qt,
        allowed=("state/*", "ui/*", "simulator/clips.py", *_ROOT),
    ),
)


def findings(source: str, path: str) -> Iterator[tuple[int, str]]:
    """Give line and text for each ban broken by ``source``, the package's file ``path``."""
    bans = [ban for ban in BANS if not any(fnmatch(path, allowed) for allowed in ban.allowed)]
    for node in ast.walk(ast.parse(source, path)):
        for ban in bans:
            if ban.found_in(node):
                yield getattr(node, "lineno", 1), ban.text


def main(arguments: list[str]) -> int:
    """Check every file of the package; give the exit status."""
    package = Path(arguments[0]) if arguments else PACKAGE
    files = sorted(package.rglob("*.py"))
    count = 0
    for file in files:
        path = file.relative_to(package).as_posix()
        for line, text in sorted(set(findings(file.read_text(encoding="utf-8"), path))):
            print(f"{file}:{line}: {text}")
            count += 1
    print(f"{len(files)} files, {count} findings")
    return 1 if count or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

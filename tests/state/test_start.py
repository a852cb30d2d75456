"""What a start loads before the first paint: each module is a millisecond a person waits."""

from __future__ import annotations

import subprocess
import sys

import pytest

LATE = (
    "httpx",
    "keyring",
    "starlette",
    "uvicorn",
    "platformdirs",
    "http.client",
    "email",
    "plistlib",
    "csv",
    "html",
    "shlex",
    "statistics",
    "xml",
    "urllib.request",
    "PySide6.QtMultimedia",
    "PySide6.QtNetwork",
    "seedance_desktop.simulator.",
    "seedance_desktop.backend.calls",
    "seedance_desktop.backend.link_files",
    "seedance_desktop.core.code_export",
    "seedance_desktop.core.request_import",
    "seedance_desktop.state.demo",
    "seedance_desktop.ui.dialogs",
    "seedance_desktop.ui.stage.answer_sheet",
    "seedance_desktop.ui.stage.clip_files",
    "seedance_desktop.ui.stage.inspector",
)
"""Loaded after the first paint, or when something first asks for it. A dot: what is in there."""


def modules_after(code: str) -> set[str]:
    """What a new interpreter has loaded once it ran ``code``."""
    code += "\nimport sys; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


@pytest.fixture(scope="module")
def at_start() -> set[str]:
    return modules_after("import seedance_desktop.__main__ as main; main.load()")


@pytest.mark.parametrize("name", LATE)
def test_a_start_does_without(at_start: set[str], name: str) -> None:
    inside = name if name.endswith(".") else f"{name}."
    assert not {module for module in at_start if module == name or module.startswith(inside)}


def test_the_http_library_comes_without_its_command_line() -> None:
    loaded = modules_after("import seedance_desktop.backend.transport")
    assert "httpx" in loaded
    assert not loaded & {"click", "rich", "pygments"}


def test_qt_reads_no_source_of_what_is_loaded_after_it() -> None:
    code = "import seedance_desktop.__main__ as main, linecache; main.load()"
    code += "; print(*linecache.cache)"
    command = [sys.executable, "-c", code]
    read = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert not [name for name in read if "seedance_desktop" in name or "asyncio" in name]

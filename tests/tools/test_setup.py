"""The set-up: what it says where it cannot go on, which Python it takes, and that it works once."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import environment
from scripts.system_needs import TO_TEST, Need, missing

SCREENLESS = {
    name: value
    for name, value in os.environ.items()
    if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
}
NOWHERE = Need("libnowhere.so.1", "libnowhere1", lambda: False)


def test_without_a_screen_it_says_so_and_stops(pytestconfig: pytest.Config) -> None:
    result = subprocess.run(
        [pytestconfig.rootpath / "scripts" / "setup", "run"],
        env=SCREENLESS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "There is no screen" in result.stderr


@pytest.fixture
def other_python(tmp_path: Path) -> Path:
    """A Python at a place of its own, which only tells what it is asked to set up."""
    program = tmp_path / "a place" / "python"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\n[ "$1" = -m ] && exec echo "$@"\nexec {shlex.quote(sys.executable)} "$@"\n'
    )
    program.chmod(0o755)
    return program


def set_up(root: Path, python: str) -> subprocess.CompletedProcess[str]:
    """``PYTHON=python scripts/setup test``."""
    return subprocess.run(
        [root / "scripts" / "setup", "test"],
        env={**os.environ, "PYTHON": python},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_python_that_is_named_is_taken(pytestconfig: pytest.Config, other_python: Path) -> None:
    result = set_up(pytestconfig.rootpath, str(other_python))
    assert (result.returncode, result.stdout) == (0, "-m scripts.environment test\n")


@pytest.mark.parametrize("python", ["false", "no-such-python", "/nowhere/python3"])
def test_no_other_python_stands_in_for_the_one_that_is_named(
    pytestconfig: pytest.Config, python: str
) -> None:
    result = set_up(pytestconfig.rootpath, python)
    assert result.returncode == 1
    assert f"PYTHON is {python}, and that does not start Python 3.11" in result.stderr
    assert not result.stdout


def test_help_tells_how_to_name_a_python(pytestconfig: pytest.Config) -> None:
    command = [pytestconfig.rootpath / "scripts" / "setup", "--help"]
    words = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "PYTHON=python3.13 scripts/setup test" in words


def test_an_ordinary_user_is_told_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as stop:
        environment.prepare_system((NOWHERE,))
    assert stop.value.code == 1
    words = capsys.readouterr().err
    assert "libnowhere.so.1" in words
    assert "sudo apt-get install -y --no-install-recommends libnowhere1\n" in words


def test_what_is_there_needs_nothing() -> None:
    assert missing((*TO_TEST, NOWHERE)) == [NOWHERE]


def test_an_environment_is_made_once_and_again_for_another_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(environment, "LOCKS", tmp_path)
    monkeypatch.setattr(environment, "_install_lock", lambda folder, lock: made.append(lock))
    monkeypatch.setattr("venv.create", lambda folder, **_: (made.append("new"), _emptied(folder)))
    run, test = tmp_path / "run.txt", tmp_path / "test.txt"
    run.write_text("one")
    test.write_text("two")

    def prepare(*locks: str) -> list[str]:
        made.clear()
        environment.prepare_environment(tmp_path / "venv", locks)
        return list(made)

    assert prepare("run.txt") == ["new", "run.txt"]
    assert prepare("run.txt") == []
    assert prepare("run.txt", "test.txt") == ["test.txt"]
    assert prepare("run.txt") == []
    run.write_text("other")
    assert prepare("run.txt", "test.txt") == ["new", "run.txt", "test.txt"]
    (tmp_path / "venv" / "run.txt.stamp").write_text("another Python")
    assert prepare("run.txt") == ["new", "run.txt"]


def _emptied(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for file in folder.iterdir():
        file.unlink()

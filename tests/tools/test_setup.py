"""The set-up: what it says where it cannot go on, and that it works once only."""

import os
import subprocess
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

"""The command line, as scripts rely on it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from seedance_desktop import __version__
from seedance_desktop.__main__ import parse

ROOT = Path(__file__).resolve().parents[2]


def start(*arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "seedance_desktop", *arguments]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_version() -> None:
    done = start("--version")
    assert (done.returncode, done.stdout) == (0, f"seedance-desktop {__version__}\n")


@pytest.mark.parametrize(
    "url", ["http://example.com/api", "ftp://example.com", "nonsense", "", "http://10.0.0.1/"]
)
def test_an_address_the_token_must_not_go_to_is_an_error(url: str) -> None:
    done = start("--base-url", url)
    assert done.returncode == 2
    assert "--base-url" in done.stderr and "Traceback" not in done.stderr


def test_the_demo_brings_its_own_address() -> None:
    assert start("--demo", "--base-url", "https://example.com").returncode == 2


def test_a_data_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = start("--data-dir", str(tmp_path / "file" / "data"))
    assert done.returncode == 1
    assert done.stderr.startswith("seedance-desktop: ") and "Traceback" not in done.stderr


@pytest.mark.parametrize("folder", ["", "  "])
def test_a_data_folder_without_a_name_is_not_the_one_the_person_happens_to_be_in(
    folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a script gives it whose variable is not set."""
    with pytest.raises(SystemExit) as end:
        parse(["--data-dir", folder])
    assert end.value.code == 2
    assert "--data-dir: give a folder" in capsys.readouterr().err
    assert parse(["--data-dir", "."]).data_dir == Path()


def test_the_token_is_out_of_the_environment_before_the_app_begins() -> None:
    code = (
        "import os, sys, seedance_desktop.app as app, seedance_desktop.__main__ as main\n"
        "app.run = lambda options, token: print(token, 'SEEDANCE_TOKEN' in os.environ) or 0\n"
        "sys.argv = ['seedance-desktop']\n"
        "sys.exit(main.main())"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SEEDANCE_TOKEN": "sk-secret"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "sk-secret False\n"


@pytest.mark.parametrize(("thread", "taken_down"), [("", "taken down\n"), ("keyring", "")])
def test_python_is_not_taken_down_under_a_thread_that_is_not_waited_for(
    thread: str, taken_down: str
) -> None:
    code = (
        "import atexit, sys, threading, seedance_desktop.app as app\n"
        "import seedance_desktop.__main__ as main\n"
        "atexit.register(print, 'taken down')\n"
        "def run(options, token):\n"
        f"    if {thread!r}:\n"
        "        threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        "    return 3\n"
        "app.run = run\n"
        "sys.argv = ['seedance-desktop']\n"
        "sys.exit(main.main())"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (3, taken_down)


def test_a_preset_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    done = start("--data-dir", str(tmp_path), "--preset", "Product heroes")
    assert done.returncode == 2
    assert "--preset" in done.stderr
    assert "Product hero shot" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_preset_is_an_error_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text('{\n"version": 1,\n"request": {"duraton": 5}}')
    done = start("--data-dir", str(tmp_path / "data"), "--preset", str(file))
    assert done.returncode == 2
    assert "line 3" in done.stderr and "duraton" in done.stderr
    assert file.read_text().startswith("{\n")


def test_an_empty_preset_is_an_error() -> None:
    assert start("--preset", " ").returncode == 2


def test_the_help_names_every_option() -> None:
    help_text = start("--help").stdout
    for option in ("--demo", "--data-dir", "--base-url", "--preset", "--version"):
        assert option in help_text

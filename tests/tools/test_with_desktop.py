"""The desktop for tests: it is all there, and nothing of it outlives its command."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.waiting import until

WITH_DESKTOP = [sys.executable, "-m", "scripts.with_desktop"]

ASK_FOR_EVERYTHING = """
for name in org.freedesktop.secrets org.a11y.Bus; do
    dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
        org.freedesktop.DBus.NameHasOwner string:$name
done
echo "$DISPLAY $XDG_RUNTIME_DIR"
exit 7
"""

# The sleeper leaves the process group and loses its parent.
LEAVE_SOMETHING = """
setsid sh -c 'echo $$ > "$1.new"; mv "$1.new" "$1"; sleep 1000' sh "$1" &
sleep 1000
"""


def runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def start(command: list[str], root: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*WITH_DESKTOP, *command], cwd=root)


def test_everything_is_there_and_the_status_is_the_commands(pytestconfig: pytest.Config) -> None:
    result = subprocess.run(
        [*WITH_DESKTOP, "sh", "-c", ASK_FOR_EVERYTHING],
        cwd=pytestconfig.rootpath,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 7, result.stderr
    assert result.stdout.count("boolean true") == 2
    display, folder = result.stdout.splitlines()[-1].split()
    assert display.startswith(":")
    assert not Path(folder).exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_nothing_is_left_when_it_is_ended(
    number: signal.Signals, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    left = tmp_path / "left"
    desktop = start(["sh", "-c", LEAVE_SOMETHING, "sh", str(left)], pytestconfig.rootpath)
    await until(left.exists, "the command has started")
    sleeper = int(left.read_text())
    assert runs(sleeper)
    desktop.send_signal(number)
    await until(lambda: desktop.poll() is not None, "the desktop has ended")
    await until(lambda: not runs(sleeper), "what the command left has ended")


def test_a_missing_command_is_named(pytestconfig: pytest.Config) -> None:
    result = subprocess.run(
        [*WITH_DESKTOP, "no-such-command"],
        cwd=pytestconfig.rootpath,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "no-such-command" in result.stderr

#!/usr/bin/env python3
"""Run a command on a desktop of its own: a screen, a session bus, a keyring, accessibility.

    with_desktop.py COMMAND [ARGUMENT …]

Nothing is shared with the person's session or with another run at the same time: the screen is
an Xvfb on a free display, the keyring a gnome-keyring whose login collection is unlocked with an
empty password, and their files are in a temporary folder. Exits with the command's status. When
the command ends or this program is told to stop, every process that came of it is ended, down to
those that left its process group. Linux only.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

START_LIMIT = 60.0
"""Seconds for a part of the desktop to come up; only a broken one takes as long."""

SCREEN = "1600x1200x24"

_LAUNCHER_FOLDERS = ("/usr/libexec", "/usr/lib/at-spi2-core", "/usr/lib/at-spi2", "/usr/lib")

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_prctl = ctypes.CDLL(None).prctl


class DesktopError(Exception):
    """A part of the desktop is missing or did not start."""


class Desktop:
    """The parts, started one after another; ``environment`` is what a command needs to use them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.environment = _environment(folder)
        self._start_screen()
        self._start_bus()
        self._start_keyring()
        self._start_accessibility()

    def _start_screen(self) -> None:
        read_end, write_end = os.pipe()
        command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", SCREEN]
        self._start(*command, "-nolisten", "tcp", pass_fds=(write_end,))
        os.close(write_end)
        with os.fdopen(read_end) as display:
            number = display.readline().strip()  # empty when it ended without one
        if not number:
            self._fail("Xvfb")
        self.environment["DISPLAY"] = f":{number}"

    def _start_bus(self) -> None:
        socket = self._folder / "bus"
        address = f"unix:path={socket}"
        bus = self._start("dbus-daemon", "--session", "--nofork", f"--address={address}")
        self._wait("dbus-daemon", bus, socket.exists)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = address

    def _start_keyring(self) -> None:
        command = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
        keyring = self._start(*command, stdin=subprocess.PIPE)
        assert keyring.stdin is not None
        with keyring.stdin:
            keyring.stdin.write(b"\n")  # the empty password
        self._wait(command[0], keyring, lambda: self._on_bus("org.freedesktop.secrets"))

    def _start_accessibility(self) -> None:
        name = "at-spi-bus-launcher"
        program = shutil.which(name, path=os.pathsep.join(_LAUNCHER_FOLDERS)) or name
        launcher = self._start(program, "--launch-immediately")
        self._wait(program, launcher, lambda: self._on_bus("org.a11y.Bus"))

    def _on_bus(self, name: str) -> bool:
        question = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus"]
        answer = subprocess.run(
            [*question, "/", "org.freedesktop.DBus.NameHasOwner", f"string:{name}"],
            env=self.environment,
            capture_output=True,
            check=False,
        )
        return b"true" in answer.stdout

    def _start(
        self, *command: str, stdin: int = subprocess.DEVNULL, pass_fds: tuple[int, ...] = ()
    ) -> subprocess.Popen[bytes]:
        with self._log(command[0]).open("wb") as log:
            try:
                return subprocess.Popen(
                    command,
                    env=self.environment,
                    stdin=stdin,
                    stdout=log,
                    stderr=log,
                    pass_fds=pass_fds,
                    preexec_fn=_die_with_parent,
                )
            except FileNotFoundError:
                raise DesktopError(f"{command[0]} is not installed") from None

    def _wait(
        self, program: str, process: subprocess.Popen[bytes], ready: Callable[[], bool]
    ) -> None:
        deadline = time.monotonic() + START_LIMIT
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                self._fail(program)
            time.sleep(0.02)

    def _fail(self, program: str) -> NoReturn:
        words = self._log(program).read_text(errors="replace").strip()
        raise DesktopError(f"{program} did not start:\n{words}")

    def _log(self, program: str) -> Path:
        return self._folder / f"{Path(program).name}.log"


def _environment(folder: Path) -> dict[str, str]:
    environment = dict(os.environ)
    for name in ("WAYLAND_DISPLAY", "XAUTHORITY", "AT_SPI_BUS_ADDRESS", "NO_AT_BRIDGE"):
        environment.pop(name, None)
    for name in ("RUNTIME_DIR", "CONFIG_HOME", "DATA_HOME", "STATE_HOME"):
        own = folder / name.lower()
        own.mkdir(mode=0o700)
        environment[f"XDG_{name}"] = str(own)
    environment["QT_QPA_PLATFORM"] = "xcb"
    environment["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"
    return environment


def _die_with_parent() -> None:
    """Have the kernel end this child when the process that started it dies."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent has ended."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _end_descendants() -> None:
    while children := Path("/proc/thread-self/children").read_text().split():
        for child in map(int, children):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _run(command: list[str], folder: Path) -> int:
    try:
        environment = Desktop(folder).environment
        status = subprocess.Popen(command, env=environment, preexec_fn=_die_with_parent).wait()
    except (DesktopError, FileNotFoundError) as error:
        print(f"with_desktop: {error}", file=sys.stderr)
        return 1
    return status if status >= 0 else 128 - status


def _supervise(command: list[str], folder: Path) -> NoReturn:
    """Be the child that has the desktop for its children, and outlives a parent that is killed."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    _adopt_orphans()
    status = 1
    try:
        status = _run(command, folder)
    finally:
        _end_descendants()
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(status)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def main(command: list[str]) -> int:
    """Run ``command`` on a new desktop; give its exit status."""
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, _stop)
    _adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="desktop-", ignore_cleanup_errors=True) as folder:
        supervisor = os.fork()
        if not supervisor:
            _supervise(command, Path(folder))
        try:
            return os.waitstatus_to_exitcode(os.waitpid(supervisor, 0)[1])
        finally:
            _end_descendants()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

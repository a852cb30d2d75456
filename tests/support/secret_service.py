"""A session bus with a real gnome-keyring and nothing else on it. Linux.

Nothing on this bus starts by itself, so a keyring is there or not, unlocked or not, and somebody
answers its prompts or not, as a test says.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    new_method_call,
    new_method_return,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

START_LIMIT = 60.0
"""Seconds; only a broken system takes as long."""

PASSWORD = "master"

_CONFIG = """<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class Session:
    """The bus, and the keyring that may be on it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "bus"
        self.environment = {
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self._socket}",
            "XDG_RUNTIME_DIR": str(self._own("run")),
            "XDG_DATA_HOME": str(self._own("share")),
        }
        config = folder / "bus.conf"
        config.write_text(_CONFIG.format(socket=self._socket))
        self._bus = self._start("dbus-daemon", "--nofork", f"--config-file={config}")
        self._keyring: subprocess.Popen[bytes] | None = None
        _wait(self._socket.exists, "the bus")

    def start_keyring(self, *, unlocked: bool = True) -> None:
        """Start the daemon; the first unlocked one makes the login collection."""
        unlock = ["--unlock"] if unlocked else []
        self._keyring = self._start(
            "gnome-keyring-daemon", "--foreground", "--components=secrets", *unlock
        )
        assert self._keyring.stdin is not None
        with self._keyring.stdin:
            self._keyring.stdin.write(PASSWORD.encode())
        _wait(lambda: self._owned("org.freedesktop.secrets"), "the keyring")

    def end_keyring(self) -> None:
        """End the daemon, as a crash would."""
        if self._keyring is not None:
            status = self._keyring.poll()
            _end(self._keyring)
            self._keyring = None
            log = (self._folder / "gnome-keyring-daemon.log").read_text(errors="replace")
            assert status is None, f"gnome-keyring ended by itself, with {status}:\n{log}"

    def end_bus(self) -> None:
        """End the bus, as a log-out would."""
        _end(self._bus)

    @contextmanager
    def prompter(self, answer_after: float) -> Iterator[list[str]]:
        """Be the one that shows prompts, and close each after some seconds; the prompts so far."""
        prompts: list[str] = []
        connection = open_dbus_connection(self.environment["DBUS_SESSION_BUS_ADDRESS"])
        connection.send_and_get_reply(message_bus.RequestName(_PROMPTER))
        stopping = threading.Event()
        thread = threading.Thread(
            target=_show_prompts, args=(connection, prompts, answer_after, stopping)
        )
        thread.start()
        try:
            yield prompts
        finally:
            stopping.set()
            thread.join()
            connection.close()

    def end(self) -> None:
        """End everything."""
        self.end_keyring()
        self.end_bus()

    def _own(self, name: str) -> Path:
        path = self._folder / name
        path.mkdir(mode=0o700)
        return path

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        with (self._folder / f"{command[0]}.log").open("ab") as log:
            return subprocess.Popen(
                command,
                env={**os.environ, **self.environment},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )

    def _owned(self, name: str) -> bool:
        connection = open_dbus_connection(self.environment["DBUS_SESSION_BUS_ADDRESS"])
        with connection:
            answer = connection.send_and_get_reply(message_bus.NameHasOwner(name))
        return bool(answer.body[0])


_PROMPTER = "org.gnome.keyring.SystemPrompter"
_CALLBACK = "org.gnome.keyring.internal.Prompter.Callback"


def _show_prompts(
    connection: object, prompts: list[str], answer_after: float, stopping: threading.Event
) -> None:
    """The prompter's side of gnome-keyring's protocol: each prompt is closed, none answered."""
    from jeepney.io.blocking import DBusConnection

    assert isinstance(connection, DBusConnection)
    while not stopping.is_set():
        try:
            call = connection.receive(timeout=0.05)
        except TimeoutError:
            continue
        if call.header.message_type is not MessageType.method_call:
            continue
        connection.send(new_method_return(call))
        what, sender = _member(call), call.header.fields[HeaderFields.sender]
        if what == "BeginPrompting":
            _tell(connection, sender, call.body[0], "PromptReady", "sa{sv}s", ("", {}, ""))
        elif what == "PerformPrompt":
            prompts.append(call.body[1])
            time.sleep(answer_after)
            _tell(connection, sender, call.body[0], "PromptReady", "sa{sv}s", ("no", {}, ""))
        elif what == "StopPrompting":
            _tell(connection, sender, call.body[0], "PromptDone", "", ())


def _member(call: Message) -> str:
    return str(call.header.fields[HeaderFields.member])


def _tell(
    connection: object, to: str, path: str, what: str, signature: str, body: tuple[object, ...]
) -> None:
    address = DBusAddress(path, to, _CALLBACK)
    connection.send(new_method_call(address, what, signature, body))  # type: ignore[attr-defined]


def _wait(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + START_LIMIT
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not start")
        time.sleep(0.02)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    if process.stdin is not None:
        process.stdin.close()

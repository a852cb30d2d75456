"""One instance for each data folder: a second start brings the first window forward."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_TIME = 10.0
"""Seconds within which the first instance should listen."""
ANSWER_TIME_MS = 3_000
SHOW = b"show"
MOST_BYTES = 64 * 1024
"""Of a line: the path of a preset in hexadecimal digits, twice as long as the path."""
ASK_PAUSE = 0.1
"""Seconds between two tries."""


def _name(data_dir: Path) -> str:
    digest = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:24]
    return f"seedance-desktop-{digest}"


def raise_first(data_dir: Path, preset: str = "") -> bool:
    """Ask the instance that holds ``data_dir`` to come forward; whether it heard.

    With ``preset``, the path of a preset's file, it is asked to begin with that too.

    One that has only just started listens a moment later: it is asked until then. Blocks; there is
    no window yet.
    """
    socket = QLocalSocket()
    deadline = monotonic() + ANSWER_TIME
    socket.connectToServer(_name(data_dir))
    while not socket.waitForConnected(ANSWER_TIME_MS):
        if monotonic() > deadline:
            return False
        sleep(ASK_PAUSE)
        socket.connectToServer(_name(data_dir))
    socket.write(f"{preset.encode().hex()}\n".encode() if preset else SHOW + b"\n")
    heard = socket.waitForBytesWritten(ANSWER_TIME_MS)
    socket.disconnectFromServer()
    return heard


class InstanceServer(QObject):
    """Listens for later starts. The lock on the folder decides who is first, not this."""

    def __init__(
        self,
        data_dir: Path,
        on_start: Callable[[], None],
        on_preset: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__()
        self._on_start = on_start
        self._on_preset = on_preset
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        # What a crashed instance left behind; the lock says that nobody else is here.
        QLocalServer.removeServer(_name(data_dir))
        self._server.listen(_name(data_dir))

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _on_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._read(socket))
        socket.disconnected.connect(socket.deleteLater)
        self._on_start()

    def _read(self, socket: QLocalSocket) -> None:
        """Take the line that names a preset, if it is one."""
        line = bytes(socket.readLine(MOST_BYTES).data()).strip()
        if self._on_preset is None or line == SHOW:
            return
        try:
            path = bytes.fromhex(line.decode("ascii")).decode()
        except ValueError:
            return
        if path:
            self._on_preset(path)

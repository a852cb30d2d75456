"""A real server on loopback that does as it is told, byte by byte.

    with Server() as server:
        server.say(json_reply({"code": 200}), then_cut(b"HTTP/1.1 200 OK\\r\\n"))
        ...                             # the first request gets the first reply, and so on
        assert len(server.posts) == 2

The last reply is given again and again. A reply is any function of a ``Connection``.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Seen:
    """One request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Connection:
    """What a reply is given to work with."""

    request: Seen
    sock: socket.socket

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def reset(self) -> None:
        """End the connection as a crash does: with RST."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def wait(self, seconds: float | None = None) -> None:
        """Say nothing until the time is over, the client is gone, or the server stops."""
        self.sock.settimeout(seconds)
        with contextlib.suppress(OSError):
            while self.sock.recv(1024):
                pass
        self.sock.settimeout(None)


Reply = Callable[[Connection], None]


def reply(status: int = 200, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
    """A whole answer; a header given as an empty string is left out."""
    fields = {"Content-Length": str(len(body)), "Connection": "close", **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return raw(f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + body)


def json_reply(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    fields = {"Content-Type": "application/json", **(headers or {})}
    return reply(status, json.dumps(data).encode(), fields)


def html_reply(status: int = 200, text: str = "<html><h1>Gateway</h1></html>") -> Reply:
    return reply(status, text.encode(), {"Content-Type": "text/html; charset=utf-8"})


def raw(*chunks: bytes, pause: float = 0.0) -> Reply:
    """Exactly these bytes, ``pause`` seconds between two of them; then the connection ends."""

    def answer(connection: Connection) -> None:
        for number, chunk in enumerate(chunks):
            if number:
                connection.wait(pause)
            connection.send(chunk)

    return answer


def files(content: bytes, media_type: str = "", *, ranges: bool = True, head: int = 200) -> Reply:
    """Serves HEAD and parts as nginx does; ``head`` is another status for HEAD."""

    def answer(connection: Connection) -> None:
        request = connection.request
        fields = {"Content-Type": media_type, "Content-Length": str(len(content))}
        asked = request.headers.get("range", "")
        if request.method == "HEAD":
            reply(head, b"", fields)(connection)
        elif ranges and asked:
            first, _, last = asked.removeprefix("bytes=").partition("-")
            start, end = int(first), min(int(last or len(content)), len(content) - 1)
            if start >= len(content):
                reply(416)(connection)
                return
            fields["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
            fields["Content-Length"] = str(end + 1 - start)
            reply(206, content[start : end + 1], fields)(connection)
        else:
            reply(200, content, fields)(connection)

    return answer


def then_cut(data: bytes = b"") -> Reply:
    """These bytes, then a connection reset."""

    def answer(connection: Connection) -> None:
        connection.send(data)
        connection.reset()

    return answer


def stall(data: bytes = b"") -> Reply:
    """These bytes, then nothing more, with the connection left open."""

    def answer(connection: Connection) -> None:
        connection.send(data)
        connection.wait()

    return answer


class Server:
    """Runs from ``with`` to its end, in threads."""

    def __init__(self, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", port))
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._sockets: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._replies: list[Reply] = [reply(404)]
        self.requests: list[Seen] = []
        self.connections = 0

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def posts(self) -> list[Seen]:
        return [request for request in self.requests if request.method == "POST"]

    def say(self, *replies: Reply) -> None:
        """Answer the next requests so; the last one all that follow."""
        with self._lock:
            self._replies = list(replies)

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        # Closing alone does not wake the thread in accept().
        with socket.create_connection(("127.0.0.1", self.port)):
            pass
        with self._lock:
            for sock in self._sockets:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(30)
        self._listener.close()

    def _start(self, target: Callable[..., None], *args: Any) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            sock, _ = self._listener.accept()
            if self._stopped.is_set():
                sock.close()
                return
            with self._lock:
                self._sockets.add(sock)
                self.connections += 1
            self._start(self._serve, sock)

    def _serve(self, plain: socket.socket) -> None:
        sock = plain
        with contextlib.suppress(OSError):  # the client may go whenever it likes
            if self._tls:
                sock = self._tls.wrap_socket(sock, server_side=True)
            request = read_request(sock)
            if request is not None:
                self._next_reply(request)(Connection(request, sock))
        with self._lock:
            self._sockets.discard(plain)
        sock.close()

    def _next_reply(self, request: Seen) -> Reply:
        with self._lock:
            self.requests.append(request)
            return self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]


def read_request(sock: socket.socket) -> Seen | None:
    """The next request on ``sock``; None where the client leaves before its end."""
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = sock.recv(65_536)
        if not chunk:
            return None
        received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        chunk = sock.recv(65_536)
        if not chunk:
            return None
        body += chunk
    method, target, _ = first.split(" ", 2)
    return Seen(method, target, headers, body, head + b"\r\n\r\n" + body)

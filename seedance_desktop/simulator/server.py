"""Runs the service: its socket, its ready line and its end."""

import asyncio
import contextlib
import os
import socket
import threading
from collections.abc import Callable

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

HOST = "127.0.0.1"


class Connection(H11Protocol):
    """Hands its transport to the service, which breaks some answers off below HTTP."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


class Server(uvicorn.Server):
    """Says on standard output where it listens, once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if sockets and not self.should_exit:
            port = sockets[0].getsockname()[1]
            print(f"listening on http://{HOST}:{port}/api", flush=True)


def listen(port: int) -> socket.socket:
    """A socket on loopback alone; port 0 takes a free one. Raises OSError."""
    listener = socket.socket()
    if os.name == "posix":
        # Elsewhere this would let two processes share the port.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    return listener


def serve(application: Callable[..., object], listener: socket.socket, with_parent: bool) -> None:
    """Serves until a signal, or until standard input ends if `with_parent`."""
    config = uvicorn.Config(
        application,
        http=Connection,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = Server(config)
    if with_parent:
        threading.Thread(target=_stop_at_end_of_input, args=(server,), daemon=True).start()
    server.run([listener])


def _stop_at_end_of_input(server: uvicorn.Server) -> None:
    # The system closes the pipe however the parent ends, by kill -9 too.
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            continue
    server.should_exit = True

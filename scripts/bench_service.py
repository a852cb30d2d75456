"""The other end of the line for ``bench.py``: a server that notes times, and a busy simulator."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType

import httpx

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "bench-token"
TASKS = 6
_REFUSED = {"code": 402, "message": "no credits", "trace_id": "45c30d76f06549b199a3775544523689"}


class LoopbackServer:
    """Notes when the first bytes of each request come, and refuses it: no task is left behind."""

    def __init__(self) -> None:
        self.first_bytes: list[float] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/api"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # closed
                return
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        request = connection.recv(65_536)
        if not request.startswith(b"POST"):
            return
        self.first_bytes.append(monotonic())
        while not _complete(request):
            request += connection.recv(65_536)
        body = json.dumps(_REFUSED).encode()
        head = f"HTTP/1.1 402 Payment Required\r\nContent-Length: {len(body)}\r\n"
        words = f"{head}Content-Type: application/json\r\nConnection: close\r\n\r\n"
        connection.sendall(words.encode() + body)

    def __enter__(self) -> LoopbackServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


def _complete(request: bytes) -> bool:
    head, end, body = request.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.partition(b":")[2])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    return bool(end) and len(body) >= length


@contextmanager
def simulator() -> Iterator[str]:
    """The demo's service in a process of its own; gives its address."""
    command = [sys.executable, "-m", "seedance_desktop.simulator", "--exit-with-parent"]
    process = subprocess.Popen(
        [*command, "--port", "0", "--token", TOKEN],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield process.stdout.readline().removeprefix("listening on ").strip()
    finally:
        process.stdin.close()
        process.wait()


@contextmanager
def keep_six_busy(base_url: str) -> Iterator[None]:
    """Order six clips and fetch them, as the app does, from a process that is not the window's."""
    command = [sys.executable, "-m", "scripts.bench_service", base_url]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        yield
    finally:
        process.wait()


def order_six(base_url: str) -> None:
    """Order six clips at the app's pace, ask for each now and then, and read it."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(trust_env=False, timeout=60, headers=headers) as client:
        tasks: list[str] = []
        for _ in range(TASKS):
            body = {"prompt": "a paper boat on a rainy street", "duration": 5}
            answer = client.post(f"{base_url}/v1/video/seedance-2", json=body).json()
            tasks.append(answer["data"]["task_id"])
            sleep(1.2)
        deadline = monotonic() + 120
        while tasks and monotonic() < deadline:
            tasks = [task for task in tasks if not _fetched(client, base_url, task)]
            sleep(1.0)


def _fetched(client: httpx.Client, base_url: str, task: str) -> bool:
    answer = client.get(f"{base_url}/v1/tasks", params={"task_id": task}).json()
    url = answer["data"].get("video_url")
    if url:
        client.get(url).read()
    return bool(url)


if __name__ == "__main__":
    order_six(sys.argv[1])

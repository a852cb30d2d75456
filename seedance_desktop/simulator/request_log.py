"""The record of every paid request that arrived, to be compared with the app's own afterwards."""

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


class RequestLog:
    """One JSON line for each request, on disk before the request is answered.

    Without a file the lines live as long as the process. The token is never in them.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._entries: list[dict[str, Any]] = []
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            self._entries = [json.loads(line) for line in _whole_lines(path)]

    def entries(self) -> list[dict[str, Any]]:
        """All requests so far, oldest first."""
        return list(self._entries)

    def add(
        self,
        *,
        script: str,
        body: bytes,
        headers: dict[str, str],
        task_id: str | None,
        refusal: str | None,
    ) -> None:
        """Writes one request down; returns when it is on disk. Raises OSError."""
        entry = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "script": script,
            "body_sha256": hashlib.sha256(body).hexdigest(),
            "body": body.decode("utf-8", errors="backslashreplace"),
            "headers": headers,
            "task_id": task_id,
            "refusal": refusal,
        }
        if self._path is not None:
            line = json.dumps(entry, ensure_ascii=False) + "\n"
            with self._path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        self._entries.append(entry)


def _whole_lines(path: Path) -> list[bytes]:
    """The file's lines; a last one that a crash cut off is taken out of it."""
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        path.write_bytes(whole)
    return whole.splitlines()

"""The real simulator in a process of its own, for any test that needs the service."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "demo-token"


@dataclass(frozen=True)
class LoggedPost:
    """One paid request as the service received it."""

    time: str
    script: str
    body_sha256: str
    body: str
    headers: dict[str, str]
    task_id: str | None
    refusal: str | None

    @property
    def request(self) -> dict[str, Any]:
        """The body's JSON object."""
        value = json.loads(self.body)
        assert isinstance(value, dict)
        return value


class Simulator:
    """A running simulator. Clips are small here, so that they take no time to draw."""

    def __init__(self, process: "subprocess.Popen[str]", token: str) -> None:
        assert process.stdout is not None
        self.process = process
        self.token = token
        line = process.stdout.readline()
        if not line.startswith("listening on "):
            with process:
                process.kill()
            raise AssertionError(f"the simulator did not start: {line!r}")
        self.base_url = line.removeprefix("listening on ").strip()
        self.root_url = self.base_url.removesuffix("/api")
        self.port = httpx.URL(self.base_url).port
        self.client = httpx.Client(trust_env=False, timeout=60)

    @classmethod
    def start(
        cls,
        script: str = "fast",
        *,
        speed: float = 1.0,
        token: str = TOKEN,
        port: int = 0,
        state_dir: Path | None = None,
        log: Path | None = None,
        short_side: int = 120,
    ) -> Self:
        """Starts one and waits until it listens. It ends with the test's process at the latest."""
        command = [sys.executable, "-m", "seedance_desktop.simulator", "--exit-with-parent"]
        command += ["--port", str(port), "--script", script, "--token", token]
        command += ["--speed", str(speed), "--short-side", str(short_side)]
        if state_dir is not None:
            command += ["--state-dir", str(state_dir)]
        if log is not None:
            command += ["--log", str(log)]
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        return cls(process, token)

    def create(self, prompt: str = "a paper boat", **fields: object) -> httpx.Response:
        """Sends a create call as any client of the service would."""
        return self.client.post(
            f"{self.base_url}/v1/video/seedance-2",
            json={"prompt": prompt, **fields},
            headers=self.headers,
        )

    def status(self, task_id: str) -> httpx.Response:
        """Asks for a task."""
        return self.client.get(
            f"{self.base_url}/v1/tasks", params={"task_id": task_id}, headers=self.headers
        )

    def finished(self, task_id: str) -> dict[str, Any]:
        """Waits until the task has ended one way or the other; returns the service's data."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            data: dict[str, Any] = self.status(task_id).raise_for_status().json()["data"]
            if data["status"] in ("succeeded", "failed"):
                return data
            time.sleep(0.05)
        raise AssertionError(f"{task_id} is still {data['status']}")

    @property
    def headers(self) -> dict[str, str]:
        """The header that carries the token."""
        return {"Authorization": f"Bearer {self.token}"}

    def log(self) -> list[LoggedPost]:
        """Every paid request that arrived so far, oldest first."""
        entries = self.client.get(f"{self.root_url}/demo/log").raise_for_status().json()
        return [LoggedPost(**entry) for entry in entries]

    def set_script(self, name: str) -> None:
        """Changes how requests are answered from now on."""
        answer = self.client.post(f"{self.root_url}/demo/script", json={"name": name})
        answer.raise_for_status()

    def stop(self) -> int:
        """Ends it in order, as the end of its parent would; returns the exit status."""
        return self._gone()

    def kill(self) -> None:
        """Ends it with no warning."""
        self.process.kill()
        self._gone()

    def _gone(self) -> int:
        self.client.close()
        with self.process as process:
            assert process.stdin is not None
            process.stdin.close()
            try:
                return process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

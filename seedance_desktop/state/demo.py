"""The demo's service: a process of its own, started with the demo and ended with it."""

import asyncio
import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from ..backend import demo_control
from ..core.errors import UserError
from .account import Account
from .tasks import TaskOwner

USUAL_PORT = 47_620
"""Tried first, so that clips of an earlier demo keep their address; any free one will do."""
START_TIME = 30.0
"""Seconds a slow machine may take."""


class DemoTrouble(UserError):
    """The service on this machine cannot be used."""

    title = "The demo's service did not start"
    what_to_do = "Close the demo and start it again."


class DemoService(QObject):
    """Starts ``seedance_desktop.simulator`` and tells the account where it listens."""

    script_changed = Signal(str)
    ended = Signal()
    """The process ended although nobody stopped it."""

    def __init__(
        self,
        state_dir: Path,
        account: Account,
        tasks: TaskOwner,
        script: str = "normal",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._state_dir = state_dir
        self._account = account
        self._tasks = tasks
        self._script = script
        self._base_url = ""
        self._process: QProcess | None = None
        self._stopping = False

    @property
    def script(self) -> str:
        """The script the service follows."""
        return self._script

    async def start(self) -> None:
        """Start the service and wait until it listens.

        Raises:
            DemoTrouble: it did not start in time.
        """
        for port in (USUAL_PORT, 0):
            url = await self._start_on(port)
            if url:
                self._base_url = url
                self._account.demo_is_at(url)
                return
        raise DemoTrouble("Nothing is listening on this machine.")

    def set_script(self, name: str) -> None:
        """Let the service behave in another way from now on."""
        self._tasks.start(self._set_script(name), "demo script", group="demo")

    def stop(self) -> None:
        """End the service; it keeps its tasks for the next start."""
        self._stopping = True
        if self._process is not None:
            # It ends when its standard input does, as it would if this process were killed.
            self._process.closeWriteChannel()
            if not self._process.waitForFinished(2_000):
                self._process.kill()
                self._process.waitForFinished(2_000)

    async def _start_on(self, port: int) -> str:
        process = QProcess(self)
        process.setProcessEnvironment(_environment())
        process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        listening: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def on_output() -> None:
            line = bytes(process.readLine().data()).decode(errors="replace").strip()
            if line.startswith("listening on ") and not listening.done():
                listening.set_result(line.removeprefix("listening on "))

        def on_finished() -> None:
            if not listening.done():
                listening.set_result("")
            elif not self._stopping:
                self.ended.emit()

        process.readyReadStandardOutput.connect(on_output)
        process.finished.connect(on_finished)
        process.errorOccurred.connect(on_finished)
        program, *arguments = _command(port, self._script, self._state_dir)
        process.start(program, arguments)
        self._process = process
        try:
            return await asyncio.wait_for(listening, START_TIME)
        except TimeoutError:
            process.kill()
            return ""

    async def _set_script(self, name: str) -> None:
        await demo_control.set_script(self._base_url, name)
        self._script = name
        self.script_changed.emit(name)


def _command(port: int, script: str, state_dir: Path) -> list[str]:
    # In a bundle there is no interpreter to give a module to: the app itself takes the part.
    frozen = getattr(sys, "frozen", False)
    return [
        sys.executable,
        *(["--run-simulator"] if frozen else ["-m", "seedance_desktop.simulator"]),
        "--exit-with-parent",
        "--port",
        str(port),
        "--script",
        script,
        "--state-dir",
        str(state_dir),
    ]


def _environment() -> QProcessEnvironment:
    environment = QProcessEnvironment.systemEnvironment()
    # From a checkout the package is found by the working directory alone, which may change.
    package_parent = str(Path(__file__).resolve().parents[2])
    paths = [package_parent, *filter(None, [environment.value("PYTHONPATH")])]
    environment.insert("PYTHONPATH", os.pathsep.join(paths))
    return environment

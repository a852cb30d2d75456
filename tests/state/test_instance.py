"""A second start finds the first one, also one that does not listen yet."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from seedance_desktop.state import instance
from tests.support.waiting import until

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from seedance_desktop.state.instance import raise_first
app = QCoreApplication([])
print("asking", flush=True)
sys.exit(0 if raise_first(Path(sys.argv[1]), *sys.argv[2:]) else 3)
"""


async def test_a_second_start_waits_until_the_first_one_listens(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ASK, str(tmp_path)]
    asking = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: ASYNC220
    with asking:
        assert asking.stdout is not None
        assert asking.stdout.readline() == "asking\n"
        time.sleep(0.3)  # noqa: ASYNC251 - the other one finds nobody meanwhile
        heard: list[int] = []
        server = instance.InstanceServer(tmp_path, lambda: heard.append(1))
        await until(lambda: heard and asking.poll() is not None)
        server.close()
        assert asking.returncode == 0


def test_nobody_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instance, "ANSWER_TIME", 0.2)
    assert not instance.raise_first(tmp_path)


async def test_a_second_start_hands_its_preset_on(tmp_path: Path) -> None:
    preset = "/somewhere/主角 转身.json"
    started: list[int] = []
    presets: list[str] = []
    server = instance.InstanceServer(tmp_path, lambda: started.append(1), presets.append)
    for arguments in ([], [preset]):
        command = [sys.executable, "-c", ASK, str(tmp_path), *arguments]
        asking = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)  # noqa: ASYNC220
        with asking:
            await until(lambda: asking.poll() is not None)  # noqa: B023
    await until(lambda: presets == [preset] and len(started) == 2)
    server.close()

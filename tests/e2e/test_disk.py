"""A disk that takes nothing: told in the window, and nothing is sent."""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from tests.support.full_disk import read_only
from tests.support.simulator import TOKEN, Simulator
from tests.support.window import ROOT, Eyes, Window


def test_a_full_disk_is_told_and_nothing_is_sent_until_there_is_room(
    eyes: Eyes, tmp_path: Path
) -> None:
    with (
        Simulator.start("fast") as simulator,
        Window(eyes, tmp_path / "data", "--base-url", simulator.base_url, token=TOKEN) as window,
    ):
        window.enter("promptEdit", "A paper boat")
        window.until(lambda: window.ask("is_on", "generateButton", "enabled"))
        pid, kind = window.process.pid, resource.RLIMIT_FSIZE
        soft, hard = resource.prlimit(pid, kind)
        resource.prlimit(pid, kind, (0, hard))
        window.press("generateButton")
        window.until(lambda: "history" in window.ask("name_of", "noticeBar"))
        assert not simulator.log()
        resource.prlimit(pid, kind, (soft, hard))
        time.sleep(1.1)  # within a second a press counts as a double click
        window.press("generateButton")
        window.row("done", "A paper boat")
        assert len(simulator.log()) == 1
        assert window.end() == 0


def test_a_folder_that_cannot_be_written_is_told_at_the_start(tmp_path: Path) -> None:
    with read_only(tmp_path / "data") as folder:
        start = subprocess.run(
            [sys.executable, "-m", "seedance_desktop", "--data-dir", str(folder)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert start.returncode == 1
    assert "Traceback" not in start.stderr
    assert str(folder) in start.stderr

"""The process: its start, its end, and what it remembers over both."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pytest

from seedance_desktop.simulator import command
from tests.simulator.conftest import Start
from tests.support.simulator import ROOT, Simulator

posix_only = pytest.mark.skipif(os.name != "posix", reason="signals and process ids of POSIX")


def test_a_restart_on_the_same_folder_forgets_nothing(tmp_path: Path, start: Start) -> None:
    before = start("normal", speed=100, state_dir=tmp_path)
    task_id = before.create().json()["data"]["task_id"]
    finished = before.finished(task_id)
    url = finished["result"]["video_url"]
    clip = before.client.get(url).content
    before.stop()
    after = start(state_dir=tmp_path, port=before.port)
    assert after.client.get(url).content == clip
    again = after.status(task_id).json()["data"]
    assert again["status"] == "succeeded"
    for key in ("created_at", "updated_at", "credits_cost", "model"):
        assert again[key] == finished[key]


def test_a_task_goes_on_after_the_service_was_killed(tmp_path: Path, start: Start) -> None:
    before = start("fast", state_dir=tmp_path, short_side=1080)
    task_ids = [before.create().json()["data"]["task_id"] for _ in range(3)]
    before.kill()
    after = start("stuck", state_dir=tmp_path)
    for task_id in task_ids:
        assert after.finished(task_id)["status"] == "succeeded"


def test_a_broken_record_is_set_aside(tmp_path: Path, start: Start) -> None:
    before = start("stuck", state_dir=tmp_path)
    kept, *broken = (before.create().json()["data"]["task_id"] for _ in range(6))
    before.stop()
    records = [tmp_path / "tasks" / f"{task_id}.json" for task_id in broken]
    whole = json.loads(records[0].read_text())
    records[0].write_text(records[0].read_text()[:40])
    records[1].write_bytes(b"\xff")
    records[2].write_text('"a text"')
    records[3].write_text(json.dumps({**whole, "task_id": broken[3], "accepted_at": "yesterday"}))
    records[4].write_text(json.dumps({**whole, "task_id": f"../{broken[4]}"}))
    after = start(state_dir=tmp_path)
    assert after.status(kept).status_code == 200
    assert [after.status(task_id).status_code for task_id in broken] == [404] * 5
    assert all(record.with_suffix(".unreadable").exists() for record in records)


def test_the_record_of_requests_is_a_file_that_outlives_the_service(
    tmp_path: Path, start: Start
) -> None:
    log = tmp_path / "requests" / "log.jsonl"
    before = start("stuck", log=log)
    task_id = before.create("一只纸船").json()["data"]["task_id"]
    before.kill()
    [line] = log.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["task_id"] == task_id
    with log.open("a") as file:
        file.write('{"cut')
    after = start("stuck", log=log)
    after.create()
    assert [post.task_id == task_id for post in after.log()] == [True, False]
    lines = log.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["task_id"] for line in lines] == [post.task_id for post in after.log()]


def test_without_a_folder_nothing_stays_behind(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("TEMP", str(tmp_path))
    simulator = start()
    simulator.finished(simulator.create().json()["data"]["task_id"])
    assert list(tmp_path.iterdir())
    assert simulator.stop() == 0
    assert not list(tmp_path.iterdir())


def test_standard_output_holds_the_ready_line_alone(start: Start) -> None:
    simulator = start()
    simulator.finished(simulator.create().json()["data"]["task_id"])
    simulator.client.close()
    rest, _ = simulator.process.communicate(timeout=60)
    assert rest == ""


@posix_only
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(start: Start, number: signal.Signals) -> None:
    simulator = start("fast", short_side=1080)
    simulator.create(duration=15)
    simulator.process.send_signal(number)
    assert simulator.process.wait(timeout=60) == 0


PARENT = """
import subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
print(child.pid, child.stdout.readline(), flush=True)
child.wait()
"""


@posix_only
def test_it_ends_with_a_parent_that_was_killed() -> None:
    options = ["--port", "0", "--exit-with-parent"]
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, *command(), *options], stdout=subprocess.PIPE, cwd=ROOT
    ) as parent:
        assert parent.stdout is not None
        pid, words = parent.stdout.readline().split(maxsplit=1)
        assert words.startswith(b"listening on")
        parent.kill()
        until(lambda: not alive(int(pid)))


def test_a_port_in_use_is_told_plainly(start: Start) -> None:
    port = start().port
    second = run("--port", str(port))
    assert second.returncode == 2
    assert f"cannot listen on port {port}" in second.stderr


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--port", "eighty"],
        ["--port", "0", "--script", "unheard-of"],
        ["--port", "0", "--speed", "0"],
        ["--port", "0", "--speed", "nan"],
        ["--port", "0", "--short-side", "481"],
        ["--port", "70000"],
    ],
    ids=" ".join,
)
def test_a_wrong_option_is_refused_before_anything_runs(options: list[str]) -> None:
    assert run(*options).returncode == 2


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_a_foreign_client_can_use_it(start: Start) -> None:
    simulator: Simulator = start("stuck")
    answer = curl(
        *("-X", "POST", f"{simulator.base_url}/v1/video/seedance-2"),
        *("-H", "Authorization: Bearer demo-token", "-H", "Content-Type: application/json"),
        *("-d", '{"prompt": "A futuristic city at sunset"}'),
    )
    task_id = json.loads(answer)["data"]["task_id"]
    status = f"{simulator.base_url}/v1/tasks?task_id={task_id}"
    answer = curl(status, "-H", "Authorization: Bearer demo-token")
    assert json.loads(answer)["data"]["task_id"] == task_id


def curl(*words: str) -> str:
    return subprocess.run(
        ["curl", "--silent", "--noproxy", "*", *words], check=True, capture_output=True, text=True
    ).stdout


def run(*options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*command(), *options], cwd=ROOT, capture_output=True, text=True, timeout=60
    )


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def until(condition: Callable[[], bool]) -> None:
    deadline = monotonic() + 60
    while not condition():
        assert monotonic() < deadline
        sleep(0.05)

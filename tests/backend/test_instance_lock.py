"""One instance for each data folder, however the one before it ended."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from seedance_desktop.backend.instance_lock import InstanceLock
from tests.support.stores import fork, in_child

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="children are forks here")


def test_a_second_one_does_not_get_it(tmp_path: Path) -> None:
    first, second = InstanceLock(tmp_path / "lock"), InstanceLock(tmp_path / "lock")
    assert first.acquire()
    assert first.acquire()
    assert not second.acquire()
    assert in_child(lambda: os._exit(InstanceLock(tmp_path / "lock").acquire())) == 0
    first.release()
    first.release()
    assert second.acquire()
    second.release()


def test_it_goes_with_the_process_that_held_it(tmp_path: Path) -> None:
    def hold_and_die() -> None:
        assert InstanceLock(tmp_path / "lock").acquire()
        os.kill(os.getpid(), signal.SIGKILL)

    assert in_child(hold_and_die) == signal.SIGKILL
    lock = InstanceLock(tmp_path / "lock")
    assert lock.acquire()
    lock.release()


def test_a_program_that_is_left_behind_does_not_hold_it(tmp_path: Path) -> None:
    def hold_start_and_die() -> None:
        assert InstanceLock(tmp_path / "lock").acquire()
        child = os.posix_spawn("/bin/sleep", ["sleep", "60"], os.environ)
        (tmp_path / "left").write_text(str(child))
        os.kill(os.getpid(), signal.SIGKILL)

    in_child(hold_start_and_die)
    lock, deadline = InstanceLock(tmp_path / "lock"), monotonic() + 30
    try:
        # The program lets go of it in its first moments.
        while not lock.acquire():
            assert monotonic() < deadline
            sleep(0.01)
    finally:
        os.kill(int((tmp_path / "left").read_text()), signal.SIGKILL)
        lock.release()


def test_it_is_free_at_once_even_while_a_program_is_being_started(tmp_path: Path) -> None:
    lock = InstanceLock(tmp_path / "lock")
    assert lock.acquire()
    child = fork()  # what a program is for a moment before it becomes itself
    if not child:
        signal.pause()
    try:
        lock.release()
        assert lock.acquire()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lock.release()

"""A token in the environment is gone from it before anything else happens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOOK = """
import os, sys
from seedance_desktop.backend.environment import take
def seen():
    path = "/proc/self/environ"
    return open(path, "rb").read() if os.path.exists(path) else b""
before = seen()
taken = take("SEEDANCE_TOKEN")
after = seen()
"""


def run(code: str, **variables: str) -> str:
    """What a process says that was started with these variables."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK + code],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **variables},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.parametrize("token", ["sk-secret", "a=b", "grün", "x" * 2_000])
def test_the_value_is_given_and_taken_out(token: str) -> None:
    assert run("print(taken, 'SEEDANCE_TOKEN' in os.environ)", SEEDANCE_TOKEN=token) == (
        f"{token} False"
    )


def test_without_it_there_is_none() -> None:
    assert run("print(repr(taken))") == "''"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows a process's environment so")
def test_whoever_looks_at_the_process_does_not_see_it() -> None:
    told = run(
        "print(before.count(b'sk-secret'), after.count(b'sk-secret'), len(before) == len(after))\n"
        "print(b'OTHER=1' in after, os.environ['OTHER'])",
        SEEDANCE_TOKEN="sk-secret",
        OTHER="1",
    )
    assert told == "1 0 True\nTrue 1"


def test_another_variable_with_the_same_value_is_left_alone() -> None:
    told = run("print(os.environ['MY_TOKEN'])", MY_TOKEN="sk-secret", SEEDANCE_TOKEN="sk-secret")
    assert told == "sk-secret"

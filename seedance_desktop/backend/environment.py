"""A secret out of the environment, so that nobody who looks at this process afterwards sees it."""

import contextlib
import os
import sys
from pathlib import Path

_BLOCK = slice(47, 49)
"""Where in ``/proc/self/stat``, behind the program's name, the environment begins and ends."""


def take(name: str) -> str:
    """The value of a variable, taken out of the environment; empty where it is not set.

    Programs started later do not get it. On Linux ``/proc/PID/environ`` goes on showing what a
    process was started with, to everything else that runs for the same user: there the value is
    blotted out where it lies. Elsewhere, and in the shell it came from, it stays.
    """
    value = os.environ.pop(name, "")
    if value and sys.platform == "linux":
        # Without /proc nobody can look there either.
        with contextlib.suppress(OSError, ValueError, IndexError):
            _blot_out(os.fsencode(f"{name}="), os.fsencode(value))
    return value


def _blot_out(name: bytes, value: bytes) -> None:
    import ctypes

    fields = Path("/proc/self/stat").read_bytes().rpartition(b") ")[2].split()
    start, end = map(int, fields[_BLOCK])
    block = ctypes.string_at(start, end - start)
    # Nothing points there any more: the variable was removed, and Python has a copy.
    at = (b"\0" + block).find(b"\0" + name + value + b"\0")
    if at >= 0:
        ctypes.memset(start + at + len(name), 0, len(value))

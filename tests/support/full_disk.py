"""A disk that takes nothing more, and one that cannot be written at all. Linux."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOM = 16 * 1024 * 1024
"""Bytes of a small disk."""


@contextmanager
def no_file_grows_past(size: int) -> Iterator[None]:
    """Have the system refuse to this process every byte of a file past ``size``."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of its own at ``folder``. Root alone may have one."""
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs"]
    subprocess.run(["mount", *options, str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """A folder nothing can be written in. Root is held off by a disk alone."""
    if os.geteuid() == 0:
        with small_disk(folder):
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
            yield folder
        return
    folder.mkdir(mode=0o500)
    yield folder


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Leave no byte free on ``disk``."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(bytes(4096))
    try:
        yield
    finally:
        filler.unlink()

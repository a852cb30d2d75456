"""Files written so that a crash or a full disk leaves the old one or the new one, never half."""

import contextlib
import errno
import itertools
import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ..core.errors import StorageTrouble

_REASONS = {
    errno.ENOSPC: "the disk is full",
    getattr(errno, "EDQUOT", errno.ENOSPC): "your share of the disk is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "this user may not write there",
    errno.EPERM: "this user may not write there",
    errno.ENOENT: "its folder is gone",
    errno.ENOTDIR: "there is a file where its folder should be",
    errno.EISDIR: "there is a folder where the file should be",
    errno.EFBIG: "the file would be too large",
    errno.EIO: "the disk reports an error",
    errno.ENAMETOOLONG: "the name is too long",
}


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file that could not be read, or not in full, and was kept under a new name."""

    original: Path
    kept_as: Path
    reason: str
    in_part: bool = False
    """Only a part could not be read; the rest of it is in use."""

    @property
    def text(self) -> str:
        """What happened, for the person."""
        what, then = "could not be read", "a new one was begun"
        if self.in_part:
            what, then = "could not be read in full", "what could be read is in use"
        return (
            f"“{self.original.name}” {what} ({self.reason}). "
            f"It was kept as “{self.kept_as.name}”, and {then}."
        )


def storage_trouble(path: Path, error: OSError, doing: str = "written") -> StorageTrouble:
    """``error`` at ``path`` in words for the person; ``doing`` is what could not be done to it."""
    reason = _REASONS.get(error.errno or 0) or (error.strerror or str(error)).lower()
    return StorageTrouble(f"“{path.name}” in {path.parent} could not be {doing}: {reason}.")


def write_atomically(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data``, on the disk when this returns; readable by its owner only.

    Raises:
        StorageTrouble: it could not be written; the old file is as it was.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(name).unlink()
            raise
        fsync_dir(path.parent)
    except OSError as error:
        raise storage_trouble(path, error) from error


def read_limited(path: Path, limit: int) -> bytes | None:
    """What is in ``path``, None where there is no file; nothing where it is over ``limit`` bytes.

    Raises:
        StorageTrouble: there is a file and it cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise storage_trouble(path, error, "read") from error
    return data if len(data) <= limit else b""


def fsync_dir(folder: Path) -> None:
    """Put the folder's list of names on the disk, where the system can."""
    if os.name == "nt":  # a folder cannot be opened there; NTFS journals its names
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def set_aside(path: Path, reason: str, companions: Iterable[str] = ()) -> SetAside:
    """Keep an unreadable file, and files named ``path`` + suffix, under a new name.

    Raises:
        StorageTrouble: it could not be renamed.
    """
    suffixes = ("", *companions)
    kept = _free_name(path, suffixes)
    try:
        for suffix in suffixes:
            with contextlib.suppress(FileNotFoundError):
                _beside(path, suffix).rename(_beside(kept, suffix))
        fsync_dir(path.parent)
    except OSError as error:
        raise storage_trouble(path, error, "set aside") from error
    return SetAside(path, kept, reason)


def set_aside_in_part(path: Path, used: bytes, reason: str) -> SetAside:
    """Keep a file that is read in part under a new name, and ``used`` in its place.

    Raises:
        StorageTrouble: it could not be renamed or written.
    """
    aside = set_aside(path, reason)
    write_atomically(path, used)
    return replace(aside, in_part=True)


def _free_name(path: Path, suffixes: Iterable[str]) -> Path:
    stamp = time.strftime("%Y%m%d-%H%M%S")
    for number in itertools.count(1):
        tail = f".unreadable-{stamp}" + (f"-{number}" if number > 1 else "")
        kept = path.with_name(path.name + tail)
        if not any(_beside(kept, suffix).exists() for suffix in suffixes):
            break
    return kept


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def free_space(folder: Path) -> int:
    """Bytes this user can still write where ``folder`` is or would be.

    Raises:
        StorageTrouble: nothing of that path exists.
    """
    existing = next((p for p in (folder, *folder.parents) if p.is_dir()), folder)
    try:
        return shutil.disk_usage(existing).free
    except OSError as error:
        raise storage_trouble(folder, error, "read") from error

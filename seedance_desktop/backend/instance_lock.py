"""One instance for each data folder: a lock of the system, gone with the process that held it."""

import errno
import os
import sys
from pathlib import Path

from .files import storage_trouble

_TAKEN = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _unlock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(handle: int) -> None:
        # Closing alone leaves it to a program that is just being started.
        fcntl.flock(handle, fcntl.LOCK_UN)


class InstanceLock:
    """A lock on a file. The file stays; that it is there says nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def acquire(self) -> bool:
        """Take the lock; False where another process has it.

        Raises:
            StorageTrouble: the file cannot be opened or locked.
        """
        if self._handle is not None:
            return True
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise storage_trouble(self._path, error) from error
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            if error.errno in _TAKEN:
                return False
            raise storage_trouble(self._path, error, "locked") from error
        self._handle = handle
        return True

    def release(self) -> None:
        """Give the lock back; nothing where it is not held."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            try:
                _unlock(handle)
            finally:
                os.close(handle)

"""A folder of small files that can be made again, held below a size: the least used go first."""

import os
from contextlib import suppress
from pathlib import Path

PASSING = ".part"
"""How names of files end that are being written."""


class SmallFiles:
    """All methods wait for the disk. What the disk does not take or give is just not there."""

    def __init__(self, folder: Path, limit: int) -> None:
        """``limit`` is for all files together, in bytes."""
        self._folder = folder
        self._limit = limit
        self._tidied = False

    def place(self, key: str) -> Path:
        """Where the file for ``key`` is, or would be; the name tells nothing of the key."""
        from hashlib import sha256

        return self._folder / sha256(key.encode(errors="surrogatepass")).hexdigest()

    def passing(self) -> Path:
        """A free name for a file that is on its way; the first asked for clears the folder of
        what an earlier run left half done."""

        if not self._tidied:
            self._tidied = True
            with suppress(OSError):
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for path, _, _ in self._files():
                if path.suffix == PASSING:
                    drop(path)
        return self._folder / f"{os.urandom(8).hex()}{PASSING}"

    def used(self, path: Path) -> bool:
        """Whether the file is here; that counts as a use of it."""
        try:
            os.utime(path)
        except OSError:
            return False
        return True

    def keep(self, written: Path, path: Path) -> None:
        """Give a file that was written its place, and make room for it."""
        try:
            written.replace(path)
        except OSError:
            drop(written)
        self._trim()

    def _trim(self) -> None:
        kept = [file for file in self._files() if file[0].suffix != PASSING]
        total = 0
        for path, _, size in sorted(kept, key=lambda file: file[1], reverse=True):
            total += size
            if total > self._limit:
                drop(path)

    def _files(self) -> list[tuple[Path, float, int]]:
        """Path, when it was last used, and bytes."""
        found = []
        with suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False):
                    stat = entry.stat(follow_symlinks=False)
                    found.append((Path(entry.path), stat.st_mtime, stat.st_size))
        return found


def drop(path: Path) -> None:
    """Delete a file, if it is there and can be."""
    with suppress(OSError):
        path.unlink(missing_ok=True)

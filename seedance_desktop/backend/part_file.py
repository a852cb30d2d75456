"""The part of a clip that has come so far, and what is needed to go on from there.

``clip.mp4.part`` holds the bytes, ``clip.mp4.part.json`` what the server called this very content:
with it the rest can be asked for after a restart, under another link too. All methods wait for
the disk.
"""

import contextlib
import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from ..core.errors import ClipNotWritten, ClipTrouble, StorageTrouble
from . import clip_files
from .files import write_atomically

_NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


class Version(msgspec.Struct, frozen=True):
    """What a server says of a content, independent of its address."""

    etag: str = ""
    """A strong one, with its quotes."""
    last_modified: str = ""
    total: int | None = None
    """Bytes."""

    @property
    def mark(self) -> str:
        """What goes into If-Range; empty where nothing tells this content from another."""
        return self.etag or (self.last_modified if self.total is not None else "")


@dataclass(frozen=True, slots=True)
class Held:
    """A beginning that can be gone on from."""

    size: int
    version: Version


class PartFile:
    """The file beside ``target`` that becomes it."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._path = target.with_name(target.name + ".part")
        self._notes = target.with_name(target.name + ".part.json")
        self._file: BinaryIO | None = None

    def held(self) -> Held | None:
        """What is there from an earlier time, if it is of use."""
        try:
            size = self._path.stat().st_size
            version = msgspec.json.decode(self._notes.read_bytes(), type=Version)
        except (OSError, msgspec.MsgspecError, UnicodeError):
            return None
        complete = version.total is not None and size >= version.total
        # The mark becomes a header, and anyone may have written the file.
        usable = version.mark and version.mark.isascii() and version.mark.isprintable()
        return Held(size, version) if size and usable and not complete else None

    def begin(self, offset: int, version: Version) -> None:
        """Get ready to write at ``offset``; what is behind it is dropped."""
        with self._told():
            self._target.parent.mkdir(parents=True, exist_ok=True)
            if version.total is not None:
                clip_files.check_space(self._target, version.total - offset)
            if not offset:
                # In this order a crash leaves no bytes beside notes of another version.
                self._path.unlink(missing_ok=True)
                write_atomically(self._notes, msgspec.json.encode(version))
            self._file = self._path.open("r+b" if offset else "wb")
            self._file.truncate(offset)
            self._file.seek(offset)

    def write(self, data: bytes) -> None:
        """Add ``data`` at the end."""
        assert self._file is not None
        with self._told():
            self._file.write(data)

    def finish(self, expected: int | None) -> tuple[Path, int, str]:
        """Check what has come and give it its name: path, bytes, content type.

        Raises:
            ClipTrouble: it is no video, or a part of one; in the end of it the part stays.
            ClipNotWritten: the disk did not take it.
        """
        assert self._file is not None
        with self._told():
            self._file.flush()
            os.fsync(self._file.fileno())
            self.close()
            size = self._path.stat().st_size
            with self._path.open("rb") as file:
                head = file.read(clip_files.HEAD)
            found = self._checked(head, size, expected)
            path = clip_files.place(self._path, self._target.with_suffix(found.suffix))
            self._notes.unlink(missing_ok=True)
        return path, size, found.content_type

    def close(self) -> None:
        """Close the file; what was written stays."""
        if self._file is not None:
            file, self._file = self._file, None
            with contextlib.suppress(OSError):  # what is missing on the disk comes again
                file.close()

    def discard(self) -> None:
        """Remove all traces."""
        self.close()
        for path in (self._path, self._notes):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    def _checked(self, head: bytes, size: int, expected: int | None) -> clip_files.Content:
        try:
            if expected is not None and size > expected:
                raise ClipTrouble("More came than was announced.")
            found = clip_files.content_of(head)
        except ClipTrouble:
            self.discard()
            raise
        mp4 = found.suffix in (".mp4", ".mov")
        if (size != expected) if expected is not None else (mp4 and clip_files.is_cut(self._path)):
            raise ClipTrouble("The connection ended before the whole clip had come.")
        return found

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Say in words what the disk refuses; a full one gets its room back."""
        try:
            yield
        except OSError as error:
            if error.errno in _NO_ROOM:
                self.discard()
            self.close()
            raise clip_files.not_written(self._target, error) from error
        except StorageTrouble as trouble:  # of the notes
            self.close()
            raise ClipNotWritten(trouble.message) from trouble

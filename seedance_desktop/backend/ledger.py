"""One line on the disk for each send and each answer, beside the database.

It is the fallback when the database cannot be written or read. A line is one JSON object; lines
are only ever added. It holds no token: nothing but what ``Send`` and ``Answer`` name goes in.
"""

import contextlib
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import msgspec

from ..core.generation import Generation
from .files import fsync_dir, storage_trouble

MAX_LINE = 32 * 1024 * 1024
"""Bytes; a longer line was not written by the app."""

_MARK_BYTES = 256


Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
"""A whole number that SQLite and JSON both hold."""


class Send(msgspec.Struct, frozen=True, kw_only=True, tag_field="what", tag="send"):
    """A request that was about to leave: all that is needed to show it again."""

    key: str
    at: float
    """Seconds since the epoch."""
    attempt: Count = 1
    """Counts the sends of one generation; more than one after a task limit."""
    id: Count = 0
    parent_id: Count | None = None
    came_from: str = ""
    written: str = ""
    preset: str = ""
    project: str = ""
    profile: str = ""
    base_url: str = ""
    created_at: float = 0.0
    estimate: float | None = None
    request: dict[str, Any] = msgspec.field(default_factory=dict)


class Answer(msgspec.Struct, frozen=True, kw_only=True, tag_field="what", tag="answer"):
    """What came back for a send, or what became of it where nothing did."""

    key: str
    at: float
    attempt: Count = 1
    state: str = ""
    task_id: str = ""
    trace_id: str = ""
    credits: float | None = None
    service_status: str = ""
    message: str = ""
    error: str = ""
    result_url: str = ""
    raw: str = ""
    """The answer as it came, whole."""


Entry = Send | Answer


class Ledger:
    """The file of sends and answers. Blocking; used from one thread at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.passed_over = 0
        """Lines the last ``read`` could make nothing of."""
        self.read_to = 0
        """Bytes the last ``read`` got through, up to the last whole line."""
        self._encode = msgspec.json.Encoder().encode
        self._decode = msgspec.json.Decoder(Entry).decode

    def append_send(self, generation: Generation, at: float, *, attempt: int = 1) -> None:
        """Write down that ``generation`` is about to be sent; on the disk when this returns.

        Raises:
            StorageTrouble: the line could not be written.
        """
        self._append(
            Send(
                key=generation.key,
                at=at,
                attempt=attempt,
                id=generation.id,
                parent_id=generation.parent_id,
                came_from=str(generation.came_from),
                written=generation.written,
                preset=generation.preset,
                project=generation.project,
                profile=generation.profile,
                base_url=generation.base_url,
                created_at=generation.created_at,
                estimate=generation.estimate,
                request=generation.request.to_plain(),
            )
        )

    def append_answer(
        self, key: str, at: float, *, state: str, attempt: int = 1, **words: Any
    ) -> None:
        """Write down what came of a send; ``words`` are the other fields of ``Answer``.

        Raises:
            StorageTrouble: the line could not be written.
        """
        self._append(Answer(key=key, at=at, attempt=attempt, state=str(state), **words))

    def read(self, start: int = 0) -> Iterator[Entry]:
        """Every entry from byte ``start`` on; torn and foreign lines are passed over and counted.

        Raises:
            StorageTrouble: there is a file and it cannot be read.
        """
        self.passed_over, self.read_to = 0, start
        try:
            with self.path.open("rb") as file:
                file.seek(start)
                while line := file.readline(MAX_LINE):
                    whole = line.endswith(b"\n")
                    if not whole and len(line) == MAX_LINE:
                        self.passed_over += _skip_line(file.readline)
                    elif (entry := self._entry(line)) is not None:
                        yield entry
                    if whole or len(line) == MAX_LINE:
                        self.read_to = file.tell()
        except FileNotFoundError:
            return
        except OSError as error:
            raise storage_trouble(self.path, error, "read") from error

    def mark(self, end: int) -> str:
        """A check of the bytes before ``end``: the same as long as the file only grew.

        Raises:
            StorageTrouble: there is a file and it cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                file.seek(max(0, end - _MARK_BYTES))
                before = file.read(min(end, _MARK_BYTES))
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise storage_trouble(self.path, error, "read") from error
        return f"{len(before)}-{zlib.crc32(before):08x}"

    def _entry(self, line: bytes) -> Entry | None:
        if not line.strip():
            return None
        try:
            entry: Entry = self._decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self.passed_over += 1
            return None
        return entry

    def _append(self, entry: Entry) -> None:
        line = self._encode(entry) + b"\n"
        try:
            new = not self.path.exists()
            handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | _BINARY, 0o600)
            try:
                _write_whole(handle, _mended(handle) + line)
            finally:
                os.close(handle)
            if new:
                fsync_dir(self.path.parent)
        except OSError as error:
            raise storage_trouble(self.path, error) from error


_BINARY = getattr(os, "O_BINARY", 0)


def _mended(handle: int) -> bytes:
    """A line end where the last line was torn, so that the next one does not hang on to it."""
    if os.lseek(handle, 0, os.SEEK_END) == 0:
        return b""
    os.lseek(handle, -1, os.SEEK_END)
    return b"" if os.read(handle, 1) == b"\n" else b"\n"


def _write_whole(handle: int, data: bytes) -> None:
    """Put ``data`` on the disk, all of it or, as far as the disk lets us, nothing."""
    size = os.fstat(handle).st_size
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    except OSError:
        with contextlib.suppress(OSError):  # the error that is told is the first one
            os.ftruncate(handle, size)
        raise


def _skip_line(readline: Any) -> int:
    """Read on to the end of an overlong line; one line passed over."""
    while (more := readline(MAX_LINE)) and not more.endswith(b"\n"):
        pass
    return 1

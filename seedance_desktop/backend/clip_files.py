"""Files of clips: what is in one, what it is called, and how it gets its place.

All functions wait for the disk: they run in ``disk.Disk``'s thread.
"""

import contextlib
import filecmp
import os
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..core.errors import ClipNotWritten, ClipTrouble
from .files import free_space, fsync_dir, storage_trouble

HEAD = 512
"""Bytes that are enough to tell what a file is."""

MAX_CLIP = 2_000_000_000
"""Bytes; a clip of the service has some ten million."""

MAX_NAME = 120
"""Bytes of a file's name in UTF-8: every file system takes it, with room for " (2)" and ".part"."""

MOST_BOXES = 100_000
"""Boxes of a clip that are gone through; one of the service has some, in pieces some hundred."""

_FORBIDDEN = set('<>:"/\\|?*')
_IMAGE_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")
_PACKED = (b"\x1f\x8b", b"PK\x03\x04")
_CHUNK = 1_000_000


@dataclass(frozen=True, slots=True)
class Content:
    """What a file was found to be."""

    content_type: str
    suffix: str


def file_name(created: datetime, prompt: str, id: int | str, ext: str = "mp4") -> str:
    """A name made of date, prompt and id that every system takes, Windows too.

    It holds no path, no control or invisible character, and has at most ``MAX_NAME`` bytes. The
    date comes first, so that it can be no reserved name such as ``CON``.
    """
    suffix = "".join(c for c in ext.lower() if c.isascii() and c.isalnum())[:5] or "mp4"
    begin, end = f"{created:%Y-%m-%d}", f"{_cut(_tidy(str(id)), 32) or '0'}.{suffix}"
    room = MAX_NAME - len(f"{begin}  {end}".encode())
    words = _cut(_tidy(prompt), room)
    return f"{begin} {words} {end}" if words else f"{begin} {end}"


def _tidy(text: str) -> str:
    """``text`` on one line, without what a name may not hold; other scripts are kept."""
    composed = unicodedata.normalize("NFC", text[:1_000])
    kept = (" " if c in _FORBIDDEN or not c.isprintable() else c for c in composed)
    return " ".join("".join(kept).split()).strip(". ")


def _cut(text: str, room: int) -> str:
    """The beginning of ``text`` that fits ``room`` bytes, ending with a whole word if it can."""
    data = text.encode()
    if len(data) <= room:
        return text
    head = data[:room].decode(errors="ignore")
    whole_words = head.rpartition(" ")[0]
    return (whole_words if len(whole_words) > len(head) // 2 else head).rstrip(". ")


def content_of(head: bytes) -> Content:
    """What a file that begins with ``head`` is.

    Raises:
        ClipTrouble: it is no video; says what it is instead.
    """
    if head[4:8] == b"ftyp" and head[8:12] not in _IMAGE_BRANDS:
        quicktime = head[8:12] == b"qt  "
        return Content("video/quicktime", ".mov") if quicktime else Content("video/mp4", ".mp4")
    if head[:4] == b"\x1a\x45\xdf\xa3":
        webm = b"webm" in head[:64]
        return Content("video/webm", ".webm") if webm else Content("video/x-matroska", ".mkv")
    raise ClipTrouble(f"It is no video that can be kept, but {_described(head)}.")


def _described(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    if not start:
        return "empty"
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "a web page"
    if start.startswith(b"<"):
        return "an XML message, as servers send for links that have ended"
    if start.startswith((b"{", b"[")):
        return "a JSON message"
    if head[4:8] == b"ftyp" or head.startswith(_IMAGES):
        return "a picture or a sound"
    if head.startswith(_PACKED):
        return "a packed file"
    if start.isascii() and start.decode().isprintable():
        return "plain text"
    return "something that is not MP4, MOV or WebM"


def is_cut(path: Path) -> bool:
    """Whether an MP4 or MOV ends before its last box does, or lacks the box that describes it.

    Where no length came with a clip, nothing else tells a whole one from a part. One of more than
    ``MOST_BOXES`` is taken for no whole one.
    """
    size = path.stat().st_size
    offset, described = 0, False
    with path.open("rb") as file:
        for _ in range(MOST_BOXES):
            if offset >= size:
                break
            file.seek(offset)
            head = file.read(16)
            length = int.from_bytes(head[:4], "big")
            if length == 1:
                length = int.from_bytes(head[8:16], "big")
            described = described or head[4:8] == b"moov"
            if length == 0:  # to the end of the file
                return not described
            if length < 8:
                return True
            offset += length
    return offset != size or not described


def place(finished: Path, target: Path) -> Path:
    """Rename ``finished`` to ``target``, or to "target (2)" and so on: nothing is overwritten.

    Where one of these is the very same clip already, it is that one: the app may have ended
    before the history knew of it. The file is on the disk under its name when this returns.
    """
    number, free = 1, target
    while True:
        try:
            # Taking the name first: a rename would silently replace a file made meanwhile.
            os.close(os.open(free, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
            break
        except FileExistsError:
            if free.is_file() and filecmp.cmp(finished, free, shallow=False):
                finished.unlink()
                return free
            number += 1
            free = target.with_stem(f"{target.stem} ({number})")
    try:
        finished.replace(free)
    except BaseException:
        free.unlink(missing_ok=True)
        raise
    fsync_dir(target.parent)
    return free


def adopt(source: Path, target: Path, max_bytes: int = MAX_CLIP) -> Path:
    """Copy the video ``source`` to ``target``, or a free name like it; return where it went.

    Raises:
        ClipTrouble: it cannot be read, is too large or no video.
        ClipNotWritten: the copy could not be written.
    """
    try:
        if not source.is_file():  # a pipe or a device may never end
            raise ClipTrouble(f"“{source.name}” is gone, or is no file.")
        if source.stat().st_size > max_bytes:
            raise ClipTrouble(f"“{source.name}” is larger than {megabytes(max_bytes)}.")
        with source.open("rb") as file:
            found = content_of(file.read(HEAD))
    except OSError as error:
        raise ClipTrouble(storage_trouble(source, error, "read").message) from error
    copied = _copy_beside(source, target)
    try:
        return place(copied, target.with_suffix(found.suffix))
    except OSError as error:
        _drop(copied)
        raise not_written(target, error) from error


def copy(source: Path, target: Path) -> None:
    """Copy ``source`` to ``target``, replacing what is there; an old file stays or a new one is.

    Raises:
        ClipNotWritten: it could not be read or written.
    """
    copied = _copy_beside(source, target)
    try:
        copied.replace(target)
        fsync_dir(target.parent)
    except OSError as error:
        _drop(copied)
        raise not_written(target, error) from error


def _drop(passing: Path) -> None:
    with contextlib.suppress(OSError):  # the error that is told is the first one
        passing.unlink(missing_ok=True)


def _copy_beside(source: Path, target: Path) -> Path:
    """A copy of ``source`` on the disk, under a passing name in ``target``'s folder."""
    copied = target.with_name(f".{os.urandom(8).hex()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        check_space(target, source.stat().st_size)
        with copied.open("xb") as out, source.open("rb") as file:
            while chunk := file.read(_CHUNK):
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        _drop(copied)
        raise not_written(target, error) from error
    return copied


def check_space(target: Path, needed: int) -> None:
    """Raise ``ClipNotWritten`` where ``needed`` bytes have no room beside ``target``."""
    if free_space(target.parent) < needed:
        raise ClipNotWritten(f"{target.parent} has no room for it: {megabytes(needed)} are needed.")


def not_written(path: Path, error: OSError) -> ClipNotWritten:
    """``error`` at the file of a clip, in words for the person."""
    return ClipNotWritten(storage_trouble(path, error).message)


def megabytes(count: int) -> str:
    """``count`` bytes for the person."""
    return f"{max(1, round(count / 1_000_000)):,} MB"

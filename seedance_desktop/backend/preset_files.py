"""One preset's file: reading with all suspicion, writing whole or not at all."""

import codecs
import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ..core.errors import PresetTrouble
from ..core.json_place import line_of
from ..core.preset import SUFFIX, BadPreset, Preset, PresetEntry, preset_from_plain
from .files import read_limited, storage_trouble, write_atomically
from .history_sql import storable

MAX_BYTES = 512 * 1024
"""A preset of every field at its longest takes less."""
SCHEMA_FILE = "preset.schema.json"
"""Lies among the built-in presets and is none."""

Signature = tuple[int, int, int]
"""What changes when a file does: time of change in ns, bytes, inode."""


@dataclass(frozen=True, slots=True)
class FileTrouble:
    """Why a file is no preset, and the line of it, 0 where it is about none."""

    reason: str
    line: int = 0


def is_preset_name(name: str) -> bool:
    """Whether a file of this name is taken for a preset."""
    return (
        name.casefold().endswith(SUFFIX)
        and not name.startswith(".")
        and name.casefold() != SCHEMA_FILE
    )


def signature(found: os.stat_result) -> Signature:
    """Tells one state of a file from the next."""
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def read_preset(path: Path) -> Preset | FileTrouble:
    """The preset in ``path``, or why it holds none. Never raises for what is in the file."""
    try:
        data = _read(path)
    except OSError as error:
        return FileTrouble(storage_trouble(path, error, "read").message)
    if data is None:
        return FileTrouble("It is no plain file: links and devices are not followed.")
    if len(data) > MAX_BYTES:
        return FileTrouble(f"It is larger than {MAX_BYTES // 1024} KB.")
    return preset_from_bytes(data, path.name[: -len(SUFFIX)])


def preset_from_bytes(data: bytes, stem: str = "") -> Preset | FileTrouble:
    """The preset in a file's bytes; ``stem`` is its name where it gives none."""
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        plain = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return _syntax_trouble(data, error)
    try:
        return preset_from_plain(plain, stem)
    except BadPreset as error:
        return FileTrouble(error.reason, line_of(data.decode(), error.where))


def read_text_file(path: Path) -> str | None:
    """The text of a file that the person brings, None where it is none or too large for a preset.

    Raises:
        StorageTrouble: it cannot be read.
    """
    if not path.is_file():  # a pipe would block
        return None
    data = read_limited(path, MAX_BYTES)
    try:
        return data.decode("utf-8-sig") if data else None
    except UnicodeDecodeError:
        return None


def write_preset(path: Path, preset: Preset) -> None:
    """Write ``preset``, whole or not at all.

    Raises:
        StorageTrouble: it could not be written; the old file is as it was.
    """
    write_atomically(path, encoded(preset))


def encoded(preset: Preset) -> bytes:
    """The text of a preset's file, laid out for people and for git."""
    text = json.dumps(preset.to_plain(), ensure_ascii=False, indent=2)
    return storable(text).encode() + b"\n"


def preset_of(entry: PresetEntry) -> Preset:
    """The preset of a file that is not broken.

    Raises:
        PresetTrouble: it is.
    """
    if entry.preset is None:
        raise PresetTrouble(f"“{entry.name}” cannot be read: {entry.trouble}")
    return entry.preset


def _read(path: Path) -> bytes | None:
    # A pipe would block, a link could lead anywhere; the flags exist where these do.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    if path.is_symlink():
        return None
    handle = os.open(path, flags | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        return file.read(MAX_BYTES + 1)


def _syntax_trouble(data: bytes, error: Exception) -> FileTrouble:
    try:
        text = data.decode()
    except UnicodeDecodeError as undecodable:
        line = data.count(b"\n", 0, undecodable.start) + 1
        return FileTrouble("It is no UTF-8 text.", line)
    if isinstance(error, RecursionError):
        return FileTrouble("Its brackets lie too deep in one another.", 1)
    try:
        json.loads(text)
    except json.JSONDecodeError as wrong:
        what = wrong.msg[:1].lower() + wrong.msg[1:]
        return FileTrouble(f"It is no JSON: {what}, column {wrong.colno}.", wrong.lineno)
    except RecursionError:
        return FileTrouble("Its brackets lie too deep in one another.", 1)
    except ValueError:
        pass  # such as a number of thousands of digits
    return FileTrouble(f"It is no JSON: {error}.", 1)

"""Files that hold nothing but a link, as desktops make them: ``.url``, ``.webloc``, ``.desktop``.

They come from anywhere, so they are read as data alone: a plain file of a few kilobytes, one value
out of it, and nothing in it is ever opened or run.
"""

import os
import plistlib
import stat
from pathlib import Path, PurePath
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname
from xml.parsers.expat import ExpatError

from ..core.urls import RefusedUrl, legible

MAX_BYTES = 64 * 1024

_BAD_PLIST = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError,
    MemoryError, ExpatError,
)  # fmt: skip
"""What a damaged or hostile property list makes its parser raise."""


def read_link_file(url: str) -> str | RefusedUrl:
    """The link in the file at the ``file:`` URL, as it stands there, or why there is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return RefusedUrl(url, f"“{legible(url)}” is not a link to a file.")
    path = Path(url2pathname(parts.path))
    if parts.netloc not in ("", "localhost") or is_elsewhere(path):
        return RefusedUrl(url, f"“{legible(unquote(parts.path))}” is on another computer.")
    name = legible(path.name)
    try:
        data = _read(path)
    except (OSError, ValueError):
        return RefusedUrl(url, f"“{name}” could not be read.")
    if data is None:
        return RefusedUrl(url, f"“{name}” is no link file.")
    link = parse_link_file(path.suffix, data)
    if not link:
        return RefusedUrl(url, f"There is no link in “{name}”.")
    return link


def is_elsewhere(path: PurePath) -> bool:
    """Whether opening the file would ask another computer: on Windows a path alone can say so."""
    return path.drive.startswith("\\\\")


def parse_link_file(suffix: str, data: bytes) -> str:
    """The link in the file's ``data``; empty where there is none."""
    if suffix.lower() == ".webloc":
        return _in_webloc(data)
    if suffix.lower() == ".desktop":
        entry = _section(_text(data), "Desktop Entry")
        return entry.get("url", "") if entry.get("type", "") == "Link" else ""
    return _section(_text(data), "InternetShortcut").get("url", "")


def _read(path: Path) -> bytes | None:
    """The whole file; None for what is no plain file or too large. Never waits for a pipe."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        data = file.read(MAX_BYTES + 1)
    return data if len(data) <= MAX_BYTES else None


def _text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


def _section(text: str, name: str) -> dict[str, str]:
    """The first value of each key of a section; the keys in small letters."""
    values: dict[str, str] = {}
    inside = False
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            inside = line.lower() == f"[{name}]".lower()
        elif inside:
            key, equals, value = line.partition("=")
            if equals:
                values.setdefault(key.strip().lower(), value.strip())
    return values


def _in_webloc(data: bytes) -> str:
    try:
        plist = plistlib.loads(data)
        link = plist.get("URL", "")
    except _BAD_PLIST:
        # Old ones are text files like those of Windows.
        return _section(_text(data), "InternetShortcut").get("url", "")
    return link.strip() if isinstance(link, str) else ""

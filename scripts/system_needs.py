"""What a Linux system must have before the app or its tests can run, and what brings it on Debian.

Each thing is looked for itself, not as a package, so that it is found on any Linux.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import ssl
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Need:
    """One thing that must be there, Debian's package that holds it, and how to look for it."""

    name: str
    package: str
    is_there: Callable[[], bool]


def _library(name: str, package: str) -> Need:
    def loads() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return Need(name, package, loads)


def _program(name: str, package: str, folders: str | None = None) -> Need:
    return Need(name, package, lambda: shutil.which(name, path=folders) is not None)


def _font(language: str, example: str, package: str) -> Need:
    return Need(
        f"a font for {example}", package, lambda: bool(_output("fc-list", f":lang={language}"))
    )


def _output(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return ""


def _certificates() -> bool:
    own = ssl.get_default_verify_paths().cafile
    return any(
        place and Path(place).exists()
        for place in (own, "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/cert.pem")
    )


# Desktops start it themselves, so that it is on nobody's PATH.
_LAUNCHER_FOLDERS = os.pathsep.join(
    ["/usr/libexec", "/usr/lib/at-spi2-core", "/usr/lib/at-spi2", "/usr/lib"]
)

TO_RUN = (
    Need("ensurepip", "python3-venv", lambda: importlib.util.find_spec("ensurepip") is not None),
    Need("certificate authorities", "ca-certificates", _certificates),
    # Widgets.
    _library("libEGL.so.1", "libegl1"),
    _library("libGL.so.1", "libgl1"),
    _library("libdbus-1.so.3", "libdbus-1-3"),
    _library("libfontconfig.so.1", "libfontconfig1"),
    _library("libglib-2.0.so.0", "libglib2.0-0"),
    _library("libxkbcommon.so.0", "libxkbcommon0"),
    # QtMultimedia cannot be imported without the first, and plays nothing without the second.
    _library("libpulse.so.0", "libpulse0"),
    _library("libXrandr.so.2", "libxrandr2"),
    # Windows under X.
    _library("libxcb-cursor.so.0", "libxcb-cursor0"),
    _library("libxcb-icccm.so.4", "libxcb-icccm4"),
    _library("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    _library("libxcb-shape.so.0", "libxcb-shape0"),
    _library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
)

TO_TEST = (
    *TO_RUN,
    _program("Xvfb", "xvfb"),
    _program("dbus-daemon", "dbus-daemon"),
    _program("gnome-keyring-daemon", "gnome-keyring"),
    _program("at-spi-bus-launcher", "at-spi2-core", _LAUNCHER_FOLDERS),
    Need(
        "pyatspi for the system's Python",
        "python3-pyatspi",
        lambda: "found" in _output("/usr/bin/python3", "-c", "import pyatspi; print('found')"),
    ),
    _program("fc-list", "fontconfig"),
    _font("en", "English", "fonts-dejavu-core"),
    _font("zh", "Chinese", "fonts-droid-fallback"),
)


def missing(needs: tuple[Need, ...]) -> list[Need]:
    """Give those of ``needs`` that are not there."""
    return [need for need in needs if not need.is_there()]

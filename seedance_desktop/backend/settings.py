"""What the person chose, in one JSON file. No token is ever in it."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import msgspec

from ..core.budget import LONGEST_PROJECT
from ..core.profile import Profile
from .files import SetAside, read_limited, set_aside, set_aside_in_part, write_atomically
from .settings_fields import (
    BadValue,
    amount,
    flag,
    fraction,
    one_of,
    profiles,
    profiles_to_plain,
    projects,
    row_id,
    short_text,
    sizes,
    texts,
)

MAX_BYTES = 1024 * 1024
SCHEMES = ("system", "light", "dark")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that survives a restart but is neither draft nor history."""

    profile_id: str = "outai"
    """The provider in use."""
    profiles: tuple[Profile, ...] = ()
    """Providers the person added, and built-in ones they changed (same id)."""
    scheme: str = "system"
    """``system``, ``light`` or ``dark``."""
    clips_folder: str = ""
    """Where clips are kept; empty for the usual place."""
    volume: float = 0.8
    """0 to 1."""
    muted: bool = False
    loop: bool = True
    window_geometry: str = ""
    """As Qt gives it, in base64."""
    splitters: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Widths in pixels by the splitter's name."""
    save_folder: str = ""
    """Where a clip was last saved as a copy."""
    queue_paused: bool = False
    """What waits is not sent until the person says so."""
    judge_up_to: int = 0
    """What waits up to this row of the history is held against the budgets once more."""
    budget_session: float | None = None
    """Credits a run of the app may come to without a question; None for no budget."""
    budget_day: float | None = None
    """The same for a day."""
    projects: dict[str, float | None] = field(default_factory=dict)
    """The projects, each with its budget or None, in the order they were made."""
    project: str = ""
    """Name of the project that what is sent counts for; empty for none."""
    favourite_presets: tuple[str, ...] = ()
    """Folders and names of presets the person marked."""
    preset_folder: str = ""
    """Where presets were last exported to or imported from."""
    check_links: bool = True
    """Whether links are looked at, and their pictures fetched, before anything is sent."""
    extra: dict[str, Any] = field(default_factory=dict)
    """Keys of other versions, kept as they are."""


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "profile_id": short_text(64),
    "profiles": profiles,
    "scheme": one_of(SCHEMES),
    "clips_folder": short_text(4096),
    "volume": fraction,
    "muted": flag,
    "loop": flag,
    "window_geometry": short_text(8192),
    "splitters": sizes,
    "save_folder": short_text(4096),
    "check_links": flag,
    "queue_paused": flag,
    "judge_up_to": row_id,
    "budget_session": amount,
    "budget_day": amount,
    "projects": projects,
    "project": short_text(LONGEST_PROJECT),
    "favourite_presets": texts(1_000, 1_000),
    "preset_folder": short_text(4096),
}


def load_settings(path: Path) -> tuple[Settings, SetAside | None]:
    """The settings in ``path``, the usual ones where there is none.

    A file that cannot be read, or that holds a value that cannot be used, is kept under a new
    name; what could be used of it is used.

    Raises:
        StorageTrouble: there is a file that may not be read or set aside.
    """
    data = read_limited(path, MAX_BYTES)
    if data is None:
        return Settings(), None
    try:
        plain = msgspec.json.decode(data, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Settings(), set_aside(path, "it holds no settings")
    settings, wrong = settings_from_plain(plain)
    if not wrong:
        return settings, None
    return settings, set_aside_in_part(path, _encoded(settings), "; ".join(wrong))


def save_settings(path: Path, settings: Settings) -> None:
    """Write ``settings``, whole or not at all.

    Raises:
        StorageTrouble: it could not be written; the old file is as it was.
    """
    write_atomically(path, _encoded(settings))


def settings_from_plain(plain: dict[str, Any]) -> tuple[Settings, list[str]]:
    """Settings from plain data, and what could not be used of it, in words."""
    taken: dict[str, Any] = {}
    wrong: list[str] = []
    for name, check in _CHECKS.items():
        if name in plain:
            try:
                taken[name] = check(plain[name])
            except BadValue as error:
                wrong.append(f"{name}: {error}")
                if error.usable is not None:
                    taken[name] = error.usable
    extra = {name: value for name, value in plain.items() if name not in _CHECKS}
    return Settings(**taken, extra=extra), wrong


def settings_to_plain(settings: Settings) -> dict[str, Any]:
    """Plain data for JSON, keys of other versions included."""
    known = {f.name: getattr(settings, f.name) for f in fields(settings) if f.name != "extra"}
    known["profiles"] = profiles_to_plain(settings.profiles)
    return {**settings.extra, **known}


def _encoded(settings: Settings) -> bytes:
    return msgspec.json.format(msgspec.json.encode(settings_to_plain(settings)), indent=2) + b"\n"

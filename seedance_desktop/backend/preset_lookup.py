"""The preset that a command line means: a file, or the name of one in the library."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from ..core.errors import PresetTrouble
from ..core.preset import SUFFIX, Preset, PresetEntry
from .preset_files import read_preset
from .presets import PresetStore

MOST_NAMED = 5
"""Names that are offered for one there is none of."""


def find_preset(store: PresetStore, text: str) -> PresetEntry:
    """The preset at the path ``text``, else the one of that name, with or without its folder.

    Cases do not count where that leaves one; the person's own go before the built-in ones.

    Raises:
        PresetTrouble: there is none, or its file is broken; the text is for a terminal.
    """
    path = _path(text)
    if _is_file(path):
        entry = _from_file(path.resolve())
        listed = (e for e in store.listing().entries if Path(e.path) == path.resolve())
        entry = next(listed, entry)
    else:
        entry = _named(store.listing().entries, text)
    if entry.broken:
        where = f"line {entry.line}: " if entry.line else ""
        raise PresetTrouble(f"the preset “{text}” is broken: {where}{entry.trouble}")
    return entry


def _path(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:  # the home of somebody there is not
        return Path(text)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False  # too long for a path, or it holds what no path can


def _from_file(path: Path) -> PresetEntry:
    read = read_preset(path)
    if isinstance(read, Preset):
        return PresetEntry(read.name, path=str(path), preset=read)
    stem = path.name.removesuffix(SUFFIX)
    return PresetEntry(stem, path=str(path), trouble=read.reason, line=read.line)


def _named(entries: Sequence[PresetEntry], text: str) -> PresetEntry:
    wanted = text.removesuffix(SUFFIX).strip("/")
    ranked = [
        *(e for e in entries if e.label == wanted),
        *(e for e in entries if e.label.casefold() == wanted.casefold()),
        *(e for e in entries if e.name.casefold() == wanted.casefold()),
    ]
    if ranked:
        return min(ranked, key=lambda e: (e.label != wanted, e.built_in, e.broken))
    labels = [entry.label for entry in entries]
    close = get_close_matches(text, labels, MOST_NAMED, 0.4) or labels[:MOST_NAMED]
    raise PresetTrouble(
        f"there is no preset “{text}”, neither a file nor a name. Close to it: {', '.join(close)}."
    )

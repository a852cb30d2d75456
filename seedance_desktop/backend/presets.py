"""The library of presets: the person's folder, with the built-in ones behind it.

Nothing outside the two folders is read or written: links are not followed, names are checked.
Every call blocks as long as the disk does; one thread makes them all.
"""

import contextlib
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..core.errors import PresetTrouble
from ..core.preset import MAX_DEPTH, SUFFIX, Preset, PresetEntry, file_stem, folder_trouble
from .files import fsync_dir, storage_trouble
from .preset_files import (
    FileTrouble,
    Signature,
    is_preset_name,
    preset_of,
    read_preset,
    signature,
    write_preset,
)

MAX_FILES = 20_000
TRASH = ".trash"
"""Hidden, so that it is not listed; here deleted files wait for an undo."""
TRASH_DAYS = 30


@dataclass(frozen=True, slots=True)
class Listing:
    """What a look at the folders found."""

    entries: tuple[PresetEntry, ...] = ()
    """By folder and name."""
    folders: tuple[str, ...] = ()
    """The person's own, as paths from the library's folder."""
    files: tuple[str, ...] = ()
    """Paths of the person's own files."""
    is_there: bool = False
    """Whether the person's folder is; another program may have moved it."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """A preset's file in the trash, and where it was."""

    entry: PresetEntry
    kept: Path


@dataclass(frozen=True, slots=True)
class _Known:
    signature: Signature
    entry: PresetEntry


class PresetStore:
    """Lists, writes and moves presets."""

    def __init__(self, own: Path, built_in: Path) -> None:
        self.own = own
        self._built_in = built_in
        self._known: dict[str, _Known] = {}

    def listing(self) -> Listing:
        """Look at the folders; only files that changed are read again."""
        known: dict[str, _Known] = {}
        folders: list[str] = []
        own = list(self._scan(self.own, known, folders))
        taken = {_file_key(e) for e in own if not e.broken}
        built_in = list(self._scan(self._built_in, known, []))
        behind = {_file_key(e) for e in built_in}
        self._known = known
        shown = [replace(e, shadows=True) if _shadows(e, behind) else e for e in own]
        shown += [e for e in built_in if _file_key(e) not in taken]
        return Listing(
            tuple(sorted(shown, key=lambda e: e.sorts_as)),
            tuple(sorted(folders, key=str.casefold)),
            tuple(e.path for e in own),
            self.own.is_dir(),
        )

    def create(self, preset: Preset, folder: str = "") -> PresetEntry:
        """Write a new preset.

        Raises:
            PresetTrouble: the folder cannot be one, or a file of that name is there.
            StorageTrouble: it could not be written.
        """
        path = self._place(preset.name, folder)
        self._refuse_taken(path)
        write_preset(path, preset)
        return PresetEntry(preset.name, folder, str(path), preset=preset)

    def update(self, entry: PresetEntry, preset: Preset) -> PresetEntry:
        """Write another preset into the person's own file ``entry``.

        Raises:
            PresetTrouble: another program changed the file, or it is broken or built in.
            StorageTrouble: it could not be written.
        """
        path = self._own_path(entry)
        write_preset(path, preset)
        return replace(entry, name=preset.name, preset=preset)

    def move(self, entry: PresetEntry, name: str, folder: str) -> PresetEntry:
        """Give the person's own preset another name, another folder, or both.

        Raises:
            PresetTrouble: the place is taken or cannot be one; the file changed, or is broken.
            StorageTrouble: it could not be written.
        """
        path, preset = self._own_path(entry), preset_of(entry)
        target = self._place(name, folder)
        self._refuse_taken(target, but=path)
        if preset.name != name:
            preset = replace(preset, name=name)
            write_preset(path, preset)
        if target != path:
            _rename(path, target)
        return PresetEntry(name, folder, str(target), preset=preset)

    def delete(self, entry: PresetEntry) -> Deleted:
        """Put the person's own preset into the trash, where it stays for a month.

        Raises:
            PresetTrouble: the file changed, or is broken or built in.
            StorageTrouble: it could not be moved.
        """
        path = self._own_path(entry)
        trash = self.own / TRASH
        self._empty_trash(trash)
        kept = trash / f"{time.time_ns()}-{path.name}"
        _rename(path, kept)
        # The time of its deletion, for the month it stays.
        with contextlib.suppress(OSError):
            os.utime(kept)
        return Deleted(entry, kept)

    def restore(self, deleted: Deleted) -> PresetEntry:
        """Bring a deleted preset back, under another name where its own is taken by now.

        Raises:
            StorageTrouble: it could not be moved.
        """
        entry = deleted.entry
        name = self.free_name(entry.name, entry.folder)
        path = self._place(name, entry.folder)
        _rename(deleted.kept, path)
        if name != entry.name and entry.preset is not None:
            entry = replace(entry, name=name, preset=replace(entry.preset, name=name))
            write_preset(path, preset_of(entry))
        return replace(entry, path=str(path))

    def export(self, entries: Sequence[PresetEntry], folder: Path) -> list[Path]:
        """Write copies of these into any ``folder`` of the person's; none takes another's place.

        Raises:
            PresetTrouble: one of them is broken.
            StorageTrouble: one could not be written.
        """
        written = []
        for entry in entries:
            preset = preset_of(entry)
            path = _free_path(folder, file_stem(preset.name))
            write_preset(path, preset)
            written.append(path)
        return written

    def free_name(self, name: str, folder: str) -> str:
        """``name``, or it with a number, so that no file of ``folder`` has it."""
        number, tried = 1, name
        while _taken(self._place(tried, folder)):
            number += 1
            tried = f"{name} {number}"
        return tried

    def _scan(
        self, root: Path, known: dict[str, _Known], folders: list[str]
    ) -> Iterator[PresetEntry]:
        built_in, count = root == self._built_in, 0
        for folder, item in _files(root, "", folders):
            count += 1
            if count > MAX_FILES:
                return
            if item.is_symlink():
                trouble = FileTrouble("It is a link: only files in the folder itself are used.")
                yield _entry(item, folder, trouble, built_in)
                continue
            try:
                seen = signature(item.stat(follow_symlinks=False))
            except OSError:
                continue  # gone since
            before = self._known.get(item.path)
            if before is None or before.signature != seen:
                before = _Known(seen, _entry(item, folder, read_preset(Path(item.path)), built_in))
                _ = before.entry.searched  # made here, not when the person types
            known[item.path] = before
            yield before.entry

    def _place(self, name: str, folder: str) -> Path:
        """Where a preset of that name goes."""
        place = self._folder(folder)
        trouble = "" if place.is_dir() else folder_trouble(folder)
        if trouble:
            raise PresetTrouble(trouble)
        return place / f"{file_stem(name)}{SUFFIX}"

    def _folder(self, folder: str) -> Path:
        """A folder of the library; none on the way to it is a link or leads out of it."""
        place = self.own
        for part in folder.split("/") if folder else ():
            place /= part
            if part.startswith(".") or Path(part).name != part or place.is_symlink():
                raise PresetTrouble(f"“{part}” is no folder that presets are kept in.")
        return place

    def _own_path(self, entry: PresetEntry) -> Path:
        """The file of ``entry``, still as it was listed."""
        preset_of(entry)
        path = Path(entry.path)
        if entry.built_in or not path.is_relative_to(self.own):
            raise PresetTrouble(f"“{entry.name}” is built in. Save it as a copy of your own.")
        self._folder(entry.folder)
        if not self._is_as_listed(path, entry):
            raise PresetTrouble(
                f"“{entry.name}” was changed or moved by another program. "
                "Look at it as it is now, then try again."
            )
        return path

    @staticmethod
    def _is_as_listed(path: Path, entry: PresetEntry) -> bool:
        return read_preset(path) == entry.preset

    @staticmethod
    def _refuse_taken(path: Path, but: Path | None = None) -> None:
        if _taken(path, but):
            raise PresetTrouble(f"There is a file “{path.name}” already. Choose another name.")

    @staticmethod
    def _empty_trash(trash: Path) -> None:
        old = time.time() - TRASH_DAYS * 24 * 3600
        with contextlib.suppress(OSError):
            for item in os.scandir(trash):
                if item.is_file(follow_symlinks=False) and item.stat().st_mtime < old:
                    Path(item.path).unlink()


def _files(root: Path, folder: str, folders: list[str]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file that is named like a preset, with its folder; folders are noted on the way."""
    try:
        items = sorted(os.scandir(root), key=lambda item: item.name)
    except OSError:
        return  # gone, or not for this user; its presets are not there then
    for item in items:
        if item.name.startswith("."):
            continue
        if item.is_dir(follow_symlinks=False):
            inner = f"{folder}/{item.name}" if folder else item.name
            if inner.count("/") < MAX_DEPTH:
                folders.append(inner)
                yield from _files(Path(item.path), inner, folders)
        elif is_preset_name(item.name) and (
            item.is_symlink() or item.is_file(follow_symlinks=False)
        ):
            yield folder, item


def _entry(
    item: os.DirEntry[str], folder: str, read: Preset | FileTrouble, built_in: bool
) -> PresetEntry:
    if isinstance(read, Preset):
        return PresetEntry(read.name, folder, item.path, built_in, preset=read)
    stem = item.name[: -len(SUFFIX)]
    return PresetEntry(stem, folder, item.path, built_in, trouble=read.reason, line=read.line)


def _file_key(entry: PresetEntry) -> str:
    return Path(entry.path).name.casefold()


def _shadows(entry: PresetEntry, behind: set[str]) -> bool:
    return not entry.broken and _file_key(entry) in behind


def _taken(path: Path, but: Path | None = None) -> bool:
    """Whether a file other than ``but`` has the name; Windows and macOS tell no cases apart."""
    try:
        names = {item.name.casefold() for item in path.parent.iterdir() if item != but}
    except OSError:
        return False
    return path.name.casefold() in names


def _free_path(folder: Path, stem: str) -> Path:
    number, path = 1, folder / f"{stem}{SUFFIX}"
    while _taken(path):
        number += 1
        path = folder / f"{stem} {number}{SUFFIX}"
    return path


def _rename(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        source.rename(target)
        fsync_dir(target.parent)
        if source.parent != target.parent:
            fsync_dir(source.parent)
    except OSError as error:
        raise storage_trouble(source, error, "moved") from error

"""The presets there are, which of them the draft began with, and whether it still is that."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from PySide6.QtCore import QObject, Signal

from ..core import references
from ..core.beginnings import NOTHING_GIVEN, Given, fields_of
from ..core.generation import Background
from ..core.request import VideoRequest
from ..core.spec import FieldName
from ..core.spelling import DEFAULT
from .draft import Draft
from .keeper import SettingsKeeper
from .tasks import TaskOwner
from .threads import Worker

# The first paint does without the library.
if TYPE_CHECKING:
    from ..backend.presets import Listing, PresetStore
    from ..core.preset import Preset, PresetEntry
    from .folder_watch import FolderWatch

MOST_FAVOURITES = 1_000

P = ParamSpec("P")
T = TypeVar("T")


class Presets(QObject):
    """Lists the library, follows its folder, and puts a preset into the draft.

    The library is read when somebody first asks for it, on a thread of its own.
    """

    listed = Signal()
    """Other entries, other folders or other favourites."""
    current_changed = Signal()
    """Another preset, or the draft now differs from it, or no longer does."""

    def __init__(
        self,
        own: Path,
        built_in: Path,
        draft: Draft,
        settings: SettingsKeeper,
        tasks: TaskOwner,
        parent: QObject | None = None,
    ) -> None:
        """``own`` is the person's folder, ``built_in`` the app's."""
        super().__init__(parent)
        self._places = own, built_in
        self._draft = draft
        self._settings = settings
        self._tasks = tasks
        self._worker = Worker("presets")
        self._watch: FolderWatch | None = None
        self._listing: Listing | None = None
        self._by_label: dict[str, PresetEntry] = {}
        self._stale = False
        self._opened: PresetEntry | None = None
        self._edited = False
        self._favourites = frozenset(settings.value.favourite_presets)
        draft.changed.connect(self._follow_draft)
        draft.spelling_changed.connect(lambda: self._follow())
        settings.changed.connect(self._on_settings_changed)

    @cached_property
    def store(self) -> "PresetStore":
        """The library's files, for calls made through ``run``."""
        from ..backend.presets import PresetStore

        return PresetStore(*self._places)

    @property
    def loaded(self) -> bool:
        """Whether the library was read yet."""
        return self._listing is not None

    @property
    def entries(self) -> "tuple[PresetEntry, ...]":
        """All of them, broken ones too, by folder and name."""
        return () if self._listing is None else self._listing.entries

    @property
    def folders(self) -> tuple[str, ...]:
        """The person's own folders."""
        return () if self._listing is None else self._listing.folders

    @property
    def label(self) -> str:
        """Folder and name of the preset the draft began with; empty where it began with none."""
        return self._draft.background.preset

    @property
    def current(self) -> "PresetEntry | None":
        """The preset the draft began with, where it is still there."""
        if self._opened is not None and self._opened.label == self.label:
            return self._by_label.get(self.label, self._opened)
        return self._by_label.get(self.label)

    @property
    def edited(self) -> bool:
        """Whether the draft differs from its preset."""
        return self._edited

    def entry(self, label: str) -> "PresetEntry | None":
        """The preset with this folder and name."""
        return self._by_label.get(label)

    def is_own(self, entry: "PresetEntry") -> bool:
        """Whether it can be changed here: the person's, in the library, and not broken."""
        listed = self._by_label.get(entry.label)
        return listed is not None and not listed.built_in and not listed.broken

    def is_favourite(self, entry: "PresetEntry") -> bool:
        """Whether the person marked it."""
        return entry.label in self._favourites

    def set_favourite(self, entry: "PresetEntry", marked: bool) -> None:
        """Mark it, or take the mark away."""
        others = [f for f in self._settings.value.favourite_presets if f != entry.label]
        kept = [*others, entry.label][-MOST_FAVOURITES:] if marked else others
        self._settings.set(favourite_presets=tuple(kept))

    def load(self) -> None:
        """Read the library, unless it was, and follow its folder from now on."""
        if self._watch is None:
            from .folder_watch import FolderWatch

            self._watch = FolderWatch(self)
            self._watch.changed.connect(self.look_again)
            self.look_again()

    def look_again(self) -> None:
        """Look whether anything changed in the folder; only what did is read."""
        if not self._stale:
            self._stale = True
            self._tasks.start(self.refresh(), "read presets")

    async def refresh(self) -> None:
        """Read the library anew; it is up to date when this returns."""
        self._stale = False
        listing = await self.run(self.store.listing)
        changed = listing != self._listing
        if self._watch is not None:
            own = self.store.own
            folders = [str(own), *(str(own / folder) for folder in listing.folders)]
            watched = folders if listing.is_there else [str(own.parent)]
            if self._watch.watch(watched, listing.files):
                self.look_again()
        if changed:
            self._listing = listing
            self._by_label = {entry.label: entry for entry in reversed(listing.entries)}
            self.listed.emit()
            self._follow(tell=True)

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a call of the store on the library's thread."""
        return await self._worker.run(call, *args, **kwargs)

    def apply(self, entry: "PresetEntry") -> None:
        """Put a preset into the draft, in one step of undo; what it does not hold stays."""
        preset = entry.preset
        if preset is None:
            return
        self._opened = entry
        background, clip = self._draft.background, self._draft.given.clip
        if preset.prompt:
            # Another beginning: it no longer comes of a clip.
            background, clip = Background(), NOTHING_GIVEN.clip
        self._draft.replace(
            preset.applied_to(self._draft.request),
            replace(background, preset=entry.label),
            self._draft.values,
            DEFAULT if preset.prompt else self._draft.spelling,
            Given(clip, _given_by(preset)),
        )
        self._follow()

    def leave(self) -> None:
        """The draft stays as it is and belongs to no preset any more."""
        self._set_label("")

    def became(self, entry: "PresetEntry") -> None:
        """The draft's preset is ``entry`` now: it was kept, or got another name."""
        self._opened = entry
        self._set_label(entry.label, entry.preset)

    def made_of_draft(self, name: str, fields: tuple[FieldName, ...], notes: str = "") -> "Preset":
        """The draft as a preset; tokens are kept in the one spelling of all presets."""
        from ..core.preset import Preset

        request = self._draft.request
        prompt = references.convert(request.prompt, DEFAULT, self._draft.spelling)
        made = Preset.of(name, request.with_value("prompt", prompt), fields)
        return replace(made, notes=notes)

    def close(self) -> None:
        """End the thread."""
        self._worker.close()

    def _set_label(self, label: str, preset: "Preset | None" = None) -> None:
        given = replace(self._draft.given, preset={} if preset is None else _given_by(preset))
        self._draft.set_background(replace(self._draft.background, preset=label), given)
        self._follow(tell=True)

    def _follow_draft(self, names: frozenset[str]) -> None:
        if "background" in names or self.label:
            self._follow(tell="background" in names)

    def _follow(self, tell: bool = False) -> None:
        entry = self.current
        edited = entry is not None and self._differs(entry)
        if edited != self._edited or tell:
            self._edited = edited
            self.current_changed.emit()

    def _differs(self, entry: "PresetEntry") -> bool:
        if entry.preset is None:
            return False
        # As it stands in the draft where nobody touched it: with the provider's tokens.
        fields = dict(entry.preset.fields)
        if entry.preset.prompt:
            fields["prompt"] = references.convert(entry.preset.prompt, self._draft.spelling)
        return replace(entry.preset, fields=fields).differs_from(self._draft.request)

    def _on_settings_changed(self, names: frozenset[str]) -> None:
        if "favourite_presets" in names:
            self._favourites = frozenset(self._settings.value.favourite_presets)
            self.listed.emit()


def _given_by(preset: "Preset") -> Mapping[str, Any]:
    return fields_of(preset.applied_to(VideoRequest()), preset.fields)

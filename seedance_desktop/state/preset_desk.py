"""What the person does with presets: keep, rename, delete, bring in, take out. Plain functions."""

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from ..core.errors import ImportRefused, NotAllImported
from ..core.generation import Background
from ..core.request import VideoRequest
from ..core.spec import FieldName
from .account import Account
from .draft import Draft
from .keeper import SettingsKeeper
from .notices import Notice, Notices, Offer, Tone
from .orders import Order, left_open, settled
from .presets import Presets
from .tasks import TaskOwner

# The first paint does without the library; what few sessions need is loaded when it is.
if TYPE_CHECKING:
    from ..backend.presets import Deleted
    from ..core.preset import Preset, PresetEntry
    from ..core.request_import import Imported

MOST_AT_ONCE = 1_000
"""Files brought in together."""
NAMES_TOLD = 3

_GROUP = "presets"


class PresetDesk(QObject):
    """Each call returns at once; what comes of it is told by a notice and by ``Presets``."""

    def __init__(
        self,
        presets: Presets,
        draft: Draft,
        account: Account,
        settings: SettingsKeeper,
        notices: Notices,
        tasks: TaskOwner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.presets = presets
        self._draft = draft
        self._account = account
        self._settings = settings
        self._notices = notices
        self._tasks = tasks

    @property
    def draft_request(self) -> VideoRequest:
        """What a new preset would be made of."""
        return self._draft.request

    @property
    def folder(self) -> str:
        """Where presets were last brought in from or taken out to; empty where never."""
        return self._settings.value.preset_folder

    @folder.setter
    def folder(self, path: str) -> None:
        self._settings.set(preset_folder=path)

    # Keeping

    def trouble_with(self, name: str, folder: str, but: "PresetEntry | None" = None) -> str:
        """Why a preset of the person's cannot have this name there; empty where it can."""
        from ..core.preset import file_stem, folder_trouble, name_trouble

        trouble = name_trouble(name) or folder_trouble(folder)
        if trouble:
            return trouble
        stem = file_stem(name).casefold()
        for entry in self.presets.entries:
            there = not entry.built_in and entry.folder.casefold() == folder.casefold()
            if there and entry != but and Path(entry.path).stem.casefold() == stem:
                return "There is a preset of this name already. Choose another name."
        return ""

    def save_as(
        self, name: str, folder: str, fields: tuple[FieldName, ...], notes: str = ""
    ) -> None:
        """Keep these fields of the draft as a new preset, which is the draft's from then on."""
        preset = self.presets.made_of_draft(name, fields, notes)
        self._start(self._save_as(preset, folder), "save preset")

    def update(self) -> None:
        """Keep the draft in its own preset: the fields that the preset holds, as they are now."""
        entry = self.presets.current
        if entry is not None and entry.preset is not None and self.presets.is_own(entry):
            fields = tuple(entry.preset.fields)
            made = self.presets.made_of_draft(entry.name, fields, entry.preset.notes)
            preset = replace(made, schema=entry.preset.schema)
            self._start(self._update(entry, preset), "update preset")

    def move(self, entry: "PresetEntry", name: str, folder: str) -> None:
        """Give it another name, another folder, or both."""
        self._start(self._move(entry, name, folder), "move preset")

    def duplicate(self, entry: "PresetEntry", name: str, folder: str) -> None:
        """Make one of the person's own with the same contents; also of a built-in one."""
        if entry.preset is not None:
            copy = replace(entry.preset, name=name)
            self._start(self._duplicate(copy, folder), "duplicate preset")

    def delete(self, entry: "PresetEntry") -> None:
        """Take it out of the library, with undo."""
        self._start(self._delete(entry), "delete preset")

    def free_name(self, name: str, folder: str) -> str:
        """``name``, or it with a number, so that ``trouble_with`` finds none."""
        number, tried = 1, name
        while self.trouble_with(tried, folder) and number < MOST_AT_ONCE:
            number += 1
            tried = f"{name} {number}"
        return tried

    def open_named(self, text: str) -> None:
        """Put the preset of that name or path into the draft: another start asked for it."""
        self._start(self._open_named(text), "open preset")

    # Bringing in and taking out

    def import_text(self, text: str) -> None:
        """Bring in what was dropped or pasted: a preset, a request's JSON, or a cURL line."""
        self._start(self._import_text(text), "import text")

    def import_clipboard(self) -> None:
        """Bring in what is in the clipboard."""
        self.import_text(QGuiApplication.clipboard().text())

    def import_files(self, paths: Iterable[Path]) -> None:
        """Bring in files of these kinds."""
        self._start(self._import_files(list(paths)[:MOST_AT_ONCE]), "import files")

    def export(self, entries: "Sequence[PresetEntry]", folder: Path) -> None:
        """Write copies of presets into a folder of the person's."""
        self.folder = str(folder)
        whole = [entry for entry in entries if not entry.broken]
        if whole:
            self._start(self._export(whole, folder), "export presets")

    def copy_curl(self) -> None:
        """Put the draft, as it would be sent, into the clipboard as a cURL command."""
        from .code_copies import curl_of

        self._copy(curl_of, "cURL command")

    def copy_python(self) -> None:
        """Put the draft, as it would be sent, into the clipboard as a Python program."""
        from .code_copies import python_of

        self._copy(python_of, "Python program")

    def show_folder(self, entry: "PresetEntry | None" = None) -> None:
        """Open the folder of a preset, or the library's, in the system's file manager."""
        own = self.presets.store.own
        folder = own if entry is None else Path(entry.path).parent
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._notices.tell(Notice("The folder of presets", str(folder), topic="presets folder"))

    # In tasks

    def _start(self, coro: Coroutine[Any, Any, None], name: str) -> None:
        self._tasks.start(coro, name, _GROUP)

    async def _save_as(self, preset: "Preset", folder: str) -> None:
        entry = await self.presets.run(self.presets.store.create, preset, folder)
        await self.presets.refresh()
        self.presets.became(entry)

    async def _update(self, entry: "PresetEntry", preset: "Preset") -> None:
        kept = await self.presets.run(self.presets.store.update, entry, preset)
        await self.presets.refresh()
        self.presets.became(kept)

    async def _move(self, entry: "PresetEntry", name: str, folder: str) -> None:
        was_current = self.presets.label == entry.label
        marked = self.presets.is_favourite(entry)
        moved = await self.presets.run(self.presets.store.move, entry, name, folder)
        if marked:
            self.presets.set_favourite(entry, marked=False)
            self.presets.set_favourite(moved, marked=True)
        await self.presets.refresh()
        if was_current:
            self.presets.became(moved)

    async def _duplicate(self, preset: "Preset", folder: str) -> None:
        entry = await self.presets.run(self.presets.store.create, preset, folder)
        await self.presets.refresh()
        self._notices.tell(Notice("Duplicated", f"“{entry.label}”", topic="preset copied"))

    async def _delete(self, entry: "PresetEntry") -> None:
        deleted = await self.presets.run(self.presets.store.delete, entry)
        await self.presets.refresh()
        undo = Offer("undoDeletePreset", "Undo", lambda: self._restore(deleted))
        text = f"“{entry.label}”. The draft stays as it is."
        topic = f"preset deleted {deleted.kept.name}"
        self._notices.tell(Notice("Preset deleted", text, topic=topic, offers=(undo,)))

    def _restore(self, deleted: "Deleted") -> None:
        self._start(self._restore_deleted(deleted), "restore preset")

    async def _restore_deleted(self, deleted: "Deleted") -> None:
        await self.presets.run(self.presets.store.restore, deleted)
        self._notices.close_topic(f"preset deleted {deleted.kept.name}")
        await self.presets.refresh()

    async def _open_named(self, text: str) -> None:
        from ..backend.preset_lookup import find_preset

        self.presets.apply(await self.presets.run(find_preset, self.presets.store, text))

    async def _import_text(self, text: str) -> None:
        from ..core.request_import import CannotImport, read_text

        try:
            await self._take(read_text(text))
        except CannotImport as error:
            raise ImportRefused(str(error)) from None

    async def _import_files(self, paths: Sequence[Path]) -> None:
        from ..core.request_import import CannotImport

        refused: list[str] = []
        requests: dict[str, Imported] = {}
        for path in paths:
            try:
                read = await self._import_file(path, alone=len(paths) == 1)
            except CannotImport as error:
                refused.append(f"“{path.name}”: {error}")
            else:
                if read is not None and not read.is_preset:
                    requests[path.name] = read
        taken = len(paths) - len(refused)
        if taken and len(paths) > 1:
            self._tell_files(taken, requests)
        if refused:
            more = len(refused) - NAMES_TOLD
            tail = f" And {more} more." if more > 0 else ""
            kind = NotAllImported if taken else ImportRefused
            raise kind(" ".join(refused[:NAMES_TOLD]) + tail)

    async def _import_file(self, path: Path, *, alone: bool) -> "Imported | None":
        """Bring one file in: what it holds; None for a preset that is in the library already.

        Raises:
            CannotImport: it cannot be used.
        """
        from ..backend.preset_files import read_text_file
        from ..core.preset import SUFFIX
        from ..core.request_import import CannotImport, read_text

        own = next((e for e in self.presets.entries if Path(e.path) == path), None)
        if own is not None:
            self.presets.apply(own)
            if own.trouble:
                raise CannotImport(own.trouble)
            return None
        text = await self.presets.run(read_text_file, path)
        if text is None:
            raise CannotImport("It is no text, empty, or too large for a preset.")
        read = read_text(text, path.name.removesuffix(SUFFIX))
        await self._take(read, alone=alone)
        return read

    async def _take(self, read: "Imported", alone: bool = True) -> None:
        """A request goes into the draft; a preset into the library and, alone, the draft too."""
        if not read.is_preset:
            request = read.preset.applied_to(self._draft.request)
            self._draft.replace(request, Background(), self._draft.values)
            if alone:
                self._tell_request(read.left_out)
            return
        store = self.presets.store
        name = await self.presets.run(store.free_name, read.preset.name, "")
        entry = await self.presets.run(store.create, replace(read.preset, name=name), "")
        await self.presets.refresh()
        if alone:
            self.presets.apply(entry)
            text = f"“{name}” is kept among your presets, and in the draft now."
            self._notices.tell(Notice("Preset imported", text, topic="imported"))

    def _tell_request(self, left_out: Sequence[str]) -> None:
        self._tell_imported("Request imported", "It is in the draft now.", left_out)

    def _tell_files(self, taken: int, requests: "Mapping[str, Imported]") -> None:
        """Of several requests the draft holds one: say which, and where the others are."""
        text = ""
        if requests:
            text = f"The request of “{list(requests)[-1]}” is in the draft now."
        if len(requests) > 1:
            before = "one before it" if len(requests) == 2 else f"{len(requests) - 1} before it"
            text = f"{text} Undo brings back the {before}."
        left_out = dict.fromkeys(name for read in requests.values() for name in read.left_out)
        title = "One file imported" if taken == 1 else f"{taken} files imported"
        self._tell_imported(title, text, list(left_out))

    def _tell_imported(self, title: str, text: str, left_out: Sequence[str]) -> None:
        tone = Tone.INFO
        if left_out:
            names = ", ".join(name[:40] for name in left_out[:8])
            text, tone = f"{text} Left out, as no field of a request: {names}.", Tone.WARNING
        self._notices.tell(Notice(title, text, tone, topic="imported"))

    async def _export(self, entries: "Sequence[PresetEntry]", folder: Path) -> None:
        written = await self.presets.run(self.presets.store.export, entries, folder)
        what = f"“{written[0].name}”" if len(written) == 1 else f"{len(written)} presets"
        self._notices.tell(Notice("Exported", f"{what} in {folder}", topic="presets exported"))

    def _copy(self, code_of: Callable[[VideoRequest, str], str], what: str) -> None:
        order = settled(Order(*self._draft.to_send()))
        code = code_of(order.request, self._account.profile.base_url)
        QGuiApplication.clipboard().setText(code)
        message, tone = "The token is not in it: it is read from SEEDANCE_TOKEN.", Tone.INFO
        open_part = "" if order.braces_meant else left_open(order.request)
        if open_part:
            message = f"Its prompt still holds {open_part}, which would be sent as it is. {message}"
            tone = Tone.WARNING
        self._notices.tell(Notice(f"Copied as {what}", message, tone, topic="copied as code"))

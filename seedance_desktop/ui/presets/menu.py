"""What can be done with a preset, and with presets at all: only what applies is in the menu."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QWidget

from ...core.preset import PresetEntry
from ...state.preset_desk import PresetDesk
from ..widgets.menus import add, make_menu
from . import files
from .sheet import PresetSheet


def _tr(text: str) -> str:
    return QCoreApplication.translate("PresetMenu", text)


def preset_menu(
    desk: PresetDesk, entry: PresetEntry | None, parent: QWidget, *, draft_too: bool
) -> QMenu:
    """For ``entry``, where there is one; with ``draft_too`` also what is about the draft."""
    menu = _menu(parent)
    window = parent.window()
    presets = desk.presets
    own = entry is not None and presets.is_own(entry)
    if draft_too:
        add(menu, "presetSaveAs", _tr("Save as…"), lambda: PresetSheet.to_save(desk, window).open())
        if own and entry is not None and presets.edited:
            add(
                menu, "presetUpdate", _tr("Update “{name}”").format(name=_short(entry)), desk.update
            )
        menu.addSeparator()
    if entry is not None:
        _add_about(menu, desk, entry, window)
    if draft_too:
        add(
            menu,
            "presetImportFile",
            _tr("Import from file…"),
            lambda: files.ask_import(desk, window),
        )
        add(menu, "presetImportClipboard", _tr("Import from clipboard"), desk.import_clipboard)
        if entry is None:
            add(menu, "presetShowFolder", _tr("Show folder"), desk.show_folder)
        menu.addSeparator()
        add(menu, "presetCopyCurl", _tr("Copy as cURL"), desk.copy_curl)
        add(menu, "presetCopyPython", _tr("Copy as Python"), desk.copy_python)
        if presets.label:
            menu.addSeparator()
            add(menu, "presetLeave", _tr("Go on without a preset"), presets.leave)
    return menu


def export_menu(desk: PresetDesk, entries: Sequence[PresetEntry], parent: QWidget) -> QMenu:
    """For several presets."""
    menu = _menu(parent)
    window, chosen = parent.window(), list(entries)
    whole = sum(not entry.broken for entry in chosen)
    words = _tr("Export {n} presets…").format(n=whole)
    add(menu, "presetExport", words, lambda: files.ask_export(desk, chosen, window))
    return menu


def _add_about(menu: QMenu, desk: PresetDesk, entry: PresetEntry, window: QWidget) -> None:
    presets, own = desk.presets, desk.presets.is_own(entry)
    marked = presets.is_favourite(entry)
    if not entry.broken:
        words = _tr("Take the star away") if marked else _tr("Mark as favourite")
        add(menu, "presetFavourite", words, lambda: presets.set_favourite(entry, not marked))
    if own:
        add(menu, "presetRename", _tr("Rename…"),
            lambda: PresetSheet.to_rename(desk, entry, window).open())  # fmt: skip
        add(menu, "presetMove", _tr("Move to folder…"),
            lambda: PresetSheet.to_move(desk, entry, window).open())  # fmt: skip
    if not entry.broken:
        add(menu, "presetDuplicate", _tr("Duplicate…"),
            lambda: PresetSheet.to_duplicate(desk, entry, window).open())  # fmt: skip
        add(menu, "presetExport", _tr("Export…"),
            lambda: files.ask_export(desk, [entry], window))  # fmt: skip
    if not entry.built_in:
        add(menu, "presetShowFolder", _tr("Show folder"), lambda: desk.show_folder(entry))
    if own:
        add(menu, "presetDelete", _tr("Delete"), lambda: desk.delete(entry))
    menu.addSeparator()


def _menu(parent: QWidget) -> QMenu:
    return make_menu(parent, "presetActions", _tr("What to do with presets"))


def _short(entry: PresetEntry) -> str:
    return entry.name if len(entry.name) <= 30 else f"{entry.name[:29]}…"

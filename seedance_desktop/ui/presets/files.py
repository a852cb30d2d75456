"""Where presets come from and go to: the system's file dialogs."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from ...core.preset import PresetEntry
from ...state.preset_desk import PresetDesk


def _tr(text: str) -> str:
    return QCoreApplication.translate("PresetFiles", text)


def ask_import(desk: PresetDesk, parent: QWidget) -> None:
    """Ask for files to bring in. Returns at once."""
    dialog = _dialog(parent, "presetImportDialog", _tr("Import presets or a request"), desk.folder)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters(
        [_tr("Presets, requests, cURL (*.json *.txt *.sh)"), _tr("All files (*)")]
    )
    dialog.filesSelected.connect(lambda names: _import(desk, [Path(name) for name in names]))
    dialog.open()


def ask_export(desk: PresetDesk, entries: Sequence[PresetEntry], parent: QWidget) -> None:
    """Ask for a folder to write copies into. Returns at once."""
    title = _tr("Choose a folder for the copies")
    dialog = _dialog(parent, "presetExportDialog", title, desk.folder)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    chosen = list(entries)
    dialog.fileSelected.connect(lambda name: desk.export(chosen, Path(name)))
    dialog.open()


def _import(desk: PresetDesk, paths: Sequence[Path]) -> None:
    if paths:
        desk.folder = str(paths[0].parent)
        desk.import_files(paths)


def _dialog(parent: QWidget, name: str, title: str, folder: str) -> QFileDialog:
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    dialog = QFileDialog(parent, title, folder or documents)
    dialog.setObjectName(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog

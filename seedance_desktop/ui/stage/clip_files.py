"""The clip's file outside the app: saved as a copy, shown in its folder."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_where_to_save(
    parent: QWidget, clip: Path, folder: str, chosen: Callable[[Path], None]
) -> None:
    """Ask for the copy's name, in `folder` at first, and tell `chosen`. Returns at once."""
    movies = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MoviesLocation)
    title = QCoreApplication.translate("ClipFiles", "Save a copy of the clip")
    dialog = QFileDialog(parent, title, folder or movies)
    dialog.setObjectName("saveAsDialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(clip.suffix.lstrip("."))
    dialog.selectFile(clip.name)
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.open()


def reveal(clip: Path) -> bool:
    """Open the clip's folder in the system's file manager; False where there is none to open it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(clip.parent)))

"""The one place a drag out of the window is started.

``QDrag.exec`` runs an event loop inside the one of the app. That is safe only from a mouse event,
where no coroutine is under way, so nothing else may call it.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QPixmap
from PySide6.QtWidgets import QWidget


def drag_files(source: QWidget, paths: Sequence[Path], picture: QPixmap | None = None) -> None:
    """Let the person drop copies of these files into another program. Call from a mouse event."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    drag = QDrag(source)
    drag.setMimeData(data)
    if picture is not None and not picture.isNull():
        drag.setPixmap(picture)
        middle = picture.deviceIndependentSize() / 2
        drag.setHotSpot(QPoint(int(middle.width()), int(middle.height())))
    drag.exec(Qt.DropAction.CopyAction)

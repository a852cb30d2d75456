"""The one place a drag is started, and what our own drags carry beside files and links.

``QDrag.exec`` runs an event loop inside the one of the app. That is safe only from a mouse event,
where no coroutine is under way, so nothing else may call it.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QPixmap
from PySide6.QtWidgets import QWidget

from ..core.spec import Kind

REFERENCE = "application/x-seedance-reference"
"""``image:0``: a reference of the draft by its kind and its position, from 0."""
GENERATIONS = "application/x-seedance-generations"
"""``4711:12,13``: generations by their ids, in the process with this number alone."""

_MOST_IDS = 200


def drag_files(
    source: QWidget,
    paths: Sequence[Path],
    picture: QPixmap | None = None,
    generations: Sequence[int] = (),
) -> None:
    """Let the person drop copies of these files into another program. Call from a mouse event.

    ``generations`` are the ids of what is dragged, for other parts of this window.
    """
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    if generations:
        ids = ",".join(map(str, generations[:_MOST_IDS]))
        data.setData(GENERATIONS, f"{os.getpid()}:{ids}".encode())
    _drag(source, data, picture)


def drag_reference(
    source: QWidget, kind: Kind, position: int, url: str, picture: QPixmap | None = None
) -> None:
    """Let the person drop a reference elsewhere in the window, and as a link anywhere else."""
    data = QMimeData()
    data.setData(REFERENCE, f"{kind}:{position}".encode())
    data.setUrls([QUrl(url)])
    _drag(source, data, picture)


def reference_in(data: QMimeData) -> tuple[Kind, int] | None:
    """The reference that a drag carries, as kind and position."""
    kind, _, position = _text(data, REFERENCE).partition(":")
    if kind not in tuple(Kind) or not position.isdecimal() or len(position) > 6:
        return None
    return Kind(kind), int(position)


def generations_in(data: QMimeData) -> tuple[int, ...]:
    """Ids of the generations that a drag of this process carries."""
    process, _, ids = _text(data, GENERATIONS).partition(":")
    if process != str(os.getpid()):
        return ()
    return tuple(int(id) for id in ids.split(",")[:_MOST_IDS] if id.isdecimal() and len(id) < 18)


def _text(data: QMimeData, format: str) -> str:
    return bytes(data.data(format).data()).decode("ascii", "replace")


def _drag(source: QWidget, data: QMimeData, picture: QPixmap | None) -> None:
    drag = QDrag(source)
    drag.setMimeData(data)
    if picture is not None and not picture.isNull():
        drag.setPixmap(picture)
        middle = picture.deviceIndependentSize() / 2
        drag.setHotSpot(QPoint(int(middle.width()), int(middle.height())))
    drag.exec(Qt.DropAction.CopyAction)

"""Small pictures of references, fetched, decoded and scaled off the GUI thread."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from ..core.spec import Kind


class Thumbnails(QObject):
    """Pictures by kind and URL, from memory, from the disk, or from where the link leads."""

    ready = Signal(str)
    """The picture of this URL is here, or is known not to be had."""

    def picture(self, kind: Kind, url: str) -> QImage | None:
        """The picture of a reference; a null one where none is to be had.

        None while it is not here yet: it is being loaded then, and ``ready`` tells.
        """
        return None

    def close(self) -> None:
        """End the thread."""

"""A large picture made small, and kept: for threads, never for the GUI's."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter

SIDE = 320
"""Pixels of the longer side: a tile on a sharp screen, with room."""

_FORMATS = frozenset((b"jpeg", b"png", b"webp", b"bmp", b"tiff", b"gif"))
_QUALITY = 85


def read_small(path: Path, side: int = SIDE) -> QImage:
    """The picture in ``path``, turned as it says, no longer than ``side``; null if unreadable.

    What it would take in memory is limited by Qt's own allocation limit (256 MB).
    """
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    if reader.format().data() not in _FORMATS:
        return QImage()
    reader.setAutoTransform(True)
    full = reader.size()
    if full.isValid() and max(full.width(), full.height()) > side:
        small = full.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(small.expandedTo(QSize(1, 1)))
    return reader.read()


def save_small(picture: QImage, path: Path) -> bool:
    """Write it where ``read_small`` can read it; whether it was."""
    clear = picture.hasAlphaChannel()
    writer = QImageWriter(str(path), b"png" if clear else b"jpeg")
    if not clear:
        writer.setQuality(_QUALITY)
    return writer.write(picture)

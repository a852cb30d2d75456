"""Posters for the cards, read and scaled on a thread of their own."""

from collections import deque
from pathlib import Path

from PySide6.QtCore import QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from .lru import Lru
from .tasks import TaskOwner
from .threads import Worker

MEMORY = 24 * 1024 * 1024
"""Bytes of pixels held: some three hundred posters on a sharp screen."""
WAITING = 64
"""Posters waited for; older ones were scrolled past and are asked for again when seen."""

_GROUP = "posters"

_Key = tuple[str, int, int, float]


class Posters(QObject):
    """Small pictures by file and size."""

    ready = Signal(str)
    """The picture of this file is here, or is known to be unreadable."""

    def __init__(self, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._worker = Worker(_GROUP)
        self._pictures: Lru[_Key, QPixmap] = Lru(MEMORY, _bytes)
        self._wanted: deque[_Key] = deque()
        self._asked: set[_Key] = set()

    def pixmap(self, path: str, size: QSize, ratio: float) -> QPixmap | None:
        """The picture filling ``size`` logical px on a screen of ``ratio``.

        None while it is being read; a null pixmap where it cannot be read.
        """
        pixels = size * ratio
        key = (path, pixels.width(), pixels.height(), ratio)
        picture = self._pictures.get(key)
        if picture is None:
            self._want(key)
        return picture

    def close(self) -> None:
        """Read what is being read, then end the thread."""
        self._wanted.clear()
        self._worker.close()

    def _want(self, key: _Key) -> None:
        if key in self._asked:
            return
        self._asked.add(key)
        self._wanted.append(key)
        if len(self._wanted) > WAITING:
            self._asked.discard(self._wanted.popleft())
        if not self._tasks.running(_GROUP):
            self._tasks.start(self._read_wanted(), _GROUP, group=_GROUP)

    async def _read_wanted(self) -> None:
        while self._wanted:
            key = self._wanted.pop()  # the newest: it is what is on the screen
            path, width, height, ratio = key
            try:
                image = await self._worker.run(read_filling, Path(path), QSize(width, height))
            finally:
                self._asked.discard(key)
            image.setDevicePixelRatio(ratio)
            self._pictures.put(key, QPixmap.fromImage(image))
            self.ready.emit(path)


def read_filling(path: Path, size: QSize) -> QImage:
    """The middle of the picture, scaled so that it fills ``size`` px; null if unreadable."""
    reader = QImageReader(str(path))
    full = reader.size()
    if not full.isValid() or full.isEmpty():
        return QImage()
    scaled = full.scaled(size, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    middle = QRect((scaled.width() - size.width()) // 2, 0, size.width(), size.height())
    middle.moveTop((scaled.height() - size.height()) // 2)
    reader.setScaledSize(scaled)
    reader.setScaledClipRect(middle)
    return reader.read()


def _bytes(picture: QPixmap) -> int:
    return max(1, picture.width() * picture.height() * 4)

"""Tells when something in some folders changed, whoever changed it."""

from collections.abc import Iterable

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

PAUSE_MS = 120
"""Changes come in swarms, as from a checkout: told once they pause."""
MOST_FILES = 1_000
"""Files watched one by one, for programs that write in place; folders are watched in any case.

Each takes one of the system's few watches. Beyond that, a change in place shows when the library
is next looked at."""


class FolderWatch(QObject):
    """Watches folders and files by their paths."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watcher = QFileSystemWatcher(self)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self.changed)
        self._watcher.directoryChanged.connect(lambda _: self._timer.start())
        self._watcher.fileChanged.connect(lambda _: self._timer.start())

    def watch(self, folders: Iterable[str], files: Iterable[str]) -> bool:
        """Watch these and nothing else; what is not there is passed over.

        Whether anything is new among them: it may have changed before it was watched.
        """
        wanted = {*folders, *list(files)[:MOST_FILES]}
        # What was replaced by a new file of the same name is no longer watched: add it again.
        watched = {*self._watcher.directories(), *self._watcher.files()}
        gone, new = watched - wanted, wanted - watched
        if gone:
            self._watcher.removePaths(sorted(gone))
        if new:
            # The system has only so many watches; what got none is no news.
            new -= set(self._watcher.addPaths(sorted(new)))
        return bool(new)

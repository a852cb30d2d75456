"""Settings and draft on disk: saved a moment after the last change, and on close."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from ..backend.draft_file import save_draft
from ..backend.settings import Settings, save_settings
from ..core.errors import StorageTrouble
from .draft import Draft
from .notices import Notices
from .tasks import TaskOwner
from .threads import Worker

PAUSE_MS = 400
AGAIN_MS = 10_000
"""Until what a disk did not take is written again, though nothing has changed since."""

T = TypeVar("T")


class Autosave(QObject, Generic[T]):
    """Writes the newest value, off the GUI thread, when changes pause."""

    def __init__(
        self,
        save: Callable[[T], None],
        current: Callable[[], T],
        worker: Worker,
        tasks: TaskOwner,
        notices: Notices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._save = save
        self._current = current
        self._worker = worker
        self._tasks = tasks
        self._notices = notices
        self._unsaved = self._failed = self._told = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._start)

    def touch(self) -> None:
        """The value has changed."""
        self._unsaved, self._told = True, False
        if not self._timer.isActive() or self._timer.interval() != PAUSE_MS:
            self._timer.start(PAUSE_MS)

    async def flush(self) -> None:
        """Write now what is not written yet; a failure is told, and tried again later."""
        self._timer.stop()
        if not self._unsaved:
            return
        self._unsaved = False
        try:
            await self._worker.run(self._save, self._current())
        except StorageTrouble as trouble:
            self._unsaved = self._failed = True
            if not self._told:
                # Of each change once: what is tried again by itself brings no closed notice back.
                self._told = True
                self._notices.tell_error(trouble, topic="autosave")
            self._timer.start(AGAIN_MS)
        except asyncio.CancelledError:
            # It may not have been begun: the last flush of a close writes it.
            self._unsaved = True
            raise
        else:
            if self._failed:
                self._failed = False
                self._notices.close_topic("autosave")

    def _start(self) -> None:
        self._tasks.start(self.flush(), "autosave", group="autosave")


class SettingsKeeper(QObject):
    """The settings, and their file."""

    changed = Signal(object)
    """The names that changed, as a frozenset."""

    def __init__(
        self,
        value: Settings,
        path: Path,
        worker: Worker,
        tasks: TaskOwner,
        notices: Notices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._value = value
        self._autosave = Autosave(
            lambda settings: save_settings(path, settings),
            lambda: self._value,
            worker,
            tasks,
            notices,
            self,
        )

    @property
    def value(self) -> Settings:
        """The settings as they stand."""
        return self._value

    def set(self, **changes: Any) -> None:
        """Change some settings; they are on disk a moment later."""
        names = frozenset(k for k, v in changes.items() if getattr(self._value, k) != v)
        if names:
            self._value = replace(self._value, **changes)
            self._autosave.touch()
            self.changed.emit(names)

    async def flush(self) -> None:
        """Write now."""
        await self._autosave.flush()


class DraftKeeper(QObject):
    """Keeps the draft through a restart and a crash."""

    def __init__(
        self,
        draft: Draft,
        path: Path,
        worker: Worker,
        tasks: TaskOwner,
        notices: Notices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._autosave = Autosave(
            lambda composition: save_draft(path, composition),
            lambda: draft.composition,
            worker,
            tasks,
            notices,
            self,
        )
        draft.changed.connect(self._on_changed)

    async def flush(self) -> None:
        """Write now."""
        await self._autosave.flush()

    def _on_changed(self, names: frozenset[str]) -> None:
        self._autosave.touch()

"""The table of what was spent: loaded when it is asked for, and again when a charge comes in."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ..backend.spending_csv import write_spending
from ..core.errors import StorageTrouble
from ..core.spending import Grouping, Line
from .library import Library, midnight
from .notices import Notice, Notices
from .tasks import TaskOwner
from .threads import Worker

_GROUP = "spending"
FOLLOW_MS = 1_500
"""After which a charge that came in is shown: years of work take the store a third of a second."""


class Spending(QObject):
    """Lives as long as its view."""

    changed = Signal()
    """Other lines."""
    exported = Signal(str)
    """Name of the file that was written."""
    refused = Signal(str)
    """Why a file could not be written, or the history not be read."""

    def __init__(
        self,
        library: Library,
        files: Worker,
        notices: Notices,
        tasks: TaskOwner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._files = files
        self._notices = notices
        self._tasks = tasks
        self._by = self._shown_by = Grouping.DAY
        self._first = self._last = date.today()
        self._lines: tuple[Line, ...] = ()
        self._loaded = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._later = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        for timer in (self._soon, self._later):
            timer.timeout.connect(self._start)
        library.totals_changed.connect(self._follow)

    @property
    def by(self) -> Grouping:
        """What one of ``lines`` stands for."""
        return self._shown_by

    @property
    def days(self) -> tuple[date, date]:
        """The first day and the last one, both included."""
        return self._first, self._last

    @property
    def lines(self) -> Sequence[Line]:
        """The lines as last loaded."""
        return self._lines

    @property
    def loaded(self) -> bool:
        """Whether they were loaded at all."""
        return self._loaded

    def show(self, by: Grouping, first: date, last: date) -> None:
        """Load the lines of these days, both included."""
        self._by, self._first, self._last = by, first, last
        self._soon.start()

    async def first_day(self) -> date:
        """The day of the first request; today before there is one."""
        at = await self._library.first_sent_at()
        return date.today() if at is None else datetime.fromtimestamp(at).date()

    def export(self, path: Path) -> None:
        """Write what is shown to ``path``, as CSV."""
        export = self._export(path, self._shown_by, self._lines)
        self._tasks.start(export, "export the spending")

    def close(self) -> None:
        """Load nothing more."""
        for timer in (self._soon, self._later):
            timer.stop()
        self._library.totals_changed.disconnect(self._follow)
        self._tasks.cancel(_GROUP)

    def _follow(self) -> None:
        if not self._later.isActive():
            self._later.start()

    def _start(self) -> None:
        self._tasks.start(self._load(), "spending", group=_GROUP, exclusive=True)

    async def _load(self) -> None:
        by = self._by
        since, until = midnight(self._first), midnight(self._last + timedelta(days=1))
        try:
            lines = tuple(await self._library.spending(by, since, until))
        except StorageTrouble as trouble:
            self.refused.emit(trouble.text)
            return
        if not self._loaded or (by, lines) != (self._shown_by, self._lines):
            self._loaded, self._shown_by, self._lines = True, by, lines
            self.changed.emit()

    async def _export(self, path: Path, by: Grouping, lines: Sequence[Line]) -> None:
        try:
            await self._files.run(write_spending, path, by, lines)
        except StorageTrouble as trouble:
            self.refused.emit(trouble.text)
            return
        self._notices.tell(Notice("Saved", str(path), topic="spending saved"))
        self.exported.emit(path.name)

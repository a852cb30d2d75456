"""What waits, held against a budget that was made or lowered since it was let into the queue."""

from PySide6.QtCore import QObject, Signal

from ..core.budget import Scope, Stop, stop_in
from ..core.budget_words import stopped
from ..core.generation import Generation
from .budgets import Budgets
from .dispatch import Dispatcher
from .gate import Yes
from .keeper import SettingsKeeper
from .library import Library
from .notices import Notice, Notices, Offer, Tone
from .tasks import TaskOwner

NO_ROOM = "waits for the budget"

_TOPIC = "budget of what waits"
_GROUP = "judge what waits"


class BudgetStop(QObject):
    """Stops the queue before the first request that goes over a budget that got tighter.

    The gate judged what waits when it was let in, and is not asked for it again: without a change
    of a budget nothing is stopped. After one the line is judged anew, in its order, and what no
    longer fits waits until it does or the person says so. They are told once, and find the same
    answer in the queue. All of it holds over a restart.
    """

    changed = Signal()

    def __init__(
        self,
        settings: SettingsKeeper,
        budgets: Budgets,
        library: Library,
        dispatcher: Dispatcher,
        notices: Notices,
        yes: Yes,
        tasks: TaskOwner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._budgets = budgets
        self._library = library
        self._dispatcher = dispatcher
        self._notices = notices
        self._yes = yes
        self._tasks = tasks
        self._doubted: set[int] = set()
        """What is judged again whenever the line or a sum changes, until all of it fits."""
        self._held: frozenset[int] = frozenset()
        """Those of it that are not sent: they do not fit, or were not judged yet."""
        self._scopes: set[Scope] = set()
        """The budgets it is judged by."""
        self._unseen = settings.value.judge_up_to
        """What waits up to this row was in doubt when the app ended."""
        self._stop: Stop | None = None
        self._tell = False
        """Whether the person is to be told where it stops."""
        dispatcher.set_hold(self._hold)
        dispatcher.line_changed.connect(self._look)
        budgets.changed.connect(self._look)
        budgets.tightened.connect(self._on_tightened)

    @property
    def stop(self) -> Stop | None:
        """Where the line stops; None where it does not."""
        return self._stop

    def send_anyway(self) -> None:
        """Let go what is stopped, whatever it comes to."""
        if self._stop is not None and not self._yes.too_soon():
            self._end()

    def _hold(self, row: Generation) -> str:
        return NO_ROOM if row.id in self._held or row.id <= self._unseen else ""

    def _on_tightened(self, scope: Scope) -> None:
        project = self._budgets.project
        affected = {
            r.id for r in self._line() if scope is not Scope.PROJECT or r.project == project
        }
        if affected:
            # At once: nothing more of it leaves before it is judged.
            self._scopes.add(scope)
            self._tell = True
            self._doubt(self._doubted | affected)
            self._keep(self._held | affected)
            self._look()

    def _look(self) -> None:
        """Judge anew what is in doubt, as it waits now."""
        line = self._dispatcher.line
        if self._unseen and line:
            self._doubted = {id for id in line if id <= self._unseen}
            self._held, self._unseen = frozenset(self._doubted), 0
            self._scopes, self._tell = set(Scope), True
        if self._doubted and not self._budgets.renaming:
            self._tasks.start(self._judge(), _GROUP, group=_GROUP, exclusive=True)

    async def _judge(self) -> None:
        projects = {row.project for row in self._line() if row.id in self._doubted}
        totals = {project: await self._library.count(project) for project in projects}
        if self._budgets.renaming:
            return
        standings = {
            project: [
                standing
                for standing in self._budgets.standings_of(sums, project)
                if standing.scope in self._scopes
            ]
            for project, sums in totals.items()
        }
        stop = stop_in(self._line(), self._doubted, standings)
        if stop is None:
            self._end()
        else:
            self._doubt(self._doubted.intersection(self._dispatcher.line))
            self._keep(frozenset(stop.ids))
            self._show(stop)

    def _end(self) -> None:
        """All of it may go, as what the gate let in."""
        self._doubt(set())
        self._keep(frozenset())
        self._scopes.clear()
        self._show(None)

    def _line(self) -> list[Generation]:
        rows = map(self._dispatcher.waiting_row, self._dispatcher.line)
        return [row for row in rows if row is not None]

    def _doubt(self, ids: set[int]) -> None:
        self._doubted, last = ids, max(ids, default=0)
        if last != self._settings.value.judge_up_to:
            self._settings.set(judge_up_to=last)
            # At once, as the pause: it must hold even if the app dies in the next moment.
            self._tasks.start(self._settings.flush(), "keep the stop", group="keep the stop")

    def _keep(self, ids: frozenset[int]) -> None:
        if ids != self._held:
            self._held = ids
            self._dispatcher.hold_changed()

    def _show(self, stop: Stop | None) -> None:
        if stop is None:
            self._tell = False
            self._notices.close_topic(_TOPIC)
        elif self._tell or (stop != self._stop and self._is_told()):
            self._tell = False
            self._notices.tell(self._notice(stop))
        if stop != self._stop:
            self._stop = stop
            self.changed.emit()

    def _is_told(self) -> bool:
        return any(notice.topic == _TOPIC for notice in self._notices.standing)

    def _notice(self, stop: Stop) -> Notice:
        asked = stopped(stop.verdict, len(stop.ids))
        send = Offer("waitingSendAnyway", asked.send_all, self.send_anyway)
        keep = Offer("waitingKeep", "Keep waiting", lambda: self._notices.close_topic(_TOPIC))
        offers = (send, keep)
        return Notice(asked.title, asked.text, Tone.WARNING, topic=_TOPIC, offers=offers)

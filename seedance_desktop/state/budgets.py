"""The budgets and the projects the person made, and how they stand."""

from PySide6.QtCore import QObject, Signal

from ..core.budget import LONGEST_PROJECT, Scope, Spent, Standing, Totals, tightest
from ..core.urls import is_legible
from .keeper import SettingsKeeper
from .library import Library
from .tasks import TaskOwner

_NAMES = {Scope.SESSION: "budget_session", Scope.DAY: "budget_day"}
_SHOWN = frozenset({*_NAMES.values(), "projects", "project"})


class Budgets(QObject):
    """Amounts and names are kept in the settings; what is spent comes from the history alone."""

    changed = Signal()
    """A budget, a project, or what is gone of a budget."""
    tightened = Signal(object)
    """The ``Scope`` of a budget that was made or lowered; a project's is the current one's."""

    def __init__(
        self,
        settings: SettingsKeeper,
        library: Library,
        tasks: TaskOwner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._library = library
        self._tasks = tasks
        self._renaming = 0
        library.count_for(self.project)
        library.totals_changed.connect(self.changed)
        settings.changed.connect(self._on_settings_changed)

    @property
    def project(self) -> str:
        """Name of the project that what is sent counts for; empty for none."""
        return self._settings.value.project

    @property
    def projects(self) -> tuple[str, ...]:
        """The names of the projects, in the order they were made."""
        return tuple(self._settings.value.projects)

    @property
    def renaming(self) -> bool:
        """Whether the rows of a project are being renamed: till then its sum is nobody's."""
        return self._renaming > 0

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Every budget there is, as it stood when the history was last summed."""
        return self.standings_of(self._library.totals, self.project)

    @property
    def tightest(self) -> Standing | None:
        """The budget of which the least is left; None without a budget."""
        return tightest(self.standings)

    @property
    def sums(self) -> dict[Scope, Spent]:
        """What is gone, as the history was last summed, with a budget or without one."""
        return _sums(self._library.totals)

    def standings_of(self, totals: Totals, project: str) -> tuple[Standing, ...]:
        """Every budget there is for ``project``, held against ``totals``, which are for it too."""
        return tuple(
            Standing(scope, amount, spent, project if scope is Scope.PROJECT else "")
            for scope, spent in _sums(totals).items()
            if (amount := self._amount(scope, project)) is not None
        )

    def amount(self, scope: Scope) -> float | None:
        """Credits of a budget; None where there is none. The project's is the current one's."""
        return self._amount(scope, self.project)

    def set_amount(self, scope: Scope, amount: float | None) -> None:
        """Set a budget, or None for none. The project's is the current one's."""
        before = self.amount(scope)
        if scope is not Scope.PROJECT:
            self._settings.set(**{_NAMES[scope]: amount})
        elif self.project:
            self._settings.set(projects={**self._settings.value.projects, self.project: amount})
        now = self.amount(scope)
        if now is not None and (before is None or now < before):
            self.tightened.emit(scope)

    def use(self, project: str) -> None:
        """What is sent from now on counts for ``project``, or for none where it is empty."""
        self._settings.set(project=project)

    def refusal(self, name: str, renamed: str = "") -> str:
        """Why a project cannot be called ``name``; empty where it can."""
        if not name:
            return "Give the project a name."
        if len(name) > LONGEST_PROJECT or not is_legible(name):
            return f"A name has at most {LONGEST_PROJECT} characters, on one line."
        taken = {p.casefold() for p in self.projects if p != renamed}
        return "There is a project of this name." if name.casefold() in taken else ""

    def add(self, name: str) -> None:
        """Begin a project, and use it. ``refusal`` comes first."""
        self._settings.set(projects={**self._settings.value.projects, name: None}, project=name)

    def rename(self, old: str, new: str) -> None:
        """Call a project, and all that was made for it, by another name. ``refusal`` first."""
        if new == old:
            return
        self._renaming += 1
        names = {new if p == old else p: b for p, b in self._settings.value.projects.items()}
        current = new if self.project == old else self.project
        self._settings.set(projects=names, project=current)
        # Protected: a close in between would leave its sum with a name nobody uses.
        self._tasks.start(self._rename(old, new), "rename a project", protected=True)

    def remove(self, name: str) -> None:
        """Take a project off the list. What was made for it keeps its name."""
        left = {p: b for p, b in self._settings.value.projects.items() if p != name}
        self._settings.set(projects=left, project="" if self.project == name else self.project)

    async def _rename(self, old: str, new: str) -> None:
        try:
            await self._library.rename_project(old, new)
        finally:
            self._renaming -= 1
            self.changed.emit()

    def _amount(self, scope: Scope, project: str) -> float | None:
        if scope is Scope.PROJECT:
            return self._settings.value.projects.get(project)
        amount: float | None = getattr(self._settings.value, _NAMES[scope])
        return amount

    def _on_settings_changed(self, names: frozenset[str]) -> None:
        if names & _SHOWN:
            self._library.count_for(self.project)
            self.changed.emit()


def _sums(totals: Totals) -> dict[Scope, Spent]:
    return {Scope.DAY: totals.day, Scope.SESSION: totals.session, Scope.PROJECT: totals.project}

"""The pills above the list: one of them holds."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from ...core.budget import Totals
from ...core.generation import ACTIVE, Mark, State
from .. import theme
from ..widgets.flow import FlowLayout


@dataclass(frozen=True, slots=True)
class Filter:
    """Which states are listed; None is all of them."""

    name: str
    label: Callable[[], str]
    states: frozenset[State] | None = None
    mark: Mark | None = None
    counted: bool = False
    """How many there are stands on the pill: they want to be looked after."""
    sign: str = ""
    """Stands on the pill in the place of the label, which is what is read out."""

    def count(self, totals: Totals) -> int:
        """How many generations it lists."""
        if self.mark is not None:
            return totals.marked.get(self.mark, 0)
        states = State if self.states is None else self.states
        return sum(totals.counts.get(state, 0) for state in states)


def _tr(text: str) -> str:
    return QCoreApplication.translate("FilterBar", text)


FILTERS = (
    Filter("all", lambda: _tr("All")),
    Filter("running", lambda: _tr("Active"), ACTIVE, counted=True),
    Filter("done", lambda: _tr("Done"), frozenset({State.DONE})),
    Filter("failed", lambda: _tr("Failed"), frozenset({State.FAILED, State.NOT_SENT})),
    Filter("unconfirmed", lambda: _tr("Unconfirmed"), frozenset({State.UNCONFIRMED}), counted=True),
    Filter("starred", lambda: _tr("Starred"), mark=Mark.STAR, sign="★"),
)


class FilterBar(QWidget):
    """Tells which filter the person chose."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        row = FlowLayout(self, gap=theme.space(2))
        self._buttons = [self._add_button(some, row) for some in FILTERS]
        self._buttons[0].setChecked(True)
        self._group.idToggled.connect(self._on_toggled)
        self.show_totals(Totals())

    @property
    def current(self) -> Filter:
        """The one that holds."""
        return FILTERS[self._group.checkedId()]

    def choose_all(self) -> None:
        """Hold nothing back."""
        self._buttons[0].setChecked(True)

    def show_totals(self, totals: Totals) -> None:
        """Say how many there are of what wants looking after."""
        for some, button in zip(FILTERS, self._buttons, strict=True):
            count = some.count(totals)
            label = some.sign or some.label()
            button.setText(f"{label} {count:,}" if some.counted and count else label)
            button.setToolTip(some.label() if some.sign else "")
            button.setAccessibleName(self.tr("{}: {} generations").format(some.label(), count))

    def _add_button(self, some: Filter, row: FlowLayout) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(f"historyFilter_{some.name}")
        button.setProperty("kind", "pill")
        button.setCheckable(True)
        self._group.addButton(button, FILTERS.index(some))
        row.addWidget(button)
        return button

    def _on_toggled(self, place: int, checked: bool) -> None:
        if checked:
            self.chosen.emit()

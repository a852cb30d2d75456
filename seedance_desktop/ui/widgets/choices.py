"""One of a few: buttons of which exactly one, or none for a value unknown here, is chosen."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from .buttons import NotedButton


class ChoiceRow(QWidget):
    """A row of checkable buttons, one for each value. Arrow keys go through them."""

    chosen = Signal(str)
    """The person chose this value."""

    def __init__(self, name: str, gap: int = 0, parent: QWidget | None = None) -> None:
        """`name` is the accessible name of the group."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(gap)

    def add(self, value: str, button: QPushButton) -> None:
        button.setCheckable(True)
        button.setAutoDefault(False)
        self._group.addButton(button)
        self._buttons[value] = button
        self._row.addWidget(button, 1)
        button.clicked.connect(lambda: self.chosen.emit(value))

    def show_value(self, value: str) -> None:
        """Check the button of `value`; a value without one leaves none checked."""
        button = self._buttons.get(value)
        if button is not None:
            button.setChecked(True)
        else:
            self._group.setExclusive(False)
            for each in self._buttons.values():
                each.setChecked(False)
            self._group.setExclusive(True)
        self._let_tab_reach(self.focus_target())

    def show_note(self, value: str, note: str, spoken: str = "") -> None:
        """Note something on the button of `value`, whose words for the ear are `spoken`."""
        button = self._buttons.get(value)
        if isinstance(button, NotedButton):
            button.set_note(note, spoken)

    def focus_target(self) -> QPushButton:
        """The chosen button, else the first."""
        checked = (b for b in self._buttons.values() if b.isChecked())
        return next(checked, next(iter(self._buttons.values())))

    def _let_tab_reach(self, target: QPushButton) -> None:
        # As Qt does it by itself, but not before a button has had the focus.
        for button in self._buttons.values():
            strong = button is target
            policy = Qt.FocusPolicy.StrongFocus if strong else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)


def segments(
    name: str,
    choices: Iterable[tuple[str, str, str]],
    object_name: Callable[[str], str],
    parent: QWidget | None = None,
) -> ChoiceRow:
    """Joined buttons from (value, label, help)."""
    row = ChoiceRow(name, parent=parent)
    known = list(choices)
    for index, (value, label, help_text) in enumerate(known):
        button = NotedButton(label)
        button.setObjectName(object_name(value))
        last = len(known) - 1
        button.setProperty("position", {0: "first", last: "last"}.get(index, "middle"))
        button.setAccessibleName(f"{name}: {label}")
        button.setToolTip(help_text)
        row.add(value, button)
    return row

"""What is varied: the axes, their values as pills, repeats, and whether drafts come first."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ...core import variations
from ...core.variation_words import axis_name, draft_first_words, value_name
from ...core.variations import GROUP, MOST_CLIPS, REFERENCES, Axis, Plan, Value
from ...core.wording import to_the_letter
from ...state.variations import VariationDesk
from .. import theme
from ..widgets.buttons import icon_button
from ..widgets.chips import ChipButton
from ..widgets.flow import FlowLayout
from ..widgets.inputs import QuietSpinBox
from ..widgets.labels import ElidedLabel
from ..widgets.menus import add, make_menu, pop_up_under
from .reference_set import ReferenceSetEdit

_FEWEST_FOR_SETS = 3
"""Of fewer references each set is one of them, all or none."""


class AxisEditor(QFrame):
    """Reads and writes the plan on the desk."""

    rebuilt = Signal()
    """There are other widgets in it."""

    def __init__(self, desk: VariationDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: tuple[object, ...] = ()
        self._boxes: dict[str, AxisBox] = {}
        self._hint = _wrapping(
            self.tr(
                "Nothing varies yet. Write {dawn|neon night} into the prompt, or add what is to "
                "differ."
            )
        )
        self._hint.setObjectName("axesHint")
        self._axes = QVBoxLayout()
        self._axes.setSpacing(theme.space(3))
        self._add = QPushButton(self.tr("Add what differs…"))
        self._add.setObjectName("axisAdd")
        self._add.setAccessibleName(self.tr("Add what differs from clip to clip"))
        self._repeats = QuietSpinBox(1, MOST_CLIPS)
        self._repeats.setObjectName("variationsRepeats")
        self._repeats.setAccessibleName(self.tr("Clips of each variation"))
        self._repeats.setToolTip(self.tr("There is no seed: each of its clips comes out anew."))
        self._repeats.setFixedWidth(56)
        self._draft = QCheckBox()
        self._draft.setObjectName("variationsDraftFirst")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.space(3), theme.MARGIN, theme.space(3))
        column.setSpacing(theme.space(3))
        column.addWidget(self._hint)
        column.addLayout(self._axes)
        column.addWidget(self._add)
        column.addLayout(self._build_repeats())
        column.addWidget(self._draft)
        column.addStretch(1)
        self._connect()
        self._show()

    def focus_target(self) -> QWidget:
        """Where the keyboard begins."""
        first = next(iter(self._boxes.values()), None)
        return first.focus_target() if first is not None else self._add

    def tab_stops(self) -> list[QWidget]:
        """What Tab goes through, from above."""
        boxes = [stop for box in self._boxes.values() for stop in box.tab_stops()]
        return [*boxes, self._add, self._repeats, self._draft]

    def _build_repeats(self) -> QHBoxLayout:
        label = QLabel(self.tr("Clips of each"))
        label.setProperty("kind", "dim")
        label.setBuddy(self._repeats)
        row = QHBoxLayout()
        row.addWidget(label, 1)
        row.addWidget(self._repeats)
        return row

    def _connect(self) -> None:
        desk = self._desk
        self._add.clicked.connect(self._offer_axes)
        self._repeats.chosen.connect(desk.set_repeats)
        self._draft.clicked.connect(desk.set_draft_first)
        desk.changed.connect(self._show)

    def _offer_axes(self) -> None:
        plan = self._desk.plan
        menu = make_menu(self, "axisMenu", self.tr("Add what differs"))
        for name in variations.addable(plan):
            add(menu, f"axisAdd_{name}", axis_name(plan, name), partial(self._add_axis, name))
        pop_up_under(menu, self._add)

    def _add_axis(self, name: str) -> None:
        self._desk.add_axis(name)
        if name in self._boxes:
            self._boxes[name].focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove_axis(self, name: str) -> None:
        self._desk.remove_axis(name)
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        plan = self._desk.plan
        offered = tuple((axis.name, variations.offered_values(plan, axis.name), axis.values)
                        for axis in plan.axes)  # fmt: skip
        shape = tuple((name, _choices(values, chosen)) for name, values, chosen in offered)
        if shape != self._shown:
            self._shown = shape
            self._build(plan)
        for axis in plan.axes:
            self._boxes[axis.name].show_axis(plan, axis)
        self._hint.setVisible(not plan.axes)
        self._add.setVisible(bool(variations.addable(plan)))
        self._repeats.show_value(plan.repeats)
        self._show_draft(plan)

    def _show_draft(self, plan: Plan) -> None:
        drafted = draft_first_words(plan)
        words = self.tr("Draft first: {what}") if drafted else self.tr("Draft first")
        self._draft.setText(words.format(what=drafted))
        self._draft.setChecked(plan.draft_first)
        self._draft.setEnabled(bool(drafted))
        reason = (
            self.tr("The winners are made with full settings later, in one step.")
            if drafted
            else self.tr("Model and duration differ already: a draft would change nothing.")
        )
        self._draft.setToolTip(reason)
        self._draft.setAccessibleDescription(reason)

    def _build(self, plan: Plan) -> None:
        focused = self._focused_name()
        for box in self._boxes.values():
            self._axes.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._boxes = {}
        for axis in plan.axes:
            values = _choices(variations.offered_values(plan, axis.name), axis.values)
            box = AxisBox(axis.name, values)
            if axis.name in REFERENCES:
                have = len(plan.base.urls(REFERENCES[axis.name].kind))
                box.offer_sets(axis_name(plan, axis.name), have)
            box.values_chosen.connect(self._desk.set_values)
            box.removed.connect(self._remove_axis)
            self._boxes[axis.name] = box
            self._axes.addWidget(box)
        if focused in self._boxes:
            self._boxes[focused].focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
        self.rebuilt.emit()

    def _focused_name(self) -> str:
        found = (name for name, box in self._boxes.items() if box.isAncestorOf(self.focusWidget()))
        return next(found, "") if self.focusWidget() is not None else ""


class AxisBox(QFrame):
    """One axis: its name, a way to remove it, and a pill for each value it can go through."""

    values_chosen = Signal(str, object)
    """The axis's name and the values it is to go through."""
    removed = Signal(str)

    def __init__(self, name: str, values: Sequence[Value], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._values = tuple(values)
        self.setObjectName(f"axis_{name.replace(':', '_')}")
        self._title = ElidedLabel()
        self._title.setProperty("kind", "strong")
        self._remove = icon_button("close", "")
        self._remove.setObjectName(f"axisRemove_{name}")
        self._remove.setVisible(not name.startswith(GROUP))
        self._chips = [self._build_chip(place) for place in range(len(self._values))]
        head = QHBoxLayout()
        head.setSpacing(theme.space(1))
        head.addWidget(self._title, 1)
        head.addWidget(self._remove)
        holder = QWidget()
        flow = FlowLayout(holder, theme.space(1) + 2)
        for chip in self._chips:
            flow.addWidget(chip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(1))
        column.addLayout(head)
        column.addWidget(holder)
        self._column = column
        self._sets: ReferenceSetEdit | None = None
        self._remove.clicked.connect(lambda: self.removed.emit(self._name))

    def offer_sets(self, title: str, count: int) -> None:
        """Let sets of `count` references be added, where not all are pills already."""
        if count < _FEWEST_FOR_SETS:
            return
        self._sets = ReferenceSetEdit(self._name, title, count)
        self._sets.chosen.connect(lambda places: self._emit([*self._chosen(), places]))
        self._column.addWidget(self._sets)

    def show_axis(self, plan: Plan, axis: Axis) -> None:
        """Check the pills of the values it goes through."""
        title = axis_name(plan, axis.name)
        self._title.setText(title)
        self._title.setAccessibleName(title)
        self._remove.setAccessibleName(self.tr("Vary no longer: {what}").format(what=title))
        self._remove.setToolTip(self._remove.accessibleName())
        for value, chip in zip(self._values, self._chips, strict=True):
            chip.show_value(title, value_name(plan, axis.name, value), value in axis.values)

    def focus_target(self) -> QWidget:
        """Its first pill."""
        return self._chips[0]

    def tab_stops(self) -> list[QWidget]:
        """What Tab goes through in it."""
        sets = [] if self._sets is None else [self._sets.focus_target()]
        return [self._remove, *self._chips, *sets]

    def _build_chip(self, place: int) -> "ValueChip":
        chip = ValueChip()
        chip.setObjectName(f"axisValue_{self._name.replace(':', '_')}_{place}")
        chip.clicked.connect(self._choose)
        return chip

    def _choose(self) -> None:
        chosen = self._chosen()
        sender = self.sender()
        if not chosen and isinstance(sender, ValueChip):
            # The last one stays: without a value there would be no cell.
            sender.setChecked(True)
            return
        self._emit(chosen)

    def _chosen(self) -> list[Value]:
        pairs = zip(self._values, self._chips, strict=True)
        return [value for value, chip in pairs if chip.isChecked()]

    def _emit(self, values: list[Value]) -> None:
        self.values_chosen.emit(self._name, values)


class ValueChip(ChipButton):
    """A value that is taken or not: told by a check mark, not by the border alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)

    def show_value(self, axis: str, words: str, on: bool) -> None:
        """Say `words`, and whether it is taken."""
        self.setChecked(on)
        self.show_words(words, "text" if on else "dim", "check" if on else "plus")
        self.setAccessibleName(f"{axis}: {words}")
        self.setToolTip(to_the_letter(words))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()


def _choices(offered: Sequence[Value], chosen: Sequence[Value]) -> tuple[Value, ...]:
    """What can be chosen: also a value the plan has and the service does not know."""
    return (*offered, *(value for value in chosen if value not in offered))


def _wrapping(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("kind", "dim")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label

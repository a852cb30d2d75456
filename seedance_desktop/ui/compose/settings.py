"""Mode, model, ratio and duration: the fields with a few values."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ...core import spec
from ...core.pricing import format_difference, spoken_difference
from ...core.spec import ChoiceField
from ...core.validation import Problems
from ...state.draft import Draft
from .. import theme
from ..widgets.choices import ChoiceRow, segments
from ..widgets.inputs import QuietSlider, QuietSpinBox
from .field import Field
from .ratio import ratio_row


class ChoiceFieldWidget(Field):
    """A field of the request that has one of a few values."""

    def __init__(self, draft: Draft, field: ChoiceField, row: ChoiceRow) -> None:
        super().__init__(field.label, (field.name,))
        self._draft, self._field, self._row = draft, field, row
        self.body.addWidget(row)
        row.chosen.connect(lambda value: draft.set(field.name, value))
        self._show(frozenset({field.name}))
        draft.changed.connect(self._show)
        draft.estimate_changed.connect(self._show_differences)
        self._show_differences()

    def _show(self, names: frozenset[str]) -> None:
        if self._field.name in names:
            self._row.show_value(getattr(self._draft.request, self._field.name))

    def _show_differences(self) -> None:
        for value in self._field.values:
            credits = self._draft.difference(self._field.name, value)
            if credits is None:
                self._row.show_note(value, "")
            else:
                self._row.show_note(value, format_difference(credits), spoken_difference(credits))

    def focus_target(self) -> QWidget:
        return self._row.focus_target()


def mode_field(draft: Draft) -> Field:
    """The mode's joined buttons."""
    return _segmented(draft, spec.MODE, "mode")


def model_field(draft: Draft) -> Field:
    """The model's joined buttons."""
    return _segmented(draft, spec.MODEL, "model")


def ratio_field(draft: Draft) -> Field:
    """The ratio's shapes."""
    return ChoiceFieldWidget(draft, spec.RATIO, ratio_row())


def _segmented(draft: Draft, field: ChoiceField, prefix: str) -> Field:
    choices = [(choice.value, choice.label, choice.help) for choice in field.choices]
    row = segments(field.label, choices, lambda value: f"{prefix}_{value}")
    return ChoiceFieldWidget(draft, field, row)


class DurationField(Field):
    """The duration by slider and by box. A value out of range stays, shown as a problem."""

    def __init__(self, draft: Draft) -> None:
        table = spec.DURATION
        super().__init__(table.label, (table.name,))
        self._draft = draft
        self._slider = QuietSlider(table.minimum, table.maximum)
        self._slider.setObjectName("durationSlider")
        self._slider.setAccessibleName(self.tr("Duration in seconds"))
        self._spin = QuietSpinBox(table.minimum, table.maximum)
        self._spin.setObjectName("durationSpin")
        self._spin.setAccessibleName(self.tr("Duration in seconds, by number"))
        self._spin.setSuffix(f" {table.unit}")
        self._spin.setFixedWidth(64)
        row = QHBoxLayout()
        row.setSpacing(theme.space(2))
        row.addWidget(self._slider, 1)
        row.addWidget(self._spin)
        self.body.addLayout(row)
        for widget in (self._slider, self._spin):
            widget.chosen.connect(lambda value: draft.set("duration", value))
        self._show(frozenset({table.name}))
        draft.changed.connect(self._show)
        draft.estimate_changed.connect(self._show_range)
        self._show_range()

    def _show_range(self) -> None:
        """The shortest and the longest, each with what it would change of the price."""
        table = spec.DURATION
        ends = (table.minimum, table.maximum)
        differences = [self._draft.difference(table.name, end) for end in ends]
        spoken = self.tr("{low} to {high} seconds").format(low=ends[0], high=ends[1])
        if not any(differences):
            self.set_note(f"{ends[0]} – {ends[1]} {table.unit}", spoken)
            return
        shown = []
        for end, credits in zip(ends, differences, strict=True):
            shown.append(f"{end} {table.unit}")
            if credits:
                shown[-1] += f" {format_difference(credits)}"
                spoken += self.tr("; {difference} at {end} seconds").format(
                    difference=spoken_difference(credits), end=end
                )
        self.set_note("   ".join(shown), spoken)

    def _show(self, names: frozenset[str]) -> None:
        if spec.DURATION.name in names:
            self._slider.show_value(self._draft.request.duration)
            self._spin.show_value(self._draft.request.duration)

    def show_problems(self, problems: Problems) -> None:
        super().show_problems(problems)
        legal = spec.DURATION.allows(self._draft.request.duration)
        theme.set_property(self._spin, "invalid", not legal)

    def focus_target(self) -> QWidget:
        return self._spin

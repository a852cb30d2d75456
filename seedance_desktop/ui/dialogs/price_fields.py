"""A provider's price list: credits for each second, by model, or nothing where it is unknown."""

import math

from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ...core import spec
from ...core.pricing import PriceList, format_credits
from .. import theme
from ..widgets.labels import RemarkLabel
from .parts import named

_WIDTH = 96
_HIGHEST = 1_000_000.0
"""Credits a second; more is a slip of the finger."""


class BadPrices(ValueError):
    """What was typed is no price list; its text says why."""


class PriceFields(QWidget):
    """Two figures for each model: plain, and with a reference video."""

    def __init__(self, prices: PriceList | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._others = {
            model: pair
            for model, pair in (prices.per_second if prices else {}).items()
            if model not in spec.MODEL.values
        }
        self._edits: dict[str, tuple[QLineEdit, QLineEdit]] = {}
        self._remark = RemarkLabel()
        self._remark.setObjectName("priceRemark")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.space(2))
        self._grid.setVerticalSpacing(theme.space(1))
        self._grid.setColumnStretch(0, 1)
        for column, text in enumerate((self.tr("plain"), self.tr("with a video")), 1):
            head = QLabel(text)
            head.setProperty("kind", "small_dim")
            self._grid.addWidget(head, 0, column)
        for row, choice in enumerate(spec.MODEL.choices, 1):
            pair = prices.per_second.get(choice.value) if prices else None
            self._add_model(row, choice, pair)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(0, 0, 0, 0)
        column_layout.addLayout(self._grid)
        column_layout.addWidget(self._remark)

    def prices(self) -> PriceList | None:
        """The list as it was typed; None where every field is empty.

        Raises:
            BadPrices: a text is no figure, or one of two is missing.
        """
        given = {
            choice.value: self._pair(choice.label, *self._edits[choice.value])
            for choice in spec.MODEL.choices
        }
        listed = {model: pair for model, pair in given.items() if pair is not None}
        listed.update(self._others)
        return PriceList(listed) if listed else None

    def show_problem(self, text: str) -> None:
        """Say why the list cannot be used; nothing takes it back."""
        self._remark.show_remark(text, "error")

    def focus_first(self) -> None:
        """Put the keyboard where the list begins."""
        self._edits[spec.MODEL.default][0].setFocus()

    def _add_model(self, row: int, choice: spec.Choice, pair: tuple[float, float] | None) -> None:
        plain, with_video = QLineEdit(), QLineEdit()
        named(
            plain,
            f"price_{choice.value}",
            self.tr("Credits a second, {model}").format(model=choice.label),
        )
        named(
            with_video,
            f"price_{choice.value}_video",
            self.tr("Credits a second, {model} with a reference video").format(model=choice.label),
        )
        self._grid.addWidget(QLabel(choice.label), row, 0)
        for column, edit in enumerate((plain, with_video), 1):
            edit.setFixedWidth(_WIDTH)
            edit.setMaxLength(12)
            edit.setText(format_credits(pair[column - 1]).replace(",", "") if pair else "")
            edit.textEdited.connect(lambda: self.show_problem(""))
            self._grid.addWidget(edit, row, column)
        self._edits[choice.value] = (plain, with_video)

    def _pair(
        self, label: str, plain: QLineEdit, with_video: QLineEdit
    ) -> tuple[float, float] | None:
        texts = (plain.text().strip(), with_video.text().strip())
        if not any(texts):
            return None
        if not all(texts):
            raise BadPrices(
                self.tr("Give both prices of {model}, or leave both empty.").format(model=label)
            )
        return self._figure(texts[0]), self._figure(texts[1])

    def _figure(self, text: str) -> float:
        try:
            figure = float(text.replace(",", "."))
        except ValueError:
            figure = math.nan
        if not 0 <= figure <= _HIGHEST:
            raise BadPrices(
                self.tr("“{text}” is no price. Write a figure like 12.5.").format(text=text)
            )
        return figure

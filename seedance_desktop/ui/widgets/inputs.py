"""Sliders and boxes that change on the person's own input alone.

The wheel moves them only while they have the focus; else it scrolls what is around them.
`chosen` follows the person (and assistive tools); `show_value` says nothing.
"""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QSlider, QSpinBox, QStyle, QWidget

from ...core.wording import to_the_letter

if TYPE_CHECKING:
    from PySide6.QtGui import QHelpEvent

_HANDLE = 14
"""Width of the handle in the style sheet, px."""
_COMBO_FRAME = 60
"""Width of what the style sheet puts around the words of a combo box, at most, px."""


class QuietSlider(QSlider):
    """Horizontal; a click beside the handle takes the handle there."""

    chosen = Signal(int)

    def __init__(self, minimum: int, maximum: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setRange(minimum, maximum)
        self.setPageStep(1)
        self.valueChanged.connect(self.chosen)
        # Also when the handle stands at its end already, for a value out of range was shown.
        self.actionTriggered.connect(lambda _: self.chosen.emit(self.sliderPosition()))

    def show_value(self, value: int) -> None:
        """Put the handle at `value`, or at the end that is nearest to it."""
        if self.isSliderDown():
            return
        with QSignalBlocker(self):
            self.setValue(value)

    def _value_at(self, x: float) -> int:
        return QStyle.sliderValueFromPosition(
            self.minimum(), self.maximum(), round(x - _HANDLE / 2), self.width() - _HANDLE
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderPosition(self._value_at(event.position().x()))
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class QuietSpinBox(QSpinBox):
    """Can show a value out of its range, which the person's next step brings back into it."""

    chosen = Signal(int)

    def __init__(self, minimum: int, maximum: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bounds = (minimum, maximum)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The style sheet hides the buttons: with NoButtons it would hide the text (Qt 6.11).
        self.lineEdit().setTextMargins(8, 0, 8, 0)
        # What is dropped is no number: the pane looks at it.
        self.lineEdit().setAcceptDrops(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToNearestValue)
        self.setRange(minimum, maximum)
        self.valueChanged.connect(self.chosen)

    def show_value(self, value: int) -> None:
        low, high = self._bounds
        with QSignalBlocker(self):
            self.setRange(min(low, value), max(high, value))
            if value != self.value():  # else what is being typed stays as it is
                self.setValue(value)

    def stepBy(self, steps: int) -> None:
        low, high = self._bounds
        if low <= self.value() <= high:
            super().stepBy(steps)
        else:
            self.setValue(min(max(self.value(), low), high))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class QuietComboBox(QComboBox):
    """A combo box that the wheel passes over; words it has no room for end in an ellipsis."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def paint_words(self, words: str) -> None:
        """Paint the closed box with `words` in it, in a paint event."""
        # Loaded when first needed: most boxes have room, and are painted by Qt.
        from PySide6.QtWidgets import QStyleOptionComboBox, QStylePainter

        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        box, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(box, option, field, self).width()
        elide = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(words, elide, room)
        painter = QStylePainter(self)
        painter.drawComplexControl(box, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def _fits(self) -> bool:
        words = self.fontMetrics().horizontalAdvance(self.currentText())
        return words + _COMBO_FRAME <= self.width()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and not self.toolTip() and not self._fits():
            from PySide6.QtWidgets import QToolTip

            where = cast("QHelpEvent", event).globalPos()
            QToolTip.showText(where, to_the_letter(self.currentText()), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._fits():
            super().paintEvent(event)
        else:
            self.paint_words(self.currentText())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

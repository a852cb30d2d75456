"""Tab goes as the eye does, whatever was built when."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from seedance_desktop.ui.widgets.flow import FlowLayout
from seedance_desktop.ui.widgets.tab_order import ReadingOrder


def button(name: str) -> QPushButton:
    made = QPushButton(name)
    made.setObjectName(name)
    return made


@pytest.fixture
def window(qtbot: QtBot) -> ReadingOrder:
    """A splitter of two columns; in each something was made after what stands below it."""
    window = ReadingOrder()
    splitter = QSplitter()
    left, right, content = QWidget(), QWidget(), QWidget()
    scroll = QScrollArea()
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidgetResizable(True)
    scroll.setWidget(content)
    column = QVBoxLayout(content)
    column.addWidget(button("below"))
    spin = QSpinBox()
    spin.setObjectName("spin")
    column.addWidget(spin)
    QVBoxLayout(left).addWidget(scroll)
    grid = QGridLayout(right)
    grid.addWidget(button("low"), 1, 0)
    flowing = QWidget()
    FlowLayout(flowing).addWidget(button("flowing"))
    grid.addWidget(flowing, 0, 1)
    splitter.addWidget(left)
    splitter.addWidget(right)
    QHBoxLayout(window).addWidget(splitter)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    column.insertWidget(0, late := QLineEdit())
    late.setObjectName("late")
    grid.addWidget(button("first"), 0, 0)
    floating = button("floating")
    floating.setParent(window)
    floating.show()
    return window


IN_ORDER = ["late", "below", "spin", "first", "flowing", "low", "floating"]


@pytest.mark.parametrize("back", [False, True])
def test_tab_goes_as_the_eye_does(window: ReadingOrder, back: bool) -> None:
    modifier = Qt.KeyboardModifier.ShiftModifier if back else Qt.KeyboardModifier.NoModifier
    here = window.findChild(QWidget, "late")
    assert here is not None
    here.setFocus()
    seen = []
    for _ in IN_ORDER:
        focused = window.focusWidget()
        assert focused is not None
        seen.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab, modifier)
    assert window.focusWidget() is here, "round again"
    assert seen == (IN_ORDER if not back else ["late", *reversed(IN_ORDER[1:])])


def test_what_comes_later_takes_its_place(window: ReadingOrder) -> None:
    low = window.findChild(QPushButton, "low")
    grid = low.parentWidget().layout() if low is not None else None
    assert low is not None
    assert isinstance(grid, QGridLayout)
    grid.addWidget(new := button("new"), 1, 1)
    new.show()
    low.setFocus()
    QTest.keyClick(low, Qt.Key.Key_Tab)
    focused = window.focusWidget()
    assert focused is not None
    assert focused.objectName() == "new"

"""A combo box says it where it has no room for its words."""

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from seedance_desktop.core.wording import to_the_letter
from seedance_desktop.ui import theme
from seedance_desktop.ui.widgets.inputs import QuietComboBox

LONG = "Bottle campaign, autumn and winter"
WIDTH = 120


def shown(qtbot: QtBot, words: str) -> QuietComboBox:
    box = QuietComboBox()
    qtbot.addWidget(box)
    box.addItem(words)
    box.setFixedWidth(WIDTH)
    box.show()
    return box


def tooltip_of(box: QuietComboBox) -> str:
    QToolTip.hideText()
    where = QPoint(5, 5)
    QGuiApplication.sendEvent(box, QHelpEvent(QEvent.Type.ToolTip, where, box.mapToGlobal(where)))
    return QToolTip.text()


def test_words_without_room_end_in_an_ellipsis(qtbot: QtBot) -> None:
    theme.install(QGuiApplication.instance(), "dark")
    box = shown(qtbot, LONG)
    painted = box.grab().toImage()
    cut = (LONG[:end].rstrip() + "…" for end in range(3, len(LONG)))
    room = [words for words in cut if box.fontMetrics().horizontalAdvance(words) < WIDTH - 60]
    assert any(shown(qtbot, words).grab().toImage() == painted for words in room)


def test_words_without_room_are_whole_in_the_tooltip(qtbot: QtBot) -> None:
    theme.install(QGuiApplication.instance(), "dark")
    assert tooltip_of(shown(qtbot, LONG)) == LONG
    assert tooltip_of(shown(qtbot, "OutAI")) == ""
    box = shown(qtbot, LONG)
    box.setToolTip("a name of its own")
    assert tooltip_of(box) == "a name of its own"


def test_angle_brackets_are_no_markup(qtbot: QtBot) -> None:
    theme.install(QGuiApplication.instance(), "dark")
    words = "<b>autumn</b> and winter of next year"
    assert tooltip_of(shown(qtbot, words)) == to_the_letter(words) != words

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from seedance_desktop.ui import theme
from seedance_desktop.ui.widgets.buttons import CopyButton, icon_button
from seedance_desktop.ui.widgets.flow import FlowLayout
from seedance_desktop.ui.widgets.labels import ElidedLabel, RemarkLabel

LEFT = Qt.MouseButton.LeftButton


def test_a_long_text_ends_in_an_ellipsis_and_is_whole_in_its_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel("a long trace id " * 5)
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert label.is_elided()
    assert label.toolTip() == label.text()
    label.resize(2_000, 20)
    assert (label.is_elided(), label.toolTip()) == (False, "")


def test_an_elided_label_never_widens_its_window(qtbot: QtBot) -> None:
    label = ElidedLabel("x" * 4_000)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < 80


def test_a_remark_shows_and_goes_with_its_text(qtbot: QtBot) -> None:
    window = QWidget()
    remark = RemarkLabel(window)
    qtbot.addWidget(window)
    window.show()
    remark.show_remark("Choose 4 to 15.", "error")
    assert (remark.isVisible(), remark.text()) == (True, "Choose 4 to 15.")
    remark.show_remark("")
    assert not remark.isVisible()


def test_a_remark_has_no_parts_before_its_first_words() -> None:
    remark = RemarkLabel()
    remark.show_remark("")
    assert (remark.text(), remark.children()) == ("", [])


def test_copy_says_that_it_did(qtbot: QtBot) -> None:
    button = CopyButton("trace id")
    qtbot.addWidget(button)
    button.value = "45c30d76"
    assert button.accessibleName() == "Copy the trace id"
    qtbot.mouseClick(button, LEFT)
    assert QGuiApplication.clipboard().text() == "45c30d76"
    assert (button.text(), button.accessibleName()) == ("copied", "Copied the trace id")
    qtbot.waitUntil(lambda: button.text() == "copy", timeout=10_000)


def test_an_icon_has_words_too(qtbot: QtBot) -> None:
    button = icon_button("close", "Close the sheet")
    qtbot.addWidget(button)
    assert button.accessibleName() == button.toolTip() == "Close the sheet"
    assert not button.icon().isNull()


def test_buttons_flow_into_the_next_line(qtbot: QtBot) -> None:
    window = QWidget()
    flow = FlowLayout(window, gap=theme.space(2))
    buttons = [QPushButton(text) for text in ("Use settings", "Save as…", "Copy cURL", "Star")]
    for button in buttons:
        flow.addWidget(button)
    qtbot.addWidget(window)
    window.resize(2_000, 200)
    window.show()
    flow.activate()
    assert len({button.y() for button in buttons}) == 1
    window.resize(150, 400)
    flow.activate()
    assert len({button.y() for button in buttons}) > 1
    assert all(button.geometry().right() < 150 for button in buttons)
    assert flow.heightForWidth(150) > flow.heightForWidth(2_000)


def test_hidden_buttons_leave_no_gap(qtbot: QtBot) -> None:
    window = QWidget()
    flow = FlowLayout(window)
    one, two = QPushButton("one"), QPushButton("two")
    flow.addWidget(one)
    flow.addWidget(two)
    one.hide()
    qtbot.addWidget(window)
    window.resize(400, 100)
    window.show()
    flow.activate()
    assert two.x() == 0

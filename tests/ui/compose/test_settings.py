from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QSlider, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from seedance_desktop.core.pricing import Estimate, Source
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.draft import Draft
from seedance_desktop.ui.compose.pane import ComposePane
from seedance_desktop.ui.widgets.buttons import NotedButton


def button(pane: ComposePane, name: str) -> QPushButton:
    found = pane.findChild(QPushButton, name)
    assert found is not None, name
    return found


def slider(pane: ComposePane) -> QSlider:
    found = pane.findChild(QSlider, "durationSlider")
    assert found is not None
    return found


def spin(pane: ComposePane) -> QSpinBox:
    found = pane.findChild(QSpinBox, "durationSpin")
    assert found is not None
    return found


def turn_wheel(widget: QWidget) -> None:
    """Through the window, as the platform does it: what one widget leaves, its parent gets."""
    window = widget.window()
    centre = widget.mapTo(window, widget.rect().center())
    QTest.wheelEvent(window.windowHandle(), QPointF(centre), QPoint(0, -120))


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("mode_first_last_frames", "function_mode", "first_last_frames"),
        ("model_seedance_2_0_fast", "model", "seedance_2_0_fast"),
        ("ratio_21_9", "ratio", "21:9"),
        ("ratio_4_3", "ratio", "4:3"),
        ("ratio_1_1", "ratio", "1:1"),
        ("ratio_3_4", "ratio", "3:4"),
        ("ratio_9_16", "ratio", "9:16"),
    ],
)
def test_a_click_chooses(
    pane: ComposePane, draft: Draft, qtbot: QtBot, name: str, field: str, value: str
) -> None:
    qtbot.mouseClick(button(pane, name), Qt.MouseButton.LeftButton)
    assert getattr(draft.request, field) == value
    assert button(pane, name).isChecked()


def test_defaults_are_the_contracts(pane: ComposePane) -> None:
    names = ("mode_omni_reference", "model_seedance_2_0", "ratio_16_9")
    assert [button(pane, name).isChecked() for name in names] == [True, True, True]
    assert (slider(pane).value(), spin(pane).text()) == (5, "5 s")


def test_arrow_keys_go_through_the_choices(pane: ComposePane, draft: Draft, qtbot: QtBot) -> None:
    button(pane, "ratio_16_9").setFocus()
    qtbot.keyClick(button(pane, "ratio_16_9"), Qt.Key.Key_Right)
    assert draft.request.ratio == "4:3"
    assert button(pane, "ratio_4_3").hasFocus()


def test_an_unknown_value_stays_and_no_button_claims_it(
    make_pane: Callable[[Draft], ComposePane], qtbot: QtBot
) -> None:
    draft = Draft(VideoRequest(ratio="2:1", model="seedance_9"))
    pane = make_pane(draft)
    checked = {b.objectName() for b in pane.findChildren(QPushButton) if b.isChecked()}
    assert checked == {"mode_omni_reference"}
    assert (draft.request.ratio, draft.request.model) == ("2:1", "seedance_9")
    qtbot.mouseClick(button(pane, "ratio_1_1"), Qt.MouseButton.LeftButton)
    assert draft.request.ratio == "1:1"


def test_slider_and_box_follow_one_another(pane: ComposePane, draft: Draft, qtbot: QtBot) -> None:
    qtbot.keyClick(slider(pane), Qt.Key.Key_Right)
    assert (draft.request.duration, spin(pane).value()) == (6, 6)
    spin(pane).setFocus()
    spin(pane).selectAll()
    qtbot.keyClicks(spin(pane), "12")
    assert (draft.request.duration, slider(pane).value()) == (12, 12)


def test_a_click_takes_the_handle_there(pane: ComposePane, draft: Draft, qtbot: QtBot) -> None:
    end = QPoint(slider(pane).width() - 2, slider(pane).height() // 2)
    qtbot.mouseClick(slider(pane), Qt.MouseButton.LeftButton, pos=end)
    assert draft.request.duration == 15


def test_a_number_that_is_not_allowed_cannot_be_typed(
    pane: ComposePane, draft: Draft, qtbot: QtBot
) -> None:
    spin(pane).setFocus()
    spin(pane).selectAll()
    qtbot.keyClicks(spin(pane), "20")
    qtbot.keyClick(spin(pane), Qt.Key.Key_Return)
    assert 4 <= draft.request.duration <= 15


def test_an_old_duration_out_of_range_stays_until_the_person_changes_it(
    make_pane: Callable[[Draft], ComposePane], qtbot: QtBot
) -> None:
    draft = Draft(VideoRequest(prompt="x", duration=20))
    pane = make_pane(draft)
    assert (draft.request.duration, spin(pane).text()) == (20, "20 s")
    assert spin(pane).property("invalid") is True
    assert any("was 20 s: choose 4 to 15" in p.text for p in draft.problems)
    spin(pane).setFocus()
    qtbot.keyClick(spin(pane), Qt.Key.Key_Down)
    assert draft.request.duration == 15
    assert spin(pane).property("invalid") is False
    assert (spin(pane).minimum(), spin(pane).maximum()) == (4, 15)


def test_the_slider_brings_it_back_even_where_its_handle_stands_already(
    make_pane: Callable[[Draft], ComposePane], qtbot: QtBot
) -> None:
    draft = Draft(VideoRequest(duration=20))
    pane = make_pane(draft)
    qtbot.keyClick(slider(pane), Qt.Key.Key_End)
    assert draft.request.duration == 15


def test_typing_after_an_old_duration_is_held_to_the_range_again(
    make_pane: Callable[[Draft], ComposePane], qtbot: QtBot
) -> None:
    draft = Draft(VideoRequest(duration=20))
    pane = make_pane(draft)
    spin(pane).setFocus()
    spin(pane).selectAll()
    qtbot.keyClicks(spin(pane), "12")
    qtbot.keyClick(spin(pane), Qt.Key.Key_Up)
    assert draft.request.duration == 13
    assert spin(pane).maximum() == 15


def test_the_wheel_scrolls_the_pane_and_changes_nothing(
    pane: ComposePane, draft: Draft, qtbot: QtBot
) -> None:
    pane.resize(320, 420)
    area = pane.findChild(QScrollArea, "composeScroll")
    assert area is not None
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0, timeout=10_000)
    for widget in (slider(pane), spin(pane)):
        area.ensureWidgetVisible(widget)
        before = area.verticalScrollBar().value()
        turn_wheel(widget)
        assert area.verticalScrollBar().value() > before
    assert draft.request.duration == 5


def test_the_wheel_turns_what_has_the_focus(pane: ComposePane, draft: Draft) -> None:
    slider(pane).setFocus()
    turn_wheel(slider(pane))
    assert draft.request.duration == 4


def test_each_choice_says_what_it_would_change(pane: ComposePane, draft: Draft) -> None:
    fast = pane.findChild(NotedButton, "model_seedance_2_0_fast")
    full = pane.findChild(NotedButton, "model_seedance_2_0")
    assert (fast.note, fast.accessibleDescription()) == ("", "")
    known = Estimate(Source.PRICE_LIST, 150, 150)
    others = {("model", "seedance_2_0_fast"): -50.0, ("duration", 4): -30.0}
    draft.set_estimate(known, others)
    assert (fast.note, fast.accessibleDescription()) == ("−50", "50 credits less")
    assert (full.note, full.accessibleDescription()) == ("", "")
    notes = [label.text() for label in pane.findChildren(QLabel)]
    assert "4 s −30   15 s" in notes
    spoken = [label.accessibleName() for label in pane.findChildren(QLabel)]
    assert "4 to 15 seconds; 30 credits less at 4 seconds" in spoken
    draft.set_estimate(Estimate(Source.UNKNOWN))
    assert fast.note == ""
    assert "4 – 15 s" in [label.text() for label in pane.findChildren(QLabel)]


def test_a_note_is_drawn_where_it_fits_and_only_there(qtbot: QtBot) -> None:
    button = NotedButton("First & last frame")
    qtbot.addWidget(button)
    for width, shown in ((260, True), (140, False)):
        button.resize(width, 28)
        button.set_note("")
        plain = button.grab().toImage()
        button.set_note("+150")
        assert (button.grab().toImage() != plain) is shown

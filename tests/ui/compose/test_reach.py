"""Everything has a name for the ear, a name for tools, and can be reached by keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QPlainTextEdit,
    QPushButton,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from seedance_desktop.core.spec import Kind
from seedance_desktop.state.draft import Draft
from seedance_desktop.ui.compose.pane import ComposePane

INTERACTIVE = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QPlainTextEdit, QSlider)
PUBLIC = {
    "promptEdit",
    "mode_omni_reference",
    "mode_first_last_frames",
    "model_seedance_2_0",
    "model_seedance_2_0_fast",
    "ratio_21_9",
    "ratio_16_9",
    "ratio_4_3",
    "ratio_1_1",
    "ratio_3_4",
    "ratio_9_16",
    "durationSlider",
    "durationSpin",
    "imageList",
    "videoList",
    "audioList",
    "addImage",
    "addVideo",
    "addAudio",
    "referenceUrlEdit",
    "referenceUrlAdd",
    "problemList",
    "generateButton",
}


@pytest.fixture
def widgets(pane: ComposePane, draft: Draft) -> list[QWidget]:
    for kind in Kind:
        draft.add_urls(kind, f"https://example.com/{kind}")
    pane.findChild(QPushButton, "addAudio").click()
    return [w for kind in INTERACTIVE for w in pane.findChildren(kind)]


def test_public_names_are_all_there_once(widgets: list[QWidget]) -> None:
    names = [widget.objectName() for widget in widgets]
    assert set(names) >= PUBLIC
    assert len(names) == len(set(names))


def test_every_widget_has_a_spoken_name(widgets: list[QWidget]) -> None:
    assert [w.objectName() for w in widgets if not w.accessibleName()] == []


def test_tab_reaches_everything(pane: ComposePane, widgets: list[QWidget], qtbot: QtBot) -> None:
    def stop() -> str:
        focused = QApplication.focusWidget()
        assert focused is not None
        return focused.objectName()

    pane.findChild(QPlainTextEdit, "promptEdit").setFocus()
    seen = [stop()]
    while len(seen) < 60:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        if stop() == "promptEdit":
            break
        seen.append(stop())
    assert seen == [
        "promptEdit",
        "mode_omni_reference",
        "model_seedance_2_0",
        "ratio_16_9",
        "durationSlider",
        "durationSpin",
        "imageList",
        "addImage",
        "videoList",
        "addVideo",
        "audioList",
        "addAudio",
        "referenceUrlEdit",
        "referenceUrlAdd",
        "referenceUrlClose",
        "problemList",
        "variationsButton",
    ]


@pytest.mark.parametrize("width", [320, 420])
def test_nothing_is_wider_than_the_pane(pane: ComposePane, draft: Draft, width: int) -> None:
    draft.add_urls(Kind.IMAGE, ["https://example.com/" + "x" * 500, "nonsense" * 40])
    draft.set("prompt", "w" * 400)
    pane.resize(width, 700)
    inside = [w for w in pane.findChildren(QWidget) if w.isVisible()]
    too_wide = [
        w.objectName() or type(w).__name__
        for w in inside
        if w.mapTo(pane, w.rect().topRight()).x() > width
    ]
    assert too_wide == []

"""The inspector tells what was known of the references when the request was sent."""

import json

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from seedance_desktop.core.generation import Generation, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.ui.stage.facts import FactsGrid
from seedance_desktop.ui.stage.text_block import TextBlock

WARNING = "Video 1 is 1.2 s; the model takes 2 to 15 s."


def test_the_checks_stand_among_the_facts(qtbot: QtBot) -> None:
    grid = FactsGrid()
    qtbot.addWidget(grid)
    links = [{"kind": "image", "reach": "reachable"}] * 3
    row = Generation(
        1, "k", State.WAITING, VideoRequest(), "demo", "https://a.test", 0.0,
        checks=json.dumps({"links": links, "warnings": [WARNING]}),
    )  # fmt: skip
    grid.show_generation(row)
    shown = grid.findChild(TextBlock, "inspectorChecks")
    assert shown.toPlainText() == f"3 links, one warning: {WARNING}"
    assert shown.accessibleName() == shown.toPlainText()
    assert shown.accessibleDescription() == "Checked"
    grid.show_generation(
        Generation(2, "l", State.WAITING, VideoRequest(), "demo", "https://a.test", 0.0)
    )
    assert grid.findChild(QWidget, "inspectorChecks").parentWidget().isHidden()

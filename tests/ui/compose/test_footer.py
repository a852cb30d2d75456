from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from seedance_desktop.core.budget import Scope, Spent, Standing
from seedance_desktop.core.pricing import Estimate, Source
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.draft import Draft
from seedance_desktop.ui import theme
from seedance_desktop.ui.compose.pane import ComposePane
from seedance_desktop.ui.compose.problem_list import ProblemList

CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
MakePane = Callable[[Draft], ComposePane]


def generate(pane: ComposePane) -> QPushButton:
    found = pane.findChild(QPushButton, "generateButton")
    assert found is not None
    return found


def problems(pane: ComposePane) -> ProblemList:
    found = pane.findChild(ProblemList, "problemList")
    assert found is not None
    return found


def widget(pane: ComposePane, name: str) -> QWidget:
    found = pane.findChild(QWidget, name)
    assert found is not None, name
    return found


def bad() -> Draft:
    return Draft(
        VideoRequest(
            prompt="x",
            duration=20,
            ratio="2:1",
            function_mode="first_last_frames",
            image_urls=tuple(f"https://example.com/{i}" for i in range(3)),
            audio_urls=("https://example.com/a",),
        )
    )


def test_an_empty_draft_cannot_be_sent_and_says_why(pane: ComposePane) -> None:
    assert not generate(pane).isEnabled()
    assert "Write a prompt" in generate(pane).toolTip()
    assert "Write a prompt" in generate(pane).accessibleDescription()


def test_a_legal_draft_is_asked_for_by_button_and_by_key(
    pane: ComposePane, draft: Draft, qtbot: QtBot
) -> None:
    draft.set("prompt", "a boat")
    assert generate(pane).isEnabled()
    assert generate(pane).toolTip() == ""
    with qtbot.waitSignal(pane.generate_requested):
        qtbot.mouseClick(generate(pane), LEFT)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        with qtbot.waitSignal(pane.generate_requested):
            qtbot.keyClick(widget(pane, "promptEdit"), key, CTRL)


def test_on_an_illegal_draft_the_key_goes_to_the_first_problem(
    make_pane: MakePane, qtbot: QtBot
) -> None:
    pane = make_pane(Draft(VideoRequest(prompt="x", duration=20)))
    widget(pane, "promptEdit").setFocus()
    with qtbot.assertNotEmitted(pane.generate_requested):
        qtbot.keyClick(widget(pane, "promptEdit"), Qt.Key.Key_Return, CTRL)
    assert widget(pane, "durationSpin").hasFocus()


def press(target: QWidget, *, repeated: bool) -> None:
    """A key press as the platform makes it: first the question who wants it."""
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
        event = QKeyEvent(kind, Qt.Key.Key_Return, CTRL, "\r", repeated)
        QApplication.sendEvent(target, event)


def test_a_held_key_is_told_once_and_sends_nothing_more(
    pane: ComposePane, draft: Draft, qtbot: QtBot
) -> None:
    draft.set("prompt", "a boat")
    prompt = widget(pane, "promptEdit")
    asked: list[None] = []
    held: list[None] = []
    pane.generate_requested.connect(lambda: asked.append(None))
    pane.generate_held.connect(lambda: held.append(None))
    qtbot.keyPress(prompt, Qt.Key.Key_Return, CTRL)
    for _ in range(5):
        press(prompt, repeated=True)
    assert (len(asked), len(held)) == (1, 1)
    assert draft.request.prompt == "a boat"


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (Estimate(Source.UNKNOWN), "unknown until your first charge"),
        (Estimate(Source.PRICE_LIST, 75, 75), "75 credits · by the price list"),
        (Estimate(Source.PAST_CHARGES, 150, 150, 1), "150 credits · seen once"),
        (Estimate(Source.PAST_CHARGES, 12.5, 1500, 14), "12.5 – 1,500 credits · seen 14 times"),
        (Estimate(Source.PAST_CHARGES, 150, 150, 50), "150 credits · seen 50+ times"),
    ],
)
def test_the_cost_names_its_source(
    pane: ComposePane, draft: Draft, estimate: Estimate, words: str
) -> None:
    draft.set_estimate(estimate)
    label = pane.findChild(QLabel, "costLabel")
    assert label is not None
    assert words in label.accessibleName()


def test_problems_come_in_the_drafts_order_and_go(make_pane: MakePane) -> None:
    draft = bad()
    pane = make_pane(draft)
    rows = problems(pane).model()
    shown = [rows.index(row, 0).data() for row in range(rows.rowCount())]
    assert shown == [p.text for p in draft.problems]
    spoken = [
        rows.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole).split(":")[0]
        for row in range(rows.rowCount())
    ]
    assert spoken == sorted(spoken)
    assert set(spoken) == {"To fix", "Warning"}
    draft.replace(VideoRequest(prompt="a boat"))
    assert not problems(pane).isVisible()


def test_problems_are_as_high_as_needed_up_to_a_limit(make_pane: MakePane, qtbot: QtBot) -> None:
    draft = Draft(VideoRequest())
    pane = make_pane(draft)
    assert problems(pane).height() < 40
    draft.replace(bad().request)
    qtbot.waitUntil(lambda: problems(pane).verticalScrollBar().maximum() > 0, timeout=10_000)
    assert problems(pane).height() <= 120


@pytest.mark.parametrize(
    ("field", "target"),
    [
        ("duration", "durationSpin"),
        ("ratio", "ratio_21_9"),
        ("image_urls", "imageList"),
        ("audio_urls", "audioList"),
    ],
)
@pytest.mark.parametrize("by", ["mouse", "Enter"])
def test_a_problem_leads_to_its_field(
    make_pane: MakePane, qtbot: QtBot, field: str, target: str, by: str
) -> None:
    draft = bad()
    pane = make_pane(draft)
    view = problems(pane)
    row = next(i for i, p in enumerate(draft.problems) if p.field == field)
    index = view.model().index(row, 0)
    view.scrollTo(index)
    if by == "mouse":
        spot = view.visualRect(index).center()
        qtbot.mouseClick(view.viewport(), LEFT, pos=spot)
    else:
        view.setFocus()
        view.setCurrentIndex(index)
        qtbot.keyClick(view, Qt.Key.Key_Return)
    goal = widget(pane, target)
    assert goal.hasFocus()
    assert not goal.visibleRegion().isEmpty()


def test_an_empty_list_is_mended_at_its_button(make_pane: MakePane) -> None:
    pane = make_pane(Draft(VideoRequest(prompt="x", function_mode="first_last_frames")))
    pane.focus_field("image_urls")
    assert widget(pane, "addImage").hasFocus()


def test_the_footer_stays_in_sight_however_small_the_pane(make_pane: MakePane) -> None:
    pane = make_pane(bad())
    pane.resize(320, 480)
    for name in ("problemList", "costLabel", "generateButton"):
        part = widget(pane, name)
        seen = part.visibleRegion().boundingRect()
        assert seen.size() == part.size()


def test_what_is_left_of_a_budget_stands_beside_the_cost(pane: ComposePane, draft: Draft) -> None:
    left = pane.findChild(QLabel, "budgetLabel")
    assert left is not None and not left.isVisible()
    today = Standing(Scope.DAY, 3000, Spent(charged=620, held=1125))
    draft.set_estimate(Estimate(Source.PRICE_LIST, 150, 150))
    pane.show_budget(today)
    assert left.isVisible()
    assert left.text() == left.accessibleName() == "of 1,255 left today"
    assert "1,125 are held" in left.toolTip()
    draft.set_estimate(Estimate(Source.PRICE_LIST, 1256, 1256))
    assert left.text() == "over the 1,255 left today"
    pane.show_budget(None)
    assert not left.isVisible()


def test_cost_and_budget_share_a_line_where_they_fit(pane: ComposePane, draft: Draft) -> None:
    cost, left = pane.findChild(QLabel, "costLabel"), pane.findChild(QLabel, "budgetLabel")
    pane.show_budget(Standing(Scope.DAY, 3000, Spent()))
    for low, one_line in ((150, True), (12.5, False)):
        draft.set_estimate(Estimate(Source.PAST_CHARGES, low, 150, 1))
        QApplication.sendPostedEvents()
        pane.layout().activate()
        assert (cost.geometry().top() == left.geometry().top()) is one_line
        assert left.geometry().right() <= pane.width() - theme.MARGIN

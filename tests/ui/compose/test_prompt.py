from collections.abc import Callable

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QMenu, QScrollArea
from pytestqt.qtbot import QtBot

from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Kind
from seedance_desktop.state.draft import Draft
from seedance_desktop.ui.compose.pane import ComposePane
from seedance_desktop.ui.compose.prompt_edit import PromptEdit

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def edit_of(pane: ComposePane) -> PromptEdit:
    edit = pane.findChild(PromptEdit, "promptEdit")
    assert edit is not None
    return edit


def compose(edit: PromptEdit, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(edit, event)


def test_typing_is_the_drafts_prompt(pane: ComposePane, draft: Draft, qtbot: QtBot) -> None:
    qtbot.keyClicks(edit_of(pane), "A boat,")
    qtbot.keyClick(edit_of(pane), Qt.Key.Key_Return)
    qtbot.keyClicks(edit_of(pane), "at dawn")
    assert draft.request.prompt == "A boat,\nat dawn"


def test_undo_is_the_drafts(pane: ComposePane, draft: Draft, qtbot: QtBot) -> None:
    edit = edit_of(pane)
    qtbot.keyClicks(edit, "boat")
    draft.add_urls("image", "https://example.com/1.png")
    qtbot.keyClick(edit, Qt.Key.Key_Z, CTRL)
    assert (draft.request.image_urls, edit.toPlainText()) == ((), "boat")
    qtbot.keyClick(edit, Qt.Key.Key_Z, CTRL)
    assert edit.toPlainText() == draft.request.prompt == ""
    qtbot.keyClick(edit, Qt.Key.Key_Z, CTRL | SHIFT)
    assert edit.toPlainText() == "boat"


def test_context_menu_undoes_the_draft(pane: ComposePane, draft: Draft, qtbot: QtBot) -> None:
    edit = edit_of(pane)
    qtbot.keyClicks(edit, "boat")
    spot = QPoint(20, 20)
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, edit.mapToGlobal(spot))
    QApplication.sendEvent(edit.viewport(), asked)
    menu = edit.findChild(QMenu)
    assert menu is not None
    undo = next(a for a in menu.actions() if a.objectName() == "edit-undo")
    undo.trigger()
    menu.close()
    assert draft.request.prompt == ""


def test_a_text_from_elsewhere_takes_the_cursor_to_what_changed(
    pane: ComposePane, draft: Draft, qtbot: QtBot
) -> None:
    edit = edit_of(pane)
    draft.set("prompt", "a boat 🛶 at dawn")
    cursor = edit.textCursor()
    cursor.setPosition(3)
    edit.setTextCursor(cursor)
    draft.set("prompt", "a boat 🛶 in dawn")
    assert edit.toPlainText() == "a boat 🛶 in dawn"
    qtbot.keyClicks(edit, "x")
    assert draft.request.prompt == "a boat 🛶 inx dawn"


def test_showing_a_text_is_not_the_persons_input(
    make_pane: Callable[[Draft], ComposePane],
) -> None:
    odd = VideoRequest(prompt="one\r\ntwo\u2028three")
    draft = Draft(odd)
    pane = make_pane(draft)
    assert edit_of(pane).toPlainText() == "one\ntwo\nthree"
    draft.set("duration", 7)
    assert (draft.request.prompt, draft.can_undo) == (odd.prompt, False)


def test_composition_is_left_alone_until_it_ends(pane: ComposePane, draft: Draft) -> None:
    edit = edit_of(pane)
    compose(edit, "ni")
    compose(edit, "nihao")
    assert draft.request.prompt == ""
    draft.set("prompt", "from elsewhere")
    assert edit.toPlainText() == ""
    compose(edit, "", "你好")
    assert (edit.toPlainText(), draft.request.prompt) == ("你好", "你好")


def test_a_composition_given_up_shows_what_the_draft_became(
    pane: ComposePane, draft: Draft
) -> None:
    compose(edit_of(pane), "ni")
    draft.set("prompt", "from elsewhere")
    compose(edit_of(pane), "")
    assert edit_of(pane).toPlainText() == draft.request.prompt == "from elsewhere"


def test_what_a_given_up_composition_typed_over_is_gone_from_both(
    pane: ComposePane, draft: Draft
) -> None:
    edit = edit_of(pane)
    draft.set("prompt", "boat")
    edit.selectAll()
    compose(edit, "ni")
    assert draft.request.prompt == "boat"
    compose(edit, "")
    assert edit.toPlainText() == draft.request.prompt == ""


def test_rich_text_is_pasted_as_plain(pane: ComposePane, draft: Draft, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setHtml("<h1>A <b>boat</b></h1>")
    data.setText("A boat")
    QGuiApplication.clipboard().setMimeData(data)
    qtbot.keyClick(edit_of(pane), Qt.Key.Key_V, CTRL)
    assert draft.request.prompt == "A boat"


def test_grows_with_its_text_and_then_scrolls(
    pane: ComposePane, draft: Draft, qtbot: QtBot
) -> None:
    edit = edit_of(pane)
    small = edit.height()
    draft.set("prompt", "line\n" * 6)
    qtbot.waitUntil(lambda: edit.height() > small, timeout=10_000)
    assert edit.verticalScrollBar().maximum() == 0
    draft.set("prompt", "line\n" * 60)
    qtbot.waitUntil(lambda: edit.verticalScrollBar().maximum() > 0, timeout=10_000)
    assert edit.height() < 300


def test_who_goes_on_writing_sees_it(pane: ComposePane, draft: Draft, qtbot: QtBot) -> None:
    edit = edit_of(pane)
    draft.take_links({Kind.IMAGE: [f"https://a.example/{n}.png" for n in range(9)]})
    pane.window().resize(358, 420)
    pane.resize(358, 420)
    bar = pane.findChild(QScrollArea, "composeScroll").verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 300)

    def caret_is_in_view() -> bool:
        return not edit.visibleRegion().intersected(edit.cursorRect()).isEmpty()

    for go_on in (
        lambda: qtbot.keyClick(edit, Qt.Key.Key_B),
        lambda: qtbot.keyClick(edit, Qt.Key.Key_Left),
        lambda: compose(edit, "船"),
    ):
        bar.setValue(bar.maximum())
        qtbot.keyClick(edit, Qt.Key.Key_Control)
        assert not caret_is_in_view()
        go_on()
        assert caret_is_in_view()

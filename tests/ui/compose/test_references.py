from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Kind
from seedance_desktop.state.draft import Draft
from seedance_desktop.ui.compose.pane import ComposePane
from seedance_desktop.ui.compose.reference_field import ReferenceField
from seedance_desktop.ui.compose.reference_tile import cross_rect
from seedance_desktop.ui.compose.reference_view import ReferenceView
from seedance_desktop.ui.widgets.labels import RemarkLabel

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
# Qt 6.12 would have a QPointF here, which 6.11 does not take.
pytestmark = pytest.mark.filterwarnings("ignore:.*QDragEnterEvent:DeprecationWarning")

LEFT = Qt.MouseButton.LeftButton


def links(count: int, kind: str = "image") -> list[str]:
    return [f"https://example.com/{kind}{number}" for number in range(1, count + 1)]


class Hand:
    """What a person can do with the lists."""

    def __init__(self, pane: ComposePane, qtbot: QtBot) -> None:
        self._pane, self._qtbot = pane, qtbot

    def view(self, kind: Kind) -> ReferenceView:
        found = self._pane.findChild(ReferenceView, f"{kind}List")
        assert found is not None
        return found

    def button(self, name: str) -> QPushButton:
        found = self._pane.findChild(QPushButton, name)
        assert found is not None, name
        return found

    @property
    def edit(self) -> QPlainTextEdit:
        found = self._pane.findChild(QPlainTextEdit, "referenceUrlEdit")
        assert found is not None
        return found

    def field(self, kind: Kind) -> ReferenceField:
        parent = self.button(f"add{kind.capitalize()}").parentWidget().parentWidget()
        assert isinstance(parent, ReferenceField)
        return parent

    def remark(self, kind: Kind) -> RemarkLabel:
        found = self._pane.findChild(RemarkLabel, f"{kind}Refusal")
        assert found is not None
        return found

    def refusal(self, kind: Kind) -> str:
        found = self.remark(kind)
        return found.text() if found.isVisible() else ""

    def open(self, kind: Kind) -> None:
        self._qtbot.mouseClick(self.button(f"add{kind.capitalize()}"), LEFT)

    def add(self, kind: Kind, text: str) -> None:
        self.open(kind)
        self.edit.setPlainText(text)
        self._qtbot.mouseClick(self.button("referenceUrlAdd"), LEFT)

    def press(self, kind: Kind, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        self._qtbot.keyClick(self.view(kind), key, modifiers)


@pytest.fixture
def hand(pane: ComposePane, qtbot: QtBot) -> Hand:
    return Hand(pane, qtbot)


def test_several_lines_are_several_links(hand: Hand, draft: Draft) -> None:
    hand.add(Kind.IMAGE, "  https://example.com/1 \n\nhttps://example.com/2\n")
    assert draft.request.image_urls == ("https://example.com/1", "https://example.com/2")
    assert not hand.edit.isVisible()


def test_enter_adds_and_escape_keeps_what_was_typed(hand: Hand, draft: Draft, qtbot: QtBot) -> None:
    hand.open(Kind.VIDEO)
    assert hand.edit.hasFocus()
    qtbot.keyClicks(hand.edit, "https://example.com/clip")
    qtbot.keyClick(hand.edit, Qt.Key.Key_Escape)
    assert not hand.edit.isVisible()
    assert hand.button("addVideo").hasFocus()
    hand.open(Kind.AUDIO)
    assert hand.edit.toPlainText() == "https://example.com/clip"
    qtbot.keyClick(hand.edit, Qt.Key.Key_Return)
    assert draft.request.audio_urls == ("https://example.com/clip",)


def test_only_one_entry_is_there_and_it_moves(hand: Hand, pane: ComposePane) -> None:
    assert not hand.edit.isVisible()
    hand.open(Kind.IMAGE)
    hand.open(Kind.AUDIO)
    edits = [e for e in pane.findChildren(QPlainTextEdit, "referenceUrlEdit") if e.isVisible()]
    assert len(edits) == 1
    assert hand.field(Kind.AUDIO).isAncestorOf(edits[0])
    assert hand.button("addImage").isVisible()


def test_what_is_refused_stays_typed_and_is_named(hand: Hand, draft: Draft) -> None:
    hand.add(Kind.IMAGE, "https://example.com/1\nftp://example.com/2\nhttps://")
    assert draft.request.image_urls == ("https://example.com/1",)
    assert hand.edit.toPlainText() == "ftp://example.com/2\nhttps://"
    assert "ftp://example.com/2" in hand.refusal(Kind.IMAGE)
    assert hand.refusal(Kind.VIDEO) == ""


def test_adding_past_the_limit_is_refused_with_the_reason(hand: Hand, draft: Draft) -> None:
    hand.add(Kind.VIDEO, "\n".join(links(4, "video")))
    assert len(draft.request.video_urls) == 3
    assert "at most 3" in hand.refusal(Kind.VIDEO)
    assert hand.edit.toPlainText() == "https://example.com/video4"


def test_a_reason_goes_with_the_next_change(hand: Hand, draft: Draft) -> None:
    hand.add(Kind.IMAGE, "nonsense")
    assert hand.refusal(Kind.IMAGE)
    hand.edit.setPlainText("https://example.com/1")
    hand.add(Kind.IMAGE, "https://example.com/1")
    assert hand.refusal(Kind.IMAGE) == ""


def test_the_limit_changes_with_the_mode_and_nothing_is_lost(
    hand: Hand, draft: Draft, pane: ComposePane, qtbot: QtBot
) -> None:
    draft.add_urls(Kind.IMAGE, links(9))
    qtbot.mouseClick(hand.button("mode_first_last_frames"), LEFT)
    assert len(draft.request.image_urls) == 9
    assert hand.field(Kind.IMAGE)._note.text() == "9 / 2"
    rows = hand.view(Kind.IMAGE).model()
    texts = [rows.index(r, 0).data(Qt.ItemDataRole.AccessibleTextRole) for r in range(9)]
    assert texts[1] == "@Image2 https://example.com/image2 ready, Last frame"
    assert texts[2] == "@Image3 https://example.com/image3 over the limit of 2"


def test_assistive_tools_read_token_link_and_state(hand: Hand, draft: Draft) -> None:
    same = "https://example.com/1"
    draft.add_urls(Kind.AUDIO, [same, same])
    view = QAccessible.queryAccessibleInterface(hand.view(Kind.AUDIO))
    assert view is not None
    names = [view.child(i).text(QAccessible.Text.Name) for i in range(view.childCount())]
    assert names == [f"@Audio1 {same} ready", f"@Audio2 {same} same link as @Audio1"]


def test_paste_on_a_list_adds(hand: Hand, draft: Draft, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("https://example.com/1\nhttps://example.com/2")
    qtbot.keyClick(hand.button("addImage"), Qt.Key.Key_V, CTRL)
    assert len(draft.request.image_urls) == 2
    hand.press(Kind.IMAGE, Qt.Key.Key_V, CTRL)
    assert len(draft.request.image_urls) == 4


def test_several_rows_are_removed_at_once_and_come_back(hand: Hand, draft: Draft) -> None:
    draft.add_urls(Kind.IMAGE, links(4))
    view = hand.view(Kind.IMAGE)
    for row in (0, 2):
        view.selectionModel().select(
            view.model().index(row, 0), view.selectionModel().SelectionFlag.Select
        )
    hand.press(Kind.IMAGE, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    assert draft.request.image_urls == (links(4)[1], links(4)[3])
    hand.press(Kind.IMAGE, Qt.Key.Key_Z, CTRL)
    assert draft.request.image_urls == tuple(links(4))
    hand.press(Kind.IMAGE, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert len(draft.request.image_urls) == 2


def test_the_focus_stays_with_the_list_when_its_last_row_goes(hand: Hand, draft: Draft) -> None:
    draft.add_urls(Kind.IMAGE, links(1))
    hand.view(Kind.IMAGE).setFocus()
    hand.press(Kind.IMAGE, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    assert hand.button("addImage").hasFocus()
    assert not hand.view(Kind.IMAGE).isVisible()


def test_the_cross_removes_its_row(hand: Hand, draft: Draft, qtbot: QtBot) -> None:
    draft.add_urls(Kind.IMAGE, links(3))
    view = hand.view(Kind.IMAGE)
    row = view.visualRect(view.model().index(1, 0))
    qtbot.mouseClick(view.viewport(), LEFT, pos=cross_rect(row).center())
    assert draft.request.image_urls == (links(3)[0], links(3)[2])


def test_alt_and_arrows_move_a_row(hand: Hand, draft: Draft) -> None:
    draft.add_urls(Kind.IMAGE, links(3))
    hand.view(Kind.IMAGE).select_rows([0])
    hand.press(Kind.IMAGE, Qt.Key.Key_Up, ALT)
    assert draft.request.image_urls == tuple(links(3))
    hand.press(Kind.IMAGE, Qt.Key.Key_Down, ALT)
    hand.press(Kind.IMAGE, Qt.Key.Key_Down, ALT)
    one, two, three = links(3)
    assert draft.request.image_urls == (two, three, one)
    assert hand.view(Kind.IMAGE).selected_rows() == [2]


def test_copy_takes_the_selected_links(hand: Hand, draft: Draft) -> None:
    draft.add_urls(Kind.IMAGE, links(3))
    hand.view(Kind.IMAGE).selectAll()
    hand.press(Kind.IMAGE, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text().split() == links(3)


def test_rows_change_one_by_one(hand: Hand, draft: Draft, qtbot: QtBot) -> None:
    """A reset would lose the selection, and a screen reader its place."""
    draft.add_urls(Kind.IMAGE, links(3))
    rows = hand.view(Kind.IMAGE).model()
    resets: list[None] = []
    rows.modelReset.connect(lambda: resets.append(None))
    with qtbot.waitSignal(rows.rowsRemoved) as removed:
        draft.remove_urls(Kind.IMAGE, [1])
    with qtbot.waitSignal(rows.rowsInserted) as inserted:
        draft.add_urls(Kind.IMAGE, "https://example.com/new")
    assert removed.args[1:] == [1, 1]
    assert inserted.args[1:] == [2, 2]
    assert not resets


def test_a_broken_link_from_an_old_clip_is_shown_as_it_is(
    make_pane: Callable[[Draft], ComposePane], qtbot: QtBot
) -> None:
    draft = Draft(VideoRequest(image_urls=("not a link",)))
    hand = Hand(make_pane(draft), qtbot)
    row = hand.view(Kind.IMAGE).model().index(0, 0)
    text = row.data(Qt.ItemDataRole.AccessibleTextRole)
    assert text == "@Image1 not a link not a usable link"
    assert draft.request.image_urls == ("not a link",)


def started_again(draft: Draft, make_pane: Callable[[Draft], ComposePane], qtbot: QtBot) -> Hand:
    """The hand on a pane over what was kept of the draft."""
    return Hand(make_pane(Draft(draft.composition)), qtbot)


def test_links_being_typed_are_there_again_after_a_start(
    hand: Hand, draft: Draft, make_pane: Callable[[Draft], ComposePane], qtbot: QtBot
) -> None:
    hand.open(Kind.VIDEO)
    qtbot.keyClicks(hand.edit, "https://example.com/cl")
    again = started_again(draft, make_pane, qtbot)
    assert again.edit.isVisible()
    assert again.field(Kind.VIDEO).isAncestorOf(again.edit)
    assert again.edit.toPlainText() == "https://example.com/cl"


def test_links_that_were_put_by_are_there_when_the_entry_is_opened(
    hand: Hand, draft: Draft, make_pane: Callable[[Draft], ComposePane], qtbot: QtBot
) -> None:
    hand.open(Kind.IMAGE)
    qtbot.keyClicks(hand.edit, "https://a")
    qtbot.keyClick(hand.edit, Qt.Key.Key_Escape)
    again = started_again(draft, make_pane, qtbot)
    assert not again.edit.isVisible()
    again.open(Kind.AUDIO)
    assert again.edit.toPlainText() == "https://a"


def test_links_that_were_added_do_not_come_back_as_typed(
    hand: Hand, draft: Draft, make_pane: Callable[[Draft], ComposePane], qtbot: QtBot
) -> None:
    hand.add(Kind.IMAGE, "https://example.com/1")
    again = started_again(draft, make_pane, qtbot)
    assert not again.edit.isVisible()
    again.open(Kind.IMAGE)
    assert again.edit.toPlainText() == ""


def test_what_another_link_is_replaced_by_is_not_taken_for_typed_links(
    hand: Hand, draft: Draft, pane: ComposePane, qtbot: QtBot
) -> None:
    draft.set("image_urls", ("https://example.com/1",))
    hand.open(Kind.IMAGE)
    qtbot.keyClicks(hand.edit, "https://a")
    hand.field(Kind.IMAGE).replace_asked.emit(0)
    assert hand.edit.toPlainText() == "https://example.com/1"
    assert draft.composition.typed_links.text == "https://a"


def test_undo_and_another_request_leave_what_is_being_typed(
    hand: Hand, draft: Draft, qtbot: QtBot
) -> None:
    draft.set("prompt", "a boat")
    hand.open(Kind.IMAGE)
    qtbot.keyClicks(hand.edit, "https://a")
    typed = draft.composition.typed_links
    draft.undo()
    assert draft.composition.typed_links == typed
    draft.replace(VideoRequest(prompt="another"))
    assert draft.composition.typed_links == typed
    assert hand.edit.toPlainText() == "https://a"


def wholly_seen(hand: Hand, kind: Kind) -> bool:
    remark = hand.remark(kind)
    return remark.visibleRegion().boundingRect() == remark.rect()


def test_why_a_link_is_refused_is_scrolled_to(
    hand: Hand, pane: ComposePane, draft: Draft, qtbot: QtBot
) -> None:
    """The list of problems stands over the lower half of a small window's form."""
    draft.set("prompt", "a boat")
    draft.add_urls(Kind.IMAGE, links(8))
    pane.resize(320, 560)
    bar = pane.findChild(QScrollArea, "composeScroll").verticalScrollBar()
    for kind in (Kind.IMAGE, Kind.AUDIO):
        hand.button(f"add{kind.capitalize()}").click()
        bar.setValue(0)
        hand.edit.setPlainText("ftp://example.com/boat")
        hand.button("referenceUrlAdd").click()
        qtbot.waitUntil(lambda kind=kind: wholly_seen(hand, kind), timeout=10_000)
        bar.setValue(0)
        pane.request_generate()
        assert "nothing was sent" in hand.refusal(kind)
        qtbot.waitUntil(lambda kind=kind: wholly_seen(hand, kind), timeout=10_000)


def test_nothing_is_sent_while_a_typed_link_is_not_added(
    hand: Hand, pane: ComposePane, draft: Draft, qtbot: QtBot
) -> None:
    draft.set("prompt", "a boat")
    sent: list[None] = []
    pane.generate_requested.connect(lambda: sent.append(None))
    pane.variations_requested.connect(lambda: sent.append(None))
    hand.open(Kind.IMAGE)
    qtbot.keyClicks(hand.edit, "https://example.com/boat")
    hand.button("addVideo").setFocus()
    hand.button("variationsButton").click()
    assert not sent and hand.edit.hasFocus()
    hand.button("addVideo").setFocus()
    pane.request_generate()
    assert not sent and hand.edit.hasFocus()
    assert "nothing was sent" in hand.refusal(Kind.IMAGE)
    qtbot.keyClick(hand.edit, Qt.Key.Key_Escape)
    assert hand.refusal(Kind.IMAGE) == ""
    pane.request_generate()
    assert sent == [None]

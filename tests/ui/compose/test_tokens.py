"""Tokens in the prompt, by real keys, clicks, drops and input methods."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHelpEvent,
    QInputMethodEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QListView,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from seedance_desktop.core.reference_facts import ReferenceFacts
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Kind
from seedance_desktop.state.draft import Draft
from seedance_desktop.ui.compose.pane import ComposePane
from seedance_desktop.ui.compose.prompt_edit import PromptEdit
from seedance_desktop.ui.compose.prompt_pills import Look, pills
from seedance_desktop.ui.drag import REFERENCE

IMAGES = tuple(f"https://example.com/{name}.png" for name in ("bottle", "light", "label"))
VIDEO = "https://example.com/move.mp4"
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
Key = Qt.Key
# Qt 6.12 would have a QPointF here, which 6.11 does not take.
pytestmark = pytest.mark.filterwarnings("ignore:.*QDrag(Enter|Move)Event:DeprecationWarning")


@pytest.fixture
def draft() -> Draft:
    return Draft(VideoRequest(image_urls=IMAGES, video_urls=(VIDEO,)))


@pytest.fixture
def edit(pane: ComposePane) -> PromptEdit:
    edit = pane.findChild(PromptEdit, "promptEdit")
    assert edit is not None
    edit.setFocus()
    return edit


def choices(edit: PromptEdit) -> QListView:
    found = edit.window().findChild(QListView, "referenceChoices")
    assert found is not None
    return found


def is_open(edit: PromptEdit) -> bool:
    found = edit.window().findChild(QListView, "referenceChoices")
    return found is not None and found.isVisible()


def offered(edit: PromptEdit) -> list[str]:
    model = choices(edit).model()
    role = Qt.ItemDataRole.AccessibleTextRole
    return [model.index(row, 0).data(role) for row in range(model.rowCount())]


def put(edit: PromptEdit, draft: Draft, text: str, caret: int) -> None:
    draft.set("prompt", text)
    cursor = edit.textCursor()
    cursor.setPosition(caret)
    edit.setTextCursor(cursor)


def compose(edit: PromptEdit, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(edit, event)


def at(edit: PromptEdit, position: int) -> QTextCursor:
    cursor = edit.textCursor()
    cursor.setPosition(position)
    return cursor


def pill_spots(edit: PromptEdit) -> list[QPoint]:
    return [pill.rect.center().toPoint() for pill in pills(edit, edit._pills)]


# The list that opens at an @


def test_an_at_sign_offers_every_reference_and_enter_puts_its_token_in(
    edit: PromptEdit, draft: Draft, qtbot: QtBot
) -> None:
    qtbot.keyClicks(edit, "the light of @")
    assert is_open(edit)
    assert offered(edit) == [
        "@Image1 bottle.png",
        "@Image2 light.png",
        "@Image3 label.png",
        "@Video1 move.mp4",
    ]
    qtbot.keyClick(edit, Key.Key_Down)
    qtbot.keyClick(edit, Key.Key_Return)
    assert not is_open(edit)
    assert draft.request.prompt == edit.toPlainText() == "the light of @Image2 "
    qtbot.keyClicks(edit, "there")
    assert draft.request.prompt == "the light of @Image2 there"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("@2", "@Image2 light.png"),
        ("@im", "@Image1 bottle.png"),
        ("@Image3", "@Image3 label.png"),
        ("@vid", "@Video1 move.mp4"),
        ("@视", "@Video1 move.mp4"),
        ("@图片2", "@Image2 light.png"),
        ("@lab", "@Image3 label.png"),
        ("\uff20图", "@Image1 bottle.png"),
    ],
)
def test_it_filters_as_one_types(
    edit: PromptEdit, draft: Draft, qtbot: QtBot, typed: str, first: str
) -> None:
    for letter in typed:
        QTest.sendKeyEvent(
            QTest.KeyAction.Click, edit, Key.Key_unknown, letter, Qt.KeyboardModifier.NoModifier
        )
    assert is_open(edit)
    assert offered(edit)[0] == first
    qtbot.keyClick(edit, Key.Key_Tab)
    assert draft.request.prompt == f"{first.split()[0]} "
    assert edit.hasFocus()


def test_what_is_chosen_is_one_step_of_undo(edit: PromptEdit, draft: Draft, qtbot: QtBot) -> None:
    qtbot.keyClicks(edit, "of @la")
    qtbot.keyClick(edit, Key.Key_Return)
    assert draft.request.prompt == "of @Image3 "
    qtbot.keyClick(edit, Key.Key_Z, CTRL)
    assert draft.request.prompt == edit.toPlainText() == "of @la"
    assert not is_open(edit)


def test_escape_closes_it_and_leaves_what_was_typed(
    edit: PromptEdit, draft: Draft, qtbot: QtBot
) -> None:
    qtbot.keyClicks(edit, "@im")
    qtbot.keyClick(edit, Key.Key_Escape)
    assert not is_open(edit)
    qtbot.keyClicks(edit, "a")
    qtbot.keyClick(edit, Key.Key_Return)
    assert (draft.request.prompt, is_open(edit)) == ("@ima\n", False)


def test_arrows_go_around_and_are_the_prompts_again_afterwards(
    edit: PromptEdit, draft: Draft, qtbot: QtBot
) -> None:
    qtbot.keyClicks(edit, "one")
    qtbot.keyClick(edit, Key.Key_Return)
    qtbot.keyClicks(edit, "@")
    qtbot.keyClick(edit, Key.Key_Up)
    assert choices(edit).currentIndex().row() == 3
    qtbot.keyClick(edit, Key.Key_Escape)
    qtbot.keyClick(edit, Key.Key_Up)
    assert edit.textCursor().blockNumber() == 0


@pytest.mark.parametrize("typed", ["anna@", "see https://example.com/@", "@@", "@x", "@ "])
def test_where_no_token_can_stand_nothing_opens(
    edit: PromptEdit, draft: Draft, qtbot: QtBot, typed: str
) -> None:
    qtbot.keyClicks(edit, typed)
    assert not is_open(edit)


def test_it_opens_behind_a_token_and_behind_chinese(
    edit: PromptEdit, draft: Draft, qtbot: QtBot
) -> None:
    for before in ("光", "@Image1"):
        put(edit, draft, before, len(before))
        qtbot.keyClicks(edit, "@")
        assert is_open(edit)
        qtbot.keyClick(edit, Key.Key_Escape)


def test_a_typing_error_taken_back_brings_it_again(edit: PromptEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(edit, "@ix")
    assert not is_open(edit)
    qtbot.keyClick(edit, Key.Key_Backspace)
    assert is_open(edit)
    qtbot.keyClick(edit, Key.Key_Backspace)
    qtbot.keyClick(edit, Key.Key_Backspace)
    assert not is_open(edit)
    qtbot.keyClicks(edit, "i")
    assert not is_open(edit)


def test_a_click_chooses_too(edit: PromptEdit, draft: Draft, qtbot: QtBot) -> None:
    qtbot.keyClicks(edit, "@")
    view = choices(edit)
    spot = view.visualRect(view.model().index(3, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert (draft.request.prompt, edit.hasFocus()) == ("@Video1 ", True)


def test_it_goes_with_the_focus(pane: ComposePane, edit: PromptEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(edit, "@")
    generate = pane.findChild(QPushButton, "addImage")
    assert generate is not None
    generate.setFocus()
    assert not is_open(edit)


def test_without_references_it_says_where_they_come_from(
    make_pane: Callable[[Draft], ComposePane], qtbot: QtBot
) -> None:
    draft = Draft()
    edit = make_pane(draft).findChild(PromptEdit, "promptEdit")
    assert edit is not None
    qtbot.keyClicks(edit, "@")
    hint = edit.window().findChild(QLabel, "noReferencesHint")
    assert hint is not None and hint.isVisible() and not is_open(edit)
    qtbot.keyClick(edit, Key.Key_Return)
    assert (draft.request.prompt, hint.isVisible()) == ("@\n", False)


def test_a_spelling_with_a_space_is_completed_through_it(
    edit: PromptEdit, draft: Draft, qtbot: QtBot
) -> None:
    draft.set_spelling("@Image 1")
    qtbot.keyClicks(edit, "@image 2")
    assert offered(edit) == ["@Image 2 light.png"]
    qtbot.keyClick(edit, Key.Key_Return)
    assert draft.request.prompt == "@Image 2 "


def test_it_stays_in_the_window_and_off_the_line_that_is_typed(
    edit: PromptEdit, draft: Draft, qtbot: QtBot
) -> None:
    for text in ("", "a long line " * 3, "line\n" * 9):
        put(edit, draft, text, len(text))
        qtbot.keyClicks(edit, "@")
        view = choices(edit)
        window = edit.window()
        assert window.rect().contains(view.geometry())
        line = edit.cursorRect().translated(edit.viewport().mapTo(window, QPoint(0, 0)))
        assert not view.geometry().intersects(line)
        qtbot.keyClick(edit, Key.Key_Escape)


def test_nothing_opens_while_an_input_method_composes(
    edit: PromptEdit, draft: Draft, qtbot: QtBot
) -> None:
    compose(edit, "@")
    compose(edit, "@tu")
    assert not is_open(edit)
    compose(edit, "", "@")
    assert is_open(edit)
    compose(edit, "tu")
    assert not is_open(edit)
    compose(edit, "", "图")
    assert is_open(edit)
    assert [each.split()[0] for each in offered(edit)] == ["@Image1", "@Image2", "@Image3"]
    qtbot.keyClick(edit, Key.Key_Return)
    assert draft.request.prompt == "@Image1 "


# Pills


def test_the_text_stays_plain_and_its_tokens_are_pills(edit: PromptEdit, draft: Draft) -> None:
    text = "🛶 @Image1, @Image7 and anna@Image1.com\n// @Image9"
    draft.set("prompt", text)
    assert edit.toPlainText() == text
    shown = list(pills(edit, edit._pills))
    assert [pill.look for pill in shown] == [Look.LIVE, Look.DANGLING]
    assert [pill.position for pill in shown] == [3, 12]
    formats = edit.document().firstBlock().layout().formats()
    wavy = QTextCharFormat.UnderlineStyle.WaveUnderline
    under = {f.start for f in formats if f.format.underlineStyle() == wavy}
    assert under and min(under) == 12


def test_of_a_long_paragraph_the_pills_in_view_are_drawn(edit: PromptEdit, draft: Draft) -> None:
    draft.set("prompt", "🛶 to @Image1 " * 400)
    bar = edit.verticalScrollBar()
    port = edit.viewport().rect()
    for place in (0, bar.maximum() // 2, bar.maximum()):
        bar.setValue(place)
        seen = [pill for pill in pills(edit, edit._pills) if port.contains(pill.rect.toRect())]
        everything = edit._pills.spans(edit.toPlainText())
        expected = [
            span.start
            for span in everything
            if port.contains(edit.cursorRect(at(edit, span.start + 1)).center())
        ]
        assert len(expected) > 8
        assert {pill.position for pill in seen} <= set(expected)
        assert len(seen) > len(expected) / 2, "but for those at the edges"
        assert len(list(pills(edit, edit._pills))) < 2 * len(expected)


def test_pills_follow_the_lists_and_the_spelling(edit: PromptEdit, draft: Draft) -> None:
    draft.set("prompt", "@Video2")
    assert [pill.look for pill in pills(edit, edit._pills)] == [Look.DANGLING]
    draft.add_urls(Kind.VIDEO, ["https://example.com/2.mp4"])
    assert [pill.look for pill in pills(edit, edit._pills)] == [Look.LIVE]
    draft.set_spelling("[img1]")
    assert edit.toPlainText() == "[video2]"
    assert [pill.look for pill in pills(edit, edit._pills)] == [Look.LIVE]
    assert not draft.can_undo or draft.request.prompt == "[video2]"


def test_a_long_token_that_wraps_has_a_pill_on_each_line(
    edit: PromptEdit, draft: Draft, qtbot: QtBot
) -> None:
    draft.set_spelling("<the image with the very long name of number 1>")
    draft.set("prompt", "as in <the image with the very long name of number 1>")
    shown = list(pills(edit, edit._pills))
    assert len(shown) > 1
    assert {pill.position for pill in shown} == {6}
    assert len({pill.rect.top() for pill in shown}) == len(shown)


# What a token means


@pytest.fixture
def card(edit: PromptEdit) -> Iterator[Callable[[], list[str]]]:
    def words() -> list[str]:
        found = edit.window().findChild(QListView, "tokenPointTo")
        if found is None or not found.parentWidget().isVisible():
            return []
        return [found.parentWidget().accessibleName()]

    yield words


def test_a_click_on_a_pill_shows_its_reference(
    pane: ComposePane,
    edit: PromptEdit,
    draft: Draft,
    qtbot: QtBot,
    card: Callable[[], list[str]],
) -> None:
    draft.set("prompt", "from @Image2 on")
    (spot,) = pill_spots(edit)
    qtbot.mouseClick(edit.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert card() == ["@Image2: light.png"]
    tiles = pane.findChild(QListView, "imageList")
    assert tiles is not None
    assert [index.row() for index in tiles.selectedIndexes()] == [1]
    where = tiles.visualRect(tiles.currentIndex()).center()
    assert tiles.viewport().visibleRegion().contains(where)
    assert edit.hasFocus()
    qtbot.keyClicks(edit, "x")
    assert card() == []


def test_a_click_beside_a_pill_or_a_selection_shows_nothing(
    edit: PromptEdit, draft: Draft, qtbot: QtBot, card: Callable[[], list[str]]
) -> None:
    draft.set("prompt", "from @Image2 on")
    (spot,) = pill_spots(edit)
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(edit.viewport(), left, pos=QPoint(6, spot.y()))
    assert card() == []
    qtbot.mousePress(edit.viewport(), left, pos=spot)
    qtbot.mouseMove(edit.viewport(), spot + QPoint(15, 0))
    qtbot.mouseRelease(edit.viewport(), left, pos=spot + QPoint(15, 0))
    assert card() == []


def test_by_keyboard_a_token_is_pointed_elsewhere(
    edit: PromptEdit, draft: Draft, qtbot: QtBot, card: Callable[[], list[str]]
) -> None:
    put(edit, draft, "from 🛶 @Image? on", 12)
    qtbot.keyClick(edit, Key.Key_Return, ALT)
    assert card() == ["@Image?: Its reference was removed."]
    view = edit.window().findChild(QListView, "tokenPointTo")
    assert view is not None and view.hasFocus()
    qtbot.keyClick(view, Key.Key_Down)
    qtbot.keyClick(view, Key.Key_Return)
    assert draft.request.prompt == edit.toPlainText() == "from 🛶 @Image2 on"
    assert (card(), edit.hasFocus(), edit.caret) == ([], True, 14)
    qtbot.keyClick(edit, Key.Key_Z, CTRL)
    assert draft.request.prompt == "from 🛶 @Image? on"


def test_escape_closes_the_card_and_goes_back_to_the_prompt(
    edit: PromptEdit, draft: Draft, qtbot: QtBot, card: Callable[[], list[str]]
) -> None:
    put(edit, draft, "@Image1", 3)
    qtbot.keyClick(edit, Key.Key_Return, ALT)
    view = edit.window().findChild(QListView, "tokenPointTo")
    assert view is not None
    model = view.model()
    role = Qt.ItemDataRole.AccessibleTextRole
    assert [model.index(row, 0).data(role) for row in range(model.rowCount())] == [
        "@Image2 light.png",
        "@Image3 label.png",
        "@Video1 move.mp4",
    ]
    qtbot.keyClick(view, Key.Key_Escape)
    assert (card(), edit.hasFocus(), draft.request.prompt) == ([], True, "@Image1")


def test_the_card_says_what_is_known_as_soon_as_it_is(
    pane: ComposePane,
    edit: PromptEdit,
    draft: Draft,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put(edit, draft, "@Image1", 3)
    qtbot.keyClick(edit, Key.Key_Return, ALT)
    card = edit.window().findChild(QWidget, "tokenCard")
    assert card is not None
    height = card.height()
    assert height >= card.findChild(QWidget, "tokenPointTo").height() > 20
    why = "The address of cdn.example.com was not found: is this computer online?"
    known = ReferenceFacts(IMAGES[0], media_type="image/png", width=640, height=480, trouble=why)
    monkeypatch.setattr(pane._desk, "facts", lambda url: known)
    pane._desk.facts_changed.emit(IMAGES[1])
    assert card.height() == height
    pane._desk.facts_changed.emit(IMAGES[0])
    labels = {label.text(): label for label in card.findChildren(QLabel) if label.isVisible()}
    facts = labels[f"image/png · 640 × 480 px\n{why}"]
    assert card.height() > height
    qtbot.waitUntil(lambda: facts.height() >= facts.heightForWidth(facts.width()))
    monkeypatch.setattr(pane._desk, "warnings", lambda kind, position: (f"{kind} {position}",))
    pane._desk.facts_changed.emit(IMAGES[0])
    assert facts.text() == "image/png · 640 × 480 px\nimage 0"


def test_a_token_in_another_providers_spelling_can_be_written_right(
    edit: PromptEdit, draft: Draft, qtbot: QtBot
) -> None:
    put(edit, draft, "@image1", 3)
    assert next(p.code for p in draft.problems if p.field == "prompt") == "token-spelling"
    qtbot.keyClick(edit, Key.Key_Return, ALT)
    view = edit.window().findChild(QListView, "tokenPointTo")
    assert view is not None
    qtbot.keyClick(view, Key.Key_Return)
    assert draft.request.prompt == "@Image1"
    assert "token-spelling" not in [p.code for p in draft.problems]


def test_alt_enter_beside_no_token_does_nothing(
    edit: PromptEdit, draft: Draft, qtbot: QtBot, card: Callable[[], list[str]]
) -> None:
    put(edit, draft, "no token", 3)
    qtbot.keyClick(edit, Key.Key_Return, ALT)
    assert (card(), draft.request.prompt) == ([], "no token")


def test_the_card_goes_when_what_it_shows_changes(
    edit: PromptEdit, draft: Draft, qtbot: QtBot, card: Callable[[], list[str]]
) -> None:
    put(edit, draft, "@Image1", 3)
    for change in (
        lambda: draft.remove_urls(Kind.IMAGE, [2]),
        lambda: draft.set("prompt", "@Image2"),
        lambda: edit.window().resize(400, 720),
    ):
        qtbot.keyClick(edit, Key.Key_Return, ALT)
        assert card()
        change()
        assert card() == []


def test_the_menu_points_a_token_elsewhere(
    edit: PromptEdit, draft: Draft, qtbot: QtBot, card: Callable[[], list[str]]
) -> None:
    put(edit, draft, "from @Image1 on", 7)
    spot = edit.cursorRect().center()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, spot, edit.mapToGlobal(spot))
    QApplication.sendEvent(edit.viewport(), asked)
    menu = edit.findChild(QMenu)
    assert menu is not None
    point = menu.findChild(QMenu, "tokenPointMenu")
    assert point is not None
    labels = [action.text() for action in point.actions()]
    assert labels == ["@Image2  light.png", "@Image3  label.png", "@Video1  move.mp4"]
    point.actions()[2].trigger()
    assert draft.request.prompt == "from @Video1 on"
    show = next(a for a in menu.actions() if a.objectName() == "tokenShow")
    assert isinstance(show, QAction)
    menu.close()


def test_a_menu_elsewhere_is_about_no_token(edit: PromptEdit, draft: Draft) -> None:
    put(edit, draft, "from @Image1 on", 2)
    spot = QPoint(5, 5)
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, edit.mapToGlobal(spot))
    QApplication.sendEvent(edit.viewport(), asked)
    menu = edit.findChild(QMenu)
    assert menu is not None
    assert not any(a.objectName() == "tokenShow" for a in menu.actions())
    menu.close()


# A tile dropped on the prompt


def drop(edit: QPlainTextEdit, carried: bytes, spot: QPoint) -> bool:
    data = QMimeData()
    data.setData(REFERENCE, carried)
    action, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(spot, action, data, left, none)
    QApplication.sendEvent(edit.viewport(), enter)
    move = QDragMoveEvent(spot, action, data, left, none)
    QApplication.sendEvent(edit.viewport(), move)
    dropped = QDropEvent(QPointF(spot), action, data, left, none)
    QApplication.sendEvent(edit.viewport(), dropped)
    return enter.isAccepted() and dropped.isAccepted()


def test_a_dropped_tile_leaves_its_token_where_it_was_let_go(
    edit: PromptEdit, draft: Draft, qtbot: QtBot
) -> None:
    put(edit, draft, "from, on", 4)
    spot = edit.cursorRect().center()
    put(edit, draft, "from, on", 0)
    assert drop(edit, b"image:2", spot)
    assert draft.request.prompt == edit.toPlainText() == "from @Image3 , on"
    assert edit.caret == len("from @Image3 ")
    qtbot.keyClick(edit, Key.Key_Z, CTRL)
    assert draft.request.prompt == "from, on"


@pytest.mark.parametrize(
    ("caret", "after"),
    [(7, "from @Image3 @Image1 on"), (10, "from @Image1 @Image3 on")],
)
def test_a_tile_let_go_over_a_pill_lands_beside_it(
    edit: PromptEdit, draft: Draft, caret: int, after: str
) -> None:
    put(edit, draft, "from @Image1 on", caret)
    assert drop(edit, b"image:2", edit.cursorRect().center())
    assert draft.request.prompt == after


def test_the_caret_shows_where_a_tile_would_land(edit: PromptEdit, draft: Draft) -> None:
    put(edit, draft, "from here to there", 18)
    cursor = edit.textCursor()
    cursor.setPosition(4)
    where = edit.cursorRect(cursor)
    around = where.adjusted(0, 0, 2, 0)
    before = edit.viewport().grab(around).toImage()
    data = QMimeData()
    data.setData(REFERENCE, b"image:0")
    action, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where.center(), action, data, left, none)
    QApplication.sendEvent(edit.viewport(), enter)
    move = QDragMoveEvent(where.center(), action, data, left, none)
    QApplication.sendEvent(edit.viewport(), move)
    assert edit.viewport().grab(around).toImage() != before
    QApplication.sendEvent(edit.viewport(), QDragLeaveEvent())
    assert edit.viewport().grab(around).toImage() == before


def test_a_pill_tells_its_references_name(edit: PromptEdit, draft: Draft) -> None:
    draft.set("prompt", "@Image2 and @Image? and @Image8")
    told = []
    for spot in pill_spots(edit):
        asked = QHelpEvent(QEvent.Type.ToolTip, spot, edit.viewport().mapToGlobal(spot))
        QApplication.sendEvent(edit.viewport(), asked)
        told.append(QToolTip.text())
    assert [text.split(" ")[0] for text in told] == ["light.png", "Its", "There"]


@pytest.mark.parametrize("carried", [b"image:9", b"video:1", b"image:-1", b"text:0", b"", b"\xff"])
def test_what_is_no_reference_of_the_draft_leaves_the_prompt_alone(
    edit: PromptEdit, draft: Draft, carried: bytes
) -> None:
    put(edit, draft, "from", 4)
    drop(edit, carried, QPoint(10, 10))
    assert draft.request.prompt == edit.toPlainText() == "from"


# References that move while one types


def test_a_moved_tile_renumbers_the_prompt_in_the_same_step(
    edit: PromptEdit, draft: Draft, qtbot: QtBot
) -> None:
    draft.set("prompt", "@Image1 and @Image3")
    draft.move_url(Kind.IMAGE, 2, 0)
    assert edit.toPlainText() == "@Image2 and @Image1"
    qtbot.keyClick(edit, Key.Key_Z, CTRL)
    assert (edit.toPlainText(), draft.request.image_urls) == ("@Image1 and @Image3", IMAGES)


def test_a_reference_moved_during_a_composition_renumbers_at_its_end(
    edit: PromptEdit, draft: Draft, qtbot: QtBot
) -> None:
    put(edit, draft, "@Image1 and @Image3 ", 20)
    before = draft.request
    compose(edit, "ni")
    draft.move_url(Kind.IMAGE, 2, 0)
    assert edit.toPlainText() == "@Image1 and @Image3 "
    compose(edit, "", "你@Image2好")
    # What was composed means the pictures as they stood when it was written.
    assert draft.request.prompt == edit.toPlainText() == "@Image2 and @Image1 你@Image3好"
    assert edit.caret == len(draft.request.prompt)
    qtbot.keyClick(edit, Key.Key_Z, CTRL)
    assert draft.request.prompt == edit.toPlainText() == "@Image2 and @Image1 "
    assert draft.request.image_urls == (IMAGES[2], IMAGES[0], IMAGES[1])
    qtbot.keyClick(edit, Key.Key_Z, CTRL)
    assert (draft.request, edit.toPlainText()) == (before, before.prompt)


def test_a_composition_given_up_shows_the_renumbered_prompt(edit: PromptEdit, draft: Draft) -> None:
    put(edit, draft, "@Image1", 7)
    compose(edit, "ni")
    draft.remove_urls(Kind.IMAGE, [0])
    draft.set_spelling("@图片1")
    assert edit.toPlainText() == "@Image1"
    compose(edit, "")
    assert draft.request.prompt == edit.toPlainText() == "@图片?"


def test_a_spelling_changed_during_a_composition_is_taken_at_its_end(
    edit: PromptEdit, draft: Draft
) -> None:
    put(edit, draft, "@Image1", 7)
    compose(edit, "ni")
    draft.set_spelling("@图片1")
    compose(edit, "", "你@Image2")
    assert draft.request.prompt == edit.toPlainText() == "@图片1你@图片2"


def test_no_tile_is_dropped_into_a_composition(edit: PromptEdit, draft: Draft) -> None:
    compose(edit, "ni")
    drop(edit, b"image:0", QPoint(10, 10))
    assert (draft.request.prompt, edit.toPlainText()) == ("", "")
    compose(edit, "", "你")
    assert draft.request.prompt == edit.toPlainText() == "你"

"""The tiles under mouse and keyboard, and what their menu does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QDrag, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Kind, Mode
from seedance_desktop.state.draft import Draft
from seedance_desktop.ui.compose.pane import ComposePane
from seedance_desktop.ui.compose.reference_grid import TILE, TileGrid
from seedance_desktop.ui.compose.reference_tile import cross_rect
from seedance_desktop.ui.compose.reference_view import ReferenceView
from seedance_desktop.ui.drag import reference_in

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key
LINKS = tuple(f"https://a.example/image{n}.png" for n in range(1, 10))


class Browser(QObject):
    """Stands for the person's browser."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def browser() -> Iterator[Browser]:
    made = Browser()
    for scheme in ("https", "http", "file", "javascript"):
        QDesktopServices.setUrlHandler(scheme, made, "open")
    yield made
    for scheme in ("https", "http", "file", "javascript"):
        QDesktopServices.unsetUrlHandler(scheme)


@pytest.fixture
def view(pane: ComposePane, draft: Draft) -> ReferenceView:
    pane.window().resize(358, 1100)
    pane.resize(358, 1100)
    draft.take_links({Kind.IMAGE: LINKS})
    found = pane.findChild(ReferenceView, "imageList")
    found.setFocus()
    found.select_rows([0])
    return found


def spot(view: ReferenceView, row: int) -> QPoint:
    return view.visualRect(view.model().index(row, 0)).center()


def press(view: ReferenceView, *keys: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    for key in keys:
        QTest.keyClick(view, key, modifiers)


def entry(view: ReferenceView) -> QPlainTextEdit:
    return view.window().findChild(QPlainTextEdit, "referenceUrlEdit")


def test_tiles_wrap_to_the_width_and_the_list_is_as_high_as_they_are(
    view: ReferenceView, pane: ComposePane, draft: Draft, qtbot: QtBot
) -> None:
    columns = view.grid.columns
    assert columns == 4
    assert spot(view, columns).y() > spot(view, 0).y()
    add = pane.findChild(QPushButton, "addImage")
    area = view.parentWidget()
    qtbot.waitUntil(lambda: area.height() > add.geometry().bottom(), timeout=10_000)
    assert area.height() == 3 * TILE + 2 * 6
    draft.remove_urls(Kind.IMAGE, range(2, 9))
    assert area.height() == TILE
    assert add.geometry().top() == 0 and add.text() == "drop or\npaste URL"


def test_arrows_go_to_the_tile_beside(view: ReferenceView) -> None:
    press(view, Key.Key_Right, Key.Key_Right, Key.Key_Down)
    assert view.selected_rows() == [6]
    press(view, Key.Key_Up, Key.Key_Left)
    assert view.selected_rows() == [1]
    press(view, Key.Key_End)
    assert view.selected_rows() == [8]
    press(view, Key.Key_Right, Key.Key_Down)
    assert view.selected_rows() == [8]
    press(view, Key.Key_Home, Key.Key_Left)
    assert view.selected_rows() == [0]


def test_several_are_selected_by_key_and_mouse(view: ReferenceView) -> None:
    press(view, Key.Key_Right, Key.Key_Right, modifiers=SHIFT)
    assert view.selected_rows() == [0, 1, 2]
    QTest.mouseClick(view.viewport(), LEFT, CTRL, spot(view, 6))
    assert view.selected_rows() == [0, 1, 2, 6]
    QTest.mouseClick(view.viewport(), LEFT, PLAIN, spot(view, 1))
    QTest.mouseClick(view.viewport(), LEFT, SHIFT, spot(view, 5))
    assert view.selected_rows() == [1, 2, 3, 4, 5]
    press(view, Key.Key_A, modifiers=CTRL)
    assert view.selected_rows() == list(range(9))


def test_alt_and_arrows_move_the_selected_ones_with_their_tokens(
    view: ReferenceView, draft: Draft
) -> None:
    draft.set("prompt", "like @Image1 and @Image3")
    press(view, Key.Key_Right, modifiers=SHIFT)
    press(view, Key.Key_Right, modifiers=ALT)
    assert draft.request.image_urls[:4] == (LINKS[2], LINKS[0], LINKS[1], LINKS[3])
    assert draft.request.prompt == "like @Image2 and @Image1"
    assert view.selected_rows() == [1, 2]
    press(view, Key.Key_Up, Key.Key_Up, modifiers=ALT)
    assert draft.request.image_urls == LINKS
    assert draft.request.prompt == "like @Image1 and @Image3"
    assert view.selected_rows() == [0, 1]


def test_the_cross_is_the_corner_and_asks_for_no_selection(
    view: ReferenceView, draft: Draft
) -> None:
    tile = view.visualRect(view.model().index(3, 0))
    QTest.mouseClick(view.viewport(), LEFT, PLAIN, cross_rect(tile).center())
    QTest.mouseDClick(view.viewport(), LEFT, PLAIN, cross_rect(tile).center())
    assert LINKS[3] not in draft.request.image_urls
    assert not entry(view).isVisible()


def test_a_drag_carries_place_and_link(view: ReferenceView) -> None:
    start = spot(view, 2)
    QTest.mousePress(view.viewport(), LEFT, PLAIN, start)
    for step in range(1, 6):
        QTest.mouseMove(view.viewport(), start + QPoint(step * 5, 0))
    QTest.mouseRelease(view.viewport(), LEFT, PLAIN, start + QPoint(30, 0))
    drag = view.findChild(QDrag)
    assert reference_in(drag.mimeData()) == (Kind.IMAGE, 2)
    assert [url.toString() for url in drag.mimeData().urls()] == [LINKS[2]]


def menu_of(view: ReferenceView, qtbot: QtBot) -> dict[str, QAction]:
    view.menu_asked.emit(QPoint(10, 10))
    menu = view.window().findChild(QMenu, "referenceMenu")
    qtbot.waitUntil(menu.isVisible, timeout=10_000)
    return {action.objectName(): action for action in menu.actions() if action.objectName()}


def test_the_menu_has_what_applies(
    view: ReferenceView, draft: Draft, browser: Browser, qtbot: QtBot
) -> None:
    view.select_rows([1, 2])
    entries = menu_of(view, qtbot)
    assert list(entries) == [
        "referenceCopy",
        "referenceOpen",
        "referenceCheck",
        "referenceRemove",
    ]
    entries["referenceCopy"].trigger()
    assert QGuiApplication.clipboard().text().split() == list(LINKS[1:3])
    entries["referenceOpen"].trigger()
    assert browser.opened == list(LINKS[1:3])
    entries["referenceRemove"].trigger()
    assert draft.request.image_urls == (LINKS[0], *LINKS[3:])
    view.window().findChild(QMenu, "referenceMenu").close()


def test_only_web_addresses_are_opened(view: ReferenceView, draft: Draft, browser: Browser) -> None:
    draft.replace(VideoRequest(image_urls=("file:///etc/passwd", "javascript:alert(1)", LINKS[0])))
    press(view, Key.Key_A, modifiers=CTRL)
    press(view, Key.Key_O, modifiers=CTRL)
    assert browser.opened == [LINKS[0]]


def test_a_link_is_replaced_in_its_place(view: ReferenceView, draft: Draft) -> None:
    draft.set("prompt", "like @Image2")
    edit = entry(view)
    QTest.mouseClick(view.window().findChild(QPushButton, "addImage"), LEFT)
    edit.setPlainText("https://a.example/half-typed")
    view.select_rows([1])
    press(view, Key.Key_F2)
    assert edit.toPlainText() == LINKS[1]
    assert "@Image2" in edit.accessibleName()
    QTest.keyClicks(edit, "https://a.example/new.png")
    QTest.keyClick(edit, Key.Key_Return)
    assert draft.request.image_urls[1] == "https://a.example/new.png"
    assert draft.request.prompt == "like @Image2"
    assert not edit.isVisible()
    # What was being typed to be added comes back.
    assert edit.toPlainText() == "https://a.example/half-typed"
    draft.undo()
    assert draft.request.image_urls == LINKS


def test_a_replacement_that_is_no_link_stays_typed(view: ReferenceView, draft: Draft) -> None:
    edit = entry(view)
    press(view, Key.Key_Return)
    edit.setPlainText("file:///home/me/a.png")
    QTest.keyClick(edit, Key.Key_Return)
    said = view.window().findChild(QWidget, "imageRefusal")
    assert "on this computer" in said.text()
    edit.setPlainText(f"{LINKS[1]}\n{LINKS[2]}")
    QTest.keyClick(edit, Key.Key_Return)
    assert "One link" in said.text()
    assert draft.request.image_urls == LINKS
    draft.remove_urls(Kind.IMAGE, [0])
    edit.setPlainText("https://a.example/new.png")
    QTest.keyClick(edit, Key.Key_Return)
    assert "gone" in said.text()


def test_what_was_moved_meanwhile_is_replaced_where_it_is(
    view: ReferenceView, draft: Draft
) -> None:
    press(view, Key.Key_F2)
    draft.move_url(Kind.IMAGE, 0, 5)
    entry(view).setPlainText("https://a.example/new.png")
    QTest.keyClick(entry(view), Key.Key_Return)
    assert draft.request.image_urls[5] == "https://a.example/new.png"
    assert LINKS[0] not in draft.request.image_urls


def test_a_tooltip_shows_a_hostile_link_as_text(view: ReferenceView, draft: Draft) -> None:
    link = "https://a.example/<img src='file:///etc/passwd'>" + "x" * 5_000
    draft.replace(VideoRequest(image_urls=(link,)))
    tip = view.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tip and "&lt;img" in tip
    assert len(tip) < 1_000


@pytest.mark.parametrize("slots", [False, True])
@pytest.mark.parametrize("width", [260, 292, 344, 420])
def test_no_tile_is_over_another_or_outside(width: int, slots: bool) -> None:
    grid = TileGrid(width, slots)
    cells = [grid.cell(number) for number in range(11)]
    if slots:
        cells.append(grid.swap())
    for number, cell in enumerate(cells):
        assert cell.left() >= 0 and cell.right() < width
        assert cell.bottom() < grid.height(11)
        assert not any(cell.intersects(other) for other in cells[:number])
    for number in range(11):
        assert grid.at(cells[number].center(), 11) == number
        assert grid.gap_at(cells[number].center() - QPoint(9, 0), 11) == number
        assert grid.mark(number).left() >= 0
    assert grid.gap_at(QPoint(width, 10_000), 11) == 11


def test_slots_are_reached_by_arrows(view: ReferenceView, draft: Draft) -> None:
    draft.set("function_mode", Mode.FIRST_LAST_FRAMES)
    press(view, Key.Key_Right, Key.Key_Down)
    assert view.selected_rows()[0] >= 2
    press(view, Key.Key_Up)
    assert view.selected_rows()[0] < 2

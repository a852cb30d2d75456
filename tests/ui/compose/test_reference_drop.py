"""Every kind of drag and paste, wherever on the pane it is let go."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from seedance_desktop.core.spec import Kind, Mode
from seedance_desktop.state.draft import Draft
from seedance_desktop.ui.compose.pane import ComposePane
from seedance_desktop.ui.compose.reference_field import ReferenceField
from seedance_desktop.ui.compose.reference_view import ReferenceView
from tests.support.drags import (
    Drag,
    generations,
    picture_of_page,
    pixels,
    reference,
    titled_url,
    urls,
    words,
)

# Qt 6.12 would have a QPointF here, which 6.11 does not take.
pytestmark = pytest.mark.filterwarnings("ignore:.*QDrag(Enter|Move)Event:DeprecationWarning")

SITE = "https://a.example"
PNG, MP4, WAV, WHAT = f"{SITE}/1.png", f"{SITE}/2.mp4", f"{SITE}/3.wav", f"{SITE}/watch?v=4"
CTRL = Qt.KeyboardModifier.ControlModifier


class Spots:
    """Where something can be dropped, and what is said."""

    def __init__(self, pane: ComposePane) -> None:
        self.pane, self.window = pane, pane.window()

    @property
    def prompt(self) -> QPlainTextEdit:
        return self.pane.findChild(QPlainTextEdit, "promptEdit")

    @property
    def mode(self) -> QWidget:
        return self.button("mode_omni_reference")

    def button(self, name: str) -> QPushButton:
        found = [b for b in self.pane.findChildren(QPushButton, name) if b.isVisible()]
        assert len(found) == 1, (name, len(found))
        return found[0]

    def field(self, kind: Kind) -> ReferenceField:
        (found,) = [f for f in self.pane.findChildren(ReferenceField) if f.kind is kind]
        self.pane.findChild(QScrollArea, "composeScroll").ensureWidgetVisible(found)
        return found

    def view(self, kind: Kind) -> ReferenceView:
        self.field(kind)
        return self.pane.findChild(ReferenceView, f"{kind}List")

    def notes(self) -> list[str]:
        return [self.field(kind)._note.text() for kind in Kind]

    def said(self, name: str) -> str:
        label = self.pane.findChild(QWidget, name)
        return label.text() if label.isVisible() else ""

    def drop(self, data: QMimeData, widget: QWidget, spot: QPoint | None = None) -> bool:
        return Drag(self.window, data).drop(widget, spot).isAccepted()


@pytest.fixture
def spots(pane: ComposePane) -> Spots:
    # All of the form in view, as on a large screen.
    pane.window().resize(358, 1100)
    pane.resize(358, 1100)
    return Spots(pane)


@pytest.mark.parametrize(
    ("data", "kind", "link"),
    [
        (urls(PNG), Kind.IMAGE, PNG),
        (urls("https://a.example/a%20b.MOV?x=1"), Kind.VIDEO, "https://a.example/a%20b.MOV?x=1"),
        (urls("file:///home/me/sound%201.wav"), Kind.AUDIO, "file:///home/me/sound%201.wav"),
        (words(f"look: {MP4}, please"), Kind.VIDEO, MP4),
        (titled_url(PNG, "A boat"), Kind.IMAGE, PNG),
        (picture_of_page(PNG), Kind.IMAGE, PNG),
        (picture_of_page(f"{SITE}/x?fm=png", f"{SITE}/page"), Kind.IMAGE, f"{SITE}/x?fm=png"),
        # What stands in a page as a picture is one, though its link does not say so.
        (picture_of_page(WHAT, f"{SITE}/page"), Kind.IMAGE, WHAT),
        (picture_of_page(WHAT, WHAT), Kind.IMAGE, WHAT),
    ],
)
def test_a_link_goes_to_its_list_from_anywhere(
    spots: Spots, draft: Draft, data: QMimeData, kind: Kind, link: str
) -> None:
    assert spots.drop(data, spots.mode)
    assert draft.request.urls(kind) == (link,)
    assert spots.drop(data, spots.field(Kind.IMAGE))
    assert draft.request.urls(kind) == (link, link)
    assert sum(len(draft.request.urls(each)) for each in Kind) == 2


def test_many_at_once_are_one_step(spots: Spots, draft: Draft) -> None:
    assert spots.drop(urls(PNG, MP4, WAV), spots.mode)
    assert all(len(draft.request.urls(kind)) == 1 for kind in Kind)
    draft.undo()
    assert not any(draft.request.urls(kind) for kind in Kind)


def test_links_held_over_the_prompt_go_to_the_lists_and_words_into_it(
    spots: Spots, draft: Draft
) -> None:
    port = spots.prompt.viewport()
    assert spots.drop(urls(PNG), port)
    assert draft.request.image_urls == (PNG,)
    assert draft.request.prompt == ""
    assert spots.drop(words(f"a boat like {PNG}"), port)
    assert draft.request.prompt == f"a boat like {PNG}"
    assert draft.request.image_urls == (PNG,)
    assert spots.drop(words(f"{MP4}\n{WAV}\n"), port)
    assert draft.request.prompt == f"a boat like {PNG}"
    assert (draft.request.video_urls, draft.request.audio_urls) == ((MP4,), (WAV,))


def test_words_without_a_link_are_taken_by_no_list(spots: Spots, draft: Draft) -> None:
    assert not spots.drop(words("a boat"), spots.mode)
    assert not spots.drop(words("a boat"), spots.field(Kind.IMAGE))


def test_the_action_is_a_copy_so_that_nothing_is_deleted_there(spots: Spots) -> None:
    event = Drag(spots.window, urls(PNG), Qt.KeyboardModifier.ShiftModifier).drop(spots.mode)
    asked, done = event.proposedAction(), event.dropAction()
    assert asked is Qt.DropAction.MoveAction
    assert done is Qt.DropAction.CopyAction


def test_pixels_without_a_link_are_refused_in_words(spots: Spots, draft: Draft) -> None:
    assert spots.drop(pixels(), spots.mode)
    assert "address of the picture" in spots.said("referencesRemark")
    assert spots.drop(pixels(), spots.field(Kind.IMAGE))
    assert "address of the picture" in spots.said("imageRefusal")
    assert draft.request.image_urls == ()


def test_a_local_file_is_a_tile_that_wants_a_link(spots: Spots, draft: Draft) -> None:
    draft.set("prompt", "a boat")
    spots.drop(urls("file:///home/me/bow&boat.png"), spots.mode)
    row = spots.view(Kind.IMAGE).model().index(0, 0)
    spoken = row.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("@Image1 file:///home/me/bow&boat.png on this computer")
    assert not draft.legal
    put = spots.button("imagePutLink")
    assert "bow&&boat.png" in put.text(), "one would be taken for a key"
    QTest.mouseClick(put, Qt.MouseButton.LeftButton)
    edit = spots.pane.findChild(QPlainTextEdit, "referenceUrlEdit")
    assert edit.hasFocus() and edit.toPlainText() == ""
    QTest.keyClicks(edit, PNG)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert draft.request.image_urls == (PNG,)
    assert draft.legal
    assert not put.isVisible()


def test_what_does_not_say_what_it_is_goes_where_it_is_dropped(spots: Spots, draft: Draft) -> None:
    spots.drop(urls(WHAT), spots.field(Kind.AUDIO))
    assert draft.request.audio_urls == (WHAT,)


def test_elsewhere_the_person_is_asked_what_it_is(spots: Spots, draft: Draft) -> None:
    spots.drop(urls(WHAT, f"{SITE}/other"), spots.mode)
    ask = spots.pane.findChild(QFrame, "askKind")
    assert ask.isVisible()
    assert "watch and other" in ask.findChild(QLabel).text()
    assert ask.findChild(QLabel).textFormat() is Qt.TextFormat.PlainText, "it holds strange names"
    assert not any(draft.request.urls(kind) for kind in Kind)
    QTest.mouseClick(spots.button("addAsVideo"), Qt.MouseButton.LeftButton)
    assert draft.request.video_urls == (WHAT, f"{SITE}/other")
    assert not ask.isVisible()


def test_nothing_is_sent_while_it_is_not_said_what_a_link_is(spots: Spots, draft: Draft) -> None:
    draft.set("prompt", "a boat")
    spots.drop(urls(WHAT), spots.mode)
    sent: list[None] = []
    spots.pane.generate_requested.connect(lambda: sent.append(None))
    spots.pane.request_generate()
    assert not sent
    assert "nothing was sent" in spots.said("referencesRemark")
    assert spots.button("addAsImage").hasFocus()
    QTest.mouseClick(spots.button("addAsNothing"), Qt.MouseButton.LeftButton)
    assert spots.said("referencesRemark") == ""
    spots.pane.request_generate()
    assert sent


def test_past_the_limit_is_named_kept_and_can_be_taken_back(spots: Spots, draft: Draft) -> None:
    links = [f"{SITE}/clip{n}.mp4" for n in range(1, 6)]
    spots.drop(urls(*links), spots.mode)
    assert list(draft.request.video_urls) == links[:3]
    said = spots.said("videoRefusal")
    assert "clip4.mp4 and clip5.mp4 stayed out" in said and "at most 3" in said
    QTest.mouseClick(spots.button("videoRefusalCopy"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().split() == links[3:]
    draft.set("prompt", "a boat")
    assert not [
        b for b in spots.pane.findChildren(QPushButton, "videoRefusalUndo") if b.isVisible()
    ]
    assert "stayed out" in spots.said("videoRefusal")
    draft.undo()
    draft.undo()
    spots.drop(urls(*links), spots.mode)
    QTest.mouseClick(spots.button("videoRefusalUndo"), Qt.MouseButton.LeftButton)
    assert draft.request.video_urls == ()
    assert spots.said("videoRefusal") == ""


def test_of_a_great_many_all_that_stayed_out_are_counted(spots: Spots, draft: Draft) -> None:
    links = [f"{SITE}/{n}.png" for n in range(1_300)]
    spots.drop(words("\n".join(links)), spots.mode)
    assert list(draft.request.image_urls) == links[:9]
    assert "9.png, 10.png, 11.png and 1,288 more stayed out." in spots.said("imageRefusal")
    assert spots.said("referencesRemark") == ""
    QTest.mouseClick(spots.button("imageRefusalCopy"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().split() == links[9:]
    draft.undo()
    more = [f"{SITE}/{n}.png" for n in range(1_300, 2_500)]
    spots.drop(words("\n".join([*links, *more])), spots.field(Kind.IMAGE))
    assert "and 1,988 more stayed out." in spots.said("imageRefusal")
    assert spots.said("referencesRemark") == "500 more left out: too many links at once."


def test_all_that_are_refused_are_counted(spots: Spots) -> None:
    files = [f"file:///home/me/{n}.txt" for n in range(10)]
    for widget, said in (
        (spots.mode, "referencesRemark"),
        (spots.field(Kind.AUDIO), "audioRefusal"),
    ):
        spots.drop(urls(*files), widget)
        assert "“2.txt”" in spots.said(said) and "“3.txt”" not in spots.said(said)
        assert spots.said(said).endswith("7 more were refused.")


def test_each_list_says_what_it_would_take(spots: Spots, draft: Draft) -> None:
    draft.add_urls(Kind.VIDEO, [f"{SITE}/{n}.mp4" for n in range(2)])
    before = spots.notes()
    drag = Drag(spots.window, urls(PNG, f"{SITE}/5.jpg", MP4, f"{SITE}/6.mp4"))
    assert drag.over(spots.mode)
    assert spots.notes() == ["would take 2", "would take 1 of 2", "not audio"]
    assert spots.button("addImage").property("drop") is True
    assert not spots.button("addAudio").property("drop")
    drag.leave()
    assert spots.notes() == before
    assert not spots.button("addImage").property("drop")
    draft.add_urls(Kind.VIDEO, f"{SITE}/7.mp4")
    drag = Drag(spots.window, urls(MP4))
    drag.over(spots.mode)
    assert spots.notes() == ["not an image", "full", "not audio"]
    drag.drop(spots.mode)
    assert spots.notes()[1] == "3 / 3"


def test_a_drag_over_another_part_of_the_window_is_told_too(spots: Spots) -> None:
    spots.window.resize(600, 1100)
    elsewhere = QWidget(spots.window)
    elsewhere.setGeometry(400, 0, 100, 100)
    elsewhere.show()
    drag = Drag(spots.window, urls(PNG))
    assert not drag.over(elsewhere)
    assert spots.notes()[0] == "would take 1"
    drag.leave()
    assert spots.notes()[0] == "0 / 9"


@pytest.mark.parametrize("data", [reference("image", 8, PNG), urls(PNG)])
def test_what_is_held_at_an_edge_scrolls_until_it_leaves(
    spots: Spots, draft: Draft, data: QMimeData, qtbot: QtBot
) -> None:
    draft.take_links({Kind.IMAGE: [f"{SITE}/image{n}.png" for n in range(9)]})
    spots.window.resize(358, 420)
    spots.pane.resize(358, 420)
    scroll = spots.pane.findChild(QScrollArea, "composeScroll")
    bar = scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 300)
    bar.setValue(bar.maximum())
    drag = Drag(spots.window, data)
    drag.over(scroll.viewport(), QPoint(100, 4))
    qtbot.waitUntil(lambda: bar.value() == 0)
    drag.over(scroll.viewport(), QPoint(100, scroll.viewport().height() - 4))
    qtbot.waitUntil(lambda: bar.value() > 20)
    drag.leave()
    left_at = bar.value()
    qtbot.wait(100)
    assert bar.value() == left_at < bar.maximum()


def test_a_clip_of_the_history_counts_as_a_video(spots: Spots) -> None:
    drag = Drag(spots.window, generations([4, 5]))
    assert drag.over(spots.mode)
    assert spots.notes() == ["not an image", "would take 2", "not audio"]
    drag.leave()
    drag = Drag(spots.window, generations([4, 5], process=1))
    drag.over(spots.mode)
    assert spots.notes()[1] == "would take 1"
    drag.leave()


# Pasting


def paste(widget: QWidget, data: QMimeData) -> None:
    QGuiApplication.clipboard().setMimeData(data)
    QTest.keyClick(widget, Qt.Key.Key_V, CTRL)


@pytest.mark.parametrize("text", [f"like {PNG}", f"{PNG}, at night", "\n", "a boat"])
def test_words_pasted_into_the_prompt_stay_words(spots: Spots, draft: Draft, text: str) -> None:
    paste(spots.prompt, words(text))
    assert draft.request.prompt == text
    assert not any(draft.request.urls(kind) for kind in Kind)


@pytest.mark.parametrize(
    "data", [urls(PNG), picture_of_page(PNG), words(PNG), words(f" {PNG}\n"), titled_url(PNG, "A")]
)
def test_links_and_pictures_pasted_into_the_prompt_go_to_the_lists(
    spots: Spots, draft: Draft, data: QMimeData
) -> None:
    paste(spots.prompt, data)
    assert draft.request.prompt == ""
    assert draft.request.image_urls == (PNG,)


def test_a_paste_anywhere_else_goes_to_the_lists(spots: Spots, draft: Draft) -> None:
    paste(spots.mode, words(f"{PNG} {MP4} {WHAT}"))
    assert draft.request.image_urls == (PNG,) and draft.request.video_urls == (MP4,)
    QTest.mouseClick(spots.button("addAsNothing"), Qt.MouseButton.LeftButton)
    paste(spots.button("addAudio"), words(f"{WHAT}\n{PNG}"))
    assert draft.request.audio_urls == (WHAT,)
    assert draft.request.image_urls == (PNG, PNG)
    paste(spots.button("addAudio"), words("nothing"))
    assert "no link" in spots.said("audioRefusal")


def test_an_empty_clipboard_changes_nothing(spots: Spots, draft: Draft) -> None:
    QGuiApplication.clipboard().clear()
    QTest.keyClick(spots.mode, Qt.Key.Key_V, CTRL)
    assert not any(draft.request.urls(kind) for kind in Kind)


# Tiles


def fill(draft: Draft, count: int) -> list[str]:
    links = [f"{SITE}/image{n}.png" for n in range(1, count + 1)]
    draft.take_links({Kind.IMAGE: links})
    return links


@pytest.mark.parametrize(
    ("source", "target", "side", "order"),
    [(0, 2, 20, (1, 2, 0)), (2, 0, -20, (2, 0, 1)), (0, 1, 20, (1, 0, 2)), (1, 1, 20, (0, 1, 2))],
)
def test_a_tile_is_dragged_to_another_place(
    spots: Spots, draft: Draft, source: int, target: int, side: int, order: tuple[int, ...]
) -> None:
    links = fill(draft, 3)
    view = spots.view(Kind.IMAGE)
    draft.set("prompt", "like @Image1")
    spot = view.grid.cell(target).center() + QPoint(side, 0)
    drag = Drag(spots.window, reference("image", source, links[source]))
    assert drag.over(view.viewport(), spot)
    assert view._gap >= 0
    assert spots.notes()[0] == "3 / 9"
    drag.drop(view.viewport(), spot)
    assert draft.request.image_urls == tuple(links[i] for i in order)
    assert draft.request.prompt == f"like @Image{order.index(0) + 1}"
    assert view._gap == -1


def test_selected_tiles_are_dragged_together(spots: Spots, draft: Draft) -> None:
    links = fill(draft, 4)
    view = spots.view(Kind.IMAGE)
    view.select_rows([0, 2])
    spot = view.grid.cell(3).center() + QPoint(20, 0)
    Drag(spots.window, reference("image", 2, links[2])).drop(view.viewport(), spot)
    assert draft.request.image_urls == tuple(links[i] for i in (1, 3, 0, 2))
    assert view.selected_rows() == [2, 3]


def test_a_tile_is_not_taken_by_another_list_nor_twice(spots: Spots, draft: Draft) -> None:
    links = fill(draft, 2)
    draft.add_urls(Kind.VIDEO, MP4)
    data = reference("image", 0, links[0])
    assert not spots.drop(data, spots.view(Kind.VIDEO).viewport())
    assert not spots.drop(data, spots.mode)
    assert not spots.drop(reference("image", 99, PNG), spots.view(Kind.IMAGE).viewport())
    assert not spots.drop(reference("nonsense", -1, PNG), spots.view(Kind.IMAGE).viewport())
    assert draft.request.image_urls == tuple(links)
    assert draft.request.video_urls == (MP4,)


# First and last frame


@pytest.fixture
def frames(spots: Spots, draft: Draft) -> Spots:
    draft.set("function_mode", Mode.FIRST_LAST_FRAMES)
    return spots


def test_the_first_drop_is_the_first_frame_the_second_the_last(frames: Spots, draft: Draft) -> None:
    assert "First" in frames.button("addImage").accessibleName()
    frames.drop(urls(PNG), frames.button("addImage"))
    assert "Last" in frames.button("addImage").accessibleName()
    frames.drop(urls(f"{SITE}/last.png"), frames.button("addImage"))
    assert draft.request.image_urls == (PNG, f"{SITE}/last.png")
    model = frames.view(Kind.IMAGE).model()
    spoken = [model.index(r, 0).data(Qt.ItemDataRole.AccessibleTextRole) for r in range(2)]
    assert [text.rpartition(", ")[2] for text in spoken] == ["First frame", "Last frame"]


def test_a_drop_on_a_filled_frame_takes_its_place(frames: Spots, draft: Draft) -> None:
    links = fill(draft, 2)
    view = frames.view(Kind.IMAGE)
    frames.drop(urls(PNG), view.viewport(), view.grid.cell(1).center())
    assert draft.request.image_urls == (links[0], PNG)
    assert "image2.png" in frames.said("imageRefusal")
    QTest.mouseClick(frames.button("imageRefusalUndo"), Qt.MouseButton.LeftButton)
    assert draft.request.image_urls == tuple(links)
    local = "file:///home/me/boat.png"
    frames.drop(urls(local), view.viewport(), view.grid.cell(0).center())
    assert draft.request.image_urls == (local, links[1])


def test_the_frame_that_would_be_replaced_is_named(frames: Spots, draft: Draft) -> None:
    fill(draft, 2)
    view = frames.view(Kind.IMAGE)
    drag = Drag(frames.window, urls(PNG))
    drag.over(frames.mode)
    assert frames.notes()[0] == "full"
    drag.over(view.viewport(), view.grid.cell(1).center())
    assert frames.notes()[0] == "would replace Last"
    drag.over(view.viewport(), view.grid.cell(0).center())
    assert frames.notes()[0] == "would replace First"
    drag.leave()
    drag = Drag(frames.window, urls(PNG, f"{SITE}/2.png"))
    drag.over(view.viewport(), view.grid.cell(0).center())
    assert frames.notes()[0] == "full"
    drag.leave()


def test_both_frames_have_a_place_before_there_is_an_image(frames: Spots, draft: Draft) -> None:
    last = frames.pane.findChild(QLabel, "noLastFrame")
    assert last.isVisible() and last.accessibleName().startswith("Last frame")
    fill(draft, 1)
    assert not last.isVisible()


def test_frames_are_swapped_by_button_and_key(frames: Spots, draft: Draft) -> None:
    links = fill(draft, 2)
    draft.set("prompt", "from @Image1 to @Image2")
    QTest.mouseClick(frames.button("swapFrames"), Qt.MouseButton.LeftButton)
    assert draft.request.image_urls == (links[1], links[0])
    assert draft.request.prompt == "from @Image2 to @Image1"
    QTest.keyClick(frames.view(Kind.IMAGE), Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    assert draft.request.image_urls == tuple(links)


def test_a_switch_of_the_mode_loses_nothing(frames: Spots, draft: Draft) -> None:
    links = fill(draft, 4)
    view = frames.view(Kind.IMAGE)
    assert view.grid.cell(2).top() > view.grid.cell(1).bottom()
    assert any(problem.code == "too-many" for problem in draft.problems)
    draft.set("function_mode", Mode.OMNI_REFERENCE)
    assert draft.request.image_urls == tuple(links)
    assert not frames.pane.findChild(QPushButton, "swapFrames").isVisible()
    assert view.grid.cell(1).top() == view.grid.cell(0).top()


def test_the_picture_of_a_pasted_screenshot_is_no_reference(spots: Spots, draft: Draft) -> None:
    QGuiApplication.clipboard().setImage(QImage(4, 4, QImage.Format.Format_RGB32))
    QTest.keyClick(spots.mode, Qt.Key.Key_V, CTRL)
    assert "address of the picture" in spots.said("referencesRemark")

"""The notice bar: one notice at a time, what can be done about it, and when it goes."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QEnterEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from seedance_desktop.core.errors import Action, BadToken, NoCredits
from seedance_desktop.state.notices import Notice, Notices, Offer, Tone
from seedance_desktop.ui import notice_bar, theme
from seedance_desktop.ui.notice_bar import NoticeBar, action_label
from seedance_desktop.ui.widgets.notice_text import NoticeText

TRACE = "45c30d76f06549b199a3775544523689"
LONG = "The service says a great deal about this. " * 20


@pytest.fixture
def notices() -> Notices:
    return Notices()


@pytest.fixture
def bar(qtbot: QtBot, notices: Notices) -> Iterator[NoticeBar]:
    window = QWidget()
    bar = NoticeBar(notices)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(bar)
    elsewhere = QLineEdit()
    column.addWidget(elsewhere)
    column.addStretch(1)
    window.resize(1024, 300)
    window.move(QCursor.pos() + QPoint(100, 100))
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    elsewhere.setFocus()
    yield bar


def button(bar: NoticeBar, name: str) -> QPushButton:
    found = bar.findChildren(QPushButton, name)
    assert len(found) == 1, f"{len(found)} buttons {name}"
    return found[0]


def fired(bar: NoticeBar) -> list[None]:
    """Grows each time the bar thinks of closing a notice by itself."""
    times: list[None] = []
    bar._closing.timeout.connect(lambda: times.append(None))
    return times


def test_without_a_notice_it_takes_no_room(bar: NoticeBar, notices: Notices) -> None:
    assert not bar.isVisible()
    notices.tell(Notice("Saved"))
    assert bar.isVisible()
    button(bar, "noticeClose").click()
    assert not bar.isVisible() and not notices.standing


def test_its_accessible_text_is_title_and_message(bar: NoticeBar, notices: Notices) -> None:
    notices.tell_error(BadToken("The service answered 401."))
    assert bar.accessibleName().startswith("The service does not accept the token, The service")
    notices.tell(Notice("Saved"))
    assert bar.accessibleName() == "Saved"


def test_the_newest_is_shown_and_the_others_are_a_press_away(
    bar: NoticeBar, notices: Notices
) -> None:
    for title in ("first", "second", "third"):
        notices.tell(Notice(title, tone=Tone.WARNING))
    seen = []
    for _ in range(4):
        seen.append(bar.accessibleName())
        assert button(bar, "noticeNext").text() == "2 more"
        button(bar, "noticeNext").click()
    assert seen == ["third", "second", "first", "third"]
    assert bar.accessibleName() == "second"
    button(bar, "noticeClose").click()
    assert bar.accessibleName() == "third"
    notices.close_topic("nothing")
    notices.tell(Notice("fourth", tone=Tone.WARNING))
    assert bar.accessibleName() == "fourth"


def test_a_newer_word_on_the_same_topic_takes_its_place(bar: NoticeBar, notices: Notices) -> None:
    notices.tell(Notice("one clip deleted", topic="deleted"))
    notices.tell(Notice("two clips deleted", topic="deleted"))
    assert bar.accessibleName() == "two clips deleted"
    assert not bar.findChild(QPushButton, "noticeNext").isVisible()


@pytest.mark.parametrize("action", [action for action in Action if action])
def test_every_action_has_its_button(bar: NoticeBar, notices: Notices, action: Action) -> None:
    notice = Notice("title", tone=Tone.ERROR, action=action, generation_id=7)
    notices.tell(notice)
    asked: list[tuple[Notice, Action]] = []
    bar.action_requested.connect(lambda notice, action: asked.append((notice, action)))
    assert button(bar, "noticeAction").text() == action_label(action)
    button(bar, "noticeAction").click()
    assert asked == [(notice, action)]


def test_without_an_action_there_is_no_button(bar: NoticeBar, notices: Notices) -> None:
    notices.tell(Notice("title", tone=Tone.ERROR, action=Action.SHOW))
    notices.tell(Notice("title", tone=Tone.ERROR))
    assert bar.findChild(QPushButton, "noticeAction") is None


def test_an_offer_is_taken_once_and_its_notice_goes(bar: NoticeBar, notices: Notices) -> None:
    taken: list[str] = []
    offer = Offer("undoDelete", "Undo", lambda: taken.append("undo"))
    notices.tell(Notice("Clip deleted", offers=(offer,)))
    assert button(bar, "undoDelete").accessibleName() == "Undo"
    button(bar, "undoDelete").click()
    assert taken == ["undo"] and not notices.standing


def test_the_trace_id_is_copied_whole(bar: NoticeBar, notices: Notices) -> None:
    notices.tell_error(NoCredits("No.", trace_id=TRACE))
    button(bar, "noticeCopyTraceId").click()
    assert QGuiApplication.clipboard().text() == TRACE
    notices.tell(Notice("no trace"))
    assert not bar.findChild(QPushButton, "noticeCopyTraceId").isVisible()


def test_escape_closes_it(qtbot: QtBot, bar: NoticeBar, notices: Notices) -> None:
    notices.tell(Notice("title", tone=Tone.ERROR))
    qtbot.keyClick(button(bar, "noticeClose"), Qt.Key.Key_Escape)
    assert not notices.standing


def test_a_long_message_takes_two_lines_until_it_is_wanted_whole(
    qtbot: QtBot, bar: NoticeBar, notices: Notices
) -> None:
    text = bar.findChild(NoticeText)
    notices.tell(Notice("Short", "and clear.", Tone.ERROR))
    qtbot.waitUntil(lambda: text.height() > 0, timeout=10_000)
    line = text.height()
    assert not bar.findChild(QPushButton, "noticeMore").isVisible()
    notices.tell(Notice("Long", LONG, Tone.ERROR))
    qtbot.waitUntil(lambda: text.height() == 2 * line, timeout=10_000)
    assert LONG.strip() in text.toolTip()
    assert text.shown_text().endswith("…") and text.shown_text().startswith("Long  The service")
    more = button(bar, "noticeMore")
    more.click()
    qtbot.waitUntil(lambda: text.height() > 4 * line, timeout=10_000)
    assert more.text() == "less" and not text.toolTip()
    assert text.shown_text() == text.text()
    more.click()
    qtbot.waitUntil(lambda: text.height() == 2 * line, timeout=10_000)


def test_the_tone_is_told_by_more_than_colour(bar: NoticeBar, notices: Notices) -> None:
    pictures = set()
    for tone in Tone:
        notices.tell(Notice("title", tone=tone))
        assert bar.findChild(QFrame).property("severity") == tone
        image = bar._icon.pixmap().toImage()
        pictures.add(
            tuple(
                image.pixelColor(x, y).alpha()
                for x in range(image.width())
                for y in range(image.height())
            )
        )
    assert len(pictures) == len(Tone)


def test_it_keeps_to_the_scheme(bar: NoticeBar, notices: Notices) -> None:
    notices.tell(Notice("title", tone=Tone.ERROR))
    before = bar._icon.pixmap().toImage()
    theme.current().set_preference("light")
    assert bar._icon.pixmap().toImage() != before


@pytest.mark.parametrize("offers", [(), (Offer("undo", "Undo", lambda: None),)])
def test_what_needs_no_answer_goes_by_itself(
    qtbot: QtBot,
    bar: NoticeBar,
    notices: Notices,
    offers: tuple[Offer, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notice_bar, "STAYS_WITH_OFFER_MS" if offers else "STAYS_MS", 1)
    notices.tell(Notice("Saved", offers=offers))
    qtbot.waitUntil(lambda: not notices.standing, timeout=10_000)


def test_it_stays_as_long_as_the_person_is_at_it(
    qtbot: QtBot, bar: NoticeBar, notices: Notices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_bar, "STAYS_WITH_OFFER_MS", 100)
    times = fired(bar)
    qtbot.waitUntil(bar.window().isActiveWindow, timeout=10_000)
    notices.tell(Notice("Deleted", offers=(Offer("undo", "Undo", lambda: None),)))
    qtbot.waitUntil(button(bar, "undo").isVisible, timeout=10_000)
    button(bar, "undo").setFocus()
    qtbot.waitUntil(lambda: len(times) > 3, timeout=10_000)
    assert notices.standing
    button(bar, "undo").clearFocus()
    qtbot.waitUntil(lambda: not notices.standing, timeout=10_000)


def test_it_stays_under_the_mouse(
    qtbot: QtBot, bar: NoticeBar, notices: Notices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_bar, "STAYS_MS", 100)
    times = fired(bar)
    QApplication.sendEvent(bar, QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5)))
    notices.tell(Notice("Saved"))
    qtbot.waitUntil(lambda: len(times) > 3, timeout=10_000)
    assert notices.standing
    QApplication.sendEvent(bar, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: not notices.standing, timeout=10_000)


@pytest.mark.parametrize("tone", [Tone.WARNING, Tone.ERROR])
def test_errors_and_warnings_stay(bar: NoticeBar, notices: Notices, tone: Tone) -> None:
    notices.tell(Notice("Saved"))
    notices.tell(Notice("title", tone=tone))
    assert not bar._closing.isActive()


def test_a_new_notice_is_announced_once(
    bar: NoticeBar, notices: Notices, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, bool]] = []
    announce: Callable[..., None] = lambda _, text, *, at_once: said.append((text, at_once))  # noqa: E731
    monkeypatch.setattr(notice_bar, "announce", announce)
    notices.tell(Notice("Saved", "in a folder"))
    notices.tell(Notice("Failed", tone=Tone.ERROR))
    notices.close(notices.standing[-1])
    assert said == [("Saved, in a folder", False), ("Failed", True)]


def test_what_stood_before_the_window_is_shown_too(qtbot: QtBot, notices: Notices) -> None:
    notices.tell(Notice("The settings could not be read", tone=Tone.WARNING))
    late = NoticeBar(notices)
    qtbot.addWidget(late)
    assert late.accessibleName() == "The settings could not be read"


@pytest.mark.parametrize("width", [320, 438, 720, 1440])
def test_at_any_width_the_words_keep_room_and_nothing_is_covered(
    bar: NoticeBar, notices: Notices, width: int
) -> None:
    notices.tell(Notice("One more", tone=Tone.WARNING))
    notices.tell_error(BadToken("The service answered 401.", trace_id=TRACE, words=LONG))
    window = bar.window()
    window.resize(width, 400)
    QApplication.sendPostedEvents()
    QApplication.sendPostedEvents()  # the window's own layout asks again
    text = bar.findChild(NoticeText)
    assert text is not None and text.width() >= 160
    shown = [
        (child, child.rect().translated(child.mapTo(bar, QPoint())))
        for child in (*bar.findChildren(QPushButton), text)
        if child.isVisible()
    ]
    for at, (child, rect) in enumerate(shown):
        assert bar.rect().contains(rect), child.objectName()
        assert not any(rect.intersects(other) for _, other in shown[:at]), child.objectName()


def test_without_anything_to_do_a_notice_takes_one_line(bar: NoticeBar, notices: Notices) -> None:
    bar.window().resize(400, 300)
    notices.tell(Notice("Saved", tone=Tone.WARNING))
    low = bar.sizeHint().height()
    notices.tell(Notice("Kept", tone=Tone.WARNING, action=Action.TRY_AGAIN))
    QApplication.sendPostedEvents()
    assert bar.sizeHint().height() > low


@pytest.mark.parametrize("width", [330, 440, 900])
@pytest.mark.parametrize(
    "title", ["\U0001f30a" * 9, "\U0001f30a" * 60, "Stopped"], ids=["some", "many", "none"]
)
def test_signs_of_two_units_are_cut_whole_and_the_title_alone_is_bold(
    bar: NoticeBar, notices: Notices, title: str, width: int
) -> None:
    bar.window().resize(width, 300)
    notices.tell(Notice(title, "\U0001f3ac a clip " * 40, Tone.WARNING))
    QApplication.sendPostedEvents()
    text = bar.findChild(NoticeText)
    assert text is not None
    shown = text.shown_text()
    assert shown.endswith("…")
    assert f"{title}  ".startswith(shown[: len(title)].rstrip("…"))
    shown.encode()  # no half of a sign
    (bold,) = text._shown().formats()
    assert bold.length <= 2 * len(title)
    if shown.startswith(title):
        units = len(title.encode("utf-16-le")) // 2
        assert bold.length == units


OFFERS = (
    Offer("first", "Make room and fetch it again", lambda: None),
    Offer("second", "Choose another folder for clips…", lambda: None),
)


@pytest.mark.parametrize("width", [330, 438, 720, 1440])
@pytest.mark.parametrize("trace", ["", TRACE])
def test_no_button_is_narrower_than_its_words(
    bar: NoticeBar, notices: Notices, trace: str, width: int
) -> None:
    notices.tell(Notice("One more", tone=Tone.WARNING))
    action = Action.OPEN_SETTINGS
    notices.tell(Notice("Not kept", LONG, Tone.ERROR, trace, action=action, offers=OFFERS))
    bar.window().resize(width, 400)
    QApplication.sendPostedEvents()
    QApplication.sendPostedEvents()
    shown = [b for b in bar.findChildren(QPushButton) if b.isVisible()]
    assert {"first", "second", "noticeAction"} <= {b.objectName() for b in shown}
    for each in shown:
        assert each.width() >= each.sizeHint().width(), each.objectName()
        rect = each.rect().translated(each.mapTo(bar, QPoint()))
        assert bar.rect().contains(rect), each.objectName()

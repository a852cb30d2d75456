"""Hooks and helpers that run inside a watched window: see ``bench_child.py``."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, thread_time
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from scripts.bench_child import CLICKS_APART_S, LOOK_AGAIN_S, memory, say

CLICKS = 20
TASKS = 6
STALL_S = 45.0
"""Seconds of typing, from the first of the tasks on."""
KEYS_APART_MS = 70
"""About 14 keys a second: a fast typist."""
SETTLE_S = 2.0
SENTENCE = "slow push in on the bottle, condensation beading, dawn light, shallow depth of field "
SEARCHES = (
    "bottle", "neon street", "45c3", "雾中的城市", "drone shot towers", "rain",
    "paper boat", "fog", "zzz nothing", "城市", "lantern", "dolly",
)  # fmt: skip


def send_key(widget: QWidget, key: int, text: str = "") -> None:
    """Press and release a key in ``widget``, as its window's events come: through the queue."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
        QCoreApplication.postEvent(widget, event)


def send_letter(widget: QWidget, letter: str) -> None:
    """Type one letter."""
    send_key(widget, ord(letter.upper()), letter)


def type_a_key(field: QPlainTextEdit, then: Callable[[], None]) -> None:
    """Type into the field with the focus, and say when it has taken the key."""
    painted = monotonic()

    def taken() -> None:
        field.textChanged.disconnect(taken)
        say(at=monotonic(), painted=painted, **memory())
        QTimer.singleShot(int(LOOK_AGAIN_S * 1000), again)

    def again() -> None:
        say(**memory())
        then()

    field.textChanged.connect(taken)
    focus = QApplication.focusWidget()
    send_letter(focus if focus is not None else field, "a")


class StallWatch(QObject):
    """Types without a pause and notes by how much a timer of 1 ms comes late.

    Beside each gap it notes the thread's own processor time in it: the rest it waited, for a core
    or for the X server, while other programs had them.
    """

    def __init__(self, field: QPlainTextEdit) -> None:
        super().__init__(field)
        self._field = field
        self._typed = 0
        self._gaps: list[float] = []
        self._works: list[float] = []
        self._last = self._worked = 0.0
        self._tick = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._tick.timeout.connect(self._note)
        self._keys = QTimer(self, interval=KEYS_APART_MS, timerType=Qt.TimerType.PreciseTimer)
        self._keys.timeout.connect(self._type)

    def start(self) -> None:
        """Type and watch until the time is over, then say what was seen and end."""
        say(started=monotonic())
        self._field.setFocus()
        self._last, self._worked = monotonic(), thread_time()
        self._tick.start()
        self._keys.start()
        QTimer.singleShot(int(STALL_S * 1000), self._end)

    def _note(self) -> None:
        now, worked = monotonic(), thread_time()
        self._gaps.append(now - self._last)
        self._works.append(worked - self._worked)
        self._last, self._worked = now, worked

    def _type(self) -> None:
        send_letter(self._field, SENTENCE[self._typed % len(SENTENCE)])
        self._typed += 1

    def _end(self) -> None:
        self._tick.stop()
        self._keys.stop()
        text = len(self._field.toPlainText())
        say(gaps=self._gaps, works=self._works, typed=self._typed, text=text)
        end()


class Watch:
    """The window under watch; one subclass for each figure."""

    def __init__(self) -> None:
        self.window: Any = None
        self.model: Any = None
        self.on_page: Callable[[], None] | None = self.page_is_there

    def page_is_there(self) -> None:
        """The first page of the history was painted, and is on the screen."""

    def list_painted(self) -> None:
        """The list has just painted rows."""
        if self.on_page is not None:
            then, self.on_page = self.on_page, None
            QTimer.singleShot(0, then)

    def child(self, kind: type[QObject], name: str) -> Any:
        """A widget by the name that tests and tools know it by."""
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found


class WatchStart(Watch):
    """From the process's start to a page that can be seen and a prompt that takes keys."""

    def page_is_there(self) -> None:
        type_a_key(self.child(QPlainTextEdit, "promptEdit"), end)


class WatchSend(Watch):
    """Clicks on Generate."""

    def page_is_there(self) -> None:
        self._left = CLICKS + 1
        self.model.draft.set("prompt", "a paper boat on a rainy street")
        QTimer.singleShot(int(LOOK_AGAIN_S * 1000), self._click)

    def _click(self) -> None:
        if not self._left:
            QTimer.singleShot(500, end)
            return
        button = self.child(QPushButton, "generateButton")
        middle = QPointF(button.rect().center())
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        where = (middle, QPointF(button.mapToGlobal(middle.toPoint())))
        for kind, held in (
            (QEvent.Type.MouseButtonPress, left),
            (QEvent.Type.MouseButtonRelease, none),
        ):
            event = QMouseEvent(kind, *where, left, held, Qt.KeyboardModifier.NoModifier)
            if kind is QEvent.Type.MouseButtonRelease and self._left <= CLICKS:
                say(at=monotonic())
            QCoreApplication.sendEvent(button, event)
        self._left -= 1
        QTimer.singleShot(int(CLICKS_APART_S * 1000), self._click)


class WatchStall(Watch):
    """Six tasks run and download while the prompt is typed in."""

    def page_is_there(self) -> None:
        self._left = TASKS
        self.model.draft.set("prompt", "a paper boat on a rainy street")
        QTimer.singleShot(int(SETTLE_S * 1000), self._begin)

    def _begin(self) -> None:
        prompt = self.child(QPlainTextEdit, "promptEdit")
        StallWatch(prompt).start()
        self._generate()

    def _generate(self) -> None:
        self.child(QPushButton, "generateButton").click()
        self._left -= 1
        if self._left:
            QTimer.singleShot(int(CLICKS_APART_S * 1000), self._generate)


class WatchSearch(Watch):
    """Words typed into the search, key by key."""

    def __init__(self) -> None:
        super().__init__()
        self._pending: float | None = None
        self._reset = 0.0

    def page_is_there(self) -> None:
        self._keys = [key for words in SEARCHES for key in (*words, "")]
        self._edit = self.child(QLineEdit, "historySearch")
        self._edit.setFocus()
        self.model.history.modelReset.connect(self._note_reset)
        QTimer.singleShot(int(LOOK_AGAIN_S * 1000), self._next)

    def _note_reset(self) -> None:
        self._reset = monotonic()
        if not self.model.history.rowCount():
            # No row is painted then: the picture is there after the turns that lay it out.
            QTimer.singleShot(0, lambda: QTimer.singleShot(0, self._shown))

    def list_painted(self) -> None:
        super().list_painted()
        if self._reset:
            QTimer.singleShot(0, self._shown)

    def _next(self) -> None:
        if not self._keys:
            end()
            return
        letter = self._keys.pop(0)
        if letter == " ":  # alone it changes nothing that is looked for
            send_letter(self._edit, letter)
            letter = self._keys.pop(0)
        self._key_at = monotonic()
        self._pending = self._key_at
        if letter:
            send_letter(self._edit, letter)
        else:
            send_key(self._edit, Qt.Key.Key_Escape)

    def _shown(self) -> None:
        if self._pending is None or not self._reset:
            return
        now, self._pending = monotonic(), None
        say(
            words=self._edit.text(),
            rows=self.model.history.rowCount(),
            key=now - self._key_at,
            store=self._reset - self._key_at,
        )
        self._reset = 0.0
        # Some letters come while the rest of the rows is being read, some after it.
        QTimer.singleShot(KEYS_APART_MS, self._next)


WATCHES = {"start": WatchStart, "send": WatchSend, "stall": WatchStall, "search": WatchSearch}


def end() -> None:
    """Close as the person would."""
    for window in QApplication.topLevelWidgets():
        if window.isWindow() and window.isVisible():
            window.close()
    if not any(window.objectName() == "mainWindow" for window in QApplication.topLevelWidgets()):
        QApplication.quit()


def install(name: str) -> None:
    """Put the hooks of one watch around the app's own classes, before any of them is made."""
    from seedance_desktop import app
    from seedance_desktop.ui.history.view import HistoryView
    from seedance_desktop.ui.main_window import MainWindow

    watch = WATCHES[name]()
    paint = HistoryView.paintEvent

    def painting(self: HistoryView, event: QPaintEvent) -> None:
        paint(self, event)
        if self.model().rowCount():
            watch.list_painted()

    def making(model: Any, **words: Any) -> Any:
        watch.model = model
        watch.window = MainWindow(model, **words)
        return watch.window

    setattr(HistoryView, "paintEvent", painting)  # noqa: B010 - not a method of its own
    setattr(app, "MainWindow", making)  # noqa: B010

"""The strip that tells what happened: one notice at a time, and what can be done about it."""

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from ..core.errors import Action
from ..state.notices import Notice, Notices, Offer, Tone
from . import icons, theme
from .announce import announce
from .widgets.buttons import CopyButton, icon_button
from .widgets.flow import FlowLayout
from .widgets.labels import ElidedLabel
from .widgets.notice_text import NoticeText

STAYS_MS = 8_000
STAYS_WITH_OFFER_MS = 15_000
"""How long a notice that needs no answer stands, unless the person is at it."""
_TEXT_WIDTH = 520
"""px the words keep beside what can be done; with less, that stands in a line below them."""
_TRACE_WIDTH = 180
"""px; the whole id is in the tooltip, the accessible name and what is copied."""

_ICONS = {
    Tone.INFO: ("info", "accent_text"),
    Tone.WARNING: ("warning", "warning"),
    Tone.ERROR: ("error", "failed"),
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("NoticeBar", text)


def action_label(action: Action) -> str:
    """The words on the button for `action`; empty for none."""
    return {
        Action.NONE: "",
        Action.ENTER_TOKEN: _tr("Enter token…"),
        Action.TRY_AGAIN: _tr("Try again"),
        Action.SHOW: _tr("Show"),
        Action.OPEN_SETTINGS: _tr("Settings…"),
        Action.COPY_DETAILS: _tr("Copy details"),
        Action.ATTACH_RESULT: _tr("Attach the clip…"),
    }[action]


class NoticeBar(QWidget):
    """Shows the newest notice; the others are a press away."""

    action_requested = Signal(object, object)
    """The ``Notice``, and the ``Action`` of it that the person wants."""

    def __init__(self, notices: Notices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices = notices
        self._known: tuple[Notice, ...] = ()
        self._shown: Notice | None = None
        self._hosts: list[QWidget] = []
        """Whose columns it stands in, the one that is to be seen last."""
        self.setObjectName("noticeBar")
        self._frame = QFrame()
        self._frame.setProperty("kind", "notice")
        self._icon = QLabel()
        self._text = NoticeText()
        self._trace = self._build_trace()
        self._buttons: list[QPushButton] = []
        self._more = QPushButton()
        self._next = QPushButton()
        self._details = QWidget()
        self._details_flow = FlowLayout(self._details)
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._close = icon_button("close", self.tr("Close this notice"))
        self._build_layout()
        self._closing = QTimer(self, singleShot=True)
        self._closing.timeout.connect(self._close_by_itself)
        self._text.cut_off.connect(self._more.setVisible)
        self._more.clicked.connect(self._toggle_whole)
        self._next.clicked.connect(self._show_next)
        self._close.clicked.connect(self._close_shown)
        notices.changed.connect(self._on_changed)
        theme.current().changed.connect(self._draw_icon)
        self._on_changed()

    @property
    def notice(self) -> Notice | None:
        """What is shown."""
        return self._shown

    def stand_in(self, host: QWidget) -> None:
        """Stand at the top of ``host``, which covers where it stood, until ``leave``."""
        if host not in self._hosts:
            self._hosts.append(host)
        self._move_to_newest_host()

    def leave(self, host: QWidget) -> None:
        """``host`` goes away: stand where it stood before."""
        if host in self._hosts:
            self._hosts.remove(host)
            self._move_to_newest_host()

    def _move_to_newest_host(self) -> None:
        column = self._hosts[-1].layout() if self._hosts else None
        if isinstance(column, QBoxLayout):
            column.insertWidget(0, self)

    def _build_trace(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(1))
        self._trace_id = ElidedLabel()
        self._trace_id.setObjectName("noticeTraceId")
        self._trace_id.setProperty("kind", "mono_small")
        self._trace_id.setMaximumWidth(_TRACE_WIDTH)
        self._trace_copy = CopyButton(self.tr("trace id"))
        self._trace_copy.setObjectName("noticeCopyTraceId")
        row.addWidget(self._trace_id)
        row.addWidget(self._trace_copy)
        return box

    def _build_layout(self) -> None:
        for button, name in ((self._more, "noticeMore"), (self._next, "noticeNext")):
            button.setObjectName(name)
            button.setProperty("kind", "link")
        self._close.setObjectName("noticeClose")
        outer = QHBoxLayout(self)
        outer.setContentsMargins(*(theme.space(2), theme.space(1) + 2) * 2)
        outer.addWidget(self._frame)
        says = QHBoxLayout()
        says.setSpacing(theme.space(2))
        says.addWidget(self._icon)
        says.addWidget(self._text, 1)
        says.addWidget(self._more)
        self._details_flow.addWidget(self._trace)
        self._details_flow.addWidget(self._next)
        self._rows.setSpacing(theme.space(2))
        self._rows.addLayout(says, 1)
        self._rows.addWidget(self._details)
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(theme.space(3), theme.space(1), theme.space(1), theme.space(1))
        row.setSpacing(theme.space(2))
        row.addLayout(self._rows, 1)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)

    def _on_changed(self) -> None:
        standing = self._notices.standing
        known = set(map(id, self._known))
        came = [n for n in standing if id(n) not in known]
        self._known = standing
        if came:
            self._show(came[-1])
            announce(self, self.accessibleName(), at_once=came[-1].tone is Tone.ERROR)
        elif self._shown not in standing:
            self._show(standing[-1] if standing else None)
        self._show_count()

    def _show(self, notice: Notice | None) -> None:
        self._shown = notice
        self._closing.stop()
        self.setVisible(notice is not None)
        if notice is None:
            return
        theme.set_property(self._frame, "severity", str(notice.tone))
        self._draw_icon()
        self._more.setVisible(False)
        self._say_more()
        self._text.show_notice(notice.title, notice.message)
        self.setAccessibleName(", ".join(part for part in (notice.title, notice.message) if part))
        self._trace_id.setText(self.tr("trace {id}").format(id=notice.trace_id))
        self._trace_copy.value = notice.trace_id
        self._trace.setVisible(bool(notice.trace_id))
        self._show_buttons(notice)
        self._start_closing()

    def _show_buttons(self, notice: Notice) -> None:
        for button in self._buttons:
            self._details_flow.removeWidget(button)
            button.setParent(None)
            button.deleteLater()
        self._buttons = [self._offer_button(notice, offer) for offer in notice.offers]
        if notice.action is not Action.NONE:
            self._buttons.insert(0, self._action_button(notice))
        self._details_flow.removeWidget(self._next)
        for button in (*self._buttons, self._next):
            self._details_flow.addWidget(button)
            button.ensurePolished()  # its width counts before it is shown

    def _action_button(self, notice: Notice) -> QPushButton:
        button = QPushButton(action_label(notice.action))
        button.setObjectName("noticeAction")
        button.setAccessibleName(button.text())
        button.clicked.connect(lambda: self.action_requested.emit(notice, notice.action))
        return button

    def _offer_button(self, notice: Notice, offer: Offer) -> QPushButton:
        button = QPushButton(offer.label)
        button.setObjectName(offer.name)
        button.setAccessibleName(offer.label)

        def take() -> None:
            offer.call()
            self._notices.close(notice)

        button.clicked.connect(take)
        return button

    def _show_count(self) -> None:
        others = len(self._known) - 1
        self._next.setVisible(others > 0)
        self._next.setText(self.tr("{n} more").format(n=others))
        self._next.setAccessibleName(
            self.tr("Show the next notice; {n} more stand").format(n=others)
        )
        self._arrange()

    def _arrange(self) -> None:
        """What can be done stands beside the words, or below them where they would have no room."""
        shown = self._shown
        said = shown is not None and (shown.trace_id or shown.offers or shown.action)
        self._details.setVisible(bool(said) or len(self._known) > 1)
        in_a_line = self._details_flow.width_in_a_line()
        beside = self.width() - in_a_line >= _TEXT_WIDTH
        under_the_words = 0 if beside else theme.ICON + theme.space(2)
        self._details_flow.setContentsMargins(under_the_words, 0, 0, 0)
        self._details.setMinimumWidth(in_a_line if beside else 0)
        self._details_flow.update()
        self._rows.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def _draw_icon(self) -> None:
        if self._shown is not None:
            name, color = _ICONS[self._shown.tone]
            ratio = self.devicePixelRatioF()
            self._icon.setPixmap(icons.pixmap(name, color, theme.ICON, ratio))

    def _toggle_whole(self) -> None:
        self._text.set_whole(not self._text.is_whole())
        self._say_more()

    def _say_more(self) -> None:
        whole = self._text.is_whole()
        self._more.setText(self.tr("less") if whole else self.tr("more"))
        says = self.tr("Show less of the notice") if whole else self.tr("Show the whole notice")
        self._more.setAccessibleName(says)

    def _show_next(self) -> None:
        at = next(i for i, notice in enumerate(self._known) if notice is self._shown)
        self._show(self._known[at - 1])
        self._arrange()

    def _close_shown(self) -> None:
        if self._shown is not None:
            self._notices.close(self._shown)

    def _start_closing(self) -> None:
        notice = self._shown
        if notice is not None and notice.tone is Tone.INFO:
            needs_time = notice.offers or notice.action is not Action.NONE
            self._closing.start(STAYS_WITH_OFFER_MS if needs_time else STAYS_MS)

    def _close_by_itself(self) -> None:
        focused = QApplication.focusWidget()
        if self.underMouse() or (focused is not None and self.isAncestorOf(focused)):
            self._start_closing()
        else:
            self._close_shown()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close_shown()
        else:
            super().keyPressEvent(event)

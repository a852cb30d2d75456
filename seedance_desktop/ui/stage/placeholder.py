"""What stands in the place of the clip while there is none: what is going on, and what to do."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ...core.telling import Look, Told
from .. import icons, theme
from .text_block import TextBlock

_ICON = 28
_WIDTH = theme.space(105)
_PROGRESS_WIDTH = theme.space(60)
_SMALLEST = theme.space(24)
_PERMILLE = 1_000

_ICONS = {
    Look.EMPTY: ("video", "dim"),
    Look.WAITING: ("clock", "dim"),
    Look.RUNNING: ("clock", "running"),
    Look.FETCHING: ("download", "running"),
    Look.QUESTION: ("question", "warning"),
    Look.TROUBLE: ("error", "failed"),
}


class Placeholder(QFrame):
    """Icon, title, words, the time it has been so, a bar for what is being fetched, a button."""

    action_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stageMessage")
        self.setProperty("kind", "well")
        self._look = Look.EMPTY
        self._icon = QLabel()
        self._title = QLabel()
        self._title.setProperty("kind", "title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self._elapsed = QLabel()
        self._elapsed.setObjectName("stageElapsed")
        self._elapsed.setProperty("kind", "mono")
        self._text = TextBlock(tone="dim", centered=True)
        self._text.setObjectName("stageText")
        self._text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._bar = self._build_bar()
        self._fetched = QLabel()
        self._fetched.setProperty("kind", "small_dim")
        self._button = QPushButton()
        self._button.setObjectName("stageAction")
        self._button.clicked.connect(self.action_requested)
        self._place()
        # Words that never came take no room either.
        self._elapsed.hide()
        self._fetched.hide()
        theme.current().changed.connect(self._draw_icon)

    def show_told(self, told: Told, action: str = "") -> None:
        """Say another thing; `action` is the button's text, and no text is no button."""
        self._look = told.look
        self._draw_icon()
        self._title.setText(told.title)
        self._text.set_text(told.text)
        self._text.setAccessibleName(told.title)
        self._text.setVisible(bool(told.text))
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self.setAccessibleName(told.title)
        self.setAccessibleDescription(told.text)

    def show_elapsed(self, elapsed: str) -> None:
        """How long it has been so; nothing hides it."""
        self._elapsed.setText(elapsed)
        self._elapsed.setVisible(bool(elapsed))

    def show_fetched(self, fetched: str, share: float | None = None) -> None:
        """How much of the clip is here, and which share of it where that is known."""
        self._bar.setVisible(bool(fetched))
        self._fetched.setVisible(bool(fetched))
        self._fetched.setText(fetched)
        # An unknown share is a bar without an end.
        self._bar.setRange(0, 0 if share is None else _PERMILLE)
        self._bar.setValue(round((share or 0.0) * _PERMILLE))

    def _build_bar(self) -> QProgressBar:
        bar = QProgressBar()
        bar.setObjectName("stageProgress")
        bar.setAccessibleName(self.tr("How much of the clip is here"))
        bar.setTextVisible(False)
        bar.setFixedWidth(_PROGRESS_WIDTH)
        bar.hide()
        return bar

    def _place(self) -> None:
        middle = Qt.AlignmentFlag.AlignHCenter
        for label in (self._icon, self._title, self._elapsed, self._fetched):
            label.setAlignment(middle)
        inner = QWidget()
        inner.setMaximumWidth(_WIDTH)
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        column.addWidget(self._icon)
        column.addWidget(self._title)
        column.addWidget(self._elapsed)
        column.addWidget(self._text)
        column.addWidget(self._bar, 0, middle)
        column.addWidget(self._fetched)
        column.addSpacing(theme.space(1))
        column.addWidget(self._button, 0, middle)
        outer = QVBoxLayout(self)
        margin = theme.space(5)
        outer.setContentsMargins(margin, margin, margin, margin)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(inner, _WIDTH)
        across.addStretch(1)
        outer.addStretch(1)
        outer.addLayout(across)
        outer.addStretch(1)

    def _draw_icon(self) -> None:
        name, color = _ICONS[self._look]
        self._icon.setPixmap(icons.pixmap(name, color, _ICON, self.devicePixelRatioF()))

    def minimumSizeHint(self) -> QSize:
        # Long words are cut off here before they push the window larger.
        return QSize(_SMALLEST, _SMALLEST)

"""Every problem of the draft, in words, each leading to the field that can mend it."""

from enum import IntEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QPainter, QPen, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ...core.validation import Problem, Problems
from ...state.draft import Draft
from ...state.lru import Lru
from .. import icons, theme

_Index = QModelIndex | QPersistentModelIndex
_PADDING = 5
_ICON = 14
_TEXT_LEFT = _ICON + 14
_TONES = {"error": "failed", "warning": "warning", "info": "dim"}
"""The gravest first, each with its colour."""
_HEIGHTS = 200
"""Rows whose height is remembered."""
_MOST_HIGH = 112
"""px, about three problems; then the list scrolls."""


class Role(IntEnum):
    """What a row has, beside its words."""

    FIELD = Qt.ItemDataRole.UserRole + 1
    TONE = Qt.ItemDataRole.UserRole + 2
    """"error", "warning", or "info" for what is not wrong but not done yet."""
    WORD = Qt.ItemDataRole.UserRole + 3
    """How grave it is, in a word."""


class ProblemModel(QAbstractListModel):
    """The draft's problems, in its order: blocking ones first."""

    def __init__(self, draft: Draft, parent: QObject) -> None:
        super().__init__(parent)
        self._draft = draft
        self._problems: Problems = draft.problems
        draft.problems_changed.connect(self._take)

    def _take(self) -> None:
        self.beginResetModel()
        self._problems = self._draft.problems
        self.endResetModel()

    def _word(self, problem: Problem) -> str:
        words = {
            "info": self.tr("To do:"),
            "error": self.tr("To fix:"),
            "warning": self.tr("Warning:"),
        }
        return words[_tone(problem)]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._problems)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self._problems):
            return None
        problem = self._problems[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return problem.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self._word(problem)} {problem.text}"
            case Role.FIELD:
                return problem.field
            case Role.TONE:
                return _tone(problem)
            case Role.WORD:
                return self._word(problem)
        return None


class ProblemDelegate(QStyledItemDelegate):
    """Icon, a word in bold, and the sentence over as many lines as it needs."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        # A layout asks for each height several times over; nine references may have a problem each.
        self._heights: Lru[tuple[str, int, int], int] = Lru(_HEIGHTS)

    def _lay_out(self, index: _Index, width: int) -> QTextLayout:
        word = str(index.data(Role.WORD))
        layout = QTextLayout(f"{word} {index.data()}", theme.font("small"))
        bold = QTextLayout.FormatRange()
        bold.start, bold.length = 0, len(word)
        bold.format.setFontWeight(QFont.Weight.DemiBold)
        layout.setFormats([bold])
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, y))
            y += line.height()
        layout.endLayout()
        return layout

    def height(self, index: _Index, width: int) -> int:
        """px for a row `width` px wide."""
        font = theme.font("small")
        key = (f"{index.data(Role.WORD)} {index.data()}", width, font.pixelSize())
        height = self._heights.get(key)
        if height is None:
            layout = self._lay_out(index, width - _TEXT_LEFT - 8)
            height = round(layout.boundingRect().height()) + 2 * _PADDING
            self._heights.put(key, height)
        return height

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        row = option.rect
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("text"), 1))
            painter.drawRoundedRect(row.adjusted(1, 1, -2, -2), 4, 4)
        tone = str(index.data(Role.TONE))
        icon = QRect(row.left() + 7, row.top() + _PADDING + 1, _ICON, _ICON)
        icons.paint(painter, icon, tone, _TONES[tone])
        painter.setPen(theme.color("text"))
        layout = self._lay_out(index, row.width() - _TEXT_LEFT - 8)
        layout.draw(painter, QPointF(row.left() + _TEXT_LEFT, row.top() + _PADDING))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QListView) else option.rect.width()
        return QSize(width, self.height(index, width))


class ProblemList(QListView):
    """Hidden while nothing is wrong; a click or Enter asks for the field."""

    field_asked = Signal(str)

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problemList")
        self.setAccessibleName(self.tr("Problems"))
        self.setProperty("kind", "problems")
        self.setModel(ProblemModel(draft, self))
        self.setItemDelegate(ProblemDelegate(self))
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.clicked.connect(self._ask)
        self.activated.connect(self._ask)
        self.model().modelReset.connect(self._show)
        self._show()

    def _ask(self, index: QModelIndex) -> None:
        self.field_asked.emit(index.data(Role.FIELD))

    def _show(self) -> None:
        rows = self.model().rowCount()
        tones = {self.model().index(row, 0).data(Role.TONE) for row in range(rows)}
        gravest = next((tone for tone in _TONES if tone in tones), "info")
        theme.set_property(self, "severity", gravest)
        self.setVisible(rows > 0)
        self.updateGeometry()

    def _content_height(self) -> int:
        delegate = self.itemDelegate()
        assert isinstance(delegate, ProblemDelegate)
        width = self.viewport().width()
        rows = (self.model().index(row, 0) for row in range(self.model().rowCount()))
        return sum(delegate.height(index, width) for index in rows)

    def sizeHint(self) -> QSize:
        return QSize(200, min(self._content_height(), _MOST_HIGH) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()
            self.updateGeometry()


def _tone(problem: Problem) -> str:
    if problem.code == "prompt-empty":
        return "info"
    return "error" if problem.blocks else "warning"

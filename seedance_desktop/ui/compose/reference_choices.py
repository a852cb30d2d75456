"""The references as a list to choose one from: picture, token and name."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ...core import references
from ...core.reference_sources import file_name
from ...core.references import Place
from ...core.spec import Kind
from ...core.wording import to_the_letter
from ...state.draft import Draft
from ...state.reference_desk import ReferenceDesk
from .. import icons, theme

_Index = QModelIndex | QPersistentModelIndex
_ROW = 36
_PICTURE = 28
_MOST_ROWS = 6
"""Rows in view; then the list scrolls."""


class Role(IntEnum):
    """What a row has, beside its words."""

    PLACE = Qt.ItemDataRole.UserRole + 1
    TOKEN = Qt.ItemDataRole.UserRole + 2
    PICTURE = Qt.ItemDataRole.UserRole + 3
    """A QImage, or None while there is none to show."""


class ChoiceModel(QAbstractListModel):
    """Some of the draft's references."""

    def __init__(self, draft: Draft, desk: ReferenceDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._draft, self._desk = draft, desk
        self._places: tuple[Place, ...] = ()
        desk.picture_ready.connect(self._refresh)

    @property
    def places(self) -> tuple[Place, ...]:
        """What the rows stand for."""
        return self._places

    def show(self, places: Sequence[Place]) -> None:
        """Have a row for each of ``places``."""
        self.beginResetModel()
        self._places = tuple(places)
        self.endResetModel()

    def _refresh(self, url: str) -> None:
        for row, (kind, position) in enumerate(self._places):
            if self._draft.request.urls(kind)[position : position + 1] == (url,):
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._places)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self._places):
            return None
        kind, position = place = self._places[index.row()]
        urls = self._draft.request.urls(kind)
        if position >= len(urls):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return file_name(urls[position])
            case Qt.ItemDataRole.ToolTipRole:
                return to_the_letter(urls[position])
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.data(index, Role.TOKEN)} {file_name(urls[position])}"
            case Role.TOKEN:
                return references.token(kind, position, self._draft.spelling)
            case Role.PLACE:
                return place
            case Role.PICTURE:
                return self._desk.picture(kind, urls[position])
        return None


class ChoiceDelegate(QStyledItemDelegate):
    """Picture, token in bold, name in grey."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        place = index.data(Role.PLACE)
        token = index.data(Role.TOKEN)
        if place is None or token is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(theme.color("accent"))
            painter.setBrush(theme.color("selected"))
            box = QRectF(row).adjusted(2.5, 1.5, -2.5, -1.5)
            painter.drawRoundedRect(box, theme.RADIUS - 2, theme.RADIUS - 2)
        picture = QRect(row.left() + 6, row.top() + (_ROW - _PICTURE) // 2, _PICTURE, _PICTURE)
        paint_picture(painter, picture, place[0], index.data(Role.PICTURE))
        words = row.adjusted(_PICTURE + 15, 0, -8, 0)
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.color("text"))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(words, middle, token)
        words.setLeft(words.left() + painter.fontMetrics().horizontalAdvance(token) + 9)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("dim"))
        name = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideMiddle, words.width()
        )
        painter.drawText(words, middle, name)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        token = QFontMetrics(theme.font("strong")).horizontalAdvance(str(index.data(Role.TOKEN)))
        name = QFontMetrics(theme.font("small")).horizontalAdvance(str(index.data()))
        return QSize(_PICTURE + 15 + token + 9 + name + 12, _ROW)


class ReferenceChoices(QListView):
    """As high as its rows, up to a few; a click or Enter chooses."""

    chosen = Signal(object)
    """A ``Place``."""

    def __init__(self, draft: Draft, desk: ReferenceDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = ChoiceModel(draft, desk, self)
        self.setModel(self._choices)
        self.setItemDelegate(ChoiceDelegate(self))
        self.setUniformItemSizes(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.entered.connect(self.setCurrentIndex)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)

    @property
    def places(self) -> tuple[Place, ...]:
        """What can be chosen."""
        return self._choices.places

    def show_places(self, places: Sequence[Place], current: Place | None = None) -> None:
        """Offer ``places``, with ``current`` or the first of them marked."""
        if tuple(places) != self.places:
            self._choices.show(places)
        row = places.index(current) if current in places else 0
        self.setCurrentIndex(self._choices.index(row))
        self.updateGeometry()

    def step(self, by: int) -> None:
        """Mark another row, around the ends."""
        rows = self._choices.rowCount()
        if rows:
            row = (self.currentIndex().row() + by) % rows
            self.setCurrentIndex(self._choices.index(row))

    def choose_current(self) -> None:
        """Choose what is marked."""
        self._choose(self.currentIndex())

    def spoken(self) -> str:
        """What is marked, in words."""
        return str(self.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole) or "")

    def _choose(self, index: QModelIndex) -> None:
        place = index.data(Role.PLACE)
        if place is not None:
            # Signals turn tuples into lists on some ways through Qt.
            self.chosen.emit((Kind(place[0]), int(place[1])))

    def sizeHint(self) -> QSize:
        rows = min(self._choices.rowCount(), _MOST_ROWS)
        frame = 2 * self.frameWidth()
        return QSize(self.sizeHintForColumn(0) + frame + 12, rows * _ROW + frame)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())


def paint_picture(painter: QPainter, box: QRect, kind: Kind, picture: QImage | None) -> None:
    """A reference's picture filling ``box``, or the icon of its kind."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(box), 4, 4)
    painter.fillPath(path, theme.color("well"))
    if picture is None or picture.isNull():
        size = min(box.width(), box.height()) // 2
        mark = QRect(0, 0, size, size)
        mark.moveCenter(box.center())
        icons.paint(painter, mark, str(kind), "dim")
        return
    whole = picture.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    target = QRect(box.topLeft(), whole)
    target.moveCenter(box.center())
    painter.save()
    painter.setClipPath(path)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(target, picture)
    painter.restore()

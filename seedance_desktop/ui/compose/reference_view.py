"""The rows of one kind of reference: chosen, moved and removed by mouse and by keyboard."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from .. import icons, theme
from .reference_model import ReferenceModel, Role

ROW_HEIGHT = 30
_BADGE = 20
_CROSS = 26


def cross_rect(row: QRect) -> QRect:
    """Where a row is removed by a click."""
    return QRect(row.right() + 1 - _CROSS, row.top(), _CROSS, row.height())


class ReferenceDelegate(QStyledItemDelegate):
    """Number, link elided in its middle, what is wrong with it, and a cross."""

    def _paint_fill(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        box = option.rect.adjusted(0, 1, -1, -2)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(QPen(theme.color("accent" if focused else "line"), 1))
        fill = "selected" if selected else "hover" if hovered else "raised"
        painter.setBrush(theme.color(fill))
        painter.drawRoundedRect(box, theme.RADIUS - 1, theme.RADIUS - 1)

    def _paint_number(self, painter: QPainter, row: QRect, number: int) -> None:
        badge = QRect(row.left() + 5, 0, _BADGE, 18)
        badge.moveTop(row.center().y() - 9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("well"))
        painter.drawRoundedRect(badge, 4, 4)
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font("tiny"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(number))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = option.rect
        self._paint_fill(painter, option)
        self._paint_number(painter, row, index.row() + 1)
        left, right = row.left() + _BADGE + 12, cross_rect(row).left()
        if not index.data(Role.USABLE):
            right -= 18
            icons.paint(painter, QRect(right, row.center().y() - 7, 14, 14), "warning", "warning")
            right -= 4
        words = QRect(left, row.top(), right - left, row.height() - 1)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("text"))
        link = painter.fontMetrics().elidedText(
            index.data(Role.URL), Qt.TextElideMode.ElideMiddle, words.width()
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, link)
        cross = QRect(0, 0, 12, 12)
        cross.moveCenter(cross_rect(row).center() - QPoint(1, 0))
        icons.paint(painter, cross, "close", "dim")
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(80, ROW_HEIGHT)


class ReferenceView(QListView):
    """As high as its rows: the pane scrolls, not the list."""

    remove_asked = Signal(list)
    """Positions from 0."""
    move_asked = Signal(int, int)
    """From one position to another, both from 0."""

    def __init__(self, model: ReferenceModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed_at: QPoint | None = None
        self._pressed_row = -1
        self._gap = -1
        """Between which rows the dragged one would land; -1 while nothing is dragged."""
        self.setModel(model)
        self.setItemDelegate(ReferenceDelegate(self))
        self.setProperty("kind", "plain")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        model.rowsInserted.connect(self.updateGeometry)
        model.rowsRemoved.connect(self.updateGeometry)

    def select_row(self, row: int) -> None:
        """Make `row`, or the last one before it, the only selected."""
        last = self.model().rowCount() - 1
        if last >= 0:
            self.setCurrentIndex(self.model().index(min(row, last), 0))

    def selected_rows(self) -> list[int]:
        """Positions, ascending; the current row where none is selected."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        current = self.currentIndex()
        return rows or ([current.row()] if current.isValid() else [])

    def _gap_at(self, y: int) -> int:
        return min(max(round(y / ROW_HEIGHT), 0), self.model().rowCount())

    def _copy(self) -> None:
        model: QAbstractItemModel = self.model()
        links = [model.index(row, 0).data(Role.URL) for row in self.selected_rows()]
        QGuiApplication.clipboard().setText("\n".join(links))

    def _move_by(self, step: int) -> None:
        row = self.currentIndex().row()
        if row >= 0 and 0 <= row + step < self.model().rowCount():
            self.move_asked.emit(row, row + step)

    def _end_drag(self) -> None:
        self._pressed_at, self._pressed_row, self._gap = None, -1, -1
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(200, self.model().rowCount() * ROW_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_asked.emit(self.selected_rows())
        elif alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move_by(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() == Qt.Key.Key_Escape and self._gap >= 0:
            self._end_drag()
        elif event.matches(QKeySequence.StandardKey.Paste):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        index = self.indexAt(spot)
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            super().mousePressEvent(event)
            return
        if cross_rect(self.visualRect(index)).contains(spot):
            self.remove_asked.emit([index.row()])
            return
        super().mousePressEvent(event)
        if event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self._pressed_at, self._pressed_row = spot, index.row()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            super().mouseMoveEvent(event)
            return
        spot = event.position().toPoint()
        far = (spot - self._pressed_at).manhattanLength()
        if self._gap >= 0 or far >= QGuiApplication.styleHints().startDragDistance():
            self._gap = self._gap_at(spot.y())
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        source, gap = self._pressed_row, self._gap
        self._end_drag()
        super().mouseReleaseEvent(event)
        target = gap - 1 if gap > source else gap
        if gap >= 0 and target != source:
            self.move_asked.emit(source, target)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._gap < 0:
            return
        painter = QPainter(self.viewport())
        y = min(max(self._gap * ROW_HEIGHT - 1, 1), self.viewport().height() - 2)
        painter.fillRect(QRect(0, y - 1, self.viewport().width(), 2), theme.color("accent"))

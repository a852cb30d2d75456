"""The sets that were kept: name and what came of each; Enter or a click opens one."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ...core.variation_sets import SetSummary
from ...state.set_model import Role, SetModel
from .. import theme
from ..widgets.menus import add, make_menu, pop_up
from ..widgets.rows import paint_if_chosen

_HEIGHT = 48


class SetList(QWidget):
    """The list, or a sentence where there is none yet."""

    open_requested = Signal(int)
    delete_requested = Signal(object)
    """Take this ``SetSummary`` out of the list."""

    def __init__(self, model: SetModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._view = _SetView(model)
        self._view.open_requested.connect(self.open_requested)
        self._view.delete_requested.connect(self.delete_requested)
        self._empty = QLabel(self.tr("No set yet. What you send from here is kept as one."))
        self._empty.setProperty("kind", "dim")
        self._empty.setWordWrap(True)
        self._empty.setContentsMargins(theme.MARGIN, theme.space(3), theme.MARGIN, 0)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._empty, 1)
        column.addWidget(self._view, 1)
        for signal in (model.modelReset, model.dataChanged):
            signal.connect(self._show)
        self._show()

    def focus_target(self) -> QWidget:
        """The list."""
        return self._view

    def _show(self) -> None:
        some = self._model.rowCount() > 0
        self._view.setVisible(some)
        self._empty.setVisible(not some)


class _SetView(QListView):
    open_requested = Signal(int)
    delete_requested = Signal(object)

    def __init__(self, model: SetModel) -> None:
        super().__init__()
        self.setObjectName("setList")
        self.setAccessibleName(self.tr("Sets of variations, newest first"))
        self.setProperty("kind", "plain")
        self.setModel(model)
        self.setItemDelegate(_SetDelegate(self))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._open)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)

    def _open_menu(self, position: QPoint) -> None:
        row = self.indexAt(position).data(Role.SET)
        if not isinstance(row, SetSummary):
            return
        menu = make_menu(self, "setMenu", self.tr("What to do with the set"))
        add(menu, "setOpen", self.tr("Open"), lambda: self.open_requested.emit(row.id))
        words = self.tr("Delete")
        delete = add(menu, "setDelete", words, lambda: self.delete_requested.emit(row))
        delete.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        delete.setShortcutVisibleInContextMenu(True)
        pop_up(menu, self.viewport().mapToGlobal(position))

    def _open(self, index: QModelIndex) -> None:
        row = index.data(Role.SET)
        if isinstance(row, SetSummary):
            self.open_requested.emit(row.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete:
            row = self.currentIndex().data(Role.SET)
            if isinstance(row, SetSummary):
                self.delete_requested.emit(row)
        else:
            super().keyPressEvent(event)


class _SetDelegate(QStyledItemDelegate):
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(theme.space(40), _HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        rect = option.rect
        paint_if_chosen(painter, option)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.color("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        inside = rect.adjusted(theme.MARGIN, 5, -theme.MARGIN, -5)
        upper = QRect(inside.topLeft(), QSize(inside.width(), inside.height() // 2))
        lower = upper.translated(0, upper.height())
        if index.data(Role.OPEN):
            upper.setWidth(upper.width() - _paint_right(painter, upper, self.tr("shown now")))
        _text(painter, upper, index.data(Qt.ItemDataRole.DisplayRole), "strong", "text")
        _text(painter, lower, index.data(Role.FACTS), "small", "dim")
        painter.restore()


def _paint_right(painter: QPainter, line: QRect, words: str) -> int:
    width = QFontMetrics(theme.font("small")).horizontalAdvance(words)
    _text(painter, line.adjusted(line.width() - width, 0, 0, 0), words, "small", "dim")
    return width + theme.space(2)


def _text(painter: QPainter, box: QRect, text: str, font: str, color: str) -> None:
    painter.setFont(theme.font(font))
    painter.setPen(theme.color(color))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 1)
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

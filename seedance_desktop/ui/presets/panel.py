"""The searchable list of presets, with a preview: over the window, under the button it belongs to.

It is a part of the window and no window of its own: a popup gets no input method on X11, and so
no Chinese in its search.
"""

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QObject,
    QPoint,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ...core.preset import PresetEntry
from ...state.preset_desk import PresetDesk
from ...state.preset_model import PresetModel, Role, Shelf
from .. import theme
from ..history.uniform_list import UniformListView
from ..widgets.inputs import QuietComboBox
from ..widgets.menus import pop_up_under
from .delegate import HEIGHT, PresetDelegate
from .preview import PresetPreview

_SIZE = (664, 480)
_LIST_WIDTH = 320
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_PageUp: -8,
}


class PresetPanel(QFrame):
    """Opened and closed by ``owner``, the button it hangs under."""

    used = Signal()
    """A preset was put into the draft."""

    def __init__(self, desk: PresetDesk, owner: QPushButton) -> None:
        super().__init__(owner.window())
        self._desk, self._owner = desk, owner
        self._presets = desk.presets
        self.setObjectName("presetPanel")
        self.setAccessibleName(self.tr("Presets"))
        self.setProperty("kind", "raised")
        self._model = PresetModel(desk.presets, self)
        self._search = QLineEdit()
        self._search.setObjectName("presetSearch")
        self._search.setPlaceholderText(self.tr("Search names, folders, prompts…"))
        self._search.setAccessibleName(self.tr("Search presets"))
        self._search.setClearButtonEnabled(False)
        self._search.textChanged.connect(self._narrow)
        self._shelf = QuietComboBox()
        self._shelf.setObjectName("presetShelf")
        self._shelf.setAccessibleName(self.tr("Which presets"))
        self._shelf.currentIndexChanged.connect(self._narrow)
        self._view = self._build_view()
        self._empty = QLabel()
        self._empty.setProperty("kind", "dim")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setMargin(theme.space(4))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._view)
        self._stack.addWidget(self._empty)
        self._preview = PresetPreview(desk.presets)
        self._lay_out()
        self._preview.use_requested.connect(self._use)
        self._preview.favourite_changed.connect(desk.presets.set_favourite)
        self._preview.folder_requested.connect(desk.show_folder)
        self._preview.menu_requested.connect(self._open_menu)
        desk.presets.listed.connect(self._on_listed)
        self._model.modelAboutToBeReset.connect(self._remember)
        self._model.modelReset.connect(self._restore)
        self._kept: set[str] = set()
        self._show_shelves()
        self._restore()
        self.hide()

    def open_panel(self) -> None:
        """Come up under the button, with the focus in the search and the draft's preset chosen."""
        self._presets.load()
        self._presets.look_again()
        with QSignalBlocker(self._search):
            self._search.clear()
        self._narrow()
        self._choose(self._model.row_of(self._presets.label))
        self._place()
        self.show()
        self.raise_()
        self._search.setFocus(Qt.FocusReason.PopupFocusReason)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def close_panel(self) -> None:
        """Go away; the focus goes back to the button where it was in here."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        held = self.isAncestorOf(QApplication.focusWidget() or self._owner)
        self.hide()
        if held:
            self._owner.setFocus(Qt.FocusReason.PopupFocusReason)

    def chosen(self) -> list[PresetEntry]:
        """The presets that are chosen, in the order they stand."""
        rows = sorted(index.row() for index in self._view.selectionModel().selectedRows())
        return [entry for row in rows if (entry := self._model.entry_at(row)) is not None]

    def _build_view(self) -> UniformListView:
        view = UniformListView(HEIGHT)
        view.setObjectName("presetList")
        view.setAccessibleName(self.tr("Presets"))
        view.setProperty("kind", "plain")
        view.setItemDelegate(PresetDelegate(view))
        view.setModel(self._model)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.selectionModel().selectionChanged.connect(self._show_chosen)
        view.doubleClicked.connect(lambda index: self._use(index.data(Role.ENTRY)))
        return view

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(theme.space(3), theme.space(3), theme.space(3), theme.space(2))
        top.setSpacing(theme.space(2))
        top.addWidget(self._search, 1)
        top.addWidget(self._shelf)
        self._shelf.setMaximumWidth(theme.space(50))
        rule = QFrame()
        rule.setProperty("kind", "line")
        between = QFrame()
        between.setProperty("kind", "vline")
        self._stack.setFixedWidth(_LIST_WIDTH)
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._stack)
        body.addWidget(between)
        body.addWidget(self._preview, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(rule)
        column.addLayout(body, 1)

    def _place(self) -> None:
        window, gap = self.window(), theme.space(1)
        corner = self._owner.mapTo(window, QPoint(0, self._owner.height() + gap))
        width = min(_SIZE[0], window.width() - corner.x() - theme.MARGIN)
        height = min(_SIZE[1], window.height() - corner.y() - theme.MARGIN)
        self.setGeometry(corner.x(), corner.y(), width, height)

    def _show_shelves(self) -> None:
        shelves = [
            (self.tr("All presets"), Shelf.ALL, ""),
            (self.tr("Favourites"), Shelf.FAVOURITES, ""),
            (self.tr("My presets"), Shelf.OWN, ""),
            (self.tr("Built-in"), Shelf.BUILT_IN, ""),
            *((folder.replace("/", " / "), Shelf.OWN, folder) for folder in self._presets.folders),
        ]
        before = self._shelf.currentData()
        with QSignalBlocker(self._shelf):
            self._shelf.clear()
            for words, shelf, folder in shelves:
                self._shelf.addItem(words, (shelf.value, folder))
            found = self._shelf.findData(before) if before is not None else 0
            self._shelf.setCurrentIndex(max(0, found))

    def _narrow(self) -> None:
        shelf, folder = self._shelf.currentData() or (Shelf.ALL.value, "")
        self._model.show(self._search.text(), Shelf(shelf), folder)
        if not self.chosen():
            self._choose(0)

    def _on_listed(self) -> None:
        self._show_shelves()
        self._narrow()
        self._show_chosen()

    def _remember(self) -> None:
        self._kept = {entry.label for entry in self.chosen()}

    def _restore(self) -> None:
        for label in self._kept:
            row = self._model.row_of(label)
            if row >= 0:
                self._choose(row, QItemSelectionModel.SelectionFlag.Select)
        empty = self._model.rowCount() == 0
        self._stack.setCurrentIndex(int(empty))
        self._empty.setText(
            self.tr("Reading the presets…")
            if not self._presets.loaded
            else self.tr("No preset holds these words.\nThe search looks at names, folders, "
                         "prompts and notes.")
        )  # fmt: skip
        self._show_chosen()

    def _choose(
        self,
        row: int,
        how: QItemSelectionModel.SelectionFlag = (QItemSelectionModel.SelectionFlag.ClearAndSelect),
    ) -> None:
        if self._model.rowCount():
            index = self._model.index(max(0, min(row, self._model.rowCount() - 1)))
            self._view.selectionModel().setCurrentIndex(index, how)
            self._view.scrollTo(index)

    def _show_chosen(self) -> None:
        self._preview.show_entries(self.chosen())

    def _use(self, entry: PresetEntry | None) -> None:
        if entry is not None and not entry.broken:
            self.close_panel()
            self._presets.apply(entry)
            self.used.emit()

    def _open_menu(self, button: QPushButton) -> None:
        from .menu import export_menu, preset_menu

        chosen = self.chosen()
        if len(chosen) == 1:
            menu = preset_menu(self._desk, chosen[0], self, draft_too=False)
        else:
            menu = export_menu(self._desk, chosen, self)
        pop_up_under(menu, button)

    def _belongs(self, watched: QObject | None) -> bool:
        """Whether it is this panel, a part of it, or a menu or list that came out of it."""
        while watched is not None:
            if watched is self or watched is self._owner:
                return True
            watched = watched.parent()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            chosen = self.chosen()
            self._use(chosen[0] if len(chosen) == 1 else None)
        elif step is not None:
            self._choose(self._view.currentIndex().row() + step)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            if isinstance(watched, QWidget) and not self._belongs(watched):
                self.close_panel()
        elif kind == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            if not self._belongs(watched):
                self.close_panel()
        elif kind == QEvent.Type.Resize and watched is self.parent():
            self._place()
        return False

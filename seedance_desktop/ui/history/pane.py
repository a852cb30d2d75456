"""The history pane: search, filters, the list, and the sums under it."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from ...core.generation import Generation, Mark, State
from ...state.history_model import Role
from ...state.model import Model
from .. import theme
from ..widgets.menus import pop_up
from .card import Copyable
from .empty import EmptyList
from .filters import FILTERS, FilterBar
from .menu import COPIED, Command, make_menu
from .search import SearchEdit
from .totals import TotalsBar
from .view import HistoryView

NARROWEST, WIDEST = 264, 420
"""Px."""

_COPIES = {Copyable.CREDITS: Command.COPY_CREDITS, Copyable.TRACE_ID: Command.COPY_TRACE_ID}


class HistoryPane(QFrame):
    """Everything that was made, and a way to it."""

    play_requested = Signal()
    """Play the selected generation."""
    use_settings_requested = Signal(object)
    """Put the request of this ``Generation`` into the draft."""
    show_set_requested = Signal(object)
    """Show the set that this ``Generation`` belongs to."""
    edit_requested = Signal(object)
    """Change what this waiting ``Generation`` will send."""
    save_as_requested = Signal(object)
    """Ask where to, then copy the clip of this ``Generation`` there."""
    reveal_requested = Signal(object)
    """Show the clip of this ``Generation`` in the system's file manager."""

    spending_requested = Signal()
    """Show what was spent."""

    def __init__(self, model: Model, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model.history
        self._queue = model.queue
        self._library = model.library
        self._budgets = model.budgets
        self._selection = model.selection
        self._marks, self._recall = model.marks, model.recall
        self._references = model.references
        self._awaited: int | None = None
        """Id of the current row while its contents are on their way."""
        self._following = False
        self._newest: Generation | None = None
        """What was added in this turn, to be selected as it then stands."""
        self._select_newest = QTimer(self, singleShot=True, interval=0)
        self._select_newest.timeout.connect(self._on_newest)
        self._search = SearchEdit(self)
        self._filters = FilterBar(self)
        self._view = HistoryView(model.history, model.pictures, self)
        self._empty = EmptyList(self)
        self._stack = QStackedWidget(self)
        self._totals = TotalsBar(self)
        self._build()
        self._connect()
        self._show_list_or_reason()

    def load(self) -> None:
        """The store can be read now."""
        chosen = self._filters.current
        self._rows.show(self._search.words(), chosen.states, chosen.mark)

    def show_generation(self, generation: Generation) -> None:
        """Select a generation and make sure that it can be seen in the list."""
        self._select_newest.stop()  # this was asked for later than that was made
        self._selection.select(generation)
        if self._rows.row_of(generation.id) < 0 and self._rows.filtered:
            self._show_all()

    def focus_search(self) -> None:
        """Put the cursor into the search."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def _build(self) -> None:
        self.setProperty("kind", "panel")
        self.setObjectName("historyPane")
        self.setMinimumWidth(NARROWEST)
        self.setMaximumWidth(WIDEST)
        head = QVBoxLayout()
        head.setContentsMargins(theme.MARGIN, theme.space(3), theme.MARGIN, theme.space(2) + 2)
        head.setSpacing(theme.space(2))
        head.addWidget(self._search)
        head.addWidget(self._filters)
        line = QFrame(self)
        line.setProperty("kind", "line")
        for page in (self._view, self._empty):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(line)
        column.addWidget(self._stack, 1)
        column.addWidget(self._totals)

    def _connect(self) -> None:
        self._search.changed.connect(self.load)
        self._search.left_down.connect(self._enter_list)
        self._filters.chosen.connect(self.load)
        self._empty.show_all_requested.connect(self._show_all)
        self._library.totals_changed.connect(self._on_totals)
        self._budgets.changed.connect(self._show_sums)
        self._totals.spending_requested.connect(self.spending_requested)
        self._library.added.connect(self._on_added)
        self._selection.changed.connect(self._follow_selection)
        view, rows = self._view, self._rows
        view.selectionModel().currentChanged.connect(self._on_current)
        view.selectionModel().selectionChanged.connect(
            lambda: self._on_current(view.currentIndex())
        )
        view.play_requested.connect(self.play_requested)
        view.delete_requested.connect(self._delete_selected)
        view.copy_requested.connect(self._copy)
        view.mark_requested.connect(self._mark)
        view.undo_mark_requested.connect(self._marks.undo)
        view.menu_requested.connect(self._open_menu)
        rows.dataChanged.connect(self._on_contents)
        rows.modelReset.connect(self._on_reset)
        rows.rowsInserted.connect(self._on_inserted)
        for changed in (rows.modelReset, rows.rowsInserted, rows.rowsRemoved):
            changed.connect(self._show_list_or_reason)

    # What is listed

    def _show_all(self) -> None:
        self._search.clear_now()
        self._filters.choose_all()
        self.load()

    def _on_reset(self) -> None:
        self._follow_selection(self._selection.current)
        self._view.scrollToTop()

    def _on_inserted(self, _: QModelIndex, first: int, last: int) -> None:
        # What is looked at may stand far below the first page: marked, but not scrolled to.
        current = self._selection.current
        if current is not None and first <= self._rows.row_of(current.id) <= last:
            with self._view.standing_still():
                self._follow_selection(current)

    def _show_list_or_reason(self) -> None:
        if self._rows.rowCount() or not self._rows.loaded:
            self._stack.setCurrentWidget(self._view)
            return
        if self._rows.filtered:
            chosen = self._filters.current
            label = chosen.label() if chosen is not FILTERS[0] else ""
            self._empty.say_nothing_matches(self._rows.search, label)
        else:
            self._empty.say_nothing_made()
        self._stack.setCurrentWidget(self._empty)

    def _enter_list(self) -> None:
        self._view.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_totals(self) -> None:
        self._filters.show_totals(self._library.totals)

    def _show_sums(self) -> None:
        self._totals.show_totals(self._library.totals, self._budgets.standings)

    # What is selected

    def _on_added(self, row: Generation) -> None:
        # Of many that come at once the last one alone is worth a stage and an inspector.
        self._newest = row
        self._select_newest.start()

    def _on_newest(self) -> None:
        row, self._newest = self._newest, None
        if row is not None:
            # It may be on its way or refused by now: both can be told in the turn it came in.
            self._selection.select(next(iter(self._rows.at_hand([row.id])), row))

    def _on_current(self, current: QModelIndex) -> None:
        self._awaited = None
        if self._following or not current.isValid():
            return
        chosen = self._view.selectionModel()
        if not chosen.isSelected(current):
            if self._selection.current is not None:
                return  # the keyboard came by; what is being looked at stays
            chosen.select(current, QItemSelectionModel.SelectionFlag.Select)
        row: Generation | None = current.data(Role.GENERATION)
        if row is None:
            self._awaited = current.data(Role.ID)
        else:
            self._selection.select(row)

    def _on_contents(self, first: QModelIndex, last: QModelIndex) -> None:
        current = self._view.currentIndex()
        if self._awaited is not None and first.row() <= current.row() <= last.row():
            self._on_current(current)

    def _follow_selection(self, row: Generation | None) -> None:
        """Another generation is selected, here or elsewhere."""
        self._rows.keep(row.id if row else None)
        if row and self._view.current_id() == row.id:
            return
        self._following = True
        try:
            self._view.go_to(row.id if row else None)
        finally:
            self._following = False

    # What is done with it

    def _delete_selected(self) -> None:
        ids = self._view.selected_ids()
        if ids:
            self._view.step_off(ids)
            self._queue.delete(ids)

    def _mark(self, ids: Sequence[int], mark: Mark) -> None:
        # One can only think something of a clip that was made.
        self._rows.collect(
            ids,
            lambda rows: self._marks.toggle(
                [row.id for row in rows if row.state is State.DONE], mark
            ),
        )

    def _copy(self, ids: Sequence[int], what: Copyable) -> None:
        self._rows.collect(ids, lambda rows: self._copy_of(rows, _COPIES[what]))
        if len(ids) == 1:
            self._view.say_copied(ids[0], what)

    def _copy_of(self, rows: Sequence[Generation], command: Command) -> None:
        text = "\n".join(value for row in rows if (value := COPIED[command](row)))
        if text:
            QGuiApplication.clipboard().setText(text)

    def _open_menu(self, position: QPoint) -> None:
        ids = self._view.selected_ids()
        self._rows.collect(ids, lambda rows: self._pop_up(position, rows))

    def _pop_up(self, position: QPoint, rows: list[Generation]) -> None:
        pop_up(make_menu(self, rows, lambda command: self._do(command, rows)), position)

    def _do(self, command: Command, rows: list[Generation]) -> None:
        match command:
            case Command.PLAY:
                self.play_requested.emit()
            case Command.USE_SETTINGS:
                self.use_settings_requested.emit(rows[0])
            case Command.REMIX:
                self._recall.remix(rows[0])
            case Command.AS_VIDEO:
                self._references.take_clips(rows)
            case Command.STAR | Command.UNSTAR:
                self._mark([row.id for row in rows], Mark.STAR)
            case Command.REJECT | Command.UNREJECT:
                self._mark([row.id for row in rows], Mark.REJECT)
            case Command.EDIT_WAITING:
                self.edit_requested.emit(rows[0])
            case Command.CANCEL_WAITING:
                for row in rows:
                    self._queue.cancel_waiting(row.id)
            case Command.MOVE_FIRST:
                self._queue.move_to({row.id for row in rows}, 0)
            case Command.SHOW_SET:
                self.show_set_requested.emit(rows[0])
            case Command.SAVE_AS:
                self.save_as_requested.emit(rows[0])
            case Command.REVEAL:
                self.reveal_requested.emit(rows[0])
            case Command.DELETE:
                self._delete_selected()
            case _:
                self._copy_of(rows, command)

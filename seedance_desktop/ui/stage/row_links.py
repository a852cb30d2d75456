"""Buttons that lead from one generation to those it is akin to."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from ...core.generation import Generation
from ...core.lineage import name_of
from ..widgets.menus import add, make_menu, pop_up_under

_SHORT = 60
"""Characters of a prompt in the menu."""


class RowLinks(QObject):
    """One button to where it came from, one to what came of it: a menu where that is several."""

    row_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent_row: Generation | None = None
        self._made: tuple[Generation, ...] = ()
        self.parent_button = _link(self.tr("show"), "inspectorParent")
        self.made_button = _link(self.tr("show"), "inspectorChildren")
        self.parent_button.clicked.connect(self._show_parent)
        self.made_button.clicked.connect(self._show_made)

    def show_rows(self, parent: Generation | None, made: Sequence[Generation]) -> None:
        """Where they lead now."""
        self._parent_row, self._made = parent, tuple(made)
        if parent is not None:
            says = self.tr("Show “{name}”, which it was made from").format(name=name_of(parent))
            self.parent_button.setAccessibleName(says)
        self.made_button.setAccessibleName(self.tr("Show what was made from it"))

    def _show_parent(self) -> None:
        if self._parent_row is not None:
            self.row_requested.emit(self._parent_row)

    def _show_made(self) -> None:
        if len(self._made) == 1:
            self.row_requested.emit(self._made[0])
            return
        says = self.made_button.accessibleName()
        menu = make_menu(self.made_button, "inspectorChildrenMenu", says)
        for row in self._made:
            prompt = " ".join(row.request.prompt.split())[:_SHORT]
            words = f"{name_of(row)} · {prompt}"
            add(menu, f"inspectorChild_{row.id}", words, partial(self.row_requested.emit, row))
        pop_up_under(menu, self.made_button)


def _link(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setProperty("kind", "link")
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button

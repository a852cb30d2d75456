"""The pane in a window, over a model whose every part is real."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from seedance_desktop.state.library import Library
from seedance_desktop.state.model import Model
from seedance_desktop.ui.history.card import Copyable
from seedance_desktop.ui.history.pane import HistoryPane
from seedance_desktop.ui.history.view import HistoryView
from tests.support.models import running_model
from tests.support.waiting import until

NOWHERE = "http://127.0.0.1:9/api"


@asynccontextmanager
async def opened_pane(
    folder: Path, prepare: Callable[[Library], Awaitable[object]] | None = None
) -> AsyncIterator[tuple[HistoryPane, Model]]:
    """Show the pane with what ``prepare`` put into the library."""
    async with running_model(folder, NOWHERE, token=None) as model:
        if prepare is not None:
            await prepare(model.library)
        pane = HistoryPane(model)
        pane.resize(334, 700)
        pane.show()
        pane.load()
        await until(lambda: model.history.loaded, "the list")
        try:
            yield pane, model
        finally:
            pane.close()
            pane.deleteLater()


def view_of(pane: HistoryPane) -> HistoryView:
    view = pane.findChild(HistoryView, "historyView")
    assert view is not None
    return view


def shown_ids(model: Model) -> list[int]:
    return [model.history.id_at(row) for row in range(model.history.rowCount())]


def middle_of(view: HistoryView, row: int) -> QPoint:
    return view.visualRect(view.model().index(row, 0)).center()


def copy_spot(view: HistoryView, row: int, what: Copyable) -> QPoint:
    """Where a click copies from the card in ``row``."""
    index = view.model().index(row, 0)
    card = view.cards.card_of(view.visualRect(index), index)
    assert card is not None
    return card.copies[what].center()


def click(
    view: HistoryView,
    spot: QPoint,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifiers, spot)

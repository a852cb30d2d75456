"""The list of presets: what matches, in which order, and how a row is said."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from seedance_desktop.state.preset_model import PresetModel, Role, Shelf
from tests.state.test_presets import desk, put


def names(rows: PresetModel) -> list[str]:
    return [rows.index(row, 0).data() for row in range(rows.rowCount())]


async def test_every_word_counts_wherever_it_stands(tmp_path: Path) -> None:
    async with desk(tmp_path) as model:
        put(model, "Ads/Boat", {"prompt": "A paper boat, Regenstraße"}, notes="for the river")
        put(model, "Ship", {"prompt": "A ship"})
        await model.presets.refresh()
        rows = PresetModel(model.presets)
        for search in ("boat", "PAPER ads", "river", "regenstrasse", "bo pap riv"):
            rows.show(search, Shelf.OWN)
            assert names(rows) == ["Boat"], search
        rows.show("boat ship", Shelf.OWN)
        assert names(rows) == []
        rows.show("", Shelf.OWN, "Ads")
        assert names(rows) == ["Boat"]
        rows.show("", Shelf.OWN, "Ad")
        assert names(rows) == []


async def test_favourites_come_first_then_the_persons_own(tmp_path: Path) -> None:
    async with desk(tmp_path) as model:
        put(model, "Zebra", {})
        await model.presets.refresh()
        rows = PresetModel(model.presets)
        assert names(rows)[0] == "Zebra"
        demo = model.presets.entry("UI demo")
        assert demo is not None
        model.presets.set_favourite(demo, marked=True)
        assert names(rows)[:2] == ["UI demo", "Zebra"]
        rows.show("", Shelf.FAVOURITES)
        assert names(rows) == ["UI demo"]
        model.presets.set_favourite(demo, marked=False)
        assert names(rows) == []


async def test_a_row_says_all_that_is_drawn(tmp_path: Path) -> None:
    async with desk(tmp_path) as model:
        put(model, "Talking head", {"prompt": "// a note\nMine\nand yours"})
        (model.paths.presets / "Sale.json").write_text("{")
        await model.presets.refresh()
        rows = PresetModel(model.presets)
        head, sale = (rows.index(rows.row_of(label), 0) for label in ("Talking head", "Sale"))
        assert head.data(Qt.ItemDataRole.AccessibleTextRole) == (
            "Talking head, Instead of a built-in, Mine and yours"
        )
        assert sale.data(Role.MARK) == "Broken"
        assert sale.data(Role.SECOND).startswith("Line 1: It is no JSON")
        entry = head.data(Role.ENTRY)
        model.presets.apply(entry)
        assert (head.data(Role.CURRENT), sale.data(Role.CURRENT)) == (True, False)

"""Presets in the real window, by mouse and keys: every flow a person has."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.model import Model
from seedance_desktop.ui import theme
from seedance_desktop.ui.compose.placeholder_fields import MOST
from seedance_desktop.ui.main_window import MainWindow
from seedance_desktop.ui.presets.panel import PresetPanel
from seedance_desktop.ui.presets.sheet import PresetSheet
from tests.support.models import running_model
from tests.support.waiting import until

W = TypeVar("W", bound=QWidget)
HERO = "Product hero shot"


@asynccontextmanager
async def window_on(folder: Path) -> AsyncIterator[tuple[MainWindow, Model]]:
    async with running_model(folder, "http://127.0.0.1:9/api") as model:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.install(app, "dark")
        window = MainWindow(model, demo=False)
        window.resize(1200, 800)
        window.show()
        window.activateWindow()
        await until(window.isActiveWindow, "the window has the keyboard")
        await model.presets.refresh()
        try:
            yield window, model
        finally:
            window.take_down()


def put(model: Model, file: str, request: dict[str, Any], /, **more: object) -> Path:
    path = model.paths.presets / f"{file}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"version": 1, "request": request, **more}), "utf-8")
    return path


def get(window: QWidget, kind: type[W], name: str) -> W:
    (found,) = [w for w in window.findChildren(kind, name) if w.isVisible()]
    return found


def click(window: QWidget, name: str) -> None:
    QTest.mouseClick(get(window, QPushButton, name), Qt.MouseButton.LeftButton)


def open_list(window: MainWindow, search: str = "") -> PresetPanel:
    click(window, "presetCombo")
    panel = get(window, PresetPanel, "presetPanel")
    assert get(panel, QLineEdit, "presetSearch").hasFocus()
    QTest.keyClicks(get(panel, QLineEdit, "presetSearch"), search)
    return panel


def choose(window: MainWindow, button: str, action: str) -> None:
    """Open a menu by its button and choose an action that is in it."""
    click(window, button)
    menu = next(m for m in window.findChildren(QMenu, "presetActions") if m.isVisible())
    found = menu.findChild(QAction, action)
    assert found is not None, [a.objectName() for a in menu.actions()]
    menu.setActiveAction(found)
    QTest.keyClick(menu, Qt.Key.Key_Return)


def names_in(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.json")}


async def settled(model: Model) -> None:
    await until(lambda: not model.tasks.running("presets"), "the desk is busy")


def actions(window: MainWindow, button: str) -> set[str]:
    click(window, button)
    menu = next(m for m in window.findChildren(QMenu, "presetActions") if m.isVisible())
    names = {a.objectName() for a in menu.actions() if a.objectName()}
    menu.close()
    return names


async def test_a_preset_is_found_and_used_with_keys_alone(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        combo = get(window, QPushButton, "presetCombo")
        assert combo.accessibleName() == "Choose a preset"
        combo.setFocus()
        QTest.keyClick(combo, Qt.Key.Key_Space)
        panel = get(window, PresetPanel, "presetPanel")
        search = get(panel, QLineEdit, "presetSearch")
        QTest.keyClicks(search, "logo mark")
        assert [e.name for e in panel.chosen()] == ["Logo sting"]
        QTest.keyClick(search, Qt.Key.Key_Return)
        assert panel.isHidden()
        assert combo.accessibleName() == "Preset: Logo sting"
        assert model.draft.request.duration == 4
        # On to the first field, to fill it in.
        first = get(window, QLineEdit, "placeholder_material")
        assert first.hasFocus()
        QTest.keyClicks(first, "smoke")
        assert "smoke sweep in" in model.draft.to_send()[0].prompt
        assert combo.accessibleName() == "Preset: Logo sting"
        prompt = get(window, QPlainTextEdit, "promptEdit")
        QTest.keyClick(prompt, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert model.draft.request == VideoRequest()
        assert combo.accessibleName() == "Choose a preset"


async def test_the_arrows_walk_the_list_and_escape_closes_it(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        panel = open_list(window)
        search = get(panel, QLineEdit, "presetSearch")
        names = [e.name for e in model.presets.entries]
        QTest.keyClick(search, Qt.Key.Key_Down)
        assert [e.name for e in panel.chosen()] == [names[1]]
        QTest.keyClick(search, Qt.Key.Key_Up)
        QTest.keyClick(search, Qt.Key.Key_Up)
        assert [e.name for e in panel.chosen()] == [names[0]]
        QTest.keyClick(search, Qt.Key.Key_Escape)
        assert panel.isHidden()
        assert get(window, QPushButton, "presetCombo").hasFocus()
        assert model.draft.request == VideoRequest()


async def test_a_click_elsewhere_closes_the_list_and_one_on_its_button_too(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, _):
        panel = open_list(window)
        QTest.mouseClick(get(window, QPlainTextEdit, "promptEdit"), Qt.MouseButton.LeftButton)
        assert panel.isHidden()
        open_list(window)
        click(window, "presetCombo")
        assert panel.isHidden()


async def test_what_is_edited_says_so_and_is_kept_in_the_persons_own(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        path = put(model, "Boat", {"prompt": "a boat", "duration": 5}, notes="n")
        await model.presets.refresh()
        panel = open_list(window, "boat")
        (entry, *_), view = panel.chosen(), get(panel, QAbstractItemView, "presetList")
        assert entry.name == "Boat"
        spot = view.visualRect(view.currentIndex()).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        assert panel.isHidden()
        save = get(window, QPushButton, "presetSave")
        assert not save.isEnabled()
        model.draft.set("duration", 9)
        assert get(window, QPushButton, "presetCombo").accessibleName() == "Preset: Boat, edited"
        click(window, "presetSave")
        await settled(model)
        assert get(window, QPushButton, "presetCombo").accessibleName() == "Preset: Boat"
        kept = json.loads(path.read_text())
        assert kept["request"] == {"prompt": "a boat", "duration": 9}


async def test_a_new_one_is_named_and_kept_with_what_it_is_to_set(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        put(model, "Taken", {})
        await model.presets.refresh()
        model.draft.set("prompt", "a boat")
        click(window, "presetSave")
        sheet = get(window, PresetSheet, "presetSheet")
        name, ok = get(sheet, QLineEdit, "presetName"), get(sheet, QPushButton, "presetSheetOk")
        assert not ok.isEnabled()
        QTest.keyClicks(name, "taken")
        assert not ok.isEnabled()
        name.setText("瓶子 hero?")
        assert ok.isEnabled()
        folder = get(sheet, QComboBox, "presetFolder").lineEdit()
        assert folder is not None
        QTest.keyClicks(folder, "..")
        assert not ok.isEnabled()
        folder.clear()
        QTest.keyClicks(folder, "Ads/Spring")
        for field in ("function_mode", "model", "ratio"):
            get(sheet, QCheckBox, f"presetKeeps_{field}").setChecked(False)
        assert not get(sheet, QCheckBox, "presetKeeps_image_urls").isChecked()
        QTest.keyClick(name, Qt.Key.Key_Return)
        await settled(model)
        kept = json.loads((model.paths.presets / "Ads/Spring/瓶子 hero-.json").read_text("utf-8"))
        assert kept["request"] == {"prompt": "a boat", "duration": 5}
        combo = get(window, QPushButton, "presetCombo")
        assert combo.accessibleName() == "Preset: 瓶子 hero?"


async def test_a_built_in_one_is_saved_as_a_copy_and_then_stands_for_it(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        panel = open_list(window, HERO)
        click(panel, "presetUse")
        model.draft.set("duration", 9)
        click(window, "presetSave")
        sheet = get(window, PresetSheet, "presetSheet")
        assert get(sheet, QLineEdit, "presetName").text() == HERO
        click(sheet, "presetSheetOk")
        await settled(model)
        entry = model.presets.current
        assert entry is not None
        assert (entry.built_in, entry.shadows, model.presets.edited) == (False, True, False)
        assert [e.label for e in model.presets.entries].count(HERO) == 1


async def test_rename_move_duplicate_delete_from_the_menu(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        put(model, "Boat", {"duration": 9})
        await model.presets.refresh()
        panel = open_list(window, "boat")
        click(panel, "presetUse")

        async def in_sheet(action: str, field: str, text: str) -> None:
            choose(window, "presetMenu", action)
            sheet = get(window, PresetSheet, "presetSheet")
            edit = sheet.findChild(QLineEdit, field) or get(
                sheet, QComboBox, field
            ).lineEdit()  # fmt: skip
            assert edit is not None
            await until(lambda: sheet.focusWidget() in (edit, edit.parentWidget()), "its focus")
            edit.selectAll()
            QTest.keyClicks(edit, text)
            click(sheet, "presetSheetOk")
            await settled(model)

        await in_sheet("presetRename", "presetName", "Ship")
        assert model.presets.label == "Ship"
        await in_sheet("presetMove", "presetFolder", "Water")
        assert model.presets.label == "Water/Ship"
        await in_sheet("presetDuplicate", "presetName", "Ship two")
        own = [e.label for e in model.presets.entries if not e.built_in]
        assert own == ["Water/Ship", "Water/Ship two"]
        choose(window, "presetMenu", "presetFavourite")
        assert model.settings.value.favourite_presets == ("Water/Ship",)
        choose(window, "presetMenu", "presetDelete")
        await settled(model)
        assert not (model.paths.presets / "Water/Ship.json").exists()
        click(window, "undoDeletePreset")
        await settled(model)
        assert (model.paths.presets / "Water/Ship.json").exists()
        choose(window, "presetMenu", "presetLeave")
        assert get(window, QPushButton, "presetCombo").accessibleName() == "Choose a preset"
        assert model.draft.request.duration == 9


async def test_the_menu_holds_only_what_applies(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        always = {"presetSaveAs", "presetImportFile", "presetImportClipboard", "presetCopyCurl",
                  "presetCopyPython"}  # fmt: skip
        assert actions(window, "presetMenu") == always | {"presetShowFolder"}
        hero = model.presets.entry(HERO)
        assert hero is not None
        model.presets.apply(hero)
        built_in = {"presetFavourite", "presetDuplicate", "presetExport", "presetLeave"}
        assert actions(window, "presetMenu") == always | built_in
        put(model, "Boat", {"duration": 9})
        await model.presets.refresh()
        boat = model.presets.entry("Boat")
        assert boat is not None
        model.presets.apply(boat)
        own = {"presetRename", "presetMove", "presetDelete", "presetShowFolder"}
        assert actions(window, "presetMenu") == always | built_in | own
        model.draft.set("duration", 5)
        assert actions(window, "presetMenu") == always | built_in | own | {"presetUpdate"}


async def test_a_broken_one_says_what_is_wrong_and_cannot_be_used(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        (model.paths.presets / "Sale.json").write_text('{\n"version": 1,\n"x": 2}')
        await model.presets.refresh()
        panel = open_list(window, "sale")
        (entry,) = panel.chosen()
        row = get(panel, QAbstractItemView, "presetList").model().index(0, 0)
        spoken = row.data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken == "Sale, Broken, Line 3: “x” is no part of a preset."
        assert not panel.findChild(QPushButton, "presetUse").isVisible()
        assert get(panel, QPushButton, "presetBrokenFolder").isEnabled()
        QTest.keyClick(get(panel, QLineEdit, "presetSearch"), Qt.Key.Key_Return)
        assert not panel.isHidden()
        assert entry.broken
        assert model.draft.request == VideoRequest()


async def test_shelves_folders_and_the_star(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        put(model, "Ads/Boat", {"duration": 9})
        put(model, "Ads/Deep/Ship", {"duration": 9})
        await model.presets.refresh()
        panel = open_list(window, "logo")
        click(panel, "presetStar")
        get(panel, QLineEdit, "presetSearch").clear()
        view, shelf = get(panel, QAbstractItemView, "presetList"), get(
            panel, QComboBox, "presetShelf"
        )  # fmt: skip

        def listed(words: str) -> list[str]:
            shelf.setCurrentIndex(shelf.findText(words))
            rows = range(view.model().rowCount())
            return [view.model().index(row, 0).data() for row in rows]

        assert listed("All presets")[0] == "Logo sting"
        assert listed("Favourites") == ["Logo sting"]
        assert listed("My presets") == ["Boat", "Ship"]
        assert listed("Ads") == ["Boat", "Ship"]
        assert listed("Ads / Deep") == ["Ship"]
        assert "Boat" not in listed("Built-in")


async def test_several_are_exported_together(tmp_path: Path) -> None:
    async with window_on(tmp_path / "data") as (window, model):
        panel = open_list(window)
        view = get(panel, QAbstractItemView, "presetList")
        view.selectAll()
        choose(window, "presetMore", "presetExport")
        dialog = window.findChild(QFileDialog, "presetExportDialog")
        assert dialog is not None
        dialog.fileSelected.emit(str(tmp_path))
        dialog.close()
        await settled(model)
        assert names_in(tmp_path) == {e.name for e in model.presets.entries}
        assert model.settings.value.preset_folder == str(tmp_path)


async def test_files_and_the_clipboard_are_brought_in_from_the_menu(tmp_path: Path) -> None:
    async with window_on(tmp_path / "data") as (window, model):
        QGuiApplication.clipboard().setText('{"prompt": "a boat", "duration": 8}')
        choose(window, "presetMenu", "presetImportClipboard")
        await settled(model)
        assert model.draft.request == VideoRequest("a boat", duration=8)
        file = tmp_path / "Ship.json"
        file.write_text('{"version": 1, "request": {"duration": 11}}')
        choose(window, "presetMenu", "presetImportFile")
        dialog = window.findChild(QFileDialog, "presetImportDialog")
        assert dialog is not None
        dialog.filesSelected.emit([str(file)])
        dialog.close()
        await settled(model)
        assert (model.presets.label, model.draft.request.duration) == ("Ship", 11)
        choose(window, "presetMenu", "presetCopyCurl")
        assert "a boat" in QGuiApplication.clipboard().text()


async def test_fields_come_and_go_as_one_types_and_keep_their_values(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        prompt = get(window, QPlainTextEdit, "promptEdit")
        QTest.keyClicks(prompt, "A {{what=boat}} at {{time}}")
        what = get(window, QLineEdit, "placeholder_what")
        time = get(window, QLineEdit, "placeholder_time")
        assert (what.accessibleName(), what.placeholderText()) == ("what", "boat")
        assert time.accessibleDescription().startswith("Fill it in")
        assert not model.draft.legal
        QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert time.hasFocus()
        QTest.keyClicks(time, "dawn")
        assert model.draft.to_send()[0].prompt == "A boat at dawn"
        prompt.setFocus()
        QTest.keyClick(prompt, Qt.Key.Key_Backspace)
        assert not window.findChildren(QLineEdit, "placeholder_time")[0].isVisible()
        QTest.keyClicks(prompt, "}")
        assert get(window, QLineEdit, "placeholder_time").text() == "dawn"


async def test_a_prompt_of_a_thousand_fields_does_not_fill_the_window(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        model.draft.set("prompt", " ".join(f"{{{{f{n}=x}}}}" for n in range(1000)))
        lines = [
            e for e in window.findChildren(QLineEdit) if e.objectName().startswith("placeholder_")
        ]
        assert len(lines) == MOST
        model.draft.set("prompt", "{{f3=x}}")
        assert [e.objectName() for e in lines if not e.isHidden()] == ["placeholder_f3"]


async def test_what_another_program_changes_shows_while_the_list_is_open(tmp_path: Path) -> None:
    async with window_on(tmp_path) as (window, model):
        panel = open_list(window, "zeppelin")
        assert panel.chosen() == []
        put(model, "Zeppelin", {"duration": 9})
        await until(lambda: [e.name for e in panel.chosen()] == ["Zeppelin"], "the file shows")


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_the_list_is_painted_in_both_schemes(tmp_path: Path, scheme: str) -> None:
    async with window_on(tmp_path) as (window, model):
        theme.current().set_preference(scheme)
        put(model, "Sale", {"duratio": 9})
        await model.presets.refresh()
        panel = open_list(window)
        image = get(panel, QAbstractItemView, "presetList").grab().toImage()
        colors = {
            image.pixelColor(x, y).name()
            for x in range(0, image.width(), 1)
            for y in range(0, image.height(), 2)
        }
        assert {theme.color(name).name() for name in ("text", "failed", "selected")} <= colors

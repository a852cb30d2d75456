"""Menus in the real window, found and used through the accessibility tree, and by the keyboard."""

from pathlib import Path

from tests.support.window import Eyes, Window
from tests.support.x11 import press_keys

LINKS = "https://example.com/one.png\nhttps://example.com/two.png"


def choose_from(window: Window, opener: str, entry: str) -> None:
    """Open a menu and press one of its entries; the menu is gone then."""
    window.press(opener)
    window.press(entry)
    window.until(lambda: not window.ask("is_there", "openMenu"))


def test_every_kind_of_menu_is_found_used_and_gone(eyes: Eyes, tmp_path: Path) -> None:
    with Window(eyes, tmp_path / "data", "--demo") as window:
        window.enter("promptEdit", "a paper boat")

        choose_from(window, "presetMenu", "presetSaveAs")
        window.enter("presetName", "Boat")
        window.press("presetSheetOk")
        window.until(lambda: window.ask("name_of", "presetCombo") == "Preset: Boat")
        window.press("presetMenu")
        named = "What to do with presets"
        window.until(lambda: window.ask("name_of", "presetActions") == named)
        assert window.ask("name_of", "presetRename") == "Rename…"
        press_keys("Escape")
        window.until(lambda: not window.ask("is_there", "openMenu"))
        choose_from(window, "presetMenu", "presetRename")
        window.enter("presetName", "Ship")
        window.press("presetSheetOk")
        window.until(lambda: window.ask("name_of", "presetCombo") == "Preset: Ship")

        choose_from(window, "projectButton", "projectNew")
        window.enter("projectNameEdit", "Harbour")
        window.press("projectSave")
        window.until(lambda: window.ask("name_of", "projectButton") == "Project: Harbour")
        window.press("projectButton")
        window.until(lambda: window.ask("is_on", "project_1", "checked"))
        window.press("project_0")
        window.until(lambda: window.ask("name_of", "projectButton") == "Project: No project")
        assert window.end() == 0


def test_one_setting_is_recalled_and_an_axis_is_added(eyes: Eyes, tmp_path: Path) -> None:
    with Window(eyes, tmp_path / "data", "--demo") as window:
        window.enter("promptEdit", "a paper boat")
        window.set_value("durationSlider", 7)
        window.press("generateButton")
        window.row("done", "a paper boat", timeout=60)
        window.set_value("durationSlider", 4)
        window.enter("promptEdit", "a ship")
        window.focus("historyView")
        press_keys("Home")
        choose_from(window, "useSettingsMenu", "useField_duration")
        window.until(lambda: window.ask("value", "durationSpin") == 7)
        assert window.ask("content", "promptEdit") == "a ship"

        window.press("variationsButton")
        choose_from(window, "axisAdd", "axisAdd_duration")
        window.until(lambda: window.ask("is_there", "axisValue_duration_0"))
        window.press("axisAdd")
        window.until(lambda: window.ask("is_there", "axisAdd_ratio"))
        press_keys("Down")
        press_keys("Return")
        window.until(lambda: not window.ask("is_there", "openMenu"))
        window.until(lambda: window.ask("is_there", "axisRemove_ratio"))
        assert window.end() == 0


def test_a_menu_within_a_menu_points_a_token_elsewhere(eyes: Eyes, tmp_path: Path) -> None:
    with Window(eyes, tmp_path / "data", "--demo") as window:
        window.press("addImage")
        window.enter("referenceUrlEdit", LINKS)
        window.press("referenceUrlAdd")
        window.enter("promptEdit", "@Image1")
        window.focus("promptEdit")
        press_keys("Home")
        press_keys("Menu")
        window.press("tokenPointMenuItem")
        window.press("tokenPoint_image_2")
        window.until(lambda: window.ask("content", "promptEdit") == "@Image2")
        window.until(lambda: not window.ask("is_there", "openMenu"))
        assert window.end() == 0

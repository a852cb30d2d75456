"""Presets in the real window, found and used through the accessibility tree."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support.simulator import TOKEN, Simulator
from tests.support.window import ROOT, Eyes, Window


def preset_name(window: Window) -> str:
    return str(window.ask("name_of", "presetCombo"))


def test_a_start_with_a_preset_a_second_one_and_a_clip_of_it(eyes: Eyes, tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "presets" / "Water").mkdir(parents=True)
    request = {"prompt": "// note\nA {{what=boat}}", "duration": 9}
    file = data / "presets" / "Water" / "Boat.json"
    file.write_text(json.dumps({"version": 1, "request": request}))
    with (
        Simulator.start("fast") as simulator,
        Window(
            eyes, data, "--base-url", simulator.base_url, "--preset", "logo sting", token=TOKEN
        ) as window,
    ):
        window.until(lambda: preset_name(window) == "Preset: Logo sting")
        window.until(lambda: window.ask("value", "durationSpin") == 4)
        second = [sys.executable, "-m", "seedance_desktop", "--data-dir", str(data)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run([*second, "--preset", "boat"], env=environment, check=True, timeout=60)
        window.until(lambda: preset_name(window) == "Preset: Boat")
        window.enter("placeholder_what", "ship")
        window.press("presetCombo")
        window.enter("presetSearch", "water")
        window.until(lambda: "Boat" in window.items("presetList")[0])
        window.press("presetUse")
        window.until(lambda: not window.ask("is_there", "presetUse"))
        window.until(lambda: window.ask("is_on", "generateButton", "enabled"))
        window.press("generateButton")
        window.row("done", "A ship")
        assert [post.request["prompt"] for post in simulator.log()] == ["A ship"]
        assert window.end() == 0

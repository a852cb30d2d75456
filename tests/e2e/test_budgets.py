"""A budget set, gone over and answered, and what was spent, as a screen reader meets it."""

import csv
from pathlib import Path

from tests.support.window import Eyes, Window
from tests.support.x11 import press_keys

PROMPT = "A paper boat crosses a puddle at dusk"


def set_budget(window: Window, credits: str) -> None:
    """Give the day a budget, by the settings."""
    window.press("settingsButton")
    window.press("settingsBudgets")
    window.enter("budgetDay", credits)
    window.press("budgetsClose")
    window.until(lambda: not window.ask("is_there", "budgetDay"))
    window.press("settingsClose")
    window.until(lambda: not window.ask("is_there", "settingsClose"))


def test_over_a_budget_in_the_demo_and_what_was_spent(eyes: Eyes, tmp_path: Path) -> None:
    folder, table = tmp_path / "data", tmp_path / "spent.csv"
    with Window(eyes, folder, "--demo") as window:
        set_budget(window, "100")
        window.enter("promptEdit", PROMPT)
        window.set_value("durationSlider", 4)
        window.until(lambda: "100 left today" in window.ask("name_of", "budgetLabel"))
        assert window.ask("description", "model_seedance_2_0_fast") == "20 credits less"
        window.press("generateButton")
        window.row("done", "60 credits", PROMPT)
        window.until(lambda: "40 left today" in window.ask("name_of", "budgetLabel"))
        window.press("generateButton")
        window.until(lambda: "120 of 100" in window.ask("name_of", "noticeBar"))
        assert len(window.items("historyView")) == 1
        window.press("budgetSendAnyway")
        window.until(lambda: len(window.items("historyView")) == 2)
        window.row("done", "60 credits", PROMPT)
        window.press("spendingButton")
        window.until(lambda: "120 credits charged" in window.ask("name_of", "spendingSummary"))
        window.press("spendingBy_model")
        window.press("spendingExport")
        window.enter("fileNameEdit", str(table))
        press_keys("Return", title="Export what was spent")
        window.until(table.exists)
        window.until(lambda: "Saved as spent.csv" in window.ask("name_of", "spendingSummary"))
        window.press("spendingClose")
        assert window.end() == 0
    with table.open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["model"], line["sent"], line["credits_charged"]) == ("seedance_2_0", "2", "120")


def test_a_budget_that_is_made_stops_what_waits_until_it_is_sent_anyway(
    eyes: Eyes, tmp_path: Path
) -> None:
    with Window(eyes, tmp_path / "data", "--demo") as window:
        window.press("runningChip")
        window.press("queuePause")
        window.press("queueClose")
        window.enter("promptEdit", PROMPT)
        window.set_value("durationSlider", 4)
        window.press("generateButton")
        window.row("waiting", PROMPT)
        set_budget(window, "50")
        window.until(lambda: "60 of 50 credits for today" in window.ask("name_of", "noticeBar"))
        window.press("waitingKeep")
        window.until(lambda: not window.ask("is_there", "waitingKeep"))
        window.press("runningChip")
        window.press("queuePause")
        window.until(lambda: "budget for today" in window.ask("name_of", "queueStopped"))
        window.row("waiting", "waits for the budget")
        window.press("queueSendAnyway")
        window.row("done", "60 credits", PROMPT)
        assert window.end() == 0

"""Ideas tried cheaply, the good ones made in full, and what it all cost, in the demo."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from tests.support.window import Eyes, Window
from tests.support.x11 import press_keys

PRESET = "Establishing shot"
WRITTEN = "A lighthouse at {dawn|night}, {wide|close|aerial} shot"
DRAFT, FULL = 40, 75
"""Credits by the demo's price list: 4 s on Fast, 5 s on the full model."""


def cells(window: Window) -> list[str]:
    """What each cell of the set is called."""
    return window.items("cellTable")


def states(window: Window) -> Counter[str]:
    """How many cells stand in each state."""
    words = ("done", "failed", "unconfirmed", "waiting", "sending", "running")
    return Counter(next((w for w in words if w in cell.lower()), "") for cell in cells(window))


def star_two(window: Window) -> None:
    """Star the first two cells whose clip is done."""
    done = [row for row, cell in enumerate(cells(window)) if "done" in cell.lower()][:2]
    window.focus("cellTable")
    for row in done:
        press_keys("Home")
        for _ in range(row):
            press_keys("Down")
        press_keys("s")
        window.until(lambda row=row: "star" in cells(window)[row].lower())


def finished_in_full(window: Window) -> int:
    """How many clips of the full model there are in the history."""
    rows = [text.lower() for text in window.items("historyView")]
    return sum("done" in row and f"{FULL} credits" in row for row in rows)


def export(window: Window, table: Path) -> None:
    """Keep what was spent, by preset, as a table."""
    window.press("spendingButton")
    window.press("spendingBy_preset")
    window.press("spendingExport")
    window.enter("fileNameEdit", str(table))
    press_keys("Return", title="Export what was spent")
    window.until(table.exists)
    window.press("spendingClose")


def test_a_set_on_fast_with_two_mishaps_and_two_winners(eyes: Eyes, tmp_path: Path) -> None:
    folder, table = tmp_path / "data", tmp_path / "spent.csv"
    with Window(eyes, folder, "--demo", "--preset", PRESET) as window:
        window.until(lambda: PRESET in window.ask("name_of", "presetCombo"))
        window.enter("promptEdit", WRITTEN)
        window.set_value("durationSlider", 5)
        window.behave("End", "mixed")
        window.press("variationsButton")
        window.choose("variationsDraftFirst")
        window.until(lambda: len(cells(window)) == 6)
        window.until(lambda: "6 clips" in window.ask("name_of", "variationsTotal"))
        assert f"{6 * DRAFT}" in window.ask("name_of", "variationsSend")
        window.press("variationsSend")
        wanted = Counter(done=4, failed=1, unconfirmed=1)
        window.until(lambda: states(window) == wanted, timeout=120)

        window.behave("Home", "normal")
        star_two(window)
        window.until(lambda: f"{2 * FULL}" in window.ask("name_of", "promoteButton"))
        window.press("promoteButton")
        window.press("variationsClose")
        window.until(lambda: finished_in_full(window) == 2, timeout=120)
        export(window, table)
        assert window.end() == 0
    check_rows(folder)
    with table.open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["preset"], line["sent"]) == (PRESET, "8")
    # The lost answer named no charge: it is held, not counted as charged.
    assert line["credits_charged"] == str(5 * DRAFT + 2 * FULL)


def check_rows(folder: Path) -> None:
    """Eight requests left, each once, each as it was planned."""
    with closing(sqlite3.connect(folder / "history.sqlite3")) as history:
        rows = history.execute(
            "SELECT state, came_from, parent_id, prompt, request FROM generations ORDER BY id"
        ).fetchall()
    assert Counter(state for state, *_ in rows) == Counter(done=6, failed=1, unconfirmed=1)
    drafts, promoted = rows[:6], rows[6:]
    assert len({prompt for *_, prompt, _ in drafts}) == 6
    assert not any("{" in prompt for *_, prompt, _ in rows)
    for _, came_from, parent, prompt, request in promoted:
        assert came_from == "promoted"
        assert prompt == drafts[parent - 1][3]
        sent = json.loads(request)
        assert (sent["model"], sent["duration"]) == ("seedance_2_0", 5)
    sends = [
        json.loads(line)["key"]
        for line in (folder / "ledger.jsonl").read_text().splitlines()
        if json.loads(line)["what"] == "send"
    ]
    assert len(sends) == len(set(sends)) == 8

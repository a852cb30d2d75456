"""Measure the app beside an empty PySide6 window and a bare httpx client, in one run.

    bench.py [--rows 100000] [--runs 9] [--only start send stall search] [--out FILE]

Prints a table; ``docs/performance.md`` holds one with what each figure means. Not part of the
tests: only a quiet machine says anything. Needs a screen; ``with_desktop.py`` gives it one.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from scripts.bench_rows import make_history
from scripts.bench_service import TOKEN, LoopbackServer, keep_six_busy, simulator

ROOT = Path(__file__).resolve().parent.parent
QUIET = 0.7
"""Load average above which the table says that the machine was busy."""
LONGEST_RUN = 180.0
"""Seconds; a child that takes as long hangs."""
Line = tuple[str, str, str, str, str]


def main() -> int:
    """Measure what was asked for and print it; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=9, help="starts of each window")
    parser.add_argument("--only", nargs="*", choices=sorted(PARTS), default=list(PARTS))
    parser.add_argument("--out", type=Path, help="write the table here too")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    # As an installed app is: else what a click first loads is compiled in the middle of it.
    compileall.compile_dir(ROOT / "seedance_desktop", quiet=1)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        data_dir = Path(name) / "data"
        make_history(data_dir, options.rows)
        lines = [line for part in options.only for line in PARTS[part](data_dir, options.runs)]
    text = table(lines) + "\n" + about(options, load)
    print(text)
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    return 0


def measure_start(data_dir: Path, runs: int) -> Iterator[Line]:
    """(1) Process start to a page that is seen and a prompt that takes keys, and memory then."""
    seen: dict[str, list[list[dict[str, Any]]]] = {"app": [], "empty": []}
    for number in range(runs + 1):
        for name, words in (("empty", ["empty-start"]), ("app", app_words("start", data_dir))):
            began = monotonic()
            said = run(words)
            said[0]["took"] = said[0]["at"] - began
            if number:  # the first of each fills the disk's cache
                seen[name].append(said)

    def median(name: str, line: int, key: str) -> float:
        return statistics.median(float(said[line][key]) for said in seen[name])

    yield ratio("Start to first page, prompt takes keys", "ms", 1000 * median("app", 0, "took"),
                1000 * median("empty", 0, "took"))  # fmt: skip
    for line, when in ((0, "then"), (1, "3 s later")):
        for key in ("rss", "pss", "uss"):
            yield ratio(f"Memory {when}, {key.upper()}", "MB", median("app", line, key),
                        median("empty", line, key))  # fmt: skip


def measure_send(data_dir: Path, runs: int) -> Iterator[Line]:
    """(2) Click to the first bytes of the POST."""
    took = {}
    with LoopbackServer() as server:
        for name, words in (
            ("bare", ["http", f"{server.url}/v1/video/seedance-2", "20"]),
            ("app", [*app_words("send", data_dir), "--base-url", server.url]),
        ):
            server.first_bytes.clear()
            clicks = [line["at"] for line in run(words) if "at" in line]
            # The first was to warm up, and has no click.
            posts = server.first_bytes[1:]
            if len(posts) != len(clicks):
                raise SystemExit(f"{name}: {len(clicks)} clicks, {len(posts)} requests")
            took[name] = [1000 * (b - a) for a, b in zip(clicks, posts, strict=True)]
    for what, of in (("median", 0.5), ("p95", 0.95)):
        app, bare = percentile(took["app"], of), percentile(took["bare"], of)
        goal = "+10 ms" if what == "median" else ""
        verdict = f"+{app - bare:.1f} ms"
        if goal:
            verdict += met(app - bare <= 10)
        yield (f"Click to bytes on the wire, {what}", ms(app), ms(bare), goal, verdict)
    commit = 1000 * commit_time(data_dir)
    yield ("of that: three commits to this disk, alone", "", ms(commit), "", "")


def measure_stall(data_dir: Path, runs: int) -> Iterator[Line]:
    """(3) What the window's loop comes late by while six tasks run and download."""
    gaps: dict[str, list[float]] = {}
    work: dict[str, float] = {}
    for name in ("empty", "app"):
        with simulator() as base_url:
            if name == "empty":
                with keep_six_busy(base_url):
                    said = run(["empty-stall"])
            else:
                said = run([*app_words("stall", data_dir), "--base-url", base_url])
        (line,) = (line for line in said if "gaps" in line)
        gaps[name] = [1000 * gap for gap in line["gaps"]]
        work[name] = 1000 * max(line["works"])
    for what, of, goal in (("p99", 0.99, None), ("p99.9", 0.999, 16), ("longest", 1.0, 50)):
        app, empty = percentile(gaps["app"], of), percentile(gaps["empty"], of)
        limit = f"{goal} ms" if goal else ""
        verdict = met(app <= goal).strip() if goal else ""
        yield (f"Window stalls with six tasks, {what}", ms(app), ms(empty), limit, verdict)
    name = "most processor time of the window's thread in a gap"
    yield (name, ms(work["app"]), ms(work["empty"]), "", "")


def measure_search(data_dir: Path, runs: int) -> Iterator[Line]:
    """(4) Key to the list shown."""
    said = [line for line in run(app_words("search", data_dir)) if "key" in line]
    for key, name in (
        ("key", "Search, key to list shown"),
        ("store", "of that: the store and the model"),
    ):
        for what, of in (("median", 0.5), ("p95", 0.95)):
            value = 1000 * percentile([line[key] for line in said], of)
            goal = "16 ms" if key != "store" and what == "p95" else ""
            yield (f"{name}, {what}", ms(value), "", goal, met(value <= 16).strip() if goal else "")


PARTS: dict[str, Callable[[Path, int], Iterator[Line]]] = {
    "start": measure_start,
    "send": measure_send,
    "stall": measure_stall,
    "search": measure_search,
}


def app_words(watch: str, data_dir: Path) -> list[str]:
    """The command line of the app under watch."""
    return [watch, "--data-dir", str(data_dir)]


def run(words: Sequence[str]) -> list[dict[str, Any]]:
    """Run a child to its end and give what it said."""
    environment = {**os.environ, "SEEDANCE_TOKEN": TOKEN}
    # Set for tests that read the tree; a person's desktop does so only for a screen reader.
    environment.pop("QT_LINUX_ACCESSIBILITY_ALWAYS_ON", None)
    # Or nothing that was compiled would be looked for.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.pop("PYTHONPYCACHEPREFIX", None)
    command = [sys.executable, "-m", "scripts.bench_child", *words]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=LONGEST_RUN,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def commit_time(data_dir: Path) -> float:
    """Median seconds for what comes before a POST: two commits and a synced line of the ledger."""
    took = []
    database = sqlite3.connect(data_dir / "probe.sqlite3", isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE probe (text TEXT)")
    with (data_dir / "probe.txt").open("ab", buffering=0) as ledger:
        for _ in range(30):
            began = monotonic()
            for _ in range(2):
                database.execute("INSERT INTO probe VALUES (?)", ("x" * 500,))
            ledger.write(b"x" * 500)
            os.fsync(ledger.fileno())
            took.append(monotonic() - began)
            sleep(0.02)
    database.close()
    return statistics.median(took)


def percentile(values: Sequence[float], of: float) -> float:
    """The value below which ``of`` (0 to 1) of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(of * len(ordered)))]


def ratio(name: str, unit: str, app: float, empty: float) -> Line:
    """A figure whose goal is 1.6 times the empty window's."""
    verdict = f"{app / empty:.2f}×{met(app / empty <= 1.6)}"
    return (name, f"{app:.0f} {unit}", f"{empty:.0f} {unit}", "1.6×", verdict)


def ms(value: float) -> str:
    """Milliseconds with as many digits as they are worth."""
    return f"{value:.0f} ms" if value >= 100 else f"{value:.1f} ms"


def met(good: bool) -> str:
    """A word for it."""
    return ", met" if good else ", **missed**"


def table(lines: Sequence[Line]) -> str:
    """As Markdown."""
    head = ("what", "the app", "empty window or bare client", "goal", "outcome")
    rows = [head, ("---",) * 5, *lines]
    return "\n".join(f"| {' | '.join(cell.removeprefix(', ') for cell in row)} |" for row in rows)


def about(options: argparse.Namespace, load: float) -> str:
    """What it was measured on."""
    busy = "" if max(load, 0) < QUIET else " (not quiet: other work ran)"
    parts = (
        f"{options.rows:,} rows, {options.runs} starts of each window, alternating",
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores,"
        f" load average {load:.2f} at the start{busy}",
        f"Python {platform.python_version()}, PySide6 {version('PySide6-Essentials')},"
        f" httpx {version('httpx')}, SQLite {sqlite3.sqlite_version},"
        f" Qt platform {os.environ.get('QT_QPA_PLATFORM', 'the default')}",
    )
    return "\n".join(f"- {part}" for part in parts) + "\n"


if __name__ == "__main__":
    sys.exit(main())

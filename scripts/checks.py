"""All that CI checks, one step after another, each named and timed.

The last line counts every test and every other step: ``N passed, N failed``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
CORE_PYTHON = str(ROOT / ".venv-core" / BIN.name / Path(sys.executable).name)


@dataclass
class Count:
    """How many tests, or steps that are no tests, ended how."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, other: Count) -> None:
        """Add the numbers of ``other``."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


@dataclass(frozen=True)
class Tool:
    """A step that passes or fails as a whole."""

    name: str
    command: Sequence[str]

    def run(self, output: TextIO | None = None) -> Count:
        """Run it; what it says goes to ``output``, else where ours goes."""
        ok = subprocess.run(self.command, cwd=ROOT, check=False, **_to(output)).returncode == 0
        return Count(passed=int(ok), failed=int(not ok))


@dataclass(frozen=True)
class Suite:
    """A step that runs the tests of some folders; a folder without a test is a failure."""

    name: str
    folders: Sequence[str]
    python: Sequence[str] = (PYTHON,)
    without: str = ""
    """A folder inside that another suite runs."""

    def run(self, output: TextIO | None = None) -> Count:
        """Run them and read their results back; what they say goes where ``Tool``'s goes."""
        with tempfile.TemporaryDirectory() as folder:
            results = Path(folder) / "results.xml"
            # In pytest's usual place each run clears away what others left, at the same time.
            places = [f"--junit-xml={results}", f"--basetemp={folder}/tests"]
            without = [f"--ignore={self.without}"] if self.without else []
            command = [*self.python, "-m", "pytest", "-q", *places, *without, *self.folders]
            environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
            status = subprocess.run(
                command, cwd=ROOT, env=environment, check=False, **_to(output)
            ).returncode
            cases = list(ElementTree.parse(results).iter("testcase")) if results.exists() else []
        count = Count()
        for case in cases:
            count.add(_verdict(case))
        for name in self._empty(cases):
            print(f"{name}: not one test ran", file=output)
            count.failed += 1
        if status and not count.failed:  # it ended before it could count
            count.failed += 1
        return count

    def _empty(self, cases: list[ElementTree.Element]) -> list[str]:
        modules = [case.get("classname", "") for case in cases]
        return [
            folder
            for folder in self.folders
            if not any(module.startswith(folder.replace("/", ".") + ".") for module in modules)
        ]


@dataclass(frozen=True)
class Together:
    """Suites that run beside one another: most of a suite's time is waiting."""

    name: str
    suites: Sequence[Suite]

    def run(self) -> Count:
        """Run them all; what each says comes in one piece, when all have ended."""
        with ExitStack() as stack:
            outputs = [stack.enter_context(tempfile.TemporaryFile("w+")) for _ in self.suites]
            threads = stack.enter_context(ThreadPoolExecutor(len(self.suites)))
            counts = list(threads.map(Suite.run, self.suites, outputs))
            for suite, output in zip(self.suites, outputs, strict=True):
                output.seek(0)
                print(f"\n--- {suite.name}", output.read(), sep="\n", flush=True)
        total = Count()
        for count in counts:
            total.add(count)
        return total


def _mypy_for(name: str, platform: str) -> Tool:
    """What cannot be run here is at least held to the names that exist there."""
    cache = f".mypy_cache/{platform}"
    words = ["--platform", platform, "--cache-dir", cache, "seedance_desktop"]
    return Tool(f"mypy for {name}", [str(BIN / "mypy"), *words])


def _to(output: TextIO | None) -> dict[str, Any]:
    return {} if output is None else {"stdout": output, "stderr": subprocess.STDOUT}


def _verdict(case: ElementTree.Element) -> Count:
    outcomes = {child.tag for child in case}
    if outcomes & {"failure", "error"}:
        return Count(failed=1)
    if "skipped" in outcomes:
        return Count(skipped=1)
    return Count(passed=1)


_SENDING = "tests/state/sending"

STEPS: tuple[Tool | Suite | Together, ...] = (
    Tool("ruff check", [str(BIN / "ruff"), "check"]),
    Tool("ruff format", [str(BIN / "ruff"), "format", "--check"]),
    Tool("mypy", [str(BIN / "mypy")]),
    _mypy_for("Windows", "win32"),
    _mypy_for("macOS", "darwin"),
    Tool("import-linter", [str(BIN / "lint-imports"), "--no-logo"]),
    Tool("bans", [PYTHON, "-m", "scripts.ast_bans"]),
    Together(
        "without a screen",
        (
            Suite("state", ["tests/state", "tests/tools"], without=_SENDING),
            Suite("sending", [_SENDING]),
            Suite("window", ["tests/ui", "tests/simulator"]),
            Suite("without PySide6", ["tests/core", "tests/backend"], [CORE_PYTHON]),
        ),
    ),
    Suite(
        "on a desktop",
        ["tests/e2e/secret_service", "tests/e2e"],
        [PYTHON, "scripts/with_desktop.py", PYTHON],
    ),
)


def _options(arguments: list[str]) -> argparse.Namespace:
    names = [step.name for step in STEPS]
    parser = argparse.ArgumentParser(
        prog="scripts/check", description="Check all that CI checks, or the named steps only."
    )
    parser.add_argument("-x", dest="fast", action="store_true", help="stop at the first failure")
    parser.add_argument("steps", nargs="*", metavar="STEP", help=", ".join(names))
    options = parser.parse_args(arguments)
    if unknown := set(options.steps) - set(names):
        parser.error(f"no step is called {', '.join(sorted(unknown))}; there are {names}")
    return options


def main(arguments: list[str]) -> int:
    """Run the steps; give the exit status."""
    options = _options(arguments)
    total = Count()
    lines = []
    begin = time.monotonic()
    for step in STEPS:
        if options.steps and step.name not in options.steps:
            continue
        print(f"\n=== {step.name}", flush=True)
        start = time.monotonic()
        count = step.run()
        total.add(count)
        lines.append(f"{step.name:20} {time.monotonic() - start:6.1f} s   {count}")
        if count.failed and options.fast:
            break
    print("\n=== all steps", *lines, sep="\n")
    print(f"{'together':20} {time.monotonic() - begin:6.1f} s")
    print(total, flush=True)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

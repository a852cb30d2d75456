"""Render every situation of design.py in both schemes at two sizes.

    screenshots.py [FOLDER] [--only SITUATION ...]

Each picture is made by a process of its own, so that nothing of one is seen in the next. Without a
screen the offscreen platform draws them; compare only what one platform drew.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from itertools import product
from pathlib import Path

from scripts import design  # noqa: F401 - enters the situations
from scripts.design_parts import SITUATIONS

SCHEMES = ("dark", "light")
SIZES = ("1440x900", "1024x680")
AT_ONCE = 2


def main() -> int:
    """Render; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("out/screenshots"))
    parser.add_argument("--only", nargs="*", choices=sorted(SITUATIONS))
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    wanted = list(product(options.only or sorted(SITUATIONS), SCHEMES, SIZES))
    failures = 0
    for start in range(0, len(wanted), AT_ONCE):
        batch = [render(options.folder, *each) for each in wanted[start : start + AT_ONCE]]
        failures += sum(process.wait() != 0 for process in batch)
    print(f"{len(wanted) - failures} pictures in {options.folder}, {failures} failed")
    return 1 if failures else 0


def render(folder: Path, situation: str, scheme: str, size: str) -> subprocess.Popen[bytes]:
    """Begin one picture."""
    shot = folder / f"{situation}-{scheme}-{size}.png"
    command = [sys.executable, "-m", "scripts.design", situation, "--scheme", scheme]
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    return subprocess.Popen([*command, "--size", size, "--shot", str(shot)], env=environment)


if __name__ == "__main__":
    sys.exit(main())

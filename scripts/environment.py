"""Set up what the app (``run``) or the checks (``test``) need; scripts/setup calls this.

A virtual environment is made anew when its lock file, the Python or the checkout's place changed,
and left alone otherwise. Only the standard library, and any Python that the app supports.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import NoReturn

from scripts.system_needs import TO_RUN, TO_TEST, Need, missing

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "packaging" / "lock"
NEEDS = {"run": TO_RUN, "test": TO_TEST}
ENVIRONMENTS: dict[str, dict[str, tuple[str, ...]]] = {
    "run": {".venv": ("run.txt",)},
    # The second shows that core and backend do without PySide6.
    "test": {".venv": ("run.txt", "test.txt"), ".venv-core": ("core.txt",)},
}
APT_INSTALL = ("apt-get", "install", "-y", "--no-install-recommends")


def stop(*lines: str) -> NoReturn:
    """Say why nothing can be done, and end with a failure."""
    print(*lines, sep="\n", file=sys.stderr)
    sys.exit(1)


def prepare_system(needs: tuple[Need, ...]) -> None:
    """Install what is missing, or, where that is not ours to do, say what is and stop."""
    gaps = missing(needs)
    if gaps and os.geteuid() == 0 and shutil.which("apt-get"):
        _install(gaps)
        gaps = missing(needs)
    if gaps:
        packages = sorted({need.package for need in gaps})
        stop(
            "This system lacks:",
            *(f"  {need.name}" for need in gaps),
            "On Debian or Ubuntu install it with:",
            f"  sudo {' '.join([*APT_INSTALL, *packages])}",
            "Elsewhere install the packages that hold it. Then try again.",
        )


def _install(gaps: list[Need]) -> None:
    packages = sorted({need.package for need in gaps})
    print(f"Installing from Debian: {' '.join(packages)}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], [*APT_INSTALL, *packages]):
        if subprocess.run(command, env=environment, check=False).returncode:
            stop(f"{' '.join(command)} failed; its own words are above.")


def prepare_environment(folder: Path, locks: tuple[str, ...]) -> None:
    """Have ``folder`` hold exactly what the lock files name, in as little as no time."""
    stamps = {lock: folder / f"{lock}.stamp" for lock in locks}
    found = {path.name.removesuffix(".stamp"): path for path in folder.glob("*.stamp")}
    if not found or any(path.read_text() != _key(lock) for lock, path in found.items()):
        print(f"Making {folder.name} for Python {sys.version.split()[0]}", flush=True)
        venv.create(folder, clear=True, with_pip=True, symlinks=True)
    for lock, stamp in stamps.items():
        if not stamp.exists():
            _install_lock(folder, lock)
            stamp.write_text(_key(lock))


def _install_lock(folder: Path, lock: str) -> None:
    print(f"Installing the packages of {lock} into {folder.name}", flush=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    options = ["--require-hashes", "--only-binary=:all:", "--requirement", str(LOCKS / lock)]
    if subprocess.run([*pip, "install", *options], check=False).returncode:
        stop(f"The packages of {lock} could not be installed; pip's own words are above.")


def _key(lock: str) -> str:
    content = (LOCKS / lock).read_bytes() if (LOCKS / lock).exists() else b""
    return f"{sys.version}\n{ROOT}\n{hashlib.sha256(content).hexdigest()}\n"


def main(purpose: str) -> None:
    """Prepare for ``purpose``: "run" or "test"."""
    if sys.platform == "linux":
        prepare_system(NEEDS[purpose])
    for name, locks in ENVIRONMENTS[purpose].items():
        prepare_environment(ROOT / name, locks)


if __name__ == "__main__":
    main(sys.argv[1])

"""The one function that finds icons, theme templates, fonts and other plain files.

They live in the checkout's `resources` folder. A wheel and a frozen bundle carry the same folder
as `_resources` inside the package, so that all three are found from this module's own place.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def folder() -> Path:
    """The folder of all resources. Raises FileNotFoundError on a broken installation."""
    package = Path(__file__).resolve().parent
    for candidate in (package / "_resources", package.parent / "resources"):
        if (candidate / "theme").is_dir():
            return candidate
    raise FileNotFoundError(f"Seedance Desktop's resources are missing beside {package}")


def path(relative: str) -> Path:
    """The file or folder at `relative` (with forward slashes). Raises FileNotFoundError."""
    found = folder() / relative
    if not found.exists():
        raise FileNotFoundError(f"Seedance Desktop's resource {relative} is missing in {folder()}")
    return found

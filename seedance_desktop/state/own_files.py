"""Which links are files that may be read without asking."""

from pathlib import Path

from PySide6.QtCore import QUrl


def own_file(url: str) -> Path | None:
    """The file of this computer that ``url`` names; None for anything else.

    ``file://host/share/…`` is on another computer: opening it would give that one the person's
    name and password hash on Windows, and such a link may come from a page or a preset.
    """
    parsed = QUrl(url)
    local = "" if parsed.host() else parsed.toLocalFile()
    # “//host/share” may also hide in the path, and backslashes do as well there.
    return Path(local) if local and not local.replace("\\", "/").startswith("//") else None

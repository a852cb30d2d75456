"""Presets, requests and cURL lines among what is dropped or pasted on the pane."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData

from ...state.preset_desk import PresetDesk

_SUFFIX = ".json"


class RequestDrops:
    """Tells whether a drop or a paste is a request as text, and hands it on."""

    def __init__(self, take_text: Callable[[str], None]) -> None:
        self._take_text = take_text

    def wants(self, data: QMimeData) -> bool:
        """Whether it is meant to be read."""
        return _is_code(_words(data))

    def wants_pasted(self, data: QMimeData) -> bool:
        """Whether what is pasted into the prompt is none: JSON may be one, a cURL line is not."""
        text = _words(data)
        if "curl" not in text[:200].casefold():
            return False
        from ...core.request_import import is_curl

        return is_curl(text)

    def take(self, data: QMimeData) -> None:
        """Bring it in; who takes it tells what comes of it."""
        self._take_text(_words(data))


class PresetDrops(RequestDrops):
    """The same for the presets, and for their files."""

    def __init__(self, desk: PresetDesk) -> None:
        super().__init__(desk.import_text)
        self._desk = desk

    def wants(self, data: QMimeData) -> bool:
        return bool(_files(data)) or super().wants(data)

    def take(self, data: QMimeData) -> None:
        files = _files(data)
        if files:
            self._desk.import_files(files)
        else:
            super().take(data)


def _is_code(text: str) -> bool:
    start = text[:200]
    if "{" not in start and "curl" not in start.casefold():
        return False  # as most texts are: what knows more is not loaded for them
    from ...core.request_import import looks_importable

    return looks_importable(text)


def _files(data: QMimeData) -> list[Path]:
    """The files, where all are named like presets."""
    urls = data.urls()
    named = [url for url in urls if url.isLocalFile() and url.path().casefold().endswith(_SUFFIX)]
    return [Path(url.toLocalFile()) for url in named] if len(named) == len(urls) else []


def _words(data: QMimeData) -> str:
    return data.text() if data.hasText() and not data.hasUrls() else ""

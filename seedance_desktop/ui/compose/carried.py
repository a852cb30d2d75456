"""What a drag or the clipboard holds, out of Qt's hands."""

from PySide6.QtCore import QMimeData, QUrl

from ...core.reference_sources import MAX_TEXT, Carried
from ..drag import REFERENCE, generations_in

_TITLED_URL = "text/x-moz-url"


def carried_by(data: QMimeData | None) -> Carried:
    """What ``data`` holds, in plain values; nothing where it is a reference of the draft.

    None is what the clipboard gives where there is none.
    """
    if data is None or data.hasFormat(REFERENCE):
        return Carried()
    encoded = QUrl.ComponentFormattingOption.FullyEncoded
    urls = tuple(url.toString(encoded) for url in data.urls() if not url.isEmpty())
    titled = bytes(data.data(_TITLED_URL).data())[: 2 * MAX_TEXT]
    return Carried(
        urls=urls,
        titled_url=titled.decode("utf-16-le", "replace").lstrip("\ufeff"),
        html=data.html()[:MAX_TEXT] if data.hasHtml() else "",
        text=data.text()[:MAX_TEXT] if data.hasText() and not urls else "",
        picture=data.hasImage(),
        clips=generations_in(data),
    )


def is_words(carried: Carried) -> bool:
    """Whether it is text for an editor: words, though links may be among them."""
    return carried.only_words or carried == Carried()

"""Looks at reference links in the background, before anything is paid for them."""

from PySide6.QtCore import QObject, Signal

from ..core.reference_facts import ReferenceFacts
from ..core.request import VideoRequest


class Preflight(QObject):
    """What is known of each link, for this session."""

    changed = Signal(str)
    """The facts of this URL are other ones now."""

    def facts(self, url: str) -> ReferenceFacts:
        """What is known of ``url``; asking costs nothing and fetches nothing."""
        return ReferenceFacts(url)

    def check_again(self, url: str) -> None:
        """Look at ``url`` once more, now."""

    def record(self, request: VideoRequest) -> str:
        """What is kept in the history of the checks of ``request``'s links, as JSON."""
        return ""

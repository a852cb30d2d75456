"""What the command line asks for: shared by the one that reads it and the one that does it."""

from dataclasses import dataclass
from pathlib import Path

TOKEN_VARIABLE = "SEEDANCE_TOKEN"
"""In the environment: a token for this run, never stored."""


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for at the start."""

    demo: bool = False
    data_dir: Path | None = None
    base_url: str | None = None
    preset: str = ""
    """Name or file of the preset to begin with; empty for none."""


class CannotStart(Exception):
    """Why there will be no window, in a sentence for the person."""

    def __init__(self, text: str, status: int = 1) -> None:
        super().__init__(text)
        self.status = status
        """The exit status: 2 where the command line is to blame."""

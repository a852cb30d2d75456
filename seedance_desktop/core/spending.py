"""What was spent, grouped: one line for each day, project, model or preset."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Grouping(StrEnum):
    """What a line of the table stands for."""

    DAY = "day"
    PROJECT = "project"
    MODEL = "model"
    PRESET = "preset"


@dataclass(frozen=True, slots=True)
class Line:
    """Everything sent in one group. Counts are of generations, sums are credits."""

    name: str
    """``2026-11-25``, or the name of the project, the model or the preset; may be empty."""
    sent: int = 0
    clips: int = 0
    """Done."""
    starred: int = 0
    charged: float = 0.0
    charged_estimated: float = 0.0
    """The charges of those alone that had an estimate, to hold against it."""
    estimated: float = 0.0
    """What these were expected to cost."""
    failed: int = 0
    """Refused, or failed after they were accepted."""
    failed_charged: float = 0.0
    """The part of ``charged`` that failed ones cost."""
    unconfirmed: int = 0
    held: float = 0.0
    """Expected for what has no charge yet; the unconfirmed may be billed."""
    unknown: int = 0
    """How many may cost something that cannot even be estimated."""

    @property
    def per_star(self) -> float | None:
        """Credits charged for each starred clip, whatever else was tried for it."""
        return self.charged / self.starred if self.starred else None

    @property
    def over_estimate(self) -> float | None:
        """Charged more than was expected, as a part of it; below zero for less."""
        if not self.estimated:
            return None
        return self.charged_estimated / self.estimated - 1


def total(lines: Iterable[Line], name: str = "") -> Line:
    """All lines in one."""
    some = tuple(lines)
    return Line(
        name,
        sent=sum(line.sent for line in some),
        clips=sum(line.clips for line in some),
        starred=sum(line.starred for line in some),
        charged=sum(line.charged for line in some),
        charged_estimated=sum(line.charged_estimated for line in some),
        estimated=sum(line.estimated for line in some),
        failed=sum(line.failed for line in some),
        failed_charged=sum(line.failed_charged for line in some),
        unconfirmed=sum(line.unconfirmed for line in some),
        held=sum(line.held for line in some),
        unknown=sum(line.unknown for line in some),
    )

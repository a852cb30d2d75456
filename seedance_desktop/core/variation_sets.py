"""A set: variations that were made together, kept with their plan and their results."""

from dataclasses import dataclass

from .variations import Plan


@dataclass(frozen=True, slots=True)
class VariationSet:
    """A set as it stands in the store."""

    id: int
    name: str
    created_at: float
    """Seconds since the epoch (UTC)."""
    plan: Plan


@dataclass(frozen=True, slots=True)
class SetSummary:
    """What a list of sets says of one."""

    id: int
    name: str
    created_at: float
    """Seconds since the epoch (UTC)."""
    clips: int = 0
    """Generations that belong to it, whatever became of them."""
    done: int = 0
    starred: int = 0
    credits: float = 0.0
    """Charged for it so far."""
    estimated: float = 0.0
    """Expected for what is not charged yet and may be."""

"""What differs between two sequences, so that no more than that is redrawn or rewritten."""

from collections.abc import Sequence
from itertools import takewhile


def common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many items at the start and, apart from these, at the end are the same."""
    start = _common(old, new)
    return start, _common(old[start:][::-1], new[start:][::-1])


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))

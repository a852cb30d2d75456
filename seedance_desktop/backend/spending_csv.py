"""What was spent as a CSV file that spreadsheets open as it is."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from ..core.spending import Grouping, Line
from .files import write_atomically

_BOM = "\ufeff"
"""Without it Excel takes the file for one in the system's old encoding."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins so may be taken for a formula, and run."""


def write_spending(path: Path, by: Grouping, lines: Sequence[Line]) -> None:
    """Write ``lines``, whole or not at all.

    Raises:
        StorageTrouble: it could not be written; an older file is as it was.
    """
    write_atomically(path, spending_csv(by, lines).encode("utf-8"))


def spending_csv(by: Grouping, lines: Sequence[Line]) -> str:
    """The text of the file: a header of plain names, then one line each, figures with a point."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([
        by.value, "sent", "clips", "starred", "credits_charged", "credits_estimated",
        "credits_charged_of_those_estimated", "credits_held", "credits_per_starred_clip", "failed",
        "credits_charged_for_failed", "unconfirmed", "cost_unknown",
    ])  # fmt: skip
    for line in lines:
        per_star = "" if line.per_star is None else _figure(line.per_star)
        writer.writerow([
            _safe(line.name), line.sent, line.clips, line.starred, _figure(line.charged),
            _figure(line.estimated), _figure(line.charged_estimated), _figure(line.held), per_star,
            line.failed, _figure(line.failed_charged), line.unconfirmed, line.unknown,
        ])  # fmt: skip
    return _BOM + out.getvalue()


def _figure(credits: float) -> str:
    return f"{credits:.2f}".rstrip("0").rstrip(".")


def _safe(text: str) -> str:
    """``text`` as a spreadsheet shows it and never runs it."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text

"""An earlier prompt taken up again: as it was written where that can be told, else as it was sent.

What it would send must be what it sent: to fall back to the defaults of its fields, or to mean
another reference by a token, would pay for another clip than the one that was asked for.
"""

import re
from itertools import islice, product

from . import groups, template

MOST_CHOICES = 2_000
"""Combinations of alternatives that are tried."""

_FIELD_AT = "\ufdd0{}\ufdd1"
"""Stands for a field while groups are looked at; no text holds such characters."""
_MARK = re.compile("\ufdd0(\\d+)\ufdd1")


def recalled(written: str, sent: str) -> tuple[str, dict[str, str]]:
    """A prompt for the draft, and what its fields hold.

    It is ``written`` where that, with these values and one choice of its groups, becomes
    ``sent``. Else it is ``sent``, written so that it is sent as it stands.
    """
    values = _values(written, sent)
    return _as_it_stands(sent) if values is None else (written, values)


def _as_it_stands(sent: str) -> tuple[str, dict[str, str]]:
    """A prompt that becomes ``sent``: a line that would be a comment is what a field holds."""
    lines = groups.escaped(sent).split("\n")
    held = {}
    for place, line in enumerate(lines):
        if template.is_comment(line):
            name = f"line {place + 1}"
            held[name] = line
            lines[place] = f"{{{{{name}}}}}"
    return "\n".join(lines), held


def _values(written: str, sent: str) -> dict[str, str] | None:
    """What was filled into ``written``; None where it cannot be told."""
    if template.as_sent(written, {}) == sent:
        return {}
    found = template.values_in(written, sent)
    if found or not groups.has_braces(written):
        return found or None
    marked, names = _marked(written)
    offered = (range(len(group.alternatives)) for group in groups.find_groups(marked))
    for choice in islice(product(*offered), MOST_CHOICES):
        pieces = _MARK.split(groups.choose(marked, choice).text)
        values = template.filled_in(
            pieces[::2], [names[int(place)] for place in pieces[1::2]], sent
        )
        if values is not None and _makes(template.as_sent(written, values), choice) == sent:
            return values
    return None


def _marked(written: str) -> tuple[str, list[str]]:
    """``written`` with a mark in the place of each field, and the fields' names."""
    names: list[str] = []

    def mark(name: str) -> str:
        names.append(name)
        return _FIELD_AT.format(len(names) - 1)

    return template.with_fields(written, mark), names


def _makes(prompt: str, choice: tuple[int, ...]) -> str | None:
    """``prompt`` with these alternatives; None where it has other groups."""
    try:
        return groups.choose(prompt, choice).text
    except (ValueError, IndexError):
        return None

"""What a prompt says besides its text: comments, which are not sent, and fields to fill in.

::

    // a line that begins like this is a comment
    Slow push-in on {{product=a bottle}}, {{light}}. #hashtags and https://links stay.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

COMMENT = "// "
"""How a comment's line begins; a line of the two strokes alone is an empty comment."""

_FIELD = re.compile(r"\{\{[ \t]*([^{}=|\s][^{}=|\n]{0,79})(?:=([^{}\n]*))?\}\}")
"""A longer name is none: a field's name stands beside it on the screen."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A field of a prompt."""

    name: str
    default: str = ""
    """What is sent where the person fills in nothing."""


def is_comment(line: str) -> bool:
    """Whether ``line``, without its line end, is not sent."""
    return line.startswith(COMMENT) or line == COMMENT.rstrip()


def without_comments(written: str) -> str:
    """``written`` without the lines that are comments; all else as it is."""
    if "//" not in written:
        return written
    return "\n".join(line for line in written.split("\n") if not is_comment(line))


def placeholders(written: str) -> tuple[Placeholder, ...]:
    """The fields of ``written`` in their order; one that comes twice counts once.

    Its default is the first that is given.
    """
    if "{{" not in written:
        return ()
    found: dict[str, str] = {}
    for match in _FIELD.finditer(without_comments(written)):
        name, default = match[1].strip(), (match[2] or "").strip()
        found[name] = found.get(name) or default
    return tuple(Placeholder(name, default) for name, default in found.items())


def as_sent(written: str, values: Mapping[str, str]) -> str:
    """The prompt as the service gets it.

    A field without a value, or with an empty one, takes its default. Values are not looked
    through for fields or comments.
    """
    text = without_comments(written)
    defaults = {field.name: field.default for field in placeholders(written)}
    if not defaults:
        return text

    def filled(match: re.Match[str]) -> str:
        name = match[1].strip()
        return values.get(name) or defaults[name]

    return _FIELD.sub(filled, text)


def unfilled(written: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the fields that have neither value nor default."""
    return tuple(
        field.name
        for field in placeholders(written)
        if not field.default and not values.get(field.name, "").strip()
    )


def with_fields(written: str, put: Callable[[str], str]) -> str:
    """``written`` without its comments, and ``put(name)`` in the place of each field."""
    return _FIELD.sub(lambda match: put(match[1].strip()), without_comments(written))


def values_in(written: str, sent: str) -> dict[str, str]:
    """What was filled into the fields of ``written`` where it became ``sent``.

    Empty where there were none, or where it cannot be told.
    """
    # Three to each field: the text before it, its name, its default.
    pieces = _FIELD.split(without_comments(written))
    found = filled_in(pieces[::3], [name.strip() for name in pieces[1::3]], sent)
    return found if found and as_sent(written, found) == sent else {}


def filled_in(texts: Sequence[str], names: Sequence[str], sent: str) -> dict[str, str] | None:
    """What stands in ``sent`` between ``texts``, by ``names``; None where these are not in it."""
    found: dict[str, str] = {}
    if not sent.startswith(texts[0]):
        return None
    at = len(texts[0])
    for number, name in enumerate(names, 1):
        text = texts[number]
        end = len(sent) - len(text) if number == len(names) else sent.find(text, at)
        if end < at:
            return None
        found.setdefault(name, sent[at:end])
        at = end + len(text)
    return found if sent.endswith(texts[-1]) else None

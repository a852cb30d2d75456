"""Where in a JSON text something stands, so that an editor finds it."""

import json
import re
from collections.abc import Sequence

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def line_of(text: str, keys: Sequence[str]) -> int:
    """The line, from 1, of the value that ``keys`` lead to in ``text``, which is JSON.

    Where a key is missing, the line of the object it is missing in.
    """
    at = _solid(text, 0)
    for key in keys:
        found = _member(text, at, key)
        if found is None:
            break
        at = found
    return text.count("\n", 0, at) + 1


def _solid(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _member(text: str, at: int, key: str) -> int | None:
    """Where the value of ``key`` begins in the object at ``at``; the last one, as JSON counts."""
    found = None
    if text[at : at + 1] != "{":
        return None
    at = _solid(text, at + 1)
    while text[at : at + 1] == '"':
        name, at = _DECODER.raw_decode(text, at)
        at = _solid(text, _solid(text, at) + 1)  # past the colon
        if name == key:
            found = at
        _, at = _DECODER.raw_decode(text, at)
        at = _solid(text, at)
        if text[at : at + 1] == ",":
            at = _solid(text, at + 1)
    return found

"""Reading what the person brings: a preset, the service's request JSON, or a cURL line.

Only the request's fields are taken. A header, and so a token, is never looked at.
"""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .preset import FIELDS, BadPreset, Preset, fields_from_plain, preset_from_plain

LARGEST = 1024 * 1024
"""Characters that are looked at."""

_DATA = frozenset({"-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json"})
_TAKES_FILES = _DATA - {"--data-raw"}
_TELLING = (*FIELDS, "request")
_URL_ENCODED = "--data-urlencode"
_CURL = re.compile(r"\s*(?:\$\s+)?curl(?:\.exe)?\s", re.IGNORECASE)
_LINK_OR_OPTION = re.compile(r"://|\s--?[A-Za-z]")
_CONTINUED = re.compile(r"[\\^`][ \t]*\r?\n")
"""A line that goes on: in a POSIX shell, in cmd and in PowerShell."""
_ANSI_QUOTED = re.compile(r"(?<=\s)\$'((?:[^'\\]|\\.)*)'", re.DOTALL)
"""Text as browsers quote it in a copied cURL line where it holds quotes or line ends."""
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}


class CannotImport(ValueError):
    """Why a text cannot be used, in a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was read."""

    preset: Preset
    """Without a name where the text is a request."""
    left_out: tuple[str, ...] = ()
    """Keys that are none of the request's fields."""

    @property
    def is_preset(self) -> bool:
        """Whether it is a preset with a name, not a bare request."""
        return bool(self.preset.name)


def is_curl(text: str) -> bool:
    """Whether ``text`` is a cURL line and not a prompt that begins with a curl of smoke. Quick."""
    start = text[:200].lstrip("\ufeff \t\r\n")
    return _CURL.match(start) is not None and _LINK_OR_OPTION.search(start) is not None


def looks_importable(text: str) -> bool:
    """Whether ``text`` seems meant to be read here, not to be a prompt. Quick."""
    start = text[:200].lstrip("\ufeff \t\r\n")
    if is_curl(start):
        return True
    # A prompt may well be JSON too; one that names a request's fields is taken for a request.
    return start.startswith("{") and any(f'"{key}"' in text[:LARGEST] for key in _TELLING)


def read_text(text: str, stem: str = "") -> Imported:
    """Read a preset, a request or a cURL line; ``stem`` names a preset that gives no name.

    Raises:
        CannotImport: it is none of them, or holds what cannot be used.
    """
    if len(text) > LARGEST:
        raise CannotImport("It is too long for a preset or a request.")
    text = text.lstrip("\ufeff").strip()
    if _CURL.match(text + " "):
        return _request(_json(_curl_body(text), "The data of the cURL line"))
    plain = _json(text, "The text")
    if "version" in plain or "request" in plain:
        try:
            return Imported(preset_from_plain(plain, stem or "Imported"))
        except BadPreset as error:
            raise CannotImport(error.reason) from None
    return _request(plain)


def _request(plain: dict[str, Any]) -> Imported:
    known = {name: plain[name] for name in FIELDS if plain.get(name) is not None}
    if not known:
        raise CannotImport("It holds none of a request's fields, such as “prompt”.")
    try:
        fields = fields_from_plain(known)
    except BadPreset as error:
        raise CannotImport(error.reason) from None
    return Imported(Preset("", fields), tuple(str(key) for key in plain if key not in FIELDS))


def _json(text: str, what: str) -> dict[str, Any]:
    try:
        plain = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise CannotImport(f"{what} is no JSON: {error.msg.lower()}, {where}.") from None
    except (RecursionError, ValueError):
        raise CannotImport(f"{what} is no JSON that can be used.") from None
    if not isinstance(plain, dict):
        raise CannotImport(f"{what} is no JSON object with a request's fields.")
    return plain


def _curl_body(text: str) -> str:
    try:
        words = shlex.split(_ANSI_QUOTED.sub(_plainly_quoted, _CONTINUED.sub(" ", text)))
    except ValueError:
        raise CannotImport("The cURL line ends inside quotes: copy all of it.") from None
    bodies = list(_data_of(words))
    if not bodies:
        raise CannotImport("The cURL line sends no data: nothing after -d, --data or --json.")
    # curl itself puts several pieces of --json one after another.
    return "".join(bodies)


def _plainly_quoted(match: re.Match[str]) -> str:
    def decoded(escape: re.Match[str]) -> str:
        code = escape[1] or escape[2]
        return chr(int(code, 16)) if code else _CONTROLS.get(escape[3], escape[3])

    # Two escapes may be the halves of one character.
    units = _ESCAPED.sub(decoded, match[1]).encode("utf-16-le", "surrogatepass")
    return shlex.quote(units.decode("utf-16-le", "replace"))


def _data_of(words: list[str]) -> Iterator[str]:
    """The values of the options that hold data."""
    left = iter(words)
    for word in left:
        option, equals, value = word.partition("=")
        if option.startswith("--") and option in _DATA | {_URL_ENCODED}:
            value = value if equals else next(left, "")
        elif word.startswith("-d"):
            option, value = "-d", word[2:] or next(left, "")
        else:
            continue
        if option == _URL_ENCODED:
            raise CannotImport("The cURL line sends a form; a request is JSON.")
        if option in _TAKES_FILES and value.startswith("@"):
            raise CannotImport(
                "The cURL line takes its data from a file. Open that file here instead."
            )
        yield value

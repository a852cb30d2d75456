"""A preset: any of the request's fields under a name, and the list entry of its file.

The file's text, version 1::

    {
      "version": 1,
      "name": "Product hero shot",
      "notes": "Two lines for the person, never sent.",
      "request": {"prompt": "Slow push-in on {{product=a bottle}}", "duration": 8}
    }

Reading is strict about names and types, so that no slip of an editor goes unnoticed and nothing
is lost when the file is written again; it is not strict about values: one that the service does
not take comes back as a problem of the draft, where the person sees it.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from . import spec
from .request import VideoRequest, value_of
from .spec import FieldName
from .urls import MAX_URL_LENGTH, is_legible

VERSION = 1
MAX_NAME = 100
"""Characters of a preset's or folder's name."""
MAX_NOTES = 5_000
MAX_PROMPT = 50_000
"""Characters; more than any service takes, little enough for any editor."""
MAX_URLS = 100
MAX_DURATION = 86_400
"""Seconds, on either side of zero: what widgets can show as a problem."""
MAX_DEPTH = 5
"""Folders in one another."""
SUFFIX = ".json"

FIELDS: tuple[FieldName, ...] = (
    spec.PROMPT.name,
    *(f.name for f in spec.CHOICES),
    spec.DURATION.name,
    *(f.name for f in spec.REFERENCES),
)
"""The request's fields that a preset may hold, in the order of the form."""

_KEYS = ("$schema", "version", "name", "notes", "request")
_FORBIDDEN = '<>:"/\\|?*'
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in "0123456789"}
)
"""Names that Windows keeps for devices, with any ending."""
_MAX_STEM_BYTES = 180
"""Bytes of a file name before its ending; file systems take 255 in all."""

Where = tuple[str, ...]
"""The keys that lead to a place in a file."""


class BadPreset(ValueError):
    """Why plain data is no preset, and where."""

    def __init__(self, reason: str, where: Where = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.where = where


@dataclass(frozen=True)
class Preset:
    """What a preset's file says."""

    name: str
    fields: Mapping[FieldName, Any] = field(default_factory=dict)
    """Those of the request's fields that it holds; lists as tuples."""
    notes: str = ""
    schema: str = ""
    """The schema the file names for editors, kept as it is."""

    @property
    def prompt(self) -> str:
        """The prompt as written, empty where it holds none."""
        return cast(str, self.fields.get("prompt", ""))

    def applied_to(self, request: VideoRequest) -> VideoRequest:
        """``request`` with the fields this holds."""
        for name, value in self.fields.items():
            request = request.with_value(name, value)
        return request

    def differs_from(self, request: VideoRequest) -> bool:
        """Whether one of its fields is another in ``request``."""
        return any(getattr(request, name) != value for name, value in self.fields.items())

    def to_plain(self) -> dict[str, Any]:
        """Plain data for its file."""
        plain: dict[str, Any] = {"$schema": self.schema} if self.schema else {}
        plain |= {"version": VERSION, "name": self.name}
        if self.notes:
            plain["notes"] = self.notes
        plain["request"] = {
            name: list(value) if isinstance(value, tuple) else value
            for name in FIELDS
            if (value := self.fields.get(name)) is not None
        }
        return plain

    @classmethod
    def of(cls, name: str, request: VideoRequest, names: tuple[FieldName, ...]) -> "Preset":
        """A preset of these fields of ``request``."""
        return cls(name, {f: getattr(request, f) for f in FIELDS if f in names})


@dataclass(frozen=True)
class PresetEntry:
    """A preset's file as the library lists it: a preset, or what is wrong with the file."""

    name: str
    folder: str = ""
    """Names of folders with ``/`` between them; empty for the library's own."""
    path: str = ""
    built_in: bool = False
    shadows: bool = False
    """It stands in the place of a built-in one of the same file name."""
    preset: Preset | None = None
    trouble: str = ""
    """Why the file cannot be used."""
    line: int = 0
    """The line of the file that ``trouble`` is about, from 1; 0 where it is about none."""

    @property
    def label(self) -> str:
        """What tells it from all others: folder and name."""
        return f"{self.folder}/{self.name}" if self.folder else self.name

    @property
    def broken(self) -> bool:
        """Whether the file cannot be used."""
        return self.preset is None

    @cached_property
    def searched(self) -> str:
        """What a search looks through, case folded."""
        notes, prompt = ("", "") if self.preset is None else (self.preset.notes, self.preset.prompt)
        return "\n".join((self.label, prompt, notes)).casefold()

    @property
    def sorts_as(self) -> tuple[str, str]:
        """By folder, then by name."""
        return (self.folder.casefold(), self.name.casefold())


def preset_from_plain(plain: Any, stem: str = "") -> Preset:
    """Read plain data; ``stem`` is the name where it gives none.

    Raises:
        BadPreset: it is no preset of this version.
    """
    if not isinstance(plain, dict):
        raise BadPreset("A preset is an object in braces.")
    version = plain.get("version")
    if type(version) is not int or version < 1:
        raise BadPreset(f"“version” has to be {VERSION}.", ("version",))
    if version > VERSION:
        raise BadPreset("A newer version of the app wrote it.", ("version",))
    _refuse_unknown(plain, _KEYS, (), "a preset")
    name = _text(plain, "name", MAX_NAME) or stem
    trouble = name_trouble(name)
    if trouble:
        raise BadPreset(trouble, ("name",))
    request = plain.get("request")
    if not isinstance(request, dict):
        raise BadPreset("“request” has to be an object with the fields it sets.", ("request",))
    fields = fields_from_plain(request, ("request",))
    notes, schema = _text(plain, "notes", MAX_NOTES), _text(plain, "$schema", MAX_URL_LENGTH)
    return Preset(name, fields, notes, schema)


def fields_from_plain(plain: Mapping[Any, Any], where: Where = ()) -> dict[FieldName, Any]:
    """Some of the request's fields from plain data.

    Raises:
        BadPreset: a key is none of them, or a value is of a wrong type.
    """
    _refuse_unknown(plain, FIELDS, where, "a request")
    return {name: _value(name, plain[name], (*where, name)) for name in FIELDS if name in plain}


def name_trouble(name: str) -> str:
    """Why ``name`` cannot be a preset's or a folder's, in words; empty where it can."""
    if not name.strip():
        return "A preset needs a name."
    if len(name) > MAX_NAME:
        return f"A name has at most {MAX_NAME} characters."
    if not is_legible(name) or name != name.strip():
        return "A name has no line ends, and no spaces at its ends."
    if "/" in name:
        return "A name holds no “/”: that stands between folders."
    return ""


def folder_trouble(folder: str) -> str:
    """Why ``folder`` cannot be one of the library's, in words; empty where it can."""
    parts = folder.split("/") if folder else []
    if len(parts) > MAX_DEPTH:
        return f"At most {MAX_DEPTH} folders lie in one another."
    for part in parts:
        if not part.strip() or name_trouble(part) or file_stem(part) != part:
            signs = " ".join(_FORBIDDEN.replace("/", ""))
            return f"“{part}” cannot be a folder's name: no {signs}, no dot or space at an end."
    return ""


def file_stem(name: str) -> str:
    """``name`` as a file name, without its ending, that Linux, macOS and Windows all take."""
    text = unicodedata.normalize("NFC", name)
    text = "".join("-" if c in _FORBIDDEN or not c.isprintable() else c for c in text)
    text = text.encode("utf-8", "replace")[:_MAX_STEM_BYTES].decode("utf-8", "ignore")
    text = text.lstrip(". ").rstrip(". ") or "preset"
    if text.partition(".")[0].rstrip().casefold() in _RESERVED:
        text = f"_{text}"
    return text


def _text(plain: Mapping[str, Any], key: str, limit: int) -> str:
    value = plain.get(key, "")
    if not isinstance(value, str):
        raise BadPreset(f"“{key}” has to be text.", (key,))
    if len(value) > limit:
        raise BadPreset(f"“{key}” has more than {limit:,} characters.", (key,))
    return value


def _refuse_unknown(
    plain: Mapping[Any, Any], known: tuple[str, ...], where: Where, what: str
) -> None:
    for key in plain:
        if key not in known:
            raise BadPreset(f"“{str(key)[:60]}” is no part of {what}.", (*where, str(key)))


def _value(name: FieldName, value: Any, where: Where) -> Any:
    try:
        taken = value_of(name, value)
    except TypeError as error:
        raise BadPreset(f"“{name}” has to be {error}.", where) from None
    if isinstance(taken, str) and len(taken) > (MAX_PROMPT if name == "prompt" else MAX_NAME):
        raise BadPreset(f"“{name}” is too long.", where)
    if isinstance(taken, int) and abs(taken) > MAX_DURATION:
        raise BadPreset(f"“{name}” is out of any range.", where)
    if isinstance(taken, tuple) and len(taken) > MAX_URLS:
        raise BadPreset(f"“{name}” holds more than {MAX_URLS} links.", where)
    if isinstance(taken, tuple) and any(len(url) > MAX_URL_LENGTH for url in taken):
        raise BadPreset(f"“{name}” holds a link that is too long.", where)
    return taken

"""When a signed link stops working, read from the link alone.

Stores and networks of servers write it into a link in a few forms; nothing has to be asked for.
A form that names only the moment of signing, its lifetime kept at the server, tells nothing.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

_EARLIEST = datetime(2001, 9, 9, tzinfo=UTC).timestamp()
_LATEST = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
"""A number outside of these is no moment, whatever its name is."""

_MOST_FIELDS = 200
_LONGEST_CLAIM = 16_384
"""Characters of a policy or a token that are looked into."""

_DATED = ("amz", "goog", "oss", "tos", "obs", "bce", "cos")
"""``X-Amz-Date`` and ``X-Amz-Expires``: S3 and all that sign like it."""
_MOMENTS = ("expires", "expire", "expiry", "expiration", "expires_at", "x-expires", "exp")
"""Seconds since the epoch: S3's older form, GCS, OSS, CloudFront, Volcengine's and others."""
_SHORT_MOMENTS = ("e", "t_exp", "et")
"""So too, but only beside a signature: the name alone says too little."""
_SIGNATURES = frozenset(
    ("token", "sig", "sign", "signature", "md5", "hash", "hmac", "st", "s", "h", "key", "hm")
)
_HEX = {"ex": "hm", "oe": "oh"}
"""A moment in hex digits by the signature beside it: Discord's and Facebook's files."""
_STAMPS = ("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%d")

_IN_TOKEN = re.compile(r"(?:^|[~!/?&=])exp=(\d{9,13})(?=[~!/&]|$)", re.ASCII)
"""Akamai's ``exp=…~acl=…~hmac=…``, under any name, also in the path."""
_JWT = re.compile(r"eyJ[\w-]*\.(eyJ[\w-]+)\.[\w-]*", re.ASCII)


@lru_cache(maxsize=256)
def expires_at(url: str) -> float | None:
    """Seconds since the epoch when ``url`` ends; the earliest where it names several moments.

    None where it names none. Never raises, whatever the text is.
    """
    try:
        parts = urlsplit(url)
        fields = _fields(parts.query)
        for segment in parts.path.split("/"):
            if "=" in segment:
                fields = {**_fields(segment), **fields}
        found = list(_moments(fields, unquote(parts.path)))
    except ValueError:
        return None
    return min((moment for moment in found if _EARLIEST < moment < _LATEST), default=None)


def _fields(query: str) -> dict[str, str]:
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    return {name.lower(): value for name, value in pairs}


def _moments(fields: Mapping[str, str], path: str) -> Iterator[float]:
    yield from _dated(fields)
    yield from _plain(fields)
    yield from _stamped(fields)
    yield from _tencent(fields)
    yield from _policy(fields.get("policy", ""))
    for text in (path, *fields.values()):
        yield from (_epoch(match) for match in _IN_TOKEN.findall(text))
    for text in fields.values():
        if match := _JWT.fullmatch(text[:_LONGEST_CLAIM]):
            yield from _number(_claims(match[1], b"-_").get("exp"))


def _dated(fields: Mapping[str, str]) -> Iterator[float]:
    for store in _DATED:
        date = fields.get(f"x-{store}-date", "")
        lifetime = fields.get(f"x-{store}-expires", "")
        if lifetime.isascii() and lifetime.isdigit() and len(lifetime) < 10:
            try:
                signed = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            except ValueError:
                continue
            yield signed.timestamp() + int(lifetime)


def _plain(fields: Mapping[str, str]) -> Iterator[float]:
    names = _MOMENTS + (_SHORT_MOMENTS if _SIGNATURES & fields.keys() else ())
    for name in names:
        text = fields.get(name, "")
        if text.isascii() and text.isdigit() and 9 <= len(text) <= 13:
            yield _epoch(text)
    for name, signature in _HEX.items():
        text = fields.get(name, "")
        if signature in fields and re.fullmatch(r"[0-9a-fA-F]{8}", text):
            yield float(int(text, 16))


def _stamped(fields: Mapping[str, str]) -> Iterator[float]:
    """Azure's ``se``, and what others write as a date under the usual names."""
    names = (*_MOMENTS, "se") if "sig" in fields else _MOMENTS
    for name in names:
        text = fields.get(name, "").replace("Z", "+00:00").replace(" ", "+")
        for stamp in _STAMPS if "-" in text else ():
            try:
                moment = datetime.strptime(text, stamp)
            except ValueError:
                continue
            yield (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _tencent(fields: Mapping[str, str]) -> Iterator[float]:
    """COS: ``q-sign-time=start;end``, on its own or as a whole query in ``sign``."""
    for some in (fields, _fields(fields.get("sign", ""))):
        _, _, end = some.get("q-sign-time", "").partition(";")
        if end.isascii() and end.isdigit() and 9 <= len(end) <= 13:
            yield _epoch(end)


def _policy(text: str) -> Iterator[float]:
    """CloudFront's policy, in its own spelling of base64."""
    statements = _claims(text.replace("_", "=").replace("-", "+").replace("~", "/")).get(
        "Statement"
    )
    for statement in statements if isinstance(statements, list) else ():
        place: Any = statement
        for name in ("Condition", "DateLessThan", "AWS:EpochTime"):
            place = place.get(name) if isinstance(place, dict) else None
        yield from _number(place)


def _claims(text: str, alphabet: bytes = b"+/") -> dict[str, Any]:
    """The object in a base64 text; an empty one where there is none."""
    if not text or len(text) > _LONGEST_CLAIM:
        return {}
    padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
    try:
        found = json.loads(base64.b64decode(padded, alphabet))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _number(value: Any) -> Iterator[float]:
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e14:
        yield _epoch(value)


def _epoch(value: str | float) -> float:
    """Seconds; some write milliseconds."""
    number = float(value)
    return number / 1000 if number > 1e11 else number

"""Keeping tokens out of everything that is written or shown."""

import json
import logging
import re
import threading
import traceback
from collections.abc import Iterable
from urllib.parse import quote

HIDDEN = "[token]"
"""What stands where a token was."""

_SHORT = 8
"""Characters. A shorter secret is hidden only where it stands alone: it may be part of a word."""

_BEARER = re.compile(
    r"\b(bearer)((?:\s|%20|\+|\\t)+)"
    # Some signs of it may be written as JSON and HTML escape them.
    r"(?:\\u00[0-9a-f]{2}|\\/|&#?\w{1,6};|[^\s\"'<>,;\\])+",
    re.IGNORECASE,
)
_NAMED = {'"': "quot", "&": "amp", "<": "lt", ">": "gt", "'": "apos"}
"""Signs that HTML has names for."""


class Redactor:
    """Hides the secrets it was given, and whatever follows the word ``Bearer``.

    May be used from every thread.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._lock = threading.Lock()
        self._secrets: dict[str, None] = dict.fromkeys(filter(None, secrets))
        self._pattern = _pattern_of(self._secrets)

    def add(self, secret: str) -> None:
        """Hide ``secret`` from now on."""
        if secret:
            with self._lock:
                self._secrets[secret] = None
                self._pattern = _pattern_of(self._secrets)

    def remove(self, secret: str) -> None:
        """Hide ``secret`` no longer; an unknown one is passed over."""
        with self._lock:
            self._secrets.pop(secret, None)
            self._pattern = _pattern_of(self._secrets)

    def clean(self, text: str) -> str:
        """``text`` without secrets, as they are or as JSON, URLs, HTML and ``repr`` write them."""
        pattern = self._pattern
        if pattern is not None:
            text = pattern.sub(HIDDEN, text)
        return _BEARER.sub(rf"\1\2{HIDDEN}", text)


class RedactionFilter(logging.Filter):
    """Put on each handler: what it writes goes through the redactor first.

    The record is changed for good: its message is rendered, its exception is text.
    """

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def filter(self, record: logging.LogRecord) -> bool:
        """Clean ``record``; it is always let through."""
        record.msg = self._redactor.clean(_rendered(record))
        record.args = None
        if record.exc_info and record.exc_info[1] and not record.exc_text:
            record.exc_text = "".join(traceback.format_exception(record.exc_info[1])).rstrip()
        record.exc_info = None
        if record.exc_text:
            record.exc_text = self._redactor.clean(record.exc_text)
        if record.stack_info:
            record.stack_info = self._redactor.clean(record.stack_info)
        return True


def _rendered(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        # logging would print the arguments as they are to stderr.
        return f"{record.msg} {record.args!r}"


def _pattern_of(secrets: Iterable[str]) -> re.Pattern[str] | None:
    # The longest first: one secret may be the beginning of another.
    parts = [_part(secret) for secret in sorted(secrets, key=len, reverse=True)]
    return re.compile("|".join(parts)) if parts else None


def _part(secret: str) -> str:
    pattern = "".join(map(_sign, secret))
    return pattern if len(secret) >= _SHORT else rf"(?<![A-Za-z0-9]){pattern}(?![A-Za-z0-9])"


def _sign(sign: str) -> str:
    """One character of a secret, in every way that programs write it."""
    if not sign.isascii():
        forms = {sign, json.dumps(sign)[1:-1], quote(sign, "", errors="surrogatepass")}
        return f"(?:{'|'.join(map(re.escape, forms))})"
    if sign.isalnum():
        return sign
    # JSON within JSON doubles the backslashes: three before a quote, four for one backslash.
    plain = r"\\{1,4}" if sign == "\\" else rf"\\{{0,3}}{re.escape(sign)}"
    code = f"{ord(sign):02x}"
    html = rf"&(?:#0*{ord(sign)}|#x0*{code}|{_NAMED.get(sign, '#')});"
    return rf"(?:{plain}|(?i:\\{{1,2}}u00{code}|%(?:25)?{code}|{html}))"

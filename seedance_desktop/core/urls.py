"""Reference URLs as the person gives them: split, trimmed, accepted or refused with a reason."""

import re
from dataclasses import dataclass
from unicodedata import normalize
from urllib.parse import quote, unquote, urlsplit

from . import spec

MAX_URL_LENGTH = 8_192
"""Characters; longer links are cut by servers on the way."""

_CONTROLS = "\\x00-\\x1f\\x7f-\\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069"
_INVISIBLE = re.compile(f"[{_CONTROLS}\u200c\u200d\u2060\ufeff]")
_MISLEADING = re.compile(f"[{_CONTROLS}\u061c]")
"""What breaks lines or turns text around; what joins letters of names may stay."""

_IN_A_URI = "%/:?#[]@!$&'()*+,;=~"
"""What stands in a URI beside letters, digits and ``-._``."""
_PLAIN_URI = re.compile(r"(?:[A-Za-z0-9._/:?#\[\]@!$&'()*+,;=~-]|%[0-9A-Fa-f]{2})+")
_NO_NAME = re.compile(r"[%<>\[\]\\^`{|}\"']")
"""What no name of a website holds, in whatever script."""
_DOTS = re.compile("[.\u3002\uff0e\uff61]")
"""Between the labels of a host, as the keyboards of the scripts write it."""
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class RefusedUrl:
    """A text that is no usable link, and why, in words for the person."""

    text: str
    reason: str


def legible(name: str) -> str:
    """A name out of a link, safe to show: nothing in it breaks a line or turns its letters."""
    return _MISLEADING.sub("\ufffd", name)


def is_legible(name: str) -> bool:
    """Whether it is safe to show as it is; signs that join letters, and new ones, may be in it."""
    return _MISLEADING.search(name) is None


def split_urls(text: str) -> list[str]:
    """The candidates in a pasted text: one a line, or several links on one line."""
    found: list[str] = []
    for line in text.splitlines():
        words = line.split()
        if len(words) > 1 and all("://" in word for word in words):
            found.extend(words)
        elif words:
            found.append(line.strip())
    return found


def check_url(text: str) -> str | RefusedUrl:
    """The trimmed link, or why it cannot be a reference."""
    url = text.strip().strip("<>\"'").strip()
    if not url:
        return RefusedUrl(text, "It is empty. Paste a link that begins with https://.")
    shown = legible(url if len(url) <= 60 else url[:57] + "…")
    if len(url) > MAX_URL_LENGTH:
        return RefusedUrl(text, f"“{shown}” is too long for a link.")
    if _INVISIBLE.search(url):
        return RefusedUrl(text, f"“{shown}” holds an invisible character. Copy the link again.")
    if any(map(str.isspace, url)):
        return RefusedUrl(text, f"“{shown}” is not a link: it has a space in it.")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return RefusedUrl(text, f"“{shown}” is not a link a browser would open.")
    return _check_parts(text, shown, url, parts.scheme, host, parts.username)


def _check_parts(
    text: str, shown: str, url: str, scheme: str, host: str | None, user: str | None
) -> str | RefusedUrl:
    if scheme == "file":
        name = legible(unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])) or shown
        return RefusedUrl(
            text,
            f"“{name}” is on this computer, and the service fetches references itself. "
            "Put a public link in its place.",
        )
    if scheme == "data":
        return RefusedUrl(
            text, "A picture pasted as data is not known to be accepted. Use a public link."
        )
    if scheme not in spec.URL_SCHEMES:
        return RefusedUrl(text, f"“{shown}” does not begin with http:// or https://.")
    if not host:
        return RefusedUrl(text, f"“{shown}” names no website.")
    if not host.isascii() and _NO_NAME.search(host):
        return RefusedUrl(text, f"“{shown}” is not a link a browser would open.")
    if user is not None:
        return RefusedUrl(text, f"“{shown}” holds a user name. Use a link without one.")
    return url


def as_uri(url: str) -> str:
    """A link that ``check_url`` took as it is sent: the contract wants URIs [C].

    They hold ASCII alone, and not all of it. Browsers show, and people copy, what stands behind
    the percent signs; it leads to the same place.

    Raises:
        UnicodeEncodeError: it holds half a character.
    """
    if _PLAIN_URI.fullmatch(url):
        return url
    scheme, _, rest = url.partition("://")
    host = urlsplit(url).netloc
    behind = rest[len(host) :]
    return f"{scheme}://{_host_in_ascii(host)}{_quoted(behind)}"


def _host_in_ascii(host: str) -> str:
    if host.isascii():
        return _quoted(host)
    name, colon, port = host.partition(":")
    name.encode()  # half a character would be coded as if it were one
    # By hand: Python's own "idna" is the one of 2003, which takes "ß" for "ss" and goes elsewhere.
    labels = [_label_in_ascii(label) for label in _DOTS.split(name)]
    return f"{'.'.join(labels)}{colon}{port}"


def _label_in_ascii(label: str) -> str:
    if label.isascii():
        return _quoted(label)
    return "xn--" + normalize("NFKC", label.lower()).encode("punycode").decode()


def _quoted(text: str) -> str:
    return _STRAY_PERCENT.sub("%25", quote(text, safe=_IN_A_URI))

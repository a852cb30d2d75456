"""Origins: where a token belongs, and which addresses may be asked at all."""

import ipaddress
from urllib.parse import urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


class BadAddress(ValueError):
    """The service's address cannot be used; its text tells the person why."""


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this very machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_base_url(text: str) -> str:
    """The service's address without a trailing slash.

    Raises:
        BadAddress: it is not https, nor http to this machine, or is no address at all.
    """
    url = text.strip().rstrip("/")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise BadAddress(f"“{text}” is not an address.") from None
    if parts.scheme not in _DEFAULT_PORTS or not host or port == 0:
        raise BadAddress(f"“{text}” is not an address. It begins with https://.")
    if parts.scheme == "http" and not is_loopback(host):
        raise BadAddress("An address on the network must begin with https://, or the token leaks.")
    # The marks themselves: with nothing behind them they would still swallow the call's path.
    if parts.username is not None or "?" in url or "#" in url:
        raise BadAddress("An address holds no user name, no “?” and no “#”.")
    if any(c.isspace() or not c.isprintable() for c in url):
        raise BadAddress("An address holds no blanks.")
    return url


def origin_of(url: str) -> str:
    """Scheme, host and port of ``url``, written in one way: ``https://host:443``."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
    return f"{parts.scheme}://{host}:{port}"

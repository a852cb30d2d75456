"""Temporary links to finished clips: an expiry time and a signature in the query."""

import hashlib
import hmac
import secrets
import time
from pathlib import Path
from urllib.parse import urlencode

LIFETIME = 24 * 3600
"""Seconds; other Seedance services name 12 to 24 hours [U]."""


class LinkSigner:
    """Makes and checks links; its key is kept in a file, so that links outlive a restart."""

    def __init__(self, key_file: Path) -> None:
        if not key_file.exists():
            key_file.write_bytes(secrets.token_bytes(32))
        self._key = key_file.read_bytes()

    def query(self, task_id: str, lifetime: float = LIFETIME) -> str:
        """The query of a link that is good for `lifetime` seconds; negative: expired already."""
        expires = str(int(time.time() + lifetime))
        return urlencode({"Expires": expires, "Signature": self._sign(task_id, expires)})

    def refusal(self, task_id: str, expires: str, signature: str) -> str | None:
        """Why a link is not good, or None if it is."""
        given = signature.encode(errors="backslashreplace")
        if not hmac.compare_digest(self._sign(task_id, expires).encode(), given):
            return "The signature does not match"
        return "Request has expired" if int(expires) < time.time() else None

    def _sign(self, task_id: str, expires: str) -> str:
        text = f"{task_id}\n{expires}".encode(errors="backslashreplace")
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()

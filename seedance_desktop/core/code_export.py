"""A request as code that sends it: for a terminal and for Python. No token is ever in it.

Both read the token from the environment variable ``SEEDANCE_TOKEN``, as the app itself does.
"""

import json
import shlex
from typing import Any

TOKEN_VARIABLE = "SEEDANCE_TOKEN"

_PYTHON = """import os

import httpx

# Sends the request once, which the service bills.
response = httpx.post(
    {url!r},
    headers={{"Authorization": f"Bearer {{os.environ['{token}']}}"}},
    json={body},
    timeout=120,
)
print(response.status_code, response.text)
"""


def as_curl(url: str, body: str) -> str:
    """A command for a POSIX shell that posts ``body``, a JSON object, to ``url``."""
    laid_out = json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    lines = (
        f"curl --request POST {shlex.quote(url)}",
        f'--header "Authorization: Bearer ${TOKEN_VARIABLE}"',
        "--header 'Content-Type: application/json'",
        f"--data-raw {shlex.quote(laid_out)}",
    )
    return " \\\n  ".join(lines)


def as_python(url: str, body: str) -> str:
    """A Python program that posts ``body``, a JSON object, to ``url`` with httpx."""
    return _PYTHON.format(url=url, token=TOKEN_VARIABLE, body=_literal(json.loads(body)))


def _literal(fields: dict[str, Any]) -> str:
    """A dict of texts, numbers and flat lists as Python writes it, one field a line."""
    lines = [f"        {name!r}: {value!r},\n" for name, value in fields.items()]
    return "{\n" + "".join(lines) + "    }"

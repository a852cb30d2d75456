"""What the person pastes as a token, made into one."""

import re

from .errors import BadTokenText

MAX_LENGTH = 1_280
"""Characters; the Windows keyring holds no more."""

_PREFIX = re.compile(r"^(?:authorization\s*:\s*)?(?:bearer\s+)?", re.IGNORECASE)


def clean_token(text: str) -> str:
    """The token in ``text``, without blanks around it and without a pasted ``Bearer``.

    Raises:
        BadTokenText: it cannot be a token. The reason does not hold what was typed.
    """
    token = _PREFIX.sub("", text.strip())
    if not token or token.lower() == "bearer":
        raise BadTokenText("There is no token in it. Paste the key from your provider's page.")
    if any(not "!" <= c <= "~" for c in token):
        raise BadTokenText(
            "It holds a blank or a character that is not plain English. Copy it again, "
            "without the text around it."
        )
    if len(token) > MAX_LENGTH:
        raise BadTokenText(f"It is longer than {MAX_LENGTH:,} characters. Copy the key alone.")
    return token

"""The real window under Xvfb; ``scripts/with_desktop.py`` makes the desktop it is on."""

from collections.abc import Iterator

import pytest

from tests.support.window import Eyes, open_eyes


@pytest.fixture(scope="session")
def eyes() -> Iterator[Eyes]:
    """Look at the accessibility tree."""
    with open_eyes() as eyes:
        yield eyes

"""A log record of WARNING or above fails the test that did not announce it.

``@pytest.mark.logs("regex", …)`` announces records whose message a regex is found in. Qt's own
messages come here too, where ``tests.support.qt`` is in use.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest


class _Recorder(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "logs(regex, ...): log records this test may cause")


@pytest.fixture(autouse=True)
def no_surprise_in_the_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that causes a warning in the log without saying so."""
    recorder = _Recorder()
    logging.getLogger().addHandler(recorder)
    yield
    logging.getLogger().removeHandler(recorder)
    announced = [regex for mark in request.node.iter_markers("logs") for regex in mark.args]
    surprises = [
        f"{record.levelname} {record.name}: {record.getMessage()}"
        for record in recorder.records
        if not any(re.search(regex, record.getMessage()) for regex in announced)
    ]
    if surprises:
        pytest.fail("unexpected log records:\n  " + "\n  ".join(surprises), pytrace=False)

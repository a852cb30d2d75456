"""Shared by every layer's tests; needs neither PySide6 nor pytest-qt."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = [
    "pytester",
    "tests.support.coroutines",
    "tests.support.leaks",
    "tests.support.logs",
]

# A busy machine is no failure.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(scope="session", autouse=True)
def _no_trace_of_the_person(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep tests away from the person's own data, token and proxy, on every machine alike."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as environment:
        for folder in ("CONFIG", "DATA", "STATE"):
            environment.setenv(f"XDG_{folder}_HOME", str(home / folder.lower()))
        for name in _PROXIES:
            environment.delenv(name, raising=False)
            environment.delenv(name.lower(), raising=False)
        environment.delenv("SEEDANCE_TOKEN", raising=False)
        yield

from __future__ import annotations

import html
import io
import json
import logging
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.backend.redaction import HIDDEN, RedactionFilter, Redactor

TOKEN = 'sk-9f8e/7d6c"5b4a\\39281706'
KEY = "sk-ab+cd/ef==&gh"


def twice(text: str) -> str:
    return json.dumps(json.dumps(text))


def like_dotnet(text: str) -> str:
    """JSON with every sign that HTML could mistake written as its code."""
    return re.sub("[+&<>'\"]", lambda sign: f"\\u{ord(sign[0]):04X}", text)


def like_php(text: str) -> str:
    return json.dumps(text).replace("/", "\\/")


def lower_quoted(text: str) -> str:
    return quote(text, "").lower()


@pytest.fixture
def log() -> tuple[logging.Logger, io.StringIO]:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(RedactionFilter(Redactor([TOKEN])))
    logger = logging.Logger("seedance.test", logging.DEBUG)
    logger.addHandler(handler)
    return logger, out


@pytest.mark.parametrize("write", [str, json.dumps, repr, lambda t: quote(t, ""), str.encode])
def test_a_secret_is_hidden_however_it_is_written(write: object) -> None:
    text = f"before {write(TOKEN)} after"  # type: ignore[operator]
    cleaned = Redactor([TOKEN]).clean(text)
    assert "39281706" not in cleaned
    assert cleaned.startswith("before ") and cleaned.endswith(" after")


@pytest.mark.parametrize("write", [twice, like_dotnet, like_php, lower_quoted, html.escape, repr])
@pytest.mark.parametrize("before", ["", "Bearer "])
def test_other_programs_write_it_otherwise(write: Callable[[str], str], before: str) -> None:
    for redactor in [Redactor([KEY])] + [Redactor()] * bool(before):
        cleaned = redactor.clean(f"before {write(before + KEY)} after")
        assert HIDDEN in cleaned
        assert not any(piece in cleaned for piece in ("ab", "cd", "ef=", "gh"))


def test_whatever_follows_bearer_is_hidden() -> None:
    cleaned = Redactor().clean("{'Authorization': 'Bearer abc.def', 'Accept': 'x'}")
    assert cleaned == f"{{'Authorization': 'Bearer {HIDDEN}', 'Accept': 'x'}}"


def test_a_short_secret_does_not_eat_words() -> None:
    redactor = Redactor(["test"])
    assert redactor.clean("the latest test, tested") == f"the latest {HIDDEN}, tested"


def test_secrets_come_and_go() -> None:
    redactor = Redactor()
    redactor.add("")
    redactor.add("first-secret")
    redactor.add("first-secret-and-more")
    assert redactor.clean("first-secret-and-more first-secret") == f"{HIDDEN} {HIDDEN}"
    redactor.remove("first-secret")
    redactor.remove("never-added")
    assert redactor.clean("first-secret") == "first-secret"


@given(st.text(min_size=8), st.text(), st.text())
def test_no_secret_survives(secret: str, before: str, after: str) -> None:
    cleaned = Redactor([secret]).clean(before + secret + after)
    assert secret not in cleaned.replace(HIDDEN, "\0")


def test_message_and_arguments(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    logger.info("with %s and %r", TOKEN, {"Authorization": f"Bearer {TOKEN}"})
    assert "39281706" not in out.getvalue()
    assert out.getvalue().count(HIDDEN) == 2


def test_a_traceback_and_its_chain(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    try:
        try:
            raise ValueError(f"Illegal header value b'Bearer {TOKEN}'")
        except ValueError as error:
            raise RuntimeError(TOKEN) from error
    except RuntimeError:
        logger.exception("broke off", stack_info=True)
    assert "39281706" not in out.getvalue()
    assert "RuntimeError" in out.getvalue() and "ValueError" in out.getvalue()


def test_the_lines_of_a_stack(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    record = logger.makeRecord("x", logging.INFO, "f", 1, "m", (), None, sinfo=f"call({TOKEN!r})")
    logger.handle(record)
    assert f"call('{HIDDEN}')" in out.getvalue()


def test_a_call_with_wrong_arguments(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    logger.info("%d credits", TOKEN)
    assert "39281706" not in out.getvalue()
    assert "credits" in out.getvalue()

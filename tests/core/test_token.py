"""What is pasted becomes a token or a reason that does not hold it."""

from __future__ import annotations

import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.core.errors import BadTokenText
from seedance_desktop.core.token import MAX_LENGTH, clean_token


@pytest.mark.parametrize(
    "text",
    [
        "sk-Abc_123.~+/=",
        "  sk-Abc_123.~+/=\n",
        "Bearer sk-Abc_123.~+/=",
        "bearer\tsk-Abc_123.~+/= ",
        "Authorization: Bearer sk-Abc_123.~+/=",
        "authorization :BEARER   sk-Abc_123.~+/=",
        "Authorization: sk-Abc_123.~+/=",
        "\u00a0sk-Abc_123.~+/=\u3000",
    ],
)
def test_the_token_is_found(text: str) -> None:
    assert clean_token(text) == "sk-Abc_123.~+/="


def test_a_token_may_begin_like_the_prefix() -> None:
    assert clean_token("bearer123") == "bearer123"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no token"),
        (" \n\t", "no token"),
        ("Bearer", "no token"),
        ("Bearer  ", "no token"),
        ("Authorization: Bearer ", "no token"),
        ("secret token", "blank"),
        ("secret\ntoken", "blank"),
        ("secrét", "plain English"),
        ("sécret令牌", "plain English"),
        ("secret\u200b", "plain English"),
        ("secret\x00", "plain English"),
        ("secret\x7f", "plain English"),
        ("\ud83dsecret", "plain English"),
        ("s" * (MAX_LENGTH + 1), "longer than 1,280"),
    ],
)
def test_what_cannot_be_one(text: str, reason: str) -> None:
    with pytest.raises(BadTokenText, match=reason) as told:
        clean_token(text)
    everything = "".join(traceback.format_exception(told.value)) + repr(told.value.args)
    assert "secret" not in everything
    assert "ssss" not in everything


def test_the_longest() -> None:
    assert clean_token("s" * MAX_LENGTH) == "s" * MAX_LENGTH


@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    try:
        token = clean_token(text)
    except BadTokenText:
        return
    assert token
    assert token.isascii()
    assert token.isprintable()
    assert " " not in token
    assert token in text

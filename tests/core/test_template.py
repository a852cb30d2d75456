"""A prompt's comments and fields, and what the service gets of them."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.core.template import (
    Placeholder,
    as_sent,
    is_comment,
    placeholders,
    unfilled,
)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("// a title\nA boat", "A boat"),
        ("A boat\n// not sent", "A boat"),
        ("A\n// one\n// two\n//\nB", "A\nB"),
        ("// 全部\n", ""),
        ("A boat // at dawn", "A boat // at dawn"),
        ("//no space is no comment", "//no space is no comment"),
        (" // an indented line is none either", " // an indented line is none either"),
        ("#dawn #boat\nhttps://a.b/c", "#dawn #boat\nhttps://a.b/c"),
        ("  \n\nA boat\n", "  \n\nA boat\n"),
    ],
)
def test_comments_stay_here_and_all_else_is_sent(written: str, sent: str) -> None:
    assert as_sent(written, {}) == sent


@pytest.mark.parametrize(
    ("written", "values", "sent"),
    [
        ("{{product=a bottle}}", {}, "a bottle"),
        ("{{product=a bottle}}", {"product": "a jar"}, "a jar"),
        ("{{product=a bottle}}", {"product": ""}, "a bottle"),
        ("{{ product = a bottle }}", {"product": "罐子"}, "罐子"),
        ("{{a=1}} {{a}} {{a=2}}", {}, "1 1 1"),
        ("{{a}} {{a=2}}", {}, "2 2"),
        ("{{a}}", {}, ""),
        ("{{a=x}}", {"a": "{{b=y}}"}, "{{b=y}}"),
        ("{{a=x}}", {"a": "// no comment"}, "// no comment"),
        ("{{a=x}}", {"a": r"\1 \g<0>"}, r"\1 \g<0>"),
        ("{a|b} {{}} {{ }} {{=x}} {{a|b}}", {}, "{a|b} {{}} {{ }} {{=x}} {{a|b}}"),
        ("{{a=https://x.y/?q=1}}", {}, "https://x.y/?q=1"),
        ("{{" + "n" * 80 + "}}", {"n" * 80: "x"}, "x"),
        ("{{" + "n" * 81 + "}}", {}, "{{" + "n" * 81 + "}}"),
    ],
)
def test_fields_are_filled(written: str, values: dict[str, str], sent: str) -> None:
    assert as_sent(written, values) == sent


def test_fields_come_in_their_order_and_once() -> None:
    written = "{{b}} {{a=1}}\n// {{c=2}}\n{{b=3}}"
    assert placeholders(written) == (Placeholder("b", "3"), Placeholder("a", "1"))


def test_a_field_without_anything_to_put_there_is_named() -> None:
    assert unfilled("{{a}} {{b=1}} {{c}}", {"c": "x", "a": " "}) == ("a",)


plain = st.text(st.characters(exclude_characters="{}")).filter(
    lambda text: not any(is_comment(line) for line in text.split("\n"))
)


@given(plain)
def test_a_text_without_comments_and_fields_is_sent_as_it_is(text: str) -> None:
    assert as_sent(text, {"a": "b"}) == text


@given(plain, plain, st.text(st.characters(exclude_categories=["C"], exclude_characters="{}=|")))
def test_a_value_ends_where_its_field_stood(before: str, after: str, value: str) -> None:
    text = f"{before}{{{{x=default}}}}{after}"
    assert as_sent(text, {"x": value}) == f"{before}{value or 'default'}{after}"


@given(st.lists(st.sampled_from(["// no", "yes", "", "{{a=b}} and {{ c }}", "//"])), st.text())
def test_nothing_is_left_to_fill_or_strip(lines: list[str], value: str) -> None:
    value = value.replace("{", "").replace("// no", "")
    sent = as_sent("\n".join(lines), {"a": value})
    assert "// no" not in sent
    assert not placeholders(sent)


def test_a_text_made_to_be_slow_is_not() -> None:
    texts = ("{{" + " " * 200_000, "{{a" * 70_000, "{" * 200_000, "{{a=" + "=" * 200_000)
    begun = perf_counter()
    for text in texts:
        assert as_sent(text, {}) == text
    # Linear work takes milliseconds; quadratic work takes minutes.
    assert perf_counter() - begun < 20

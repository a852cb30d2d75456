import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.core.urls import RefusedUrl, check_url, split_urls


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/a.png",
        "http://example.com",
        "https://例え.jp/猫.png?x=1#y",
        "https://[2001:db8::1]:8080/a",
    ],
)
def test_public_links_are_taken(text: str) -> None:
    assert check_url(f"  {text}\n") == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("example.com/a.png", "does not begin with http"),
        ("ftp://example.com/a", "does not begin with http"),
        ("javascript:alert(1)", "does not begin with http"),
        ("file:///pictures/a%20b.png", "“a b.png” is on this computer"),
        ("data:image/png;base64,AAAA", "public link"),
        ("https://", "names no website"),
        ("https://example.com/a b", "space"),
        ("https://example.com/a.png\u3000参考", "space"),
        ("https://example.com/a\u00a0b", "space"),
        ("https://me:secret@example.com/", "user name"),
        ("https://example.com:99999/", "browser"),
        ("https://[::1/", "browser"),
        ("https://exa\u202emple.com/", "invisible"),
        ("https://example.com/" + "a" * 9000, "too long"),
    ],
)
def test_everything_else_is_refused_with_a_reason(text: str, reason: str) -> None:
    refused = check_url(text)
    assert isinstance(refused, RefusedUrl)
    assert reason in refused.reason
    assert len(refused.reason) < 200


def test_a_paste_of_many_lines_is_many_links() -> None:
    pasted = "https://a.example/1\n\n  https://a.example/2  \r\nhttps://b.example https://c.example"
    assert split_urls(pasted) == [
        "https://a.example/1",
        "https://a.example/2",
        "https://b.example",
        "https://c.example",
    ]


@given(st.text())
def test_no_text_breaks_the_check(text: str) -> None:
    for candidate in [*split_urls(text), text]:
        checked = check_url(candidate)
        assert isinstance(checked, RefusedUrl) or checked.startswith(("http", "HTTP"))

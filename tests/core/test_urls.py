import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.core.urls import RefusedUrl, as_uri, check_url, split_urls


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


@pytest.mark.parametrize("around", ["<{}>", '"{}"', "'{}'", ' <"{}"> '])
def test_signs_that_enclose_a_link_are_no_part_of_it(around: str) -> None:
    assert check_url(around.format("https://example.com/a.png")) == "https://example.com/a.png"


def test_a_reason_turns_no_letters_around() -> None:
    refused = check_url("https://exa\u202emple.com/")
    assert isinstance(refused, RefusedUrl)
    assert "\u202e" not in refused.reason


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
        ("https://%例え.jp/", "browser"),
        ("https://例え|.jp/", "browser"),
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


def test_a_link_with_a_word_behind_it_stays_one_line() -> None:
    line = "https://a.example/1 the hero"
    assert split_urls(line) == [line]


@given(st.text())
def test_no_text_breaks_the_check(text: str) -> None:
    for candidate in [*split_urls(text), text]:
        checked = check_url(candidate)
        assert isinstance(checked, RefusedUrl) or checked.startswith(("http", "HTTP"))


@pytest.mark.parametrize(
    ("link", "sent"),
    [
        ("https://example.com/a%20b.png?x=%E7%8C%AB&y[]=1#z", None),
        ("HTTPS://Example.com:8443/~a/(b);c=d,e!$&'*+@:", None),
        ("https://[2001:db8::1]:8080/a", None),
        ("https://a.example/猫.png", "https://a.example/%E7%8C%AB.png"),
        ("https://a.example/?q=猫#爪", "https://a.example/?q=%E7%8C%AB#%E7%88%AA"),
        ("https://例え.jp:8080/a", "https://xn--r8jz45g.jp:8080/a"),
        ("https://例え.jp", "https://xn--r8jz45g.jp"),
        ('https://a.example/"<>\\^`{|}', "https://a.example/%22%3C%3E%5C%5E%60%7B%7C%7D"),
        ("https://a.example/100%/b%zz%4", "https://a.example/100%25/b%25zz%254"),
        ("https://faß.example/ß", "https://xn--fa-hia.example/%C3%9F"),
        ("https://BÜCHER。example/", "https://xn--bcher-kva.example/"),
    ],
)
def test_a_link_is_sent_as_a_uri(link: str, sent: str | None) -> None:
    """The contract takes arrays of URIs [C]: ASCII alone, and not all of it."""
    assert as_uri(link) == (sent or link)


@given(st.text(st.characters(exclude_categories=["Cs"])).map("https://a.example/{}".format))
def test_what_the_check_takes_becomes_a_uri(text: str) -> None:
    link = check_url(text)
    if not isinstance(link, RefusedUrl):
        sent = as_uri(link)
        assert sent.isascii()
        assert as_uri(sent) == sent

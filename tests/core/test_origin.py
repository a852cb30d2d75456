import pytest

from seedance_desktop.core.origin import BadAddress, check_base_url, is_loopback, origin_of


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://API.outai.top/api", "https://api.outai.top:443"),
        ("https://api.outai.top:443/other", "https://api.outai.top:443"),
        ("http://127.0.0.1:8080/api", "http://127.0.0.1:8080"),
        ("http://[::1]/api", "http://[::1]:80"),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, origin: str) -> None:
    assert origin_of(url) == origin


@pytest.mark.parametrize(
    "url",
    ["https://api.example/api/", "http://localhost:1/api", "http://127.0.0.9/", "http://[::1]:5"],
)
def test_https_and_http_to_this_machine_are_taken(url: str) -> None:
    assert check_base_url(f" {url} ") == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/api",
        "http://127.0.0.1.example.com/",
        "http://192.168.1.2/",
        "ftp://example.com",
        "example.com",
        "",
        "https://",
        "https://user@example.com",
        "https://example.com/?a=1",
        "https://example.com/#x",
        "https://example.com/api?",
        "https://example.com/api#",
        "https://example.com/?/",
        "https://example.com:0/api",
        "https://exa mple.com",
        "https://example.com:99999",
    ],
)
def test_everything_else_is_refused(url: str) -> None:
    with pytest.raises(BadAddress):
        check_base_url(url)


def test_names_that_only_look_like_this_machine_are_not() -> None:
    assert is_loopback("127.1.2.3")
    assert not is_loopback("localhost.example.com")

"""What other programs put into a drag, and what is made of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.core.dropped import share_of, sort_links
from seedance_desktop.core.reference_sources import (
    MAX_LINKS,
    MAX_LOOKS,
    Carried,
    Found,
    file_name,
    find_links,
    kind_of,
    pictures_in_html,
    urls_in_text,
)
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Kind, Mode

A = "https://a.example/one.png"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://a.example/x.PNG", Kind.IMAGE),
        ("https://a.example/x.jpeg?size=2#top", Kind.IMAGE),
        ("https://a.example/x.mov", Kind.VIDEO),
        ("https://a.example/x.wav", Kind.AUDIO),
        ("https://a.example/x%2Emp3", Kind.AUDIO),
        ("file:///home/me/a%20b.webp", Kind.IMAGE),
        ("https://a.example/media?format=jpg&name=large", Kind.IMAGE),
        ("https://a.example/o/1?response-content-type=video%2Fmp4", Kind.VIDEO),
        (
            'https://a.example/o/1?response-content-disposition=attachment; filename="x.mp3"',
            Kind.AUDIO,
        ),
        ("https://a.example/x.mp4?poster=y.png", Kind.VIDEO),
        ("https://a.example/watch?v=1", None),
        ("https://a.example/page.html", None),
        ("https://a.example/.png", None),
        ("https://mp4.mov/", None),
        ("file:///home/me/notes.txt?x.png", None),
        ("https://[::1/x.png", None),
    ],
)
def test_a_link_says_what_it_is(url: str, kind: Kind | None) -> None:
    assert kind_of(url) is kind


def test_links_are_found_in_prose() -> None:
    text = (
        "See https://a.example/1.png, (https://a.example/b_(2).mp4) and "
        "<https://a.example/3>; 参考https://a.example/四.jpg。 mail me@a.example"
    )
    assert urls_in_text(text)[0] == [
        "https://a.example/1.png",
        "https://a.example/b_(2).mp4",
        "https://a.example/3",
        "https://a.example/四.jpg",
    ]


def test_a_browsers_picture_is_its_address_not_the_link_around_it() -> None:
    page = (
        '<meta charset=utf-8><a href="https://a.example/page">'
        '<img alt="" src="https://cdn.example/1?x=1&amp;y=2"></a>'
    )
    carried = Carried(urls=("https://a.example/page",), html=page, picture=True)
    assert find_links(carried).links == ("https://cdn.example/1?x=1&y=2",)


def test_a_link_that_says_it_is_a_picture_wins_over_a_small_one_of_the_page() -> None:
    page = "<IMG SRC='https://cdn.example/thumbnail.png'>"
    assert find_links(Carried(urls=(A,), html=page)).links == (A,)


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<img src=https://a.example/1>", ["https://a.example/1"]),
        ("<imgx data-src='x'>", []),
        (
            "<img data-src='https://a.example/no' src='https://a.example/1'>",
            ["https://a.example/1"],
        ),
        ("<img", []),
    ],
)
def test_pictures_of_a_page(page: str, found: list[str]) -> None:
    assert pictures_in_html(page) == (found, 0)


def test_a_titled_url_is_its_first_line() -> None:
    assert find_links(Carried(titled_url=f"{A}\nOne", text="One")).links == (A,)


@pytest.mark.parametrize("url", ["file://[", "file://[/a.png", "FILE://[::1/a.url"])
def test_an_address_no_file_can_have_is_refused(url: str) -> None:
    for carried in (Carried(text=url), Carried(urls=(url,)), Carried(html=f"<img src={url}>")):
        found = find_links(carried)
        assert not found.links
        assert not found.link_files
        (refused,) = found.refused
        assert "not a link" in refused.reason


def test_pixels_alone_are_refused_with_the_reason() -> None:
    (refused,) = find_links(Carried(picture=True)).refused
    assert "address of the picture" in refused.reason
    (refused,) = find_links(Carried(html='<img src="data:image/png;base64,AAAA">')).refused
    assert "public link" in refused.reason


def test_text_without_a_link_says_so() -> None:
    (refused,) = find_links(Carried(text="a boat")).refused
    assert "no link" in refused.reason


def test_files_are_told_apart() -> None:
    found = find_links(
        Carried(urls=("file:///a/b.png", "file:///a/c.URL", "file:///a/d.txt", "file:///a/dir/"))
    )
    assert found.links == ("file:///a/b.png",)
    assert found.link_files == ("file:///a/c.URL",)
    assert ["d.txt" in found.refused[0].reason, "dir" in found.refused[1].reason] == [True, True]


def test_no_page_keeps_the_reader_busy() -> None:
    assert pictures_in_html("<img" * 300_000) == ([], 0)
    assert pictures_in_html("<img " * 300_000)[0] == []
    assert pictures_in_html("<img src='data:" + "A" * 5_000_000 + "'>")[0][0].startswith("data:")


@pytest.mark.parametrize(
    ("carried", "taken"),
    [
        (Carried(text="\n".join(f"https://a.example/{n}.png" for n in range(3_000))), MAX_LINKS),
        (Carried(urls=tuple(f"https://a.example/{n}" for n in range(3_000))), MAX_LINKS),
        (Carried(html="".join(f"<img src='https://a.example/{n}'>" for n in range(3_000))),
         MAX_LOOKS),
        (Carried(urls=tuple(f"file:///a/{n}.url" for n in range(3_000))), MAX_LOOKS),
    ],
)  # fmt: skip
def test_what_is_too_much_at_once_is_counted(carried: Carried, taken: int) -> None:
    found = find_links(carried)
    assert len(found.links) + len(found.link_files) == taken
    assert found.beyond == 3_000 - taken


def test_no_more_are_asked_about_than_can_be_looked_at() -> None:
    found = find_links(Carried(urls=tuple(f"https://a.example/{n}" for n in range(1_000))))
    plan = sort_links(found, VideoRequest(), kind_of)
    assert (len(plan.unsorted), plan.beyond) == (MAX_LOOKS, 1_000 - MAX_LOOKS)


texts = st.text(alphabet=st.sampled_from("<img src='\"=>https://:.()a0 \n\0é"), max_size=80)


@given(texts, texts, st.lists(texts, max_size=3))
def test_nothing_that_is_dragged_breaks_it(html: str, text: str, urls: list[str]) -> None:
    found = find_links(Carried(urls=tuple(urls), html=html, text=text))
    assert found.links or found.link_files or found.refused
    for link in found.links:
        kind_of(link)


def test_each_link_goes_to_the_list_of_its_kind_as_far_as_there_is_room() -> None:
    request = VideoRequest(video_urls=("https://a.example/0.mp4",) * 2)
    videos = tuple(f"https://a.example/{n}.mp4" for n in (1, 2, 3))
    found = Found(links=(A, *videos, "https://a.example/what"))
    plan = sort_links(found, request, kind_of)
    assert plan.shares[Kind.IMAGE].fits == (A,)
    assert plan.shares[Kind.VIDEO].fits == videos[:1]
    assert plan.shares[Kind.VIDEO].stays_out == videos[1:]
    assert plan.unsorted == ("https://a.example/what",)
    assert plan.takes_something


def test_a_link_of_no_kind_goes_where_it_is_held() -> None:
    plan = sort_links(Found(("https://a.example/x", A)), VideoRequest(), kind_of, Kind.AUDIO)
    assert plan.shares[Kind.AUDIO].fits == ("https://a.example/x",)
    assert plan.shares[Kind.IMAGE].fits == (A,)


@given(st.integers(0, 12), st.integers(0, 12), st.sampled_from(list(Mode)))
def test_a_share_never_fills_a_list_past_its_limit(have: int, come: int, mode: Mode) -> None:
    request = VideoRequest(function_mode=mode, image_urls=(A,) * have)
    share = share_of(Kind.IMAGE, [A] * come, request)
    limit = 2 if mode is Mode.FIRST_LAST_FRAMES else 9
    assert len(share.fits) + len(share.stays_out) == come
    assert not share.fits or have + len(share.fits) <= limit
    assert not share.stays_out or have + len(share.fits) >= limit


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.example/my%20boat%20%E5%9B%BE.png", "my boat 图.png"),
        ("https://a.example/one%0Atwo%1B%5B31m.png", "one\ufffdtwo\ufffd[31m.png"),
        ("https://a.example/%E2%80%AEgnp.exe", "\ufffdgnp.exe"),
        ("https://a.example/%F0%9F%91%A9%E2%80%8D%F0%9F%8E%A8.png", "👩\u200d🎨.png"),
        ("https://a\u202e.example/", "a\ufffd.example"),
    ],
)
def test_a_name_out_of_a_link_can_be_shown(url: str, name: str) -> None:
    assert file_name(url) == name

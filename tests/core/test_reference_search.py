import pytest

from seedance_desktop.core.reference_search import matching, places
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Kind

REQUEST = VideoRequest(
    image_urls=("https://a.example/hero%20bottle.png", "https://a.example/2.png"),
    video_urls=("https://a.example/move.mp4?name=image",),
    audio_urls=("https://a.example/%E9%9B%A8.mp3",),
)
IMAGE, VIDEO, AUDIO = Kind.IMAGE, Kind.VIDEO, Kind.AUDIO


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [(IMAGE, 0), (IMAGE, 1), (VIDEO, 0), (AUDIO, 0)]),
        ("i", [(IMAGE, 0), (IMAGE, 1)]),
        ("IMAGE 2", [(IMAGE, 1)]),
        ("1", [(IMAGE, 0), (VIDEO, 0), (AUDIO, 0)]),
        ("图", [(IMAGE, 0), (IMAGE, 1)]),
        ("图片2", [(IMAGE, 1)]),
        ("视频", [(VIDEO, 0)]),
        ("影片1", [(VIDEO, 0)]),
        ("音", [(AUDIO, 0)]),
        ("pic", [(IMAGE, 0), (IMAGE, 1)]),
        ("v", [(VIDEO, 0), ]),
        ("hero bottle", [(IMAGE, 0)]),
        ("雨", [(AUDIO, 0)]),
        ("mp", [(VIDEO, 0), (AUDIO, 0)]),
        ("2", [(IMAGE, 1)]),
        ("nothing", []),
    ],
)  # fmt: skip
def test_a_few_letters_find_the_reference(query: str, found: list[tuple[Kind, int]]) -> None:
    assert matching(query, REQUEST, "@Image1") == found


def test_the_providers_own_word_finds_it_too() -> None:
    assert matching("ref", REQUEST, "@Ref1") == [(IMAGE, 0), (IMAGE, 1)]
    assert matching("[img2", REQUEST, "[img1]") == [(IMAGE, 1)]


def test_every_reference_in_the_order_of_the_form() -> None:
    assert places(REQUEST) == [(IMAGE, 0), (IMAGE, 1), (VIDEO, 0), (AUDIO, 0)]

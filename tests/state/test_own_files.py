"""Files of this computer are read for their picture; what only looks like one is not."""

from pathlib import Path

import pytest

from seedance_desktop.state.own_files import own_file


def test_a_file_of_this_computer(tmp_path: Path) -> None:
    path = tmp_path / "ein Bild 图.png"
    assert own_file(path.as_uri()) == path


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/a.png",
        "file://host/share/a.png",
        "file:////host/share/a.png",
        "file:///%5C%5Chost/share/a.png",
        "file:///%2Fhost/share/a.png",
        "file:",
        "",
        "a.png",
    ],
)
def test_anything_else_is_none(url: str) -> None:
    assert own_file(url) is None

"""Link files of every desktop, and what only looks like one."""

import os
import plistlib
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.backend.link_files import (
    MAX_BYTES,
    is_elsewhere,
    parse_link_file,
    read_link_file,
)
from seedance_desktop.core.urls import RefusedUrl

LINK = "https://example.com/猫 & dog.png?a=1%20b"
SHORTCUT = f"[InternetShortcut]\r\nURL={LINK}\r\nIconIndex=0\r\n"
DESKTOP = f"[Desktop Entry]\nVersion=1.0\nType=Link\nName=Cat\nURL={LINK}\nURL[de]=x\n"


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        (".url", SHORTCUT.encode()),
        (".URL", b"\xef\xbb\xbf" + SHORTCUT.encode()),
        (".url", SHORTCUT.encode("utf-16")),
        (".url", f"[Other]\nURL=https://no.example\n[internetshortcut]\nurl = {LINK}".encode()),
        (".desktop", DESKTOP.encode()),
        (".webloc", plistlib.dumps({"URL": LINK}, fmt=plistlib.FMT_XML)),
        (".webloc", plistlib.dumps({"URL": LINK}, fmt=plistlib.FMT_BINARY)),
        (".webloc", SHORTCUT.encode()),
    ],
)
def test_the_link_is_read(suffix: str, data: bytes, tmp_path: Path) -> None:
    file = tmp_path / f"ein Name #1{suffix}"
    file.write_bytes(data)
    assert read_link_file(file.as_uri()) == LINK


@pytest.mark.parametrize("url", ["file://[", "file://server/share/a.url", "file:///a\0b.url"])
def test_an_address_no_file_of_this_computer_has_is_refused(url: str) -> None:
    assert isinstance(read_link_file(url), RefusedUrl)


@pytest.mark.parametrize(
    ("path", "elsewhere"),
    [
        (PureWindowsPath("//server/share/a.url"), True),
        (PureWindowsPath(r"\\?\UNC\server\share\a.url"), True),
        (PureWindowsPath("C:/links/a.url"), False),
        (PurePosixPath("//links/a.url"), False),
    ],
)
def test_a_path_that_leads_to_another_computer_is_told(path: PurePath, elsewhere: bool) -> None:
    # Windows sends the person's name and a proof of the password along with such a question.
    assert is_elsewhere(path) == elsewhere


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<plist><dict><key>URL</key><string>&b;</string></dict></plist>"
)


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        (".url", b""),
        (".url", b"URL=https://outside.example"),
        (".desktop", b"[Desktop Entry]\nType=Application\nExec=rm -rf /\nURL=https://a.example"),
        (".webloc", BOMB.encode()),
        (".webloc", plistlib.dumps(["https://a.example"])),
        (".webloc", plistlib.dumps({"URL": 4})),
        (".webloc", b"bplist00" + b"\xff" * 64),
        (".webloc", b"<plist>" + b"<array>" * 5000),
    ],
)
def test_a_file_without_a_link_is_refused_by_name(suffix: str, data: bytes, tmp_path: Path) -> None:
    file = tmp_path / f"odd{suffix}"
    file.write_bytes(data)
    refused = read_link_file(file.as_uri())
    assert isinstance(refused, RefusedUrl)
    assert f"odd{suffix}" in refused.reason


def test_only_small_plain_files_are_read(tmp_path: Path) -> None:
    large = tmp_path / "large.url"
    large.write_bytes(SHORTCUT.encode() + b" " * MAX_BYTES)
    folder = tmp_path / "folder.url"
    folder.mkdir()
    pipe = tmp_path / "pipe.url"
    os.mkfifo(pipe)
    for path in (large, folder, pipe, tmp_path / "gone.url"):
        assert isinstance(read_link_file(path.as_uri()), RefusedUrl), path.name
    assert isinstance(read_link_file("file:///dev/zero"), RefusedUrl)
    assert isinstance(read_link_file("file://server/share/a.url"), RefusedUrl)
    assert isinstance(read_link_file("file:///a%00b.url"), RefusedUrl)


@given(st.sampled_from([".url", ".desktop", ".webloc"]), st.binary(max_size=300))
def test_no_content_breaks_the_reading(suffix: str, data: bytes) -> None:
    assert isinstance(parse_link_file(suffix, data), str)
    assert isinstance(parse_link_file(suffix, b"bplist00" + data), str)

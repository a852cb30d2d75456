"""References as a person with a keyboard and a screen reader uses them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.support.media import png
from tests.support.server import Server, files
from tests.support.window import Eyes, Window
from tests.support.x11 import drag, press_keys

NAMES = ("boat", "lamp", "street")


def rows(window: Window) -> list[str]:
    """Each reference as its token and the name of its picture."""
    texts = [text.split() for text in window.items("imageList")]
    return [f"{token} {url.rpartition('/')[2].partition('.')[0]}" for token, url, *_ in texts]


def go_to_images(window: Window) -> None:
    """Lead the keyboard to the list of images, from the entry beside it."""

    def until_at(name: str) -> None:
        window.until(lambda: window.ask("is_on", name, "focused"))

    window.press("addImage")
    window.until(lambda: window.ask("is_there", "referenceUrlEdit"))
    press_keys("Escape")
    until_at("addImage")
    press_keys("Shift_L", "Tab")
    until_at("imageList")


def prompt(window: Window) -> str:
    """What stands in the prompt."""
    text: str = window.ask("content", "promptEdit")
    return text


def middle(window: Window, name: str, row: int | None = None) -> tuple[int, int]:
    """The middle of a widget, or of a row of a list, on the screen."""
    x, y, width, height = window.until(lambda: window.ask("place", name, row))
    return x + width // 2, y + height // 2


def test_tiles_and_clips_are_dragged_with_the_mouse(eyes: Eyes, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with Server() as server, Window(eyes, folder, "--demo") as window:
        server.say(files(png(640, 360), "image/png"))
        window.press("addImage")
        links = [f"{server.url}/{name}.png" for name in NAMES]
        window.enter("referenceUrlEdit", "\n".join(links))
        window.press("referenceUrlAdd")
        window.until(lambda: rows(window) == ["@Image1 boat", "@Image2 lamp", "@Image3 street"])

        x, y = middle(window, "imageList", 2)
        drag(middle(window, "imageList", 0), (x + 20, y))
        window.until(lambda: rows(window) == ["@Image1 lamp", "@Image2 street", "@Image3 boat"])

        drag(middle(window, "imageList", 2), middle(window, "promptEdit"))
        window.until(lambda: "@Image3" in prompt(window))

        window.set_value("durationSlider", 4)
        window.press("generateButton")
        window.row("done", "@Image3")
        drag(middle(window, "historyView", 0), middle(window, "addAudio"))
        window.until(lambda: window.items("videoList"))
        (clip,) = window.items("videoList")
        assert clip.startswith("@Video1 http://127.0.0.1:"), clip
        assert window.end() == 0


def test_references_are_added_moved_removed_and_sent(eyes: Eyes, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with Server() as server, Window(eyes, folder, "--demo") as window:
        server.say(files(png(640, 360), "image/png"))
        links = [f"{server.url}/{name}.png" for name in NAMES]
        window.press("addImage")
        window.enter("referenceUrlEdit", "\n".join(links))
        window.press("referenceUrlAdd")
        window.until(lambda: rows(window) == ["@Image1 boat", "@Image2 lamp", "@Image3 street"])
        # They were looked at, on this machine, for the demo's service is there too.
        window.until(lambda: all(text.endswith(" ready") for text in window.items("imageList")))
        window.until(lambda: len({seen.target for seen in server.requests}) == 3)

        window.enter("promptEdit", "Light of @Image2, boat of @Image1, at night")
        go_to_images(window)
        press_keys("Home")
        press_keys("Alt_L", "Right")
        window.until(lambda: rows(window) == ["@Image1 lamp", "@Image2 boat", "@Image3 street"])
        window.until(lambda: prompt(window) == "Light of @Image1, boat of @Image2, at night")

        press_keys("Home")
        press_keys("Delete")
        window.until(lambda: rows(window) == ["@Image1 boat", "@Image2 street"])
        assert "boat of @Image1" in prompt(window)
        assert "Light of @Image1" not in prompt(window)
        press_keys("Control_L", "z")
        window.until(lambda: rows(window) == ["@Image1 lamp", "@Image2 boat", "@Image3 street"])
        assert prompt(window) == "Light of @Image1, boat of @Image2, at night"

        window.set_value("durationSlider", 4)
        window.press("generateButton")
        window.row("done", "Light of @Image1")
        assert window.end() == 0
    with closing(sqlite3.connect(folder / "history.sqlite3")) as history:
        ((request,),) = history.execute("SELECT request FROM generations").fetchall()
    sent = [links[1], links[0], links[2]]
    assert json.loads(request)["image_urls"] == sent

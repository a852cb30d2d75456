"""The clips: what is drawn and encoded, and how they are handed out."""

import json
import subprocess
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest
from PySide6.QtCore import QRect, QUrl
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QMediaPlayer, QVideoFrame, QVideoSink
from pytestqt.qtbot import QtBot

from seedance_desktop.simulator import command
from tests.simulator.conftest import Start
from tests.support import mp4
from tests.support.simulator import ROOT, Simulator

WHITE = 225
"""From here on a grey is the words' white; nothing else in the lower half is as bright."""


@pytest.mark.parametrize(
    ("ratio", "duration", "size"),
    [
        ("21:9", 4, (280, 120)),
        ("16:9", 5, (214, 120)),
        ("4:3", 7, (160, 120)),
        ("1:1", 4, (120, 120)),
        ("3:4", 4, (120, 160)),
        ("9:16", 15, (120, 214)),
    ],
)
def test_a_clip_has_the_ratio_and_the_duration_that_were_asked_for(
    start: Start, ratio: str, duration: int, size: tuple[int, int]
) -> None:
    simulator = start()
    clip = mp4.parse(simulator.client.get(made(simulator, ratio=ratio, duration=duration)).content)
    assert clip.size == size
    assert clip.seconds == pytest.approx(duration, abs=0.05)
    assert sorted(clip.codecs) == ["mp4a", "mp4v"]


@pytest.mark.logs(r"va(-x11|-drm|\(in plugin\))? (library|symbols)", "No RHI backend")
def test_a_clip_shows_its_words_and_moves(tmp_path: Path, qtbot: QtBot) -> None:
    frames = decoded(drawn(tmp_path / "words.mp4", "夜色中的城市 by night"), qtbot)
    few_words = decoded(drawn(tmp_path / "few.mp4", "."), qtbot)
    first, last = frames[0], frames[-1]
    words = QRect(0, first.height() // 2, first.width(), int(first.height() * 0.4))
    assert ink(first, words) > 4 * ink(few_words[0], words) + 200
    sky = QRect(0, 0, first.width(), first.height() // 2)
    assert first.copy(sky) != last.copy(sky)


def test_two_equal_requests_give_two_clips(tmp_path: Path) -> None:
    one = drawn(tmp_path / "one.mp4", "a boat", salt="1").read_bytes()
    other = drawn(tmp_path / "other.mp4", "a boat", salt="2").read_bytes()
    assert one != other


def test_a_clip_comes_whole_or_in_part(start: Start) -> None:
    simulator = start()
    url = made(simulator)
    whole = simulator.client.get(url)
    assert whole.headers["Content-Type"] == "video/mp4"
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert int(whole.headers["Content-Length"]) == len(whole.content)
    etag = whole.headers["ETag"]
    rest = simulator.client.get(url, headers={"Range": "bytes=1000-", "If-Range": etag})
    assert rest.status_code == 206
    size = len(whole.content)
    assert rest.headers["Content-Range"] == f"bytes 1000-{size - 1}/{size}"
    assert rest.headers["ETag"] == etag
    assert rest.content == whole.content[1000:]
    changed = simulator.client.get(url, headers={"Range": "bytes=1000-", "If-Range": '"x"'})
    assert (changed.status_code, changed.content) == (200, whole.content)
    beyond = simulator.client.get(url, headers={"Range": f"bytes={size}-"})
    assert beyond.status_code == 416


def test_a_link_is_good_for_a_time_and_for_one_clip(start: Start) -> None:
    simulator = start()
    url = made(simulator)
    query = parse_qs(urlsplit(url).query)
    assert query.keys() == {"Expires", "Signature"}
    longer = url.replace(query["Expires"][0], str(int(query["Expires"][0]) + 1))
    other = url.replace("/clips/task_", "/clips/task_0")
    bare = url.partition("?")[0]
    for wrong in (longer, other, bare, f"{bare}?Expires=%D9%A3&Signature=%C3%A9"):
        answer = simulator.client.get(wrong)
        assert answer.status_code == 403
        assert "<Code>AccessDenied</Code>" in answer.text


def test_the_token_is_refused_where_a_link_is_enough(start: Start) -> None:
    simulator = start()
    answer = simulator.client.get(made(simulator), headers=simulator.headers)
    assert answer.status_code == 400


def test_a_clip_that_cannot_be_made_fails_its_task(tmp_path: Path, start: Start) -> None:
    simulator = start(state_dir=tmp_path)
    (tmp_path / "clips").rmdir()
    data = simulator.finished(simulator.create().json()["data"]["task_id"])
    assert data["status"] == "failed"
    assert "could not draw" in data["result"]["error_message"]
    (tmp_path / "clips").mkdir()
    made(simulator)


def made(simulator: Simulator, **fields: Any) -> str:
    """The link of a clip that is ready."""
    task_id = simulator.create(**fields).raise_for_status().json()["data"]["task_id"]
    url = simulator.finished(task_id)["result"]["video_url"]
    assert isinstance(url, str)
    return url


def drawn(path: Path, prompt: str, salt: str = "") -> Path:
    """A clip straight from the drawing process."""
    job = {"path": str(path), "prompt": prompt, "ratio": "16:9", "duration": 4, "salt": salt}
    order = json.dumps({**job, "short_side": 240}).encode()
    subprocess.run(
        [*command(), "--draw-clip"], input=order, cwd=ROOT, check=True, capture_output=True
    )
    return path


def decoded(path: Path, qtbot: QtBot) -> list[QImage]:
    """Frames as the app's own player would show them, from the first second to the last."""
    frames: dict[int, QImage] = {}

    def keep(frame: QVideoFrame) -> None:
        if frame.isValid():
            frames[frame.startTime()] = frame.toImage()

    player, sink = QMediaPlayer(), QVideoSink()
    player.setVideoSink(sink)
    sink.videoFrameChanged.connect(keep)
    player.setSource(QUrl.fromLocalFile(str(path)))
    player.setPlaybackRate(4)
    player.play()
    end = QMediaPlayer.MediaStatus.EndOfMedia
    qtbot.waitUntil(lambda: player.mediaStatus() == end, timeout=60_000)
    sink.videoFrameChanged.disconnect(keep)
    return [frames[time] for time in sorted(frames)]


def ink(image: QImage, part: QRect) -> int:
    """How many pixels of a part are as white as the words."""
    grey = image.copy(part).convertToFormat(QImage.Format.Format_Grayscale8)
    rows = [bytes(cast(memoryview, grey.constScanLine(row))) for row in range(grey.height())]
    return sum(value >= WHITE for row in rows for value in row[: grey.width()])

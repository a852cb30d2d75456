"""Situations of the reference lists: tiles, frames, drags, and what is said about them."""

from __future__ import annotations

import asyncio
from time import time
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QImage
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from scripts.design_parts import BOTTLE, COLOURS, Stage, fill, paint, show, situation
from seedance_desktop.core.reference_facts import Reach, ReferenceFacts
from seedance_desktop.core.reference_sources import Carried
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Kind, Mode
from seedance_desktop.ui.compose.reference_menu import Command
from seedance_desktop.ui.compose.reference_view import ReferenceView

SITE = "https://cdn.example.com/campaign"
IMAGES = tuple(f"{SITE}/bottle-{n:02}.png" for n in range(1, 10))
VIDEOS = (f"{SITE}/orbit.mp4", f"{SITE}/push-in.mov")
SOUNDS = (f"{SITE}/rain.mp3", f"{SITE}/narrator-第一版.wav")
LOCAL = "file:///home/anna/Pictures/my%20boat.png"


class Known:
    """Pictures and facts as if every link had been looked at."""

    def picture(self, kind: Kind, url: str) -> QImage | None:
        """A gradient for each link that is no sound and not of this computer."""
        if kind is Kind.AUDIO or url.startswith("file:"):
            return QImage()
        return paint(COLOURS[sum(url.encode()) % len(COLOURS)])

    def facts(self, url: str) -> ReferenceFacts:
        """Most are well."""
        if url.startswith("file:"):
            return ReferenceFacts(url)
        if url == IMAGES[2]:
            return ReferenceFacts(url, Reach.CHECKING)
        if url == VIDEOS[1]:
            return ReferenceFacts(url, Reach.UNREACHABLE, "The server did not answer in 10 s.")
        seconds = None if url in IMAGES else 5.2
        return ReferenceFacts(url, Reach.REACHABLE, "", "", 2_100_000, 1920, 1080, seconds)

    def check_again(self, url: str) -> None:
        """All is known already."""

    def warnings(self, kind: Kind, position: int) -> tuple[str, ...]:
        """One link could not be reached."""
        return ("Video 2 could not be reached.",) if (kind, position) == (Kind.VIDEO, 2) else ()


def known(stage: Stage) -> None:
    """Let every reference have its picture and its facts."""
    desk: Any = stage.model.references
    desk._thumbnails = desk._preflight = Known()


def lists_in_view(stage: Stage) -> None:
    """Scroll to the lists."""
    area = stage.window.findChild(QScrollArea, "composeScroll")
    assert area is not None
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())


def hold(over: QWidget, *links: str) -> None:
    """Hold a drag over a window."""
    data = QMimeData()
    data.setUrls([QUrl(link) for link in links])
    event = QDragEnterEvent(QPoint(40, 120), Qt.DropAction.CopyAction, data,
                            Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(over.windowHandle(), event)


@situation
async def tiles(stage: Stage) -> None:
    """References of every kind and in every state, one selected."""
    known(stage)
    images = (*IMAGES[:4], LOCAL, IMAGES[0])
    stage.model.draft.replace(VideoRequest(BOTTLE, image_urls=images, video_urls=VIDEOS,
                                           audio_urls=SOUNDS))  # fmt: skip
    await asyncio.sleep(0.2)
    lists_in_view(stage)
    view = stage.window.findChild(ReferenceView, "imageList")
    assert view is not None
    view.setFocus()
    view.select_rows([1, 2])


@situation
async def at_work(stage: Stage) -> None:
    """A day's work and references with their pictures, as the read-me shows it."""
    await fill(stage)
    known(stage)
    prompt = BOTTLE.replace("Dawn", "{Dawn|Neon night}")
    stage.model.draft.replace(VideoRequest(prompt, image_urls=IMAGES[:2], video_urls=VIDEOS[:1]))
    await show(stage, "done")


@situation
async def tiles_dragged_over(stage: Stage) -> None:
    """Links held over the window."""
    known(stage)
    stage.model.draft.replace(VideoRequest(BOTTLE, image_urls=IMAGES[:5],
                                           video_urls=(*VIDEOS, f"{SITE}/third.mp4")))  # fmt: skip
    await asyncio.sleep(0.2)
    lists_in_view(stage)
    hold(stage.window, *IMAGES[5:7], VIDEOS[0])


@situation
async def tiles_left_out(stage: Stage) -> None:
    """Too many were dropped, and some that do not say what they are."""
    known(stage)
    stage.model.draft.replace(VideoRequest(BOTTLE, image_urls=IMAGES[:8]))
    clips = tuple(f"{SITE}/take-{n}.mp4" for n in range(1, 6))
    stage.model.references.take(Carried(urls=(*clips, f"{SITE}/watch?v=1", f"{SITE}/第二个文件")))
    stage.model.references.take(Carried(urls=IMAGES[:3]), Kind.IMAGE)
    await asyncio.sleep(0.2)
    lists_in_view(stage)


@situation
async def tiles_too_many(stage: Stage) -> None:
    """A folder of frames was dropped: more than any list takes, more than are looked at."""
    known(stage)
    frames = tuple(f"{SITE}/frame-{n:04}.png" for n in range(1, 2_400))
    stage.model.references.take(Carried(urls=frames))
    await asyncio.sleep(0.2)
    lists_in_view(stage)


@situation
async def frames(stage: Stage) -> None:
    """First and last frame, and two that wait."""
    known(stage)
    stage.model.draft.replace(
        VideoRequest(BOTTLE, function_mode=Mode.FIRST_LAST_FRAMES, image_urls=IMAGES[:4])
    )
    await asyncio.sleep(0.2)
    lists_in_view(stage)


@situation
async def frames_empty(stage: Stage) -> None:
    """First and last frame without an image; a clip of the history that is getting old."""
    known(stage)
    link = f"{SITE}/result-1"
    stage.model.references._made_at[link] = time() - 7_300
    stage.model.draft.replace(VideoRequest(BOTTLE, function_mode=Mode.FIRST_LAST_FRAMES))
    stage.model.references.take_as(Kind.VIDEO, [link])
    await asyncio.sleep(0.2)
    lists_in_view(stage)


@situation
async def frames_one(stage: Stage) -> None:
    """The first frame alone, being replaced."""
    known(stage)
    stage.model.draft.replace(
        VideoRequest(BOTTLE, function_mode=Mode.FIRST_LAST_FRAMES, image_urls=IMAGES[:1])
    )
    await asyncio.sleep(0.2)
    lists_in_view(stage)
    view = stage.window.findChild(ReferenceView, "imageList")
    assert view is not None
    view.select_rows([0])
    view.command_asked.emit(Command.REPLACE)

"""Situations of the tokens in the prompt, for design.py."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication

from scripts.design_parts import COLOURS, Stage, fill, paint, situation
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Kind
from seedance_desktop.ui.compose.prompt_edit import PromptEdit

IMAGES = tuple(
    f"https://cdn.example.com/campaign/2026/{name}"
    for name in ("bottle-front.png", "evening-light.jpg", "label-closeup-with-a-long-name-v12.webp",
                 "%E7%93%B6%E5%AD%90.png")
)  # fmt: skip
VIDEOS = ("https://cdn.example.com/campaign/2026/camera-move.mp4",)
AUDIO = ("https://cdn.example.com/campaign/2026/rain-on-glass.mp3",)
DANGLING = (
    "Slow push-in on the bottle from @Image1, condensation beading, the light of @Image?; camera "
    "moves like @Video3. Not anna@Image1.com.\n// later: @Image7"
)
CHINESE = "镜头从@图片1缓缓推近,光线像@图片2一样,运动参考@视频1,声音用@音频2。"


@situation
async def tokens_completion(stage: Stage) -> None:
    """The list of references, open at an @."""
    await _begin(stage, "Slow push-in on the bottle from @Image1, the light of ")
    await _type(stage, "@")


@situation
async def tokens_filtered(stage: Stage) -> None:
    """The list after a part of a file's name."""
    await _begin(stage, "Slow push-in on the bottle from @Image1, the light of ")
    await _type(stage, "@label")


@situation
async def tokens_dangling(stage: Stage) -> None:
    """Tokens that name no reference, and a lookalike."""
    await _begin(stage, DANGLING)


@situation
async def tokens_card(stage: Stage) -> None:
    """What a token means, opened by keyboard."""
    await _begin(stage, "Slow push-in on the bottle from @Image1, the light of @Image2 behind it.")
    await _open_card(stage, 36)


@situation
async def tokens_lost(stage: Stage) -> None:
    """The card of a token whose reference was removed."""
    await _begin(stage, DANGLING)
    await _open_card(stage, DANGLING.index("@Image?") + 2)


@situation
async def tokens_chinese(stage: Stage) -> None:
    """Chinese tokens touching their neighbours, the list open."""
    stage.model.draft.set_spelling("@图片1")
    await _begin(stage, CHINESE)
    await _type(stage, "@图")


async def _begin(stage: Stage, prompt: str) -> None:
    await fill(stage)
    desk = stage.model.references

    def picture(kind: Kind, url: str) -> QImage:
        if kind is Kind.AUDIO:
            return QImage()
        return paint(COLOURS[sum(map(ord, url)) % len(COLOURS)])

    desk.picture = picture  # type: ignore[method-assign]
    request = VideoRequest(prompt=prompt, image_urls=IMAGES, video_urls=VIDEOS, audio_urls=AUDIO)
    stage.model.draft.replace(request)
    _edit(stage).moveCursor(QTextCursor.MoveOperation.End)
    await asyncio.sleep(0.2)


async def _type(stage: Stage, text: str) -> None:
    edit = _edit(stage)
    edit.setFocus()
    for letter in text:
        QApplication.sendEvent(
            edit, QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        )
    await asyncio.sleep(0.2)


async def _open_card(stage: Stage, position: int) -> None:
    edit = _edit(stage)
    edit.setFocus()
    cursor = edit.textCursor()
    cursor.setPosition(position)
    edit.setTextCursor(cursor)
    alt = Qt.KeyboardModifier.AltModifier
    QApplication.sendEvent(edit, QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Return, alt))
    await asyncio.sleep(0.2)


def _edit(stage: Stage) -> PromptEdit:
    edit = stage.window.findChild(PromptEdit, "promptEdit")
    assert edit is not None
    return edit

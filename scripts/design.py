"""The real window in a scripted situation, for looking at it.

    design.py                       list the situations
    design.py SITUATION             open the window in it (any screen, also an offscreen one)
        [--scheme dark|light] [--size 1440x900] [--shot FILE]

Nothing is sent: the rows are written into a history of their own, in a temporary folder.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from scripts import (  # they enter their situations
    design_budget,  # noqa: F401
    design_checks,  # noqa: F401
    design_presets,  # noqa: F401
    design_queue,  # noqa: F401
    design_references,  # noqa: F401
    design_rough,  # noqa: F401
    design_tokens,  # noqa: F401
    design_variations,  # noqa: F401
)
from scripts.design_parts import (
    BOTTLE,
    CHINESE,
    LINKS,
    LONG,
    SITUATIONS,
    TRACES,
    Stage,
    fill,
    press,
    show,
    situation,
)
from seedance_desktop.backend.paths import paths_in
from seedance_desktop.backend.redaction import Redactor
from seedance_desktop.core.errors import BadToken
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Kind, Mode
from seedance_desktop.state.loop import EventLoop
from seedance_desktop.state.model import build_model
from seedance_desktop.state.tokens import TokenState
from seedance_desktop.ui import theme
from seedance_desktop.ui.main_window import MainWindow


@situation
async def empty(stage: Stage) -> None:
    """The first start: no token, no generation."""
    stage.model.tokens._set_state(stage.model.account.profile.origin, TokenState.NONE)


@situation
async def filled(stage: Stage) -> None:
    """A day's work, a finished clip selected."""
    await fill(stage)
    stage.model.draft.replace(
        VideoRequest(prompt=BOTTLE, image_urls=LINKS[:2], video_urls=(LINKS[0] + ".mp4",))
    )
    await show(stage, "done")


@situation
async def running(stage: Stage) -> None:
    """A running one selected."""
    await fill(stage)
    await show(stage, "running")


@situation
async def unconfirmed(stage: Stage) -> None:
    """An unconfirmed one selected."""
    await fill(stage)
    await show(stage, "unconfirmed")


@situation
async def failed(stage: Stage) -> None:
    """A failed one selected, with a notice."""
    await fill(stage)
    error = BadToken("The service refused the token.", trace_id=TRACES[0], words="invalid api key")
    stage.model.notices.tell_error(error)
    await show(stage, "failed")


@situation
async def not_fetched(stage: Stage) -> None:
    """A clip that is done and could not be fetched."""
    await fill(stage)
    await show(stage, "not fetched")


@situation
async def problems(stage: Stage) -> None:
    """An illegal draft: too many images after a switch, a value from another age."""
    await fill(stage)
    request = VideoRequest(prompt=LONG, duration=20, image_urls=LINKS, audio_urls=(LINKS[0],))
    stage.model.draft.replace(request.with_value("function_mode", Mode.FIRST_LAST_FRAMES))


@situation
async def chinese(stage: Stage) -> None:
    """A Chinese prompt in every pane."""
    await fill(stage)
    stage.model.draft.replace(VideoRequest(prompt=CHINESE, ratio="9:16", duration=15))
    stage.model.draft.add_urls(Kind.IMAGE, LINKS[0])
    await show(stage, "chinese")


@situation
async def token(stage: Stage) -> None:
    """The field for the token."""
    stage.model.tokens._set_state(stage.model.account.profile.origin, TokenState.NONE)
    press(stage, "tokenButton")


@situation
async def settings(stage: Stage) -> None:
    """The settings."""
    press(stage, "settingsButton")


@situation
async def answer(stage: Stage) -> None:
    """The whole answer of the service."""
    await fill(stage)
    await show(stage, "done")
    await asyncio.sleep(0.3)
    press(stage, "showAnswer")


async def run(options: argparse.Namespace, app: QApplication) -> None:
    """Open the window, play the situation, and wait for its end or take its picture."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        paths = paths_in(folder)
        paths.ensure()
        demo = options.situation == "demo"
        model = build_model(paths, Redactor(), demo=demo, base_url=None)
        if not demo:
            model.tokens._keyring_name = "Secret Service"
            model.tokens.lend(model.account.profile.origin, "x" * 20, TokenState.KEYRING)
        theme.install(app, options.scheme)
        theme.current().set_preference(options.scheme)
        window = MainWindow(model, demo=demo)
        window.resize(*(int(n) for n in options.size.split("x")))
        window.show()
        await model.library.open()
        window.history_is_open()
        stage = Stage(model, window, folder)
        await SITUATIONS[options.situation](stage)
        if options.shot:
            await asyncio.sleep(1.5)
            picture(window).save(options.shot)
        else:
            closed = asyncio.Event()
            window.close_requested.connect(closed.set)
            await closed.wait()
        window.take_down()
        await model.tasks.close(5)
        await model.client.aclose()
        await model.library.close()
        model.close_threads()


def picture(window: MainWindow) -> QImage:
    """The window, with whatever sheet or menu stands over it."""
    image = window.grab().toImage()
    painter = QPainter(image)
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            shade = QColor(0, 0, 0, 110)
            painter.fillRect(image.rect(), shade)
            at = window.rect().center() - dialog.rect().center()
            painter.drawPixmap(at, dialog.grab())
    for menu in window.findChildren(QMenu):
        if menu.isVisible():
            painter.drawPixmap(window.mapFromGlobal(menu.pos()), menu.grab())
    painter.end()
    return image


@situation
async def demo(stage: Stage) -> None:
    """The demo, before the first clip."""


def main() -> int:
    """Read the command line; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("situation", nargs="?", choices=sorted(SITUATIONS))
    parser.add_argument("--scheme", choices=("dark", "light"), default="dark")
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--shot", metavar="FILE")
    options = parser.parse_args()
    if options.situation is None:
        for name, make in sorted(SITUATIONS.items()):
            print(f"{name:14} {make.__doc__}")
        return 0
    os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    with EventLoop(app) as loop:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(run(options, app))
    return 0


if __name__ == "__main__":
    sys.exit(main())

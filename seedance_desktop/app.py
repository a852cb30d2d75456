"""The composition root: builds everything, connects it, and takes it down in order."""

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QSessionManager
from PySide6.QtWidgets import QApplication

from . import __version__, resources
from .backend.instance_lock import InstanceLock
from .backend.logs import start_logging, stop_logging
from .backend.paths import Paths, default_paths, paths_in
from .backend.redaction import Redactor
from .core.errors import BadTokenText, PresetTrouble, StorageTrouble, UserError
from .core.token import clean_token
from .options import TOKEN_VARIABLE, CannotStart, Options
from .state.loop import EventLoop
from .state.model import Model, build_model
from .state.notices import Notice, Tone
from .state.tokens import TokenState
from .ui import theme
from .ui.main_window import MainWindow

if TYPE_CHECKING:
    from .core.preset import PresetEntry
    from .state.garbage import Sweeper
    from .state.instance import InstanceServer

_log = logging.getLogger(__name__)

ANSWER_WAIT = 200.0
"""Seconds a close waits for answers to paid requests: longer than any of them may take."""
TASK_GRACE = 5.0
"""Seconds cancelled tasks get to end."""
FIRST_LOOK = 0.05
"""Seconds the window waits for the history, so that it comes with its first page; mostly 5 ms."""
PAGE_WAIT = 5.0
"""Seconds the rest of the start waits for the history's first page; only a slow disk needs them."""
PAINT_TIME = 0.05
"""Seconds from the page's rows to their picture."""
_ENDINGS = (signal.SIGTERM, signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGTERM))
"""What the system sends to end the app: also where the terminal it was started in is closed."""


def run(options: Options, token: str) -> int:
    """Run the app until it is closed; the exit status.

    Raises:
        CannotStart: the data cannot be used.
    """
    paths = paths_in(options.data_dir, options.demo) if options.data_dir else (
        default_paths(options.demo)
    )  # fmt: skip
    # FFmpeg prints file names and signed links.
    os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")
    # Frames are turned into pictures by OpenGL where X has it: a fifth of a second for the first
    # one of each thread, and more than the processor takes for every one where GL is software.
    os.environ.setdefault("QT_XCB_GL_INTEGRATION", "none")
    qapp = _application()
    try:
        if options.demo:
            paths.ensure_service()
        paths.ensure()
        lock = InstanceLock(paths.lock)
        first = lock.acquire()
    except StorageTrouble as trouble:
        raise CannotStart(trouble.text) from trouble
    preset = _find_preset(paths, options.preset) if options.preset else None
    if not first:
        return _bring_forward(paths, preset)
    redactor = Redactor()
    handlers = start_logging(paths.logs, redactor)
    loop = EventLoop(qapp)
    asyncio.set_event_loop(loop)
    try:
        with loop:
            loop.run_until_complete(_main(options, token, paths, redactor, qapp, preset))
    except StorageTrouble as trouble:
        # Settings or draft that may neither be read nor be set aside.
        raise CannotStart(trouble.text) from trouble
    finally:
        lock.release()
        stop_logging(handlers)
    return 0


async def _main(
    options: Options,
    token: str,
    paths: Paths,
    redactor: Redactor,
    qapp: QApplication,
    preset: "PresetEntry | None",
) -> None:
    # Inside the loop: the parts start tasks as they are built.
    app = App(options, token, paths, redactor, qapp)
    if preset is not None:
        app.begin_with(preset)
    await app.main()


def _application() -> QApplication:
    QApplication.setApplicationName("Seedance Desktop")
    QApplication.setApplicationVersion(__version__)
    QApplication.setDesktopFileName("seedance-desktop")
    # High-DPI factors such as 1.25 are taken as they are.
    QApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    qapp = QApplication(sys.argv[:1])
    qapp.setWindowIcon(QIcon(str(resources.path("app.svg"))))
    # The last window closing must not end the loop under the shutdown.
    qapp.setQuitOnLastWindowClosed(False)
    return qapp


async def _at_most(seconds: float, event: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)


def _find_preset(paths: Paths, text: str) -> "PresetEntry":
    from .backend.preset_lookup import find_preset
    from .backend.presets import PresetStore

    try:
        return find_preset(PresetStore(paths.presets, resources.path("presets")), text)
    except PresetTrouble as trouble:
        raise CannotStart(f"--preset: {trouble.message}", status=2) from trouble


def _bring_forward(paths: Paths, preset: "PresetEntry | None") -> int:
    from .state.instance import raise_first

    if raise_first(paths.data_dir, preset.path if preset is not None else ""):
        return 0
    raise CannotStart(
        "it is already running with this data, but does not answer. End it and start again."
    )


class App:
    """One run of the app."""

    def __init__(
        self, options: Options, token: str, paths: Paths, redactor: Redactor, qapp: QApplication
    ) -> None:
        self._options = options
        self._paths = paths
        self._qapp = qapp
        self._listed, self._shown, self._quit = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._model: Model = build_model(
            paths, redactor, demo=options.demo, base_url=options.base_url
        )
        if token and not options.demo:
            self._take_token(token)
        self._model.tasks.failed.connect(self._on_failed)
        scheme = cast(theme.Preference, self._model.settings.value.scheme)
        look = theme.install(qapp, scheme, dressed=False)
        self._window = MainWindow(self._model, demo=options.demo)
        look.dress()
        self._window.close_requested.connect(self._quit.set)
        self._window.own_account_requested.connect(self._on_own_account)
        self._then: Callable[[], None] | None = None
        self._server: InstanceServer | None = None
        self._sweeper: Sweeper | None = None

    async def main(self) -> None:
        """Show the window, run until it is closed, take everything down."""
        self._listen_for_the_end()
        self._model.tasks.start(self._start(), "start")
        await _at_most(FIRST_LOOK, self._listed)
        self._window.show()
        self._shown.set()
        await self._quit.wait()
        await self._shut_down()

    def begin_with(self, preset: "PresetEntry") -> None:
        """Put a preset into the draft, before the window is shown; undo gives the old one back."""
        self._model.presets.apply(preset)

    def _take_token(self, text: str) -> None:
        """Use the environment's token for the current origin, in this run only."""
        origin = self._model.account.profile.origin
        try:
            self._model.tokens.lend(origin, clean_token(text), TokenState.ENVIRONMENT)
        except BadTokenText as trouble:
            text = f"{TOKEN_VARIABLE} was not used. {trouble.text}"
            self._model.notices.tell(Notice(trouble.title, text, Tone.ERROR, topic="environment"))

    async def _start(self) -> None:
        try:
            await self._show_history()
        except Exception:
            await self._first_paint()
            self._after_first_page()
            raise
        await self._first_paint()
        self._after_first_page()
        if self._model.demo is not None:
            await self._model.demo.start()
        await self._model.queue.resume()

    async def _show_history(self) -> None:
        """Open the history and wait for its first page."""
        report = await self._model.library.open()
        self._model.tell_opening(report)
        self._model.history.modelReset.connect(self._listed.set)
        self._window.history_is_open()
        await _at_most(PAGE_WAIT, self._listed)
        self._model.history.modelReset.disconnect(self._listed.set)

    async def _first_paint(self) -> None:
        await self._shown.wait()
        await asyncio.sleep(PAINT_TIME)

    def _after_first_page(self) -> None:
        """What is heavy to load, and would hold up the first page."""
        from .state.garbage import Sweeper
        from .state.instance import InstanceServer

        # What the start made stays: a later look for garbage need not go through it.
        gc.freeze()
        self._sweeper = Sweeper()
        self._server = InstanceServer(
            self._paths.data_dir, self._window.bring_forward, self._model.preset_desk.open_named
        )
        self._model.warm_up()
        self._window.warm_up()

    async def _shut_down(self) -> None:
        model = self._model
        self._window.show_closing()
        model.dispatcher.close()
        model.sender.closing = True
        await model.tasks.wait_for_protected(ANSWER_WAIT)
        await model.tasks.close(TASK_GRACE)
        for keeper in (model.settings, model.draft_keeper):
            await keeper.flush()
        await model.client.aclose()
        await model.library.close()
        model.close_threads()
        if model.demo is not None:
            model.demo.stop()
        if self._server is not None:
            self._server.close()
        self._window.take_down()
        if self._then is not None:
            self._then()

    def _listen_for_the_end(self) -> None:
        self._qapp.commitDataRequest.connect(self._on_log_out)
        loop = asyncio.get_running_loop()
        for number in _ENDINGS:
            if signal.getsignal(number) is signal.SIG_IGN:
                continue  # as nohup wants it
            try:
                loop.add_signal_handler(number, self._quit.set)
            except NotImplementedError:
                # Windows: Qt's loop gives Python no turn, but SIGINT ends a console run anyway.
                signal.signal(number, lambda *_: self._quit.set())
        sys.excepthook = self._on_bug

    def _on_log_out(self, manager: QSessionManager) -> None:
        if self._model.sender.in_flight:
            # The session waits where it can: an answer is on its way that was paid for.
            manager.cancel()
        self._quit.set()

    def _on_own_account(self) -> None:
        """Leave the demo for the real app, which has its own data."""
        arguments = [] if getattr(sys, "frozen", False) else ["-m", "seedance_desktop"]
        if self._options.data_dir is not None:
            arguments += ["--data-dir", str(self._options.data_dir)]
        folder = str(Path(__file__).resolve().parents[1])

        def start_own() -> None:
            from PySide6.QtCore import QProcess

            QProcess.startDetached(sys.executable, arguments, folder)

        self._then = start_own
        self._quit.set()

    def _on_failed(self, name: str, error: BaseException) -> None:
        if isinstance(error, UserError):
            self._model.notices.tell_error(error)
            return
        self._on_bug(type(error), error, error.__traceback__, where=name)

    def _on_bug(self, kind: type[BaseException], error: BaseException, trace: Any,
                where: str = "") -> None:  # fmt: skip
        _log.error("Bug in %s", where or "a slot", exc_info=(kind, error, trace))
        self._model.tell_bug(error)

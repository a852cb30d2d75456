"""The real window in a process of its own, used as a screen reader uses it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

from tests.support.x11 import press_keys

ROOT = Path(__file__).resolve().parents[2]
SYSTEM_PYTHON = "/usr/bin/python3"

NOISE = (
    # Qt does not implement this question of the accessibility library.
    r"GetApplicationBusAddress",
    # A question about a widget that closed while it was put.
    r"Could not find accessible on path",
    # No window manager runs here, and no sound.
    r"_NET_|PulseAudioService",
    # The demo's usual port may be another program's; it takes a free one then.
    r"cannot listen on port",
    # What FFmpeg's decoders say, past any log, when a seek begins between two key frames.
    r"^\[mpeg4 @ 0x[0-9a-f]+\] warning: first frame is no keyframe",
    # What FFmpeg says where a clip that is being opened is let go of again.
    r"Could not find codec parameters for stream|Consider increasing the value for",
    # A machine without a graphics card; clips are drawn by the CPU.
    r"No RHI backend|libEGL|MESA|dri|glx",
)
"""What Qt and the system say on standard error of the test's platform, not of the app."""

_MOST_TABS = 200
"""Twice round the window and more: on a busy machine the way may pass the widget by."""

T = TypeVar("T")


class NotOnScreen(Exception):
    """The widget is not there, or cannot be used, now."""


class Eyes:
    """The one process that looks at the accessibility tree, for every window."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [SYSTEM_PYTHON, str(Path(__file__).with_name("at_spi.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, *question: object) -> Any:
        """Put one question; raises NotOnScreen."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(question) + "\n")
        stdin.flush()
        line = stdout.readline()
        assert line, "the reader of the accessibility tree ended"
        answer = json.loads(line)
        if "error" in answer:
            raise NotOnScreen(answer["error"])
        return answer["value"]

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()


class Window:
    """One run of the app. Everything that asks for a widget waits until it is on the screen."""

    def __init__(self, eyes: Eyes, folder: Path, *options: str, token: str = "") -> None:
        self._eyes = eyes
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        if token:
            environment["SEEDANCE_TOKEN"] = token
        self._said = folder.with_suffix(".stderr")
        with self._said.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "seedance_desktop", "--data-dir", str(folder), *options],
                stdin=subprocess.DEVNULL,
                stderr=said,
                env=environment,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        surprises = [
            line
            for line in self._said.read_text(errors="replace").splitlines()
            if not any(re.search(noise, line) for noise in NOISE)
        ]
        if kind is not None:
            print(*surprises, sep="\n")
        else:
            assert not surprises, "\n".join(surprises)

    def ask(self, what: str, *arguments: object) -> Any:
        """Ask once; raises NotOnScreen."""
        return self._eyes.ask(self.process.pid, what, *arguments)

    def until(self, look: Callable[[], T], timeout: float = 30.0) -> T:
        """Look until what is seen is true; give it."""
        deadline = time.monotonic() + timeout
        seen: object = None
        while time.monotonic() < deadline:
            try:
                found = look()
            except NotOnScreen as not_yet:
                seen = not_yet
            else:
                if found:
                    return found
                seen = found
            assert self.process.poll() is None, f"the app ended: {self.process.returncode}"
            time.sleep(0.05)
        raise AssertionError(f"not within {timeout:g} s; last seen: {seen!r}")

    def press(self, name: str) -> None:
        """Press a button."""
        self.until(lambda: self.ask("press", name))

    def choose(self, name: str) -> None:
        """Press a button that stays down."""
        self.press(name)
        self.until(lambda: self.ask("is_on", name, "checked"))

    def enter(self, name: str, text: str) -> None:
        """Put ``text`` into a field."""
        self.until(lambda: self.ask("enter", name, text))

    def set_value(self, name: str, number: float) -> None:
        """Set a slider or a box by its value interface."""
        self.until(lambda: self.ask("value", name) is not None)
        self.ask("set_value", name, number)
        self.until(lambda: self.ask("value", name) == number)

    def focus(self, name: str) -> None:
        """Lead the keyboard there, by the key that goes from one widget to the next."""
        self.until(lambda: self.ask("is_there", name))
        for _ in range(_MOST_TABS):
            if self._stays_on(name):
                return
            press_keys("Tab")
        raise AssertionError(f"the keyboard does not get to {name}")

    def behave(self, key: str, script: str) -> None:
        """Choose what the demo's service does, by the key that goes to it in the list."""
        self.focus("demoMenu")
        press_keys(key)
        self.until(lambda: script in self.ask("name_of", "demoMenu").lower())

    def _stays_on(self, name: str) -> bool:
        """Whether the keyboard is there and no key is on its way that leads it on."""
        looks = []
        for _ in range(4):
            time.sleep(0.03)
            looks.append(self.ask("is_on", name, "focused"))
        return all(looks[-2:])

    def items(self, name: str) -> list[str]:
        """What the rows of a list are called."""
        return [text for text, _ in self.ask("items", name)]

    def row(self, *words: str, timeout: float = 30.0) -> str:
        """The newest row of the history, once it holds all these words."""

        def look() -> str:
            rows = [" | ".join(texts) for texts in self.ask("items", "historyView")]
            if not rows or not all(word in rows[0] for word in words):
                raise NotOnScreen(f"{words} in {rows}")
            return rows[0]

        return self.until(look, timeout)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; the exit status, negative for a signal."""
        self.process.send_signal(number)
        return self.process.wait(60)


@contextmanager
def open_eyes() -> Iterator[Eyes]:
    """Look at the accessibility tree as long as the block lasts."""
    eyes = Eyes()
    try:
        yield eyes
    finally:
        eyes.close()

"""Closing while a paid request is under way, and a second start with the same data."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from seedance_desktop.backend.history import open_store
from seedance_desktop.backend.ledger import Ledger
from seedance_desktop.backend.paths import paths_in
from seedance_desktop.core.generation import Generation, State
from tests.support.simulator import TOKEN, Simulator
from tests.support.window import Eyes, Window
from tests.support.x11 import another_window_above, ask_to_close

TITLE = "Seedance Desktop"


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator.start("slow-answer") as simulator:
        yield simulator


def stored(folder: Path) -> list[Generation]:
    """The rows after the end, read as the next start would."""
    paths = paths_in(folder)
    store, report = open_store(paths.history, Ledger(paths.ledger))
    try:
        assert not report.recovered.unconfirmed, "a row was left between send and answer"
        return store.get(store.ids("", None))
    finally:
        store.close()


def end_by_signal(window: Window) -> None:
    """As the system does at a log-out."""
    window.process.send_signal(signal.SIGTERM)


def end_by_terminal(window: Window) -> None:
    """As the system does where the terminal it was started in is closed."""
    window.process.send_signal(signal.SIGHUP)


def end_by_button(window: Window) -> None:
    """As the person does, who then presses once more."""
    ask_to_close(TITLE)
    window.until(lambda: "one answer" in window.ask("name_of", "noticeBar"))
    ask_to_close(TITLE)


@pytest.mark.parametrize("end", [end_by_signal, end_by_terminal, end_by_button])
def test_it_waits_for_the_answer_it_has_paid_for(
    eyes: Eyes, tmp_path: Path, simulator: Simulator, end: Callable[[Window], None]
) -> None:
    folder = tmp_path / "data"
    with Window(eyes, folder, "--base-url", simulator.base_url, token=TOKEN) as window:
        window.enter("promptEdit", "A paper boat")
        window.press("generateButton")
        window.until(simulator.log)
        end(window)
        assert window.process.wait(60) == 0
    (post,) = simulator.log()
    (row,) = stored(folder)
    assert (row.state, row.task_id) == (State.RUNNING, post.task_id)


def test_a_second_start_brings_the_first_window_forward(
    eyes: Eyes, tmp_path: Path, simulator: Simulator
) -> None:
    folder = tmp_path / "data"
    options = ("--base-url", simulator.base_url)
    with Window(eyes, folder, *options, token=TOKEN) as first:
        first.until(lambda: first.ask("is_there", "promptEdit"))
        with another_window_above() as is_above:
            assert not is_above(TITLE)
            with Window(eyes, folder, *options, token=TOKEN) as second:
                assert second.process.wait(60) == 0
            first.until(lambda: is_above(TITLE))
        assert first.end() == 0

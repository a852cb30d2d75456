"""The app dies with no warning, at every step of a request and at any moment.

What the service received is then compared with the rows: each request has its row, none was
sent twice, and each accepted one is gone on with after the next start.
"""

import random
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from shutil import copy2
from signal import SIGKILL
from tempfile import TemporaryDirectory

import pytest

from seedance_desktop.backend.history import open_store
from seedance_desktop.backend.ledger import Ledger
from seedance_desktop.backend.paths import paths_in
from seedance_desktop.backend.settings import load_settings
from seedance_desktop.core.generation import ClipState, Generation, State
from seedance_desktop.state.waiting_line import WaitingLine
from tests.support.doomed import LONGEST_LIFE, Life, Nursery
from tests.support.simulator import LoggedPost, Simulator

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks, and has the kernel kill")

MOMENTS = 50
"""Random moments of each of the two apps that are killed side by side."""


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator.start("fast", speed=1000) as simulator:
        yield simulator


def stored(folder: Path) -> list[Generation]:
    """The rows as the next start finds them."""
    paths = paths_in(folder)
    store, _ = open_store(paths.history, Ledger(paths.ledger))
    try:
        return store.get(store.ids("", None))
    finally:
        store.close()


def running(folder: Path) -> int:
    """How many rows run; looked at in a copy, for it is the app's next start that is to mend."""
    with TemporaryDirectory() as copies:
        for path in folder.glob("history.sqlite3*"):
            copy2(path, copies)
        with closing(sqlite3.connect(Path(copies, "history.sqlite3"))) as database:
            try:
                asked = "SELECT count(*) FROM generations WHERE state = ?"
                (count,) = database.execute(asked, [State.RUNNING]).fetchone()
            except sqlite3.OperationalError:
                return 0  # it died before it had made the table
    return int(count)


def compare(posts: list[LoggedPost], found: list[Generation]) -> None:
    """Hold what the service received to what the app knows of it."""
    by_prompt = {row.request.prompt: row for row in found}
    assert len(by_prompt) == len(found), "one row for each request"
    sent = Counter(post.request["prompt"] for post in posts if post.task_id)
    assert sent.keys() <= by_prompt.keys(), "a request has no row"
    assert not [prompt for prompt, times in sent.items() if times > 1], "sent twice"
    for post in posts:
        row = by_prompt[post.request["prompt"]]
        if row.task_id:
            assert row.task_id == post.task_id
            assert row.trace_id and row.credits is not None
        else:
            assert row.state is State.UNCONFIRMED
    assert State.SENDING not in {row.state for row in found}
    for row in found:
        assert bool(row.task_id) <= (sent[row.request.prompt] == 1), "a task nobody asked for"


@pytest.mark.parametrize(
    ("dies_at", "posts", "state", "at_the_end"),
    [
        ("before add", 0, None, None),
        ("after add", 0, State.WAITING, State.DONE),
        ("before claim", 0, State.WAITING, State.DONE),
        ("after ledger send", 0, State.UNCONFIRMED, State.UNCONFIRMED),
        ("after claim", 0, State.UNCONFIRMED, State.UNCONFIRMED),
        ("before post", 0, State.UNCONFIRMED, State.UNCONFIRMED),
        ("after post", 1, State.UNCONFIRMED, State.UNCONFIRMED),
        ("before answer", 1, State.UNCONFIRMED, State.UNCONFIRMED),
        ("after ledger answer", 1, State.RUNNING, State.DONE),
        ("after answer", 1, State.RUNNING, State.DONE),
        ("before done", 1, State.RUNNING, State.DONE),
        ("after done", 1, State.DONE, State.DONE),
        ("before saved", 1, State.DONE, State.DONE),
        ("after saved", 1, State.DONE, State.DONE),
    ],
)
def test_it_dies_at_each_step(
    tmp_path: Path,
    nursery: Nursery,
    simulator: Simulator,
    dies_at: str,
    posts: int,
    state: State | None,
    at_the_end: State | None,
) -> None:
    life = Life(str(tmp_path), simulator.base_url, "first", 1, dies_at=dies_at)
    assert nursery.live(life) == SIGKILL
    assert len(simulator.log()) == posts
    found = stored(tmp_path)
    assert [row.state for row in found] == ([state] if state else [])
    compare(simulator.log(), found)

    assert nursery.live(Life(str(tmp_path), simulator.base_url, "second", 1)) == 0
    found = stored(tmp_path)
    ends = {row.request.prompt: row for row in found}
    assert ends.pop("second 0").state is State.DONE
    assert [row.state for row in ends.values()] == ([at_the_end] if at_the_end else [])
    for row in found:
        assert row.clip is (ClipState.SAVED if row.state is State.DONE else ClipState.NONE)
        assert not row.clip_path or Path(row.clip_path).is_file()
    compare(simulator.log(), found)


@pytest.mark.parametrize(
    ("dies_at", "line"),
    [
        ("before move", ["first 0", "first 1", "first 2"]),
        ("after move", ["first 2", "first 0", "first 1"]),
        ("before edit", ["first 2", "first 0", "first 1"]),
        ("after edit", ["edited", "first 0", "first 1"]),
    ],
)
def test_it_dies_while_the_paused_queue_is_arranged(
    tmp_path: Path, nursery: Nursery, simulator: Simulator, dies_at: str, line: list[str]
) -> None:
    life = Life(str(tmp_path), simulator.base_url, "first", 3, dies_at=dies_at, arranges=True)
    assert nursery.live(life) == SIGKILL
    assert not simulator.log()
    waiting = WaitingLine()
    rows = {row.id: row for row in stored(tmp_path)}
    for row in rows.values():
        waiting.follow(row)
    assert [rows[id].request.prompt for id in waiting.ids] == line
    assert load_settings(paths_in(tmp_path).settings)[0].queue_paused
    # The next life is paused from the start: it sends nothing and is ended from outside.
    again = Life(str(tmp_path), simulator.base_url, "", 0, dies_after=1.0)
    assert nursery.live(again) == SIGKILL
    assert not simulator.log()
    assert {row.state for row in stored(tmp_path)} == {State.WAITING}


def test_it_dies_while_the_service_holds_its_answer(
    tmp_path: Path, nursery: Nursery, simulator: Simulator
) -> None:
    with Simulator.start("slow-answer") as slow:
        life = Life(str(tmp_path), slow.base_url, "held", 3, dies_after=2.0)
        assert nursery.live(life) == SIGKILL
        posts = slow.log()
        assert len(posts) == 3
        found = stored(tmp_path)
        assert [row.state for row in found] == [State.UNCONFIRMED] * 3
        compare(posts, found)
        assert nursery.live(Life(str(tmp_path), slow.base_url, "", 0)) == 0
        assert len(slow.log()) == 3


def test_it_dies_at_a_hundred_moments(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as two:
        one, other = two.map(die_at_random, [tmp_path / "one", tmp_path / "other"], [1, 2])
    together = one + other
    assert together["requests"] >= 100
    assert together[State.UNCONFIRMED], "not one was caught between send and answer"
    assert together["cut off running"], "not one was caught between answer and end"


def die_at_random(folder: Path, seed: int) -> "Counter[str]":
    """One app's deaths, and the starts after them; counts what they left."""
    moments = random.Random(seed)
    kinds: Counter[str] = Counter()
    longest = 0.6
    with Nursery() as nursery, Simulator.start("moderated", speed=200) as simulator:
        for number in range(MOMENTS):
            dies_after = moments.uniform(0.05, longest)
            life = Life(str(folder), simulator.base_url, f"{number}", 500, dies_after=dies_after)
            assert nursery.live(life) == SIGKILL
            kinds["cut off running"] += running(folder)
            if not kinds["cut off running"]:
                # A busy machine gets as far in more time.
                longest = min(longest * 1.1, LONGEST_LIFE / 4)
        found = stored(folder)
        compare(simulator.log(), found)
        assert nursery.live(Life(str(folder), simulator.base_url, "last", 1)) == 0
        found = stored(folder)
        compare(simulator.log(), found)
    # The service stops every task for its content: that much it can say only when asked.
    assert {row.state for row in found} <= {State.FAILED, State.UNCONFIRMED}
    assert all(row.error == "task-failed" for row in found if row.state is State.FAILED)
    kinds["requests"] = len(found)
    kinds.update(row.state for row in found)
    return kinds

"""Real histories in a folder, and children that die or have no rights; no Qt."""

from __future__ import annotations

import os
import signal
import sqlite3
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from seedance_desktop.backend.history import HistoryStore, OpenReport, open_store
from seedance_desktop.backend.ledger import Ledger
from seedance_desktop.core.generation import Generation, State
from seedance_desktop.core.request import VideoRequest

BASE_URL = "https://service.invalid/api"
ORIGIN = "https://service.invalid:443"
NOW = 1_790_000_000.0


def history_in(folder: Path) -> Path:
    """The history's file."""
    return folder / "history.sqlite3"


def ledger_in(folder: Path) -> Ledger:
    """The ledger beside it."""
    return Ledger(folder / "ledger.jsonl")


@contextmanager
def opened(folder: Path, now: float = NOW) -> Iterator[HistoryStore]:
    """The history in ``folder``, opened as the app does."""
    with opened_with_report(folder, now) as (store, _):
        yield store


@contextmanager
def opened_with_report(folder: Path, now: float = NOW) -> Iterator[tuple[HistoryStore, OpenReport]]:
    """The same, and what happened on the way."""
    store, report = open_store(history_in(folder), ledger_in(folder), now=lambda: now)
    with closing(store):
        yield store, report


def add(store: HistoryStore, prompt: str = "a cat", **kwargs: Any) -> Generation:
    """A new waiting row."""
    kwargs = {"profile": "outai", "base_url": BASE_URL, "estimate": None, **kwargs}
    return store.add(kwargs.pop("request", VideoRequest(prompt=prompt)), **kwargs)


def add_in(store: HistoryStore, state: State, prompt: str = "a cat", **columns: Any) -> Generation:
    """A row led to ``state`` on the way the app takes."""
    row = add(store, prompt)
    if state is State.WAITING:
        return row
    store.claim(row.id)
    if state is State.DONE:
        store.record_answer(row.id, State.RUNNING)
        return store.change(row.id, State.DONE, **columns)
    if state is not State.SENDING:
        return store.record_answer(row.id, state, **columns)
    return store.get([row.id])[0]


def sql(folder: Path, statement: str, *values: Any) -> list[Any]:
    """Run a statement in the file, past the app."""
    with closing(sqlite3.connect(history_in(folder))) as db, db:
        return db.execute(statement, values).fetchall()


def files_in(folder: Path) -> set[str]:
    """Names in ``folder``, without what SQLite keeps beside an open file."""
    return {p.name for p in folder.iterdir() if not p.name.endswith(("-wal", "-shm"))}


def die() -> None:
    """End this process as ``kill -9`` does."""
    os.kill(os.getpid(), signal.SIGKILL)


def fork() -> int:
    """``os.fork``, also where threads of other tests sit idle: Python 3.12 warns of them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def in_child(work: Callable[[], None], *, without_rights: bool = False) -> int:
    """Run ``work`` in a fork; the number of the signal that ended it, 0 where none did.

    ``without_rights`` makes it an ordinary user's, also where the tests run as root. An error in
    it is printed and comes back as 255.
    """
    child = fork()
    if not child:
        status = 0
        try:
            if without_rights and os.getuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            work()
        except BaseException:  # noqa: BLE001 - the child ends here, whatever it was
            traceback.print_exc()
            status = 255
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    return os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else os.WEXITSTATUS(ended)

"""A library on a real store, and rows in any state in it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from seedance_desktop.backend.history import open_store
from seedance_desktop.backend.ledger import Ledger
from seedance_desktop.core.generation import Generation, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.library import Library
from seedance_desktop.state.tasks import TaskOwner

BASE_URL = "https://service.invalid/api"
TRACE_ID = "45c30d76f06549b199a3775544523689"


@asynccontextmanager
async def opened_library(folder: Path) -> AsyncIterator[tuple[Library, TaskOwner]]:
    """Open the library in ``folder``; on the way out nothing of it is left running."""
    tasks = TaskOwner()
    failures: list[BaseException] = []
    tasks.failed.connect(lambda _, error: failures.append(error))
    ledger = Ledger(folder / "ledger.jsonl")
    library = Library(lambda: open_store(folder / "history.sqlite3", ledger), tasks)
    await library.open()
    try:
        yield library, tasks
    finally:
        await tasks.close(grace=10)
        await library.close()
    if failures:
        raise failures[0]


async def add_row(
    library: Library,
    state: State = State.DONE,
    prompt: str = "a prompt",
    *,
    estimate: float | None = None,
    request: VideoRequest | None = None,
    **columns: Any,
) -> Generation:
    """Add a row and lead it to ``state``, on the way the queue takes."""
    row = await library.add(
        request or VideoRequest(prompt=prompt), profile="p", base_url=BASE_URL, estimate=estimate
    )
    if state is State.WAITING:
        return await library.update(row.id, **columns) if columns else row
    claimed = await library.claim(row.id)
    assert claimed is not None
    if state is State.SENDING:
        return claimed
    columns.setdefault("trace_id", TRACE_ID)
    if state is not State.DONE:
        return await library.record_answer(row.id, state, **columns)
    await library.record_answer(row.id, State.RUNNING)
    return await library.change(row.id, state, **columns)


def fill(path: Path, count: int) -> None:
    """Put ``count`` done rows into the store that was opened at ``path`` before."""
    columns = (
        "key, state, request, profile, base_url, created_at, trace_id, credits, clip, origin,"
        " model, function_mode, duration, with_video, prompt"
    )
    with closing(sqlite3.connect(path)) as db, db:
        db.executemany(
            f"INSERT INTO generations ({columns})"
            " VALUES (?, 'done', ?, 'p', ?, ?, ?, 150, 'saved', ?, 'm', 'f', 5, 0, ?)",
            (
                (f"k{i}", _plain(i), BASE_URL, 1.7e9 + i, f"{i:032x}", BASE_URL, f"prompt {i}")
                for i in range(count)
            ),
        )


def _plain(number: int) -> str:
    return json.dumps(VideoRequest(prompt=f"prompt {number}").to_plain())

"""A history to measure with: many rows that differ as a person's do."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from time import time

from seedance_desktop.backend.history import open_store
from seedance_desktop.backend.ledger import Ledger
from seedance_desktop.backend.paths import paths_in
from seedance_desktop.core.request import VideoRequest

BASE_URL = "https://service.invalid/api"
WORDS = (
    "bottle", "neon", "street", "dawn", "fog", "tracking", "shot", "drone", "towers", "paper",
    "boat", "rain", "reflections", "macro", "bubbles", "label", "steam", "cup", "cyclist", "forest",
    "road", "lantern", "dolly", "push-in", "shallow", "depth", "of", "field", "city", "sunset",
    "雾中的城市", "黄昏", "无人机", "condensation", "golden", "slow", "camera", "night",
    "glass", "wind",
)  # fmt: skip
_COLUMNS = (
    "key, state, request, profile, base_url, created_at, sent_at, finished_at, task_id, trace_id,"
    " credits, clip, clip_path, origin, model, function_mode, duration, with_video, prompt"
)


def make_history(data_dir: Path, count: int) -> None:
    """Put ``count`` finished generations into a new history under ``data_dir``."""
    paths = paths_in(data_dir)
    paths.ensure()
    store, _ = open_store(paths.history, Ledger(paths.ledger))
    store.close()
    chance = random.Random(20)
    began = time() - count * 600
    marks = ", ".join("?" * (_COLUMNS.count(",") + 1))
    with closing(sqlite3.connect(paths.history)) as db, db:
        db.executemany(
            f"INSERT INTO generations ({_COLUMNS}) VALUES ({marks})",
            (_row(number, began + number * 600, chance, paths.clips) for number in range(count)),
        )
    # As the app leaves it: nothing in the log beside it, the planner's numbers where it had any.
    with closing(sqlite3.connect(paths.history)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _row(number: int, at: float, chance: random.Random, clips: Path) -> tuple[object, ...]:
    prompt = " ".join(chance.choices(WORDS, k=chance.randint(8, 30)))
    request = VideoRequest(prompt=prompt)
    return (
        f"{number:032x}", "done", json.dumps(request.to_plain()), "outai", BASE_URL, at, at + 0.1,
        at + 160, f"task_{number:08}", f"{chance.getrandbits(128):032x}", 75.0, "saved",
        str(clips / f"{number}.mp4"), BASE_URL, request.model, request.function_mode,
        request.duration, 0, prompt,
    )  # fmt: skip

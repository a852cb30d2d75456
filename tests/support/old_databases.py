"""Files of each version of the history: kept as they were made, to open them for ever after.

``python -m tests.support.old_databases`` makes the one of the newest version, and none again
that is there already: a released version's file comes from the version itself.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from seedance_desktop.backend.migrations import LATEST, MIGRATIONS

FOLDER = Path(__file__).resolve().parents[1] / "data" / "old_databases"

REQUEST = (
    '{"prompt":"雨中的猫, neon","model":"seedance_2_0","function_mode":"omni_reference",'
    '"ratio":"16:9","duration":5,"image_urls":["https://a.b/1.png"],"audio_urls":[],'
    '"video_urls":[]}'
)
COMMON = {
    "request": REQUEST,
    "profile": "outai",
    "base_url": "https://service.invalid/api",
    "origin": "https://service.invalid:443",
    "model": "seedance_2_0",
    "function_mode": "omni_reference",
    "duration": 5,
    "with_video": 0,
    "prompt": "雨中的猫, neon",
    "created_at": 1_790_000_000.0,
}
SENT = {"attempts": 1, "sent_at": 1_790_000_001.0}
ROWS: tuple[dict[str, object], ...] = (
    {"state": "waiting"},
    {"state": "sending", **SENT},
    {"state": "running", "task_id": "task_3", "trace_id": "aa33", "credits": 75.0, **SENT},
    {
        "state": "done",
        "task_id": "task_4",
        "trace_id": "aa44",
        "credits": 75.0,
        "clip": "saved",
        "clip_path": "/clips/4.mp4",
        **SENT,
    },
    {"state": "failed", "message": "content policy", "trace_id": "aa55", **SENT},
    {"state": "unconfirmed", "dismissed": 1, "error": "unconfirmed", **SENT},
    {"state": "not sent", "hidden": 1, "parent_id": 5},
)


def file_of(version: int) -> Path:
    """The file of one version."""
    return FOLDER / f"history-v{version}.sqlite3"


def make(version: int, path: Path) -> None:
    """Make a file as an app of ``version`` would have left it."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        for migration in MIGRATIONS[:version]:
            migration(db)
        for number, row in enumerate(ROWS, 1):
            columns = {"key": f"key{number}", **COMMON, **row}
            marks = ", ".join("?" * len(columns))
            db.execute(
                f"INSERT INTO generations ({', '.join(columns)}) VALUES ({marks})",
                list(columns.values()),
            )
        db.execute(f"PRAGMA user_version = {version}")
        db.commit()


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for number in range(1, LATEST + 1):
        if not file_of(number).exists():
            make(number, file_of(number))

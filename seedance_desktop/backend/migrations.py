"""The history's schema, one step at a time.

``PRAGMA user_version`` says how many steps a file has had. A step is never changed once it was
released: another one is added, and a file of each version is kept in ``tests/data/old_databases``.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from ..core.errors import NewerFile
from .files import fsync_dir, storage_trouble

KEPT_BACKUPS = 3

_GENERATIONS = """
CREATE TABLE generations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    request TEXT NOT NULL,
    profile TEXT NOT NULL,
    base_url TEXT NOT NULL,
    created_at REAL NOT NULL,
    parent_id INTEGER REFERENCES generations (id),
    sent_at REAL,
    answered_at REAL,
    finished_at REAL,
    saved_at REAL,
    task_id TEXT NOT NULL DEFAULT '',
    task_verified INTEGER NOT NULL DEFAULT 1,
    trace_id TEXT NOT NULL DEFAULT '',
    credits REAL,
    estimate REAL,
    service_status TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '',
    raw_answer TEXT NOT NULL DEFAULT '',
    raw_status TEXT NOT NULL DEFAULT '',
    result_url TEXT NOT NULL DEFAULT '',
    clip TEXT NOT NULL DEFAULT 'none',
    clip_path TEXT NOT NULL DEFAULT '',
    clip_error TEXT NOT NULL DEFAULT '',
    poster_path TEXT NOT NULL DEFAULT '',
    hidden INTEGER NOT NULL DEFAULT 0,
    dismissed INTEGER NOT NULL DEFAULT 0,
    slot_freed INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    origin TEXT NOT NULL,
    model TEXT NOT NULL,
    function_mode TEXT NOT NULL,
    duration INTEGER NOT NULL,
    with_video INTEGER NOT NULL,
    prompt TEXT NOT NULL
) STRICT
"""


def _tables(db: sqlite3.Connection) -> None:
    """1: the rows, and what listing, resuming and summing them needs."""
    db.execute(_GENERATIONS)
    db.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT")
    db.execute("CREATE INDEX listed ON generations (hidden, id, state, dismissed)")
    db.execute("CREATE INDEX counted ON generations (hidden, state)")
    db.execute(
        "CREATE INDEX unsettled ON generations (state, dismissed, credits, estimate)"
        " WHERE state IN ('waiting', 'sending', 'running', 'unconfirmed')"
    )
    db.execute("CREATE INDEX unsaved ON generations (id) WHERE state = 'done' AND clip <> 'saved'")
    db.execute("CREATE INDEX charged ON generations (sent_at, credits) WHERE credits IS NOT NULL")
    db.execute("CREATE INDEX tasks ON generations (task_id, origin) WHERE task_id <> ''")
    db.execute("CREATE INDEX statuses ON generations (origin) WHERE raw_status <> ''")


def _searched(row: str) -> str:
    """What is searched. The end is filled up: three characters begin at each one that counts."""
    return (
        f"{row}.prompt || char(10) || {row}.trace_id || char(10) || {row}.task_id || char(10)"
        f" || {row}.message || char(10, 10)"
    )


def _search_and_prices(db: sqlite3.Connection) -> None:
    """2: full text search in any language, and past charges by what makes the price."""
    db.execute("CREATE VIRTUAL TABLE search USING fts5 (text, tokenize = 'trigram')")
    db.execute("CREATE VIRTUAL TABLE search_terms USING fts5vocab (search, row)")
    db.execute(
        f"INSERT INTO search (rowid, text) SELECT id, {_searched('generations')} FROM generations"
    )
    db.execute(
        "CREATE TRIGGER search_added AFTER INSERT ON generations BEGIN"
        f" INSERT INTO search (rowid, text) VALUES (new.id, {_searched('new')}); END"
    )
    db.execute(
        "CREATE TRIGGER search_changed AFTER UPDATE OF prompt, trace_id, task_id, message"
        f" ON generations WHEN {_searched('old')} <> {_searched('new')} BEGIN"
        f" UPDATE search SET text = {_searched('new')} WHERE rowid = new.id; END"
    )
    db.execute(
        "CREATE INDEX prices ON generations"
        " (origin, model, function_mode, duration, with_video, id, credits)"
        " WHERE credits IS NOT NULL AND state <> 'failed'"
    )


_SETS = """
CREATE TABLE sets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at REAL NOT NULL,
    plan TEXT NOT NULL,
    hidden INTEGER NOT NULL DEFAULT 0
) STRICT
"""


_ADDED = {
    3: {
        "came_from": "TEXT NOT NULL DEFAULT ''",
        "written": "TEXT NOT NULL DEFAULT ''",
        "preset": "TEXT NOT NULL DEFAULT ''",
        "project": "TEXT NOT NULL DEFAULT ''",
        "set_id": "INTEGER REFERENCES sets (id)",
        "cell": "INTEGER",
        "checks": "TEXT NOT NULL DEFAULT ''",
        "position": "REAL",
        "mark": "TEXT NOT NULL DEFAULT ''",
    }
}
"""Columns of the generations that came with a later step."""


def _background(db: sqlite3.Connection) -> None:
    """3: where a generation comes from and belongs to, what the person thinks of it, and sets."""
    db.execute(_SETS)
    for name, type_ in _ADDED[3].items():
        db.execute(f"ALTER TABLE generations ADD COLUMN {name} {type_}")
    db.execute("UPDATE generations SET came_from = 'again' WHERE parent_id IS NOT NULL")
    # Its port is another one from time to time, and what it charged counts all the same.
    db.execute("UPDATE generations SET origin = 'demo' WHERE profile = 'demo'")
    db.execute("CREATE INDEX members ON generations (set_id, cell) WHERE set_id IS NOT NULL")
    db.execute("CREATE INDEX marked ON generations (mark, id) WHERE mark <> ''")
    # Whatever is summed by time or by project is summed from an index alone.
    db.execute("DROP INDEX charged")
    db.execute(
        "CREATE INDEX spent ON generations (sent_at, state, hidden, task_id, credits, estimate,"
        " dismissed, mark, project, model, preset) WHERE sent_at IS NOT NULL"
    )
    db.execute(
        "CREATE INDEX spent_for ON generations"
        " (project, state, hidden, task_id, credits, estimate) WHERE project <> ''"
    )
    db.execute("CREATE INDEX children ON generations (parent_id, id) WHERE parent_id IS NOT NULL")
    db.execute(
        "CREATE INDEX durations ON generations (origin, model, duration, id) WHERE state = 'done'"
    )


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _tables,
    _search_and_prices,
    _background,
)
LATEST = len(MIGRATIONS)


def not_yet_in(version: int) -> frozenset[str]:
    """Columns of the generations that a file of ``version`` does not have yet."""
    return frozenset(name for step, added in _ADDED.items() if step > version for name in added)


def version_of(db: sqlite3.Connection) -> int:
    """How many steps the file has had; 0 for a new one."""
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    return version


def check_not_newer(db: sqlite3.Connection, path: Path) -> None:
    """Raise ``NewerFile`` where the file has had steps this app does not know."""
    version = version_of(db)
    if version > LATEST:
        raise NewerFile(
            f"“{path.name}” in {path.parent} is of version {version}; this app knows {LATEST}."
        )


def migrate(db: sqlite3.Connection, path: Path) -> None:
    """Bring the file up to ``LATEST``, each step whole or not at all, with a backup before it.

    Raises:
        NewerFile: it is newer than this app; nothing is changed.
        StorageTrouble: the backup could not be written; nothing is changed.
        sqlite3.Error: the step failed; the file is as before that step.
    """
    check_not_newer(db, path)
    found = version_of(db)
    for version in range(found, LATEST):
        if found:
            _back_up(db, path, version)
        db.execute("BEGIN IMMEDIATE")
        try:
            MIGRATIONS[version](db)
            db.execute(f"PRAGMA user_version = {version + 1}")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise


def _back_up(db: sqlite3.Connection, path: Path, version: int) -> None:
    kept = _backup_path(path, version)
    unfinished = kept.with_name(kept.name + ".part")
    try:
        unfinished.unlink(missing_ok=True)
        # As private as what it is a copy of: SQLite would have everybody read it.
        unfinished.touch(mode=0o600)
        with closing(sqlite3.connect(unfinished)) as copy:
            db.backup(copy)
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(kept)
        for old in range(version - KEPT_BACKUPS, 0, -1):
            _backup_path(path, old).unlink(missing_ok=True)
        fsync_dir(path.parent)
    except OSError as error:
        raise storage_trouble(kept, error) from error


def _backup_path(path: Path, version: int) -> Path:
    return path.with_name(f"{path.name}.backup-v{version}")

"""The history's file before it is used: read, migrated, or set aside and made anew."""

import logging
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePath

from ..core.errors import HistoryDamaged, StorageTrouble
from .files import SetAside, set_aside, storage_trouble
from .history_sql import COLUMNS, OF_THE_DISK, code_of, told_in_words
from .ledger import Ledger
from .migrations import check_not_newer, migrate, not_yet_in, version_of
from .recovery import Recovered, close_sending, recover

log = logging.getLogger(__name__)

_BUSY_SECONDS = 5.0
_COMPANIONS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class OpenReport:
    """What happened when the history was opened, where it is worth telling."""

    set_aside: SetAside | None = None
    """The old file could not be read and was kept under a new name."""
    recovered: Recovered = field(default_factory=Recovered)
    ledger_trouble: StorageTrouble | None = None
    """The ledger could not be read; it is tried again at the next start."""


class _NotOurs(Exception):
    """The file is no history of this app, or a broken one."""


def connect(path: Path) -> sqlite3.Connection:
    """An open connection: what is committed is on the disk."""
    db = _opened(path)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA cell_size_check = ON")
    except BaseException:
        db.close()
        raise
    return db


def _opened(path: Path | str) -> sqlite3.Connection:
    """A connection to a file or, for text, to a URI."""
    db = sqlite3.connect(
        path, timeout=_BUSY_SECONDS, isolation_level=None, uri=isinstance(path, str)
    )
    # A text that is no UTF-8 is shown as far as it can be.
    db.text_factory = partial(str, encoding="utf-8", errors="replace")
    return db


def read_only(path: PurePath) -> str:
    """The URI by which SQLite opens a file without ever writing to it."""
    uri = path.as_uri()
    if not uri.startswith("file:///"):  # on a server, which SQLite wants as a part of the path
        uri = uri.replace("file://", "file:////", 1)
    return f"{uri}?mode=ro"


def prepare(path: Path, ledger: Ledger, now: float) -> OpenReport:
    """Make ``path`` a file of the newest version that knows what the ledger knows.

    Raises:
        NewerFile: a newer version made it; it is left as it is.
        StorageTrouble: the disk or the folder fails; the file is left as it is.
    """
    aside = None
    if path.exists() and (reason := _why_unreadable(path)):
        aside = _set_aside(path, reason)
    _damage_mark(path).unlink(missing_ok=True)
    try:
        return _bring_up(path, ledger, now, aside)
    except HistoryDamaged as damage:  # deeper than a first look goes
        return _bring_up(path, ledger, now, _set_aside(path, damage.message))


def _set_aside(path: Path, reason: str) -> SetAside:
    aside = set_aside(path, reason, _COMPANIONS)
    log.warning("The history was set aside as %s: %s", aside.kept_as.name, reason)
    return aside


def _bring_up(path: Path, ledger: Ledger, now: float, aside: SetAside | None) -> OpenReport:
    with told_in_words(path), closing(_create(path)) as db:
        migrate(db, path)
        try:
            return OpenReport(aside, recover(db, ledger, now))
        except StorageTrouble as trouble:
            log.warning("The ledger could not be read: %s", trouble.message)
            return OpenReport(aside, Recovered(unconfirmed=close_sending(db)), trouble)


def note_damage(path: Path) -> None:
    """Have the file looked through at the next start."""
    try:
        _damage_mark(path).touch(mode=0o600)
    except OSError as error:
        log.warning("The damaged history could not be marked: %s", error)


def _create(path: Path) -> sqlite3.Connection:
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise storage_trouble(path, error) from error
    return connect(path)


def _why_unreadable(path: Path) -> str:
    """Why this is no history that can be used; empty where it is one.

    Looked at read-only first, so that a file that is not ours is not touched.
    """
    if path.stat().st_size == 0:
        return ""
    try:
        with closing(_opened(read_only(path.absolute()))) as db:
            check_not_newer(db, path)
            _check_ours(db, path)
    except _NotOurs as error:
        return str(error)
    except UnicodeDecodeError:  # SQLite's own message, with words from the file
        return "it is malformed"
    except sqlite3.DatabaseError as error:
        if code_of(error) not in OF_THE_DISK:
            return str(error)
        log.info("The history could not be looked at read-only: %s", error)
    return ""


def _check_ours(db: sqlite3.Connection, path: Path) -> None:
    version = version_of(db)
    tables = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    if not version:
        if tables:
            raise _NotOurs("it is a database of another program")
        return
    columns = {row[1] for row in db.execute("PRAGMA table_info (generations)")}
    wanted = set(COLUMNS) - not_yet_in(version)
    strict = str(tables.get("generations")).rstrip().endswith("STRICT")
    if not strict or "meta" not in tables or not columns.issuperset(wanted):
        raise _NotOurs("it lacks tables a history has")
    for table in ("generations", "meta", *(("search",) if version > 1 else ())):
        db.execute(f"SELECT * FROM {table} ORDER BY rowid DESC LIMIT 1").fetchall()
    if _damage_mark(path).exists():
        found = db.execute("PRAGMA quick_check (1)").fetchone()[0]
        if found != "ok":
            raise _NotOurs("it is damaged")


def _damage_mark(path: Path) -> Path:
    return path.with_name(f"{path.name}.damaged")

"""Which rows to list: the SQL for words and filters, made for a hundred thousand rows.

The index knows three characters at a time. Of shorter words, those of other scripts than the
Latin are looked up by the threes that begin with them; in Latin such threes are too many, and
matching rows mostly so many that going through the newest ones finds a page at once. Where they
are few, the places of those threes tell which rows are worth a look.
"""

import sqlite3
from dataclasses import dataclass
from typing import Any

from ..core.generation import Mark, State
from .history_sql import storable

_WHOLE = 3
"""Characters the index holds in one piece."""
_MANY_PIECES = 200
"""More beginnings than this make a slower search than going through the rows."""
_MANY_PLACES = 500
"""More places of such beginnings than this, and the newest rows are gone through instead."""
_IN_A_ROW = 500
_LAST = "\U0010ffff"

PLACES = "CREATE VIRTUAL TABLE temp.search_places USING fts5vocab (main, search, instance)"
"""What a connection needs for looking up Latin words of one or two letters."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are to be listed."""

    search: str = ""
    states: frozenset[State] | None = None
    include_dismissed: bool = True
    below: int | None = None
    """Only ids smaller than this."""
    among: tuple[int, ...] | None = None
    """Only these ids."""
    limit: int | None = None
    mark: Mark | None = None
    """Only what the person marked so."""


def listing(db: sqlite3.Connection, wanted: Wanted) -> tuple[str, list[Any]]:
    """The statement, and its values, that gives the ids wanted, newest first."""
    plain = "".join(c if c.isprintable() else " " for c in storable(wanted.search))
    if words := list(dict.fromkeys(plain.split())):
        sql, values = _with_words(db, words, wanted)
    else:
        conditions, values = _listed(wanted)
        sql = f"SELECT id FROM generations WHERE {conditions}"
    if wanted.below is not None:
        sql += " AND id < ?"
        values.append(wanted.below)
    if wanted.among is not None:
        # One value however many they are: the statement stays the same, and so does its plan.
        sql += " AND id IN (SELECT value FROM json_each(?))"
        values.append(f"[{','.join(map(str, wanted.among))}]")
    sql += " ORDER BY id DESC"
    if wanted.limit is not None:
        sql += " LIMIT ?"
        values.append(wanted.limit)
    return sql, values


def _listed(wanted: Wanted) -> tuple[str, list[Any]]:
    conditions = "hidden = 0"
    values: list[Any] = []
    if wanted.states is not None:
        conditions += f" AND state IN ({_marks(wanted.states)})"
        values = [str(state) for state in wanted.states]
    if not wanted.include_dismissed:
        conditions += " AND dismissed = 0"
    if wanted.mark:
        # Said twice, or SQLite does not use the index of what is marked at all.
        conditions += " AND mark <> '' AND mark = ?"
        values.append(str(wanted.mark))
    return conditions, values


def _with_words(db: sqlite3.Connection, words: list[str], wanted: Wanted) -> tuple[str, list[Any]]:
    pieces: list[str] = []
    patterns: list[str] = []
    few: set[int] | None = None
    for word in words:
        piece = _in_index(db, word)
        if piece is None:
            patterns.append(_like(word))
            few = _fewer(few, _rows_with(db, word))
        else:
            pieces.append(piece)
    # Where the index has no say, the texts are read from where it keeps them: the table of
    # generations is many times as large.
    conditions = ["text LIKE ? ESCAPE '\\'" for _ in patterns]
    source = "SELECT id FROM (SELECT id, c0 AS text FROM search_content) WHERE "
    values: list[Any] = list(patterns)
    if few is not None:
        # The plus keeps SQLite from asking the index anew for each of the rows.
        plus = "+" if pieces and few else ""
        conditions.insert(0, f"{plus}id IN (SELECT value FROM json_each(?))")
        values.insert(0, f"[{','.join(map(str, few))}]")
    if pieces:
        source = "SELECT id FROM (SELECT rowid AS id, search, text FROM search) WHERE "
        conditions.insert(0, "search MATCH ?")
        values.insert(0, " AND ".join(pieces))
    left_out, more = _left_out(wanted)
    return source + _all_of([*conditions, left_out]), values + more


def _left_out(wanted: Wanted) -> tuple[str, list[Any]]:
    """The filter as a condition on ids, over whichever set is likely to be the small one."""
    states = wanted.states
    values: list[Any] = []
    if wanted.mark or (states is not None and State.DONE not in states):
        conditions, values = _listed(wanted)
        return f"id IN (SELECT id FROM generations WHERE {conditions})", values
    sets = ["SELECT id FROM generations WHERE hidden = 1"]
    if states is not None:
        others = frozenset(State) - states
        sets.append(f"SELECT id FROM generations WHERE hidden = 0 AND state IN ({_marks(others)})")
        values = [str(state) for state in others]
    if not wanted.include_dismissed:
        sets.append("SELECT id FROM generations WHERE state = 'unconfirmed' AND dismissed = 1")
    return f"id NOT IN ({' UNION ALL '.join(sets)})", values


def _in_index(db: sqlite3.Connection, word: str) -> str | None:
    """What to ask the index for ``word``, or None where it cannot say."""
    if len(word) >= _WHOLE:
        return _quoted(word)
    if word.isascii():
        return None
    start = word.lower()
    found = db.execute(
        "SELECT term FROM search_terms WHERE term >= ? AND term < ? LIMIT ?",
        (start, start + _LAST, _MANY_PIECES + 1),
    ).fetchall()
    if len(found) > _MANY_PIECES:
        return None
    # Where nothing begins so, what is asked for is nothing that could be found.
    return "(" + " OR ".join(_quoted(term) for (term,) in found or [(_LAST * _WHOLE,)]) + ")"


def _rows_with(db: sqlite3.Connection, word: str) -> set[int] | None:
    """The rows a short Latin word can stand in, or None where these are many.

    Three characters of the index begin at each one of a text that counts, so wherever the word
    stands, one of the threes begins with it.
    """
    start = word.lower()
    found = db.execute(
        "SELECT doc FROM search_places WHERE term >= ? AND term < ? LIMIT ?",
        (start, start + _LAST * _WHOLE, _MANY_PLACES + 1),
    ).fetchall()
    return None if len(found) > _MANY_PLACES else {row for (row,) in found}


def _all_of(conditions: list[str]) -> str:
    """Nested evenly: in a row, SQLite takes each for one step deeper, and no more than 1,000."""
    starts = range(0, len(conditions), _IN_A_ROW)
    rows = [" AND ".join(conditions[start : start + _IN_A_ROW]) for start in starts]
    return rows[0] if len(rows) == 1 else _all_of([f"({row})" for row in rows])


def _fewer(one: set[int] | None, other: set[int] | None) -> set[int] | None:
    """The rows in both; None stands for all rows."""
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _like(word: str) -> str:
    for special in "\\%_":
        word = word.replace(special, "\\" + special)
    return f"%{word}%"


def _marks(some: frozenset[State]) -> str:
    return ", ".join("?" * len(some))

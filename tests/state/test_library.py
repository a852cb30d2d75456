"""The store's news: told once committed, in its order, and not while a request sets out."""

from __future__ import annotations

from pathlib import Path

from seedance_desktop.core.generation import Generation, State
from seedance_desktop.state.library import Library
from tests.support.history import add_row, opened_library
from tests.support.waiting import until

Told = list[tuple[str, object]]


def told_by(library: Library) -> Told:
    told: Told = []

    def note(row: Generation) -> None:
        told.append((row.state.value, row.id))

    library.added.connect(note)
    library.changed.connect(note)
    library.removed.connect(lambda ids: told.append(("removed", ids)))
    library.restored.connect(lambda ids: told.append(("restored", ids)))
    return told


async def test_what_happens_in_a_hush_is_told_after_it_in_its_order(tmp_path: Path) -> None:
    async with opened_library(tmp_path) as (library, _):
        library._hush.setInterval(3_600_000)  # until the test ends it
        told = told_by(library)
        library.hush()
        row = await add_row(library, State.RUNNING)
        await library.hide([row.id])
        await library.unhide([row.id])
        assert not told
        library._hush.setInterval(0)
        expected = [
            ("waiting", row.id),
            ("sending", row.id),
            ("running", row.id),
            ("removed", (row.id,)),
            ("restored", (row.id,)),
        ]
        await until(lambda: told == expected, "the news")
        await library.update(row.id, credits=5)
        assert told[-1] == ("running", row.id) and len(told) == 6


async def test_a_hush_asked_for_again_and_again_ends_all_the_same(tmp_path: Path) -> None:
    async with opened_library(tmp_path) as (library, _):
        told = told_by(library)
        library.hush()
        await add_row(library)

        def still_hushed() -> bool:
            library.hush()
            return bool(told)

        await until(still_hushed, "the news")


async def test_a_listener_that_changes_something_else_does_not_get_ahead(tmp_path: Path) -> None:
    async with opened_library(tmp_path) as (library, _):
        told = told_by(library)
        answer: list[int] = []

        def listen(row: Generation) -> None:
            if not answer:
                answer.append(row.id)
                library._say(library.removed, (99,))

        library.added.connect(listen)
        library._hush.setInterval(3_600_000)
        library.hush()
        await add_row(library, State.WAITING)
        await add_row(library, State.WAITING)
        library._hush.setInterval(0)
        await until(lambda: len(told) == 3, "the news")
        assert told == [("waiting", 1), ("waiting", 2), ("removed", (99,))]


async def test_closing_ends_a_hush(tmp_path: Path) -> None:
    async with opened_library(tmp_path) as (library, _):
        library._hush.setInterval(3_600_000)
        told = told_by(library)
        library.hush()
        await add_row(library, State.WAITING)
    assert told == [("waiting", 1)]

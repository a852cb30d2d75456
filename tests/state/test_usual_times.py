"""How long such clips usually take, and what is said of one against that."""

from pathlib import Path

import pytest

from seedance_desktop.core.generation import State
from seedance_desktop.core.usual import against_usual, share, usual_seconds
from seedance_desktop.state.usual_times import UsualTimes
from tests.support.history import add_row, opened_library
from tests.support.waiting import until


@pytest.mark.parametrize(
    ("past", "usual"),
    [([], None), ([160], None), ([160, 200], 180), ([160, 9_999, 170], 170), ([-5, 0, 100], None)],
)
def test_the_usual_time_is_the_middle_one_of_at_least_two(
    past: list[float], usual: float | None
) -> None:
    assert usual_seconds(past) == usual


def test_it_never_goes_over_the_whole_and_says_when_it_takes_longer() -> None:
    assert share(80, 160) == 0.5
    assert share(500, 160) == 1.0
    assert share(10, None) is None
    assert against_usual(80, 160) == "usually about 2:40"
    assert against_usual(161, 160) == "longer than the usual 2:40"
    assert against_usual(80, None) == ""


async def test_it_learns_from_what_ends_of_the_same_kind(tmp_path: Path) -> None:
    async with opened_library(tmp_path) as (library, tasks):
        times = UsualTimes(library, tasks)
        changed: list[int] = []
        times.changed.connect(lambda: changed.append(1))
        running = await add_row(library, State.RUNNING)
        assert times.of(running) is None
        for seconds in (100.0, 140.0):
            row = await add_row(library, State.RUNNING)
            (row,) = await library.get([row.id])
            assert row.answered_at is not None
            await library.change(row.id, State.DONE, finished_at=row.answered_at + seconds)
        await until(lambda: times.of(running) == 120)
        assert changed

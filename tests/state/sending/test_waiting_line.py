"""The line's order against a plain list, and positions that never run out."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.core.generation import Generation, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.waiting_line import WaitingLine, block_moved


def row(id: int, position: float | None = None) -> Generation:
    return Generation(
        id=id,
        key=str(id),
        state=State.WAITING,
        request=VideoRequest(),
        profile="p",
        base_url="https://a.b",
        created_at=0,
        position=position,
    )


@st.composite
def moves(draw: st.DrawFn) -> list[tuple[str, list[int], int]]:
    ids = st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True)
    one = st.tuples(st.sampled_from(["move", "add", "leave"]), ids, st.integers(-2, 14))
    return draw(st.lists(one, max_size=120))


@given(moves())
def test_it_stands_as_a_list_would(steps: list[tuple[str, list[int], int]]) -> None:
    line, plain, stored = WaitingLine(), [1, 2, 3], {1: row(1), 2: row(2), 3: row(3)}
    for one in stored.values():
        line.follow(one)
    for what, ids, place in steps:
        if what == "add":
            new = max(stored) + 1
            stored[new] = row(new)
            assert line.follow(stored[new])
            plain.append(new)
        elif what == "leave":
            assert line.leave(ids[0]) == (ids[0] in plain)
            plain = [id for id in plain if id != ids[0]]
        elif moving := [id for id in ids if id in plain]:
            positions = line.positions_at(moving, place)
            line.move(positions)
            for id, at in positions.items():
                stored[id] = replace(stored[id], position=at)
            plain = [id for id in plain if id not in moving]
            at = max(0, min(place, len(plain)))
            plain[at:at] = moving
        assert line.ids == tuple(plain)
        assert [line.place_of(id) for id in plain] == list(range(1, len(plain) + 1))
    again = WaitingLine()
    for id in plain:
        again.follow(stored[id])
    assert again.ids == line.ids, "what was stored gives another order"


def test_a_new_row_stands_last_wherever_others_were_moved() -> None:
    line = WaitingLine()
    for id in range(1, 5):
        line.follow(row(id))
    line.move(line.positions_at([1, 2, 3], 9))
    line.follow(row(5))
    assert line.ids == (4, 1, 2, 3, 5)


def test_two_rows_can_change_places_for_ever() -> None:
    line = WaitingLine()
    for id in range(1, 4):
        line.follow(row(id))
    for _ in range(500):
        second = line.ids[1]
        line.move(line.positions_at([line.ids[2]], 1))
        assert line.ids[2] == second


def test_blocks() -> None:
    line = (1, 2, 3, 4, 5)
    assert block_moved(line, {3}, -1) == 1
    assert block_moved(line, {1}, -1) is None
    assert block_moved(line, {4, 5}, 1) is None
    assert block_moved(line, {2, 3}, 1) == 2
    assert block_moved(line, {2, 4}, -1) == 1
    assert block_moved(line, {2, 4}, 1) == 2
    assert block_moved(line, {3}, -99) == 0
    assert block_moved(line, set(), 1) is None

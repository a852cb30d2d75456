"""Words in prompts, trace ids, task ids and the service's words; filters; pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import ascii_letters, ascii_lowercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedance_desktop.backend import history_reading, history_search
from seedance_desktop.backend.history import HistoryStore
from seedance_desktop.backend.history_reading import NotWanted
from seedance_desktop.core.generation import State
from tests.support.stores import add, add_in, opened

TEXTS = {
    1: "雨中的猫，霓虹灯 Neon",
    2: "a CAT in the rain, 100% wet",
    3: "under_score \\ back*slash \"quoted\" 'it'",
    4: "Жар-птица летит над лесом",
    5: "🦊 fox at dawn",
    6: "plain",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HistoryStore]:
    with opened(tmp_path_factory.mktemp("search")) as store:
        for text in TEXTS.values():
            add(store, text)
        row = add_in(
            store,
            State.FAILED,
            "moderated",
            trace_id="45c30d76f06549b1",
            task_id="task_8f21c0",
            message="content policy 违规",
        )
        assert row.id == 7
        yield store


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", [7, 6, 5, 4, 3, 2, 1]),
        ("  \n ", [7, 6, 5, 4, 3, 2, 1]),
        ("猫", [1]),
        ("霓虹", [1]),
        ("霓虹灯", [1]),
        ("违规", [7]),
        ("规", [7]),
        ("猫狗", []),
        ("neon", [1]),
        ("NEON", [1]),
        ("on", [7, 1]),
        ("N", [7, 6, 5, 3, 2, 1]),
        ("cat rain", [2]),
        ("rain cat", [2]),
        ("ca ra", [2]),
        ("rain 猫", []),
        ("霓虹 ne", [1]),
        ("45c30d76", [7]),
        ("8f21c0", [7]),
        ("policy", [7]),
        ("100%", [2]),
        ("%", [2]),
        ("0%", [2]),
        ("_", [7, 3]),
        ("r_s", [3]),
        ("\\", [3]),
        ("k*s", [3]),
        ("*", [3]),
        ('"q', [3]),
        ('"quoted"', [3]),
        ("'it'", [3]),
        ("жа", [4]),
        ("ЛЕСОМ", [4]),
        ("🦊", [5]),
        ("fox\x00", [5]),
        ("fox AND cat", []),
        ("prompt:fox", []),
        ("\ud83d", []),
        ("\U0010ffff", [7, 6, 5, 4, 3, 2, 1]),
        ("ЖА", [4]),
        ("x" * 5000, []),
    ],
)
def test_search(store: HistoryStore, search: str, found: list[int]) -> None:
    assert list(store.ids(search)) == found


def test_a_whole_text_can_be_looked_for(store: HistoryStore) -> None:
    # More conditions in a row than SQLite takes in one another.
    pairs = [f"{a}{b}" for a in ascii_lowercase for b in ascii_letters]
    assert list(store.ids(" ".join(pairs))) == []
    assert list(store.ids("ca " * 2_000)) == list(store.ids("ca")) != []


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=12))
def test_whatever_is_typed_is_looked_for_and_nothing_else(store: HistoryStore, search: str) -> None:
    found = set(store.ids(search))
    words = "".join(c if c.isprintable() else " " for c in search).split()
    for row_id, text in TEXTS.items():
        if all(word in text for word in words):
            assert row_id in found


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_piece_of_a_text_finds_it(store: HistoryStore, data: st.DataObject) -> None:
    row_id, text = data.draw(st.sampled_from(sorted(TEXTS.items())))
    start = data.draw(st.integers(0, len(text) - 1))
    piece = text[start : start + data.draw(st.integers(1, 6))]
    assert row_id in store.ids(piece)


def test_a_row_is_found_by_what_it_now_holds(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        row = add_in(store, State.RUNNING, trace_id="aaaa1111")
        store.change(row.id, State.FAILED, trace_id="bbbb2222", message="超时 timeout")
        assert list(store.ids("aaaa")) == []
        for search in ("bbbb", "timeout", "超时", "a cat"):
            assert list(store.ids(search)) == [row.id]
        store.hide([row.id])
        assert list(store.ids("timeout")) == []
        store.unhide([row.id])
        assert list(store.ids("timeout")) == [row.id]


def test_a_character_with_many_followers_is_still_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_search, "_MANY_PIECES", 2)
    with opened(tmp_path) as store:
        rows = [add(store, f"猫{other}").id for other in "一二三四五"]
        assert list(store.ids("猫")) == rows[::-1]
        assert list(store.ids("猫三")) == [rows[2]]


@pytest.mark.parametrize("places", [0, 3, 500])
def test_short_words_find_the_same_rows_however_many_places_they_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, places: int
) -> None:
    monkeypatch.setattr(history_search, "_MANY_PLACES", places)
    texts = {
        1: "qj fox",
        2: "Qj QJ qj",
        3: "fox ends in j",
        4: "雾 fox",
        5: "雾 j\U0010ffff",
        6: "J",
    }
    with opened(tmp_path) as store:
        for text in texts.values():
            add(store, text)
        gone = add(store, "qj fox 雾")
        store.hide([gone.id])
        for search, found in {
            "j": [6, 5, 3, 2, 1],
            "QJ": [2, 1],
            "q j": [2, 1],
            "q": [2, 1],
            "zv": [],
            "fox j": [3, 1],
            "fox q j": [1],
            "fox zv": [],
            "雾 j": [5],
            "雾 q": [],
            "雾 fo": [4],
        }.items():
            assert list(store.ids(search)) == found, search
        row = store.change(add_in(store, State.RUNNING, "x").id, State.FAILED, message="vz")
        assert list(store.ids("vz")) == [row.id]


@pytest.mark.parametrize("search", ["", "clip", "cl", "片"])
def test_filters_and_pages(tmp_path: Path, search: str) -> None:
    with opened(tmp_path) as store:
        by_state = {state: add_in(store, state, "clip 片").id for state in State}
        aside = add_in(store, State.UNCONFIRMED, "clip 片")
        store.update(aside.id, dismissed=True)
        store.hide([add(store, "clip 片").id])
        everything = sorted([*by_state.values(), aside.id], reverse=True)
        assert list(store.ids(search)) == everything
        for state, row_id in by_state.items():
            found = store.ids(search, frozenset({state}), include_dismissed=False)
            assert list(found) == [row_id]
        some = frozenset({State.DONE, State.UNCONFIRMED})
        wanted = [aside.id, by_state[State.UNCONFIRMED], by_state[State.DONE]]
        assert list(store.ids(search, some)) == wanted
        assert list(store.ids(search, frozenset())) == []
        assert list(store.ids(search, include_dismissed=False)) == everything[1:]
        first = store.ids(search, limit=3)
        assert list(first) == everything[:3]
        assert list(store.ids(search, below=first[-1])) == everything[3:]


@pytest.mark.parametrize("search", ["", "猫", "cat", "a", "nowhere"])
def test_which_of_a_few_are_listed(store: HistoryStore, search: str) -> None:
    listed = store.ids(search)
    for few in ([], [2], [7, 1, 99], range(1, 8)):
        assert list(store.ids(search, among=few)) == [id for id in listed if id in few]


def test_a_read_nobody_waits_for_is_given_up_and_the_next_one_is_not(
    store: HistoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_reading, "_STEPS", 10)
    with pytest.raises(NotWanted):
        store.ids("a", stop=lambda: True)
    assert list(store.ids("a", stop=lambda: False)) == list(store.ids("a"))

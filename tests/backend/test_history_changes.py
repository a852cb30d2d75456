"""Whatever is asked of a row, its state changes as the one table allows, or not at all."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedance_desktop.core.generation import LEGAL_CHANGES, IllegalChange, State
from tests.support.stores import add, add_in, ledger_in, opened

STATES = st.sampled_from(list(State))
STEPS = st.lists(
    st.tuples(st.sampled_from(["claim", "change", "answer", "hide", "unhide"]), STATES), max_size=25
)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_any_steps(steps: list[tuple[str, State]]) -> None:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as store:
        row_id, state, hidden, sends = add(store).id, State.WAITING, False, 0
        for step, to in steps:
            if step == "claim":
                legal = state is State.WAITING and not hidden
                assert (store.claim(row_id) is not None) == legal
                to, sends = State.SENDING, sends + legal
            elif step in ("hide", "unhide"):
                hidden, legal = step == "hide", False
                (store.hide if hidden else store.unhide)([row_id])
            else:
                from_sending = state is State.SENDING
                legal = to in LEGAL_CHANGES[state] and to is not State.SENDING
                legal = legal and (step == "change" or from_sending)
                call = store.change if step == "change" else store.record_answer
                if legal:
                    assert call(row_id, to, message=to).state is to
                else:
                    with pytest.raises(IllegalChange):
                        call(row_id, to, message="must not be written")
            state = to if legal else state
            (row,) = store.get([row_id])
            assert (row.state, row.hidden) == (state, hidden)
            assert row.message != "must not be written"
        lines = list(ledger_in(Path(folder)).read())
        assert sum(type(line).__name__ == "Send" for line in lines) == sends


@pytest.mark.parametrize("to", State)
@pytest.mark.parametrize("before", State)
def test_each_pair(tmp_path: Path, before: State, to: State) -> None:
    with opened(tmp_path) as store:
        row = add_in(store, before)
        if to in LEGAL_CHANGES[before] and to is not State.SENDING:
            assert store.change(row.id, to).state is to
        else:
            with pytest.raises(IllegalChange):
                store.change(row.id, to)
            assert store.get([row.id]) == [row]

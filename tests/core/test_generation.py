import pytest

from seedance_desktop.core.generation import LEGAL_CHANGES, IllegalChange, State, check_change


def test_a_paid_end_is_an_end() -> None:
    assert LEGAL_CHANGES[State.DONE] == LEGAL_CHANGES[State.FAILED] == frozenset()


def test_only_a_waiting_row_can_be_sent() -> None:
    before_sending = {before for before, after in LEGAL_CHANGES.items() if State.SENDING in after}
    assert before_sending == {State.WAITING}


def test_an_unconfirmed_row_never_waits_again() -> None:
    with pytest.raises(IllegalChange):
        check_change(State.UNCONFIRMED, State.WAITING)

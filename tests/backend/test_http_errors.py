from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from seedance_desktop.backend.answers import Outcome
from seedance_desktop.backend.http_errors import (
    Break,
    BreakKind,
    Reply,
    create_error,
    outcome_of,
    retry_after,
    trace_id_in,
)
from seedance_desktop.core import errors

NOW = datetime(2026, 11, 23, 9, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("", None), ("0", 0.0), ("7", 7.0), (" 7 ", 7.0), ("99999999999999", 3600.0),
        ("-7", None), ("soon", None), ("٧", None), ("1e3", None),
        ("Mon, 23 Nov 2026 09:00:30 GMT", 30.0), ("Mon, 23 Nov 2026 08:00:00 GMT", 0.0),
        ("Mon, 23 Nov 2099 09:00:00 GMT", 3600.0), ("Mon, 99 Nov 2026 09:00:00 GMT", None),
    ],
)  # fmt: skip
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}, NOW) == seconds


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone cannot be changed")
def test_a_date_without_a_zone_is_no_local_time(monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("TZ", "Asia/Tokyo")
            time.tzset()
            assert retry_after({"retry-after": "Mon, 23 Nov 2026 09:00:30 -0000"}, NOW) == 30.0
    finally:
        time.tzset()


def test_a_trace_id_may_be_in_a_header() -> None:
    assert trace_id_in({"x-request-id": " r-1 "}) == "r-1"
    assert trace_id_in({"x-request-id": "r-1", "x-trace-id": "t-1"}) == "t-1"
    assert trace_id_in({"x-trace-id": "a\x1bb"}) == ""


@pytest.mark.parametrize("kind", BreakKind)
@pytest.mark.parametrize("may_have_left", [True, False])
def test_every_break_is_told_in_words(kind: BreakKind, may_have_left: bool) -> None:
    reply = Reply("api.example", broken=Break(kind, may_have_left))
    error = create_error(outcome_of(reply), reply)
    assert type(error) is (errors.AnswerLost if may_have_left else errors.NotSent)
    assert error.message.endswith((".", "?"))


def test_an_answer_that_began_came_of_a_request_that_left() -> None:
    for kind in BreakKind:
        cut = Reply("api.example", status=200, broken=Break(kind, may_have_left=False))
        assert outcome_of(cut) is Outcome.UNCONFIRMED


def test_only_a_connection_that_never_came_about_is_tried_again() -> None:
    retried = {kind for kind in BreakKind if Break(kind, False).worth_retrying}
    never = {BreakKind.PROXY, BreakKind.ADDRESS, BreakKind.TIMEOUT, BreakKind.LOST}
    assert retried == set(BreakKind) - never - {BreakKind.UNKNOWN}
    assert not any(Break(kind, True).worth_retrying for kind in BreakKind)


@pytest.mark.parametrize("cls", [errors.BadToken, errors.LinkExpired, errors.ClipNotWritten])
def test_a_code_in_a_row_names_its_error(cls: type[errors.UserError]) -> None:
    assert errors.class_of(cls.code) is cls
    assert errors.class_of("from a newer version") is errors.UserError

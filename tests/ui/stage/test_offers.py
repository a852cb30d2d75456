"""Which actions a generation has."""

from dataclasses import replace
from time import time

import pytest

from seedance_desktop.core.generation import ClipState, Generation, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.ui.stage.offers import Offer, may_attach, offers_of

ROW = Generation(
    1, "k", State.DONE, VideoRequest("A lamp"), "demo", "https://a.test/api", time(),
    raw_answer="{}",
)  # fmt: skip
ALWAYS = {
    Offer.USE_SETTINGS,
    Offer.USE_FIELD,
    Offer.REMIX,
    Offer.COPY_PROMPT,
    Offer.COPY_CURL,
    Offer.SHOW_ANSWER,
}


@pytest.mark.parametrize(
    ("changes", "offers"),
    [
        ({"state": State.WAITING}, {Offer.EDIT_WAITING, Offer.CANCEL_WAITING}),
        ({"state": State.SENDING}, set()),
        ({"state": State.RUNNING}, set()),
        ({"state": State.FAILED}, {Offer.SEND_AGAIN}),
        ({"state": State.NOT_SENT}, {Offer.TRY_AGAIN}),
        ({"state": State.UNCONFIRMED}, {Offer.ADOPT, Offer.SEND_AGAIN, Offer.DISMISS}),
        ({"state": State.UNCONFIRMED, "dismissed": True}, {Offer.ADOPT, Offer.SEND_AGAIN}),
        ({"clip": ClipState.SAVED}, {Offer.SAVE_AS, Offer.REVEAL, Offer.SEND_AGAIN}),
        ({"clip": ClipState.FETCHING}, set()),
        ({"result_url": "https://a.test/clip.mp4"}, {Offer.AS_VIDEO}),
        ({"clip": ClipState.NOT_FETCHED}, {Offer.TRY_AGAIN, Offer.ATTACH}),
    ],
)
def test_only_what_can_be_done_is_offered(changes: dict[str, object], offers: set[Offer]) -> None:
    row = replace(ROW, created_at=time(), **changes)
    marks = {Offer.STAR, Offer.REJECT} if row.state is State.DONE else set()
    assert set(offers_of(row)) == offers | ALWAYS | marks


def test_there_is_no_answer_to_show_before_there_is_one() -> None:
    assert Offer.SHOW_ANSWER not in offers_of(replace(ROW, raw_answer=""))
    assert Offer.SHOW_ANSWER in offers_of(replace(ROW, raw_answer="", raw_status="{}"))


@pytest.mark.parametrize(
    ("age", "changes", "may"),
    [
        (5, {}, False),
        (120, {"raw_status": "{}"}, False),
        (120, {}, True),
        (5, {"slot_freed": True}, True),
        (1_200, {"raw_status": "{}"}, True),
    ],
)
def test_a_result_can_be_attached_where_the_service_should_have_brought_it(
    age: float, changes: dict[str, object], may: bool
) -> None:
    row = replace(ROW, state=State.RUNNING, answered_at=time() - age, **changes)
    assert may_attach(row) is may

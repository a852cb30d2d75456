"""What stands in the notice bar after weeks: no more than anybody would read."""

from seedance_desktop.state import notices
from seedance_desktop.state.notices import Notice, Notices, Offer


def test_the_oldest_makes_room_unless_it_asks_something() -> None:
    bar = Notices()
    question = Notice("Go on?", topic="go on", offers=(Offer("goOn", "Go on", lambda: None),))
    bar.tell(question)
    for number in range(notices.MOST_STANDING + 10):
        bar.tell(Notice(f"Clip {number} failed", topic=f"failed {number}"))
    assert len(bar.standing) == notices.MOST_STANDING
    assert bar.standing[0] is question
    assert bar.standing[1].title == "Clip 11 failed"
    assert bar.standing[-1].title == f"Clip {notices.MOST_STANDING + 9} failed"


def test_questions_all_stand() -> None:
    bar = Notices()
    for number in range(notices.MOST_STANDING + 10):
        asked = Offer("yes", "Yes", lambda: None)
        bar.tell(Notice("Send?", topic=f"budget {number}", offers=(asked,)))
    assert len(bar.standing) == notices.MOST_STANDING + 10

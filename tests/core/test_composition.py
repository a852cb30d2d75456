"""What is sent of what was written, and what is kept with it."""

from __future__ import annotations

from seedance_desktop.core.composition import Composition
from seedance_desktop.core.generation import Background, CameFrom
from seedance_desktop.core.request import VideoRequest


def test_what_was_written_is_kept_where_it_differs() -> None:
    began = Background(parent_id=3, came_from=CameFrom.SETTINGS, preset="Hero")
    draft = Composition(
        VideoRequest("// note\n{{what=a boat}}", duration=9), {"what": "a ship"}, began
    )
    request, background = draft.to_send()
    assert request == VideoRequest("a ship", duration=9)
    assert background == Background(
        parent_id=3, came_from=CameFrom.SETTINGS, preset="Hero", written="// note\n{{what=a boat}}"
    )


def test_what_was_written_is_not_kept_twice() -> None:
    assert Composition(VideoRequest("a boat")).to_send() == (VideoRequest("a boat"), Background())


def test_a_prompt_of_comments_alone_is_empty() -> None:
    codes = [p.code for p in Composition(VideoRequest("// later\n")).problems()]
    assert codes == ["prompt-empty"]


def test_an_unfilled_field_is_not_sent_as_a_hole() -> None:
    written = VideoRequest("A {{product}} at dawn")
    problems = Composition(written).problems()
    assert [(p.code, p.blocks) for p in problems] == [("placeholder-empty", True)]
    assert "“product”" in problems[0].text
    assert Composition(written, {"product": "jar"}).problems() == ()

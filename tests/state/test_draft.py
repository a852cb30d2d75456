from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.core.generation import Background
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Kind, Mode
from seedance_desktop.state import undo
from seedance_desktop.state.draft import Draft

A, B, C = (f"https://example.com/{name}" for name in "abc")


@pytest.fixture
def draft() -> Draft:
    return Draft(VideoRequest(prompt="x"))


def test_a_change_tells_just_what_changed(draft: Draft) -> None:
    told: list[frozenset[str]] = []
    draft.changed.connect(told.append)
    draft.set("ratio", "1:1")
    draft.set("ratio", "1:1")
    assert told == [frozenset({"ratio"})]


def test_an_illegal_value_stays_as_it_is(draft: Draft) -> None:
    draft.set("duration", 20)
    assert draft.request.duration == 20
    assert not draft.legal


def test_a_switch_of_mode_keeps_every_link(draft: Draft) -> None:
    draft.add_urls(Kind.IMAGE, "\n".join(f"https://example.com/{n}" for n in range(9)))
    draft.set("function_mode", Mode.FIRST_LAST_FRAMES)
    assert len(draft.request.image_urls) == 9
    assert draft.problems[0].code == "too-many"
    assert "Remove 7" in draft.problems[0].text


def test_adding_takes_what_fits_and_says_why_not_the_rest(draft: Draft) -> None:
    result = draft.add_urls(Kind.VIDEO, f"{A}\nnot a link\n{B}\n{C}\nhttps://example.com/d")
    assert result.added == 3
    assert draft.request.video_urls == (A, B, C)
    assert [r.text for r in result.refused] == ["not a link", "https://example.com/d"]
    assert "at most 3" in result.refused[1].reason


def test_moving_and_removing_can_be_undone(draft: Draft) -> None:
    draft.add_urls(Kind.IMAGE, [A, B, C])
    draft.move_url(Kind.IMAGE, 0, 2)
    assert draft.request.image_urls == (B, C, A)
    draft.remove_urls(Kind.IMAGE, [0, 1])
    assert draft.request.urls(Kind.IMAGE) == (A,)
    draft.undo()
    draft.undo()
    assert draft.request.image_urls == (A, B, C)
    draft.redo()
    assert draft.request.image_urls == (B, C, A)


def test_typing_without_a_pause_is_one_step(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = 100.0
    monkeypatch.setattr(undo, "monotonic", lambda: clock)
    for text in ("xa", "xab", "xabc"):
        clock += 0.3
        draft.set("prompt", text)
    clock += 5
    draft.set("prompt", "xabc d")
    draft.undo()
    assert draft.request.prompt == "xabc"
    draft.undo()
    assert draft.request.prompt == "x"


def test_typing_after_an_undo_is_a_step_of_its_own(draft: Draft) -> None:
    draft.set("prompt", "xa")
    draft.set("duration", 6)
    draft.add_urls(Kind.IMAGE, [A])
    draft.set("prompt", "xab")
    draft.undo()
    draft.set("prompt", "xaz")
    draft.undo()
    assert (draft.request.prompt, draft.request.image_urls) == ("xa", (A,))


def test_undo_leaves_the_other_fields_alone(draft: Draft) -> None:
    draft.set("prompt", "y")
    draft.set("duration", 9)
    draft.undo()
    assert (draft.request.prompt, draft.request.duration) == ("x", 9)


def test_settings_taken_from_a_clip_come_back_whole(draft: Draft) -> None:
    draft.set("duration", 9)
    before = draft.request
    draft.replace(VideoRequest(prompt="other", duration=4, ratio="1:1"))
    draft.undo()
    assert draft.request == before


steps = st.lists(
    st.one_of(
        st.text(max_size=5).map(lambda text: lambda d: d.set("prompt", text)),
        st.sampled_from([A, B]).map(lambda url: lambda d: d.add_urls(Kind.IMAGE, [url])),
        st.integers(0, 3).map(lambda n: lambda d: d.remove_urls(Kind.IMAGE, [n])),
        st.tuples(st.integers(0, 3), st.integers(0, 3)).map(
            lambda ends: lambda d: d.move_url(Kind.IMAGE, *ends)
        ),
    ),
    max_size=30,
)


@given(steps)
def test_undo_of_everything_is_the_beginning_and_redo_the_end(
    changes: list[Callable[[Draft], object]],
) -> None:
    draft = Draft(VideoRequest(prompt="x"))
    for change in changes:
        change(draft)
    end = draft.request
    while draft.can_undo:
        draft.undo()
    assert draft.request == VideoRequest(prompt="x")
    while draft.can_redo:
        draft.redo()
    assert draft.request == end


def test_what_is_sent_is_the_prompt_with_its_fields_filled(draft: Draft) -> None:
    draft.set("prompt", "// my note\nA {{what=boat}}")
    draft.set_value("what", "ship")
    request, background = draft.to_send()
    assert (request.prompt, background.written) == ("A ship", draft.request.prompt)


def test_a_field_that_is_filled_in_tells_and_mends(draft: Draft) -> None:
    draft.set("prompt", "A {{what}}")
    assert not draft.legal
    told: list[frozenset[str]] = []
    draft.changed.connect(told.append)
    draft.set_value("what", "ship")
    assert (told, draft.legal) == ([frozenset({"values"})], True)


def test_a_value_outlasts_its_field(draft: Draft) -> None:
    draft.set("prompt", "A {{what}}")
    draft.set_value("what", "ship")
    draft.set("prompt", "A ")
    draft.set("prompt", "A {{what}}")
    assert draft.to_send()[0].prompt == "A ship"


def test_a_whole_request_is_taken_and_given_back_with_its_values_and_origin(draft: Draft) -> None:
    draft.set("ratio", "1:1")
    before = draft.composition
    draft.replace(VideoRequest("A {{what}}", duration=20), Background(preset="Hero"), {"what": "x"})
    after = draft.composition
    draft.undo()
    assert draft.composition == before
    draft.redo()
    assert draft.composition == after
    assert (after.values, after.background.preset) == ({"what": "x"}, "Hero")

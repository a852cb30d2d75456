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


def test_a_moved_reference_takes_its_tokens_along_in_one_step() -> None:
    draft = Draft(VideoRequest(prompt="@Image1 by @Image3, @图片2", image_urls=(A, B, C)))
    before = draft.request
    draft.move_url(Kind.IMAGE, 2, 0)
    assert draft.request.prompt == "@Image2 by @Image1, @图片3"
    draft.move_urls(Kind.IMAGE, [1, 2], 0)
    assert draft.request.image_urls == (A, B, C)
    assert draft.request.prompt == before.prompt
    draft.swap_urls(Kind.IMAGE, 0, 2)
    assert (draft.request.image_urls, draft.request.prompt) == (
        (C, B, A),
        "@Image3 by @Image1, @图片2",
    )
    for _ in range(3):
        draft.undo()
    assert draft.request == before
    assert not draft.can_undo


def test_a_removed_reference_leaves_its_tokens_without_a_number() -> None:
    draft = Draft(VideoRequest(prompt="@Image1, @Image2, @Image3", image_urls=(A, B, C)))
    draft.remove_urls(Kind.IMAGE, [1])
    assert draft.request.prompt == "@Image1, @Image?, @Image2"
    draft.add_urls(Kind.IMAGE, [B])
    assert draft.request.prompt == "@Image1, @Image?, @Image2"
    draft.undo()
    draft.undo()
    assert draft.request.prompt == "@Image1, @Image2, @Image3"


def test_links_put_in_between_keep_every_token() -> None:
    draft = Draft(VideoRequest(prompt="@Image1, @Image2", image_urls=(A, B)))
    assert draft.add_urls(Kind.IMAGE, [C], at=1).added == 1
    assert (draft.request.image_urls, draft.request.prompt) == ((A, C, B), "@Image1, @Image3")


def test_a_replaced_link_keeps_its_place_and_its_tokens() -> None:
    draft = Draft(VideoRequest(prompt="@Image1", image_urls=(A, B)))
    assert draft.replace_url(Kind.IMAGE, 0, C) is None
    assert (draft.request.image_urls, draft.request.prompt) == ((C, B), "@Image1")
    assert draft.replace_url(Kind.IMAGE, 0, "no link") is not None
    assert draft.request.image_urls == (C, B)
    draft.undo()
    assert draft.request.image_urls == (A, B)


def test_a_list_that_is_set_takes_its_tokens_along() -> None:
    draft = Draft(VideoRequest(prompt="@Image1 @Image2", image_urls=(A, B)))
    draft.set("image_urls", (B, A))
    assert draft.request.prompt == "@Image2 @Image1"


@pytest.mark.parametrize("change", [
    lambda d: d.move_url(Kind.IMAGE, 0, 5),
    lambda d: d.move_url(Kind.IMAGE, -1, 0),
    lambda d: d.move_urls(Kind.IMAGE, [], 1),
    lambda d: d.move_urls(Kind.IMAGE, [7], 0),
    lambda d: d.swap_urls(Kind.IMAGE, 0, 2),
    lambda d: d.remove_urls(Kind.IMAGE, [4]),
    lambda d: d.replace_url(Kind.IMAGE, 4, C),
])  # fmt: skip
def test_a_place_that_is_not_there_changes_nothing(change: Callable[[Draft], object]) -> None:
    draft = Draft(VideoRequest(prompt="@Image1", image_urls=(A, B)))
    change(draft)
    assert draft.request == VideoRequest(prompt="@Image1", image_urls=(A, B))
    assert not draft.can_undo


def test_tokens_in_the_fields_of_a_prompt_follow_too() -> None:
    written = VideoRequest(prompt="{{hero=@Image1}} and {{other}}", image_urls=(A, B))
    draft = Draft(written)
    draft.set_value("other", "@Image2")
    draft.set_value("light", "dawn")
    draft.move_url(Kind.IMAGE, 1, 0)
    assert draft.request.prompt == "{{hero=@Image2}} and {{other}}"
    assert draft.values == {"other": "@Image1", "light": "dawn"}
    draft.set_value("light", "dusk")
    draft.undo()
    assert draft.request == written
    assert draft.values == {"other": "@Image2", "light": "dusk"}
    draft.redo()
    assert draft.values == {"other": "@Image1", "light": "dusk"}


def test_another_spelling_goes_through_the_prompt_and_every_step() -> None:
    draft = Draft(VideoRequest(prompt="@Image1", image_urls=(A, B)))
    draft.set_prompt("@Image1 @Image2")
    draft.remove_urls(Kind.IMAGE, [0])
    draft.undo()
    told: list[frozenset[str]] = []
    draft.changed.connect(told.append)
    draft.set_spelling("@图片1")
    assert told == [frozenset({"prompt"})]
    assert draft.request.prompt == "@图片1 @图片2"
    draft.redo()
    assert draft.request.prompt == "@图片? @图片1"
    draft.undo()
    draft.undo()
    assert draft.request.prompt == "@图片1"
    assert not draft.can_undo
    draft.set_spelling("@Image1")
    assert draft.request.prompt == "@Image1"


def test_another_spelling_alone_changes_no_text_and_no_step() -> None:
    draft = Draft(VideoRequest(prompt="a boat"))
    told: list[object] = []
    draft.changed.connect(told.append)
    draft.spelling_changed.connect(lambda: told.append("spelling"))
    draft.set_spelling("@图片1")
    draft.set_spelling("@图片1")
    assert told == ["spelling"]
    assert not draft.can_undo


def test_a_request_from_elsewhere_is_written_in_the_providers_spelling() -> None:
    draft = Draft(spelling="@图片1")
    draft.replace(VideoRequest(prompt="@Image1 @image2 anna@Image1.com", image_urls=(A, B)))
    assert draft.request.prompt == "@图片1 @图片2 anna@Image1.com"
    draft.replace(VideoRequest(prompt="[img1]"), spelling="[img1]")
    assert draft.request.prompt == "@图片1"


def test_a_prompt_that_is_set_is_a_step_of_its_own(draft: Draft) -> None:
    draft.set("prompt", "xa")
    draft.set_prompt("xa @Image1 ")
    draft.set("prompt", "xa @Image1 b")
    draft.undo()
    assert draft.request.prompt == "xa @Image1 "
    draft.undo()
    assert draft.request.prompt == "xa"


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda d: d.move_url(Kind.IMAGE, 0, 1), "@Image2 @Image1 new"),
        (lambda d: d.remove_urls(Kind.IMAGE, [0]), "@Image? @Image1 new"),
        (lambda d: d.undo(), "@Image1 @Image2 new"),
        (lambda d: d.set_spelling("@图片1"), "@图片1 @图片2 new"),
        (lambda d: d.set("prompt", "other"), "@Image1 @Image2 new"),
    ],
)
def test_a_text_the_draft_did_not_know_is_brought_up_to_date(
    change: Callable[[Draft], object], text: str
) -> None:
    draft = Draft(VideoRequest(prompt="@Image1 @Image2", image_urls=(A, B)))
    since = draft.request
    change(draft)
    assert draft.renumbered("@Image1 @Image2 new", since, "@Image1") == text


def test_problems_name_tokens_in_the_providers_spelling() -> None:
    draft = Draft(VideoRequest(prompt="@图片1", image_urls=(A, B)), spelling="@图片1")
    assert [(p.code, "@图片2" in p.text) for p in draft.problems] == [("reference-unnamed", True)]
    draft.set_spelling("@Image1")
    assert [(p.code, "@Image2" in p.text) for p in draft.problems] == [("reference-unnamed", True)]


token_steps = st.lists(
    st.one_of(
        st.sampled_from(["@Image1", "of @Image2 ", "@Image?", "x"]).map(
            lambda text: lambda d: d.set_prompt(f"{d.request.prompt} {text}")
        ),
        st.sampled_from([A, B, C]).map(lambda url: lambda d: d.add_urls(Kind.IMAGE, [url], at=1)),
        st.integers(0, 3).map(lambda n: lambda d: d.remove_urls(Kind.IMAGE, [n])),
        st.tuples(st.integers(0, 3), st.integers(0, 3)).map(
            lambda ends: lambda d: d.swap_urls(Kind.IMAGE, *ends)
        ),
        st.tuples(st.sets(st.integers(0, 3)), st.integers(0, 4)).map(
            lambda to: lambda d: d.move_urls(Kind.IMAGE, *to)
        ),
        st.just(lambda d: d.replace(VideoRequest(prompt="@Image1", image_urls=(B,)))),
        st.just(lambda d: d.set_value("who", "@Image2")),
        st.just(lambda d: d.undo()),
        st.just(lambda d: d.redo()),
    ),
    max_size=25,
)


@given(token_steps)
def test_undo_restores_prompt_and_lists_to_the_letter(
    changes: list[Callable[[Draft], object]],
) -> None:
    draft = Draft(VideoRequest(prompt="@Image1", image_urls=(A,)))
    seen = [draft.request]
    for change in changes:
        change(draft)
    while draft.can_redo:
        draft.redo()
    seen = [draft.request]
    while draft.can_undo:
        draft.undo()
        seen.append(draft.request)
    assert seen[-1] == VideoRequest(prompt="@Image1", image_urls=(A,))
    for expected in reversed(seen[:-1]):
        draft.redo()
        assert draft.request == expected


def test_what_was_typed_and_taken_out_at_once_is_no_step(
    draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undo, "monotonic", lambda: 5.0)
    draft.set("prompt", "xa")
    assert draft.can_undo
    draft.set("prompt", "x")
    assert not draft.can_undo
    draft.set("prompt", "xb")
    draft.undo()
    assert draft.request.prompt == "x" and not draft.can_undo


def test_only_so_many_steps_are_kept(draft: Draft) -> None:
    for number in range(undo.DEPTH + 5):
        draft.set_prompt(f"step {number}")
    steps = 0
    while draft.can_undo:
        draft.undo()
        steps += 1
    assert (steps, draft.request.prompt) == (undo.DEPTH, "step 4")

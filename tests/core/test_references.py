"""Tokens go on meaning what they mean: by example, and for any sequence of changes."""

from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.core import references
from seedance_desktop.core.profile import REFERENCE_SPELLINGS
from seedance_desktop.core.references import (
    arranged,
    convert,
    dangling,
    find,
    inserted,
    rewrite,
    token,
    traced,
    unnamed,
)
from seedance_desktop.core.spec import Kind
from seedance_desktop.core.spelling import DEFAULT, form

IMAGE, VIDEO, AUDIO = Kind.IMAGE, Kind.VIDEO, Kind.AUDIO
OWN_SPELLINGS = ("[img1]", "@Ref 1", "<Picture #1>", "图1", "{{IMAGE-1}}", "Photo1")
SPELLINGS = (*REFERENCE_SPELLINGS, *OWN_SPELLINGS)


def meanings(text: str, spelling: str = DEFAULT) -> list[tuple[Kind, int | None]]:
    return [(each.kind, each.position) for each in find(text, spelling)]


def test_kinds_are_written_in_the_providers_words() -> None:
    written = {s: tuple(token(kind, 1, s) for kind in (IMAGE, VIDEO, AUDIO)) for s in SPELLINGS}
    assert written == {
        "@Image1": ("@Image2", "@Video2", "@Audio2"),
        "@image1": ("@image2", "@video2", "@audio2"),
        "@Image 1": ("@Image 2", "@Video 2", "@Audio 2"),
        "@图片1": ("@图片2", "@视频2", "@音频2"),
        "[img1]": ("[img2]", "[video2]", "[audio2]"),
        "@Ref 1": ("@Ref 2", "@Video2", "@Audio2"),
        "<Picture #1>": ("<Picture #2>", "<Video #2>", "<Audio #2>"),
        "图1": ("图2", "视频2", "音频2"),
        "{{IMAGE-1}}": ("{{IMAGE-2}}", "{{VIDEO-2}}", "{{AUDIO-2}}"),
        "Photo1": ("Photo2", "Video2", "Audio2"),
    }


@pytest.mark.parametrize("useless", ["1", " 1", "01", "@Image", "", "@Video1", " @Image1"])
def test_a_spelling_that_would_find_what_is_no_token_is_not_used(useless: str) -> None:
    assert token(IMAGE, 0, useless) == "@Image1"
    assert meanings("in 1921 @Video1", useless) == [(VIDEO, 0)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Image1", [(IMAGE, 0)]),
        ("从@图片1到@视频2的光", [(IMAGE, 0), (VIDEO, 1)]),
        ("@图片1@图片2", [(IMAGE, 0), (IMAGE, 1)]),
        ("@Image1@Image 2@image3", [(IMAGE, 0), (IMAGE, 1), (IMAGE, 2)]),
        ("the @Image1's light, @Image2-like.", [(IMAGE, 0), (IMAGE, 1)]),
        ("(@Image1) {@Video1|@Video2} {{who=@Audio1}}",
         [(IMAGE, 0), (VIDEO, 0), (VIDEO, 1), (AUDIO, 0)]),
        ("@Image10, @Image1.", [(IMAGE, 9), (IMAGE, 0)]),
        ("@Image1. Then @Image2.5", [(IMAGE, 0)]),
        ("-@Image1/@Image2+@Image3", [(IMAGE, 0), (IMAGE, 1), (IMAGE, 2)]),
        ("@Image?", [(IMAGE, None)]),
        ("Is it @Image1?", [(IMAGE, 0)]),
    ],
)  # fmt: skip
def test_tokens_are_found_where_they_stand_alone(
    text: str, found: list[tuple[Kind, int | None]]
) -> None:
    assert meanings(text) == found


LOOKALIKES = (
    "anna@Image1.com", "é@Image1", "3@Image1", "a_@Image1", "@@Image1", "anna@Image1@Image2",
    "@Images1", "@Image1st", "@Image1_b", "@Image1a", "@Image12345", "@Image01", "@Image0",
    "@Image", "@Image 1st", "@Image  1", "@IMAGE1", "@imagE1", "Image1", "@Image1.5", "@Image-1",
    "https://example.com/@Image1", "see https://a.example/?of=@Image1&x=@Video1", "@Bild1",
    "@Image１", "@图片1st",
)  # fmt: skip


@pytest.mark.parametrize("text", LOOKALIKES)
def test_what_only_looks_like_a_token_is_left_alone(text: str) -> None:
    swap = arranged(IMAGE, 2, [1, 0])
    for around in ("{}", "of {} and", "“{}”", "光{}光", "@Image1 {}"):
        if around == "光{}光" and text[0] not in "@" + "aé3":
            continue
        whole = around.format(text)
        others = rewrite(around.format("\0"), swap)
        assert rewrite(whole, swap) == others.replace("\0", text)
        assert convert(whole.removeprefix("@Image1 "), "@图片1") == whole.removeprefix("@Image1 ")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_tokens_may_touch_in_every_spelling(spelling: str) -> None:
    text = token(IMAGE, 0, spelling) + token(VIDEO, 1, spelling) + form(IMAGE, spelling).lost
    assert meanings(text, spelling) == [(IMAGE, 0), (VIDEO, 1), (IMAGE, None)]
    assert convert(convert(text, DEFAULT, spelling), spelling) == text


def test_a_link_ends_where_text_goes_on() -> None:
    assert meanings("https://a.example/1.png @Image1, 见https://a.example,见@图片2") == [
        (IMAGE, 0),
        (IMAGE, 1),
    ]


def test_a_moved_reference_keeps_its_tokens() -> None:
    text = "@Image1 beside @Image2, lit as @图片3; @Video1 moves"
    assert rewrite(text, arranged(IMAGE, 3, [2, 0, 1])) == (
        "@Image2 beside @Image3, lit as @图片1; @Video1 moves"
    )


def test_the_tokens_of_a_removed_reference_come_to_mean_no_other() -> None:
    removed = rewrite("@Image1, @Image2, @Image3", arranged(IMAGE, 3, [0, 2]))
    assert removed == "@Image1, @Image?, @Image2"
    assert rewrite(removed, arranged(IMAGE, 2, [0, 1, None])) == removed
    assert rewrite(removed, arranged(IMAGE, 2, [1, 0])) == "@Image2, @Image?, @Image1"


def test_a_number_written_ahead_waits_for_the_reference_that_is_added_there() -> None:
    text = "@Image1 and @Image3"
    assert rewrite(text, arranged(IMAGE, 2, [0, 1, None])) == text
    assert rewrite(text, arranged(IMAGE, 2, [1, 0])) == "@Image2 and @Image3"
    assert rewrite(text, arranged(IMAGE, 2, [1])) == "@Image? and @Image3"
    # Put in at the front: the third picture to come is the first now, none of the old two.
    assert rewrite(text, arranged(IMAGE, 2, [None, 0, 1])) == "@Image2 and @Image1"
    assert rewrite(text, arranged(IMAGE, 2, [None, None, 0, 1])) == "@Image3 and @Image1"


def test_a_reference_goes_to_another_kind_in_the_providers_spelling() -> None:
    moves: references.Moves = {(IMAGE, 1): (VIDEO, 0)}
    assert rewrite("@image2 of @image1", moves, "@Image 1") == "@Video 1 of @image1"


def test_each_line_is_a_comment_of_its_own() -> None:
    text = "\n// @Image1 @Image2\n@Image3 // @Image4\n\n// @Image5\n@Image6"
    assert [t.in_comment for t in find(text)] == [True, True, False, False, True, False]


def test_comments_are_rewritten_but_count_for_nothing() -> None:
    text = "// was @Image2 and @Image7\n//\n@Image1 //@Image1"
    assert rewrite(text, arranged(IMAGE, 2, [1, 0])) == (
        "// was @Image1 and @Image7\n//\n@Image2 //@Image2"
    )
    assert [each.in_comment for each in find(text)] == [True, True, False, False]
    assert dangling(find(text), {IMAGE: 2}) == []
    assert unnamed(find(text), {IMAGE: 2, VIDEO: 1}) == [(IMAGE, 1), (VIDEO, 0)]


def test_tokens_without_a_reference() -> None:
    text = "@Image1 @Image10 @Video1 @Audio?"
    lost = dangling(find(text), {IMAGE: 9, VIDEO: 0})
    assert [text[each.start : each.end] for each in lost] == ["@Image10", "@Video1", "@Audio?"]


@pytest.mark.parametrize(
    ("text", "at", "after"),
    [
        ("", 0, "@Image1 |"),
        ("the light of ", 13, "the light of @Image1 |"),
        ("of, then", 2, "of @Image1 |, then"),
        ("a  b", 2, "a @Image1 |b"),
        ("光", 1, "光@Image1 |"),
        ("of@", 3, "of@ @Image1 |"),
        ("\nlight", 0, "@Image1 |\nlight"),
    ],
)
def test_a_token_is_put_in_so_that_it_is_one(text: str, at: int, after: str) -> None:
    changed, caret = inserted(text, at, "@Image1")
    assert f"{changed[:caret]}|{changed[caret:]}" == after
    assert meanings(changed) == [(IMAGE, 0)]


def test_a_token_takes_the_place_of_what_was_typed_for_it() -> None:
    assert inserted("as @im there", 3, "@图片1", until=6) == ("as @图片1 there", 8)


@pytest.mark.parametrize(
    ("before", "after", "went"),
    [
        ("abc", "cab", {0: 1, 1: 2, 2: 0}),
        ("abc", "ac", {1: None, 2: 1}),
        ("abc", "axc", {}),
        ("aba", "aab", {1: 2, 2: 1}),
        ("ab", "abc", {}),
        ("ab", "cab", {0: 1, 1: 2, 2: 0}),
        ("ab", "", {0: None, 1: None}),
    ],
)
def test_where_links_went_can_be_told_from_two_lists(
    before: str, after: str, went: dict[int, int | None]
) -> None:
    assert traced(IMAGE, before, after) == {
        (IMAGE, a): None if b is None else (IMAGE, b) for a, b in went.items()
    }


# Properties. A prompt is made of tokens and of what stands between them; the lists hold names.

FILLERS = st.sampled_from(
    ("", " ", " of ", ", ", "。", "的光 ", " anna@Image1.com ", " @Image1st ", "\n", "\n// ", " {",
     "|", "} ", " {{a=", "}} ", ". ", " 10 ", " https://x.example/@Image2 ", " @Images2 ")
)  # fmt: skip
KINDS = st.sampled_from((IMAGE, VIDEO, AUDIO))
PLACES = st.tuples(KINDS, st.one_of(st.none(), st.integers(0, 14)))


@dataclass
class Written:
    """A prompt that knows what each of its tokens means: a name, a number ahead, or nothing."""

    pieces: list[tuple[str, Kind, int | None]]
    spelling: str
    lists: dict[Kind, list[str]]
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = "".join(
            filler + written(kind, position, self.spelling)
            for filler, kind, position in self.pieces
        )

    def meanings(self, text: str) -> list[str]:
        """What each token of ``text`` means, in words, under the lists of now."""
        told = []
        for each in find(text, self.spelling):
            names = self.lists[each.kind]
            if each.position is None:
                told.append(f"{each.kind} lost")
            elif each.position < len(names):
                told.append(names[each.position])
            else:
                told.append(f"{each.kind} {each.position} ahead")
        return told


def written(kind: Kind, position: int | None, spelling: str) -> str:
    return form(kind, spelling).lost if position is None else token(kind, position, spelling)


@st.composite
def prompts(draw: st.DrawFn) -> Written:
    pieces = draw(st.lists(st.tuples(FILLERS, PLACES).map(lambda p: (p[0], *p[1])), max_size=8))
    lists = {
        kind: [f"{kind} {n}" for n in range(draw(st.integers(0, 9)))]
        for kind in (IMAGE, VIDEO, AUDIO)
    }
    return Written(pieces, draw(st.sampled_from(SPELLINGS)), lists)


@given(prompts(), st.data())
def test_any_sequence_of_changes_keeps_every_meaning(prompt: Written, data: st.DataObject) -> None:
    text, expected, new = prompt.text, prompt.meanings(prompt.text), 0
    for _ in range(data.draw(st.integers(1, 8))):
        kind = data.draw(KINDS)
        names = prompt.lists[kind]
        order: list[int | None] = list(data.draw(st.permutations(range(len(names)))))
        order = order[: data.draw(st.integers(0, len(order)))]
        for place in data.draw(st.lists(st.integers(0, len(order)), max_size=3)):
            order.insert(place, None)
        moves = arranged(kind, len(names), order)
        text = rewrite(text, moves, prompt.spelling)
        kept = {each for each in order if each is not None}
        gone = {name for n, name in enumerate(names) if n not in kept}
        first_new = len(kept)
        came: list[str] = []
        after = []
        for came_from in order:
            if came_from is None:
                # One that a number was waiting for: it stands where adding it would put it.
                waits = f"{kind} {first_new + len(came)} ahead"
                name = f"{kind} new {new}"
                new += 1
                if first_new + len(came) >= len(names):
                    expected = [name if each == waits else each for each in expected]
                came.append(name)
                after.append(name)
            else:
                after.append(names[came_from])
        expected = [f"{kind} lost" if each in gone else each for each in expected]
        prompt.lists[kind] = after
        assert prompt.meanings(text) == expected


@given(prompts(), st.data())
def test_a_rearrangement_and_back_is_the_text_to_the_letter(
    prompt: Written, data: st.DataObject
) -> None:
    for kind in (IMAGE, VIDEO, AUDIO):
        count = len(prompt.lists[kind])
        order = data.draw(st.permutations(range(count)))
        there = rewrite(prompt.text, arranged(kind, count, order), prompt.spelling)
        back = [order.index(n) for n in range(count)]
        assert rewrite(there, arranged(kind, count, back), prompt.spelling) == prompt.text


@given(prompts(), st.sampled_from(SPELLINGS))
def test_conversion_there_and_back_is_the_identity(prompt: Written, other: str) -> None:
    converted = convert(prompt.text, other, prompt.spelling)
    assert meanings(converted, other) == meanings(prompt.text, prompt.spelling)
    assert convert(converted, prompt.spelling, other) == prompt.text


@given(st.text(alphabet="@Image123? .图片视d/:e", max_size=40), st.sampled_from(SPELLINGS))
def test_any_text_is_changed_in_its_tokens_alone(text: str, spelling: str) -> None:
    swapped = rewrite(text, arranged(IMAGE, 3, [1, 2, 0]), spelling)

    def between(text: str) -> list[str]:
        ends = [0, *(n for each in find(text, spelling) for n in (each.start, each.end)), len(text)]
        return [text[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True)]

    assert between(swapped) == between(text)


@given(
    st.lists(st.sampled_from("abcde"), max_size=6), st.lists(st.sampled_from("abcde"), max_size=6)
)
def test_traced_links_are_the_links_they_were(before: list[str], after: list[str]) -> None:
    moves = traced(IMAGE, before, after)
    kept = Counter(before) & Counter(after)
    went = [moves.get((IMAGE, n), (IMAGE, n)) for n in range(len(before))]
    same = Counter(
        before[n] for n, to in enumerate(went) if to is not None and after[to[1]] == before[n]
    )
    assert same == kept
    targets = [to for to in went if to is not None]
    assert len(targets) == len(set(targets))

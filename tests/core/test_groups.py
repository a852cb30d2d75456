import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.core.groups import (
    choose,
    chosen_in,
    escaped,
    find_groups,
    has_braces,
    plain,
    stray_braces,
)

TEXTS = st.text(st.sampled_from("ab {}|\\\n"), max_size=24)
WORDS = st.text(st.characters(exclude_characters="{}|\\", exclude_categories=("Cs",)), max_size=6)


def alternatives(text: str) -> list[tuple[str, ...]]:
    return [group.alternatives for group in find_groups(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no group", []),
        (
            "at {dawn|neon night}, {red|green|blue}",
            [("dawn", "neon night"), ("red", "green", "blue")],
        ),
        ("a {red |}car", [("red ", "")]),
        ("镜头{拉远|推近}", [("拉远", "推近")]),
        ("{{light=dawn|dusk}} and {a|b}", [("a", "b")]),
        ("{a|{b|c}}", [("b", "c")]),
        ("{one}", []),
        ("{open|ended", []),
        (r"\{a|b\}", []),
        (r"{a\|b|c\}}", [("a|b", "c}")]),
        (r"{a|b\}", []),
        ("two\n{lines|\nlong}", [("lines", "\nlong")]),
    ],
)
def test_what_is_a_group(text: str, found: list[tuple[str, ...]]) -> None:
    assert alternatives(text) == found


@pytest.mark.parametrize(
    ("text", "stray"),
    [
        ("a {b|c} d", ()),
        ("{a|{b|c}}", (0, 8)),
        ("{one}", (0, 4)),
        ("{{name}}", (0, 1, 6, 7)),
        ("}{", (0, 1)),
        (r"\{a\}", ()),
        ('{"a": {"b": 1}}', (0, 6, 13, 14)),
    ],
)
def test_braces_that_belong_to_no_group(text: str, stray: tuple[int, ...]) -> None:
    assert stray_braces(text) == stray


@pytest.mark.parametrize(
    ("text", "chosen", "made"),
    [
        ("at {dawn|night}, {red|blue}", (1, 0), "at night, red"),
        ("a {|red} car", (0,), "a car"),
        ("{|red} car", (0,), "car"),
        ("a{| red} car", (0,), "a car"),
        (r"\{kept\} {a|b}", (0,), "{kept} a"),
        (r"a \ b \n", (), r"a \ b \n"),
    ],
)
def test_choosing(text: str, chosen: tuple[int, ...], made: str) -> None:
    assert choose(text, chosen).text == made


def test_each_group_needs_its_choice() -> None:
    with pytest.raises(ValueError, match="1 groups, 0 choices"):
        choose("{a|b}", ())
    with pytest.raises(IndexError):
        choose("{a|b}", (2,))


@given(st.lists(st.tuples(WORDS, st.lists(WORDS, min_size=2, max_size=4)), max_size=4), st.data())
def test_a_text_made_of_groups_is_taken_apart_and_chosen_from(
    pieces: list[tuple[str, list[str]]], data: st.DataObject
) -> None:
    text = "".join(f"{before}{{{'|'.join(words)}}}" for before, words in pieces)
    assert alternatives(text) == [tuple(words) for _, words in pieces]
    chosen = [data.draw(st.integers(0, len(words) - 1)) for _, words in pieces]
    made = choose(text, chosen)
    assert not has_braces(made.text)
    assert [made.text[a:b] for a, b in made.spans] == [
        words[i] for i, (_, words) in zip(chosen, pieces, strict=True)
    ]


@given(TEXTS)
def test_any_text_can_be_written_so_that_it_is_sent_as_it_stands(text: str) -> None:
    written = escaped(text)
    assert not find_groups(written)
    assert not stray_braces(written)
    assert choose(written, ()).text == text == plain(written)


@given(TEXTS)
def test_every_brace_is_a_groups_or_stray_or_escaped(text: str) -> None:
    groups, stray = find_groups(text), stray_braces(text)
    assert [g.start for g in groups] == sorted({g.start for g in groups})
    assert list(stray) == sorted(set(stray))
    assert not any(g.start <= at < g.end for g in groups for at in stray)
    made = choose(text, [0] * len(groups)).text
    if not stray and "\\" not in text:
        assert not has_braces(made)


def test_long_texts_of_braces_are_read_at_once() -> None:
    for text in ("{" * 50_000, "{a|" * 20_000, "\\{" * 30_000, "{" + "a|" * 30_000):
        find_groups(text)
        stray_braces(text)


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("at {dawn|noon|night}", (2,)),
        ("{a|ab}{b|}c", (0, 0)),
        ("{a|ab}{bc|c}", (0, 0)),
        ("a {red |}car, {|big}", (1, 0)),
        ("{a|a}", (0,)),
        ("no group \\{x\\}", ()),
    ],
)
def test_what_was_chosen_is_found_again(text: str, choice: tuple[int, ...]) -> None:
    found = chosen_in(text, choose(text, choice).text)
    assert found is not None and choose(text, found).text == choose(text, choice).text


def test_what_no_choice_makes_is_no_choice() -> None:
    assert chosen_in("at {dawn|noon}", "at night") is None
    assert chosen_in("at noon", "at night") is None
    # Many ways that all lead to nothing are not tried for long.
    assert chosen_in("{a|a}" * 200 + "b", "a" * 200) is None


@given(
    st.lists(st.sampled_from(["{a|b}", "{|a }", "{ab|a|}", " ", "a", "b", "\\{"]), max_size=7),
    st.integers(0, 2),
)
def test_a_choice_is_always_found_again(pieces: list[str], at: int) -> None:
    text = "".join(pieces)
    choice = [min(at, len(group.alternatives) - 1) for group in find_groups(text)]
    made = choose(text, choice).text
    found = chosen_in(text, made)
    assert found is not None and choose(text, found).text == made

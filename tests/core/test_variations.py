"""Cells and totals, with properties for every plan."""

from dataclasses import replace
from math import prod
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.core import spec, variations
from seedance_desktop.core.groups import has_braces
from seedance_desktop.core.pricing import SIBLING_PRICES, Estimate, Source, estimate
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Mode, Model
from seedance_desktop.core.variation_plans import from_plain, to_plain
from seedance_desktop.core.variation_words import (
    cell_label,
    price_words,
    short_total,
    target_words,
    total,
    total_words,
    usual_name,
    value_name,
)
from seedance_desktop.core.variations import (
    DRAFT,
    MOST_CLIPS,
    Axis,
    Plan,
    TooMany,
    addable,
    added,
    cells,
    fitted,
    numbered,
    offered_values,
    plan_of,
    promoted,
    removed,
    switched,
    with_values,
)

IMAGES = tuple(f"https://cdn.example/{n}.png" for n in range(3))
BOTTLE = VideoRequest(
    prompt="the bottle at {dawn|neon night}, slow", image_urls=IMAGES, duration=10
)
WORDS = st.text(st.characters(exclude_characters="{}|\\", exclude_categories=("Cs",)), max_size=5)


@st.composite
def plans(draw: st.DrawFn, legal: bool = False) -> Plan:
    """Any plan of at most a hundred clips."""
    groups = draw(st.lists(st.lists(WORDS, min_size=2, max_size=3), max_size=2))
    prompt = "a cat " + " ".join(f"{{{'|'.join(words)}}}" for words in groups)
    images = draw(st.integers(0, 3))
    base = VideoRequest(prompt=prompt, image_urls=IMAGES[:images])
    if not legal:
        base = replace(base, duration=draw(st.integers(1, 20)))
    plan = plan_of(base)
    for name in draw(st.lists(st.sampled_from(addable(plan)), unique=True, max_size=2)):
        offered = offered_values(plan, name)
        wanted = draw(st.lists(st.sampled_from(offered), min_size=1, max_size=3, unique=True))
        plan = with_values(added(plan, name), name, wanted)
    plan = replace(plan, draft_first=draw(st.booleans()))
    most = max(1, MOST_CLIPS // max(1, plan.count))
    return replace(plan, repeats=draw(st.integers(1, min(most, 3))))


def price(request: VideoRequest) -> Estimate:
    return estimate(request, SIBLING_PRICES)


@given(plans())
def test_the_number_of_cells_is_the_product_of_the_axes(plan: Plan) -> None:
    made = cells(plan)
    assert len(made) == plan.count == prod(len(axis.values) for axis in plan.axes)
    assert plan.clips == len(made) * plan.repeats
    assert len({cell.key for cell in made}) == len(made)
    assert [cell.key for cell in cells(plan)] == [cell.key for cell in made]


@given(plans())
def test_each_request_differs_from_the_base_in_its_axes_alone(plan: Plan) -> None:
    for cell in cells(plan):
        said = dict(zip((axis.name for axis in plan.axes), cell.values, strict=True))
        for name, value in cell.full.to_plain().items():
            if name in said and isinstance(said[name], tuple):
                urls = getattr(plan.base, name)
                assert value == [urls[place] for place in said[name]]
            elif name in said:
                assert value == said[name]
            elif name != "prompt":
                assert value == plan.base.to_plain()[name]
        assert not has_braces(cell.request.prompt)
        assert cell.request == replace(cell.full, **plan.drafted)
        assert all(0 <= a <= b <= len(cell.request.prompt) for a, b in cell.spans)


@given(plans(legal=True), st.data())
def test_totals_are_the_sum_of_the_cells_that_are_on(plan: Plan, data: st.DataObject) -> None:
    keys = [cell.key for cell in cells(plan)]
    plan = switched(plan, data.draw(st.sets(st.sampled_from(keys))), on=False)
    on = [cell for cell in cells(plan) if cell.enabled]
    sum_ = total((price(cell.request), plan.repeats) for cell in on)
    assert sum_.clips == len(on) * plan.repeats
    known = [price(cell.request).high or 0 for cell in on for _ in range(plan.repeats)]
    assert sum_.high == pytest.approx(sum(known)) == pytest.approx(sum_.low)
    unpriced = total((Estimate(Source.UNKNOWN), plan.repeats) for _ in on)
    assert (unpriced.unknown, unpriced.amount) == (sum_.clips, None)


@given(plans(), st.data())
def test_off_and_on_again_is_as_before(plan: Plan, data: st.DataObject) -> None:
    keys = data.draw(st.sets(st.sampled_from([cell.key for cell in cells(plan)])))
    off = switched(plan, keys, on=False)
    assert {cell.key for cell in cells(off) if not cell.on} == keys
    assert switched(off, keys, on=True) == plan


@given(plans(), st.sets(st.text(max_size=4)))
def test_a_plan_survives_plain_data(plan: Plan, off: set[str]) -> None:
    kept = numbered(switched(plan, off, on=False), (cell.key for cell in cells(plan)))
    assert from_plain(to_plain(kept)) == kept


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=12,
)


@given(
    st.dictionaries(st.sampled_from([*to_plain(plan_of(BOTTLE)), "else"]), JSON),
    st.lists(
        st.fixed_dictionaries({"name": st.sampled_from(["ratio", "group:0", "group:x", "image_urls",
                               "duration", "prompt", "", "group:٣"]), "values": JSON})
    ),
)  # fmt: skip
def test_any_plain_data_is_read(data: dict[str, object], axes: list[object]) -> None:
    for plain in (data, {**to_plain(plan_of(BOTTLE)), **data, "axes": axes}):
        plan = from_plain(plain)
        assert plan.count >= 0
        if plan.clips <= MOST_CLIPS:
            cells(plan)


def test_numbers_beyond_any_row_or_group_are_passed_over() -> None:
    axis = {"name": "group:" + "9" * 5_000, "values": ["x"]}
    plain = {**to_plain(plan_of(BOTTLE)), "axes": [axis], "parent_id": 10**30, "came_from": "?"}
    plan = from_plain(plain)
    assert (plan, plan.parent_id) == (plan_of(BOTTLE), None)


@given(plans(), plans())
def test_a_plan_fits_any_other_request(plan: Plan, other: Plan) -> None:
    there = fitted(plan, other.base)
    assert fitted(there, other.base) == there
    for cell in cells(there) if there.clips <= MOST_CLIPS else ():
        assert not has_braces(cell.request.prompt)


def test_cells_come_in_the_order_of_their_axes() -> None:
    plan = with_values(added(plan_of(BOTTLE), "ratio"), "ratio", ("1:1", "16:9", "9:16"))
    assert [cell_label(plan, cell.values) for cell in cells(plan)] == [
        "dawn · 16:9", "dawn · 1:1", "dawn · 9:16",
        "neon night · 16:9", "neon night · 1:1", "neon night · 9:16",
    ]  # fmt: skip
    draft = replace(plan, draft_first=True)
    first = cells(draft)[0]
    assert cell_label(draft, first.values) == "dawn · 16:9 · 4 s Fast"
    assert (first.request.model, first.request.duration) == (Model.SEEDANCE_2_0_FAST, 4)
    assert (first.full.model, first.full.duration) == (Model.SEEDANCE_2_0, 10)
    assert first.key == cells(plan)[0].key
    assert [first.request.prompt[a:b] for a, b in first.spans] == ["dawn"]


def test_what_is_added_leaves_the_cells_that_were_there() -> None:
    plan = plan_of(BOTTLE)
    before = {cell.key for cell in cells(plan)}
    wider = added(plan, "ratio")
    assert before < {cell.key for cell in cells(wider)}
    kept = numbered(numbered(plan, (c.key for c in cells(plan))), (c.key for c in cells(wider)))
    assert kept.numbers[:2] == tuple(cell.key for cell in cells(plan))
    assert len(kept.numbers) == 4


def test_a_draft_leaves_alone_what_is_an_axis() -> None:
    plan = replace(added(plan_of(BOTTLE), "model"), draft_first=True)
    assert plan.drafted == {"duration": DRAFT["duration"]}
    assert {cell.request.model for cell in cells(plan)} == set(Model)


def test_a_winner_gets_the_full_settings_of_its_plan() -> None:
    plan = replace(added(plan_of(BOTTLE), "ratio"), draft_first=True)
    for cell in cells(plan):
        assert promoted(plan, cell.request) == cell.full
    plan = replace(added(plan, "duration"), draft_first=True)
    assert all(promoted(plan, cell.request) == cell.full for cell in cells(plan))


def test_a_groups_axis_stays_and_never_loses_its_last_value() -> None:
    plan = plan_of(BOTTLE)
    assert removed(plan, "group:0") == plan
    assert with_values(plan, "group:0", ()) == plan
    one = with_values(plan, "group:0", ("neon night",))
    assert [cell.request.prompt for cell in cells(one)] == ["the bottle at neon night, slow"]
    assert cell_label(one, cells(one)[0].values) == "As written"


def test_an_edited_prompt_keeps_what_was_chosen() -> None:
    plan = with_values(plan_of(BOTTLE), "group:0", ("neon night",))
    base = replace(BOTTLE, prompt="a can at {dawn|neon night|noon} on {sand|ice}")
    assert fitted(plan, base).axes == (
        Axis("group:0", ("neon night", "noon")),
        Axis("group:1", ("sand", "ice")),
    )
    assert fitted(plan, replace(BOTTLE, prompt="plain")).axes == ()


@pytest.mark.parametrize(
    ("prompt", "duration", "off"),
    [
        ("a can at {dawn|noon}", 5, "noon"),
        ("a bottle at {dawn|noon}", 9, "noon"),
        ("a bottle at {noon|dawn}", 5, "noon"),
        ("a bottle at {dawn|midnight}", 5, "midnight"),
        ("a bottle at {dawn|noon|dusk}", 5, "noon"),
    ],
)
def test_a_cell_that_was_switched_off_stays_off(prompt: str, duration: int, off: str) -> None:
    plan = plan_of(replace(BOTTLE, prompt="a bottle at {dawn|noon}"))
    plan = switched(plan, [cells(plan)[1].key], on=False)
    base = replace(BOTTLE, prompt=prompt, duration=duration)
    after = fitted(plan, base)
    assert [cell.values for cell in cells(after) if not cell.on] == [(off,)]
    assert len(after.off) == 1


def test_references_one_at_a_time_with_and_without() -> None:
    plan = added(plan_of(replace(BOTTLE, prompt="a can")), "image_urls")
    assert [cell.request.image_urls for cell in cells(plan)] == [(url,) for url in IMAGES]
    assert [value_name(plan, "image_urls", v) for v in offered_values(plan, "image_urls")] == [
        "Image 1", "Image 2", "Image 3", "all images", "no images",
    ]  # fmt: skip
    single = added(plan_of(VideoRequest("a", image_urls=IMAGES[:1])), "image_urls")
    assert [cell.request.image_urls for cell in cells(single)] == [IMAGES[:1], ()]
    fewer = fitted(plan, replace(plan.base, image_urls=IMAGES[:2]))
    assert fewer.axes == (Axis("image_urls", ((0,), (1,))),)
    assert fitted(plan, replace(plan.base, image_urls=())).axes == ()


def test_tokens_go_on_meaning_the_same_reference() -> None:
    prompt = "{@Image1|@Image3} beside @Image2"
    plan = plan_of(replace(BOTTLE, prompt=prompt))
    assert [cell.request.prompt for cell in cells(plan)] == [
        "@Image1 beside @Image2", "@Image3 beside @Image2",
    ]  # fmt: skip
    fewer = with_values(added(plan, "image_urls"), "image_urls", ((1,), (0, 1, 2)))
    first, *_, last = cells(fewer)
    assert first.request.prompt == "@Image? beside @Image1"
    assert [problem.code for problem in first.problems] == ["token-lost"]
    assert last.request.prompt == "@Image3 beside @Image2"
    assert [first.request.prompt[a:b] for a, b in first.spans] == ["@Image?"]


def test_a_cell_that_breaks_a_rule_says_so_and_is_not_sent() -> None:
    base = replace(BOTTLE, prompt="a can", audio_urls=("https://cdn.example/a.mp3",))
    plan = with_values(added(plan_of(base), "image_urls"), "image_urls", ((0,), ()))
    with_image, without = cells(plan)
    assert with_image.enabled
    assert without.on and not without.enabled
    assert [problem.code for problem in without.problems] == ["audio-alone"]
    frames = with_values(added(plan_of(replace(base, audio_urls=())), "function_mode"),
                         "function_mode", tuple(Mode))  # fmt: skip
    assert [cell.enabled for cell in cells(frames)] == [True, False]


@pytest.mark.parametrize("prompt", ["a {stray", '{"json": 1}', "{a|{b|c}}", "{{not filled}}"])
def test_a_stray_brace_keeps_every_cell_back(prompt: str) -> None:
    plan = plan_of(VideoRequest(prompt=prompt))
    assert not any(cell.enabled for cell in cells(plan))
    assert all(cell.problems[0].code == "stray-brace" for cell in cells(plan))


def test_a_brace_that_is_meant_is_sent() -> None:
    (cell,) = cells(plan_of(VideoRequest(prompt=r"the sign says \{open\}")))
    assert cell.enabled
    assert cell.request.prompt == "the sign says {open}"


def test_more_than_a_hundred_clips_are_refused() -> None:
    plan = plan_of(VideoRequest(prompt=f"{{{'|'.join(str(n) for n in range(50))}}}"))
    assert len(cells(replace(plan, repeats=2))) == 50
    with pytest.raises(TooMany, match="150 clips"):
        cells(replace(plan, repeats=3))


def test_every_parameter_can_be_an_axis() -> None:
    plan = plan_of(replace(BOTTLE, video_urls=IMAGES[:1], audio_urls=IMAGES[:1]))
    fields: list[Any] = [*spec.CHOICES, spec.DURATION, *spec.REFERENCES]
    names = {field.name for field in fields}
    assert set(addable(plan)) == names
    for name in names:
        assert len(added(plan, name).axes[-1].values) > 1
    odd = added(plan_of(replace(BOTTLE, ratio="2:1")), "ratio")
    assert odd.axes[-1].values == ("2:1", "21:9")
    assert variations.removed(odd, "ratio").axes == plan.axes


def test_sums_in_words() -> None:
    listed, seen = Estimate(Source.PRICE_LIST, 40, 40), Estimate(Source.PAST_CHARGES, 38, 44, 3)
    unknown = Estimate(Source.UNKNOWN)
    assert total_words(total([(listed, 6)])) == "6 clips · about 240 credits by the price list"
    assert total_words(total([(listed, 1), (unknown, 2)])) == (
        "3 clips · about 40 credits by the price list, and 2 of unknown price"
    )
    assert (
        total_words(total([(seen, 1)])) == "1 clip · about 38 – 44 credits by what you paid before"
    )
    assert total_words(total([(unknown, 2)])) == "2 clips · cost unknown until your first charge"
    assert total_words(total([])) == "Nothing to send"
    assert short_total(total([(listed, 1), (seen, 1), (unknown, 2)])) == (
        "≈84 credits + 2 of unknown price"
    )
    assert [price_words(each) for each in (listed, seen, unknown)] == [
        "≈40 · price list", "≈38 – 44 · seen 3 times", "price unknown",
    ]  # fmt: skip


def test_names() -> None:
    plan = plan_of(BOTTLE)
    assert usual_name(plan, 2) == "the bottle at {dawn|neon night}, slow · 2"
    assert target_words([BOTTLE, BOTTLE]) == "Seedance 2.0 · 10 s"
    assert target_words([BOTTLE, replace(BOTTLE, duration=4, model=Model.SEEDANCE_2_0_FAST)]) == (
        "2 models · 4 – 10 s"
    )


@pytest.mark.parametrize(
    ("text", "places"),
    [("1 3", (0, 2)), ("3,1", (0, 2)), (" 2 + 2 ", (1,)), ("4", (3,))],
)
def test_a_set_is_read_from_its_numbers(text: str, places: tuple[int, ...]) -> None:
    assert variations.reference_set(text, 4) == places


@pytest.mark.parametrize("text", ["", " , ", "0", "5", "one", "-1", "²", "9" * 5000])
def test_what_is_no_set_says_why(text: str) -> None:
    with pytest.raises(variations.NoSet, match=r"numbers from 1 to 4"):
        variations.reference_set(text, 4)

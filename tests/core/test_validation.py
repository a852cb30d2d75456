"""Every rule of the contract blocks; what is only hearsay warns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_desktop.core import spec
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Kind, Mode
from seedance_desktop.core.validation import Problem, Severity, in_order, is_legal, validate

GOOD = VideoRequest(prompt="A paper boat")


def links(count: int, host: str = "example.com") -> tuple[str, ...]:
    return tuple(f"https://{host}/{n}" for n in range(count))


def blocking(request: VideoRequest) -> set[tuple[str, str]]:
    return {(p.field, p.code) for p in validate(request) if p.blocks}


def warnings(request: VideoRequest) -> set[tuple[str, str]]:
    return {(p.field, p.code) for p in validate(request) if not p.blocks}


def test_the_defaults_with_a_prompt_are_legal() -> None:
    assert validate(GOOD) == ()


@pytest.mark.parametrize("prompt", ["", "  ", "\n\t"])
def test_an_empty_prompt_blocks(prompt: str) -> None:
    assert blocking(GOOD.with_value("prompt", prompt)) == {("prompt", "prompt-empty")}


@pytest.mark.parametrize(
    ("duration", "legal"), [(3, False), (4, True), (15, True), (16, False), (-5, False)]
)
def test_duration_takes_4_to_15_both_included(duration: int, legal: bool) -> None:
    assert is_legal(validate(GOOD.with_value("duration", duration))) is legal


def test_a_duration_out_of_range_says_what_it_was() -> None:
    (problem,) = validate(GOOD.with_value("duration", 20))
    assert problem.text == "Duration was 20 s: choose 4 to 15."


@pytest.mark.parametrize("field", ["model", "function_mode", "ratio"])
def test_a_value_the_contract_does_not_name_blocks(field: spec.FieldName) -> None:
    assert (field, "unknown-choice") in blocking(GOOD.with_value(field, "other"))


@pytest.mark.parametrize(
    ("kind", "mode", "limit"),
    [
        (Kind.IMAGE, Mode.OMNI_REFERENCE, 9),
        (Kind.IMAGE, Mode.FIRST_LAST_FRAMES, 2),
        (Kind.VIDEO, Mode.OMNI_REFERENCE, 3),
        (Kind.AUDIO, Mode.OMNI_REFERENCE, 3),
    ],
)
def test_one_reference_more_than_the_limit_blocks(kind: Kind, mode: Mode, limit: int) -> None:
    request = GOOD.with_value("function_mode", mode).with_value("image_urls", links(1, "a.example"))
    name = spec.reference_field(kind).name
    assert (name, "too-many") not in blocking(request.with_urls(kind, links(limit)))
    assert (name, "too-many") in blocking(request.with_urls(kind, links(limit + 1)))


def test_too_many_images_say_how_to_keep_them_where_they_can_be_kept() -> None:
    mode = Mode.FIRST_LAST_FRAMES
    for count, switching_helps in ((3, True), (9, True), (10, False)):
        request = VideoRequest("a", function_mode=mode).with_urls(Kind.IMAGE, links(count))
        (text,) = [p.text for p in validate(request) if p.code == "too-many"]
        assert f"Remove {count - 2}" in text
        assert ("switch the mode" in text) == switching_helps


def test_audio_alone_is_refused_in_omni_reference_only() -> None:
    alone = GOOD.with_urls(Kind.AUDIO, links(1))
    assert blocking(alone) == {("audio_urls", "audio-alone")}
    assert blocking(alone.with_urls(Kind.VIDEO, links(1, "v.example"))) == set()
    assert blocking(alone.with_urls(Kind.IMAGE, links(1, "i.example"))) == set()
    assert blocking(alone.with_value("function_mode", Mode.FIRST_LAST_FRAMES)) == set()


def test_hearsay_about_first_and_last_frame_warns() -> None:
    request = GOOD.with_value("function_mode", Mode.FIRST_LAST_FRAMES)
    assert warnings(request) == {("image_urls", "no-frames")}
    full = request.with_urls(Kind.IMAGE, links(2)).with_urls(Kind.VIDEO, links(1, "v.example"))
    full = full.with_value("ratio", "1:1")
    assert warnings(full) == {("video_urls", "frames-only"), ("ratio", "ratio-ignored")}
    assert is_legal(validate(full))


def test_more_than_twelve_references_warn() -> None:
    request = GOOD.with_urls(Kind.IMAGE, links(9)).with_urls(Kind.VIDEO, links(3, "v.example"))
    tokens = [f"@Image{n}" for n in range(1, 10)] + ["@Video1", "@Video2", "@Video3", "@Audio1"]
    request = request.with_value("prompt", " ".join(tokens))
    assert ("image_urls", "many-references") not in warnings(request)
    more = request.with_urls(Kind.AUDIO, links(1, "a.example"))
    assert warnings(more) == {("image_urls", "many-references")}


@pytest.mark.parametrize("url", [" https://a.b/1", "<https://a.b/1>", '"https://a.b/1"'])
def test_a_link_with_signs_around_it_is_no_uri(url: str) -> None:
    request = VideoRequest("a", image_urls=(url,))
    assert ("image_urls", "bad-url") in blocking(request)
    assert "bare link" in validate(request)[0].text


def test_the_same_link_twice_warns_and_an_unusable_one_blocks() -> None:
    request = GOOD.with_urls(Kind.IMAGE, ("https://a.example/1", "https://a.example/1", "nope"))
    assert ("image_urls", "duplicate") in warnings(request)
    (problem,) = [p for p in validate(request) if p.blocks]
    assert problem.text.startswith("Image 3:")


requests = st.builds(
    VideoRequest,
    prompt=st.text(max_size=20),
    model=st.sampled_from([*spec.MODEL.values, "x"]),
    function_mode=st.sampled_from([*spec.MODE.values, "x"]),
    ratio=st.sampled_from([*spec.RATIO.values, "x"]),
    duration=st.integers(-5, 30),
    image_urls=st.lists(st.sampled_from(links(3)), max_size=11).map(tuple),
    video_urls=st.lists(st.sampled_from(links(3)), max_size=5).map(tuple),
    audio_urls=st.lists(st.sampled_from(links(3)), max_size=5).map(tuple),
)


@given(requests)
def test_blocking_problems_come_first_and_name_a_field(request: VideoRequest) -> None:
    problems = validate(request)
    severities = [p.blocks for p in problems]
    assert severities == sorted(severities, reverse=True)
    assert all(hasattr(request, p.field) and p.text.endswith(".") for p in problems
               if p.code != "prompt-empty")  # fmt: skip


@given(requests)
def test_a_request_survives_plain_data(request: VideoRequest) -> None:
    assert VideoRequest.from_plain(request.to_plain()) == request


def test_plain_data_of_another_age_is_read_as_far_as_it_goes() -> None:
    plain = {"prompt": "x", "seed": 4, "duration": "long", "image_urls": ["a", 1], "ratio": None}
    assert VideoRequest.from_plain(plain) == VideoRequest(prompt="x")


def test_a_number_that_no_widget_can_hold_is_passed_over() -> None:
    """The window could not be built for a draft that says so, at no start."""
    assert VideoRequest.from_plain({"duration": 10**30}) == VideoRequest()
    assert VideoRequest.from_plain({"duration": -(10**400)}) == VideoRequest()
    assert VideoRequest.from_plain({"duration": 2**31 - 1}).duration == 2**31 - 1


def test_a_token_without_a_reference_warns_on_the_prompt() -> None:
    request = GOOD.with_value("prompt", "@Image1, @Image3 and @Video1 of @Image?")
    request = request.with_urls(Kind.IMAGE, links(1))
    assert warnings(request) == {("prompt", "token-dangling"), ("prompt", "token-lost")}
    texts = [p.text for p in validate(request)]
    assert texts[0].startswith("@Image3 and @Video1 name no reference: add them, ")
    assert texts[1].startswith("@Image? named a reference that was removed: point it to ")
    assert is_legal(validate(request))


@pytest.mark.parametrize(
    ("prompt", "images", "told"),
    [
        ("a boat", 1, None),
        ("a boat", 2, "@Image1 and @Image2"),
        ("of @Image1", 2, "@Image2"),
        ("of @Image2 and @Image1", 2, None),
        ("// of @Image2\nof @Image1", 2, "@Image2"),
        ("@Image9", 1, "@Image1"),
        ("a boat", 6, "@Image1, @Image2, @Image3 and 3 more"),
        ("", 3, None),
    ],
)
def test_references_that_are_not_named_are_told_where_that_helps(
    prompt: str, images: int, told: str | None
) -> None:
    request = GOOD.with_value("prompt", prompt).with_urls(Kind.IMAGE, links(images))
    texts = [p.text for p in validate(request) if p.code == "reference-unnamed"]
    assert texts == (
        [] if told is None else [f"The prompt does not name {told}. You can still generate."]
    )


def test_frames_need_no_name() -> None:
    request = GOOD.with_urls(Kind.IMAGE, links(2))
    request = request.with_value("function_mode", Mode.FIRST_LAST_FRAMES)
    assert warnings(request) == set()


def test_a_token_in_another_providers_spelling_warns() -> None:
    request = GOOD.with_value("prompt", "of @image1").with_urls(Kind.IMAGE, links(1))
    (problem,) = validate(request, "@图片1")
    assert (problem.code, problem.blocks) == ("token-spelling", False)
    assert "@image1" in problem.text and "@图片1" in problem.text
    assert validate(request, "@image1") == ()


def test_what_most_likely_spoils_the_clip_is_read_first() -> None:
    request = VideoRequest("@Image1 and @Image4", image_urls=(*links(1), *links(2)))
    found = Problem("image_urls", "unreachable", Severity.WARNS, "Image 3 …")
    codes = [p.code for p in in_order((*validate(request), found))]
    assert codes == ["token-dangling", "unreachable", "duplicate", "reference-unnamed"]


@pytest.mark.parametrize(
    ("prompt", "warned"),
    [("like https://a.example/1.png at dawn", True), ("http:// or https://", False), ("a", False)],
)
def test_a_link_in_the_prompt_warns(prompt: str, warned: bool) -> None:
    codes = [p.code for p in validate(VideoRequest(prompt))]
    assert codes == (["prompt-link"] if warned else [])

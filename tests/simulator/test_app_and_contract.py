"""The app's rules and the service's own, written apart: what the one lets pass the other takes."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from seedance_desktop.backend import wire
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.validation import is_legal, validate
from seedance_desktop.simulator import contract

_PIECES = [
    "http://", "https://", "a.example", "例え", "ß", "。", "[", "]", "::1", ":80", ":0", "/x", "..",
    "?q=1", "#f", "%", "%zz", "\\", "@", "{", "}", "^", "|", "`", "<", ">", '"', "'", " ", "\u3000",
    "\u00ad", "xn--",
]  # fmt: skip
_links = st.lists(st.sampled_from(_PIECES), max_size=6).map("".join)


def _some(most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(_links | st.just("https://a.example/x"), max_size=most).map(tuple)


_requests = st.builds(
    VideoRequest,
    prompt=st.text(max_size=5),
    model=st.sampled_from(contract.MODELS),
    function_mode=st.sampled_from(contract.MODES),
    ratio=st.sampled_from(contract.RATIOS),
    duration=st.integers(contract.MIN_SECONDS - 1, contract.MAX_SECONDS + 1),
    image_urls=_some(contract.MAX_IMAGES + 1),
    audio_urls=_some(contract.MAX_AUDIOS + 1),
    video_urls=_some(contract.MAX_VIDEOS + 1),
)


@settings(max_examples=500)
@example(VideoRequest("a", video_urls=("<https://a.example/x>",)))
@given(_requests)
def test_what_the_app_sends_the_contract_takes(request: VideoRequest) -> None:
    if is_legal(validate(request)):
        order = contract.read_order(wire.request_body(request))
        assert (order.prompt, order.duration) == (request.prompt, request.duration)

"""Request and answer to and from JSON: the only file that knows the service's field names.

Answers are untrusted: nothing in one makes the functions here raise, and what cannot be used is
read as if it were not there.
"""

import codecs
import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec

from ..core.budget import HIGHEST
from ..core.request import VideoRequest
from ..core.spec import URL_SCHEMES
from ..core.urls import MAX_URL_LENGTH, as_uri

CREATE_PATH = "/v1/video/seedance-2"
"""Under the base address [C]."""
STATUS_PATH = "/v1/tasks"
"""Under the base address [S]."""

MAX_ID_LENGTH = 256
"""Characters of a task or trace id; the ones seen have 32."""
MAX_WORD_LENGTH = 64
MAX_MESSAGE_LENGTH = 500

CUT = "…"
"""Ends words that were longer."""

_OF_A_TASK = ("status", "result", "task_id")
_MAX_NODES = 10_000
"""Objects and lists looked through for a task id."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A JSON object that came as an answer, read with all tolerance.

    ``{"code": 200, "trace_id": "…", "message": null, "data": {…}}`` [C]
    """

    is_whole: bool
    """Whether it is the service's own envelope and not just any JSON object, such as a gateway's
    ``{"message": "Not Found"}``."""
    code: int | None = None
    trace_id: str = ""
    message: str = ""
    task_id: str = ""
    """The first usable one, however deep it lies."""
    status: str = ""
    created_at: str = ""
    credits: float | None = None
    result_url: str = ""
    error_message: str = ""
    finished_at: str = ""
    has_data: bool = False
    """Whether anything in it tells of a task."""


NO_ENVELOPE = Envelope(is_whole=False)
"""What stands for an answer that holds none."""


def create_url(base_url: str) -> str:
    """Where a video is ordered [C]."""
    return base_url.rstrip("/") + CREATE_PATH


def status_url(base_url: str, task_id: str) -> str:
    """Where a task's state is asked for [S]."""
    return f"{base_url.rstrip('/')}{STATUS_PATH}?task_id={quote(task_id, safe='')}"


def request_body(request: VideoRequest) -> bytes:
    """The JSON of a paid request, every field of the contract in it [C].

    Raises:
        UnicodeEncodeError: a text holds half a character, which no JSON can.
        ValueError: a link is none.
    """
    fields = {
        "prompt": request.prompt,
        "model": request.model,
        "function_mode": request.function_mode,
        "ratio": request.ratio,
        "duration": request.duration,
        "image_urls": [as_uri(url) for url in request.image_urls],
        "audio_urls": [as_uri(url) for url in request.audio_urls],
        "video_urls": [as_uri(url) for url in request.video_urls],
    }
    return msgspec.json.encode(fields)


def body_text(body: bytes) -> str:
    """A body as text, whatever bytes it holds."""
    return body.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def read_envelope(text: str) -> Envelope | None:
    """The JSON object in ``text``, or None where there is none."""
    document = _parse(text)
    if not isinstance(document, dict | list):
        return None
    top = _object(document)
    task_id, task = _find_task_id(document)
    data = _object(top.get("data"))
    result = _object(task.get("result")) or _object(data.get("result"))
    places = (result, task, data, top)
    if not top and not task_id:
        return None
    return Envelope(
        is_whole=bool(task_id) or not top.keys().isdisjoint(("code", "trace_id", "data")),
        code=_whole_number(top.get("code")),
        trace_id=_first(_id, "trace_id", top, data, task),
        message=_words(top.get("message"), MAX_MESSAGE_LENGTH),
        task_id=task_id,
        status=_first(_word, "status", task, data),
        created_at=_first(_word, "created_at", task, data),
        credits=_credits(task, data, top),
        result_url=_first(_link, "video_url", *places),
        error_message=_first(_complaint, "error_message", *places),
        finished_at=_first(_word, "finished_at", *places),
        has_data=any(key in place for place in (data, task) for key in _OF_A_TASK),
    )


def _parse(text: str) -> Any:
    """What ``text`` says as JSON; None for anything else."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        # Python's own reader takes NaN and numbers without end, which other services do write.
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return None


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _find_task_id(document: Any) -> tuple[str, dict[str, Any]]:
    """The first usable ``task_id``, ``data`` before its neighbours, and the object it is in."""
    for node in _objects(document):
        task_id = _id(node.get("task_id"))
        if task_id:
            return task_id, node
    return "", {}


def _objects(document: Any) -> Iterator[dict[str, Any]]:
    """Every object in ``document``, the outer before the inner ones, within reason."""
    waiting = deque([document])
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        node = waiting.popleft()
        if isinstance(node, dict):
            yield node
            children = sorted(node.items(), key=lambda item: item[0] != "data")
            waiting.extend(value for _, value in children if isinstance(value, dict | list))
        else:
            waiting.extend(value for value in node if isinstance(value, dict | list))


def _first(read: Any, key: str, *places: dict[str, Any]) -> str:
    """What ``read`` makes of ``key`` in the first place where it makes anything of it."""
    return next((found for place in places if (found := read(place.get(key)))), "")


def _credits(*places: dict[str, Any]) -> float | None:
    found = (_number(place.get("credits_cost")) for place in places)
    return next((number for number in found if number is not None), None)


def _number(value: Any) -> float | None:
    """A number that can be a charge; numbers come as text, too."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    # One beyond any would make nonsense of every sum and estimate it goes into.
    return number if 0 <= number <= HIGHEST else None


def _whole_number(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return int(number) if number.is_integer() else None


def _id(value: Any) -> str:
    """An id as text; empty for what cannot be one."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if value.bit_length() <= 8 * MAX_ID_LENGTH // 3 else ""
    if not isinstance(value, str):
        return ""
    trimmed = value.strip()
    return trimmed if len(trimmed) <= MAX_ID_LENGTH and trimmed.isprintable() else ""


def _word(value: Any) -> str:
    return _words(value, MAX_WORD_LENGTH) if isinstance(value, str | int) else ""


def _complaint(value: Any) -> str:
    """What went wrong in the service's words; empty for null, false, nought and empty things."""
    return _words(value, MAX_MESSAGE_LENGTH) if value else ""


def _words(value: Any, limit: int) -> str:
    """Anything as one short line without invisible characters."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else _plain(value)
    visible = "".join(c if c.isprintable() else " " for c in text[: 4 * limit])
    line = " ".join(visible.split())
    return line if len(line) <= limit else line[: limit - 1] + CUT


def _plain(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return "…"


def _link(value: Any) -> str:
    """An http or https URL with a host; empty for anything else."""
    if not isinstance(value, str):
        return ""
    url = value.strip()
    if len(url) > MAX_URL_LENGTH or not url.isprintable() or " " in url:
        return ""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in URL_SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    return url if usable else ""

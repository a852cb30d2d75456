"""What the look at a request's references found, as it is kept in the history: JSON and a line."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from . import spec
from .errors import cut
from .reference_facts import Reach
from .request import VideoRequest
from .validation import Problems

if TYPE_CHECKING:
    from .preflight import Facts

_LOOKED_AT = (Reach.REACHABLE, Reach.UNREACHABLE)
_LONGEST_WARNING = 400
"""Characters shown of a text that came from a file."""


def to_json(request: VideoRequest, facts: "Facts", warnings: Problems, now: float) -> str:
    """The record; empty for a request without references. The links stand in the request."""
    links = [
        {"kind": field.kind, "position": position, **_known(asdict(facts(url)))}
        for field in spec.REFERENCES
        for position, url in enumerate(request.urls(field.kind), 1)
    ]
    if not links:
        return ""
    texts = [problem.text for problem in warnings]
    record = {"at": round(now, 3), "links": links, "warnings": texts}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def to_line(record: str) -> str:
    """``3 links, one warning: …``; several stand in lines of their own.

    Empty for no record, or one that cannot be read.
    """
    try:
        plain = json.loads(record) if record else None
    except (ValueError, RecursionError):
        return ""
    if not isinstance(plain, dict) or not isinstance(plain.get("links"), list):
        return ""
    links = [link for link in plain["links"] if isinstance(link, dict)]
    if not links:
        return ""
    parts = [_counted(len(links), "link")]
    unseen = sum(link.get("reach") not in _LOOKED_AT for link in links)
    if unseen:
        parts.append("not checked" if unseen == len(links) else f"{unseen} not checked")
    told = _warnings(plain.get("warnings"))
    if told or unseen < len(links):
        parts.append(told or "no warning")
    return ", ".join(parts)


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    del facts["url"]
    return {name: value for name, value in facts.items() if value not in (None, "")}


def _warnings(texts: Any) -> str:
    known: Iterable[Any] = texts if isinstance(texts, list) else ()
    told = [cut(text, _LONGEST_WARNING) for text in known if isinstance(text, str)]
    if not told:
        return ""
    if len(told) == 1:
        return f"one warning: {told[0]}"
    return "\n".join((f"{len(told)} warnings:", *told))


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"

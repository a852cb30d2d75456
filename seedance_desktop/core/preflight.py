"""What a look at the references says against them, in words and numbers. It only ever warns."""

from collections.abc import Callable, Iterator

from . import spec
from .media_names import EMPTY, UNKNOWN, kind_of, name_of
from .reference_facts import Reach, ReferenceFacts
from .reference_limits import LIMITS, Between, ReferenceLimits
from .request import VideoRequest
from .spec import FieldName, Kind
from .validation import Problem, Problems, Severity

Facts = Callable[[str], ReferenceFacts]
"""What is known of a URL."""

_SLACK = 0.05
"""Seconds, and frames a second: files end a frame early or late, and film runs at 23.976."""

GO_ON = "You can still generate."


def judge(request: VideoRequest, facts: Facts, now: float, wait: float) -> Problems:
    """Every warning about the references of ``request``.

    ``now`` in seconds since the epoch; ``wait`` is how many seconds a link may have to live until
    the service fetches it.
    """
    found: list[Problem] = []
    for field in spec.REFERENCES:
        for position, url in enumerate(request.urls(field.kind), 1):
            found += judge_one(field.kind, position, facts(url), now, wait)
        found += _together(field, [facts(url) for url in request.urls(field.kind)])
    return (*found, *_unreachable(request, facts))


def judge_one(
    kind: Kind, position: int, facts: ReferenceFacts, now: float, wait: float
) -> Problems:
    """The warnings about one reference, but for that it could not be reached."""
    name, field = f"{kind.capitalize()} {position}", spec.reference_field(kind).name
    found = [("link-expires", text) for text in _expiry(name, facts, now, wait)]
    if facts.reach is Reach.NOT_CHECKED and facts.trouble:
        text = f"{name}: {facts.trouble} The service cannot fetch it from there. {GO_ON}"
        found.append(("link-inside", text))
    limits = LIMITS[kind]
    if facts.media_type and facts.media_type not in limits.formats:
        found.append(("wrong-format", _wrong_format(name, kind, facts.media_type, limits)))
    else:
        found += [("unread", text) for text in _unread(name, kind, facts)]
        found += [("beyond-limit", text) for text in _beyond(name, facts, limits)]
    return tuple(_warning(field, code, text) for code, text in found)


def unreachable_text(names: str, trouble: str) -> str:
    """That some links could not be reached, and why."""
    return f"{names} could not be reached from here. {trouble} The service may still reach it."


def _unreachable(request: VideoRequest, facts: Facts) -> Iterator[Problem]:
    """One warning for each reason: without a network every link has the same."""
    by_reason: dict[str, list[tuple[Kind, int]]] = {}
    for field in spec.REFERENCES:
        for position, url in enumerate(request.urls(field.kind), 1):
            known = facts(url)
            if known.reach is Reach.UNREACHABLE:
                by_reason.setdefault(known.trouble, []).append((field.kind, position))
    for trouble, places in by_reason.items():
        *most, last = [f"{kind.capitalize()} {position}" for kind, position in places]
        names = f"{', '.join(most)} and {last}" if most else last
        field_name = spec.reference_field(places[0][0]).name
        yield _warning(field_name, "unreachable", unreachable_text(names, trouble))


def _warning(field: FieldName, code: str, text: str) -> Problem:
    return Problem(field, code, Severity.WARNS, text)


def _expiry(name: str, facts: ReferenceFacts, now: float, wait: float) -> Iterator[str]:
    if facts.expires_at is None:
        return
    left = facts.expires_at - now
    if left <= 0:
        yield f"{name} · the link has expired: get a fresh one. {GO_ON}"
    elif left < wait:
        yield f"{name} · the link expires in {span(left)}, the queue may take longer. {GO_ON}"


def _wrong_format(name: str, kind: Kind, media_type: str, limits: ReferenceLimits) -> str:
    other = kind_of(media_type)
    if media_type == EMPTY:
        return f"{name} is empty: nothing comes when its link is opened."
    if other is not None and other is not kind:
        lists = spec.reference_field(other).label.lower()
        return f"{name} is {name_of(media_type)}: it belongs to the {lists}."
    if other is None and media_type != UNKNOWN:
        wanted = spec.reference_field(kind).singular
        return f"{name} is {name_of(media_type)}: copy the link of the {wanted} itself."
    *most, last = limits.formats.values()
    takes = f"the model takes {', '.join(most)} and {last}"
    return f"{name} is {name_of(media_type)}; {takes}."


def _unread(name: str, kind: Kind, facts: ReferenceFacts) -> Iterator[str]:
    """That a file was reached, and of what it should say nothing could be read."""
    if facts.reach is not Reach.REACHABLE or not facts.media_type or facts.width is not None:
        return
    if kind is Kind.IMAGE:
        yield f"{name}: its pixels could not be read, it may be cut off or damaged. {GO_ON}"
    elif kind is Kind.VIDEO and facts.seconds is None:
        yield f"{name}: its length could not be read, it may be cut off or damaged. {GO_ON}"


def _beyond(name: str, facts: ReferenceFacts, limits: ReferenceLimits) -> Iterator[str]:
    """The figures of one file that lie beyond what is said of the model."""
    if facts.size is not None and facts.size >= limits.below_bytes:
        below = _number(limits.below_bytes / 1e6)
        yield f"{name} is {_number(facts.size / 1e6)} MB; the model takes under {below} MB."
    seconds = limits.seconds
    if seconds and facts.seconds is not None and not _about(seconds, facts.seconds):
        yield f"{name} is {_number(facts.seconds)} s; the model takes {_range(seconds)} s."
    if facts.width and facts.height:
        yield from _beyond_frame(name, facts.width, facts.height, limits)
    rate, limit = facts.frames_per_second, limits.frames_per_second
    if limit and rate is not None and not _about(limit, rate):
        yield f"{name} has {_number(rate)} frames a second; the model takes {_range(limit)}."


def _beyond_frame(name: str, width: int, height: int, limits: ReferenceLimits) -> Iterator[str]:
    side, aspect, pixels = limits.side, limits.aspect, limits.pixels
    shown = f"{width} × {height} px"
    if side and not (side.holds(width) and side.holds(height)):
        yield f"{name} is {shown}; the model takes {_range(side)} px a side."
    if aspect and not aspect.holds(width / height):
        shape = f"{width / height:.2g} times as wide as high"
        yield f"{name} is {shown}, {shape}; the model takes {_range(aspect)} times."
    if pixels and not pixels.holds(width * height):
        count = f"{width * height:,} px a frame"
        yield f"{name} has {count} ({width} × {height}); the model takes {_range(pixels)}."


def _together(field: spec.ReferenceField, known: list[ReferenceFacts]) -> Iterator[Problem]:
    limit = LIMITS[field.kind].total_seconds
    lengths = [facts.seconds for facts in known if facts.seconds is not None]
    total = sum(lengths)
    if limit is None or len(lengths) < 2 or total <= limit + _SLACK:
        return
    least = "at least " if len(lengths) < len(known) else ""
    text = (
        f"{field.label}: {least}{_number(total)} s together; "
        f"the model takes {_number(limit)} s in all."
    )
    yield _warning(field.name, "too-long-together", text)


def _about(limits: Between, value: float) -> bool:
    return limits.low - _SLACK <= value <= limits.high + _SLACK


def _range(limits: Between) -> str:
    return f"{_number(limits.low)} to {_number(limits.high)}"


def _number(value: float) -> str:
    """``1.2``, ``15``, ``409,600``."""
    return f"{value:,.1f}".removesuffix(".0")


def span(seconds: float) -> str:
    """``45 s``, ``20 min``, ``2 h 5 min``; cut, not rounded."""
    minutes = int(seconds) // 60
    if minutes < 1:
        return f"{max(1, int(seconds))} s"
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} days"
    return f"{hours} h {rest} min" if rest else f"{hours} h"

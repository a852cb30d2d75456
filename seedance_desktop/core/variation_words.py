"""What variations are called: axes, values, cells, and what they cost together."""

from collections.abc import Iterable
from dataclasses import dataclass

from . import spec
from .pricing import Estimate, Source, format_credits
from .request import VideoRequest
from .spec import ChoiceField
from .variations import DRAFT, FIELDS, GROUP, REFERENCES, Axis, Plan, Value

NOTHING = "(nothing)"
"""An alternative without words."""
AS_WRITTEN = "As written"
LONGEST_NAME = 60
_DASH = " · "


@dataclass(frozen=True, slots=True)
class Total:
    """What some clips cost together."""

    clips: int = 0
    low: float = 0.0
    high: float = 0.0
    """Of those whose price is known."""
    unknown: int = 0
    """Clips whose price is not known."""
    sources: frozenset[Source] = frozenset()

    @property
    def amount(self) -> float | None:
        """The figure to reckon with: the higher one; None where nothing at all is known."""
        return self.high if self.clips > self.unknown else None


def total(priced: Iterable[tuple[Estimate, int]]) -> Total:
    """The sum of ``(estimate of one clip, how many clips)``."""
    clips, low, high, unknown = 0, 0.0, 0.0, 0
    sources = set()
    for estimate, times in priced:
        clips += times
        if estimate.low is None or estimate.high is None:
            unknown += times
        elif times:
            low += estimate.low * times
            high += estimate.high * times
            sources.add(estimate.source)
    return Total(clips, low, high, unknown, frozenset(sources))


def count_of(number: int, one: str) -> str:
    """``1 clip``, ``6 clips``."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"


def amount_text(low: float | None, high: float | None) -> str:
    """``240``, ``230 – 260`` for a range, a dash for nothing known."""
    most = format_credits(high)
    return most if low == high else f"{format_credits(low)} – {most}"


def total_words(sum_: Total) -> str:
    """``6 clips · about 240 credits by the price list``; what is not known is counted openly."""
    clips = count_of(sum_.clips, "clip")
    if not sum_.clips:
        return "Nothing to send"
    if sum_.amount is None:
        return f"{clips}{_DASH}cost unknown until your first charge"
    said = f"{clips}{_DASH}about {amount_text(sum_.low, sum_.high)} credits {_by(sum_.sources)}"
    if sum_.unknown:
        return f"{said}, and {sum_.unknown} of unknown price"
    return said


def short_total(sum_: Total) -> str:
    """``≈240 credits`` for a button; ``≈160 credits + 2 of unknown price``."""
    if sum_.amount is None:
        return "unknown price"
    said = f"≈{format_credits(sum_.high)} credits"
    return f"{said} + {sum_.unknown} of unknown price" if sum_.unknown else said


def price_words(estimate: Estimate) -> str:
    """``≈40 · price list``, ``≈38 – 40 · seen 14 times``, ``price unknown``."""
    if estimate.source is Source.UNKNOWN:
        return "price unknown"
    amount = f"≈{amount_text(estimate.low, estimate.high)}"
    if estimate.source is Source.PRICE_LIST:
        return f"{amount}{_DASH}price list"
    seen = "once" if estimate.seen == 1 else f"{estimate.seen} times"
    return f"{amount}{_DASH}seen {seen}"


def axis_name(plan: Plan, name: str) -> str:
    """``Ratio``, ``Images``, ``{dawn|neon night}``."""
    if name in FIELDS:
        return FIELDS[name].label
    if name in REFERENCES:
        return REFERENCES[name].label
    axis = plan.axis(name)
    words = "|".join(str(each).strip() for each in axis.values) if axis else ""
    number = int(name[len(GROUP) :]) + 1
    return f"Group {number}: {{{words}}}"


def value_name(plan: Plan, name: str, value: Value) -> str:
    """``16:9``, ``4 s``, ``2.0 Fast``, ``Image 2``, ``dawn``."""
    if isinstance(value, tuple):
        return _references_name(plan.base, name, value)
    field = FIELDS.get(name)
    if isinstance(field, ChoiceField):
        return field.label_of(str(value))
    if field is not None:
        return f"{value} {field.unit}"
    return " ".join(str(value).split()) or NOTHING


def cell_label(plan: Plan, values: Iterable[Value]) -> str:
    """``dawn · 16:9 · 4 s Fast``: the values of its axes, then what a draft changed."""
    parts = [
        value_name(plan, axis.name, value)
        for axis, value in zip(plan.axes, values, strict=True)
        if len(axis.values) > 1 or not _of_group(axis)
    ]
    if plan.drafted:
        parts.append(draft_words(plan))
    return _DASH.join(parts) or AS_WRITTEN


def draft_words(plan: Plan) -> str:
    """``4 s Fast``: what a draft of this plan is made with, without what is an axis of it."""
    said = {
        spec.DURATION.name: f"{DRAFT['duration']} {spec.DURATION.unit}",
        spec.MODEL.name: "Fast",
    }
    return " ".join(words for name, words in said.items() if plan.axis(name) is None)


def draft_first_words(plan: Plan) -> str:
    """``on Fast at 4 s``: the same as an offer; empty where a draft would change nothing."""
    length = f"at {DRAFT[spec.DURATION.name]} {spec.DURATION.unit}"
    said = {spec.MODEL.name: "on Fast", spec.DURATION.name: length}
    return " ".join(words for name, words in said.items() if plan.axis(name) is None)


def settings_words(request: VideoRequest) -> str:
    """``2.0 Fast · 16:9 · 4 s · 2 images``; the mode where it is not the usual one."""
    parts = [spec.MODEL.label_of(request.model), request.ratio, f"{request.duration} s"]
    if request.function_mode != spec.MODE.default:
        parts.insert(1, spec.MODE.label_of(request.function_mode).lower())
    for field in spec.REFERENCES:
        if count := len(request.urls(field.kind)):
            parts.append(count_of(count, field.singular))
    return _DASH.join(parts)


def target_words(requests: Iterable[VideoRequest]) -> str:
    """``Seedance 2.0 · 10 s``: what drafts are promoted to, as far as it is the same for all."""
    seen = list(requests)
    models = {spec.MODEL.label_of(each.model) for each in seen}
    lengths = sorted({each.duration for each in seen})
    model = models.pop() if len(models) == 1 else f"{len(models)} models"
    length = str(lengths[0]) if len(lengths) == 1 else f"{lengths[0]} – {lengths[-1]}"
    return f"{model}{_DASH}{length} {spec.DURATION.unit}"


def usual_name(plan: Plan, cells: int) -> str:
    """What a set is called unless the person says otherwise: its prompt's start and its size."""
    words = " ".join(plan.base.prompt.split())
    start = words[:LONGEST_NAME].rsplit(" ", 1)[0] if len(words) > LONGEST_NAME else words
    sizes = [len(axis.values) for axis in plan.axes if len(axis.values) > 1]
    size = " × ".join(map(str, sizes)) or str(cells)
    return f"{start or 'Untitled'}{_DASH}{size}"


def _references_name(base: VideoRequest, name: str, kept: tuple[int, ...]) -> str:
    field = REFERENCES[name]
    label = field.label.lower()
    if not kept:
        return f"no {label}"
    if len(kept) == 1:
        return f"{field.singular.capitalize()} {kept[0] + 1}"
    if len(kept) == len(base.urls(field.kind)):
        return f"all {label}"
    return f"{field.label} {' + '.join(str(place + 1) for place in kept)}"


def _of_group(axis: Axis) -> bool:
    return axis.group is not None


def _by(sources: frozenset[Source]) -> str:
    if sources == {Source.PRICE_LIST}:
        return "by the price list"
    if sources == {Source.PAST_CHARGES}:
        return "by what you paid before"
    return "by what you paid before and the price list"

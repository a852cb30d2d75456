"""What is wrong with a request, in words, in the order the person should read it."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from . import references, spec
from .request import VideoRequest
from .spec import FieldName
from .spelling import DEFAULT
from .urls import RefusedUrl, check_url


class Severity(StrEnum):
    """Whether a problem keeps the request from being sent."""

    BLOCKS = "blocks"
    WARNS = "warns"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, and the field that can mend it."""

    field: FieldName
    code: str
    severity: Severity
    text: str

    @property
    def blocks(self) -> bool:
        """Whether the contract forbids it."""
        return self.severity is Severity.BLOCKS


Problems = tuple[Problem, ...]
"""As ``in_order`` gives them."""

_DRESSED = "There are blanks, quotes or brackets around the link. Put the bare link in its place."
_LINK = re.compile(r"\bhttps?://\w", re.IGNORECASE)

_GRAVE = frozenset(
    ("token-lost", "token-dangling", "unreachable", "link-inside", "link-expires", "wrong-format")
)
"""Warnings that a clip made all the same would most likely not be what is wanted."""
_MILD = frozenset(("reference-unnamed",))
"""Warnings of what is done on purpose, too."""


def validate(request: VideoRequest, spelling: str = DEFAULT) -> Problems:
    """Every problem of ``request``: [C] rules block, [U] hearsay warns.

    ``spelling`` is the provider's for tokens.
    """
    found = [
        *_prompt(request),
        *_choices(request),
        *_duration(request),
        *_counts(request),
        *_audio_alone(request),
        *_urls(request),
        *_first_last_hearsay(request),
        *_total_hearsay(request),
        *_link_in_prompt(request),
        *_tokens(request, spelling),
    ]
    return in_order(found)


def in_order(problems: Iterable[Problem]) -> Problems:
    """The blocking ones first, then the graver warnings; alike ones stay in their order."""

    def weight(problem: Problem) -> int:
        if problem.blocks:
            return 0
        return 1 if problem.code in _GRAVE else 3 if problem.code in _MILD else 2

    return tuple(sorted(problems, key=weight))


def is_legal(problems: Problems) -> bool:
    """Whether a request with these problems may be sent."""
    return not any(p.blocks for p in problems)


def _blocks(field: FieldName, code: str, text: str) -> Problem:
    return Problem(field, code, Severity.BLOCKS, text)


def _warns(field: FieldName, code: str, text: str) -> Problem:
    return Problem(field, code, Severity.WARNS, text)


def _prompt(request: VideoRequest) -> list[Problem]:
    if request.prompt.strip():
        return []
    return [_blocks("prompt", "prompt-empty", "Write a prompt: what should the clip show?")]


def _choices(request: VideoRequest) -> list[Problem]:
    found = []
    for field in spec.CHOICES:
        value = getattr(request, field.name)
        if value not in field.values:
            names = ", ".join(choice.label for choice in field.choices)
            text = f"{field.label} was “{value}”, which the service does not know: choose {names}."
            found.append(_blocks(field.name, "unknown-choice", text))
    return found


def _duration(request: VideoRequest) -> list[Problem]:
    field = spec.DURATION
    if field.allows(request.duration):
        return []
    text = (
        f"{field.label} was {request.duration} {field.unit}: "
        f"choose {field.minimum} to {field.maximum}."
    )
    return [_blocks(field.name, "out-of-range", text)]


def _counts(request: VideoRequest) -> list[Problem]:
    found = []
    for field in spec.REFERENCES:
        limit, have = field.limit(request.function_mode), len(request.urls(field.kind))
        if have > limit:
            mode = spec.MODE.label_of(request.function_mode)
            where = f" in {mode}" if field.maximum_by_mode else ""
            text = (
                f"{field.label}: {have} are in the list, at most {limit} are taken{where}. "
                f"Remove {have - limit}"
                + (" or switch the mode." if have <= field.maximum else ".")
            )
            found.append(_blocks(field.name, "too-many", text))
    return found


def _audio_alone(request: VideoRequest) -> list[Problem]:
    alone = request.audio_urls and not request.image_urls and not request.video_urls
    if request.function_mode != spec.Mode.OMNI_REFERENCE or not alone:
        return []
    text = "Audio needs company: add at least one image or video, or remove the audio."
    return [_blocks("audio_urls", "audio-alone", text)]


def _urls(request: VideoRequest) -> list[Problem]:
    found = []
    for field in spec.REFERENCES:
        urls = request.urls(field.kind)
        name = field.kind.capitalize()
        for position, url in enumerate(urls, 1):
            checked = check_url(url)
            if checked != url:
                reason = checked.reason if isinstance(checked, RefusedUrl) else _DRESSED
                text = f"{name} {position}: {reason}"
                found.append(_blocks(field.name, "bad-url", text))
        for url, times in Counter(urls).items():
            if times > 1:
                places = " and ".join(str(i) for i, u in enumerate(urls, 1) if u == url)
                text = f"{field.label} {places} are the same link."
                found.append(_warns(field.name, "duplicate", text))
    return found


def _first_last_hearsay(request: VideoRequest) -> list[Problem]:
    """Other services of the same model refuse or ignore these [U]; the contract does not."""
    if request.function_mode != spec.Mode.FIRST_LAST_FRAMES:
        return []
    found = []
    mode = spec.MODE.label_of(request.function_mode)
    if not request.image_urls:
        text = f"{mode} usually wants one or two images. You can still generate."
        found.append(_warns("image_urls", "no-frames", text))
    for field in (spec.VIDEOS, spec.AUDIO):
        if request.urls(field.kind):
            text = f"{field.label}: other services refuse them in {mode}. You can still generate."
            found.append(_warns(field.name, "frames-only", text))
    if request.image_urls and request.ratio != spec.RATIO.default:
        text = f"Ratio may be ignored in {mode}: it usually follows the first image."
        found.append(_warns("ratio", "ratio-ignored", text))
    return found


def _total_hearsay(request: VideoRequest) -> list[Problem]:
    total = sum(len(request.urls(field.kind)) for field in spec.REFERENCES)
    if total <= spec.MAX_REFERENCES:
        return []
    text = (
        f"{total} references in all: the model is said to take {spec.MAX_REFERENCES}. "
        "You can still generate."
    )
    return [_warns("image_urls", "many-references", text)]


def _link_in_prompt(request: VideoRequest) -> list[Problem]:
    """The contract has lists for links; nothing says that one in the prompt is opened [C]."""
    if _LINK.search(request.prompt) is None:
        return []
    text = (
        "The prompt holds a link, which is sent as words: for a reference, paste it on its list. "
        "You can still generate."
    )
    return [_warns("prompt", "prompt-link", text)]


def _tokens(request: VideoRequest, spelling: str) -> list[Problem]:
    """Tokens without a reference, references without a token, tokens spelled otherwise [U]."""
    tokens = references.find(request.prompt, spelling)
    counts = {field.kind: len(request.urls(field.kind)) for field in spec.REFERENCES}
    return [
        *_dangling(request.prompt, references.dangling(tokens, counts)),
        *_otherwise_spelled(request.prompt, tokens, counts, spelling),
        *_unnamed(request, tokens, counts, spelling),
    ]


def _dangling(prompt: str, tokens: list[references.Token]) -> list[Problem]:
    ahead = {prompt[t.start : t.end] for t in tokens if t.position is not None}
    lost = {prompt[t.start : t.end] for t in tokens if t.position is None}
    written = list(dict.fromkeys(prompt[t.start : t.end] for t in tokens))
    found = []
    if ahead:
        names = _listed(each for each in written if each in ahead)
        text = (
            f"{names} names no reference: add it, or point it to another one."
            if len(ahead) == 1
            else f"{names} name no reference: add them, or point them to others."
        )
        found.append(_warns("prompt", "token-dangling", text))
    if lost:
        names = _listed(each for each in written if each in lost)
        text = (
            f"{names} named a reference that was removed: point it to another one."
            if len(lost) == 1
            else f"{names} named references that were removed: point them to others."
        )
        found.append(_warns("prompt", "token-lost", text))
    return found


def _otherwise_spelled(
    prompt: str, tokens: tuple[references.Token, ...], counts: references.Counts, spelling: str
) -> list[Problem]:
    odd = {
        prompt[t.start : t.end]: references.token(t.kind, t.position, spelling)
        for t in tokens
        if t.position is not None and not t.in_comment and t.names_one_of(counts)
    }
    odd = {written: right for written, right in odd.items() if written != right}
    if not odd:
        return []
    right = _listed(odd.values())
    text = (
        f"{_listed(odd)} may not be understood: this provider writes {right}. Click to change it."
    )
    return [_warns("prompt", "token-spelling", text)]


def _unnamed(
    request: VideoRequest,
    tokens: tuple[references.Token, ...],
    counts: references.Counts,
    spelling: str,
) -> list[Problem]:
    """Only where naming helps: the prompt names some, or there are several to tell apart."""
    named = any(not each.in_comment for each in tokens)
    if request.function_mode != spec.Mode.OMNI_REFERENCE or not request.prompt.strip():
        return []
    if not named and sum(counts.values()) < 2:
        return []
    left = references.unnamed(tokens, counts)
    if not left:
        return []
    names = _listed(references.token(*place, spelling) for place in left)
    text = f"The prompt does not name {names}. You can still generate."
    return [_warns("prompt", "reference-unnamed", text)]


def _listed(names: Iterable[str]) -> str:
    """The names without repetition, as a sentence takes them; of many the first three."""
    told = list(dict.fromkeys(names))
    if len(told) > 4:
        told = [*told[:3], f"{len(told) - 3} more"]
    head, last = told[:-1], told[-1:]
    return " and ".join(filter(None, (", ".join(head), *last)))

"""How providers spell the references in a prompt: the forms of a token, read from one example.

A profile holds one example, how the first image is written: ``@Image1``, ``@图片1``, ``[img 1]``.
What stands before its last 1 is the prefix, what stands behind it the suffix. The other kinds
are written alike, with the kind's word exchanged for theirs in the same language and the same
case; where the example holds no such word, as the first spelling of all writes them. An example
that would make every number a token, or two kinds one, is as good as none: the first spelling is
used instead.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from .profile import REFERENCE_SPELLINGS
from .spec import Kind

DEFAULT = REFERENCE_SPELLINGS[0]

LOST = "?"
"""Stands in a token for the number of a reference that was removed."""

_WORDS: tuple[tuple[str, str, str], ...] = (
    ("image", "video", "audio"),
    ("picture", "video", "audio"),
    ("photo", "video", "audio"),
    ("img", "video", "audio"),
    ("pic", "video", "audio"),
    ("图片", "视频", "音频"),
    ("图像", "视频", "音频"),
    ("圖片", "影片", "音訊"),
    ("画像", "動画", "音声"),
    ("图", "视频", "音频"),
)
"""Image, video and audio in one language each; a longer word stands before what it begins with."""

_KINDS = (Kind.IMAGE, Kind.VIDEO, Kind.AUDIO)


class Form(NamedTuple):
    """How one kind is written in one spelling."""

    kind: Kind
    prefix: str
    suffix: str

    def numbered(self, position: int) -> str:
        """The token of the reference at ``position``, from 0."""
        return f"{self.prefix}{position + 1}{self.suffix}"

    @property
    def lost(self) -> str:
        """The token of a reference that is gone."""
        return f"{self.prefix}{LOST}{self.suffix}"


class Grammar(NamedTuple):
    """Finds every token that may stand in a prompt of one provider.

    These are the tokens in its own spelling and in all known ones: a prompt comes from anywhere.
    """

    pattern: re.Pattern[str]
    """One group, the token. What it touches is looked at as far as that is fast to compile and to
    search: the caller looks at a digit before it, and at letters outside ASCII on both sides."""
    forms: tuple[Form, ...]
    """Its own before the others."""


def form(kind: Kind, spelling: str = DEFAULT) -> Form:
    """How ``kind`` is written in ``spelling``."""
    return _forms(spelling)[_KINDS.index(kind)]


def is_word(character: str) -> bool:
    """Whether it makes a longer word of a token that it touches.

    Han, kana and hangul do not: they put no space between a word and a token.
    """
    code = ord(character)
    if code < 128:
        return character.isalnum() or character == "_"
    spaceless = 0x2E80 <= code <= 0xD7AF or 0xF900 <= code <= 0xFAFF or code >= 0x20000
    return character.isalnum() and not spaceless


def words_for(kind: Kind) -> tuple[str, ...]:
    """The words for ``kind`` in every language that is known."""
    return tuple(dict.fromkeys(words[_KINDS.index(kind)] for words in _WORDS))


@lru_cache(maxsize=64)
def grammar(spelling: str) -> Grammar:
    """What finds tokens in the prompts of a provider with ``spelling``."""
    forms = tuple(dict.fromkeys(f for s in (spelling, *REFERENCE_SPELLINGS) for f in _forms(s)))
    alike: dict[tuple[str, str], list[str]] = {}
    for each in forms:
        alike.setdefault((each.prefix[0], each.suffix), []).append(each.prefix[1:])
    word_like = [each.prefix for each in forms if is_word(each.prefix[0])]
    branches = [
        _branch(first, suffix, rests, word_like) for (first, suffix), rests in alike.items()
    ]
    return Grammar(re.compile(f"({'|'.join(branches)})"), forms)


@lru_cache(maxsize=1024)
def meaning(written: str, spelling: str) -> tuple[Form, int | None]:
    """What a token that the grammar found says: its form and its position, from 0, or lost."""
    for each in grammar(spelling).forms:
        number = written.removeprefix(each.prefix).removesuffix(each.suffix)
        if written == f"{each.prefix}{number}{each.suffix}":
            if number == LOST:
                return each, None
            if number.isdecimal():
                return each, int(number) - 1
    raise ValueError(f"no token: {written!r}")


def _branch(first: str, suffix: str, rests: list[str], word_like: list[str]) -> str:
    # It begins with a plain character, which the search finds faster than anything else; what
    # may stand before that is looked at from behind it.
    begin = re.escape(first)
    middle = "|".join(map(re.escape, rests))
    before = rf"(?<![A-Za-z_@]{begin})"
    after = r"(?![0-9A-Za-z_]|\.\d)"
    if word_like:
        another = "|".join(re.escape(prefix) for prefix in word_like)
        after = rf"(?:{after}|(?=(?:{another})[1-9?]))"
    return rf"{begin}{before}(?:{middle})(?:[1-9][0-9]{{0,2}}|\?){re.escape(suffix)}{after}"


@lru_cache(maxsize=64)
def _forms(spelling: str) -> tuple[Form, Form, Form]:
    if spelling != DEFAULT and not _usable(spelling):
        return _forms(DEFAULT)
    return _read(spelling)


def _usable(spelling: str) -> bool:
    prefix, found, _ = spelling.rpartition("1")
    if not found or not prefix.strip(" 0123456789") or prefix[0].isspace():
        return False
    return len({(one.prefix, one.suffix) for one in _read(spelling)}) == len(_KINDS)


def _read(spelling: str) -> tuple[Form, Form, Form]:
    prefix, _, suffix = spelling.rpartition("1")
    for words in _WORDS:
        at = prefix.lower().rfind(words[0])
        if at >= 0:
            end = at + len(words[0])
            head, shown, tail = prefix[:at], prefix[at:end], prefix[end:]
            image, video, audio = (
                Form(kind, f"{head}{_cased(word, shown)}{tail}", suffix)
                for kind, word in zip(_KINDS, words, strict=True)
            )
            return image, video, audio
    _, video, audio = _read(DEFAULT)
    return Form(Kind.IMAGE, prefix, suffix), video, audio


def _cased(word: str, like: str) -> str:
    if like.isupper():
        return word.upper()
    return word.capitalize() if like[:1].isupper() else word

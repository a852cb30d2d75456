"""References in the prompt: tokens such as ``@Image1``, which go on meaning what they mean.

A token names a reference by its kind and its place in the list. ``spelling`` holds how it is
written. Positions count from 0 here, the number in the prompt from 1. Everything is pure.

    token(Kind.IMAGE, 0)                       "@Image1"
    find(text)                                 the tokens in a prompt
    inserted(text, at, written)                the prompt with a token put into it
    rewrite(text, arranged(kind, 3, [2, 0]))   the prompt once the third was put first, the second
                                               removed
    convert(text, "@图片1")                     the prompt in another provider's spelling
    dangling(tokens, counts)                   tokens that name no reference
    unnamed(tokens, counts)                    references that no token names

**What is no token.** Only what is written exactly so, and stands alone: not the end of an e-mail
address (``anna@Image1.com``), not a part of a link, not a longer word or number (``@Images1``,
``@Image1st``, ``@Image1.5``), no number that begins with 0. ``@Image10`` is the tenth image,
whether there is one or not, never the first and a 0. Chinese, Japanese and Korean letters may
touch a token, as may another token.

**What a token means when the lists change.** It goes on meaning the same picture:

- A reference *moves*: its tokens get the new number.
- A reference is *replaced* in its place: its tokens mean what stands there now; that is asked for.
- A reference is *removed*: its tokens lose their number and read ``@Image?``. With its number kept
  such a token would silently come to mean the next picture. One without a number never means
  anything by itself again; the person points it elsewhere, or takes the removal back.
- A number *beyond the list* was written by the person ahead of its reference, in a prompt pasted
  before its pictures. It waits: the reference that is *added* at that number is its own. Moves and
  removals leave it alone. References put in elsewhere than at the end are added there first, then
  moved, so that the token moves with them and never falls to one that it did not mean before.

Lines that begin with ``// `` are comments, which are not sent: what they hold is rewritten too,
since a comment may become text again, but is no token without a reference and names none.
"""

import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from operator import itemgetter
from typing import NamedTuple

from .spec import Kind
from .spelling import DEFAULT, Form, form, grammar, is_word, meaning
from .template import COMMENT, is_comment
from .urls import MAX_URL_LENGTH

Place = tuple[Kind, int]
"""A kind, and a position in its list, from 0."""
Moves = Mapping[Place, Place | None]
"""Where each reference went, None for gone. What is not in it stays where it is."""
Counts = Mapping[Kind, int]
"""How many references of each kind there are."""

_DIGITS = frozenset("0123456789")
_FIRST, _LAST = itemgetter(slice(1)), itemgetter(slice(-1, None))
_LINK_PART = re.compile("[!-~]*")


class Token(NamedTuple):
    """One token in a prompt."""

    start: int
    end: int
    kind: Kind
    position: int | None
    """From 0; None where the reference it meant was removed."""
    in_comment: bool

    def names_one_of(self, counts: Counts) -> bool:
        """Whether there is a reference that it means."""
        return self.position is not None and self.position < counts.get(self.kind, 0)


def token(kind: Kind, position: int, spelling: str = DEFAULT) -> str:
    """How the reference at ``position`` of ``kind`` is written."""
    return form(kind, spelling).numbered(position)


@lru_cache(maxsize=16)  # of one text, while it is typed, several ask
def find(text: str, spelling: str = DEFAULT) -> tuple[Token, ...]:
    """Every token in ``text``, in the provider's spelling or any that is known, from the left."""
    found = []
    seen, line, in_comment = 0, -1, False
    for start, end in _spans(text, spelling):
        # From the token before on alone: a line may be as long as the text.
        begins = text.rfind("\n", seen, start) + 1 or max(line, 0)
        if begins != line:
            line, in_comment = begins, _is_comment_at(text, begins)
        seen = start
        form, position = meaning(text[start:end], spelling)
        found.append(Token(start, end, form.kind, position, in_comment))
    return tuple(found)


def rewrite(text: str, moves: Moves, spelling: str = DEFAULT) -> str:
    """``text`` with every token meaning what it meant before ``moves``.

    What is rewritten keeps its own spelling; what need not change is left to the letter.
    """

    def moved(written: str) -> str:
        form, position = meaning(written, spelling)
        if position is None:
            return written
        place = (form.kind, position)
        target = moves.get(place, place)
        return written if target == place else _written(form, target, spelling)

    return _exchanged(text, moved, spelling) if moves else text


def convert(text: str, spelling: str, known: str = DEFAULT) -> str:
    """``text`` with every token in ``spelling``; ``known`` is one more it may be written in now."""

    def converted(written: str) -> str:
        old, position = meaning(written, known)
        new = form(old.kind, spelling)
        return new.lost if position is None else new.numbered(position)

    return _exchanged(text, converted, known)


def inserted(text: str, at: int, written: str, until: int | None = None) -> tuple[str, int]:
    """``text`` with a token between ``at`` and ``until``, and where the caret goes.

    A space follows it, and stands before it where a word would swallow it.
    """
    head, tail = text[:at], text[at if until is None else until :]
    gap = " " if head and _swallows(head[-1]) else ""
    piece = gap + written + ("" if tail[:1] == " " else " ")
    return head + piece + tail, at + len(gap) + len(written) + 1


def may_begin(text: str, at: int, spelling: str = DEFAULT) -> bool:
    """Whether a token may stand at ``at``: not in the middle of a word or of a link."""
    if at and _swallows(text[at - 1]):
        return any(each.end == at for each in find(text[:at], spelling))
    return not _in_link(text, at)


def arranged(kind: Kind, count: int, order: Sequence[int | None]) -> dict[Place, Place | None]:
    """Where ``count`` references of ``kind`` went that now stand in ``order``.

    ``order`` holds for each place from where its reference came, None for one that was added.
    """
    went: dict[int, int | None] = dict.fromkeys(range(count))
    for place, came_from in enumerate(order):
        if came_from is not None:
            went[came_from] = place
    waiting = sum(each is not None for each in order)
    for place, came_from in enumerate(order):
        if came_from is None:
            # Added at the end first, where a token may wait for it, then moved.
            if waiting >= count:
                went[waiting] = place
            waiting += 1
    return {
        (kind, before): None if after is None else (kind, after)
        for before, after in went.items()
        if before != after
    }


def traced(kind: Kind, before: Sequence[str], after: Sequence[str]) -> dict[Place, Place | None]:
    """Where the references went, as far as their links tell: equal links in their order.

    A link that is gone from a place where a new one stands was replaced by that.
    """
    where: defaultdict[str, deque[int]] = defaultdict(deque)
    for position, url in enumerate(before):
        where[url].append(position)
    order: list[int | None] = [where[url].popleft() if where.get(url) else None for url in after]
    kept = {each for each in order if each is not None}
    for place, came_from in enumerate(order):
        if came_from is None and place < len(before) and place not in kept:
            order[place] = place
    return arranged(kind, len(before), order)


def dangling(tokens: Sequence[Token], counts: Counts) -> list[Token]:
    """The tokens that name no reference, but for those in comments."""
    return [each for each in tokens if not each.in_comment and not each.names_one_of(counts)]


def unnamed(tokens: Sequence[Token], counts: Counts) -> list[Place]:
    """The references that no token names; a comment names none."""
    named = {(each.kind, each.position) for each in tokens if not each.in_comment}
    return [
        (kind, position)
        for kind, count in counts.items()
        for position in range(count)
        if (kind, position) not in named
    ]


def _exchanged(text: str, exchange: Callable[[str], str], spelling: str) -> str:
    parts = grammar(spelling).pattern.split(text)
    written = parts[1::2]
    if not written:
        return text
    before = set(map(_LAST, parts[:-1:2]))
    after = () if text.isascii() else set(map(_FIRST, parts[2::2]))
    if "://" in text or any(map(_joined, before)) or any(map(_lengthens, after)):
        # Perhaps not everything that was found is a token.
        spans = _spans(text, spelling)
        parts = [text[a:b] for a, b in pairwise((0, *chain.from_iterable(spans), len(text)))]
        written = parts[1::2]
    new = {each: exchange(each) for each in set(written)}
    parts[1::2] = map(new.__getitem__, written)
    return "".join(parts)


def _spans(text: str, spelling: str) -> Iterator[tuple[int, int]]:
    links = "://" in text
    end = 0
    for match in grammar(spelling).pattern.finditer(text):
        start, stop = match.span()
        if start != end and _joined(text[start - 1 : start]):
            continue
        if _lengthens(text[stop : stop + 1]) or (links and _in_link(text, start)):
            continue
        end = stop
        yield start, stop


def _joined(before: str) -> bool:
    """Whether the character before a token makes it a part of something longer."""
    return before in _DIGITS or _lengthens(before)


def _lengthens(neighbour: str) -> bool:
    """Whether it does so on either side, beyond what the grammar has looked at."""
    return not neighbour.isascii() and is_word(neighbour)


def _swallows(before: str) -> bool:
    return before == "@" or is_word(before)


def _in_link(text: str, at: int) -> bool:
    scheme = text.rfind("://", max(0, at - MAX_URL_LENGTH), at)
    return scheme >= 0 and _LINK_PART.fullmatch(text, scheme, at) is not None


def _is_comment_at(text: str, start: int) -> bool:
    """Whether the line that begins at ``start`` is a comment."""
    return text.startswith(COMMENT.rstrip(), start) and is_comment(text[start:].partition("\n")[0])


def _written(old: Form, target: Place | None, spelling: str) -> str:
    if target is None:
        return old.lost
    kind, position = target
    # Of another kind only the provider's own spelling is known for sure.
    return old.numbered(position) if kind is old.kind else token(kind, position, spelling)

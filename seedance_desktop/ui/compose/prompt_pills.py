"""Tokens drawn as pills. The text stays plain: only its formats differ, and what is behind it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple, cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QPainter,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
    QTextLayout,
    QTextLine,
)
from PySide6.QtWidgets import QPlainTextEdit

from ...core import references, spec
from ...core.template import is_comment
from ...state.draft import Draft
from .. import theme
from .text_positions import units

_PADDING = 3
"""px of the pill beside its text."""
_RADIUS = 4


class Look(IntEnum):
    """How a token is drawn."""

    LIVE = 1
    DANGLING = 2
    """It names no reference: another fill, and a wavy line below."""
    IN_COMMENT = 3
    """Not sent: no pill."""


class Span(NamedTuple):
    """A token in a line of the text, as the document counts."""

    start: int
    end: int
    look: Look


class PillHighlighter(QSyntaxHighlighter):
    """Marks the tokens of a document by the draft's references and spelling."""

    def __init__(self, document: QTextDocument, draft: Draft) -> None:
        super().__init__(document)
        self._draft = draft
        self._counts = self._count()
        self._formats = _make_formats()
        draft.changed.connect(self._follow)
        draft.spelling_changed.connect(self.rehighlight)
        theme.current().changed.connect(self._restyle)

    def spans(self, text: str) -> Iterator[Span]:
        """The tokens of one line."""
        at = end = 0
        for token in references.find(text, self._draft.spelling):
            look = Look.LIVE if token.names_one_of(self._counts) else Look.DANGLING
            start = end + units(text[at : token.start])
            at, end = token.end, start + units(text[token.start : token.end])
            yield Span(start, end, Look.IN_COMMENT if token.in_comment else look)

    def _count(self) -> dict[spec.Kind, int]:
        return {f.kind: len(self._draft.request.urls(f.kind)) for f in spec.REFERENCES}

    def _follow(self, names: frozenset[str]) -> None:
        counts = self._count()
        if counts != self._counts:
            self._counts = counts
            self.rehighlight()

    def _restyle(self) -> None:
        self._formats = _make_formats()
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        if is_comment(text):
            self.setFormat(0, units(text), self._formats.comment)
            return
        spans = list(self.spans(text))
        ends = {span.end for span in spans}
        begins = {span.start for span in spans}
        for span in spans:
            look = self._formats.tokens[span.look]
            last = look.touching if span.end in begins else look.last
            self.setFormat(span.start, span.end - span.start - 1, look.plain)
            self.setFormat(span.end - 1, 1, last)
            if span.start and span.start not in ends:
                self.setFormat(span.start - 1, 1, self._formats.before)


class _Formats(NamedTuple):
    """Of a token: of its last character too, behind which there is room for the pill's edge."""

    plain: QTextCharFormat
    last: QTextCharFormat
    touching: QTextCharFormat
    """Of the last where another token follows at once: room for the edges of both."""


class _AllFormats(NamedTuple):
    tokens: dict[Look, _Formats]
    before: QTextCharFormat
    """Of the character before a token."""
    comment: QTextCharFormat


def _make_formats() -> _AllFormats:
    live, dangling, comment = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
    live.setForeground(theme.color("text"))
    dangling.setForeground(theme.color("warning"))
    dangling.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    dangling.setUnderlineColor(theme.color("warning"))
    comment.setForeground(theme.color("dim"))
    tokens = {
        look: _Formats(each, _wider(each, _PADDING), _wider(each, 2 * _PADDING))
        for look, each in ((Look.LIVE, live), (Look.DANGLING, dangling))
    }
    return _AllFormats(tokens, _wider(QTextCharFormat(), _PADDING), comment)


def _wider(plain: QTextCharFormat, room: int) -> QTextCharFormat:
    """``plain`` with ``room`` px behind each character."""
    wider = QTextCharFormat(plain)
    wider.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
    wider.setFontLetterSpacing(room)
    return wider


class Pill(NamedTuple):
    """A token as it stands on screen, or one line's part of it."""

    position: int
    """Where the token begins in the text, as the document counts."""
    rect: QRectF
    """In the viewport."""
    look: Look


def pills(edit: QPlainTextEdit, highlighter: PillHighlighter) -> Iterator[Pill]:
    """Every pill that is in view."""
    block = edit.firstVisibleBlock()
    origin = edit.blockBoundingGeometry(block).translated(edit.contentOffset()).topLeft()
    height = edit.viewport().height()
    while block.isValid() and origin.y() <= height:
        seen = (-origin.y(), height - origin.y())
        yield from _of_block(block, list(highlighter.spans(block.text())), origin, seen)
        origin += QPointF(0, edit.blockBoundingRect(block).height())
        block = block.next()


def paint_pills(painter: QPainter, edit: QPlainTextEdit, highlighter: PillHighlighter) -> None:
    """Draw what is behind the text."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for pill in pills(edit, highlighter):
        painter.setBrush(theme.color("token" if pill.look is Look.LIVE else "warning_fill"))
        painter.drawRoundedRect(pill.rect, _RADIUS, _RADIUS)


def _of_block(
    block: QTextBlock, spans: list[Span], origin: QPointF, seen: tuple[float, float]
) -> Iterator[Pill]:
    layout = block.layout()
    begins = {span.start for span in spans}
    # What an input method has not written yet stands between.
    composed, at = units(layout.preeditAreaText()), layout.preeditAreaPosition()
    first, last = _in_view(layout, seen)
    for span in spans:
        shift = composed if span.start >= at else 0
        outside = span.end + shift < first or span.start + shift > last
        if outside or span.look is Look.IN_COMMENT:
            continue
        # The room behind its last character is shared with a token that touches it.
        shared = _PADDING if span.end in begins else 0
        for rect in _rects(layout, span.start + shift, span.end + shift, seen):
            wide = rect.adjusted(-_PADDING, 0, -shared, 0).translated(origin)
            yield Pill(block.position() + span.start, wide, span.look)


def _in_view(layout: QTextLayout, seen: tuple[float, float]) -> tuple[int, int]:
    """Where the text begins and ends that is seen: of a long paragraph that is a little."""
    lines = range(layout.lineCount())
    if not lines:
        return 0, 0
    first = bisect_left(lines, seen[0], key=lambda n: layout.lineAt(n).rect().bottom())
    last = bisect_right(lines, seen[1], key=lambda n: layout.lineAt(n).y()) - 1
    end = layout.lineAt(max(last, 0))
    return layout.lineAt(min(first, lines[-1])).textStart(), end.textStart() + end.textLength()


def _rects(
    layout: QTextLayout, start: int, end: int, seen: tuple[float, float]
) -> Iterator[QRectF]:
    """Where a piece of the text is seen: a rectangle for each line it is on."""
    line = layout.lineForTextPosition(start)
    while line.isValid() and line.textStart() < end:
        if line.y() + line.height() >= seen[0] and line.y() <= seen[1]:
            first = max(start, line.textStart())
            last = min(end, line.textStart() + line.textLength())
            left, right = _x(line, first), _x(line, last)
            yield QRectF(left, line.y() + 1, right - left, line.height() - 1)
        line = layout.lineAt(line.lineNumber() + 1)


def _x(line: QTextLine, position: int) -> float:
    # With the position that it is nearest to, in a pair.
    x, _ = cast(tuple[float, int], line.cursorToX(position))
    return x

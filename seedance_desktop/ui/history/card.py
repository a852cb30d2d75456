"""Where everything of a card stands, and what it says there; drawn and clicked by the same figures.

Sizes are px of the mockup: a card is 91 px high, whatever it holds.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QTextLayout, QTextOption

from ...core import usual
from ...core.generation import ClipState, Generation, Mark, State
from ...core.wording import STATE_LABELS
from ...state import history_texts as texts
from ...state.progress import Progress
from .. import theme

HEIGHT = 91
NARROW = 320
"""Width of a list below which the picture is smaller, for the sake of the words."""

_TOP = 9
_LINE = 17
_STATE_TOP, _STATE_HEIGHT = 47, 18
_LAST_TOP, _LAST_HEIGHT = 67, 16
_GAP = 8
_COPY_GAP = 24
"""Room for a copy icon between credits and settings, kept so that nothing jumps."""
_COPY_ICON, _COPY_ZONE = 12, 20
_WELL_ICON = 16
_MARK_ICON = 13
_BAR_HEIGHT = 3
_PROMPT_SHOWN = 300
"""Characters of a prompt that are laid out: more than two lines ever hold."""

STATE_COLORS = {
    State.WAITING: "dim",
    State.SENDING: "running",
    State.RUNNING: "running",
    State.DONE: "done",
    State.FAILED: "failed",
    State.UNCONFIRMED: "warning",
    State.NOT_SENT: "failed",
}


_MARK_ICONS = {Mark.STAR: "star-full", Mark.REJECT: "reject"}


class Copyable(StrEnum):
    """What of a card is copied with one click."""

    CREDITS = "credits"
    TRACE_ID = "trace id"


@dataclass(frozen=True, slots=True)
class Text:
    """Words in one font and one colour of the theme."""

    rect: QRect
    words: str
    font: str
    color: str
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft


@dataclass(slots=True)
class Card:
    """A card ready to be drawn."""

    well: QRect
    texts: list[Text] = field(default_factory=list)
    icon: str = ""
    """In the well, as ``well_text``, where there is no picture."""
    icon_rect: QRect = field(default_factory=QRect)
    well_text: Text | None = None
    bar: tuple[QRect, float] | None = None
    """Where a bar stands, and how much of it is full, from 0 to 1."""
    mark: str = ""
    """Icon of what the person thinks of it."""
    mark_rect: QRect = field(default_factory=QRect)
    dimmed: bool = False
    """It was rejected: drawn faintly, but for its mark."""
    copies: dict[Copyable, QRect] = field(default_factory=dict)
    """Where a click copies; the icon stands in the middle."""

    def copy_at(self, x: int, y: int) -> Copyable | None:
        """What a click there copies."""
        return next((what for what, zone in self.copies.items() if zone.contains(x, y)), None)


def copy_icon(zone: QRect) -> QRect:
    """Where the icon of a copy zone is drawn."""
    icon = QRect(0, 0, _COPY_ICON, _COPY_ICON)
    icon.moveCenter(zone.center())
    return icon


def well_of(rect: QRect) -> QRect:
    """Where the picture stands."""
    narrow = rect.width() < NARROW
    left = rect.left() + (theme.space(3) - 2 if narrow else theme.MARGIN)
    width, height = (60, 43) if narrow else (84, 60)
    return QRect(left, rect.top() + _TOP, width, height)


def lay_out(
    rect: QRect,
    row: Generation,
    progress: Progress | None,
    place: int,
    now: datetime,
    usually: float | None = None,
) -> Card:
    """The card of ``row`` in ``rect``; ``place`` is its place in the line, 0 for none.

    ``usually`` is how many seconds such a clip takes, where that is known.
    """
    card = Card(well_of(rect))
    margin = card.well.left() - rect.left()
    left = card.well.right() + 1 + (_GAP if rect.width() < NARROW else _GAP + 2)
    column = QRect(left, rect.top(), rect.right() + 1 - margin - left, rect.height())
    _fill_well(card, row, progress, place)
    _add_bar(card, row, progress, usually)
    _add_mark(card, column, row)
    _add_prompt(card, column, row.request.prompt)
    _add_state(card, column, row, now)
    _add_last_line(card, column, row, progress)
    return card


def _metrics(font: str) -> QFontMetrics:
    return QFontMetrics(theme.font(font))


def _fill_well(card: Card, row: Generation, progress: Progress | None, place: int) -> None:
    icon, words = _well_content(row, progress, place)
    width = _metrics("body").horizontalAdvance(words)
    gap = 5 if icon and words else 0
    whole = QRect(0, 0, width + gap + (_WELL_ICON if icon else 0), _STATE_HEIGHT)
    whole.moveCenter(card.well.center())
    card.icon = icon
    card.icon_rect = QRect(whole.left(), whole.top() + 1, _WELL_ICON, _WELL_ICON)
    if words:
        whole.setLeft(whole.right() + 1 - width)
        card.well_text = Text(whole, words, "body", "dim")


def _well_content(row: Generation, progress: Progress | None, place: int) -> tuple[str, str]:
    match row.state:
        case State.RUNNING | State.SENDING:
            return "clock", texts.elapsed_text(row, progress)
        case State.WAITING:
            return "", "next" if place <= 1 else f"#{place}"
        case State.UNCONFIRMED:
            return "question", ""
        case State.FAILED | State.NOT_SENT:
            return "close", ""
    if row.clip is ClipState.FETCHING:
        return "download", texts.fetched_text(progress)
    return ("warning" if row.clip is ClipState.NOT_FETCHED else "video"), ""


def _add_bar(card: Card, row: Generation, progress: Progress | None, usually: float | None) -> None:
    if row.state is State.RUNNING:
        share = usual.share(texts.seconds_of(row, progress), usually)
        if share is not None:
            well = card.well
            bar = QRect(well.left() + 6, well.bottom() - 7, well.width() - 12, _BAR_HEIGHT)
            card.bar = (bar, share)


def _add_mark(card: Card, column: QRect, row: Generation) -> None:
    card.mark = _MARK_ICONS.get(row.mark, "")
    card.dimmed = row.mark is Mark.REJECT
    top = column.top() + _LAST_TOP + (_LAST_HEIGHT - _MARK_ICON) // 2
    card.mark_rect = QRect(column.right() + 1 - _MARK_ICON, top, _MARK_ICON, _MARK_ICON)


def _add_prompt(card: Card, column: QRect, prompt: str) -> None:
    words = " ".join(prompt[:_PROMPT_SHOWN].split())
    if len(prompt) > _PROMPT_SHOWN:
        words += "…"
    first, rest = _broken(words, column.width())
    line = QRect(column.left(), column.top() + _TOP, column.width(), _LINE)
    card.texts.append(Text(line, first, "body", "text"))
    if rest:
        elided = _metrics("body").elidedText(rest, Qt.TextElideMode.ElideRight, column.width())
        card.texts.append(Text(line.translated(0, _LINE), elided, "body", "text"))


def _broken(words: str, width: int) -> tuple[str, str]:
    """What fits into the first line, and the rest; text without blanks is broken anywhere."""
    layout = QTextLayout(words, theme.font("body"))
    layout.setTextOption(_wrapping())
    layout.beginLayout()
    line = layout.createLine()
    if line.isValid():
        line.setLineWidth(width)
    layout.endLayout()
    # Qt counts in UTF-16, where some characters take two.
    units = words.encode("utf-16-le")
    end = 2 * line.textLength() if line.isValid() else 0
    return units[:end].decode("utf-16-le").rstrip(), units[end:].decode("utf-16-le")


def _wrapping() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def _add_state(card: Card, column: QRect, row: Generation, now: datetime) -> None:
    line = QRect(column.left(), column.top() + _STATE_TOP, column.width(), _STATE_HEIGHT)
    body = _metrics("body")
    word = STATE_LABELS[row.state]
    word_width = _metrics("strong").horizontalAdvance(word)
    card.texts.append(Text(QRect(line), word, "strong", STATE_COLORS[row.state]))
    line.setLeft(line.left() + word_width + _GAP)
    charged = row.credits is not None
    room = line.width() - (_COPY_GAP if charged else 0)
    credits = body.elidedText(texts.credits_text(row), Qt.TextElideMode.ElideRight, max(0, room))
    card.texts.append(Text(QRect(line), credits, "body", "dim"))
    line.setLeft(line.left() + body.horizontalAdvance(credits))
    if charged:
        card.copies[Copyable.CREDITS] = _zone(line.left() + _COPY_GAP // 2, line)
    line.setLeft(line.left() + (_COPY_GAP if charged else _GAP))
    _add_time_and_settings(card, line, row, now)


def _add_time_and_settings(card: Card, line: QRect, row: Generation, now: datetime) -> None:
    """As much of them as there is room for; the tooltip has them all."""
    body = _metrics("body")
    when = texts.when_text(row.created_at, now)
    width = body.horizontalAdvance(when)
    if width > line.width():
        return
    card.texts.append(Text(QRect(line), when, "body", "dim", Qt.AlignmentFlag.AlignRight))
    room = line.width() - width - _GAP
    whole = texts.settings_text(row)
    for words in (whole, whole.partition(" · ")[0]):
        if body.horizontalAdvance(words) <= room:
            card.texts.append(Text(QRect(line), words, "body", "dim"))
            return


def _add_last_line(card: Card, column: QRect, row: Generation, progress: Progress | None) -> None:
    line = QRect(column.left(), column.top() + _LAST_TOP, column.width(), _LAST_HEIGHT)
    metrics = _metrics("mono_small")
    room = line.width() - (_COPY_ZONE if row.trace_id else 0)
    room -= _MARK_ICON + 4 if card.mark else 0
    words = metrics.elidedText(
        texts.last_line(row, progress), Qt.TextElideMode.ElideRight, max(0, room)
    )
    unfetched = row.state is State.DONE and row.clip is ClipState.NOT_FETCHED
    card.texts.append(Text(QRect(line), words, "mono_small", "warning" if unfetched else "dim"))
    if row.trace_id:
        x = line.left() + metrics.horizontalAdvance(words) + _COPY_ZONE // 2
        card.copies[Copyable.TRACE_ID] = _zone(x, line)


def _zone(middle: int, line: QRect) -> QRect:
    return QRect(middle - _COPY_ZONE // 2, line.top(), _COPY_ZONE, line.height())

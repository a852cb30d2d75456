"""Where references come in: what was dropped or pasted is read, sorted and put into the draft."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import time

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from ..core.dropped import Plan, Share, sort_links
from ..core.generation import Generation
from ..core.media_names import kind_of as kind_of_type
from ..core.reference_facts import ReferenceFacts
from ..core.reference_sources import Carried, Found, find_links, kind_of
from ..core.spec import Kind
from ..core.urls import RefusedUrl
from ..core.wording import ago, shortened
from .draft import Draft
from .preflight import Preflight
from .tasks import TaskOwner
from .threads import Worker
from .thumbnails import Thumbnails

RESULT_LINKS_LAST = "such links last 12 to 24 hours"

_GROUP = "references"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a drop or of a paste."""

    plan: Plan
    """As it was carried out."""
    over: Kind | None = None
    """The list it was dropped on, or pasted into."""
    notes: tuple[str, ...] = ()
    """What is to be known of clips that were taken."""
    replaced: str = ""
    """The link in whose place the one link of the drop was put."""
    files_instead: tuple[str, ...] = ()
    """``file:`` URLs of clips that have no link of their own but a file here."""


class ReferenceDesk(QObject):
    """What is known of each reference, and the one door for new ones."""

    told = Signal(object)
    """An ``Outcome``."""
    facts_changed = Signal(str)
    """More is known of this URL."""
    picture_ready = Signal(str)

    def __init__(
        self,
        draft: Draft,
        tasks: TaskOwner,
        rows: Callable[[Sequence[int]], Awaitable[list[Generation]]],
        preflight: Preflight | None = None,
        thumbnails: Thumbnails | None = None,
    ) -> None:
        """``rows`` gives generations of the history by their ids."""
        super().__init__()
        self._draft, self._tasks, self._rows = draft, tasks, rows
        self._preflight, self._thumbnails = preflight, thumbnails
        # Of its own: a folder on a network that is gone holds up nothing else.
        self._worker = Worker("link files")
        self._made_at: dict[str, float] = {}
        if preflight is not None:
            preflight.changed.connect(self.facts_changed)
        if thumbnails is not None:
            thumbnails.ready.connect(self.picture_ready)

    def facts(self, url: str) -> ReferenceFacts:
        """What is known of ``url``."""
        return ReferenceFacts(url) if self._preflight is None else self._preflight.facts(url)

    def warnings(self, kind: Kind, position: int) -> tuple[str, ...]:
        """What speaks against the draft's reference of ``kind`` at ``position``, from 0."""
        return () if self._preflight is None else self._preflight.warnings(kind, position + 1)

    def picture(self, kind: Kind, url: str) -> QImage | None:
        """Its small picture; None while it is being loaded, a null one where there is none."""
        return QImage() if self._thumbnails is None else self._thumbnails.picture(kind, url)

    def check_again(self, url: str) -> None:
        """Look at ``url`` once more."""
        if self._preflight is not None:
            self._preflight.check_again(url)

    def made_at(self, url: str) -> float | None:
        """When the clip behind a link from the history was made, in seconds since the epoch."""
        return self._made_at.get(url)

    def plan(self, carried: Carried, over: Kind | None = None) -> Plan:
        """What would become of it, as far as that is known without reading a file."""
        return self._sorted(find_links(carried), over, clips=len(carried.clips))

    def take(self, carried: Carried, over: Kind | None = None, place: int | None = None) -> None:
        """Put it into the draft; ``told`` follows, later where something has to be read.

        One link alone goes in the place of the reference of the kind ``over`` that stands at
        ``place``, from 0, where one is given.
        """
        found = find_links(carried)
        if found.link_files or carried.clips:
            self._tasks.start(self._take_read(found, carried.clips, over, place), _GROUP, _GROUP)
        else:
            self._finish(found, over, place)

    def take_clips(self, rows: Sequence[Generation]) -> None:
        """Put clips of the history into the list of videos, as dropped there."""
        self.take(Carried(clips=tuple(row.id for row in rows)), Kind.VIDEO)

    def kind_of_content(self, url: str) -> Kind | None:
        """The kind of reference that a look at ``url`` found; None where it found none."""
        return kind_of_type(self.facts(url).media_type)

    def take_as(self, kind: Kind, links: Sequence[str]) -> None:
        """Put ``links`` into the list of ``kind``: the person said what they are."""
        self._finish(Found(tuple(links)), kind, said=dict.fromkeys(links, kind))

    def close(self) -> None:
        """Read what is being read, then end the thread."""
        self._worker.close()

    async def _take_read(
        self, found: Found, clips: tuple[int, ...], over: Kind | None, place: int | None
    ) -> None:
        # Its parsers are loaded when the first such file comes, not at the start.
        from ..backend.link_files import read_link_file

        links, refused = list(found.links), list(found.refused)
        for url in found.link_files:
            held = await self._worker.run(read_link_file, url)
            inner = find_links(Carried(urls=(held,))) if isinstance(held, str) else Found()
            links += inner.links
            refused += inner.refused if isinstance(held, str) else (held,)
            # A link file that leads to a link file is not followed.
            refused += [RefusedUrl(each, _NO_CHAIN) for each in inner.link_files]
        rows = await self._rows(clips) if clips else []
        with_link = [row for row in rows if row.result_url]
        without = [row for row in rows if not row.result_url]
        for row in with_link:
            self._made_at[row.result_url] = row.finished_at or row.created_at
        refused += [RefusedUrl("", _no_link(row)) for row in without]
        self._finish(
            Found(
                (*links, *(row.result_url for row in with_link)),
                refused=tuple(refused),
                pictures=found.pictures,
                beyond=found.beyond,
            ),
            over,
            place,
            {row.result_url: Kind.VIDEO for row in with_link},
            tuple(_age(row) for row in with_link),
            tuple(Path(row.clip_path).as_uri() for row in without if row.clip_path),
        )

    def _finish(
        self,
        found: Found,
        over: Kind | None,
        place: int | None = None,
        said: Mapping[str, Kind] | None = None,
        notes: tuple[str, ...] = (),
        files_instead: tuple[str, ...] = (),
    ) -> None:
        plan = self._sorted(found, over, said)
        replaced = self._put_in_place(plan, over, place)
        if replaced and over is not None:
            share = Share(plan.shares[over].fits + plan.shares[over].stays_out)
            plan = replace(plan, shares={over: share})
        else:
            self._draft.take_links({kind: share.fits for kind, share in plan.shares.items()})
        self.told.emit(Outcome(plan, over, notes, replaced, files_instead))
        for url in plan.unsorted:
            # What its words leave out its content tells.
            self.check_again(url)

    def _put_in_place(self, plan: Plan, over: Kind | None, place: int | None) -> str:
        """Put the only link of ``plan`` at ``place``; the one that stood there, if any did."""
        if over is None or place is None:
            return ""
        links = [
            (kind, link)
            for kind, share in plan.shares.items()
            for link in (*share.fits, *share.stays_out)
        ]
        before = self._draft.request.urls(over)
        if len(links) != 1 or links[0][0] is not over or place >= len(before):
            return ""
        self._draft.replace_url(over, place, links[0][1])
        return before[place]

    def _sorted(
        self,
        found: Found,
        over: Kind | None,
        said: Mapping[str, Kind] | None = None,
        clips: int = 0,
    ) -> Plan:
        def known(url: str) -> Kind | None:
            by_words = kind_of(url) or (Kind.IMAGE if url in found.pictures else None)
            return (said or {}).get(url) or self.kind_of_content(url) or by_words

        return sort_links(found, self._draft.request, known, over, clips)


_NO_CHAIN = "A link file has to lead to the picture, clip or sound itself."


def _no_link(row: Generation) -> str:
    name = shortened(row.request.prompt)
    if row.clip_path:
        return f"{name} has no link of its own, only its file on this computer."
    return f"{name} has no link that a video reference could use."


def _age(row: Generation) -> str:
    made = ago(time() - (row.finished_at or row.created_at))
    return f"{shortened(row.request.prompt)} was made {made}; {RESULT_LINKS_LAST}."

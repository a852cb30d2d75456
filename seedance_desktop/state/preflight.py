"""Looks at the draft's reference links in the background, before anything is paid for them."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from ..core import spec
from ..core.reference_facts import Reach, ReferenceFacts
from ..core.request import VideoRequest
from ..core.spec import Kind
from ..core.validation import Problems
from .account import Account
from .draft import Draft
from .keeper import SettingsKeeper
from .lru import Lru
from .own_files import own_file
from .tasks import TaskOwner
from .threads import Worker

PAUSE_MS = 600
"""From the last change of the lists to the first look: undo and typing go by in between."""
TICK_MS = 15_000
"""How often an expiry is held against the clock again."""
FRESH = 10 * 60.0
"""Seconds for which a look holds when its link comes into the lists once more."""
AT_ONCE = 3
MOST_KNOWN = 500
"""Links remembered; what was not asked for longest is forgotten."""

_GROUP = "preflight"
_LISTS = frozenset(field.name for field in spec.REFERENCES)
_WEIGHED = _LISTS | {spec.MODEL.name, spec.DURATION.name}
"""What the warnings hang on: also on how long such a clip usually takes."""


class Preflight(QObject):
    """What is known of each link, for this session, and what speaks against those of the draft.

    Nothing is fetched before ``start``, nor while the person has switched it off: what a link
    itself says of its end, and what a file of this computer is, is told all the same.
    """

    changed = Signal(str)
    """The facts of this URL are other ones now."""
    reached = Signal(str)
    """A look has just found that this URL leads somewhere."""

    def __init__(
        self,
        draft: Draft,
        account: Account,
        settings: SettingsKeeper,
        tasks: TaskOwner,
        usual_wait: Callable[[], float | None] = lambda: None,
        parent: QObject | None = None,
    ) -> None:
        """``usual_wait`` tells how many seconds such tasks take here, where that is known."""
        super().__init__(parent)
        self._draft = draft
        self._account = account
        self._settings = settings
        self._tasks = tasks
        self._usual_wait = usual_wait
        self._known: Lru[str, ReferenceFacts] = Lru(MOST_KNOWN)
        self._checking: set[str] = set()
        self._worker = Worker(_GROUP)
        self._places = asyncio.Semaphore(AT_ONCE)
        self._started = False
        self._early: list[str] = []
        self._private = self.may_look_inside()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._look_at_draft)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self.weigh)
        draft.changed.connect(self._on_draft_changed)
        account.changed.connect(self._on_account_changed)
        settings.changed.connect(self._on_settings_changed)
        self.weigh()

    def start(self) -> None:
        """Begin with the links the draft has; call it once the window is painted."""
        self._tasks.start(self._start(), "load what looks at links")

    def close(self) -> None:
        """Finish what is being read, then end the thread."""
        self._worker.close()

    async def _start(self) -> None:
        from ..backend.preflight import load

        await self._worker.run(load)
        self._started = True
        self._check(self._early)
        self._pause.start()

    def facts(self, url: str) -> ReferenceFacts:
        """What is known of ``url``; asking costs nothing and fetches nothing."""
        known = self._known.get(url)
        if known is None:
            from ..core.link_expiry import expires_at

            known = ReferenceFacts(url, expires_at=expires_at(url))
        if url in self._checking:
            return replace(known, reach=Reach.CHECKING, trouble="")
        return known

    def warnings(self, kind: Kind, position: int) -> tuple[str, ...]:
        """What speaks against the draft's reference of ``kind`` at ``position``, from 1."""
        from ..core.preflight import judge_one, unreachable_text

        urls = self._draft.request.urls(kind)
        if not 0 < position <= len(urls):
            return ()
        facts = self.facts(urls[position - 1])
        found = judge_one(kind, position, facts, time.time(), self._wait())
        texts = tuple(problem.text for problem in found)
        if facts.reach is Reach.UNREACHABLE:
            name = f"{kind.capitalize()} {position}"
            texts = (unreachable_text(name, facts.trouble), *texts)
        return texts

    def may_look_inside(self) -> bool:
        """Whether links may lead to this machine and its network: where the service is there."""
        return self._account.may_fetch_locally(self._account.profile.base_url)

    def check_again(self, url: str) -> None:
        """Look at ``url`` once more, now."""
        if self._started:
            self._check((url,))
        else:
            self._early.append(url)

    def weigh(self) -> None:
        """Hold what is known against what the model takes, and against the clock."""
        urls = self._urls()
        self._draft.set_findings(self._against(self._draft.request) if urls else ())
        if not any(self.facts(url).expires_at for url in urls):
            self._tick.stop()
        elif not self._tick.isActive():
            self._tick.start()

    def record(self, request: VideoRequest) -> str:
        """What is kept in the history of the checks of ``request``'s links, as JSON."""
        from ..core.checks_record import to_json

        return to_json(request, self.facts, self._against(request), time.time())

    def _against(self, request: VideoRequest) -> Problems:
        from ..core.preflight import judge

        return judge(request, self.facts, time.time(), self._wait())

    def _wait(self) -> float:
        """Seconds a link of the draft should live, where one of them names its end."""
        from ..core.reference_limits import LONGEST_QUEUE, wait_to_expect

        if not any(self.facts(url).expires_at for url in self._urls()):
            return LONGEST_QUEUE
        return wait_to_expect(self._usual_wait())

    def _urls(self) -> tuple[str, ...]:
        request = self._draft.request
        return tuple(url for field in spec.REFERENCES for url in request.urls(field.kind))

    def _look_at_draft(self) -> None:
        self._check(url for url in self._urls() if self._due(url))

    def _due(self, url: str) -> bool:
        known, now = self._known.get(url), time.time()
        if known is None or known.checked_at is None or now - known.checked_at > FRESH:
            return True
        return known.expires_at is not None and known.checked_at < known.expires_at <= now

    def _check(self, urls: Iterable[str]) -> None:
        for url in dict.fromkeys(urls):
            fetched = own_file(url) is None
            if url in self._checking or (fetched and not self._settings.value.check_links):
                continue
            self._checking.add(url)
            self._tasks.start(self._look(url), f"look at {len(self._checking)}", group=_GROUP)
            self.changed.emit(url)

    async def _look(self, url: str) -> None:
        from ..backend.preflight import look_at_file, look_at_link

        local, private = own_file(url), self._private
        try:
            async with self._places:
                if local is not None:
                    facts = await self._worker.run(look_at_file, url, local)
                else:
                    facts = await look_at_link(url, allow_private=private)
            if private == self._private:
                self._known.put(url, facts)
            else:  # the provider changed meanwhile: look again, as it allows
                self._pause.start()
        finally:
            self._checking.discard(url)
            self.changed.emit(url)
        self.weigh()
        if self.facts(url).reach is Reach.REACHABLE:
            self.reached.emit(url)

    def _on_draft_changed(self, names: frozenset[str]) -> None:
        if names & _WEIGHED:
            self.weigh()
        if names & _LISTS and self._started:
            self._pause.start()

    def _on_account_changed(self) -> None:
        """A service on this machine may be given its links; another one cannot reach them."""
        private = self.may_look_inside()
        if private == self._private:
            return
        self._private = private
        self._known = Lru(MOST_KNOWN)
        self.weigh()
        if self._started:
            self._pause.start()

    def _on_settings_changed(self, names: frozenset[str]) -> None:
        if "check_links" not in names:
            return
        if not self._settings.value.check_links:
            self._tasks.cancel(_GROUP)
        elif self._started:
            self._look_at_draft()

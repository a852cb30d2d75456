"""The last prompts, as they were written, and a way through them from the one being written."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from ..core.generation import Generation
from .draft import Draft
from .library import Library
from .tasks import TaskOwner

KEPT = 500

_GROUP = "prompt history"


class PromptHistory(QObject):
    """Read when it is first wanted; from then on it follows what is sent."""

    changed = Signal()

    def __init__(
        self, library: Library, draft: Draft, tasks: TaskOwner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._draft = draft
        self._tasks = tasks
        self._prompts: list[str] | None = None
        self._at = -1
        """Which one stands in the draft; -1 for what was never sent."""
        self._unsent = ""
        self._stepped = ""
        """The prompt as the last step left it: any other was written since."""
        library.added.connect(self._on_added)

    @property
    def prompts(self) -> tuple[str, ...]:
        """All of them, the newest first; none before they were read."""
        return tuple(self._prompts or ())

    def load(self) -> None:
        """Read them, unless that was done; ``changed`` tells of the end."""
        self._then(self.changed.emit)

    def older(self) -> None:
        """Put the prompt before the one that stands there into the draft."""
        self._then(lambda: self._step(1))

    def newer(self) -> None:
        """The way back, which ends at what was never sent."""
        self._then(lambda: self._step(-1))

    def take(self, prompt: str) -> None:
        """Put one of them into the draft; undo gives back what stood there."""
        self._draft.set_prompt(prompt)

    def _step(self, by: int) -> None:
        prompts, now = self.prompts, self._draft.request.prompt
        if self._at < 0 or now != self._stepped:
            self._at, self._unsent = -1, now
        at = self._at + by
        # One that is the same as what stands there would look as if nothing had happened.
        while 0 <= at < len(prompts) and prompts[at] == now:
            at += by
        if at < -1 or at >= len(prompts):
            return
        self._at, self._stepped = at, self._unsent if at < 0 else prompts[at]
        self._draft.set_prompt(self._stepped)

    def _then(self, call: Callable[[], None]) -> None:
        if self._prompts is not None:
            call()
        elif not self._tasks.running(_GROUP):
            self._tasks.start(self._read(call), _GROUP, group=_GROUP)

    async def _read(self, call: Callable[[], None]) -> None:
        self._prompts = await self._library.past_prompts(KEPT)
        call()

    def _on_added(self, row: Generation) -> None:
        if self._prompts is None or not row.prompt_written:
            return
        others = [prompt for prompt in self._prompts if prompt != row.prompt_written]
        self._prompts = [row.prompt_written, *others][:KEPT]
        # The way back still ends at what was never sent.
        there = self._at >= 0 and self._stepped in self._prompts
        self._at = self._prompts.index(self._stepped) if there else -1
        self.changed.emit()

"""An earlier generation as the draft, whole or in part; illegal values come along as they are."""

from collections.abc import Sequence
from dataclasses import fields

from PySide6.QtCore import QObject, Signal

from ..core import groups, spec, template
from ..core.beginnings import Given, fields_of
from ..core.generation import Background, CameFrom, Generation
from ..core.profile import Profile
from ..core.recalling import recalled
from ..core.request import VideoRequest
from ..core.spec import FieldName
from ..core.spelling import DEFAULT
from .account import Account
from .draft import Draft

_ALL = tuple(field.name for field in fields(VideoRequest))
_MADE_BY_WORDS = (spec.PROMPT.name, *(field.name for field in spec.REFERENCES))


class Recall(QObject):
    """Each of these is one step of undo."""

    taken = Signal(str)
    """The name of the field to look at now."""

    def __init__(self, draft: Draft, account: Account, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._account = account

    def use(self, row: Generation) -> None:
        """Take everything of ``row``, its prompt as it was written where that sends the same."""
        self._take(row.request, row, CameFrom.SETTINGS, _ALL)

    def remix(self, row: Generation) -> None:
        """Take prompt and references of ``row``; the rest stays as it stands."""
        request = self._draft.request
        for name in _MADE_BY_WORDS:
            request = request.with_value(name, getattr(row.request, name))
        self._take(request, row, CameFrom.REMIX, _MADE_BY_WORDS)

    def use_field(self, row: Generation, field: FieldName) -> None:
        """Take one field of ``row``; tokens in the prompt follow a list of references."""
        if field == spec.PROMPT.name:
            request = self._draft.request.with_value("prompt", row.request.prompt)
            self._take(request, row, CameFrom.SETTINGS, (field,))
            return
        parent = self._draft.to_send()[1].parent_id
        self._draft.set(field, getattr(row.request, field))
        given = fields_of(self._draft.request, (field,))
        if parent is None:
            background = _background(row, CameFrom.SETTINGS)
            self._draft.set_background(background, Given(given, given))
        elif parent == row.id:
            more = Given({**self._draft.given.clip, **given}, self._draft.given.preset)
            self._draft.set_background(self._draft.background, more)
        self.taken.emit(field)

    def _take(
        self, request: VideoRequest, row: Generation, how: CameFrom, names: Sequence[str]
    ) -> None:
        prompt, values = recalled(row.prompt_written, row.request.prompt)
        request = request.with_value("prompt", prompt)
        given = fields_of(request, names)
        spelling = self._spelling_of(row)
        self._draft.replace(request, _background(row, how), values, spelling, Given(given, given))
        choice = groups.chosen_in(template.as_sent(prompt, values), row.request.prompt)
        self._draft.set_choice(choice or ())
        self.taken.emit(spec.PROMPT.name)

    def _spelling_of(self, row: Generation) -> str:
        profiles: tuple[Profile, ...] = (*self._account.profiles, self._account.profile)
        return next((p.spelling for p in profiles if p.id == row.profile), DEFAULT)


def _background(row: Generation, how: CameFrom) -> Background:
    return Background(parent_id=row.id, came_from=how, preset=row.preset)

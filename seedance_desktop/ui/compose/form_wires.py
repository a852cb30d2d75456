"""What every form of a request does with what is dropped, pasted and pointed at on it."""

from PySide6.QtCore import QMimeData, QObject, QPoint, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QScrollArea, QWidget

from ...core import spec
from ...core.references import Place
from ...state.draft import Draft
from ...state.reference_desk import Outcome, ReferenceDesk
from .. import theme
from .carried import carried_by
from .preset_drop import RequestDrops
from .prompt import PromptField
from .reference_drop import DropTarget
from .references import ReferenceLists


class FormWires(QObject):
    """Connects the parts of a form; it goes with the widget that they stand on."""

    def __init__(
        self,
        form: QWidget,
        scroll: QScrollArea,
        prompt: PromptField,
        references: ReferenceLists,
        draft: Draft,
        desk: ReferenceDesk,
        requests: RequestDrops | None = None,
    ) -> None:
        """``form`` is all of it, ``scroll`` the part with the fields.

        What is a preset or a request goes to ``requests``; without, it is words or a file.
        """
        super().__init__(form)
        self._scroll, self._references = scroll, references
        self._draft, self._desk = draft, desk
        self._drops = DropTarget(form, scroll, references.in_order, desk)
        self._drops.leave_words_to(prompt.focus_target())
        self._requests = requests
        if requests is not None:
            self._drops.leave_presets_to(requests)
            prompt.leave_to_others(requests.wants_pasted)
        prompt.links_pasted.connect(self._take_pasted)
        prompt.reference_shown.connect(self._show_reference)
        desk.told.connect(self._show_outcome)
        # Later: it has no place before the form is laid out anew.
        references.said.connect(self._show_later)

    def watch(self, window: QWidget) -> None:
        """Tell also what is dragged over other parts of ``window``, which is on the screen."""
        self._drops.watch(window)

    def take_key(self, event: QKeyEvent) -> bool:
        """Undo, redo or paste where what has the focus left the key; whether it was one."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self._draft.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._draft.redo()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._take_pasted(QGuiApplication.clipboard().mimeData())
        else:
            return False
        return True

    def _take_pasted(self, data: QMimeData) -> None:
        if self._requests is not None and self._requests.wants(data):
            self._requests.take(data)
        else:
            self._desk.take(carried_by(data))

    def _show_outcome(self, outcome: Outcome) -> None:
        """Bring the first list into view that got something, or could not take it."""
        for kind, share in outcome.plan.shares.items():
            if share.fits or share.stays_out:
                field = self._references.fields[spec.reference_field(kind).name]
                self._scroll.ensureWidgetVisible(field, 0, theme.space(3))
                return

    def _show_later(self, answer: QWidget) -> None:
        margin = theme.space(3)
        QTimer.singleShot(0, answer, lambda: self._scroll.ensureWidgetVisible(answer, 0, margin))

    def _show_reference(self, place: Place) -> None:
        """Select a reference in its list and bring it into view; the focus stays."""
        field = self._references.fields[spec.reference_field(place[0]).name]
        tile = field.show_row(place[1])
        fields = self._scroll.widget() or self._scroll
        spot = tile.translated(field.mapTo(fields, QPoint(0, 0)))
        margin = theme.space(3)
        self._scroll.ensureVisible(spot.right(), spot.bottom(), margin, margin)
        self._scroll.ensureVisible(spot.left(), spot.top(), margin, margin)

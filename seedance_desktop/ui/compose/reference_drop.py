"""Drops anywhere on the compose pane: told while they hover, taken when let go.

What is words stays with the editor it is dropped on; links, files and clips go to the lists from
everywhere, also from over an editor. While something is dragged over any part of the window, the
lists say what they would take.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QPlainTextEdit, QScrollArea, QWidget

from ...core.dropped import Plan
from ...core.reference_sources import Carried
from ...state.reference_desk import ReferenceDesk
from .carried import carried_by, is_words
from .preset_drop import RequestDrops
from .reference_field import ReferenceField

_EDGE = 28
"""px from the edge of what scrolls, where a drag scrolls it."""
_STEP = 10
_PAUSE_MS = 25
"""Between two steps."""


class DropTarget(QObject):
    """Watches the pane, the editors on it, and the window around it."""

    def __init__(
        self,
        pane: QWidget,
        scroll: QScrollArea,
        fields: Sequence[ReferenceField],
        desk: ReferenceDesk,
    ) -> None:
        super().__init__(pane)
        self._pane, self._scroll, self._fields, self._desk = pane, scroll, fields, desk
        self._editors: list[QObject] = []
        self._presets: RequestDrops | None = None
        # A drag is read once, as it comes into the window, not each time it moves.
        self._carried: Carried | None = None
        self._preset = False
        self._field: ReferenceField | None = None
        self._place: int | None = None
        """The filled frame it is held over, which one link would replace."""
        self._known_plan: Plan | None = None
        self._step = 0
        """px by which a drag that is held at an edge scrolls next."""
        self._scrolling = QTimer(self, interval=_PAUSE_MS)
        self._scrolling.timeout.connect(self._scroll_on)
        pane.setAcceptDrops(True)
        pane.installEventFilter(self)

    def leave_words_to(self, editor: QPlainTextEdit) -> None:
        """Of what is dropped on ``editor`` it gets words alone."""
        self._editors.append(editor.viewport())
        editor.viewport().installEventFilter(self)

    def leave_presets_to(self, presets: RequestDrops) -> None:
        """What is a preset or a request goes to ``presets``, also from over an editor."""
        self._presets = presets

    def watch(self, window: QWidget) -> None:
        """Tell also what is dragged over other parts of ``window``."""
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def _on_pane(self, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent):
            self._enter(event)
        elif isinstance(event, QDragMoveEvent):
            self._hover(event)
        elif isinstance(event, QDropEvent):
            self._drop(event)
        elif event.type() == QEvent.Type.DragLeave:
            self._end()
        else:
            return False
        return True

    def _enter(self, event: QDropEvent) -> None:
        self._read(event.mimeData())
        self._known_plan = None
        self._stand_at(event.position().toPoint())
        self._tell()
        self._answer(event)

    def _hover(self, event: QDropEvent) -> None:
        spot = event.position().toPoint()
        if self._carried is None:
            self._hold(event.mimeData())
        before = (self._field, self._place)
        self._stand_at(spot)
        if before != (self._field, self._place):
            self._tell()
        self._answer(event)

    def _drop(self, event: QDropEvent) -> None:
        # The window was told of the drop before, and its end of the hovering.
        self._read(event.mimeData())
        self._known_plan = None
        self._stand_at(event.position().toPoint())
        self._answer(event)
        carried, preset, field, place = self._held, self._preset, self._field, self._place
        self._end()
        if preset and self._presets is not None:
            self._presets.take(event.mimeData())
        if preset or not event.isAccepted():
            return
        self._desk.take(carried, None if field is None else field.kind, place)

    def _answer(self, event: QDropEvent) -> None:
        # Pixels without a link are taken to be refused in words; words without one are not.
        plan = self._plan()
        if self._preset or plan.takes_something or (plan.refused and not self._held.only_text):
            # A link moved out of a document would be deleted there.
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    @property
    def _held(self) -> Carried:
        return self._carried or Carried()

    def _plan(self) -> Plan:
        if self._held == Carried():
            return Plan()
        if self._known_plan is None:
            kind = None if self._field is None else self._field.kind
            self._known_plan = self._desk.plan(self._held, kind)
        return self._known_plan

    def _stand_at(self, spot: QPoint) -> None:
        field = self._field_at(spot)
        if field is not self._field:
            self._field, self._known_plan = field, None
        self._place = None if field is None else field.slot_at(field.mapFrom(self._pane, spot))

    def _stand_nowhere(self) -> None:
        self._field = self._place = self._known_plan = None

    def _hold(self, data: QMimeData) -> None:
        self._read(data)
        self._stand_nowhere()
        self._tell()

    def _read(self, data: QMimeData) -> None:
        # Of a preset the lists have nothing to say.
        self._preset = self._presets is not None and self._presets.wants(data)
        self._carried = Carried() if self._preset else carried_by(data)

    def _tell(self) -> None:
        plan = self._plan()
        for field in self._fields:
            if self._held == Carried():
                field.end_verdict()
            else:
                field.show_verdict(plan, self._place if field is self._field else None)

    def _end(self) -> None:
        self._carried, self._preset, self._step = None, False, 0
        self._stand_nowhere()
        for field in self._fields:
            field.end_verdict()

    def _field_at(self, spot: QPoint) -> ReferenceField | None:
        port = self._scroll.viewport()
        if not port.rect().contains(port.mapFrom(self._pane, spot)):
            return None
        for field in self._fields:
            if field.isVisible() and field.rect().contains(field.mapFrom(self._pane, spot)):
                return field
        return None

    def _scroll_at_edge(self, spot: QPoint) -> None:
        """Scroll as long as a drag is held at ``spot`` of the window, be it of a tile or a link."""
        port = self._scroll.viewport()
        at = port.mapFrom(port.window(), spot)
        up, down = at.y() < _EDGE, at.y() > port.height() - _EDGE
        near = port.rect().adjusted(0, 0, 0, _EDGE).contains(at)
        self._step = 0 if not near or up is down else -_STEP if up else _STEP
        if self._step and not self._scrolling.isActive():
            self._scrolling.start()

    def _scroll_on(self) -> None:
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.value() + self._step)
        if not self._step or bar.value() in (bar.minimum(), bar.maximum()):
            self._scrolling.stop()

    def _over_window(self, event: QEvent) -> None:
        if isinstance(event, QDragMoveEvent) and not isinstance(event, QDragEnterEvent):
            self._scroll_at_edge(event.position().toPoint())
        elif isinstance(event, QDragEnterEvent):
            self._hold(event.mimeData())
        elif event.type() in (QEvent.Type.DragLeave, QEvent.Type.Drop):
            self._end()

    def _for_editor(self, event: QDropEvent, editor: QObject) -> bool:
        if self._carried is None:
            self._read(event.mimeData())
        # What was taken out of the editor itself is a piece of its text, whatever it says.
        return event.source() is editor or (not self._preset and is_words(self._held))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._pane:
            return self._on_pane(event)
        if watched in self._editors:
            if isinstance(event, QDropEvent) and not self._for_editor(event, watched):
                # The pane is asked next.
                event.ignore()
                return True
        else:
            self._over_window(event)
        return False

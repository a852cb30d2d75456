"""The buttons of the inspector, and what some of them ask before they act."""

from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from ...core import spec
from ...core.generation import Generation, Mark, State
from ...core.pricing import format_credits
from ...core.request import VideoRequest
from .. import icons, theme
from ..widgets.flow import FlowLayout
from ..widgets.menus import add, make_menu, pop_up_under
from .offers import Offer, offers_of
from .strips import Strip

_FIELDS = (
    (spec.PROMPT.name, spec.PROMPT.label),
    *((field.name, field.label) for field in spec.CHOICES),
    (spec.DURATION.name, spec.DURATION.label),
    *((field.name, field.label) for field in spec.REFERENCES),
)
"""Name and label of each field that can be taken alone."""
_ICONS = {
    Offer.USE_FIELD: "more",
    Offer.STAR: "star",
    Offer.REJECT: "reject",
    Offer.REVEAL: "folder",
    Offer.COPY_PROMPT: "copy",
    Offer.SHOW_ANSWER: "code",
}
"""Actions shown as an icon alone: with every word spelled out the prompt had no room."""
SHORT = 40
"""Characters of a prompt in a menu."""


class ActionBar(QWidget):
    """Shows the actions the generation has now. Does none of them: it tells which was asked for.

    The first value of each signal is the generation's id.
    """

    use_settings_requested = Signal(object)
    """The ``Generation``."""
    send_again_confirmed = Signal(int)
    adopt_confirmed = Signal(int, str)
    dismiss_requested = Signal(int)
    retry_requested = Signal(int)
    cancel_waiting_requested = Signal(int)
    fetch_requested = Signal(int)
    link_attached = Signal(int, str)
    file_attached = Signal(int, object)
    save_as_requested = Signal(object)
    reveal_requested = Signal(object)
    show_set_requested = Signal(object)
    answer_requested = Signal(object)
    use_field_requested = Signal(object, str)
    """The ``Generation`` and the name of the field to take of it."""
    remix_requested = Signal(object)
    as_video_requested = Signal(object)
    curl_requested = Signal(object)
    edit_requested = Signal(object)
    mark_requested = Signal(int, object)
    """Id, and the ``Mark`` to set or take off."""
    strip_opened = Signal(object)
    """The widget that asks or says something now, to be brought into view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: Generation | None = None
        self._buttons: dict[Offer, QPushButton] = {}
        self._stop_before: list[QWidget] = []
        self._offers: list[Offer] = []
        """As they stand in the flow."""
        self._flow = FlowLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        column.addLayout(self._flow)
        self._add_buttons()
        self._send_again = self._build_send_again()
        self._adopt = self._build_adopt()
        self._attach = self._build_attach()
        self._strips = {
            Offer.SEND_AGAIN: self._send_again,
            Offer.ADOPT: self._adopt,
            Offer.ATTACH: self._attach,
        }
        for offer, strip in self._strips.items():
            column.addWidget(strip)
            strip.closed.connect(self._buttons[offer].setFocus)

    def show_generation(self, row: Generation) -> None:
        """Show the actions of another one, or of the same as it stands now."""
        another = self._row is None or row.id != self._row.id
        self._row = row
        offers = offers_of(row)
        self._show_offers(offers)
        self._show_mark(row.mark)
        for offer, strip in self._strips.items():
            if another or offer not in offers:
                strip.hide()
        self._flow.invalidate()
        self.updateGeometry()

    def refuse(self, id: int, reason: str) -> None:
        """What was given for the row cannot be taken."""
        if self._row is not None and self._row.id == id:
            for strip in (self._adopt, self._attach):
                if strip.isVisibleTo(self):
                    strip.refuse(reason)
                    self.strip_opened.emit(strip)

    def ask_for_result(self) -> None:
        """Open the entry for a result got elsewhere, where the generation can take one."""
        if self._row is not None and Offer.ATTACH in offers_of(self._row):
            self._ask(Offer.ATTACH)

    def ask_what_to_do(self) -> None:
        """Put the focus on the first action."""
        if self._offers:
            self._buttons[self._offers[0]].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _add_buttons(self) -> None:
        texts = {
            Offer.ADOPT: self.tr("Enter task id…"),
            Offer.DISMISS: self.tr("Dismiss"),
            Offer.TRY_AGAIN: self.tr("Try again"),
            Offer.EDIT_WAITING: self.tr("Edit…"),
            Offer.CANCEL_WAITING: self.tr("Do not send"),
            Offer.USE_SETTINGS: self.tr("Use settings"),
            Offer.USE_FIELD: self.tr("Use one setting…"),
            Offer.REMIX: self.tr("Remix"),
            Offer.AS_VIDEO: self.tr("Use as video reference"),
            Offer.STAR: self.tr("Star"),
            Offer.REJECT: self.tr("Reject"),
            Offer.SAVE_AS: self.tr("Save as…"),
            Offer.SEND_AGAIN: self.tr("Send again…"),
            Offer.REVEAL: self.tr("Show in folder"),
            Offer.ATTACH: self.tr("Attach result…"),
            Offer.COPY_CURL: self.tr("Copy cURL"),
            Offer.COPY_PROMPT: self.tr("Copy prompt"),
            Offer.SHOW_ANSWER: self.tr("Show answer"),
            Offer.SHOW_SET: self.tr("Show its set"),
        }
        tips = {
            Offer.ADOPT: self.tr("You found this task in your account at the provider"),
            Offer.DISMISS: self.tr("Put it aside; it stays in the history"),
            Offer.EDIT_WAITING: self.tr("Change it before it is sent"),
            Offer.CANCEL_WAITING: self.tr("Take it back before it is sent"),
            Offer.USE_SETTINGS: self.tr("Put prompt, references and settings into the form"),
            Offer.REMIX: self.tr("Prompt and references into the form; the rest stays as it is"),
            Offer.AS_VIDEO: self.tr("Add this clip's link to the videos of the form"),
            Offer.COPY_CURL: self.tr("The request as a command for a terminal, without the token"),
            Offer.ATTACH: self.tr("You have the clip's link or file from elsewhere"),
            Offer.SHOW_SET: self.tr("The variations it was made with"),
        }
        for offer, text in texts.items():
            icon = _ICONS.get(offer)
            button = QPushButton("" if icon else text)
            button.setObjectName(offer.value)
            button.setToolTip(text if icon else tips.get(offer, ""))
            if icon:
                button.setAccessibleName(text)
                button.setFixedWidth(theme.space(9))
                icons.set_icon(button, icon)
            button.clicked.connect(lambda _=False, o=offer: self._on_clicked(o))
            self._buttons[offer] = button
            self._flow.addWidget(button)

    def _show_offers(self, offers: list[Offer]) -> None:
        """Have the buttons of `offers` in that order, for the eye and for the Tab key."""
        for offer, button in self._buttons.items():
            button.setVisible(offer in offers)
        if offers == self._offers:
            return
        self._offers = offers
        buttons = [self._buttons[offer] for offer in offers]
        for button in buttons:
            self._flow.removeWidget(button)
            self._flow.addWidget(button)
        self._order_stops()

    def follow_stop(self, widget: QWidget) -> None:
        """Let the Tab key come from ``widget`` to the first button."""
        self._stop_before = [widget]
        self._order_stops()

    def _order_stops(self) -> None:
        buttons = [self._buttons[offer] for offer in self._offers]
        for one, next_one in pairwise([*self._stop_before, *buttons]):
            QWidget.setTabOrder(one, next_one)

    def _show_mark(self, mark: Mark) -> None:
        starred, rejected = mark is Mark.STAR, mark is Mark.REJECT
        looks = (
            (Offer.STAR, "star-full" if starred else "star", starred,
             self.tr("Take the star off") if starred else self.tr("Star"), "S"),
            (Offer.REJECT, "reject", rejected,
             self.tr("Reject no longer") if rejected else self.tr("Reject"), "X"),
        )  # fmt: skip
        for offer, icon, on, says, key in looks:
            button = self._buttons[offer]
            color = ("warning" if offer is Offer.STAR else "failed") if on else "text"
            icons.set_icon(button, icon, color)
            button.setAccessibleName(says)
            button.setToolTip(self.tr("{says} ({key} in the history)").format(says=says, key=key))

    def _pop_up_fields(self, row: Generation) -> None:
        menu = make_menu(self, "useFieldMenu", self.tr("Use one setting"))
        for name, label in _FIELDS:
            words = f"{label}: {_shown(row.request, name)}"
            add(menu, f"useField_{name}", words, partial(self.use_field_requested.emit, row, name))
        pop_up_under(menu, self._buttons[Offer.USE_FIELD])

    def _copy_prompt(self, row: Generation) -> None:
        if not row.written:
            QGuiApplication.clipboard().setText(row.request.prompt)
            return
        menu = make_menu(self, "copyPromptMenu", self.tr("Copy prompt"))
        for name, label, text in (
            ("copyPromptWritten", self.tr("As written"), row.written),
            ("copyPromptSent", self.tr("As sent"), row.request.prompt),
        ):
            add(menu, name, label, partial(QGuiApplication.clipboard().setText, text))
        pop_up_under(menu, self._buttons[Offer.COPY_PROMPT])

    def _build_send_again(self) -> Strip:
        strip = Strip(
            "", self.tr("Send again"), "sendAgainConfirm", self.tr("Leave it"), severity="warning"
        )
        strip.confirmed.connect(lambda _: self._on_send_again())
        return strip

    def _build_adopt(self) -> Strip:
        strip = Strip(
            self.tr(
                "Paste the task id from your account at the provider. It is checked with the "
                "service, where that can be asked."
            ),
            self.tr("Use this id"),
            "adoptTaskIdConfirm",
            self.tr("Cancel"),
            entry_name="adoptTaskIdEdit",
            entry_says=self.tr("Task id"),
        )
        strip.confirmed.connect(lambda text: self._with_row(self.adopt_confirmed, text))
        return strip

    def _build_attach(self) -> Strip:
        strip = Strip(
            self.tr("Paste the link to the finished clip, or choose its file."),
            self.tr("Fetch"),
            "attachLinkConfirm",
            self.tr("Cancel"),
            entry_name="attachLinkEdit",
            entry_says=self.tr("Link to the clip"),
        )
        choose = QPushButton(self.tr("Choose a file…"))
        choose.setObjectName("attachFile")
        choose.clicked.connect(self._choose_file)
        strip.add_button(choose)
        strip.confirmed.connect(lambda text: self._with_row(self.link_attached, text))
        return strip

    def _on_clicked(self, offer: Offer) -> None:
        row = self._row
        if row is None:
            return
        if offer in self._strips:
            self._ask(offer)
        elif offer is Offer.TRY_AGAIN:
            fetch = row.state is State.DONE
            (self.fetch_requested if fetch else self.retry_requested).emit(row.id)
        elif offer is Offer.DISMISS:
            self.dismiss_requested.emit(row.id)
        elif offer is Offer.CANCEL_WAITING:
            self.cancel_waiting_requested.emit(row.id)
        elif offer in (Offer.STAR, Offer.REJECT):
            mark = Mark.STAR if offer is Offer.STAR else Mark.REJECT
            self.mark_requested.emit(row.id, mark)
        elif offer is Offer.USE_FIELD:
            self._pop_up_fields(row)
        elif offer is Offer.COPY_PROMPT:
            self._copy_prompt(row)
        else:
            self._tell_about(offer, row)

    def _tell_about(self, offer: Offer, row: Generation) -> None:
        signals = {
            Offer.USE_SETTINGS: self.use_settings_requested,
            Offer.REMIX: self.remix_requested,
            Offer.AS_VIDEO: self.as_video_requested,
            Offer.EDIT_WAITING: self.edit_requested,
            Offer.COPY_CURL: self.curl_requested,
            Offer.SAVE_AS: self.save_as_requested,
            Offer.REVEAL: self.reveal_requested,
            Offer.SHOW_SET: self.show_set_requested,
            Offer.SHOW_ANSWER: self.answer_requested,
        }
        signals[offer].emit(row)

    def _ask(self, offer: Offer) -> None:
        for other, strip in self._strips.items():
            strip.setVisible(other is offer)
        strip = self._strips[offer]
        strip.ask(self._warning() if offer is Offer.SEND_AGAIN else "")
        self.strip_opened.emit(strip)

    def _warning(self) -> str:
        row = self._row
        if row is not None and row.state is State.UNCONFIRMED:
            text = self.tr(
                "The first request may have been taken, and billed. Sent again, it may be billed "
                "a second time."
            )
        else:
            text = self.tr("This sends the same request as a new one, which is billed anew.")
        return f"{text} {self._what_it_cost()}".rstrip()

    def _what_it_cost(self) -> str:
        row = self._row
        if row is None:
            return ""
        if row.credits:
            cost = format_credits(row.credits)
            return self.tr("It was charged {cost} credits the last time.").format(cost=cost)
        if row.estimate:
            cost = format_credits(row.estimate)
            return self.tr("It was expected to cost about {cost} credits.").format(cost=cost)
        return self.tr("What it costs is not known.") if row.credits is None else ""

    def _on_send_again(self) -> None:
        self._send_again.hide()
        if self._row is not None:
            self.send_again_confirmed.emit(self._row.id)

    def _with_row(self, signal: object, text: str) -> None:
        if self._row is not None:
            signal.emit(self._row.id, text)  # type: ignore[attr-defined]

    def _choose_file(self) -> None:
        if self._row is None:
            return
        id = self._row.id
        downloads = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DownloadLocation
        )
        dialog = QFileDialog(self, self.tr("Choose the clip's file"), downloads)
        dialog.setObjectName("attachFileDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Clips (*.mp4 *.mov)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(lambda path: self.file_attached.emit(id, Path(path)))
        dialog.open()


def _shown(request: VideoRequest, name: str) -> str:
    """The value of a field in a few words."""
    value = getattr(request, name)
    if isinstance(value, tuple):
        return f"{len(value)}"
    choice = next((field for field in spec.CHOICES if field.name == name), None)
    if choice is not None:
        return choice.label_of(value)
    text = " ".join(str(value).split())
    unit = f" {spec.DURATION.unit}" if name == spec.DURATION.name else ""
    return (text if len(text) <= SHORT else f"{text[:SHORT].rstrip()}…") + unit

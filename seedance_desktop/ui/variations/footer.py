"""What never scrolls in the variations: what it all costs, and the buttons that spend."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from ...core.generation import State
from ...core.variation_results import Winner
from ...core.variation_words import short_total, target_words, total_words
from ...state.variations import VariationDesk
from .. import theme
from ..widgets.flow import FlowLayout


class VariationsFooter(QFrame):
    """Each button says what it is going to do, and what that costs."""

    def __init__(
        self,
        desk: VariationDesk,
        chosen_keys: Callable[[], Sequence[str]],
        parent: QWidget | None = None,
    ) -> None:
        """`chosen_keys` gives the keys of the selected cells."""
        super().__init__(parent)
        self._desk = desk
        self._chosen_keys = chosen_keys
        self.setProperty("kind", "footer")
        self._total = QLabel()
        self._total.setObjectName("variationsTotal")
        self._total.setWordWrap(True)
        self._send = self._button("variationsSend", "primary")
        self._promote = self._button("promoteButton", "")
        self._repeat = self._button("repeatCells", "")
        self._star = self._button("starCells", "")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.space(3), theme.MARGIN, theme.space(3))
        column.setSpacing(theme.space(2))
        column.addWidget(self._total)
        buttons = FlowLayout()
        for button in (self._send, self._promote, self._repeat, self._star):
            buttons.addWidget(button)
        column.addLayout(buttons)
        self._send.clicked.connect(desk.send)
        self._promote.clicked.connect(lambda: desk.promote(self._winners()))
        self._repeat.clicked.connect(lambda: desk.repeat(self._chosen_keys()))
        self._star.clicked.connect(self.star)
        for signal in (desk.changed, desk.opened, desk.results_changed):
            signal.connect(self.show_now)
        self.show_now()

    def star(self) -> None:
        """Star the newest clips of the selected cells, or take the stars away."""
        self._desk.star(self._chosen_keys())

    def show_now(self) -> None:
        """Say what each button does now."""
        desk = self._desk
        keys = self._chosen_keys()
        self._show_total()
        self._show_send()
        self._show_promote()
        again = [cell for cell in desk.cells if cell.key in keys and cell.legal]
        self._repeat.setVisible(desk.set_id is not None and bool(again))
        sum_ = desk.total_of(cell.request for cell in again)
        self._say(
            self._repeat,
            self.tr("Once more: {count} · {price}").format(
                count=len(again), price=short_total(sum_)
            ),
        )
        self._repeat.setEnabled(not desk.sending)
        done = [
            row
            for key in keys
            for row in desk.results(desk.number_of(key))
            if row.state is State.DONE
        ]
        self._star.setVisible(bool(done))
        self._say(self._star, self.tr("★ Star"))
        self._star.setToolTip(self.tr("Star the newest clips of what is selected, or not (S)"))

    def _show_total(self) -> None:
        desk = self._desk
        if desk.trouble:
            words = self.tr("{trouble} Take values out, or repeats.").format(trouble=desk.trouble)
        elif desk.set_id is not None and not desk.missing():
            words = self.tr("Every variation that is on has its clips.")
        else:
            words = total_words(desk.total())
        theme.set_property(self._total, "state", "warning" if desk.trouble else "")
        self._total.setText(words)
        self._total.setAccessibleName(words)

    def _show_send(self) -> None:
        desk = self._desk
        sum_ = desk.total()
        self._send.setVisible(desk.set_id is None or bool(sum_.clips) or desk.sending)
        if desk.sending:
            words = self.tr("Sending…")
        elif sum_.clips:
            words = self.tr("Send {count} · {price}").format(
                count=sum_.clips, price=short_total(sum_)
            )
        else:
            words = self.tr("Nothing to send")
        self._say(self._send, words)
        self._send.setEnabled(bool(sum_.clips) and not desk.sending)

    def _show_promote(self) -> None:
        desk = self._desk
        winners = self._winners()
        self._promote.setVisible(bool(winners))
        theme.set_property(self._promote, "kind", "" if self._send.isVisibleTo(self) else "primary")
        if winners:
            requests = [winner.request for winner in winners]
            self._say(
                self._promote,
                self.tr("Promote {count} to {what} · {price}").format(
                    count=len(winners),
                    what=target_words(requests),
                    price=short_total(desk.total_of(requests)),
                ),
            )
        self._promote.setToolTip(
            self.tr("Make the starred drafts anew with full settings; without a star, the selected")
        )
        self._promote.setEnabled(not desk.sending)

    def _winners(self) -> list[Winner]:
        """The starred ones; where none is, the selected ones."""
        return self._desk.winners() or self._desk.winners(self._chosen_keys())

    def _button(self, name: str, kind: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setAutoDefault(False)
        if kind:
            button.setProperty("kind", kind)
        return button

    def _say(self, button: QPushButton, words: str) -> None:
        button.setText(words)
        button.setAccessibleName(words)

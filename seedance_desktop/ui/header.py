"""The strip above the panes: which provider, which token, what runs; and the demo's own menu."""

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ..core.budget import Totals
from ..core.generation import State
from ..core.wording import to_the_letter
from ..state.account import Account
from ..state.budgets import Budgets
from ..state.library import Library
from ..state.pausing import Pause
from . import icons, theme, token_words
from .project_button import ProjectButton
from .widgets.chips import ChipButton, ChipLabel
from .widgets.inputs import QuietComboBox

HEIGHT = 43
_WIDEST_PROVIDER = 200
"""px; a longer name is cut off, and whole in the tooltip."""
_TO_GAP = theme.space(3) + 2


def _tr(text: str) -> str:
    return QCoreApplication.translate("Header", text)


def running_words(totals: Totals, *, paused: bool = False) -> str:
    """``6 running · 1 waiting``; empty when nothing goes on."""
    running = totals.counts.get(State.RUNNING, 0) + totals.counts.get(State.SENDING, 0)
    waiting = totals.counts.get(State.WAITING, 0)
    parts = []
    if running:
        parts.append(_tr("{n} running").format(n=running))
    if waiting:
        parts.append(_tr("{n} waiting").format(n=waiting))
    if paused:
        parts.append(_tr("paused"))
    return " · ".join(parts)


class Header(QFrame):
    """Shows the account and what runs; what is pressed here is the window's to do."""

    token_requested = Signal()
    settings_requested = Signal()
    queue_requested = Signal()
    own_account_requested = Signal()
    """The person wants to leave the demo."""
    demo_script_chosen = Signal(str)

    def __init__(
        self,
        account: Account,
        library: Library,
        pause: Pause,
        budgets: Budgets,
        *,
        demo: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._account = account
        self._library = library
        self._pause = pause
        self.setObjectName("header")
        self.setProperty("kind", "header")
        self.setFixedHeight(HEIGHT)
        self._running = ChipButton()
        self._running.setObjectName("runningChip")
        self._running.setToolTip(self.tr("Show the queue: order, pause, edit, take back"))
        self._running.clicked.connect(self.queue_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        row.setSpacing(_TO_GAP)
        row.addWidget(self._title())
        if demo:
            from .demo_choice import DemoChoice

            self._demo = DemoChoice()
            self._demo.script_chosen.connect(self.demo_script_chosen)
            row.addWidget(self._demo_chip())
            row.addWidget(self._demo)
            row.addWidget(self._own_account_button())
        else:
            self._build_account()
            row.addWidget(self._provider)
            row.addWidget(self._token)
        row.addStretch(1)
        self.project = ProjectButton(budgets)
        row.addWidget(self.project)
        row.addWidget(self._running)
        row.addWidget(self._settings_button())
        library.totals_changed.connect(self._show_totals)
        pause.changed.connect(self._show_totals)
        self._show_totals()

    def show_demo_script(self, name: str) -> None:
        """Say which script the demo's service follows."""
        self._demo.show_script(name)

    @property
    def queue_button(self) -> QWidget:
        """What opens the queue."""
        return self._running

    def _title(self) -> QLabel:
        title = QLabel(self.tr("Seedance Desktop"))
        title.setProperty("kind", "title")
        return title

    def _demo_chip(self) -> ChipLabel:
        chip = ChipLabel("done")
        chip.setObjectName("demoChip")
        chip.show_words(self.tr("Demo · nothing is billed"))
        chip.setToolTip(self.tr("Requests go to a service on this computer, which draws the clips"))
        return chip

    def _own_account_button(self) -> QPushButton:
        button = QPushButton(self.tr("Use my own account…"))
        button.setObjectName("ownAccount")
        button.setAccessibleName(self.tr("Leave the demo and use my own account"))
        button.setToolTip(self.tr("Closes the demo and opens the app with your own data"))
        button.clicked.connect(self.own_account_requested)
        return button

    def _build_account(self) -> None:
        self._provider = QuietComboBox()
        self._provider.setObjectName("profileCombo")
        self._provider.setProperty("kind", "pill")
        self._provider.setAccessibleName(self.tr("Provider"))
        self._provider.setMaximumWidth(_WIDEST_PROVIDER)
        self._provider.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._provider.activated.connect(self._on_provider_chosen)
        self._token = ChipButton()
        self._token.setObjectName("tokenButton")
        self._token.clicked.connect(self.token_requested)
        self._account.profiles_changed.connect(self._show_providers)
        self._account.changed.connect(self._show_account)
        self._show_providers()
        self._show_account()

    def _settings_button(self) -> QPushButton:
        button = QPushButton()
        button.setObjectName("settingsButton")
        button.setAccessibleName(self.tr("Settings"))
        button.setToolTip(self.tr("Settings"))
        icons.set_icon(button, "gear")
        button.clicked.connect(self.settings_requested)
        return button

    def _show_providers(self) -> None:
        with QSignalBlocker(self._provider):
            self._provider.clear()
            for profile in self._account.profiles:
                self._provider.addItem(profile.name, profile.id)
                last = self._provider.count() - 1
                self._provider.setItemData(last, profile.base_url, Qt.ItemDataRole.ToolTipRole)

    def _show_account(self) -> None:
        profile = self._account.profile
        with QSignalBlocker(self._provider):
            self._provider.setCurrentIndex(self._provider.findData(profile.id))
        self._provider.setToolTip(to_the_letter(f"{profile.name}\n{profile.base_url}"))
        words = token_words.chip_words(self._account)
        self._token.show_words(words, token_words.chip_color(self._account))
        self._token.setAccessibleName(self.tr("Token: {state}").format(state=words))
        self._token.setToolTip(
            self.tr("{state}\nThe token for {address}").format(
                state=words, address=profile.base_url
            )
        )

    def _show_totals(self) -> None:
        stopped = bool(self._pause.reason)
        words = running_words(self._library.totals, paused=stopped)
        color = "warning" if stopped else "running" if words else "dim"
        # Also while nothing goes on: what is lined up in peace needs the pause before.
        self._running.show_words(words or self.tr("Queue"), color)
        state = words or self.tr("nothing waits")
        self._running.setAccessibleName(self.tr("Queue: {state}").format(state=state))

    def _on_provider_chosen(self, index: int) -> None:
        self._account.use(self._provider.itemData(index))

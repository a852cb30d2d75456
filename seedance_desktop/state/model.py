"""Everything the window shows and does, built and connected without a widget."""

import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from .. import resources
from ..backend.client import ServiceClient
from ..backend.draft_file import load_draft
from ..backend.history import open_store
from ..backend.history_file import OpenReport
from ..backend.ledger import Ledger
from ..backend.paths import Paths
from ..backend.redaction import Redactor
from ..backend.secrets import TokenStore
from ..backend.settings import load_settings
from .account import Account
from .ancestry import Ancestry
from .budget_stop import BudgetStop
from .budgets import Budgets
from .dispatch import Dispatcher
from .draft import Draft
from .estimator import Estimator
from .fetching import Fetcher
from .frames import PosterMaker
from .gate import BudgetGate, Yes
from .history_model import HistoryModel
from .keeper import DraftKeeper, SettingsKeeper
from .library import Library
from .marks import Marks
from .mending import Mender
from .notices import Notice, Notices, Offer, Tone
from .pausing import Pause
from .polling import Poller
from .posters import Posters
from .preflight import Preflight
from .preset_desk import PresetDesk
from .presets import Presets
from .progress import ProgressBoard
from .prompt_history import PromptHistory
from .queue import Queue
from .recall import Recall
from .reference_desk import ReferenceDesk
from .selection import Selection
from .sending import Sender
from .tasks import TaskOwner
from .threads import Worker
from .thumbnails import Thumbnails
from .tokens import Tokens
from .usual_times import UsualTimes

if TYPE_CHECKING:
    from .demo import DemoService
    from .variations import VariationDesk


@dataclass(slots=True)
class Model:
    """The parts, for the composition root and the panes."""

    paths: Paths
    tasks: TaskOwner
    notices: Notices
    settings: SettingsKeeper
    tokens: Tokens
    account: Account
    draft: Draft
    draft_keeper: DraftKeeper
    library: Library
    selection: Selection
    history: HistoryModel
    usual_times: UsualTimes
    marks: Marks
    recall: Recall
    ancestry: Ancestry
    prompts: PromptHistory
    pictures: Posters
    client: ServiceClient
    sender: Sender
    dispatcher: Dispatcher
    pause: Pause
    board: ProgressBoard
    queue: Queue
    estimator: Estimator
    budgets: Budgets
    budget_stop: BudgetStop
    preflight: Preflight
    thumbnails: Thumbnails
    references: ReferenceDesk
    presets: Presets
    preset_desk: PresetDesk
    poster_maker: PosterMaker
    files: Worker
    redactor: Redactor
    demo: "DemoService | None" = None
    _variations: "VariationDesk | None" = None

    @property
    def variations(self) -> "VariationDesk":
        """The variations' desk; made, and its code loaded, when it is first asked for."""
        if self._variations is None:
            from .variations import VariationDesk

            self._variations = VariationDesk(
                self.draft,
                self.account,
                self.estimator,
                self.library,
                self.queue,
                self.marks,
                self.tasks,
            )
        return self._variations

    def warm_up(self) -> None:
        """Load what the first paint can do without: HTTP, the keyring, the look at links."""
        self.client.warm_up()
        self.preflight.start()
        self.thumbnails.start()
        self.account.ask_for_token()
        if self.presets.label:
            self.presets.load()

    def tell_opening(self, report: OpenReport) -> None:
        """Say what happened to the history file, where it is worth telling."""
        if report.set_aside is not None:
            self._tell_set_aside("The history could not be read", report.set_aside.kept_as)
        made_good = report.recovered.restored + report.recovered.answered
        if made_good:
            what = "One entry was" if made_good == 1 else f"{made_good} entries were"
            text = f"{what} put back from the ledger beside the history."
            self.notices.tell(Notice("The history was made good", text, topic="made good"))
        if report.ledger_trouble is not None:
            self.notices.tell_error(report.ledger_trouble, topic="ledger")
        lost = report.recovered.unconfirmed
        if lost:
            what = "One request was" if lost == 1 else f"{lost} requests were"
            text = (
                f"{what} cut off between sending and the answer when the app last ended. "
                "Look under Unconfirmed: nothing was sent again."
            )
            self.notices.tell(Notice("This may be billed", text, Tone.WARNING, topic="cut off"))

    def tell_bug(self, error: BaseException) -> None:
        """Tell a failure nobody foresaw; its details can be copied, without the token."""
        details = self.redactor.clean("".join(traceback.format_exception(error)))
        offer = Offer("copyDetails", "Copy details", lambda: _copy(details))
        text = "The app goes on. What you typed and made is kept; the log holds the details."
        self.notices.tell(
            Notice(
                "Something unexpected went wrong", text, Tone.ERROR, topic="bug", offers=(offer,)
            )
        )

    def close_threads(self) -> None:
        """End the threads, once nothing runs on them any more."""
        self.pictures.close()
        self.references.close()
        self.preflight.close()
        self.thumbnails.close()
        self.presets.close()
        self.poster_maker.close()
        self.files.close()

    def _tell_set_aside(self, title: str, kept_as: Path) -> None:
        text = f"It is kept as {kept_as.name}, and a new one was begun. Nothing was overwritten."
        self.notices.tell(Notice(title, text, Tone.WARNING, topic=title))


def clips_folder(paths: Paths, settings: SettingsKeeper) -> Path:
    """Where clips are kept: where the person wants them, or the usual place."""
    chosen = settings.value.clips_folder
    return Path(chosen) if chosen else paths.clips


def _demo_service(paths: Paths, account: Account, tasks: TaskOwner) -> "DemoService":
    from .demo import DemoService

    return DemoService(paths.service, account, tasks)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def build_model(
    paths: Paths, redactor: Redactor, *, demo: bool = False, base_url: str | None = None
) -> Model:
    """Build and connect all parts. The history begins to open on its own thread at once."""
    tasks, notices, files = TaskOwner(), Notices(), Worker("files")
    library = Library(lambda: open_store(paths.history, Ledger(paths.ledger)), tasks)
    stored, settings_aside = load_settings(paths.settings)
    composition, draft_aside = load_draft(paths.draft)
    settings = SettingsKeeper(stored, paths.settings, files, tasks, notices)
    tokens = Tokens(TokenStore(), tasks, redactor.add)
    account = Account(settings, tokens, base_url=base_url, demo=demo)
    draft = Draft(composition, spelling=account.profile.spelling)
    account.changed.connect(lambda: draft.set_spelling(account.profile.spelling))
    estimator = Estimator(draft, account, library, tasks)
    budgets = Budgets(settings, library, tasks)
    client, board, posters = ServiceClient(), ProgressBoard(), PosterMaker(paths.cache)
    sender = Sender(client, library, account, board, notices)
    poller = Poller(client, library, account, board, notices, tasks)
    fetcher = Fetcher(
        library,
        account,
        poller,
        board,
        notices,
        tasks,
        lambda: clips_folder(paths, settings),
        posters.poster_of,
    )
    presets = Presets(paths.presets, resources.path("presets"), draft, settings, tasks)
    usual_times, selection = UsualTimes(library, tasks), Selection(library)
    lost = settings_aside is not None
    pause = Pause(settings, library, notices, tasks, settings_lost=lost)
    dispatcher = Dispatcher(account, library, sender, poller, fetcher, pause, board, notices, tasks)
    yes = Yes(notices)
    stop = BudgetStop(settings, budgets, library, dispatcher, notices, yes, tasks)
    mender = Mender(library, dispatcher, poller, fetcher, notices)

    def usual_wait() -> float | None:
        """Seconds a request made now takes if all is as usual; None where nothing is known."""
        profile = account.profile
        usual = usual_times.of_request(profile.id, profile.base_url, draft.request)
        return usual and usual * (1 + len(dispatcher.line) // profile.at_a_time)

    preflight = Preflight(draft, account, settings, tasks, usual_wait)
    thumbnails = Thumbnails(
        tasks, settings, paths.cache, preflight.may_look_inside, posters.make_poster
    )
    preflight.reached.connect(thumbnails.try_again)
    usual_times.changed.connect(preflight.weigh)
    model = Model(
        paths=paths,
        tasks=tasks,
        notices=notices,
        settings=settings,
        tokens=tokens,
        account=account,
        draft=draft,
        draft_keeper=DraftKeeper(draft, paths.draft, files, tasks, notices),
        library=library,
        selection=selection,
        history=HistoryModel(library, board, tasks, usual_times),
        usual_times=usual_times,
        marks=Marks(library, tasks),
        recall=Recall(draft, account),
        ancestry=Ancestry(library, selection, tasks),
        prompts=PromptHistory(library, draft, tasks),
        pictures=Posters(tasks),
        client=client,
        sender=sender,
        dispatcher=dispatcher,
        pause=pause,
        board=board,
        queue=Queue(
            draft,
            account,
            estimator,
            library,
            dispatcher,
            pause,
            mender,
            fetcher,
            board,
            notices,
            tasks,
        ),
        estimator=estimator,
        preflight=preflight,
        thumbnails=thumbnails,
        references=ReferenceDesk(draft, tasks, library.get, preflight, thumbnails),
        budgets=budgets,
        budget_stop=stop,
        presets=presets,
        preset_desk=PresetDesk(presets, draft, account, settings, notices, tasks),
        poster_maker=posters,
        files=files,
        redactor=redactor,
        demo=_demo_service(paths, account, tasks) if demo else None,
    )
    gate = BudgetGate(budgets, library, notices, yes)
    model.queue.set_gate(gate, gate.change)
    model.queue.set_record(preflight.record)
    for title, aside in (
        ("The settings could not be read", settings_aside),
        ("The draft could not be read", draft_aside),
    ):
        if aside is not None:
            model._tell_set_aside(title, aside.kept_as)
    return model

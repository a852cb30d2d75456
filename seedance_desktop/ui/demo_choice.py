"""How the demo's service behaves: one of its scripts, chosen from a list."""

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QWidget

from . import theme
from .widgets.inputs import QuietComboBox


def _tr(text: str) -> str:
    return QCoreApplication.translate("DemoChoice", text)


def demo_scripts() -> dict[str, tuple[str, str]]:
    """Name, and what the demo's service does then, for each script that the menu offers."""
    return {
        "normal": (_tr("normal"), _tr("a clip in under ten seconds")),
        "slow": (_tr("slow"), _tr("a clip takes about three minutes")),
        "stuck": (_tr("stuck"), _tr("a clip never gets ready")),
        "moderated": (_tr("moderated"), _tr("accepted, then stopped by the content policy")),
        "no-credits": (_tr("no credits"), _tr("requests are refused: nothing left to pay with")),
        "too-many-tasks": (_tr("too many tasks"), _tr("the next three requests are refused")),
        "wrong-token": (_tr("wrong token"), _tr("every call is refused")),
        "lost-answer": (_tr("lost answer"), _tr("billed, and the answer never comes")),
        "cut-answer": (_tr("cut answer"), _tr("billed, and the answer breaks off")),
        "gateway-page": (_tr("gateway page"), _tr("an error page instead of an answer")),
        "expired-link": (_tr("expired link"), _tr("the first link to a clip has ended")),
        "no-status": (_tr("no status"), _tr("the service cannot be asked for a state")),
        "mixed": (_tr("a mixed day"), _tr("one of six is stopped, and one answer gets lost")),
    }


class DemoChoice(QuietComboBox):
    """Closed it says the script's name; in its list each script says what happens then."""

    script_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setObjectName("demoMenu")
        self.setProperty("kind", "pill")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for name, (label, about) in demo_scripts().items():
            self.addItem(f"{label[:1].upper()}{label[1:]} – {about}", name)
        self.setMaxVisibleItems(self.count())
        widths = self.fontMetrics().horizontalAdvance
        longest = max(widths(self._closed(label)) for label, _ in demo_scripts().values())
        self.setMinimumContentsLength(-(-longest // widths("X")))  # which Qt counts in
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + theme.space(6))
        self.activated.connect(lambda index: self.script_chosen.emit(self.itemData(index)))
        self.show_script("normal")

    def show_script(self, name: str) -> None:
        """Say which script the service follows; it may be one that the list does not have."""
        label, about = demo_scripts().get(name, (name, ""))
        self._words = self._closed(label)
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(name))
        self.setAccessibleName(_tr("How the demo's service behaves: {script}").format(script=label))
        self.setToolTip(about)
        self.update()

    def _closed(self, label: str) -> str:
        return _tr("Demo: {script}").format(script=label)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.paint_words(self._words)

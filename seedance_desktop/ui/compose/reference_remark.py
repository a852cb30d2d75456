"""What became of a drop, beside the list, and what can be done about it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from ...core.reference_sources import file_name
from ...core.spec import Kind
from ...core.urls import RefusedUrl
from ...core.wording import to_the_letter
from .. import theme
from ..announce import announce
from ..widgets.flow import FlowLayout
from ..widgets.labels import RemarkLabel

_NAMED = 3
"""So many are named one by one; of the rest, how many there are."""


class Remark(QWidget):
    """A sentence with buttons under it; hidden while there is nothing to say."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = RemarkLabel()
        self._label.setObjectName(name)
        self._name = name
        self._buttons: list[QPushButton] = []
        self._row: FlowLayout | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(1))
        column.addWidget(self._label)
        self.setVisible(False)

    def show_remark(self, text: str, *offers: tuple[str, str, Callable[[], object]]) -> None:
        """Say ``text``; each offer is the end of an objectName, its words and what it does."""
        while self._buttons:
            self._buttons.pop().deleteLater()
        self._label.show_remark(text)
        if text:
            announce(self, text)
        if text and offers:
            self._offer(offers)
        self.setVisible(bool(text))

    def withdraw(self, name: str) -> None:
        """Take back the offer with this end of its objectName, where it stands."""
        for button in self._buttons:
            if button.objectName() == f"{self._name}{name}":
                self._buttons.remove(button)
                button.setVisible(False)
                button.deleteLater()
                return

    def _offer(self, offers: Sequence[tuple[str, str, Callable[[], object]]]) -> None:
        if self._row is None:
            self._row = FlowLayout(gap=theme.space(1))
            column = self.layout()
            assert isinstance(column, QVBoxLayout)
            column.addLayout(self._row)
        for name, words, does in offers:
            button = QPushButton(words)
            button.setObjectName(f"{self._name}{name}")
            button.setAccessibleName(words)
            button.setProperty("kind", "pill")
            button.clicked.connect(lambda _=False, act=does: act())
            self._row.addWidget(button)
            self._buttons.append(button)


class AskKind(QFrame):
    """Asks what links are that do not say so themselves."""

    chosen = Signal(object, list)
    """A ``Kind`` and the links."""
    answered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._links: list[str] = []
        self.setObjectName("askKind")
        self.setProperty("kind", "raised")
        self._question = QLabel()
        self._question.setWordWrap(True)
        self._question.setTextFormat(Qt.TextFormat.PlainText)
        self._question.setProperty("kind", "small")
        row = FlowLayout(gap=theme.space(1))
        column = QVBoxLayout(self)
        inset = theme.space(2)
        column.setContentsMargins(inset, inset, inset, inset)
        column.setSpacing(theme.space(2))
        column.addWidget(self._question)
        column.addLayout(row)
        for name, words, kind in (
            ("addAsImage", self.tr("Image"), Kind.IMAGE),
            ("addAsVideo", self.tr("Video"), Kind.VIDEO),
            ("addAsAudio", self.tr("Audio"), Kind.AUDIO),
            ("addAsNothing", self.tr("Leave it out"), None),
        ):
            button = QPushButton(words)
            button.setObjectName(name)
            says = self.tr("Add as {kind}").format(kind=words.lower())
            button.setAccessibleName(says if kind else words)
            button.clicked.connect(lambda _=False, kind=kind: self._choose(kind))
            row.addWidget(button)
            if kind is Kind.IMAGE:
                self.setFocusProxy(button)
        self.setVisible(False)

    @property
    def asks(self) -> bool:
        """Whether there is no answer yet."""
        return bool(self._links)

    @property
    def links(self) -> Sequence[str]:
        """What it asks for."""
        return self._links

    def ask(self, links: Sequence[str]) -> None:
        """Ask for these too."""
        self._links += [link for link in links if link not in self._links]
        self._show_question()

    def withdraw(self, link: str) -> None:
        """Ask for this one no more."""
        self._links.remove(link)
        if self._links:
            self._show_question()
        else:
            self.setVisible(False)
            self.answered.emit()

    def _show_question(self) -> None:
        words = self.tr("Add {names} as").format(names=named(self._links))
        self._question.setText(words)
        self._question.setAccessibleName(words)
        self.setToolTip(to_the_letter("\n".join(self._links[:_NAMED])))
        self.setVisible(True)

    def _choose(self, kind: Kind | None) -> None:
        links, self._links = self._links, []
        self.setVisible(False)
        self.answered.emit()
        if kind is not None:
            self.chosen.emit(kind, links)


def reasons_of(refused: Sequence[RefusedUrl]) -> list[str]:
    """Why, the first few reasons each once; of the others, how many were refused."""
    told = list(dict.fromkeys(each.reason for each in refused))[:_NAMED]
    left = sum(1 for each in refused if each.reason not in told)
    return [*told, f"{left:,} more were refused."] if left else told


def named(links: Sequence[str]) -> str:
    """``boat.png, sail.png and 2 more``."""
    names = [_short(file_name(link)) for link in links[:_NAMED]]
    left = len(links) - len(names)
    if left:
        return f"{', '.join(names)} and {left:,} more"
    head, last = names[:-1], names[-1]
    return f"{', '.join(head)} and {last}" if head else last


def _short(name: str, length: int = 32) -> str:
    return name if len(name) <= length else f"{name[: length - 9]}…{name[-8:]}"

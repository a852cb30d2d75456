"""What a preset holds, before it is used: settings, prompt, notes; or what is wrong with it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTextEdit, QVBoxLayout, QWidget

from ...core import spec
from ...core.errors import cut
from ...core.preset import Preset, PresetEntry
from ...core.wording import to_the_letter
from ...state.presets import Presets
from .. import icons, theme
from ..widgets.buttons import icon_button
from ..widgets.labels import ElidedLabel, RemarkLabel

_NOTES_SHOWN = 360
"""Characters; the prompt needs its room."""


class PresetPreview(QWidget):
    """Of the chosen preset, or how many are chosen."""

    use_requested = Signal(object)
    favourite_changed = Signal(object, bool)
    folder_requested = Signal(object)
    """The person wants to mend a broken file."""
    menu_requested = Signal(object)
    """The button it was asked at; for the chosen presets."""

    def __init__(self, presets: Presets, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presets = presets
        self._entry: PresetEntry | None = None
        self._name = ElidedLabel()
        self._name.setProperty("kind", "strong")
        self._star = icon_button("star", self.tr("Favourite"))
        self._star.setObjectName("presetStar")
        self._star.setCheckable(True)
        self._star.clicked.connect(self._on_star)
        self._about = _wrapping("small_dim")
        self._trouble = RemarkLabel()
        self._prompt = QTextEdit()
        self._prompt.setObjectName("presetPrompt")
        self._prompt.setAccessibleName(self.tr("The preset's prompt"))
        self._prompt.setProperty("kind", "text")
        self._prompt.setReadOnly(True)
        self._prompt.setTabChangesFocus(True)
        self._prompt.document().setDocumentMargin(0)
        self._notes = _wrapping("small_dim")
        self._use = QPushButton(self.tr("Use preset"))
        self._use.setObjectName("presetUse")
        self._use.setProperty("kind", "primary")
        self._use.clicked.connect(lambda: self.use_requested.emit(self._entry))
        self._folder = QPushButton(self.tr("Show folder"))
        self._folder.setObjectName("presetBrokenFolder")
        self._folder.clicked.connect(lambda: self.folder_requested.emit(self._entry))
        self._more = QPushButton()
        self._more.setObjectName("presetMore")
        self._more.setAccessibleName(self.tr("More for this preset"))
        self._more.setToolTip(self.tr("More for this preset"))
        icons.set_icon(self._more, "more")
        self._more.clicked.connect(lambda: self.menu_requested.emit(self._more))
        self._lay_out()
        self.show_entries(())

    def show_entries(self, entries: Sequence[PresetEntry]) -> None:
        """Show the one that is chosen; of several, how many."""
        self._entry = entries[0] if len(entries) == 1 else None
        entry = self._entry
        self._name.setText(self._title(entries))
        preset = entry.preset if entry is not None else None
        self._about.setText(self._settings(entry, preset) if entry is not None else "")
        self._trouble.show_remark(self._trouble_of(entry), "error")
        self._prompt.setPlainText(preset.prompt if preset is not None else "")
        self._prompt.setVisible(bool(preset and preset.prompt))
        notes = preset.notes if preset is not None else ""
        self._notes.setText(cut(notes, _NOTES_SHOWN))
        self._notes.setToolTip(to_the_letter(notes) if len(notes) > _NOTES_SHOWN else "")
        self._notes.setVisible(bool(preset and preset.notes))
        self._use.setVisible(preset is not None)
        self._folder.setVisible(entry is not None and preset is None)
        self._more.setVisible(preset is not None or len(entries) > 1)
        self._show_star()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(self._star)
        foot = QHBoxLayout()
        foot.setSpacing(theme.space(2))
        foot.addWidget(self._use, 1)
        foot.addWidget(self._folder, 1)
        foot.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space(3), theme.space(2), theme.space(3), theme.space(3))
        column.setSpacing(theme.space(2))
        column.addLayout(head)
        column.addWidget(self._about)
        column.addWidget(self._trouble)
        column.addWidget(self._prompt, 1)
        column.addWidget(self._notes)
        column.addStretch(0)
        column.addLayout(foot)

    def _title(self, entries: Sequence[PresetEntry]) -> str:
        if len(entries) > 1:
            return self.tr("{n} presets chosen").format(n=len(entries))
        return entries[0].name if entries else self.tr("No preset chosen")

    def _settings(self, entry: PresetEntry, preset: Preset | None) -> str:
        if preset is None:
            return Path(entry.path).name
        where = entry.folder.replace("/", " / ")
        if entry.built_in:
            where = self.tr("Built-in")
        parts = [where] if where else []
        for field in spec.CHOICES:
            if field.name in preset.fields:
                parts.append(field.label_of(preset.fields[field.name]))
        if spec.DURATION.name in preset.fields:
            parts.append(f"{preset.fields[spec.DURATION.name]} {spec.DURATION.unit}")
        for references in spec.REFERENCES:
            count = len(preset.fields.get(references.name, ()))
            if count:
                parts.append(f"{references.label} {count}")
        return " · ".join(parts)

    def _trouble_of(self, entry: PresetEntry | None) -> str:
        if entry is None or not entry.broken:
            return ""
        where = self.tr("Line {n}: ").format(n=entry.line) if entry.line else ""
        ask = self.tr("Mend the file in an editor; the app leaves it as it is.")
        return f"{where}{entry.trouble} {ask}"

    def _show_star(self) -> None:
        entry = self._entry
        marked = entry is not None and self._presets.is_favourite(entry)
        self._star.setVisible(entry is not None and not entry.broken)
        self._star.setChecked(marked)
        icons.set_icon(self._star, *(("star-full", "warning") if marked else ("star", "dim")))
        says = self.tr("Take the star away") if marked else self.tr("Mark as favourite")
        self._star.setToolTip(says)
        self._star.setAccessibleName(self.tr("Favourite"))
        self._star.setAccessibleDescription(says)

    def _on_star(self, checked: bool) -> None:
        if self._entry is not None:
            self.favourite_changed.emit(self._entry, checked)
            self._show_star()


def _wrapping(kind: str) -> QLabel:
    label = QLabel()
    label.setProperty("kind", kind)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label

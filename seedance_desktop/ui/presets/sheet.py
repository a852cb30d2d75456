"""Asks for a preset's name and place: for a new one, a copy, another name, another folder."""

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ...core import spec
from ...core.preset import MAX_NAME, MAX_NOTES, PresetEntry
from ...core.spec import FieldName
from ...state.preset_desk import PresetDesk
from .. import theme
from ..dialogs.parts import dialog_button, fit_height, margins, named, wrapping_label
from ..widgets.flow import FlowLayout
from ..widgets.inputs import QuietComboBox
from ..widgets.labels import RemarkLabel

_WIDTH = 420
_NOTES_HEIGHT = 64


class Asks(Enum):
    """What a sheet is for."""

    SAVE = "save"
    RENAME = "rename"
    MOVE = "move"
    DUPLICATE = "duplicate"


class PresetSheet(QDialog):
    """Says beside the name why it cannot be; the button works once it can."""

    def __init__(
        self, desk: PresetDesk, asks: Asks, entry: PresetEntry | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desk, self._asks, self._entry = desk, asks, entry
        self.setObjectName("presetSheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title, does = self._words()
        self.setWindowTitle(title)
        self._name = QLineEdit(maxLength=MAX_NAME)
        named(self._name, "presetName", self.tr("Name"))
        self._folder = QuietComboBox()
        named(self._folder, "presetFolder", self.tr("Folder"))
        self._folder.setEditable(True)
        self._folder.setInsertPolicy(QuietComboBox.InsertPolicy.NoInsert)
        line = self._folder.lineEdit()
        if line is not None:
            line.setPlaceholderText(self.tr("No folder"))
        self._folder.addItems(["", *desk.presets.folders])
        self._trouble = RemarkLabel()
        self._boxes: dict[FieldName, QCheckBox] = {}
        self._notes = QPlainTextEdit()
        named(self._notes, "presetNotes", self.tr("Notes"))
        self._notes.setPlaceholderText(self.tr("What it is for, what to put in. Never sent."))
        self._notes.setTabChangesFocus(True)
        self._notes.setFixedHeight(_NOTES_HEIGHT)
        self._cancel = dialog_button("presetCancel", self.tr("Cancel"))
        self._cancel.clicked.connect(self.reject)
        self._ok = dialog_button("presetSheetOk", does, "primary")
        self._ok.clicked.connect(self._act)
        self._fill_in()
        self._lay_out()
        self._name.textChanged.connect(self._check)
        self._folder.editTextChanged.connect(self._check)
        desk.presets.listed.connect(self._check)
        self._check()
        target = self._folder if asks is Asks.MOVE else self._name
        target.setFocus()
        self._name.selectAll()

    @classmethod
    def to_save(cls, desk: PresetDesk, parent: QWidget) -> "PresetSheet":
        """For keeping the draft as a new preset; a built-in one's name goes with its copy."""
        desk.presets.load()
        return cls(desk, Asks.SAVE, desk.presets.current, parent)

    @classmethod
    def to_rename(cls, desk: PresetDesk, entry: PresetEntry, parent: QWidget) -> "PresetSheet":
        """For another name."""
        return cls(desk, Asks.RENAME, entry, parent)

    @classmethod
    def to_move(cls, desk: PresetDesk, entry: PresetEntry, parent: QWidget) -> "PresetSheet":
        """For another folder."""
        return cls(desk, Asks.MOVE, entry, parent)

    @classmethod
    def to_duplicate(cls, desk: PresetDesk, entry: PresetEntry, parent: QWidget) -> "PresetSheet":
        """For a copy."""
        return cls(desk, Asks.DUPLICATE, entry, parent)

    def _words(self) -> tuple[str, str]:
        return {
            Asks.SAVE: (self.tr("Save as preset"), self.tr("Save")),
            Asks.RENAME: (self.tr("Rename preset"), self.tr("Rename")),
            Asks.MOVE: (self.tr("Move preset"), self.tr("Move")),
            Asks.DUPLICATE: (self.tr("Duplicate preset"), self.tr("Duplicate")),
        }[self._asks]

    def _fill_in(self) -> None:
        entry = self._entry
        if entry is None:
            return
        folder = entry.folder if self._desk.presets.is_own(entry) else ""
        name = entry.name
        if self._asks in (Asks.SAVE, Asks.DUPLICATE):
            name = self._desk.free_name(entry.name, folder)
        self._name.setText(name)
        self._folder.setEditText(folder)
        if entry.preset is not None:
            self._notes.setPlainText(entry.preset.notes)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*margins())
        column.setSpacing(theme.space(2))
        if self._asks is Asks.MOVE and self._entry is not None:
            column.addWidget(wrapping_label("strong", self._entry.name))
        if self._asks is not Asks.MOVE:
            _add_row(column, self.tr("Name"), self._name)
        if self._asks is not Asks.RENAME:
            _add_row(column, self.tr("Folder"), self._folder)
        column.addWidget(self._trouble)
        if self._asks is Asks.SAVE:
            column.addWidget(_dim(self.tr("What it sets when it is used")))
            column.addLayout(self._build_boxes())
            _add_row(column, self.tr("Notes"), self._notes)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._ok)
        column.addSpacing(theme.space(2))
        column.addLayout(buttons)

    def _build_boxes(self) -> FlowLayout:
        """A box for each field; a list without links is left out at first."""
        request = self._desk.draft_request
        flow = FlowLayout(gap=theme.space(3))
        kept = self._entry.preset.fields if self._entry and self._entry.preset else None
        for name, label in _labels().items():
            box = QCheckBox(label)
            box.setObjectName(f"presetKeeps_{name}")
            filled = bool(getattr(request, name))
            box.setChecked(filled and (kept is None or name in kept or name == spec.PROMPT.name))
            box.toggled.connect(self._check)
            self._boxes[name] = box
            flow.addWidget(box)
        return flow

    def _place(self) -> tuple[str, str]:
        """Name and folder as they are now."""
        folder = "/".join(part.strip() for part in self._folder.currentText().split("/"))
        return self._name.text().strip(), folder.strip("/")

    def _fields(self) -> tuple[FieldName, ...]:
        return tuple(name for name, box in self._boxes.items() if box.isChecked())

    def _check(self) -> None:
        name, folder = self._place()
        but = self._entry if self._asks in (Asks.RENAME, Asks.MOVE) else None
        trouble = self._desk.trouble_with(name, folder, but)
        if not trouble and self._asks is Asks.SAVE and not self._fields():
            trouble = self.tr("Choose at least one thing that it sets.")
        if not trouble and len(self._notes.toPlainText()) > MAX_NOTES:
            trouble = self.tr("The notes are too long.")
        # An empty name is no mistake yet: the person is about to type it.
        self._trouble.show_remark(trouble if name else "", "error")
        self._ok.setEnabled(not trouble)
        fit_height(self, _WIDTH)

    def _act(self) -> None:
        name, folder = self._place()
        desk, entry = self._desk, self._entry
        if self._asks is Asks.SAVE:
            desk.save_as(name, folder, self._fields(), self._notes.toPlainText().strip())
        elif entry is not None:
            does: Callable[[PresetEntry, str, str], None] = (
                desk.duplicate if self._asks is Asks.DUPLICATE else desk.move
            )
            does(entry, name, folder)
        self.accept()


def _labels() -> dict[FieldName, str]:
    """What a preset may set, in the order of the form."""
    return {
        spec.PROMPT.name: spec.PROMPT.label,
        **{field.name: field.label for field in spec.CHOICES},
        spec.DURATION.name: spec.DURATION.label,
        **{field.name: field.label for field in spec.REFERENCES},
    }


def _dim(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("kind", "dim")
    return label


def _add_row(column: QVBoxLayout, name: str, widget: QWidget) -> None:
    label = _dim(name)
    label.setBuddy(widget)
    column.addWidget(label)
    column.addWidget(widget)

"""The settings: the look, where files are, and the providers."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ... import __version__
from ...state.model import Model, clips_folder
from .. import theme
from ..widgets.choices import ChoiceRow, segments
from ..widgets.labels import ElidedLabel
from .parts import dialog_button, fit_height, margins, wrapping_label
from .providers_section import ProvidersSection

_WIDTH = 580
_LABEL_WIDTH = 96


class SettingsDialog(QDialog):
    """Every change counts at once. Open it with ``open``."""

    def __init__(self, model: Model, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = model.settings
        self._budgets = model.budgets
        self._paths = model.paths
        self.setObjectName("settingsDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Settings"))
        self._clips = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self._clips.setObjectName("clipsFolder")
        self._usual = dialog_button("clipsUsual", self.tr("Usual place"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*margins())
        self._column.setSpacing(theme.space(3))
        self._add_look()
        self._add_files()
        self._add_links()
        self._add_heading(self.tr("Providers"))
        self._column.addWidget(ProvidersSection(model.account))
        self._column.addLayout(self._build_foot())
        self._settings.changed.connect(self._show_clips)
        self._show_clips()
        fit_height(self, _WIDTH)

    def _add_heading(self, text: str) -> None:
        label = QLabel(text)
        label.setProperty("kind", "strong")
        self._column.addSpacing(theme.space(1))
        self._column.addWidget(label)

    def _add_look(self) -> None:
        choices = (
            ("system", self.tr("As the system"), self.tr("Follows the system's colours")),
            ("dark", self.tr("Dark"), ""),
            ("light", self.tr("Light"), ""),
        )
        self._add_heading(self.tr("Look"))
        self._look: ChoiceRow = segments(self.tr("Look"), choices, lambda value: f"look_{value}")
        self._look.show_value(theme.current().preference)
        self._look.chosen.connect(self._on_look_chosen)
        self._column.addWidget(self._look)

    def _add_files(self) -> None:
        change = dialog_button("clipsChange", self.tr("Change…"))
        change.setAccessibleName(self.tr("Change the clips folder"))
        self._usual.setAccessibleName(self.tr("Keep clips in the usual place"))
        change.clicked.connect(self._choose_clips_folder)
        self._usual.clicked.connect(lambda: self._settings.set(clips_folder=""))
        self._add_heading(self.tr("Files"))
        self._add_place(self.tr("Clips"), self._clips, change, self._usual)
        note = self.tr("Clips that are there already stay where they are.")
        self._column.addWidget(wrapping_label("small_dim", note))
        for name, label, folder in (
            ("dataFolder", self.tr("Data"), self._paths.data_dir),
            ("logsFolder", self.tr("Logs"), self._paths.logs),
        ):
            self._add_folder(name, label, folder)

    def _add_links(self) -> None:
        check = QCheckBox(self.tr("Check links before sending"))
        check.setObjectName("checkLinks")
        check.setAccessibleName(check.text())
        check.setChecked(self._settings.value.check_links)
        check.toggled.connect(lambda on: self._settings.set(check_links=on))
        self._add_heading(self.tr("References"))
        self._column.addWidget(check)
        note = self.tr(
            "Looks at each reference link from this computer, without your token: whether it "
            "leads to what the model takes. When off, nothing is fetched: links not seen before "
            "show no picture."
        )
        check.setAccessibleDescription(note)
        self._column.addWidget(wrapping_label("small_dim", note))

    def _add_folder(self, name: str, label: str, folder: Path) -> None:
        shown = ElidedLabel(str(folder), mode=Qt.TextElideMode.ElideMiddle)
        shown.setObjectName(name)
        show = dialog_button(f"{name}Show", self.tr("Show"))
        show.setAccessibleName(self.tr("Show the folder: {what}").format(what=label))
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
        self._add_place(label, shown, show)

    def _add_place(self, label: str, shown: ElidedLabel, *buttons: QPushButton) -> None:
        name = QLabel(label)
        name.setProperty("kind", "dim")
        name.setFixedWidth(_LABEL_WIDTH)
        row = QHBoxLayout()
        row.setSpacing(theme.space(2))
        row.addWidget(name)
        row.addWidget(shown, 1)
        for button in buttons:
            row.addWidget(button)
        self._column.addLayout(row)

    def _build_foot(self) -> QHBoxLayout:
        version = QLabel(
            self.tr("Seedance Desktop {version} · MIT licence").format(version=__version__)
        )
        version.setObjectName("versionLabel")
        version.setProperty("kind", "small_dim")
        budgets = dialog_button("settingsBudgets", self.tr("Budgets…"))
        budgets.clicked.connect(self._open_budgets)
        close = dialog_button("settingsClose", self.tr("Close"))
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addWidget(version, 1)
        row.addWidget(budgets)
        row.addWidget(close)
        return row

    def _open_budgets(self) -> None:
        from .budgets_dialog import BudgetsDialog

        BudgetsDialog(self._budgets, self).open()

    def _on_look_chosen(self, preference: theme.Preference) -> None:
        theme.current().set_preference(preference)
        self._settings.set(scheme=preference)

    def _show_clips(self) -> None:
        folder = str(clips_folder(self._paths, self._settings))
        self._clips.setText(folder)
        self._clips.setAccessibleName(folder)
        self._usual.setEnabled(bool(self._settings.value.clips_folder))

    def _choose_clips_folder(self) -> None:
        chooser = QFileDialog(self, self.tr("Where clips are kept"), self._clips.text())
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setObjectName("clipsChooser")
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.fileSelected.connect(lambda folder: self._settings.set(clips_folder=folder))
        chooser.open()

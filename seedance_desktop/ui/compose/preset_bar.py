"""The top of the compose pane: which preset the draft began with, and what can be done with it.

The list, the menu and the sheet are loaded when they are first asked for.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from ...state.preset_desk import PresetDesk
from .. import icons, theme
from ..widgets.buttons import icon_button
from ..widgets.menus import pop_up_under

if TYPE_CHECKING:
    from ..presets.panel import PresetPanel


class PresetButton(QPushButton):
    """Shows its text from the left, cut off where it does not fit, and an arrow at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._short = self._tail = ""

    def show_words(self, text: str, short: str, tail: str) -> None:
        """Show ``text``, or where it is narrow ``short``; ``tail`` after it is never cut off."""
        self._short, self._tail = short, tail
        self.setText(text)
        spoken = f"{text}, {tail}" if tail else text
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.space(20), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        edge, side = theme.space(3) - 1, theme.ICON - 2
        arrow = QRect(self.width() - side - theme.space(2), 0, side, self.height())
        icons.paint(painter, arrow, "chevron-down", "dim")
        metrics = self.fontMetrics()
        tail = f" · {self._tail}" if self._tail else ""
        tail_width = metrics.horizontalAdvance(tail)
        room = arrow.left() - edge - theme.space(1) - tail_width
        words = self.text() if metrics.horizontalAdvance(self.text()) <= room else self._short
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(theme.color("text"))
        painter.drawText(QRect(edge, 0, room + 1, self.height()), middle, shown)
        painter.setPen(theme.color("dim"))
        left = edge + metrics.horizontalAdvance(shown)
        painter.drawText(QRect(left, 0, tail_width + 1, self.height()), middle, tail)


class PresetBar(QWidget):
    """Acts through the desk alone."""

    used = Signal()
    """A preset was put into the draft."""

    def __init__(self, desk: PresetDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._presets = desk.presets
        self._panel: PresetPanel | None = None
        self._combo = PresetButton()
        self._combo.setObjectName("presetCombo")
        self._combo.clicked.connect(self._toggle_list)
        self._save = QPushButton(self.tr("Save"))
        self._save.setObjectName("presetSave")
        self._save.clicked.connect(self._on_save)
        self._menu = icon_button("more", self.tr("More for presets"))
        self._menu.setProperty("kind", "")
        self._menu.setObjectName("presetMenu")
        self._menu.clicked.connect(self._open_menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(2))
        row.addWidget(self._combo, 1)
        row.addWidget(self._save)
        row.addWidget(self._menu)
        self.last_stop: QWidget = self._menu
        """What the Tab key comes to last here."""
        self._presets.current_changed.connect(self._show)
        self._presets.listed.connect(self._show)
        self._show()

    def _show(self) -> None:
        entry, label = self._presets.current, self._presets.label
        name = entry.name if entry is not None else label.rpartition("/")[2]
        text = self.tr("Preset: {name}").format(name=name) if name else self.tr("Choose a preset")
        tail = self.tr("edited") if self._presets.edited else ""
        self._combo.show_words(text, name or text, tail)
        self._show_save()

    def _show_save(self) -> None:
        entry = self._presets.current
        own = entry is not None and self._presets.is_own(entry)
        if own and entry is not None:
            says = self.tr("Keep the changes in “{name}”").format(name=entry.name)
            if not self._presets.edited:
                says = self.tr("“{name}” is kept as it is here").format(name=entry.name)
        else:
            says = self.tr("Keep this as a preset of your own")
        self._save.setEnabled(not own or self._presets.edited)
        self._save.setToolTip(says)
        self._save.setAccessibleName(self.tr("Save preset"))
        self._save.setAccessibleDescription(says)

    def _on_save(self) -> None:
        entry = self._presets.current
        if entry is None or not self._presets.is_own(entry):
            from ..presets.sheet import PresetSheet

            PresetSheet.to_save(self._desk, self.window()).open()
        else:
            self._desk.update()

    def _toggle_list(self) -> None:
        if self._panel is not None and self._panel.isVisible():
            self._panel.close_panel()
            return
        if self._panel is None:
            from ..presets.panel import PresetPanel

            self._panel = PresetPanel(self._desk, self._combo)
            self._panel.used.connect(self.used)
        self._panel.open_panel()

    def _open_menu(self) -> None:
        from ..presets.menu import preset_menu

        self._presets.load()
        menu = preset_menu(self._desk, self._presets.current, self, draft_too=True)
        pop_up_under(menu, self._menu)

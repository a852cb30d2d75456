"""A set of references for an axis that is offered neither alone nor whole: typed as numbers."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ...core.variations import NoSet, reference_set
from .. import theme
from ..widgets.labels import RemarkLabel


class ReferenceSetEdit(QWidget):
    """Enter takes the numbers; what is no set says why and stays."""

    chosen = Signal(object)
    """The 0-based places of the references, from the first to the last."""

    def __init__(self, name: str, title: str, count: int, parent: QWidget | None = None) -> None:
        """For the axis called `name`, `title` on screen, of `count` references."""
        super().__init__(parent)
        self._count = count
        self._edit = QLineEdit()
        self._edit.setObjectName(f"axisSet_{name}")
        self._edit.setPlaceholderText(self.tr("Another set, such as 1 3"))
        self._edit.setAccessibleName(
            self.tr("{what}: another set, by their numbers").format(what=title)
        )
        self._remark = RemarkLabel()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.space(1), 0, 0)
        column.setSpacing(theme.space(1))
        column.addWidget(self._edit)
        column.addWidget(self._remark)
        self._edit.returnPressed.connect(self._take)
        self._edit.textEdited.connect(lambda: self._remark.show_remark(""))

    def focus_target(self) -> QWidget:
        """Where it is typed."""
        return self._edit

    def _take(self) -> None:
        try:
            places = reference_set(self._edit.text(), self._count)
        except NoSet as reason:
            self._remark.show_remark(str(reason))
            return
        self._edit.clear()
        self.chosen.emit(places)

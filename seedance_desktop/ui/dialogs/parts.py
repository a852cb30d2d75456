"""What the dialogs have in common: labels that wrap, named buttons, and the right height."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QWidget

from .. import theme


def wrapping_label(kind: str = "", text: str = "") -> QLabel:
    """Plain text on as many lines as it needs."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", kind)
    return label


def dialog_button(name: str, text: str, kind: str = "") -> QPushButton:
    """A button that Enter presses only while it has the focus; a primary one is the default."""
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAccessibleName(text)
    button.setAutoDefault(False)
    if kind:
        button.setProperty("kind", kind)
    button.setDefault(kind == "primary")
    return button


def named(widget: QWidget, object_name: str, accessible_name: str) -> None:
    """Give ``widget`` the names that outside tools and the person's tools know it by."""
    widget.setObjectName(object_name)
    widget.setAccessibleName(accessible_name)


def fit_height(dialog: QDialog, width: int) -> None:
    """Make ``dialog`` as high as its contents need at ``width`` px, now that they changed."""
    column = dialog.layout()
    if column is not None:
        column.activate()
        by_width = column.totalHeightForWidth(width)  # -1 where nothing in it wraps
        dialog.setFixedSize(width, max(by_width, column.totalMinimumSize().height()))


def margins() -> tuple[int, int, int, int]:
    """Around a dialog's contents, px."""
    return (theme.space(5), theme.space(5), theme.space(5), theme.space(5))

"""The window that shows the viewer on the whole screen."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from .viewer import Viewer

IDLE_MS = 2_500
"""So long after the last key or movement the bar and the pointer go."""

_STIRS = frozenset({QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress})


class FullScreen(QWidget):
    """Takes the viewer in, and gives it back when it is left: by Escape, F, or closing."""

    left = Signal()

    def __init__(self, viewer: Viewer, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._viewer = viewer
        self.setObjectName("fullScreen")
        self.setWindowTitle(self.tr("Clip"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(viewer)
        # Where no window manager does it.
        self.setGeometry(parent.screen().geometry())
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle.timeout.connect(self._rest)
        self._idle.start()
        viewer.canvas.installEventFilter(self)

    def leave(self) -> None:
        """End it; the viewer can be taken back then."""
        self._viewer.canvas.removeEventFilter(self)
        self._stir()
        self._idle.stop()
        self.left.emit()

    def _stir(self) -> None:
        self._viewer.bar.show()
        self._viewer.canvas.unsetCursor()
        self._idle.start()

    def _rest(self) -> None:
        bar = self._viewer.bar
        focus = QApplication.focusWidget()
        # While a button in it has the focus or the pointer, it must be seen.
        if bar.underMouse() or (focus is not None and bar.isAncestorOf(focus)):
            self._idle.start()
        else:
            bar.hide()
            self._viewer.canvas.setCursor(Qt.CursorShape.BlankCursor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _STIRS:
            self._stir()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.leave()

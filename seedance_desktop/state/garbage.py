"""Looks for garbage on the window's thread alone.

Python by itself looks on whatever thread happens to make the next object: one that loads the
keyring, or writes the history. What stands in a circle of references dies there, and a timer or a
widget of Qt's may die on its own thread only: off it, the process warns at best and ends at worst.
"""

import gc

from PySide6.QtCore import QObject, Qt, QTimer

SWEEP_MS = 250
"""Often enough that one look stays short, also while presets by the thousand are read."""
MADE_FOR_ALL = 70_000
"""Objects made and not freed since all were last looked through; Python's own measure."""


class Sweeper(QObject):
    """Takes the place of Python's own look for garbage. Make it on the window's thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._made = 0
        self._timer = QTimer(self, interval=SWEEP_MS, timerType=Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.sweep)
        self._timer.start()

    def sweep(self) -> None:
        """Look through what is new, if it is worth it, and now and then through everything."""
        made = gc.get_count()[0]
        if made <= gc.get_threshold()[0]:
            return
        self._made += made
        if self._made > MADE_FOR_ALL:
            self._made = 0
            gc.collect()
        else:
            gc.collect(1)

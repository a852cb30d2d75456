"""Pop-up menus that screen readers and test drivers can find and use.

Qt leaves the window of a pop-up menu out of the accessibility tree: it lists under the application
every window but those. A menu bar it does list, with the menus in it. So while a menu is open, a
menu bar of no size stands in its window and holds it. Everything else about the menu is Qt's own:
its keys, its roles, and where it stands.
"""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget


def make_menu(parent: QWidget, name: str, says: str) -> QMenu:
    """An empty menu about ``parent``: its objectName, and what it is called when it is read out."""
    menu = QMenu(parent)
    _name(menu, name, says)
    return menu


def add(menu: QMenu, name: str, words: str, does: Callable[[], object]) -> QAction:
    """One entry, its words to the letter; ``name`` becomes its objectName."""
    action = menu.addAction(_to_the_letter(words))
    action.setObjectName(name)
    action.triggered.connect(lambda: does())
    return action


def add_menu(menu: QMenu, name: str, words: str) -> QMenu:
    """A menu within the menu; ``name`` and ``Item`` after it is its entry's objectName."""
    inner = menu.addMenu(_to_the_letter(words))
    _name(inner, name, words)
    return inner


def pop_up(menu: QMenu, at: QPoint) -> None:
    """Open the menu at a point of the screen; it is gone once closed."""
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    bar = QMenuBar((menu.parentWidget() or menu).window())
    bar.setObjectName("openMenu")
    bar.setAccessibleName(menu.accessibleName())
    # One of the system's own, at the top of the screen, would not be in the window.
    bar.setNativeMenuBar(False)
    bar.setGeometry(0, 0, 0, 0)
    bar.addMenu(menu)
    bar.show()
    menu.aboutToHide.connect(bar.deleteLater)
    # Pressed from outside, an entry would leave its menu open.
    menu.triggered.connect(menu.close)
    menu.popup(at)


def pop_up_under(menu: QMenu, button: QWidget) -> None:
    """Open the menu below what was pressed for it."""
    pop_up(menu, button.mapToGlobal(button.rect().bottomLeft()))


def _name(menu: QMenu, name: str, says: str) -> None:
    menu.setObjectName(name)
    menu.setAccessibleName(says)
    menu.menuAction().setObjectName(f"{name}Item")
    menu.menuAction().setText(_to_the_letter(says))


def _to_the_letter(words: str) -> str:
    return words.replace("&", "&&")

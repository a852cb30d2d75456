"""Menus as assistive tools meet them."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QMenu, QMenuBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from seedance_desktop.ui.widgets.menus import add, add_menu, make_menu, pop_up, pop_up_under


def opened(qtbot: QtBot, done: list[str]) -> tuple[QWidget, QMenu]:
    """A window with a menu open under its button."""
    window = QWidget()
    qtbot.addWidget(window)
    button = QPushButton("more", window)
    with qtbot.waitExposed(window):
        window.show()
    menu = make_menu(button, "shipMenu", "About the ship")
    add(menu, "sail", "Sail & see", lambda: done.append("sail"))
    inner = add_menu(menu, "shipPaint", "Paint")
    add(inner, "paintRed", "Red", lambda: done.append("red"))
    pop_up_under(menu, button)
    qtbot.waitUntil(menu.isVisible, timeout=10_000)
    return window, menu


def children(of: QAccessibleInterface) -> list[QAccessibleInterface]:
    return [of.child(number) for number in range(of.childCount())]


def found(window: QWidget, *names: str) -> QAccessibleInterface:
    """What is called so, each in the one before."""
    at = QAccessible.queryAccessibleInterface(window)
    for name in names:
        at = next(c for c in children(at) if c.text(QAccessible.Text.Name) == name)
    return at


def test_an_open_menu_is_in_the_tree_of_its_window(qtbot: QtBot) -> None:
    window, menu = opened(qtbot, [])
    path = ("About the ship", "About the ship", "About the ship")  # the bar, its entry, the menu
    entry = found(window, *path, "Sail & see")
    assert entry.role() == QAccessible.Role.MenuItem
    assert not entry.state().invisible
    assert entry.object().objectName() == "sail"
    assert found(window, *path, "Paint", "Paint", "Red").object().objectName() == "paintRed"
    bar = window.findChild(QMenuBar)
    assert (bar.isVisible(), bar.width(), bar.height()) == (True, 0, 0)
    menu.close()


def test_an_entry_pressed_from_outside_closes_its_menu(qtbot: QtBot) -> None:
    done: list[str] = []
    window, menu = opened(qtbot, done)
    inner = menu.findChild(QMenu, "shipPaint")
    inner.actions()[0].trigger()
    assert (done, menu.isVisible()) == (["red"], False)
    qtbot.waitUntil(lambda: not window.findChildren(QMenuBar), timeout=10_000)
    assert not window.findChildren(QMenu)


def test_keys_choose_and_leave(qtbot: QtBot) -> None:
    done: list[str] = []
    for keys, wanted in (((Qt.Key.Key_Escape,), []),
                         ((Qt.Key.Key_Down, Qt.Key.Key_Return), ["sail"])):  # fmt: skip
        window, menu = opened(qtbot, done)
        for key in keys:
            qtbot.keyClick(menu, key)
        assert done == wanted
        qtbot.waitUntil(lambda w=window: not w.findChildren(QMenuBar), timeout=10_000)


def test_a_menu_of_the_toolkit_s_own_is_in_it_too(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    menu = make_menu(window, "one", "One")
    pop_up(menu, QPoint(5, 5))
    assert found(window, "One", "One", "One").role() == QAccessible.Role.PopupMenu
    menu.close()

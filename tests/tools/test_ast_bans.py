"""The check of the design's bans: it finds each, and leaves alone what only looks like it."""

from pathlib import Path

import pytest

from scripts import ast_bans

BANNED = {
    "runs an event loop": [
        "dialog.exec()",
        "dialog.exec_()",
        "QMenu(self).exec(point)",
        "menus[0].exec()",
    ],
    "processEvents": [
        "QApplication.processEvents()",
        "app.processEvents()",
        "step = app.processEvents",
    ],
    "asyncSlot": [
        "from qasync import asyncSlot",
        "@qasync.asyncSlot()\ndef f(): ...",
        "from qasync import asyncClose as closing",
    ],
    "starts a task": [
        "asyncio.create_task(f())",
        "from asyncio import create_task",
        "self._loop.create_task(f())",
        "asyncio.get_running_loop().create_task(f())",
        "group.create_task(f())",
        "asyncio.ensure_future(f())",
        "from asyncio import ensure_future",
    ],
    "a static dialog": [
        "QMessageBox.question(self, 'a', 'b')",
        "QtWidgets.QFileDialog.getOpenFileName()",
        "QInputDialog.getText(self, 'a', 'b')",
        "QColorDialog.getColor()",
    ],
    "a colour": [
        "ACCENT = '#8b7cf6'",
        "style = f'color: #FFFFFF; width: {w}px'",
        "style = 'background: rgba(0, 0, 0, 40)'",
        "WHITE = '#fff'",
        "QColor('red')",
        "QColor(255, 0, 0)",
        "QtGui.QColor(255, g, b)",
        "QColor.fromRgb(1, 2, 3)",
        "painter.setPen(Qt.GlobalColor.white)",
    ],
    "a font size": [
        "font.setPointSize(9)",
        "self.font().setPixelSize(size)",
        "QFont('Inter', 13)",
        "style = 'font-size: 13px'",
        "style = 'font: bold 11pt Inter'",
    ],
    "swallows": [
        "try: f()\nexcept: raise",
        "try: f()\nexcept Exception: pass",
        "try: f()\nexcept (OSError, Exception):\n  'why'\n  ...",
        "try: f()\nexcept BaseException as error: pass",
        "with contextlib.suppress(Exception): f()",
    ],
    "prints": ["print('here')"],
    "a menu that": ["menu = QMenu(self)", "QtWidgets.QMenu()", "menu.popup(point)"],
    "widgets belong": ["from PySide6.QtWidgets import QWidget", "import PySide6.QtWidgets"],
    "Qt belongs": ["from PySide6.QtCore import QObject", "import qasync"],
}

FINE = [
    "exec(code)",
    "connection.execute(sql)",
    "await client.create_task(request)",
    "await self._client.create_task(request)",
    "def create_task(self): ...",
    "QMessageBox(self).open()",
    "name = 'row #123456789'",
    "see = 'task #42'",
    "color = QColor()",
    "color = QColor(theme.accent)",
    "Qt.GlobalColor.transparent",
    "font = QFont(base)",
    "style = 'font-weight: 600; margin: 4px'",
    "try: f()\nexcept OSError: pass",
    "try: f()\nexcept Exception: log.exception('why')",
    "with contextlib.suppress(OSError): f()",
    "pprint(x)",
    "def pop_up(menu: QMenu): ...",
]


def texts(source: str, path: str) -> list[str]:
    return [text for _, text in ast_bans.findings(source, path)]


@pytest.mark.parametrize(
    ("start", "source"), [(start, source) for start in BANNED for source in BANNED[start]]
)
def test_finds(start: str, source: str) -> None:
    assert any(text.startswith(start) for text in texts(source, "core/somewhere.py"))


@pytest.mark.parametrize("source", FINE)
def test_leaves_alone(source: str) -> None:
    assert texts(source, "core/somewhere.py") == []


def test_every_ban_is_tried() -> None:
    assert len(BANNED) == len(ast_bans.BANS)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("app.py", "application.exec()"),
        ("ui/drag.py", "drag.exec()"),
        ("state/tasks.py", "loop.create_task(f())"),
        ("ui/widgets/menus.py", "QMenu(parent).popup(at)"),
        ("ui/theme.py", "QColor('#8b7cf6')"),
        ("simulator/__main__.py", "print('listening')"),
        ("ui/stage/player.py", "from PySide6.QtWidgets import QWidget"),
        ("state/frames.py", "from PySide6.QtGui import QImage"),
    ],
)
def test_knows_the_one_place(path: str, source: str) -> None:
    assert texts(source, path) == []


def test_says_where_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ui").mkdir()
    bad = tmp_path / "ui" / "bad.py"
    bad.write_text("import x\n\nx.exec()\n")
    assert ast_bans.main([str(tmp_path)]) == 1
    assert f"{bad}:3: runs an event loop" in capsys.readouterr().out


def test_a_clean_package_passes(tmp_path: Path) -> None:
    (tmp_path / "good.py").write_text("x = 1\n")
    assert ast_bans.main([str(tmp_path)]) == 0


def test_an_empty_folder_is_no_success(tmp_path: Path) -> None:
    assert ast_bans.main([str(tmp_path)]) == 1

from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from seedance_desktop import resources
from seedance_desktop.ui import theme

FILLS = ("background", "panel", "raised", "well", "hover", "selected")
TEXTS = ("text", "dim", "accent_text", "running", "done", "failed", "warning")
SPECIAL_PAIRS = (
    ("on_accent", "accent_fill"),
    ("text", "token"),
    ("text", "warning_fill"),
    ("warning", "warning_fill"),
    ("text", "failed_fill"),
    ("failed", "failed_fill"),
    ("on_badge", "badge"),
)


def luminance(color: QColor) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(QColor(one)), luminance(QColor(other))))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", theme.PALETTES)
@pytest.mark.parametrize(("text", "fill"), [*product(TEXTS, FILLS), *SPECIAL_PAIRS])
def test_text_stands_out_from_what_it_is_written_on(
    scheme: theme.Scheme, text: str, fill: str
) -> None:
    palette = theme.PALETTES[scheme]
    assert contrast(getattr(palette, text), getattr(palette, fill)) >= 4.5


@pytest.mark.parametrize("scheme", theme.PALETTES)
def test_no_role_is_left_to_the_system(scheme: theme.Scheme) -> None:
    palette = theme.qt_palette(theme.PALETTES[scheme])
    real_roles = (
        role
        for role in QPalette.ColorRole
        if role not in (QPalette.ColorRole.NoRole, QPalette.ColorRole.NColorRoles)
    )
    groups = (
        QPalette.ColorGroup.Active,
        QPalette.ColorGroup.Inactive,
        QPalette.ColorGroup.Disabled,
    )
    unset = [pair for pair in product(groups, real_roles) if not palette.isBrushSet(*pair)]
    assert unset == []


def test_system_scheme_is_followed_live(qapp: QApplication, qtbot: QtBot) -> None:
    look = theme.current()
    look.set_preference("system")
    label = QLabel("word")
    qtbot.addWidget(label)
    for system, background in (
        (Qt.ColorScheme.Light, theme.PALETTES["light"].panel),
        (Qt.ColorScheme.Dark, theme.PALETTES["dark"].panel),
    ):
        qapp.styleHints().colorSchemeChanged.emit(system)
        assert label.palette().color(QPalette.ColorRole.Window).name() == background
        assert background in qapp.styleSheet()


def test_fixed_scheme_ignores_the_system(qapp: QApplication, qtbot: QtBot) -> None:
    look = theme.current()
    with qtbot.waitSignal(look.changed):
        look.set_preference("light")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert look.scheme == "light"
    assert theme.color("panel").name() == theme.PALETTES["light"].panel


def test_unknown_preference_is_refused() -> None:
    with pytest.raises(ValueError, match="sepia"):
        theme.current().set_preference("sepia")


@pytest.mark.parametrize("name", ["body", "strong", "mono", "mono_small", "title"])
def test_fonts_are_our_own(name: str) -> None:
    font = theme.font(name)
    assert QFontInfo(font).family() == font.family()
    assert QFontInfo(font).weight() == font.weight()


def test_missing_resource_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="icons/none"):
        resources.path("icons/none.svg")


def test_resources_are_found_in_an_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seedance_desktop" / "_resources" / "theme").mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "seedance_desktop" / "resources.py"))
    resources.folder.cache_clear()
    try:
        assert resources.path("theme").parent.name == "_resources"
    finally:
        resources.folder.cache_clear()

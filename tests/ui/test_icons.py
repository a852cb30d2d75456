import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPainter
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from seedance_desktop import resources
from seedance_desktop.ui import icons, theme

NAMES = sorted(file.stem for file in resources.path("icons").glob("*.svg"))


def colors_of(image: QImage) -> set[str]:
    """The colours of the fully opaque pixels."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_draws_something_in_the_asked_colour(name: str) -> None:
    image = icons.pixmap(name, "failed", 64).toImage()
    assert theme.PALETTES["dark"].failed in colors_of(image)


def test_a_button_keeps_to_the_scheme(qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    icons.set_icon(button, "check", "warning")
    theme.current().set_preference("light")
    drawn = button.icon().pixmap(16, 16).toImage()
    assert theme.PALETTES["light"].warning in colors_of(drawn)


def test_a_sharp_screen_gets_a_sharp_icon() -> None:
    sharp = icons.pixmap("play", "text", 16, 2.0)
    assert (sharp.width(), sharp.deviceIndependentSize().width()) == (32, 16)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_a_button_has_its_icon_as_sharp_as_the_screen(ratio: float) -> None:
    drawn = icons.icon("play").pixmap(QSize(16, 16), ratio)
    assert (drawn.width(), drawn.devicePixelRatio()) == (16 * ratio, ratio)


def test_what_cannot_be_pressed_has_a_dim_icon() -> None:
    drawn = icons.icon("play", "failed").pixmap(QSize(64, 64), QIcon.Mode.Disabled).toImage()
    assert theme.PALETTES["dark"].dim in colors_of(drawn)


def test_painting_centres_the_icon() -> None:
    canvas = QImage(64, 32, QImage.Format.Format_ARGB32)
    canvas.fill(QColor("#000000"))
    painter = QPainter(canvas)
    icons.paint(painter, canvas.rect(), "pause", "text")
    painter.end()
    lit = [x for x in range(64) if canvas.pixelColor(x, 16).lightness() > 128]
    assert 16 < min(lit) < 32 < max(lit) < 48


def test_unknown_icon_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="unicorn"):
        icons.pixmap("unicorn")

"""The look: colours, fonts, sizes, and the style sheet made from them. Nothing else holds a colour.

    theme.install(app, "system")        once, before the first widget; "system", "dark" or "light"
    theme.install(app, "system", dressed=False), theme.current().dress()
                                        the same, faster: the window is built between the two
    theme.current()                     the Theme; RuntimeError before install()
    theme.current().changed             signal: the scheme changed, everything is restyled already
    theme.current().set_preference("light")     the person's choice; "system" follows it live
    theme.current().scheme              "dark" or "light"

    theme.color("dim") -> QColor        any field of Palette, of the current scheme
    theme.font("mono") -> QFont         body strong small small_strong tiny title mono mono_small
    theme.space(3) -> 12                spacing in steps of 4 px; MARGIN for the edge of a pane
    RADIUS, ICON        px

Painting code asks `color` and `font` while it paints and needs no signal: a change repaints
all. Only what caches pixmaps listens to `changed`.

Widgets are styled by properties, not by style sheets of their own. Before a widget is shown plain
`setProperty` is enough; later use `set_property(widget, name, value)`, which restyles it.

    QPushButton   kind: primary, flat, link, danger, pill, segment
                  (a segment has position: first, middle, last)
    QLabel        kind: dim, small, small_dim, tiny, strong, title, mono, mono_small, badge
                  state: running, done, failed, warning, waiting (the label says the word too)
    QFrame        kind: panel, header, footer, well, raised, floating, notice, line, vline
                  (a notice has severity: info, warning, error)
    QLineEdit, QPlainTextEdit, QAbstractSpinBox   invalid: true draws the problem border
    QAbstractItemView   kind: plain has neither border nor fill, floating lies over the window
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from string import Template
from typing import Literal, get_args

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from .. import resources

Preference = Literal["system", "dark", "light"]
Scheme = Literal["dark", "light"]

RADIUS = 6
MARGIN = 14
ICON = 16

BODY, SMALL, TINY, TITLE = 13, 12, 11, 14
"""Text sizes in px."""

UI_FAMILY = "Inter"
MONO_FAMILY = "JetBrains Mono"
_FONT_FILES = (
    "Inter-Regular.otf",
    "Inter-SemiBold.otf",
    "Inter-Bold.otf",
    "JetBrainsMono-Regular.ttf",
)


@dataclass(frozen=True)
class Palette:
    """The colours of one scheme."""

    background: str
    panel: str
    raised: str
    line: str
    edge: str
    """A line that has to be seen by itself: where something can be dropped."""
    text: str
    dim: str
    accent: str
    accent_fill: str
    """Under `on_accent` text."""
    accent_text: str
    """The accent as a text colour: readable on every fill, which `accent` is not."""
    on_accent: str
    running: str
    done: str
    failed: str
    warning: str
    well: str
    hover: str
    selected: str
    token: str
    """Behind a reference's name in the prompt."""
    warning_fill: str
    failed_fill: str
    badge: str
    """Under small words on a picture, which may have any colour."""
    on_badge: str


PALETTES: dict[Scheme, Palette] = {
    "dark": Palette(
        background="#1a1a1c",
        panel="#212124",
        raised="#2a2a2e",
        line="#37373c",
        edge="#515159",
        text="#ececee",
        dim="#a3a3ab",
        accent="#8b7cf6",
        accent_fill="#6a58e8",
        accent_text="#b3a9fb",
        on_accent="#ffffff",
        running="#4da3ff",
        done="#4cc38a",
        failed="#ff6b70",
        warning="#f5a524",
        well="#121214",
        hover="#323237",
        selected="#302e41",
        token="#433f62",
        warning_fill="#3b3123",
        failed_fill="#3d2629",
        badge="#121214",
        on_badge="#ececee",
    ),
    "light": Palette(
        background="#f3f3f4",
        panel="#fafafa",
        raised="#ffffff",
        line="#dcdce0",
        edge="#b9b9c0",
        text="#1c1c1f",
        dim="#5b5b63",
        accent="#5b47d6",
        accent_fill="#5b47d6",
        accent_text="#5b47d6",
        on_accent="#ffffff",
        running="#1467c2",
        done="#157347",
        failed="#c2262c",
        warning="#8f5600",
        well="#e7e7ea",
        hover="#efeff1",
        selected="#e9e6f7",
        token="#d5cff4",
        warning_fill="#f1ebe1",
        failed_fill="#f8e9e9",
        badge="#1c1c1f",
        on_badge="#fafafa",
    ),
}

_FONTS: dict[str, tuple[str, int, QFont.Weight]] = {
    "body": (UI_FAMILY, BODY, QFont.Weight.Normal),
    "strong": (UI_FAMILY, BODY, QFont.Weight.DemiBold),
    "small": (UI_FAMILY, SMALL, QFont.Weight.Normal),
    "small_strong": (UI_FAMILY, SMALL, QFont.Weight.DemiBold),
    "tiny": (UI_FAMILY, TINY, QFont.Weight.Normal),
    "title": (UI_FAMILY, TITLE, QFont.Weight.Bold),
    "mono": (MONO_FAMILY, SMALL, QFont.Weight.Normal),
    "mono_small": (MONO_FAMILY, TINY, QFont.Weight.Normal),
}


class Theme(QObject):
    """The current scheme, applied to the whole application."""

    changed = Signal()

    def __init__(self, app: QApplication, preference: Preference, dressed: bool) -> None:
        super().__init__(app)
        self._app = app
        self._dressed = dressed
        self._preference: Preference = preference
        self._scheme: Scheme | None = None
        hints = app.styleHints()
        self._system = hints.colorScheme()
        hints.colorSchemeChanged.connect(self._on_system_changed)
        self._request_native_scheme()
        self._apply()

    @property
    def scheme(self) -> Scheme:
        return self._wanted_scheme()

    @property
    def preference(self) -> Preference:
        return self._preference

    @property
    def palette(self) -> Palette:
        return PALETTES[self.scheme]

    def dress(self) -> None:
        """Put the style sheet on. With it on, a widget is styled anew each time it is moved into
        a layout: to build a window without it takes half the time.
        """
        self._dressed = True
        self._app.setStyleSheet(style_sheet(self.scheme))

    def set_preference(self, preference: Preference) -> None:
        """Fix the scheme, or follow the system again. Raises ValueError on another word."""
        if preference not in get_args(Preference):
            raise ValueError(f"no such colour scheme: {preference!r}")
        if preference == self._preference:
            return
        self._preference = preference
        self._request_native_scheme()
        self._apply()

    def color(self, name: str) -> QColor:
        """The colour `name`, a field of Palette. Raises AttributeError on another word."""
        return QColor(str(getattr(self.palette, name)))

    def font(self, name: str) -> QFont:
        """A font of the table above. Raises KeyError on another word."""
        family, pixels, weight = _FONTS[name]
        font = QFont(family)
        font.setPixelSize(pixels)
        font.setWeight(weight)
        if family == MONO_FAMILY:
            font.setStyleHint(QFont.StyleHint.Monospace)
        return font

    def _request_native_scheme(self) -> None:
        # Where the platform can, the frame and native dialogs follow too; elsewhere nothing
        # happens. Asking anew what the system wants is the same call's other half.
        hints = self._app.styleHints()
        if self._preference == "system":
            hints.unsetColorScheme()
            self._system = hints.colorScheme()
        else:
            dark = self._preference == "dark"
            hints.setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)

    def _on_system_changed(self, scheme: Qt.ColorScheme) -> None:
        if self._preference == "system":
            self._system = scheme
            self._apply()

    def _wanted_scheme(self) -> Scheme:
        if self._preference != "system":
            return self._preference
        # A system without an opinion gets the dark scheme, which flatters moving pictures.
        return "light" if self._system == Qt.ColorScheme.Light else "dark"

    def _apply(self) -> None:
        scheme = self._wanted_scheme()
        if scheme == self._scheme:
            return
        self._scheme = scheme
        self._app.setPalette(qt_palette(PALETTES[scheme]))
        if self._dressed:
            self._app.setStyleSheet(style_sheet(scheme))
        self.changed.emit()


_current: Theme | None = None


def install(app: QApplication, preference: Preference = "system", *, dressed: bool = True) -> Theme:
    """Give `app` its style, fonts and colours. A second call only changes the preference."""
    global _current
    if _current is not None:
        _current.set_preference(preference)
        return _current
    QDir.addSearchPath("theme", str(resources.path("theme")))
    for name in _FONT_FILES:
        file = resources.path(f"fonts/{name}")
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            raise RuntimeError(f"the font {file} cannot be read")
    app.setStyle("Fusion")
    _current = Theme(app, preference, dressed)
    app.setFont(_current.font("body"))
    return _current


def current() -> Theme:
    """The installed theme. Raises RuntimeError before `install`."""
    if _current is None:
        raise RuntimeError("theme.install() comes first")
    return _current


def color(name: str) -> QColor:
    return current().color(name)


def font(name: str) -> QFont:
    return current().font(name)


def space(steps: int) -> int:
    """`steps` times 4 px."""
    return 4 * steps


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet selects by, and restyle the widget if it changed."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def style_sheet(scheme: Scheme) -> str:
    """The template with the scheme's colours and the sizes filled in."""
    template = Template(resources.path("theme/app.qss").read_text(encoding="utf-8"))
    return template.substitute(
        asdict(PALETTES[scheme]),
        scheme=scheme,
        radius=f"{RADIUS}px",
        small=f"{SMALL}px",
        tiny=f"{TINY}px",
        body=f"{BODY}px",
        title=f"{TITLE}px",
        mono_family=MONO_FAMILY,
    )


def qt_palette(colors: Palette) -> QPalette:
    """Every role of every group, so that nothing is taken from the system's own palette."""
    role = QPalette.ColorRole
    roles = {
        role.Window: colors.panel,
        role.WindowText: colors.text,
        role.Base: colors.raised,
        role.AlternateBase: colors.panel,
        role.ToolTipBase: colors.raised,
        role.ToolTipText: colors.text,
        role.PlaceholderText: colors.dim,
        role.Text: colors.text,
        role.Button: colors.raised,
        role.ButtonText: colors.text,
        role.BrightText: colors.on_accent,
        role.Light: colors.hover,
        role.Midlight: colors.raised,
        role.Dark: colors.line,
        role.Mid: colors.line,
        role.Shadow: colors.well,
        role.Highlight: colors.accent_fill,
        role.Accent: colors.accent_fill,
        role.HighlightedText: colors.on_accent,
        role.Link: colors.accent_text,
        role.LinkVisited: colors.accent_text,
    }
    disabled = {
        role.WindowText: colors.dim,
        role.Text: colors.dim,
        role.ButtonText: colors.dim,
        role.Highlight: colors.line,
        role.Accent: colors.line,
        role.HighlightedText: colors.dim,
    }
    palette = QPalette()
    for each, value in roles.items():
        palette.setColor(QPalette.ColorGroup.All, each, QColor(value))
    for each, value in disabled.items():
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(value))
    return palette

"""Colours, type and the one style sheet: tokens fill `resources/theme/app.qss` and the palette."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from ccm_desktop.ui.resources import ROOT

_FAMILY = "Noto Sans"
_BASE_PX = 13


@dataclass(frozen=True, slots=True)
class Tokens:
    """One colour scheme (ux.md 9.3); contrast ratios are tested."""

    window: str
    surface: str
    alternate: str
    hover: str
    selection: str
    text: str
    text2: str
    disabled: str
    accent: str
    on_accent: str
    accent_hover: str
    border: str
    hairline: str
    focus: str
    running: str
    paused: str
    danger: str
    ok_fg: str
    ok_bg: str
    warn_fg: str
    warn_bg: str
    error_fg: str
    error_bg: str
    info_fg: str
    info_bg: str
    complex_fg: str
    complex_bg: str
    neutral_fg: str
    neutral_bg: str
    chart1: str
    chart2: str
    chart3: str
    chart4: str


LIGHT = Tokens(
    "#F3F5F7", "#FFFFFF", "#F7F9FA", "#EAF1F8", "#CFE3F6", "#18212B", "#48545F", "#8B95A0", "#0B5CA0",
    "#FFFFFF", "#08487E", "#717D8A", "#D3D9DF", "#0B5CA0", "#0B655C", "#754700", "#9C1F17", "#17633A", "#DFF2E6",
    "#754700", "#FFF0D1", "#9C1F17", "#FCE6E3", "#0A4A82", "#E1EEFA", "#55348F", "#EEE8FA", "#434D58",
    "#E9EDF0", "#08306B", "#2F8FB5", "#C25E00", "#7A7A7A",
)  # fmt: skip
DARK = Tokens(
    "#13171C", "#1B2128", "#1F262E", "#26313C", "#234B6E", "#E8ECF0", "#B2BCC6", "#6F7A85", "#74B6F3",
    "#0A1621", "#9CCBF5", "#7F8B97", "#36404B", "#9CCBF5", "#117F75", "#7A4B00", "#C4463C", "#93D8A9", "#16301F",
    "#F3C878", "#33270E", "#F6ABA4", "#3B1B18", "#A3CFF6", "#152A3D", "#CDBBF6", "#2B2242", "#C5CDD5",
    "#2A323B", "#DCEBFA", "#3E8FD0", "#F39A4E", "#8A949E",
)  # fmt: skip


class Theme(QObject):
    """Applies a scheme to the application and says when it changes.

    Signals:
        changed: icons and painted cells must be drawn anew.
    """

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.app = app
        self.tokens = LIGHT
        self.scale = 1.0
        self._scheme = "system"
        self._percent = 100
        for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"):
            QFontDatabase.addApplicationFont(str(ROOT / "fonts" / name))
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._on_system_scheme)

    def apply(self, scheme: str = "system", text_percent: int = 100) -> None:
        """`scheme` is light, dark or system; text from 100 to 200 percent."""
        self._scheme, self._percent = scheme, text_percent
        dark = scheme == "dark" or (scheme == "system" and self.app.styleHints().colorScheme() == Qt.ColorScheme.Dark)
        self.tokens = DARK if dark else LIGHT
        self.scale = max(100, min(200, text_percent)) / 100
        font = QFont(_FAMILY)
        font.setPixelSize(round(_BASE_PX * self.scale))
        font.setFeature(QFont.Tag("tnum"), 1)  # times stand under times
        self.app.setStyleSheet("")  # in place of another, Qt would style each widget once for every widget it stands in
        self.app.setFont(font)
        self.app.setPalette(_palette(self.tokens))
        self.app.setStyleSheet(self._sheet())
        self.changed.emit()

    def release(self) -> None:
        """Follow the system's scheme no longer."""
        self.app.styleHints().colorSchemeChanged.disconnect(self._on_system_scheme)

    def chip(self, tone: str) -> tuple[QColor, QColor]:
        """Foreground and background of a chip."""
        if tone == "running":
            return QColor("#FFFFFF"), QColor(self.tokens.running)
        return QColor(getattr(self.tokens, f"{tone}_fg")), QColor(getattr(self.tokens, f"{tone}_bg"))

    def px(self, size: int) -> int:
        """A size at 100 % in pixels at the present text size."""
        return round(size * self.scale)

    def _on_system_scheme(self) -> None:
        if self._scheme == "system":
            self.apply(self._scheme, self._percent)

    def _sheet(self) -> str:
        sizes = {f"px{size}": f"{self.px(size)}px" for size in range(1, 49)}
        template = Template((ROOT / "theme" / "app.qss").read_text("utf-8"))
        drawn = {"arrow": "arrow.svg", "check": f"check_{'dark' if self.tokens is DARK else 'light'}.svg"}
        files = {name: (ROOT / "theme" / file).as_posix() for name, file in drawn.items()}
        return template.substitute(asdict(self.tokens), **files, **sizes)


def _palette(t: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for where, colour in (
        (role.Window, t.window), (role.WindowText, t.text), (role.Base, t.surface),
        (role.AlternateBase, t.alternate), (role.Text, t.text), (role.Button, t.surface),
        (role.ButtonText, t.text), (role.BrightText, t.on_accent),
        (role.ToolTipBase, t.surface), (role.ToolTipText, t.text),
        (role.Highlight, t.selection), (role.HighlightedText, t.text), (role.Link, t.accent),
        (role.PlaceholderText, t.text2), (role.Mid, t.border), (role.Midlight, t.hairline),
        (role.Light, t.surface), (role.Dark, t.border),
    ):  # fmt: skip
        palette.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(t.disabled))
    return palette

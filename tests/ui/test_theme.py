"""Colours can be read, text grows, icons follow, and the system's scheme is followed until a person chooses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetrics, QImage
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from ccm_desktop.ui.icons import pixmap, retint, set_icon
from ccm_desktop.ui.resources import ROOT
from ccm_desktop.ui.side_panel import SidePanel
from ccm_desktop.ui.theme import DARK, LIGHT, Theme, Tokens
from ccm_desktop.ui.widgets.parts import button

INTERFACE = Path(__file__).resolve().parents[2] / "ccm_desktop"
TONES = ("ok", "warn", "error", "info", "complex", "neutral")


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_the_standard_s_own_example() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("t", [LIGHT, DARK], ids=["light", "dark"])
def test_all_text_can_be_read(t: Tokens) -> None:
    pairs = [
        *((text, ground) for text in (t.text, t.text2) for ground in (t.window, t.surface, t.alternate, t.selection)),
        (t.text, t.hover), (t.accent, t.surface), (t.on_accent, t.accent), (t.on_accent, t.accent_hover),
        ("#FFFFFF", t.running), ("#FFFFFF", t.paused), ("#FFFFFF", t.danger),
        *((getattr(t, f"{tone}_fg"), getattr(t, f"{tone}_bg")) for tone in TONES),
        (t.error_fg, t.surface),
    ]  # fmt: skip
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


@pytest.mark.parametrize("t", [LIGHT, DARK], ids=["light", "dark"])
def test_edges_rings_and_bars_can_be_seen(t: Tokens) -> None:
    arrow = re.search(r'stroke="(#\w{6})"', (ROOT / "theme" / "arrow.svg").read_text("utf-8"))
    assert arrow is not None
    pairs = [
        (t.border, t.surface), (t.border, t.window), (t.focus, t.window), (t.focus, t.surface),
        (t.focus, t.selection), (t.running, t.surface), (t.running, t.window), (arrow[1], t.surface),
        *((colour, t.surface) for colour in (t.chart1, t.chart2, t.chart3, t.chart4)),
    ]  # fmt: skip
    assert [pair for pair in pairs if contrast(*pair) < 3] == []


def test_the_bundled_letters_are_used_and_figures_are_of_one_width(theme: Theme, qapp: QApplication) -> None:
    assert QFontInfo(qapp.font()).family() == "Noto Sans"
    metrics = QFontMetrics(qapp.font())
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1


@pytest.mark.parametrize(("percent", "pixels"), [(50, 13), (100, 13), (150, 20), (200, 26), (900, 26)])
def test_text_grows_to_twice_its_size(theme: Theme, qapp: QApplication, percent: int, pixels: int) -> None:
    theme.apply("light", percent)
    assert qapp.font().pixelSize() == pixels


def test_the_system_s_scheme_is_followed_until_a_person_chooses(theme: Theme, qapp: QApplication) -> None:
    changes: list[str] = []
    theme.changed.connect(lambda: changes.append("changed"))
    theme.apply("system")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert len(changes) == 2
    theme.apply("dark")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert len(changes) == 3
    assert theme.tokens is DARK


def ink(image: QImage) -> set[str]:
    return {
        QColor(image.pixel(x, y)).name().upper()
        for x in range(image.width())
        for y in range(image.height())
        if QColor.fromRgba(image.pixel(x, y)).alpha() == 255
    }


def test_icons_take_the_colour_and_the_height_of_their_text(theme: Theme) -> None:
    theme.apply("dark", 200)
    root = QWidget()
    press = QPushButton("Start", root)
    set_icon(press, "player-play")
    theme.apply("light", 100)
    retint(root)
    assert press.iconSize().height() == press.fontMetrics().height()
    assert ink(press.icon().pixmap(press.iconSize()).toImage()) == {LIGHT.text}
    root.deleteLater()


def test_a_form_made_before_the_scheme_changed_has_its_icons_in_the_new_one(theme: Theme) -> None:
    theme.apply("light", 100)
    form, panel = QWidget(), SidePanel()
    press, plain = button("Preview…", "printer", role="primary"), button("Close", "x")
    for part in (press, plain):
        part.setParent(form)
    assert ink(press.icon().pixmap(press.iconSize()).toImage()) == {LIGHT.on_accent}
    theme.apply("dark", 100)
    panel.open(form)
    assert ink(press.icon().pixmap(press.iconSize()).toImage()) == {DARK.on_accent}
    assert ink(plain.icon().pixmap(plain.iconSize()).toImage()) == {DARK.text}
    panel.deleteLater()


def test_an_icon_is_sharp_on_a_dense_screen(qapp: QApplication) -> None:
    image = pixmap("users", "#123456", 18, 2.0)
    assert (image.width(), image.devicePixelRatio()) == (36, 2.0)
    assert image is pixmap("users", "#123456", 18, 2.0)


def test_every_icon_that_is_named_is_there_and_its_licence_too() -> None:
    icons = {path.stem for path in (ROOT / "icons").glob("*.svg")}
    calls = re.compile(r'(?:set_icon\(\w+(?:\.\w+)*|pixmap\(|icon\(|button\("[^"]*"), ?"([a-z0-9-]+)"')
    named = {name for path in INTERFACE.rglob("*.py") for name in calls.findall(path.read_text("utf-8"))}
    assert named
    assert named - icons == set()
    assert "MIT" in (ROOT / "icons" / "LICENSE-Tabler.txt").read_text("utf-8")
    assert "OPEN FONT LICENSE" in (ROOT / "fonts" / "LICENSE-NotoSans.txt").read_text("utf-8").upper()


class Styled(QWidget):
    """Counts how often it is told of a new style."""

    times = 0

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.times += event.type() == QEvent.Type.StyleChange


def test_a_change_of_scheme_styles_each_widget_as_often_however_deep_it_stands(theme: Theme) -> None:
    outermost = Styled()
    innermost = outermost
    for _ in range(12):
        innermost = Styled(innermost)
    outermost.show()
    outermost.times = innermost.times = 0
    theme.apply("dark")
    assert innermost.times == outermost.times > 0
    outermost.deleteLater()

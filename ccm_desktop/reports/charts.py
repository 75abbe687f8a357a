"""Charts on paper, drawn with the page's own rules and words: they read in black and white."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ccm_desktop.reports.layout import BLACK, GREY, PALE, Rule, Sheets, Words
from ccm_desktop.reports.lettering import BOLD, width

_SIZE = 8.0
_BAR = 0.62
_DASH = 3.0
_MARKED, _PLAIN = 0.25, 0.7


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `marked` ones are drawn dark."""

    label: str
    value: int
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One series; `dashed` and `weight` tell it from the others without colour."""

    label: str
    values: tuple[int, ...]
    weight: float = 1.0
    dashed: bool = False


def bars(sheets: Sheets, items: Sequence[Bar], height: float = 110.0) -> None:
    """Bars from zero, their number above and their label below."""
    sheets.need(height)
    floor, top = sheets.y - height + 16, sheets.y - 14
    most = max((item.value for item in items), default=0) or 1
    each = sheets.width / max(len(items), 1)
    page = sheets.page
    for place, item in enumerate(items):
        middle = sheets.left + (place + 0.5) * each
        end = floor + (top - floor) * item.value / most
        if item.value:
            page.rules.append(Rule(middle, floor, middle, end, each * _BAR, _MARKED if item.marked else _PLAIN))
        _centred(sheets, f"{item.value:,} ", middle, end + 3, BOLD)
        _centred(sheets, f"{item.label} ", middle, floor - 10)
    page.rules.append(Rule(sheets.left, floor, sheets.left + sheets.width, floor, 0.8, GREY))
    sheets.y -= height


def lines(sheets: Sheets, labels: Sequence[str], series: Sequence[Line], height: float = 130.0) -> None:
    """Lines over the same labels, from zero; each is named at its right end, apart from the others."""
    sheets.need(height)
    floor, top = sheets.y - height + 16, sheets.y - 10
    most = max((value for one in series for value in one.values), default=0) or 1
    room = sheets.width - 130
    step = room / max(len(labels), 1)
    page = sheets.page
    for value in (0, most):
        y = floor + (top - floor) * value / most
        page.rules.append(Rule(sheets.left, y, sheets.left + room, y, 0.5, PALE))
    for place, label in enumerate(labels):
        _centred(sheets, f"{label} ", sheets.left + (place + 0.5) * step, floor - 10)
    taken: list[float] = []
    for one in sorted(series, key=lambda s: -(s.values[-1] if s.values else 0)):
        points = [
            (sheets.left + (n + 0.5) * step, floor + (top - floor) * value / most) for n, value in enumerate(one.values)
        ]
        for before, after in pairwise(points):
            page.rules.extend(_stroke(before, after, one))
        if points:
            x, y = points[-1]
            y = min([y, *(other - _SIZE * 1.3 for other in taken)])
            taken.append(y)
            page.rules.extend(_stroke((x + 4, y), (x + 22, y), one))
            page.words.append(Words(x + 26, y - 3, f"{one.label}: {one.values[-1]:,} ", _SIZE, BOLD))
    sheets.y -= height


def _stroke(start: tuple[float, float], end: tuple[float, float], line: Line) -> list[Rule]:
    if not line.dashed:
        return [Rule(*start, *end, line.weight, BLACK)]
    (x, y), (to_x, to_y) = start, end
    length = ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5
    count = max(1, round(length / (2 * _DASH)))
    return [
        Rule(x + (to_x - x) * n / count, y + (to_y - y) * n / count, x + (to_x - x) * (n + 0.5) / count,
             y + (to_y - y) * (n + 0.5) / count, line.weight, BLACK)
        for n in range(count)
    ]  # fmt: skip


def _centred(sheets: Sheets, text: str, x: float, y: float, font: str = "") -> None:
    words = Words(x, y, text, _SIZE, font) if font else Words(x, y, text, _SIZE)
    left = x - width(text.strip(), _SIZE, words.font) / 2
    sheets.page.words.append(Words(left, y, text, _SIZE, words.font))

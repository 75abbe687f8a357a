"""The embedded fonts: which characters they have, how wide text is, where lines break."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from ccm_desktop.domain.errors import FileProblem
from ccm_desktop.reports.bidi import joined_letters, reads_right_to_left, visual_order

REGULAR = "DejaVuSans"
BOLD = "DejaVuSans-Bold"

_FONT_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "fonts"
_LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_PIECES = re.compile("[^ ⟩-]*(?:[⟩-]| +|$)")


class ReadableFont(TTFont):  # type: ignore[misc]
    """A font whose text copies and searches as it was written.

    ReportLab's own table maps a joined Arabic form to itself and cannot name characters
    beyond U+FFFF; here each glyph is mapped to the letters it stands for.
    """

    def addObjects(self, doc: Any) -> None:  # noqa: N802 (the name is ReportLab's)
        subsets = [list(subset) for subset in self._assignState(doc).subsets]
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            internal = self._internal_names(doc)[number]
            font = doc.idToObject["BasicFonts"].dict[internal]
            doc.idToObject[font.ToUnicode.name].content = _unicode_table(subset)

    def _internal_names(self, doc: Any) -> list[str]:
        prefix = doc.fontMapping[self.fontName][1:] + "+"
        names = [name for name in doc.idToObject["BasicFonts"].dict if name.startswith(prefix)]
        return sorted(names, key=lambda name: int(name.removeprefix(prefix)))


def _unicode_table(subset: list[int]) -> str:
    rows = "\n".join(
        f"<{glyph:02X}> <{_written(letter).encode('utf-16-be').hex().upper()}>" for glyph, letter in enumerate(subset)
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{len(subset)} beginbfchar\n{rows}\nendbfchar\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


def _written(letter: int) -> str:
    """The letters a glyph stands for: joined Arabic forms stand for plain letters."""
    character = chr(letter)
    return unicodedata.normalize("NFKC", character) if 0xFB50 <= letter <= 0xFEFC else character


@cache
def font(name: str) -> ReadableFont:
    """The font, registered with ReportLab on first use."""
    try:
        loaded = ReadableFont(name, str(_FONT_FOLDER / f"{name}.ttf"))
    except (TTFError, OSError) as error:
        raise FileProblem(
            "font_missing",
            f"The font {name}.ttf of this program is missing or damaged.",
            "Install the program again.",
        ) from error
    pdfmetrics.registerFont(loaded)
    return loaded


def width(text: str, size: float, name: str = REGULAR) -> float:
    """Width in points; `text` must be legible already."""
    widths = font(name).face.charWidths
    return float(sum(widths[ord(letter)] for letter in text)) * size / 1000


def legible(text: str) -> str:
    """The text with every character visible: what no font has, and what hides, reads ⟨U+202E⟩."""
    if text.isascii() and text.isprintable():
        return text
    return joined_letters(visible(text), _drawable)


def visible(text: str) -> str:
    """As `legible`, with Arabic letters still unjoined: for the file's properties."""
    return "".join(letter if _drawable(letter) else _numbered(letter) for letter in unhidden(text))


def unhidden(text: str) -> str:
    """What hides made visible; what our fonts lack stays as it is: for a file that other programs show."""
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text).replace("\t", "    "))
    return "".join(_numbered(letter) if _hides(letter) else letter for letter in text)


@cache
def _drawable(letter: str) -> bool:
    return letter == "\n" or all(ord(letter) in font(name).face.charToGlyph for name in (REGULAR, BOLD))


@cache
def _hides(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn") and letter not in "\n\u200c\u200d"


def _numbered(letter: str) -> str:
    return f"⟨U+{ord(letter):04X}⟩"


def wrapped(text: str, room: float, size: float, name: str = REGULAR) -> list[str]:
    """Lines no wider than `room` points, in drawing order; every character is on one of them."""
    text = legible(text)
    if "\n" not in text and width(text, size, name) <= room:
        return [visual_order(text, reads_right_to_left(text))]
    lines: list[str] = []
    for paragraph in text.split("\n"):
        right_to_left = reads_right_to_left(paragraph)
        lines.extend(visual_order(line, right_to_left) for line in _broken(paragraph, room, size, name))
    return lines


def _broken(paragraph: str, room: float, size: float, name: str) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _PIECES.findall(paragraph):
        if line and width((line + piece).rstrip(), size, name) > room:
            lines.append(line.rstrip())
            line = ""
        start = 0
        while (fits := _fitting(piece[start:], room, size, name)) < len(piece[start:].rstrip()):
            lines.append(piece[start : start + fits])
            start += fits
        line += piece[start:]
    return [*lines, line.rstrip()]


def _fitting(piece: str, room: float, size: float, name: str) -> int:
    """How many leading characters fit; at least one, and marks stay with their letter."""
    used = 0.0
    for count, letter in enumerate(piece):
        used += width(letter, size, name)
        if used > room and count:
            return count
    return len(piece)

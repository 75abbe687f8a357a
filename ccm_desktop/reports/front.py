"""What documents share besides tables: masthead, figures, labelled facts, signature lines."""

from __future__ import annotations

from collections.abc import Sequence

from ccm_desktop.reports.documents import Imprint
from ccm_desktop.reports.layout import BLACK, GREY, LEADING, PALE, Rule, Sheets, Words
from ccm_desktop.reports.lettering import BOLD, REGULAR, width, wrapped
from ccm_desktop.reports.wording import joined

_FIGURE = 19.0
_LABEL = 8.0
_SIGNATURE = 52.0


def masthead(sheets: Sheets, kicker: str, title: str, imprint: Imprint) -> None:
    """The document's name, the practice in full, and who printed it when."""
    sheets.y -= 10
    sheets.text(kicker, 10, grey=GREY)
    sheets.text(joined((title, imprint.month_title), " — "), 21, BOLD)
    sheets.y -= 6
    sheets.text(imprint.practice_name, 11, BOLD)
    sheets.text(joined((imprint.practice_address, imprint.practice_phone)), 9.5)
    sheets.text(
        joined(
            (
                imprint.state and f"State: {imprint.state}",
                f"Printed {imprint.printed_at} by {imprint.printed_by}",
            )
        ),
        9.5,
    )
    sheets.y -= 8
    sheets.rule(1.2, BLACK)
    sheets.y -= 4


def figures(sheets: Sheets, items: Sequence[tuple[str, str]]) -> None:
    """A row of large figures with their labels, divided by rules.

    The blank after a figure is for who copies the text: without it the label sticks to the figure.
    """
    each = sheets.width / len(items)
    labels = [wrapped(label, each - 16, _LABEL) for _, label in items]
    height = _FIGURE + max(map(len, labels)) * _LABEL * 1.3 + 20
    sheets.need(height)
    top = sheets.y
    for number, (figure, _) in enumerate(items):
        x = sheets.left + number * each + (10 if number else 0)
        size = min(_FIGURE, _FIGURE * (each - 18) / width(figure, _FIGURE, BOLD))
        sheets.page.words.append(Words(x, top - 12 - _FIGURE * 0.75, f"{figure} ", size, BOLD))
        for row, label in enumerate(labels[number]):
            sheets.page.words.append(
                Words(x, top - 12 - _FIGURE - (row + 0.8) * _LABEL * 1.3, label, _LABEL, grey=GREY)
            )
        if number:
            sheets.page.rules.append(Rule(x - 10, top - 8, x - 10, top - height + 8, 0.5, PALE))
    sheets.y = top - height
    sheets.rule()


def facts(sheets: Sheets, items: Sequence[tuple[str, str]], label_width: float = 135.0, size: float = 9.5) -> None:
    """Labels on the left, what is known on the right."""
    for label, value in items:
        lines = wrapped(value, sheets.width - label_width, size)
        sheets.need(min(len(lines), 4) * size * LEADING)
        baseline = sheets.y - size * LEADING + size * 0.3
        sheets.page.words.append(Words(sheets.left, baseline, label, size, grey=GREY))
        for line in lines:
            sheets.need(size * LEADING)
            sheets.line(line, size, x=label_width)
        sheets.y -= 1.5


def signatures(sheets: Sheets, statement: str, signers: Sequence[tuple[str, str]]) -> None:
    """A line for name, signature and date of each signer; the block starts together."""
    sheets.heading("Signatures", keep=_SIGNATURE * min(len(signers), 3) + 20)
    sheets.text(statement, 9.5)
    for role, name in signers:
        names = wrapped(name, sheets.width / 3 - 14, 9.5)
        height = max(_SIGNATURE, len(names) * 12 + 24)
        sheets.need(height)
        sheets.y -= height - 16
        third = sheets.width / 3
        for column, label in enumerate((joined((role, "name"), " — "), "signature", "date")):
            x, wide = sheets.left + column * third, third - 14
            sheets.page.rules.append(Rule(x, sheets.y, x + wide, sheets.y, 0.7, BLACK))
            sheets.page.words.append(Words(x, sheets.y - 10, label, _LABEL, grey=GREY))
        for number, line in enumerate(reversed(names)):
            sheets.page.words.append(Words(sheets.left, sheets.y + 3 + number * 12, line, 9.5))
        sheets.y -= 16


def boxed(sheets: Sheets, items: Sequence[tuple[str, str, str]], size: float = 11.0) -> None:
    """Numbers to call, side by side in one outlined box: label, number, remark; the number is half as big again."""
    each = sheets.width / len(items)
    inner = each - 24
    columns = [
        [
            (line, size, font)
            for text, size, font in ((label, size, REGULAR), (number, size * 1.55, BOLD), (remark, size, REGULAR))
            for line in wrapped(text, inner, size, font)
        ]
        for label, number, remark in items
    ]
    height = max(sum(size * LEADING for _, size, _ in column) for column in columns) + 16
    sheets.need(height)
    top, left = sheets.y, sheets.left
    for number, column in enumerate(columns):
        y = top - 8
        for line, size, font in column:
            y -= size * LEADING
            sheets.page.words.append(Words(left + number * each + 12, y + size * 0.3, line, size, font))
    for y in (top, top - height):
        sheets.page.rules.append(Rule(left, y, left + sheets.width, y, 1, BLACK))
    for number in range(len(items) + 1):
        x = left + number * each
        sheets.page.rules.append(Rule(x, top, x, top - height, 1, BLACK))
    sheets.y = top - height - 6

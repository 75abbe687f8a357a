"""Two versions of a care plan on paper: what came is underlined, what went is struck through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ccm_desktop.domain.plan_diff import KINDS, FieldPair, PlanChange
from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.domain.word_diff import ADDED, REMOVED, SAME, Run, parted
from ccm_desktop.reports.bidi import reads_right_to_left
from ccm_desktop.reports.documents import Imprint
from ccm_desktop.reports.front import facts, masthead
from ccm_desktop.reports.layout import BLACK, GREY, LEADING, Rule, Sheets, Words
from ccm_desktop.reports.lettering import BOLD, REGULAR, legible, width
from ccm_desktop.reports.press import Titles, printed

_WHOLE = 12
"""Fields of a line that stay on its page."""
TITLE = "Care plan: what changed"
_SIZE, _LABEL = 9.5, 128.0
_STROKE = {ADDED: -0.12, REMOVED: 0.3}
"""Height of the line under or through a word, in parts of the letters' size."""
_WORD = re.compile(r"\s*\S+|\s+")


@dataclass(frozen=True, slots=True)
class PlanComparisonDocument:
    """What the pages say; `before` and `after` name a version with number, day, author and words."""

    imprint: Imprint
    patient_name: str
    born: str
    before: str
    after: str
    changes: tuple[PlanChange, ...]
    unchanged: int
    """How many lines are as they were."""


def render_plan_comparison(document: PlanComparisonDocument, progress: Progress | None = None) -> bytes:
    """The PDF; `Cancelled` raised by `progress` leaves nothing behind."""
    sheets = Sheets()
    masthead(sheets, "Care plan", "What changed", document.imprint)
    born = f", born {document.born}" if document.born else ""
    facts(sheets, (
        ("Patient", f"{document.patient_name}{born}"),
        ("Before", document.before),
        ("After", document.after),
        ("Changes", _counted(document)),
    ))  # fmt: skip
    sheets.gap(6)
    _inline(sheets, (Run(SAME, "Words that came are "), Run(ADDED, "underlined"), Run(SAME, ", words that went are "),
                     Run(REMOVED, "struck through"), Run(SAME, ".")), 0)  # fmt: skip
    for section, changes in _by_section(document.changes):
        sheets.heading(section, 12, keep=_height(changes[0]) + 8)
        for change in changes:
            _change(sheets, change)
    running = f"{document.patient_name} — care plan, what changed"
    titles = Titles(TITLE, "Two versions of a care plan", running, born.removeprefix(", "))
    return printed(sheets.pages, titles, document.imprint, progress or Unobserved())


def _counted(document: PlanComparisonDocument) -> str:
    kinds = [(words.lower(), sum(one.kind == kind for one in document.changes)) for kind, words in KINDS.items()]
    told = ", ".join(f"{count} {words}" for words, count in kinds if count) or "none"
    same = document.unchanged
    return f"{told}; {same} {'line' if same == 1 else 'lines'} as before"


def _by_section(changes: Iterable[PlanChange]) -> Iterator[tuple[str, list[PlanChange]]]:
    """In the order in which sections first appear."""
    found: dict[str, list[PlanChange]] = {}
    for change in changes:
        found.setdefault(change.section, []).append(change)
    yield from found.items()


def _height(change: PlanChange) -> float:
    """Points that must be left for it: its name and its fields, where they are not too many for a page."""
    return (1 + min(len(change.differing), _WHOLE)) * _SIZE * LEADING + 8


def _change(sheets: Sheets, change: PlanChange) -> None:
    sheets.need(_height(change))
    sheets.gap(4)
    sheets.text(f"{KINDS[change.kind]}: {change.name}" if change.name else KINDS[change.kind], 10, BOLD)
    for pair in change.differing:
        _field(sheets, pair)
    sheets.gap(2)
    sheets.rule(0.4)


def _field(sheets: Sheets, pair: FieldPair) -> None:
    """One field: its label, then both versions in one line; whole where letters run from right to left."""
    label = legible(pair.label)
    if width(label, _SIZE) > _LABEL - _SIZE:  # a whole question
        sheets.text(label, _SIZE, grey=GREY)
    else:
        sheets.need(_SIZE * LEADING)
        baseline = sheets.y - _SIZE * LEADING + _SIZE * 0.3
        sheets.page.words.append(Words(sheets.left, baseline, label, _SIZE, grey=GREY))
    if reads_right_to_left(pair.before) or reads_right_to_left(pair.after):
        for words, text in (("Before", pair.before), ("After", pair.after)):
            sheets.text(f"{words}: {text or 'empty'}", _SIZE, hang=_LABEL)
    else:
        _inline(sheets, parted(pair.runs), _LABEL)


def _inline(sheets: Sheets, runs: Sequence[Run], left: float) -> None:
    """Runs as one paragraph that begins `left` points from the edge."""
    room, x, line = sheets.width - left, 0.0, list[tuple[float, str, str]]()
    for run in runs:
        for piece in _WORD.findall(legible(run.text).replace("\n", " ")):
            for part in _fitting(piece, room, run.kind):
                fits = not x or x + width(part, _SIZE, _font(run.kind)) <= room
                if not fits:
                    _write(sheets, line, left)
                    line, x = [], 0.0
                word = part if fits else part.lstrip()
                line.append((x, word, run.kind))
                x += width(word, _SIZE, _font(run.kind))
    _write(sheets, line, left)


def _fitting(piece: str, room: float, kind: str) -> Iterator[str]:
    """A word, in parts where it is longer than a line."""
    while len(piece) > 1 and width(piece, _SIZE, _font(kind)) > room:
        most = max(1, int(len(piece) * room / width(piece, _SIZE, _font(kind))) - 1)
        yield piece[:most]
        piece = piece[most:]
    yield piece


def _write(sheets: Sheets, line: Sequence[tuple[float, str, str]], left: float) -> None:
    sheets.need(_SIZE * LEADING)
    sheets.y -= _SIZE * LEADING
    baseline = sheets.y + _SIZE * 0.3
    for place, (x, text, kind) in enumerate(line):
        start = sheets.left + left + x
        sheets.page.words.append(Words(start, baseline, text, _SIZE, _font(kind), GREY if kind == REMOVED else BLACK))
        if kind in _STROKE and text.strip():
            goes_on = place and line[place - 1][2] == kind
            blank = 0.0 if goes_on else width(text[: len(text) - len(text.lstrip())], _SIZE, _font(kind))
            y = baseline + _STROKE[kind] * _SIZE
            end = start + width(text, _SIZE, _font(kind))
            sheets.page.rules.append(Rule(start + blank, y, end, y, 0.7, BLACK))


def _font(kind: str) -> str:
    return BOLD if kind == ADDED else REGULAR

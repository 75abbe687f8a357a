"""What differs in one line, as words to show: new ones underlined, old ones struck, never by colour alone (ux.md 7.4).

Compare, the page for signing and choosing from templates show differences by these, so that one reads like the other.
"""

from __future__ import annotations

from collections.abc import Collection
from html import escape

from ccm_desktop.domain import word_diff
from ccm_desktop.domain.plan_diff import ADDED, CHANGED, KINDS, MOVED, REMOVED, SAME, FieldPair, PlanChange
from ccm_desktop.domain.word_diff import Run, spoken
from ccm_desktop.ui.theme import Tokens

SIGNS = {ADDED: "+", CHANGED: "~", REMOVED: "−", MOVED: "↕", SAME: ""}


def kind_html(line: PlanChange, tokens: Tokens) -> str:
    """Sign and word for what became of the line."""
    ink = {ADDED: tokens.ok_fg, REMOVED: tokens.error_fg, CHANGED: tokens.info_fg, MOVED: tokens.complex_fg}
    shade = ink.get(line.kind, tokens.text2)
    return f'<span style="color:{shade}"><b>{SIGNS[line.kind]} {KINDS[line.kind]}</b></span>'


def told_html(line: PlanChange, tokens: Tokens, left_out: Collection[str] = ()) -> str:
    """Its name and every field that differs, each on a line of its own; without runs of the kinds `left_out`."""
    return "<br>".join(
        f"{_labelled(pair.label, tokens) if number or not line.is_named else ''}{_runs(pair, tokens, left_out)}"
        for number, pair in enumerate(line.told)
        if any(run.kind not in left_out for run in pair.runs)
    )


def told_aloud(line: PlanChange) -> str:
    """The same for a screen reader: `Goal, changed: Walk daily. Target, removed: 2; added: 3`."""
    told = "; ".join(f"{pair.label}, {spoken(pair.runs)}" for pair in line.differing)
    first = f"{line.section}, {KINDS[line.kind].lower()}{f': {line.name}' if line.name else ''}"
    return f"{first}. {told}" if told else first


def _runs(pair: FieldPair, tokens: Tokens, left_out: Collection[str]) -> str:
    return "".join(_run(run, tokens) for run in word_diff.parted(pair.runs) if run.kind not in left_out)


def _run(run: Run, tokens: Tokens) -> str:
    """The words with their mark; the blank before them has none."""
    text = escape(run.text.lstrip()).replace("\n", "<br>")
    blank = " " if run.text[:1].isspace() else ""
    if run.kind == word_diff.SAME or not text:
        return blank + text
    line, ink, ground = (
        ("underline", tokens.ok_fg, tokens.ok_bg) if run.kind == word_diff.ADDED
        else ("line-through", tokens.error_fg, tokens.error_bg)
    )  # fmt: skip
    return f'{blank}<span style="text-decoration:{line};color:{ink};background:{ground}">{text}</span>'


def _labelled(label: str, tokens: Tokens) -> str:
    return f'<span style="color:{tokens.text2}">{escape(label)}:</span> '

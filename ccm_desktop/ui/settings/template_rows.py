"""A template as rows of a table, and rows as a template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.plan_template import (
    PlanTemplate,
    TemplateAction,
    TemplateDue,
    TemplateGoal,
    TemplateVariable,
    WatchSign,
)
from ccm_desktop.services.forms import SymptomToWatch
from ccm_desktop.services.plan_parts import CHOICES

Row = tuple[str, ...]
COLUMNS = ("Kind", "Words", "Measure", "Target or action", "Weeks", "Find out", "Who", "How often or fast")
"""The kind is a key of `LINE_KINDS`; a row leaves empty what its kind does not have."""
_FAST = CHOICES[SymptomToWatch, "urgency"]
HAS = {
    "goal": (1, 2, 3, 4, 5, 6),
    "step": (1, 6, 7),
    "action": (1, 6, 7),
    "watch": (1, 3, 7),
    "due": (1, 4, 7),
    "education": (1,),
}
"""Columns that a kind fills."""


_NEEDED = {
    "goal": {1: "Say what", 2: "Say how it is measured", 3: "Say the target", 4: "1 to 260"},
    "step": {1: "Say what", 6: "Say who does it", 7: "Say how often"},
    "action": {1: "Say what", 6: "Say who does it", 7: "Say how often"},
    "watch": {1: "Say the sign", 3: "Say what to do"},
    "education": {1: "Say what"},
}
_WEEKS, _MOST_WEEKS = 4, 260


def lacking(kind: str, column: int, text: str) -> str:
    """What a cell of that kind of row needs before the template can be saved, in few words; empty for nothing."""
    needed, said = _NEEDED.get(kind, {}).get(column, ""), text.strip()
    if column == _WEEKS and needed:
        return "" if said.isascii() and said.isdigit() and 1 <= int(said) <= _MOST_WEEKS else needed
    return "" if said else needed


def rows_of(template: PlanTemplate) -> Iterator[Row]:
    """Every line, in the order of the template."""
    for goal in template.goals:
        weeks = str(goal.weeks)
        yield "goal", goal.description, goal.measure, goal.target, weeks, goal.baseline, goal.owner, ""
        for one in goal.interventions:
            yield "step", one.description, "", "", "", "", one.responsible, one.frequency
    for one in template.interventions:
        yield "action", one.description, "", "", "", "", one.responsible, one.frequency
    for sign in template.watch:
        yield "watch", sign.sign, "", sign.do, "", "", "", _FAST[sign.how_fast]
    for due in template.due:
        every = f"every {due.every_months} months" if due.every_months else "once"
        yield "due", due.what, "", "", str(due.weeks) if due.weeks else "", "", "", every
    for text in template.education:
        yield "education", text, "", "", "", "", "", ""


def with_rows(template: PlanTemplate, rows: Sequence[Row], variables: Sequence[Row]) -> PlanTemplate:
    """The template with these lines; refuses an intervention that has no goal above it."""
    goals: list[TemplateGoal] = []
    found: dict[str, list[Row]] = {kind: [] for kind in HAS}
    for row in rows:
        found[row[0]].append(row)
        if row[0] == "goal":
            goals.append(TemplateGoal(row[1], row[2], row[3], _whole(row[4]), row[5], owner=row[6]))
        elif row[0] == "step":
            if not goals:
                raise BadInput("plan_template_step", "An intervention stands above the first goal.",
                               "Move it under its goal, or make it one for the problem.")  # fmt: skip
            goals[-1] = replace(goals[-1], interventions=(*goals[-1].interventions, _action(row)))
    return replace(
        template,
        variables=tuple(_variable(row) for row in variables),
        goals=tuple(goals),
        interventions=tuple(_action(row) for row in found["action"]),
        watch=tuple(WatchSign(row[1], row[3], _urgency(row[7])) for row in found["watch"]),
        due=tuple(TemplateDue(row[1], _months(row[7]), _weeks(row[4])) for row in found["due"]),
        education=tuple(row[1] for row in found["education"]),
    )


def variable_row(one: TemplateVariable) -> Row:
    """A variable as a row of its table."""
    low, high = ("" if bound is None else f"{bound:.10g}" for bound in (one.low, one.high))
    return one.key, one.label, one.default, one.unit, low, high


def _variable(row: Row) -> TemplateVariable:
    key, words, default, unit, low, high = row
    return TemplateVariable(key, words, default, unit, _bound(low), _bound(high))


def _bound(text: str) -> float | None:
    if not text:
        return None
    try:
        return float(text.replace(",", ""))
    except ValueError:
        raise BadInput("plan_template_bound", f"The lowest or highest value “{text[:20]}” is no figure.",
                       "Write a figure such as 90, or leave the cell empty.") from None  # fmt: skip


def _urgency(text: str) -> str:
    """Of a sign; an empty cell leaves it to what to do."""
    if not text:
        return ""
    found = next((key for key, words in _FAST.items() if words.casefold() == text.casefold()), "")
    if not found:
        raise BadInput("plan_template_urgency", f"“{text[:20]}” does not say how fast a sign asks for help.",
                       f"Write one of: {', '.join(_FAST.values())}.")  # fmt: skip
    return found


def _months(text: str) -> int:
    match = re.fullmatch(r"(?:every )?([0-9]{1,3})(?: months?)?", text.casefold())
    if text and text.casefold() != "once" and match is None:
        raise BadInput("plan_template_months", f"“{text[:20]}” does not say how often an item comes due.",
                       "Write it like every 12 months, or once.")  # fmt: skip
    return int(match.group(1)) if match else 0


def _weeks(text: str) -> int:
    if text and not _whole(text):
        raise BadInput("plan_template_weeks", f"“{text[:20]}” is no number of weeks until an item is due.",
                       "Write a whole number, or leave the cell empty for a day that is typed.")  # fmt: skip
    return _whole(text)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _action(row: Row) -> TemplateAction:
    return TemplateAction(row[1], row[6], row[7])

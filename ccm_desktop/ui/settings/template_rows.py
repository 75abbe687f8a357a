"""A template as rows of a table, and rows as a template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.plan_template import (
    PlanTemplate,
    TemplateAction,
    TemplateGoal,
    TemplateVariable,
    WatchSign,
)

Row = tuple[str, ...]
COLUMNS = ("Kind", "Words", "Measure", "Target or action", "Weeks", "Find out", "Who", "How often")
"""The kind is a key of `LINE_KINDS`; a row leaves empty what its kind does not have."""
HAS = {
    "goal": (1, 2, 3, 4, 5),
    "step": (1, 6, 7),
    "action": (1, 6, 7),
    "watch": (1, 3),
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
        yield "goal", goal.description, goal.measure, goal.target, weeks, goal.baseline, "", ""
        for one in goal.interventions:
            yield "step", one.description, "", "", "", "", one.responsible, one.frequency
    for one in template.interventions:
        yield "action", one.description, "", "", "", "", one.responsible, one.frequency
    for sign in template.watch:
        yield "watch", sign.sign, "", sign.do, "", "", "", ""
    for text in template.education:
        yield "education", text, "", "", "", "", "", ""


def with_rows(template: PlanTemplate, rows: Sequence[Row], variables: Sequence[Row]) -> PlanTemplate:
    """The template with these lines; refuses an intervention that has no goal above it."""
    goals: list[TemplateGoal] = []
    found: dict[str, list[Row]] = {kind: [] for kind in HAS}
    for row in rows:
        found[row[0]].append(row)
        if row[0] == "goal":
            weeks = int(row[4]) if row[4].isascii() and row[4].isdigit() else 0
            goals.append(TemplateGoal(row[1], row[2], row[3], weeks, row[5]))
        elif row[0] == "step":
            if not goals:
                raise BadInput("plan_template_step", "An intervention stands above the first goal.",
                               "Move it under its goal, or make it one for the problem.")  # fmt: skip
            goals[-1] = replace(goals[-1], interventions=(*goals[-1].interventions, _action(row)))
    return replace(
        template,
        variables=tuple(TemplateVariable(*row) for row in variables),
        goals=tuple(goals),
        interventions=tuple(_action(row) for row in found["action"]),
        watch=tuple(WatchSign(row[1], row[3]) for row in found["watch"]),
        education=tuple(row[1] for row in found["education"]),
    )


def _action(row: Row) -> TemplateAction:
    return TemplateAction(row[1], row[6], row[7])
